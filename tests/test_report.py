"""The report: numbers that add up, on a page that needs nothing and runs nothing."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from localize.catalog import Draft, Entry, State
from localize.cli import app
from localize.config import load
from localize.glossary import Term
from localize.locales import Locale
from localize.memory import DraftKey, delete, opened
from localize.report import LocaleReport, Report, report
from localize.report_edits import Edit, Edits, edits, package_of, term_costs
from localize.report_page import changes, page, percent, pieces
from localize.review.pages import STATIC
from localize.term_rates import TermRates

DAY = date(2025, 4, 25)
FRENCH = Locale("fr")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }} & \x07 \u202e'
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "The probe landed in the desert."
msgstr "La sonde s'est posée dans le désert."

msgid "The crew sleeps."
msgstr "L'équipage dort."

#, fuzzy
msgid "Two people eat."
msgstr "Deux personnes mangent."
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two approved entries, one unfinished, one untranslated; the memory has drafts of one approved entry."""
    (tmp_path / "locales/fr/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary/space.csv").write_text("en,fr\nprobe,sonde\ncrew,équipe\n", encoding="utf-8")
    text = "The probe landed in the desert. The crew sleeps. Two people eat. It rains outside.\n"
    (tmp_path / "seeds/moon.txt").write_text(text, encoding="utf-8")
    (tmp_path / "locales/fr/LC_MESSAGES/moon.po").write_text(PO, encoding="utf-8")
    remember(tmp_path, "The probe landed in the desert.", "L'engin s'est posé dans un désert.", "4")
    remember(tmp_path, "The probe landed in the desert.", "Rien de tel.", "1")
    return tmp_path


def remember(root: Path, source: str, target: str, beam: str) -> None:
    """Put a draft into a project's memory."""
    signature = f"argos en-fr 1.9 beam={beam} int8 0a1b2c3d pin:plain"
    key = DraftKey("fr", source, "", "", f"argos en-fr 1.9 beam={beam} int8 0a1b2c3d", "")
    with opened(load(root)) as memory:
        memory.keep(key, Draft(target, signature, -0.5))


def look(root: Path) -> Report:
    """The report of every locale."""
    place = load(root)
    return report(place, place.known_locales())


