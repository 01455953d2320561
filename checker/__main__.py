"""`python -m checker` is `irmcheck`."""

from checker.cli import main

if __name__ == "__main__":
    main()
