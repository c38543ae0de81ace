"""The review page in a real browser: what a reviewer sees, clicks and types, and what is in the file afterwards."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, expect, sync_playwright

from localize.project import Project
from review_project import ARABIC, FRENCH, Served, catalog, entry, make, rewrite, served, stale

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

SIX = "Six people live there."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _closed(chromium: Browser) -> Iterator[None]:
    """Every tab is closed after its test."""
    yield
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """The small project, served."""
    with served(make(tmp_path)) as page:
        yield page


def _opened(browser: Browser, site: Served, address: str = "", **options: object) -> Page:
    """A tab at *address*; a script or style that the policy stops, an error or a dialog fails the test."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    def asked(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    page.on("console", said)
    page.on("dialog", asked)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults  # type: ignore[attr-defined]
    page.goto(site.link)
    page.wait_for_url(f"{site.address}/")
    if address:
        page.goto(address)
    return page


def _faults(page: Page) -> list[str]:
    found: list[str] = page.faults  # type: ignore[attr-defined]
    return found


def _row(page: Page, text: str) -> str:
    """The selector of the row that shows *text*."""
    row = page.locator(".row", has_text=text).first
    return f"#{row.get_attribute('id')}"


def _open(page: Page, text: str) -> str:
    selector = _row(page, text)
    page.locator(f"{selector} .source").click()
    page.locator(f"{selector} .editor textarea").wait_for()
    return selector


def _entries(site: Served) -> dict[str, polib.POEntry]:
    return {e.msgid: e for e in polib.pofile(str(catalog(site.root)))}


def test_a_draft_is_approved(chromium: Browser, site: Served) -> None:
    """The overview leads to the article; a click approves and goes on; the file says so."""
    page = _opened(chromium, site)
    page.get_by_role("link", name="moon, French").click()
    first = page.locator(".row.open")
    expect(first.locator(".source")).to_contain_text("The Moon")
    first.get_by_role("button", name="Approve").click()
    expect(page.locator(".row.open .source")).to_contain_text("is near")
    expect(page.locator(".row").first).to_have_attribute("data-state", "approved")
    assert not _entries(site)["The Moon"].flags
    assert _entries(site)["The Moon is near."].flags == ["fuzzy"]
    assert not _faults(page)


def test_copies_are_published(chromium: Browser, site: Served) -> None:
    """At the foot of the overview; the copy has what the catalog says now."""
    rewrite(catalog(site.root), "Six personnes y vivent.", "Six y vivent.")
    page = _opened(chromium, site)
    page.get_by_role("button", name="Publish the copies").click()
    expect(page.locator("#published")).to_have_text("2 copies are up to date.")
    assert "Six y vivent." in (site.root / "public/fr/moon.md").read_text(encoding="utf-8")
    assert not _faults(page)


def test_typing_is_checked_and_kept(chromium: Browser, site: Served) -> None:
    """Checks answer while one types; what is not approved is kept as a person's draft, and undo brings the draft back."""
    page = _opened(chromium, site, site.work())
    row = _open(page, "The crew works".replace("crew", "`crew`"))
    area = page.locator(f"{row} .editor textarea")
    area.fill("Le `crew` dort.")
    expect(page.locator(f"{row} .live")).to_contain_text("station de recherche")
    area.fill("Le `crew` travaille à la station de recherche.")
    expect(page.locator(f"{row} .live .problems")).to_have_count(0)
    expect(page.locator(f"{row} .saved")).to_have_text("Kept as your draft.")
    entry = _entries(site)["The `crew` works at the research station."]
    assert (entry.msgstr, entry.flags) == ("Le `crew` travaille à la station de recherche.", ["fuzzy"])
    assert not entry.tcomment, "the mark of the machine is gone"
    page.locator(f"{row} [data-do=undo]").click()
    expect(area).to_have_value("L’équipage travaille à la station de recherche.")
    assert "mt: pseudo" in _entries(site)["The `crew` works at the research station."].tcomment


