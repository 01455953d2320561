"""Compiled rulebooks: parsed once, kept beside other caches of the user.

In:  the folders of a rulebook.
Out: the `Rulebook` that `load_rulebook` gives, from the cache where every file
     of it and the program are the same as when it was written.

A program that others could have written is never read: see `checker.caches`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Iterable
from pathlib import Path

import checker
from checker.caches import is_private, private_folder
from checker.rulebook import Rulebook, load_rulebook


def rulebook_for(asp: Path, folder: Path | None = None) -> Rulebook:
    """Return the rulebook; parse it only if it changed.

    Raises:
        RulebookInvalid: everything that is wrong with it, at once.
    """
    home = private_folder()
    if home is None:
        return load_rulebook(asp, folder)
    path = home / f"{_key(asp, folder)}.rulebook"
    found = _read(path)
    if found is None:
        found = load_rulebook(asp, folder)
        _write(path, found)
    return found


def _key(asp: Path, folder: Path | None) -> str:
    digest = hashlib.sha256(f"{checker.__version__} {sys.version}".encode())
    for path in sorted(Path(checker.__file__).parent.rglob("*.py")):
        about = path.stat()
        digest.update(f"{path} {about.st_mtime_ns} {about.st_size}\n".encode())
    for root in (asp, folder):
        digest.update(f"{root and root.absolute()}\n".encode())
        for path in _sources(root) if root else ():
            digest.update(f"{path}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _sources(root: Path) -> Iterable[Path]:
    """Return the files that a rulebook is read from, and no scenarios."""
    try:
        return [
            path
            for pattern in ("*.lp", "*.yaml", "*/*.lp", "*/*.yaml")
            for path in sorted(root.glob(pattern))
            if path.is_file() and not path.name.endswith(".scenarios.yaml")
        ]
    except OSError:
        return []


def _read(path: Path) -> Rulebook | None:
    try:
        if not is_private(path):
            return None
        found = pickle.loads(path.read_bytes())
    except Exception:  # whatever is wrong with a cache, it is made anew
        return None
    return found if isinstance(found, Rulebook) else None


def _write(path: Path, book: Rulebook) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(pickle.dumps(book, pickle.HIGHEST_PROTOCOL))
        draft.chmod(0o600)
        draft.replace(path)
        for old in _surplus(path.parent):
            old.unlink(missing_ok=True)
    except OSError:
        draft.unlink(missing_ok=True)


def _surplus(home: Path, kept: int = 8) -> list[Path]:
    """Return the oldest rulebooks, beyond those that are kept."""
    found = sorted(home.glob("*.rulebook"), key=lambda path: path.stat().st_mtime)
    return found[:-kept]
