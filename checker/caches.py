"""Caches: a folder of the user's for what is costly to make anew.

What stands there is run or unpickled, so nothing is read that another user
could have written, and losing all of it changes nothing but the time.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


def private_folder(name: str = "") -> Path | None:
    """Return the folder, or one in it; nothing if there can be none."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(base).expanduser() / "irmcheck" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if is_private(folder) else None
    except (OSError, RuntimeError):
        return None


def is_private(path: Path) -> bool:
    """Tell whether only this user could have written it."""
    if not hasattr(os, "getuid"):
        return True
    about = path.stat()
    others = stat.S_IWGRP | stat.S_IWOTH
    return about.st_uid == os.getuid() and not about.st_mode & others
