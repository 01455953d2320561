"""The site (for now its index)."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_site(out: Path, run: Any, summary: Any, pages: int) -> None:
    """Write the site."""