def test_the_keyboard_is_enough(chromium: Browser, site: Served) -> None:
    """Approve, move, edit, insert a code, copy the source, take back, and find the shortcuts, without a mouse."""
    page = _opened(chromium, site, site.work())
    press = page.keyboard.press
    expect(page.locator(".row.open textarea").first).to_be_visible()
    press("a")
    expect(page.locator(".row.open .source")).to_contain_text("is near")
    press("ArrowDown")
    expect(page.locator(".row.open .source")).to_contain_text("no air")
    press("j")
    expect(page.locator(".row.open .source")).to_contain_text("works")
    expect(page.locator(".row.open .insert").first).to_be_visible()
    press("e")
    press("Control+End")
    press("Alt+2")
    expect(page.locator(".row.open .editor textarea")).to_have_value(re.compile(r"recherche\.`crew`$"))
    press("Alt+c")
    expect(page.locator(".row.open .editor textarea")).to_have_value(
        "The `crew` works at the research station."
    )
    page.keyboard.insert_text("x")
    press("Escape")
    expect(page.locator(".row.open")).to_be_focused()
    press("u")
    expect(page.locator("#news")).to_have_text("Taken back.")
    expect(page.locator(".row.open .editor textarea")).to_have_value(re.compile("^L’équipage"))
    press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    press("Escape")
    press("k")
    press("k")
    press("Enter")
    expect(page.locator(".row.open .editor textarea")).to_be_focused()
    press("Control+Enter")
    expect(page.locator(".row.open .source")).to_contain_text("no air")
    approved = [e.msgid for e in _entries(site).values() if not e.fuzzy]
    assert approved == ["The Moon", "The Moon is near."]
    assert not _faults(page)


def test_a_stale_entry_shows_what_changed(chromium: Browser, site: Served) -> None:
    """The reworded words are marked; the new draft stands beside the person's text and can be taken."""
    stale(site.root)
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    context = page.locator(f"{row} .context")
    expect(context.locator("del").first).to_have_text("Five")
    expect(context.locator("ins").first).to_have_text("Six")
    expect(context).to_contain_text("vivent")
    page.locator(f"{row} .source").click()
    page.keyboard.press("Escape")
    page.locator(f"{row} [data-do=offer]").click()
    expect(page.locator(f"{row} .editor textarea")).to_have_value("Six personnes vivent là.")
    page.locator(f"{row} [data-do=approve]").click()
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    entry = _entries(site)[SIX]
    assert (entry.msgstr, entry.flags, entry.previous_msgid) == ("Six personnes vivent là.", [], None)


def test_a_new_draft_is_used_and_approved_by_two_keys(chromium: Browser, site: Served) -> None:
    """Of `o` and `a`, the second approves; taken back, the person's own words are there, as they last wrote them."""
    stale(site.root)
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    area, press = page.locator(f"{row} .editor textarea"), page.keyboard.press
    area.fill("Cinq habitants.")
    press("Escape")
    press("o")
    expect(area).to_have_value("Six personnes vivent là.")
    expect(page.locator(row)).to_be_focused()
    press("u")
    expect(area).to_have_value("Cinq habitants.")
    press("c")
    expect(area).to_have_value(SIX)
    press("u")
    expect(area).to_have_value("Cinq habitants.")
    press("o")
    press("a")
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    assert (_entries(site)[SIX].msgstr, _entries(site)[SIX].flags) == ("Six personnes vivent là.", [])
    assert not _faults(page)


def test_what_a_key_inserts_is_no_reason_to_type(chromium: Browser, site: Served) -> None:
    """A code goes to the end and the row keeps the focus; a click while writing goes on with writing."""
    page = _opened(chromium, site, site.work())
    row = _open(page, "works")
    area, press = page.locator(f"{row} .editor textarea"), page.keyboard.press
    press("2")
    expect(area).to_have_value(re.compile(r"recherche\.`crew`$"))
    expect(page.locator(row)).to_be_focused()
    press("u")
    expect(area).to_have_value(re.compile(r"recherche\.$"))
    press("e")
    page.locator(f"{row} .insert").nth(1).click()
    expect(area).to_be_focused()
    press("!")
    expect(area).to_have_value(re.compile(r"recherche\.`crew`!$"))


