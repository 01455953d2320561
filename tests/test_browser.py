"""The page in Chromium: narrow, wide, printed, and for those who cannot see it."""

import shutil
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PAGES = [
    *sorted((ROOT / "tests" / "data" / "pages").glob("*.html")),
    *sorted((ROOT / "examples" / "reports").glob("*.html")),
]
#: All examples come from the same templates; axe takes long over one.
SAMPLE = list({page.stem.split("-")[0]: page for page in PAGES}.values())
FULLEST = [page for page in PAGES if page.stem in ("ftd", "stay", "several")]
STAY = ROOT / "tests" / "data" / "pages" / "stay.html"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as play:
        launched = play.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield launched
        launched.close()


def opened(browser, path, **how):
    """Return a page, given time on a machine that is busy."""
    page = browser.new_page(**how)
    page.set_default_timeout(120_000)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_nothing_overflows(browser, path, width):
    page = opened(browser, path, viewport={"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width


@pytest.mark.parametrize(
    ("path", "scheme"),
    [*((page, "light") for page in SAMPLE), *((page, "dark") for page in FULLEST)],
    ids=lambda value: getattr(value, "stem", value),
)
def test_accessible(browser, path, scheme):
    page = opened(browser, path, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # All explanations come from one template, and axe takes a minute for eighty.
    page.evaluate(
        "[...document.querySelectorAll('details.steps')].slice(8)"
        ".forEach(d => d.remove())"
    )
    found = Axe().run(page)["violations"]
    page.close()
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in grave] == []


@pytest.mark.parametrize("path", FULLEST, ids=lambda path: path.stem)
def test_prints_everything_and_asks_nothing_of_the_network(browser, path):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    pdf = page.pdf(format="A4")
    page.close()
    assert pdf.startswith(b"%PDF")
    assert [url for url in asked if not url.startswith("file:")] == []


def test_what_is_folded_is_open_in_print(browser):
    page = opened(browser, STAY)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    folded = page.evaluate(
        "[...document.querySelectorAll('details')].some(d => !d.open)"
    )
    signed = page.locator(".sign").is_visible()
    page.close()
    assert not folded
    assert signed


def test_a_mark_leads_to_its_finding_by_keyboard(browser):
    page = opened(browser, STAY)
    page.locator("a.mark.breach").first.focus()
    page.keyboard.press("Enter")
    target = page.evaluate("document.querySelector(':target').className")
    page.close()
    assert "status-breached" in target


def test_a_link_opens_what_it_leads_to(browser):
    page = opened(browser, STAY)
    anchor = page.locator("details.folded.status-met").first.get_attribute("id")
    page.evaluate("name => { location.hash = name; }", anchor)
    page.locator(f"#{anchor} .cite").wait_for(state="visible", timeout=5000)
    page.close()


def test_readable_without_script(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(STAY.as_uri())
    assert page.locator("article.finding .cite").first.is_visible()
    page.locator("details.why > summary").first.click()
    assert page.locator("details.why[open] .because").first.is_visible()
    context.close()
