"""The HTML report: one self-contained page, readable without script.

In:  `CaseResult`s and rejected files.
Out: the text of the page. Everything is escaped; style and script are inlined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
)

from checker.caches import private_folder
from checker.errors import InputInvalid
from checker.findings import CaseResult
from checker.places import templates_folder
from checker.report.norms import chapter_views
from checker.report.view import page_view
from checker.rulebook import Rulebook


@lru_cache(maxsize=1)
def _environment() -> Environment:
    cache = private_folder("templates")
    return Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=FileSystemBytecodeCache(str(cache)) if cache else None,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    results: Sequence[CaseResult],
    rejected: Sequence[InputInvalid] = (),
    *,
    full_tins: bool = False,
) -> str:
    """Return the page.

    Args:
        full_tins: Show taxpayer identification numbers unmasked.
    """
    return filled("page.html", **page_view(results, rejected, full_tins=full_tins))


def render_chapters(book: Rulebook) -> Iterator[tuple[str, str]]:
    """Yield, for each chapter, its folder's name and the page of its norms."""
    for name, view in chapter_views(book):
        yield name, filled("norms.html", **view)


def filled(template: str, **view: Any) -> str:
    """Return a template filled with what it shows."""
    return _environment().get_template(template).render(**view)
