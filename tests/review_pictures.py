"""Make the pictures of the review page in docs/images: `uv run python tests/review_pictures.py`."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from localize.catalog import Catalog, Draft, Entry, Mark, digest_of
from localize.events import Failed
from localize.locales import Locale
from localize.merge import fill
from localize.pipeline import run
from localize.po import load, save
from localize.project import Project
from review_project import Served, served

REPOSITORY = Path(__file__).parents[1]
PICTURES = REPOSITORY / "docs/images"
ARTICLE = "news/antarctic-parallel.md"


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "newsroom"
        project = _project(root)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(project) as site:
            _take(browser, site)
        browser.close()


def _project(root: Path) -> Project:
    """The repository's own articles in the middle of a review."""
    for name in ("seeds", "glossary", "locales"):
        shutil.copytree(REPOSITORY / name, root / name)
    locales = tuple(map(Locale, ("fr", "es", "ar")))
    for number, locale in enumerate(locales):
        for path in sorted((root / f"locales/{locale.gettext}/LC_MESSAGES").rglob("*.po")):
            file = load(path, locale)
            save(file, _unfinished(file.catalog, 5 + 3 * number), datetime(2026, 1, 2, tzinfo=UTC))
    project = Project(root, targets=locales)
    for event in run(project, locales, None):
        assert not isinstance(event, Failed), event
    return project


def _unfinished(catalog: Catalog, approved: int) -> Catalog:
    """*catalog* with a few of its entries approved, one stale with an offer, one with a fault, and drafts."""
    entries = [
        entry if number < approved else _state(entry, number) for number, entry in enumerate(catalog.entries)
    ]
    stale = next((entry for entry in entries if "58 parties" in entry.source), None)
    if stale is None:
        return replace(catalog, entries=tuple(entries))
    previous = ("", stale.source.replace("58", "56"))
    old = replace(
        stale, target=stale.target.replace("58", "56"), fuzzy=True, mark=None, previous=previous, comments=()
    )
    done = replace(catalog, entries=tuple(old if entry is stale else entry for entry in entries))
    offer = next(entry.target for entry in catalog.entries if entry.key == old.key)
    return fill(done, {old.key: Draft(offer, "argos 1.9")})


def _state(entry: Entry, number: int) -> Entry:
    target = entry.target.rstrip(".") if number % 7 == 3 else entry.target
    if number % 9 == 4:
        return replace(entry, target=target, fuzzy=True, mark=None, comments=("Ask Amina about the name.",))
    if number % 11 == 6:
        return replace(entry, target="", fuzzy=False, mark=None)
    return replace(entry, target=target, fuzzy=True, mark=Mark("argos 1.9", digest_of(target, entry.source)))


def _take(browser: Browser, site: Served) -> None:
    page = _page(browser, site, "light", 1280)
    _save(page, "review-overview")
    page.goto(f"{site.address}/desk/fr/seeds/{ARTICLE}")
    _open(page, '.row[data-state="draft"]:has(.term):has(.code)')
    _save(page, "review-work")
    _open(page, '.row[data-state="stale"]')
    _save(page, "review-stale")
    page.keyboard.press("?")
    _save(page, "review-keys")
    page = _page(browser, site, "dark", 1280)
    page.goto(f"{site.address}/desk/ar/seeds/{ARTICLE}")
    _open(page, '.row[data-state="draft"]:has(.code)')
    _save(page, "review-arabic-dark")
    page = _page(browser, site, "light", 400)
    page.goto(f"{site.address}/desk/es/seeds/{ARTICLE}?order=worst")
    _open(page, ".row")
    _save(page, "review-narrow")


def _page(browser: Browser, site: Served, scheme: str, width: int) -> Page:
    options = {"viewport": {"width": width, "height": 820}, "color_scheme": scheme}
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.goto(site.link)
    return page


def _open(page: Page, selector: str) -> None:
    row = page.locator(selector).first
    row.locator(".source").click()
    row.locator(".editor textarea").wait_for()
    page.mouse.move(0, 0)
    row.focus()
    page.wait_for_load_state("networkidle")
    row.evaluate("e => e.scrollIntoView({ block: 'center' })")


def _save(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
