"""XLIFF and TMX: what goes out comes back, whatever it holds; peers read it; people's later work is never undone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile
from translate.storage.xliff import xlifffile

from localize.catalog import Catalog, Entry, Mark, State, digest_of
from localize.config import load as load_project
from localize.document import Code
from localize.edits import tidy
from localize.errors import ExchangeError, LocalizeError
from localize.exchange.inline import joined, parts_of, tags
from localize.exchange.tmx import Translation, read_tmx, write_tmx
from localize.exchange.xliff import Returned, Sent, base, read_xliff
from localize.exchange.xliff1 import write_xliff1
from localize.exchange.xliff2 import write_xliff2
from localize.formats import FORMATS
from localize.handover import Taken, merged, sent, take_back
from localize.locales import Locale
from localize.po import PoFile, dump, parse

EN, FR, AR = Locale("en"), Locale("fr"), Locale("ar")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
WRITERS = (write_xliff1, write_xliff2)
Write = Callable[..., str]

markdown = FORMATS[".md"].codes
html = FORMATS[".html"].codes

words = st.sampled_from(
    [
        "Moon",
        " ",
        "**",
        "*",
        "_",
        "[",
        "](x.md)",
        "`a<b>`",
        "![i](u)",
        "[^1]",
        "<b>",
        "</b>",
        "&amp;",
        "é",
        "القمر",
        "\n",
    ]
)
texts = st.lists(words, min_size=1, max_size=9).map("".join).filter(str.strip)
plain = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(str.strip)
sources = st.one_of(texts, plain)


def draft(source: str, target: str) -> Entry:
    """A machine draft."""
    return Entry(source, target, fuzzy=True, mark=Mark("argos en-fr", digest_of(target, source)))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry in any state that has a target."""
    source, target = draw(sources), draw(sources)
    made = draw(
        st.sampled_from(
            [
                draft(source, target),
                Entry(source, target),
                Entry(source, target, fuzzy=True),
                Entry(source, target, fuzzy=True, previous=("", "It was otherwise.")),
            ]
        )
    )
    return replace(made, notes=("heading", "term: Moon → Lune"), comments=("checked <twice> & liked",))


@given(sources, sources, st.sampled_from([markdown, html]))
@settings(deadline=None)
def test_parts_give_the_text_back(
    source: str, target: str, codes_of: Callable[[str], tuple[Code, ...]]
) -> None:
    """A text in parts is joined to itself, and a code has one number in source and target."""
    ours, theirs = parts_of(source, target, codes_of)
    assert (joined(ours), joined(theirs)) == (source, target)
    known = {(tag.kind, tag.number): tag.written for tag in (*tags(theirs), *tags(ours))}
    assert parts_of(source, source, codes_of)[1] == ours
    assert (
        joined((replace(part, written="") if not isinstance(part, str) else part for part in ours), known)
        == source
    )


@pytest.mark.parametrize("write", WRITERS)
@given(st.lists(entries(), min_size=1, max_size=4, unique_by=lambda e: e.key))
@settings(max_examples=60, deadline=None)
def test_xliff_comes_back_as_it_went(write: Write, made: list[Entry]) -> None:
    """Every text, code, state and base that is written is read again."""
    file = Sent(PurePosixPath("seeds/moon.md"), made, markdown)
    found = _read(write([file], EN, FR))
    assert [(joined(u.source), joined(u.target)) for u in found] == [(e.source, e.target) for e in made]
    assert [u.approved for u in found] == [e.state is State.APPROVED for e in made]
    assert [u.base for u in found] == [base(e) for e in made]
    assert {(u.article, u.locale) for u in found} == {("seeds/moon.md", FR)}


