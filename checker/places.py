"""Places: where the program's own data lie, in a checkout and when installed.

Out: the folders `asp` and `templates`.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """Return a data folder: inside the package in a wheel, else beside it."""
    packed = _HERE / "_data" / name
    return packed if packed.is_dir() else _HERE.parent / name


def asp_folder() -> Path:
    """Return the folder of kernel, vocabulary and chapters."""
    return _folder("asp")


def templates_folder() -> Path:
    """Return the folder of the report's templates."""
    return _folder("templates")