class Elements(HTMLParser):
    """The elements of a page as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it, and keep its attributes."""
        self.names[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        self.text += data


def elements(text: str) -> Elements:
    """What a page holds."""
    found = Elements()
    found.feed(text)
    return found


def test_a_report_tells_how_far_each_locale_is(project: Path) -> None:
    """Words and entries by state, and what the survey found."""
    (one,) = look(project).locales
    assert one.locale == FRENCH
    assert one.states == {State.APPROVED: 2, State.HUMAN_DRAFT: 1, State.UNTRANSLATED: 1}
    assert one.words == {State.APPROVED: 9, State.HUMAN_DRAFT: 3, State.UNTRANSLATED: 3}


def test_a_report_tells_how_much_people_changed(project: Path) -> None:
    """The draft most like the approved text is compared; an entry whose draft nobody knows is counted as such."""
    (one,) = look(project).locales
    (edit,) = one.edits.edits
    assert (edit.draft, edit.package) == ("L'engin s'est posé dans un désert.", "argos en-fr 1.9")
    assert one.unknown == 1
    assert 0 < one.edits.share < 0.5
    assert 0 < one.edits.chrf < 100
    assert list(one.packages) == ["argos en-fr 1.9"]


def test_a_report_tells_which_terms_cost_work(project: Path) -> None:
    """A term that a target lacks, and one that a person had to put in."""
    (one,) = look(project).locales
    told = {cost.term.source: (cost.targets, cost.lacking, cost.mended, cost.overruled) for cost in one.terms}
    assert told == {"crew": (1, 1, 0, 0), "probe": (1, 0, 1, 0)}


def test_without_a_memory_the_report_says_so(project: Path) -> None:
    """Deleting the memory loses no number but those of the drafts, and the page says of how many none is known."""
    before = look(project)
    delete(load(project))
    after = look(project)
    assert not after.remembered
    assert after.locales[0].words == before.locales[0].words
    assert (after.locales[0].edits.edits, after.locales[0].unknown) == ((), 2)
    assert "No draft is known of 2 of 2 approved entries" in page(after, DAY)


def test_a_report_changes_nothing(project: Path) -> None:
    """Not a file, and none is made: also no memory where there was none."""
    delete(load(project))
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    page(look(project), DAY)
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == before


def test_the_page_is_whole_and_the_same_each_time(project: Path) -> None:
    """It is well-formed, runs nothing, loads nothing, and of the same project on the same day it is the same."""
    text = page(look(project), DAY)
    assert text == page(look(project), DAY)
    ElementTree.fromstring(text)
    found = elements(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "a"} & set(found.names)
    assert not {
        name
        for name, _ in found.attributes
        if name in {"src", "href", "srcset", "action"} or name[:2] == "on"
    }
    assert not re.search(r"https?:|//\w|url\(|@import", text)
    assert found.names["svg"] > 5


def test_pictures_have_a_text(project: Path) -> None:
    """Every picture says in words what it shows, or is hidden from those who hear the page."""
    pictures = re.findall(r"<svg[^>]*>", page(look(project), DAY))
    assert all('aria-label="' in picture or 'aria-hidden="true"' in picture for picture in pictures)
    assert any("9 words approved" in picture for picture in pictures)


def test_the_report_has_the_colours_of_the_review_page(project: Path) -> None:
    """Both are drawn with one palette, and with no colour that it lacks."""
    html = page(report(load(project), [FRENCH]), date(2026, 1, 2))
    palette = (STATIC / "palette.css").read_text(encoding="utf-8")
    assert palette.strip() in html
    for style in (html, (STATIC / "review.css").read_text(encoding="utf-8")):
        assert set(re.findall(r"var\((--[\w-]+)\)", style)) <= set(re.findall(r"(--[\w-]+):", palette))


def test_hostile_text_stays_text(project: Path) -> None:
    """Articles, targets, terms and drafts full of markup and odd characters are shown, and do nothing."""
    text = 'A "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7*7 }} crew" sleeps.'
    (project / "seeds/<img src=x>.txt").write_text(f"{text}\n", encoding="utf-8")
    quoted = text.replace('"', '\\"')
    (project / "locales/fr/LC_MESSAGES/<img src=x>.po").write_text(
        PO.partition('msgid "The')[0] + f'msgid "{quoted}"\nmsgstr "{quoted} Bien le bonjour"\n',
        encoding="utf-8",
    )
    remember(project, text, f"{HOSTILE} Bien le bonjour", "4")
    shown = page(look(project), DAY)
    ElementTree.fromstring(shown)
    found = elements(shown)
    assert not {"script", "img"} & set(found.names)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert "<img src=x>.txt" in found.text
    assert "{{ 7*7 }}" in found.text
    assert "\x07" not in shown


def test_a_catalog_that_cannot_be_read_is_told(project: Path) -> None:
    """The page names it with its line, the command ends with 1, and the rest is there."""
    (project / "seeds/mars.txt").write_text("It rains.\n", encoding="utf-8")
    (project / "locales/fr/LC_MESSAGES/mars.po").write_text('msgid "It', encoding="utf-8")
    done = CliRunner().invoke(app, ["report", "-C", str(project), "--out", str(project / "report.html")])
    assert done.exit_code == 1
    shown = elements((project / "report.html").read_text(encoding="utf-8")).text
    assert "Could not be read" in shown
    assert "mars.po" in shown
    assert "moon.txt" in shown


def test_the_command_writes_a_file_or_prints(project: Path) -> None:
    """`--out` names the file; `-` prints the page; a project without catalogs gets a page that says so."""
    run = CliRunner().invoke
    done = run(app, ["report", "-C", str(project), "--out", str(project / "out/r.html")])
    assert (done.exit_code, done.stderr) == (0, "")
    printed = run(app, ["report", "-C", str(project), "--out", "-"]).stdout
    assert (project / "out/r.html").read_text(encoding="utf-8") + "\n" == printed
    (project / "locales/fr/LC_MESSAGES/moon.po").unlink()
    (project / "locales/fr/LC_MESSAGES").rmdir()
    empty = run(app, ["report", "-C", str(project), "--out", "-"])
    assert empty.exit_code == 0
    assert "There are no translations yet" in empty.stdout


WORDS = st.text(st.sampled_from("ab é،ن<&.'\n"), max_size=12)
STATES = st.sampled_from(["approved", "fuzzy", ""])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, STATES, st.lists(WORDS, max_size=3))))
def test_edits_add_up(rows: list[tuple[str, str, str, list[str]]]) -> None:
    """Every approved entry is an edit or unknown; steps, packages and shares agree with the edits they are of."""
    entries = [
        Entry(source, target if state else "", fuzzy=state == "fuzzy", comments=(str(number),))
        for number, (source, target, state, _) in enumerate(rows)
    ]
    drafts = {
        source: [Draft(text, f"p{n} x 1 beam=4") for n, text in enumerate(d)] for source, _, _, d in rows
    }
    done, unknown = edits(entries, FRENCH, lambda source, _: drafts.get(source, []))
    assert len(done.edits) + unknown == sum(entry.state is State.APPROVED for entry in entries)
    assert sum(done.steps()) == len(done.edits)
    assert done.steps()[0] == done.untouched
    assert 0 <= done.share <= 1
    assert all(edit.share <= 1 and (edit.distance == 0) == (edit.draft == edit.target) for edit in done.edits)
    one = LocaleReport(FRENCH, (), Counter(), Counter(), TermRates(), done, unknown, ())
    assert sum(len(part.edits) for part in one.packages.values()) == len(done.edits)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_changes_are_both_texts(draft: str, target: str) -> None:
    """What stays and goes is the draft; what stays and comes is the target."""
    edit = Edit("", draft, target, "", (), 0)
    assert "".join(old for _, old, _ in changes(edit)) == draft
    assert "".join(new for _, _, new in changes(edit)) == target


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(list(State)), st.integers(0, 10**6)))
def test_bars_are_full(words: dict[State, int]) -> None:
    """The stretches of a bar lie end to end and fill it."""
    bar = pieces(Counter(words))
    assert sum(piece.count for piece in bar) == sum(words.values())
    assert not bar or abs(bar[-1].start + bar[-1].width - 100) < 0.01
    assert all(abs(a.start + a.width - b.start) < 0.01 for a, b in pairwise(bar))


