"""Known: answers of finished searches, kept in a folder of the user's.

In:  the whole text of a search: rules, cards, kernel, axioms, bounds, goal.
Out: its answer, if the same text was searched before by the same program.

A changed rule changes the text of the searches that it matters to, and of no
others: after a change only these are done again.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import clingo

from checker.caches import is_private, private_folder


def name_of(*parts: str) -> str:
    """Return the name under which the answer to a search is kept."""
    digest = hashlib.sha256(_program().encode())
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:40]


@lru_cache(maxsize=1)
def _program() -> str:
    """What else an answer rests on: how the search is done, and the solver."""
    digest = hashlib.sha256(clingo.__version__.encode())
    here = Path(__file__).parent
    for path in sorted([*here.parent.glob("*.py"), *here.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def known(name: str) -> Any | None:
    """Return an answer that is kept."""
    home = private_folder("searches")
    path = home / f"{name}.json" if home else None
    try:
        if path is None or not is_private(path):
            return None
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def learn(name: str, answer: object) -> None:
    """Keep the answer of a search that was finished."""
    home = private_folder("searches")
    if home is None:
        return
    part = home / f"{name}.{os.getpid()}"
    try:
        part.write_text(json.dumps(answer), encoding="utf-8")
        part.replace(home / f"{name}.json")
    except OSError:
        return