@pytest.mark.parametrize("key", ["e", "Enter"])
def test_writing_goes_on_at_the_end(chromium: Browser, site: Served, key: str) -> None:
    """The caret is behind the last letter; once the text is a person's, no model is named below it."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    expect(page.locator(f"{row} .where")).to_contain_text("pseudo 1")
    page.keyboard.press(key)
    page.keyboard.insert_text("!")
    expect(page.locator(f"{row} .editor textarea")).to_have_value("Six personnes y vivent.!")
    page.keyboard.press("Escape")
    expect(page.locator(row)).to_have_attribute("data-state", "human draft")
    expect(page.locator(f"{row} .model")).to_be_hidden()


def test_arabic_runs_from_right_to_left(chromium: Browser, site: Served) -> None:
    """Targets and the text field run right to left, codes are isolated, and the source stays as it is."""
    page = _opened(chromium, site, site.work(ARABIC))
    row = _open(page, "`crew`")
    area = page.locator(f"{row} .editor textarea")
    assert area.evaluate("e => [e.lang, getComputedStyle(e).direction]") == ["ar", "rtl"]
    assert page.locator(f"{row} .source").evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.locator(f"{_row(page, 'is near')} .source").click()
    code = page.locator(f"{row} .target bdi.code")
    assert code.evaluate("e => [e.dir, getComputedStyle(e).unicodeBidi]") == ["ltr", "isolate"]
    right = page.locator(f"{row} .target p").bounding_box()
    first = page.evaluate(
        "s => { const r = document.createRange(); r.setStart(document.querySelector(s).firstChild, 0);"
        " r.setEnd(r.startContainer, 1); return r.getBoundingClientRect().right }",
        f"{row} .target p",
    )
    assert right
    assert first == pytest.approx(right["x"] + right["width"], abs=2)


def test_similar_sentences_are_at_hand(chromium: Browser, site: Served) -> None:
    """What people made of a similar sentence is offered with its origin, and a key takes it."""
    text = catalog(site.root).read_text(encoding="utf-8").split("\n\n")[0]
    other = entry("Seven people live there.", "Sept personnes y vivent.")
    catalog(site.root).with_name("sun.po").write_text(f"{text}\n\n{other}", encoding="utf-8")
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    expect(page.locator(f"{row} .match")).to_contain_text("sun")
    page.locator(row).focus()
    page.keyboard.press("x")
    expect(page.locator(f"{row} .editor textarea")).to_have_value("Sept personnes y vivent.")


def test_terms_tell_their_forms(chromium: Browser, site: Served) -> None:
    """A term shows its admitted forms on hover, and on focus."""
    page = _opened(chromium, site, site.work())
    row = _open(page, "`crew`")
    term = page.locator(f"{row} .source .term")
    page.mouse.move(0, 0)  # the click that opened the row may have left it on the term
    page.locator(f"{row} .editor textarea").focus()
    expect(term.locator(".forms")).to_be_hidden()
    term.focus()
    expect(term.locator(".forms")).to_be_visible()
    expect(term.locator(".forms")).to_have_text("station de recherche · base de recherche")
    page.locator(".row").first.focus()
    term.hover()
    expect(term.locator(".forms")).to_be_visible()


def test_a_hostile_article_stays_text(chromium: Browser, tmp_path: Path) -> None:
    """Scripts in the article, its name, terms, translations and comments are shown, and none runs."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    project = make(tmp_path)
    name = "<script>alert(1) &'.md"
    source = f'A villain says {evil} "loudly".'
    (tmp_path / "seeds" / name).write_text(source + "\n", encoding="utf-8")
    row = 'villain,<b onclick=alert(3)>,"<script>alert(4)</script>"'
    (tmp_path / "glossary/evil.csv").write_text(f"en,fr,note\n{row}\n", encoding="utf-8")
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path = tmp_path / f"locales/fr/LC_MESSAGES/{Path(name).stem}.po"
    path.write_text(text + entry(source, evil, extra=f"# {evil}\n"), encoding="utf-8")
    with served(project) as site:
        page = _opened(chromium, site)
        page.get_by_role("link", name="<script>alert(1) &', French").click()
        area = page.locator(".row.open .editor textarea")
        expect(area).to_have_value(evil)
        expect(page.locator(".row.open .source")).to_contain_text(evil)
        expect(page.locator(".row.open textarea.comment")).to_have_value(evil)
        page.locator(".row.open .insert").first.click()
        page.locator("#open-replace").click()
        page.get_by_label("Find", exact=True).last.fill("alert")
        expect(page.locator("#replace-hits .hits")).to_contain_text("<script>")
        assert page.locator(".row img, .row b, #replace-hits img").count() == 0
        assert not _faults(page)


