"""The HTML report: one self-contained page, readable without script.

In:  `CaseResult`s and rejected files.
Out: the text of the page. Everything is escaped; style and script are inlined.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checker.errors import InputInvalid
from checker.findings import CaseResult
from checker.places import templates_folder
from checker.report.view import page_view


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
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
    view = page_view(results, rejected, full_tins=full_tins)
    return _environment().get_template("page.html").render(**view)


def render_template(name: str, **view: object) -> str:
    """Return another page, made from one of the templates."""
    return _environment().get_template(name).render(**view)