def test_a_share_is_rounded_down() -> None:
    """100 % means all; without a whole there is no share."""
    assert [percent(999, 1000), percent(3, 3), percent(0, 0)] == ["99\u202f%", "100\u202f%", "–"]


@pytest.mark.parametrize(
    ("signature", "package"),
    [
        ("argos en-fr 1.9 beam=4 int8 0a1b2c3d pin:masked terms:cc48c6", "argos en-fr 1.9"),
        (
            "argos es-en 1.0 beam=4 int8 aa > argos en-fr 1.9 beam=4 int8 bb",
            "argos es-en 1.0 > argos en-fr 1.9",
        ),
        ("pseudo en-XA", "pseudo en-XA"),
        ("pseudo en-XA pin:plain", "pseudo en-XA"),
        ("", ""),
    ],
)
def test_a_signature_names_its_package(signature: str, package: str) -> None:
    """Without what else decided about the draft."""
    assert package_of(signature) == package


def test_forbidden_terms_and_unknown_ones_cost_nothing() -> None:
    """Only the glossary's terms that have a form in the locale are told of."""
    entry = Entry("The crew.", "L'équipe.", notes=("term: crew → équipe", "term: gone → parti", "title"))
    terms = [Term("crew", (("fr", ("équipe",)),)), Term("moon", (("fr", ("lune",)),))]
    (cost,) = term_costs([entry], Edits(()), FRENCH, terms)
    assert (cost.term, cost.targets, cost.costs) == (terms[0], 1, False)