def _look(page: Page) -> None:
    """Come back to the tab."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def _held(page: Page, what: str) -> list[Route]:
    """What the page asks of *what* from now on; it waits for the answer until that is unrouted."""
    held: list[Route] = []
    page.route(f"**/{what}/**", lambda route: held.append(route))  # noqa: PLW0108 - a bound method of C takes no marks
    return held


def test_another_program_is_never_overwritten(chromium: Browser, site: Served) -> None:
    """An entry that somebody else saved is shown as it is; where both wrote, the person sees both and chooses."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    rewrite(catalog(site.root), "La Lune est proche.", "La Lune est tout près.")
    _look(page)
    expect(page.locator("#news")).to_contain_text("An entry was changed by another program")
    expect(page.locator(".row").nth(1)).to_contain_text("tout près")
    rewrite(catalog(site.root), "Six personnes y vivent.", "Six habitants.")
    page.locator(f"{row} .editor textarea").fill("Six y demeurent.")
    conflict = page.locator(f"{row} .conflict")
    expect(conflict).to_contain_text("Six habitants.")
    expect(conflict).to_contain_text("Six y demeurent.")
    assert _entries(site)[SIX].msgstr == "Six habitants."
    conflict.get_by_role("button", name="Use mine").click()
    expect(page.locator(f"{row} .saved")).to_have_text("Kept as your draft.")
    assert _entries(site)[SIX].msgstr == "Six y demeurent."
    assert _entries(site)["The Moon is near."].msgstr == "La Lune est tout près."


def test_what_is_typed_while_the_row_is_renewed_stays(chromium: Browser, site: Served) -> None:
    """Both texts are there where somebody else wrote; a comment goes on with their line; undo does not undo them."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    area, note = page.locator(f"{row} .editor textarea"), page.locator(f"{row} textarea.comment")
    page.locator(f"{row} .comments summary").click()

    def typed(route: Route) -> None:
        area.fill("Six y sont.")
        note.fill("Ask Ana.")
        route.continue_()

    page.route("**/panel/**", typed, times=1)
    rewrite(catalog(site.root), "Six personnes y vivent.", "Six habitants.")
    _look(page)
    expect(page.locator(f"{row} .conflict")).to_contain_text("Six y sont.")
    expect(note).to_have_value("Ask Ana.")
    page.get_by_role("button", name="Keep theirs").click()
    expect(area).to_have_value("Six habitants.")
    with page.expect_response("**/edit/**"):
        _open(page, "is near")
    expect(page.locator(row)).to_contain_text("Six habitants.")
    _open(page, SIX)
    expect(page.locator(f"{row} .comments summary")).to_have_text("Comments (1)")
    assert _entries(site)[SIX].msgstr == "Six habitants."
    assert _entries(site)[SIX].tcomment.startswith("Ask Ana.\n")


def test_undo_takes_back_ones_own_steps_alone(chromium: Browser, site: Served) -> None:
    """What somebody else made of an entry since stays, and the person is told."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    page.locator(f"{row} [data-do=approve]").click()
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    rewrite(catalog(site.root), "Six personnes y vivent.", "Six habitants.")
    _look(page)
    expect(page.locator(row)).to_contain_text("Six habitants.")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#news")).to_contain_text("nothing was overwritten")
    assert (_entries(site)[SIX].msgstr, _entries(site)[SIX].flags) == ("Six habitants.", [])


def test_two_tabs_see_each_other(chromium: Browser, site: Served) -> None:
    """What one tab approves, the other shows, and does not approve over it."""
    page = _opened(chromium, site, site.work())
    other = page.context.new_page()
    other.route("**/state/**", lambda route: route.abort())  # it does not look meanwhile
    other.goto(site.work())
    mine, theirs = _open(page, SIX), _open(other, SIX)
    page.locator(f"{mine} .editor textarea").fill("Six y vivent.")
    page.locator(f"{mine} [data-do=approve]").click()
    expect(page.locator(mine)).to_have_attribute("data-state", "approved")
    other.locator(f"{theirs} [data-do=approve]").click()
    expect(other.locator("#news")).to_contain_text("nothing was overwritten")
    assert (_entries(site)[SIX].msgstr, _entries(site)[SIX].flags) == ("Six y vivent.", [])
    other.get_by_role("button", name="Keep theirs").click()
    expect(other.locator(f"{theirs} .editor textarea")).to_have_value("Six y vivent.")


