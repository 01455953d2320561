"""The page, whole: golden files and what must hold of every page.

`pytest tests/test_report_html.py --accept` accepts the pages as they are, after
the difference was read; a failing page is left in `tests/actual/`.
"""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from checker.report.html import render
from tests import results

HERE = Path(__file__).parent
PAGES = {
    "ftd": ([results.ftd()], []),
    "stay": ([results.stay()], []),
    "empty": ([results.empty()], []),
    "many": ([results.many()], []),
    "several": (
        [results.ftd(), results.stay(), results.empty(), results.hostile()],
        [results.rejected()],
    ),
    "rejected": ([], [results.rejected()]),
}
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Outline(HTMLParser):
    """Reads headings, ids, links and whether every element is closed."""

    def __init__(self, page):
        super().__init__()
        self.headings, self.ids, self.links = [], [], []
        self.open, self.scripts, self.remote = [], 0, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        self.scripts += tag == "script"
        self.remote += [v for k, v in attributes if k in ("src", "srcset", "action")]
        assert not any(name.startswith("on") for name in found)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_accepted(name, accept):
    page = render(*PAGES[name])
    golden = HERE / "data" / "pages" / f"{name}.html"
    if accept:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    if not golden.exists() or golden.read_text(encoding="utf-8") != page:
        actual = HERE / "actual" / golden.name
        actual.parent.mkdir(exist_ok=True)
        actual.write_text(page, encoding="utf-8")
        pytest.fail(f"{golden.name} differs; see tests/actual/{golden.name}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_asks_nothing_of_the_network(name):
    outline = Outline(render(*PAGES[name]))
    assert outline.open == []
    assert outline.scripts == 1
    assert outline.remote == []
    assert len(outline.ids) == len(set(outline.ids))
    for link in outline.links:
        assert link.startswith(("https://", "#"))
        assert not link.startswith("#") or link[1:] in outline.ids


@pytest.mark.parametrize("name", PAGES)
def test_headings_are_in_order(name):
    levels = Outline(render(*PAGES[name])).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_hostile_text_stays_text():
    page = render([results.hostile()], [results.rejected()])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="javascript:' not in page


def test_tins_are_masked_unless_asked_for():
    masked, full = (render([results.ftd()], [], full_tins=f) for f in (False, True))
    for tin in ("12-3456789", "123-45-6789"):
        assert tin not in masked
        assert tin in full


def test_the_sections_come_in_the_order_of_their_weight():
    page = render(*PAGES["stay"])
    names = (
        "violations",
        "due",
        "forbidden",
        "open",
        "timeline",
        "acts",
        "rest",
        "record",
    )
    places = [page.index(f'id="case-1-{name}"') for name in names]
    assert places == sorted(places)


def test_law_step_and_documentation_are_counted_apart():
    page = re.sub(r"\s+", " ", render(*PAGES["ftd"]))
    assert "<dt>Violation of law</dt><dd>0</dd>" in page
    assert "<dt>IRM step not followed</dt><dd>3</dd>" in page
    assert "<dt>Not documented</dt><dd>1</dd>" in page


def test_a_template_computes_nothing():
    for path in (HERE.parent / "templates").glob("*.html"):
        for code in re.findall(r"\{[{%](.*?)[}%]\}", path.read_text(), re.S):
            assert not re.search(r"\s[-+*/%]\s|\|\s*(length|sum|sort|round)", code), (
                path
            )