@given(st.lists(st.tuples(sources, sources), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_tmx_comes_back_as_it_went(pairs: list[tuple[str, str]]) -> None:
    """Every translation that is written is read again, with what is known about it."""
    made = [
        Translation(*parts_of(source, target, markdown), FR, "news/moon", "heading", "Before.", "After.", NOW)
        for source, target in pairs
    ]
    found = _read_tmx(write_tmx(made, EN))
    assert [(joined(t.source), joined(t.target)) for t in found] == pairs
    assert {(t.locale, t.origin, t.context, t.before, t.after, t.changed) for t in found} == {
        (FR, "news/moon", "heading", "Before.", "After.", NOW)
    }


@pytest.mark.parametrize("write", WRITERS)
def test_a_character_that_xml_cannot_hold_is_named(write: Write) -> None:
    """A control character in a text is refused, and not written so that nobody can read it."""
    file = Sent(PurePosixPath("seeds/a.md"), [Entry("Moon\x0b", "Lune")], markdown)
    with pytest.raises(ExchangeError, match=r"U\+000B"):
        write([file], EN, FR)


def test_the_toolkit_reads_our_xliff() -> None:
    """translate-toolkit finds sources, targets and states in XLIFF 1.2 as we mean them."""
    made = [draft("The **Moon** is near.", "La **Lune** est proche."), Entry("Far.", "Loin.")]
    text = write_xliff1([Sent(PurePosixPath("seeds/a.md"), made, markdown)], EN, FR)
    units = xlifffile.parsestring(text.encode()).units  # type: ignore[no-untyped-call]
    assert [(u.source, u.target) for u in units] == [(e.source, e.target) for e in made]
    assert [(u.isfuzzy(), u.isapproved()) for u in units] == [(True, False), (False, True)]


def test_the_toolkit_reads_our_tmx() -> None:
    """translate-toolkit finds sources and targets, markup included, in our TMX."""
    made = [Translation(*parts_of("The [Moon](m.md) & `x`", "La [Lune](m.md) & `x`", markdown), FR)]
    (unit,) = tmxfile.parsestring(write_tmx(made, EN).encode()).units  # type: ignore[no-untyped-call]
    assert (unit.source, unit.target) == ("The [Moon](m.md) & `x`", "La [Lune](m.md) & `x`")


def test_tmx_of_other_tools_is_read() -> None:
    """Units of several languages, highlighting, OmegaT's properties, and units that say nothing to us."""
    text = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="EN-US"
  srclang="EN-US" datatype="plaintext"/><body>
<tu><tuv lang="EN-US"><seg>A <hi>full</hi> <ph>&lt;br/&gt;</ph>moon</seg></tuv>
  <tuv lang="FR-FR" changedate="20200102T030405Z"><seg>Une pleine <ph>&lt;br/&gt;</ph>lune</seg></tuv>
  <tuv lang="ar"><seg>بدر</seg></tuv></tu>
<tu><tuv lang="de"><seg>Mond</seg></tuv><tuv lang="fr"><seg>lune</seg></tuv></tu>
<tu><tuv lang="en"><seg>empty</seg></tuv><tuv lang="fr"><seg> </seg></tuv></tu>
</body></tmx>"""
    found = [(joined(t.source), joined(t.target), t.locale.tag, t.changed) for t in _read_tmx(text)]
    assert found == [
        ("A full <br/>moon", "Une pleine <br/>lune", "fr-FR", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("A full <br/>moon", "بدر", "ar", None),
    ]


def test_xliff_of_other_tools_is_read() -> None:
    """Generic codes, split pairs, segments that a tool parted, and states in the tools' own words."""
    one = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a.md" source-language="en" target-language="fr" datatype="plaintext"><body><group id="g">
<trans-unit id="1"><source><g id="1">Moon</g><x id="2"/></source>
  <target state="translated"><g id="1">Lune</g><x id="2"/></target></trans-unit>
<trans-unit id="2" approved="no"><source>Far</source><target state="translated">Loin</target></trans-unit>
<trans-unit id="3"><source>Near</source></trans-unit></group></body></file></xliff>"""
    two = """<xliff version="2.0" srcLang="en" trgLang="fr" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f" original="a.md"><group id="g"><unit id="u">
<segment state="translated"><source>A.</source><target><sc id="1"/>Un.<ec startRef="1"/></target></segment>
<ignorable><source> </source></ignorable>
<segment state="initial"><source>B.</source><target>Deux<cp hex="00A0"/>!</target></segment></unit></group></file></xliff>"""
    first, second = _read(one)
    assert [tag.number for tag in tags(first.target)] == ["1", "1", "2"]
    assert (first.approved, second.approved) == (True, False)
    (whole,) = _read(two)
    assert (joined(whole.source), joined(whole.target), whole.approved) == ("A. B.", "Un. Deux\u00a0!", False)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<a/>", "no XLIFF, its root is <a>"),
        ("<xliff", "no XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>', "declares entities"),
        ('<xliff version="1.2"><file target-language="tlhh"/></xliff>', "names no locale"),
        ('<xliff version="2.0"/>', "names no locale"),
    ],
)
def test_what_is_no_xliff_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    """A file that cannot be read says why, and which it is."""
    path = tmp_path / "x.xlf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExchangeError, match=re.escape(complaint)) as caught:
        list(read_xliff(path))
    assert caught.value.path == path


approvals = st.booleans()


@given(entries(), entries(), sources, approvals)
def test_what_the_catalog_gained_meanwhile_stays(
    before: Entry, now: Entry, target: str, approved: bool
) -> None:
    """Law 5: an entry that was changed here while the file was away keeps what it has, unless both say the same."""
    now = replace(now, source=before.source)
    after = merged(now, target, base(before), approved=approved)
    if base(now) != base(before):
        assert after is None or after == now
    elif after is not None and after != now:
        assert after.target in {tidy(target, now.source), now.target}


@given(entries())
def test_what_nobody_touched_there_changes_nothing(entry: Entry) -> None:
    """A unit that comes back as it went leaves its entry as it is, a draft's mark included."""
    assert merged(entry, entry.target, base(entry), approved=entry.state is State.APPROVED) == entry


@pytest.mark.parametrize(
    ("write", "said"), [(write_xliff1, r' (approved|state)="[\w-]+"'), (write_xliff2, r' state="\w+"')]
)
def test_a_tool_that_drops_all_states_takes_no_approval_back(write: Write, said: str) -> None:
    """Where a file does not say who stands by a target, the same target stays approved, and another one is a draft."""
    entry = Entry("The Moon.", "La Lune.")
    text = re.sub(said, "", write([Sent(PurePosixPath("seeds/moon.md"), (entry,), markdown)], EN, FR))
    (unit,) = _read(text)
    assert unit.approved is None
    assert merged(entry, entry.target, unit.base, approved=None) == entry
    changed = merged(entry, "Lune.", unit.base, approved=None)
    assert changed
    assert changed.state is State.HUMAN_DRAFT


def test_a_character_that_no_text_holds_is_passed_over() -> None:
    """A `cp` of XLIFF 2 names a character; nonsense is none."""
    cps = "".join(f'<cp hex="{code}"/>' for code in ("0041", "0000", "D800", "110000", "x", ""))
    (unit,) = _read(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr"><file id="f">'
        f"<unit id='u'><segment><source>A</source><target>{cps}</target></segment></unit></file></xliff>"
    )
    assert joined(unit.target) == "A"


@pytest.mark.parametrize("write", WRITERS)
def test_a_file_goes_out_and_comes_back(project: Path, write: Write) -> None:
    """Approved there is approved here, edited there is a person's draft here, and nothing else changes in the catalog."""
    place = load_project(project)
    catalog = project / "locales/fr/LC_MESSAGES/moon.po"
    text = write([one for one in sent(place, FR) if isinstance(one, Sent)], EN, FR)
    back = text.replace("grande", "vaste")
    assert back != text
    units = _read(back)
    units[0] = replace(units[0], approved=True)
    before = catalog.read_text(encoding="utf-8")
    (taken,) = take_back(place, units, NOW)
    assert isinstance(taken, Taken)
    assert (taken.approved, taken.drafts, taken.same, taken.conflicts) == (1, 1, 1, ())
    one, two, three = _catalog(catalog).live()
    assert (one.state, two.state, three.state) == (State.APPROVED, State.HUMAN_DRAFT, State.DRAFT)
    assert two.target == "La **Lune** est vaste."
    assert before.count("msgid") == catalog.read_text(encoding="utf-8").count("msgid")
    assert (taken, [*take_back(place, units, NOW)])[1] == [replace(taken, approved=0, drafts=0, same=3)], (
        "taken twice is taken once"
    )


def test_a_conflict_is_told_and_the_catalog_kept(project: Path) -> None:
    """Both changed: the catalog's text stays, and both are named."""
    place = load_project(project)
    units = _read(write_xliff2([one for one in sent(place, FR) if isinstance(one, Sent)], EN, FR))
    path = project / "locales/fr/LC_MESSAGES/moon.po"
    mine = path.read_text(encoding="utf-8").replace("est grande", "est énorme")
    path.write_text(mine, encoding="utf-8")
    edited = [replace(u, target=("La Lune ?",)) if "grande" in joined(u.target) else u for u in units]
    (taken,) = take_back(place, edited, NOW)
    assert isinstance(taken, Taken)
    assert [(c.entry.target, c.target) for c in taken.conflicts] == [("La **Lune** est énorme.", "La Lune ?")]
    assert path.read_text(encoding="utf-8") == mine


def test_two_translators_of_one_entry_are_told(project: Path) -> None:
    """Where two files that come back together disagree, the first is taken and the other one named."""
    place = load_project(project)
    units = _read(write_xliff2([one for one in sent(place, FR) if isinstance(one, Sent)], EN, FR))
    one, other = (replace(units[0], target=(text,), approved=True) for text in ("La Lune !", "La Lune ?"))
    (taken,) = take_back(place, [one, other, one], NOW)
    assert isinstance(taken, Taken)
    assert (taken.approved, taken.same) == (1, 1)
    assert [(c.entry.target, c.target) for c in taken.conflicts] == [("La Lune !", "La Lune ?")]


def test_what_is_not_ours_is_told(project: Path) -> None:
    """A unit of an article or a source that the project does not have fails alone."""
    place = load_project(project)
    stranger = Returned("seeds/sun.md", FR, "u1", ("Sun",), ("Soleil",), approved=True, base="")
    unknown = replace(stranger, article="seeds/moon.md")
    error, taken = take_back(place, [stranger, unknown], NOW)
    assert isinstance(error, LocalizeError)
    assert "no such article" in str(error)
    assert isinstance(taken, Taken)
    assert taken.unknown == 1


def test_gettext_accepts_a_catalog_that_came_back(project: Path) -> None:
    """What is taken from XLIFF is a catalog that msgfmt passes."""
    if not shutil.which("msgfmt"):
        pytest.skip("no gettext here")
    place = load_project(project)
    units = _read(write_xliff1([one for one in sent(place, FR) if isinstance(one, Sent)], EN, FR))
    list(take_back(place, [replace(u, approved=True) for u in units], NOW))
    path = project / "locales/fr/LC_MESSAGES/moon.po"
    done = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "3 translated messages." in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one article with three drafts in French."""
    (tmp_path / "localize.toml").write_text("", encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/moon.md").write_text(
        "The Moon is near. The **Moon** is big. See `x`, too.\n", encoding="utf-8"
    )
    made = (
        draft("The Moon is near.", "La Lune est proche."),
        draft("The **Moon** is big.", "La **Lune** est grande."),
        draft("See `x`, too.", "Voir aussi `x`."),
    )
    path = tmp_path / "locales/fr/LC_MESSAGES/moon.po"
    path.parent.mkdir(parents=True)
    headers = (
        ("Language", "fr"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    path.write_bytes(dump(PoFile(path, b"", Catalog(FR)), Catalog(FR, made, headers)))
    return tmp_path


def _catalog(path: Path) -> Catalog:
    return parse(path, path.read_bytes(), FR).catalog


def _read(text: str) -> list[Returned]:
    with _file(text) as path:
        return list(read_xliff(path))


def _read_tmx(text: str) -> list[Translation]:
    with _file(text) as path:
        return list(read_tmx(path, EN))


@contextmanager
def _file(text: str) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.xml"
        path.write_text(text, encoding="utf-8")
        yield path