def test_a_text_that_is_being_saved_stays_in_its_row(chromium: Browser, site: Served) -> None:
    """While a slow server saves a text, the row that is opened again has it, not the older one, and approves it."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    _held(page, "edit")
    with page.expect_request("**/edit/**"):
        page.locator(f"{row} .editor textarea").fill("Six y sont.")
    _open(page, "is near")
    _open(page, SIX)
    expect(page.locator(f"{row} .editor textarea")).to_have_value("Six y sont.")
    page.unroute("**/edit/**")  # which lets go what was held
    page.locator(f"{row} [data-do=approve]").click()
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    assert _entries(site)[SIX].msgstr == "Six y sont."


def test_a_comment_that_is_being_saved_stays_in_its_row(chromium: Browser, site: Served) -> None:
    """While a slow server saves a comment, the row that is opened again has it; who goes on with it does not overwrite it."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    note, held = page.locator(f"{row} textarea.comment"), _held(page, "edit")
    page.locator(f"{row} .comments summary").click()
    note.fill("Ask Ana.")
    with page.expect_request("**/edit/**"):
        _open(page, "is near")
    _open(page, SIX)
    expect(note).to_have_value("Ask Ana.")
    page.unroute("**/edit/**")
    assert len(held) == 1
    note.fill("Ask Ana.\nShe is away.")
    page.locator(f"{row} [data-do=comment]").click()
    expect(page.locator(f"{row} .comments summary")).to_have_text("Comments (2)")
    assert _entries(site)[SIX].tcomment.startswith("Ask Ana.\nShe is away.\n")


def test_comments_that_are_saved_together_leave_no_older_line(chromium: Browser, site: Served) -> None:
    """Who replaces a comment twice before the server has answered gets the last one, and nothing of those before it."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    note = page.locator(f"{row} textarea.comment")
    page.locator(f"{row} .comments summary").click()
    note.fill("Ask Ana.")
    page.locator(f"{row} [data-do=comment]").click()
    expect(page.locator(f"{row} .comments summary")).to_have_text("Comments (1)")
    _held(page, "edit")
    with page.expect_request("**/edit/**"):
        note.fill("")
        note.press("Escape")
    note.fill("Ask Ben. ")
    _open(page, "is near")
    _open(page, SIX)
    expect(note).to_have_value("Ask Ben. ")
    with page.expect_response(lambda got: "/edit/" in got.url and "Ben" in (got.request.post_data or "")):
        page.unroute("**/edit/**")
    _open(page, "is near")
    _open(page, SIX)
    expect(page.locator(f"{row} .comments summary")).to_have_text("Comments (1)")
    assert _entries(site)[SIX].tcomment.startswith("Ask Ben.\nmt:")


def test_a_comment_of_somebody_else_is_not_written_over(chromium: Browser, site: Served) -> None:
    """Who saves a comment while another tab has saved one sees both, and the next save keeps both."""
    page = _opened(chromium, site, site.work())
    page.route("**/state/**", lambda route: route.abort())  # it does not look meanwhile
    other = page.context.new_page()
    other.goto(site.work())
    mine, theirs = _open(page, SIX), _open(other, SIX)
    note = page.locator(f"{mine} textarea.comment")
    page.locator(f"{mine} .comments summary").click()
    other.locator(f"{theirs} .comments summary").click()
    other.locator(f"{theirs} textarea.comment").fill("Theirs.")
    other.locator(f"{theirs} [data-do=comment]").click()
    expect(other.locator(f"{theirs} .comments summary")).to_have_text("Comments (1)")
    note.fill("Mine.")
    note.press("Escape")
    expect(page.locator("#news")).to_contain_text("nothing was overwritten")
    expect(note).to_have_value("Mine.\nTheirs.")
    with page.expect_response("**/edit/**"):
        _open(page, "is near")
    assert _entries(site)[SIX].tcomment.startswith("Mine.\nTheirs.\n")


def test_a_slow_server_is_not_asked_again_meanwhile(chromium: Browser, site: Served) -> None:
    """However often the page would look while an edit is being saved, it asks once when that is done."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    page.evaluate("for (let n = 0; n < 100000; n++) clearInterval(n)")  # it does not look of its own accord
    _held(page, "edit")
    with page.expect_request("**/edit/**"):
        page.locator(f"{row} [data-do=approve]").click()
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url) if "/state/" in request.url else None)
    for _ in range(5):
        _look(page)
    assert looks == []
    with page.expect_response("**/state/**"):
        page.unroute("**/edit/**")
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    page.wait_for_timeout(300)
    assert len(looks) == 1


def test_a_text_that_could_not_be_saved_is_not_lost(chromium: Browser, site: Served) -> None:
    """While nothing can be written, the page says so, and the text is there when the row is opened again."""
    page = _opened(chromium, site, site.work())
    row = _open(page, SIX)
    whole = catalog(site.root).read_bytes()
    page.route("**/edit/**", lambda route: route.abort())
    page.locator(f"{row} .editor textarea").fill("Six y sont.")
    expect(page.locator("#news")).to_contain_text("The server does not answer")
    _open(page, "is near")
    page.unroute("**/edit/**")
    assert catalog(site.root).read_bytes() == whole
    rewrite(catalog(site.root), "Six personnes y vivent.", "Six habitants.")
    _look(page)
    _open(page, SIX)
    expect(page.locator(f"{row} .conflict")).to_contain_text("Six habitants.")
    page.get_by_role("button", name="Use mine").click()
    expect(page.locator(f"{row} .editor textarea")).to_have_value("Six y sont.")
    expect(page.locator(row)).to_have_attribute("data-state", "human draft")
    with page.expect_response("**/edit/**"):
        page.locator(f"{row} [data-do=approve]").click()
    expect(page.locator(row)).to_have_attribute("data-state", "approved")
    assert _entries(site)[SIX].msgstr == "Six y sont."


def test_many_are_approved_only_when_asked_twice(chromium: Browser, site: Served) -> None:
    """All without problems in an article; those with problems wait; one undo takes all of it back."""
    page = _opened(chromium, site, site.work())
    page.locator("#open-ready").click()
    page.get_by_role("button", name="Approve 3…").click()
    assert all(e.fuzzy for e in _entries(site).values())
    page.get_by_role("button", name="Yes, approve 3").click()
    expect(page.locator("#news")).to_contain_text("3 approved")
    assert next(e.msgid for e in _entries(site).values() if e.fuzzy).startswith("It has")
    page.locator(".row.open").focus()
    page.keyboard.press("u")
    expect(page.locator("#news")).to_have_text("Taken back.")
    assert all(e.fuzzy for e in _entries(site).values())


def test_a_paragraph_is_approved_at_once(chromium: Browser, site: Served) -> None:
    """Its sentences are approved, save those with errors, which are named."""
    page = _opened(chromium, site, site.work())
    page.get_by_role("button", name="Approve paragraph").click()
    expect(page.locator("#news")).to_contain_text("1 of this paragraph")
    approved = [e.msgid for e in _entries(site).values() if not e.fuzzy]
    assert approved == ["The Moon is near.", "It has **no air** and 2 sides."]


def test_replacing_is_seen_before_it_is_done(chromium: Browser, site: Served) -> None:
    """The preview marks each change; what is unticked stays, and what is no longer as the preview has it."""
    page = _opened(chromium, site, site.work())
    page.locator("#open-replace").click()
    dialog = page.get_by_role("dialog", name="Find and replace")
    dialog.get_by_label("Find").fill("Lune")
    dialog.get_by_label("Replace by").fill("lune")
    expect(dialog.locator(".hits li")).to_have_count(2)
    expect(dialog.locator(".hits ins").first).to_have_text("lune")
    rewrite(catalog(site.root), "La Lune est proche.", "La Lune est tout près.")
    _look(page)
    expect(page.locator(".row").nth(1)).to_contain_text("tout près")
    dialog.get_by_role("checkbox").nth(2).uncheck()
    dialog.get_by_role("button", name="Replace in 1").click()
    expect(page.locator("#news")).to_contain_text("nothing was overwritten")
    page.locator("#open-replace").click()
    expect(dialog.locator(".hits")).to_contain_text("tout près")
    dialog.get_by_role("checkbox").nth(2).uncheck()
    dialog.get_by_role("button", name="Replace in 1").click()
    expect(page.locator("#news")).to_contain_text("Replaced in 1")
    assert _entries(site)["The Moon"].msgstr == "La Lune"
    assert _entries(site)["The Moon is near."].msgstr == "La lune est tout près."


def test_comments_and_ignored_checks(chromium: Browser, site: Served) -> None:
    """A check is switched off for one entry by a comment; comments are people's to edit."""
    page = _opened(chromium, site, site.work())
    row = _open(page, "no air")
    page.locator(f"{row} .ignores").get_by_role("button", name="Ignore here: numbers").click()
    expect(page.locator(f"{row} .live")).not_to_contain_text("3")
    page.locator(f"{row} textarea.comment").fill("localize: ignore-numbers\nAsk Ana.")
    page.get_by_role("button", name="Save the comment").click()
    expect(page.locator(f"{row} .comments summary")).to_have_text("Comments (2)")
    assert "Ask Ana." in _entries(site)["It has **no air** and 2 sides."].tcomment


def test_filters_and_order(chromium: Browser, site: Served) -> None:
    """The page shows what is asked for, and the worst first."""
    page = _opened(chromium, site, site.work())
    shown = page.locator(".row:visible")
    page.get_by_label("Show").select_option("problems")
    expect(shown).to_have_count(2)
    page.get_by_label("Show").select_option("")
    page.get_by_label("Find", exact=True).first.fill("six")
    expect(shown).to_have_count(1)
    page.get_by_label("Order").select_option("worst")
    expect(shown.first.locator(".source")).to_contain_text("works")
    page.goto(site.address)
    page.get_by_role("searchbox", name="Article").fill("sun")
    expect(page.locator("#none")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 400)])
def test_everybody_can_use_it(chromium: Browser, site: Served, scheme: str, width: int) -> None:
    """No view breaks a rule of axe-core, none scrolls sideways, and dark is dark."""
    stale(site.root)
    page = _opened(chromium, site, color_scheme=scheme, viewport={"width": width, "height": 900})
    _accessible(page)
    for locale in (FRENCH, ARABIC):
        page.goto(site.work(locale))
        _open(page, SIX)
        _accessible(page)
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", background))) < 60) == (scheme == "dark")
    for button in ("#open-help", "#open-replace", "#open-ready"):
        page.locator(button).click()
        _accessible(page)
        page.keyboard.press("Escape")


def _accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_long_article_opens(chromium: Browser, tmp_path: Path) -> None:
    """A thousand sentences are one page, and its last one can be worked on."""
    project: Project = make(tmp_path)
    lines = [f"The station number {n} orbits the Moon and the crew works." for n in range(1000)]
    (tmp_path / "seeds/moon.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    with served(project) as site:
        page = _opened(chromium, site, site.work())
        expect(page.locator(".row")).to_have_count(1000)
        row = _open(page, "number 999 ")
        page.locator(f"{row} .editor textarea").fill("La station numéro 999.")
        page.locator(f"{row} [data-do=approve]").click()
        expect(page.locator(row)).to_have_attribute("data-state", "approved")


def test_an_approval_waits_for_what_another_tab_did(chromium: Browser, site: Served) -> None:
    """Who approves while the page is about to learn of another tab's text does not approve over it."""
    page = _opened(chromium, site, site.work())
    other = page.context.new_page()
    other.goto(site.work())
    mine, theirs = _open(page, SIX), _open(other, SIX)
    _held(other, "rows")
    with other.expect_request("**/rows/**"):  # from here on: the other tab looks of its own accord too
        page.locator(f"{mine} .editor textarea").fill("Six y vivent.")
        page.locator(f"{mine} [data-do=approve]").click()
        expect(page.locator(mine)).to_have_attribute("data-state", "approved")
        _look(other)
    other.locator(f"{theirs} [data-do=approve]").click()
    other.unroute("**/rows/**")
    expect(other.locator("#news")).to_contain_text("nothing was overwritten")
    assert (_entries(site)[SIX].msgstr, _entries(site)[SIX].flags) == ("Six y vivent.", [])
