"""Glossaries of other programs: read as their programs mean them, and written so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import GlossaryError
from localize.exchange import READERS, narrowed, readers
from localize.exchange.tables import read_csv, write_csv
from localize.exchange.tbx import read_tbx, write_tbx
from localize.glossary import Case, Facts, Glossary, Match, Status, Term
from localize.locales import Locale

EN, FR, ES = map(Locale, ("en", "fr", "es"))

MARTIF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
  <martifHeader><fileDesc><sourceDesc><p>ours</p></sourceDesc></fileDesc></martifHeader>
  <text><body>
    <termEntry id="c1">
      <descripGrp><descrip type="definition">a path
        around a body</descrip></descripGrp>
      <langSet xml:lang="fr">
        <tig><term>trajectoire</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
        <ntig><termGrp><term>orbite</term>
          <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
        <tig><term>orbe</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig>
      </langSet>
      <langSet xml:lang="en-US"><tig><term>orbit &amp; path</term></tig><tig><term>track</term></tig></langSet>
      <langSet xml:lang="tlh"><tig><term>bav</term></tig></langSet>
    </termEntry>
    <termEntry id="c2"><langSet xml:lang="fr"><tig><term>sans source</term></tig></langSet></termEntry>
  </body></text>
</martif>
"""
DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
  <tbxHeader><fileDesc><sourceDesc><p>ours</p></sourceDesc></fileDesc></tbxHeader>
  <text><body><conceptEntry id="1"><min:subjectField>space</min:subjectField>
    <langSec xml:lang="en"><descripGrp><basic:definition>a relay</basic:definition></descripGrp>
      <termSec><term>relay</term></termSec></langSec>
    <langSec xml:lang="fr"><termSec><term>relais</term>
      <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
      <termSec><term>satellite <hi>relais</hi></term>
      <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
  </conceptEntry></body></text></tbx>
"""

Read = Callable[..., list[Term | GlossaryError]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a file of this name with this content, as a file of an English glossary."""

    def made(name: str, content: str | bytes, target: Locale | None = None) -> list[Term | GlossaryError]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(readers(target)[path.suffix](path, EN))

    return made


def fr(*forms: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Targets in French alone."""
    return (("fr", forms),)


class TestTbx:
    """`read_tbx`."""

    def test_the_elements_of_2008(self, read: Read) -> None:
        """The preferred form comes first, a superseded one is forbidden, each source is a term; a DTD is not fetched."""
        found = read("t.tbx", MARTIF)
        assert found == [
            Term("orbit & path", fr("orbite", "trajectoire")),
            Term("orbit & path", fr("orbe"), Status.FORBIDDEN),
            Term("track", fr("orbite", "trajectoire")),
            Term("track", fr("orbe"), Status.FORBIDDEN),
        ]
        assert isinstance(found[0], Term)
        assert (found[0].note, found[0].line) == ("a path around a body", 15)

    def test_data_categories_as_elements(self, read: Read) -> None:
        """DCT style of 2019 says the same in other words; markup in a term is taken off."""
        preferred, forbidden = read("t.tbx", DCT)
        assert preferred == Term("relay", fr("satellite relais"))
        assert forbidden == Term("relay", fr("relais"), Status.FORBIDDEN)
        assert isinstance(preferred, Term)
        assert preferred.note == "a relay"

    def test_not_to_be_translated(self, read: Read) -> None:
        """What Weblate exports as read-only is dnt."""
        text = DCT.replace(
            "<min:subjectField>space</min:subjectField>", '<descrip type="Translation needed">No</descrip>'
        )
        assert [t.status for t in read("t.tbx", text) if isinstance(t, Term)] == [
            Status.DNT,
            Status.FORBIDDEN,
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("<tbx><text>\n</tbx>", "t.tbx:2: no XML: mismatched tag"),
            ("", "t.tbx:1: no XML: no element found"),
            ("<html></html>", "t.tbx:1: no TBX, its root is <html>"),
            (DCT.replace('"en"', '"de"'), "t.tbx: no concept has a term in en"),
            ('<!DOCTYPE t [<!ENTITY a "aa">]>\n<tbx>&a;</tbx>', "t.tbx:1: declares entities"),
            ('<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/hosts">]>\n<tbx>&a;</tbx>', "declares entities"),
            (
                MARTIF.replace("&amp;", "&eacute;"),
                "t.tbx:15: an entity that the file does not hold: &eacute;",
            ),
            ('<?xml version="1.0" encoding="x-ours"?><tbx/>', "t.tbx:1: no XML: unknown encoding"),
            ("<a>" * 200, "t.tbx:1: elements more than 100 deep"),
            (b"<tbx>\n\xff</tbx>", "t.tbx:2: no XML: not well-formed"),
        ],
    )
    def test_what_is_refused(self, read: Read, text: str | bytes, message: str) -> None:
        """An error names the file, the line and the fault."""
        (error,) = read("t.tbx", text)
        assert message in str(error)


class TestTables:
    """OmegaT, DeepL and Weblate."""

    def test_omegat(self, read: Read) -> None:
        """Rows about one source are one term; comments and blank rows are none; quotation marks are themselves."""
        text = '# ours\n\norbit\torbite\tpath\norbit\ttrajectoire\n"say"\tdire\nlone\t\n'
        assert read("t.fr.tsv", text) == [
            Term("orbit", fr("orbite", "trajectoire")),
            Term('"say"', fr("dire")),
            Term("lone"),
        ]
        assert read("t.utf8", text, FR) == read("t.fr.txt", text)

    def test_deepl(self, read: Read) -> None:
        """Pairs in one locale, which the name tells; or in many, which each row tells."""
        assert read("t.fr.csv", 'orbit,orbite\n"a, b",c\n') == [
            Term("orbit", fr("orbite")),
            Term("a, b", fr("c")),
        ]
        assert read("t.csv", "orbit,orbite,EN,FR\norbit,órbita,EN,ES\n") == [
            Term("orbit", fr("orbite")),
            Term("orbit", (("es", ("órbita",)),)),
        ]

    def test_weblate(self, read: Read) -> None:
        """Flags are statuses; a target that still needs editing is no wording; comments are notes."""
        text = (
            '"location","source","target","id","fuzzy","context","translator_comments","developer_comments","flags"\n'
            '"","orbit","orbite","","False","physics","","a path","terminology"\n'
            '"","ILRS","","","False","","","","terminology, read-only"\n'
            '"","orbit","orbe","","False","","","","forbidden"\n'
            '"","probe","sonde","","True","","","",""\n'
        )
        found = read("fr.csv", text)
        assert found == [
            Term("orbit", fr("orbite")),
            Term("ILRS", status=Status.DNT),
            Term("orbit", fr("orbe"), Status.FORBIDDEN),
            Term("probe"),
        ]
        assert isinstance(found[0], Term)
        assert (found[0].note, found[0].line) == ("physics; a path", 2)

    def test_the_projects_own_csv_is_told_by_its_first_row(self, read: Read) -> None:
        """A column for the source locale in any place, behind comments, in any file name; an empty file is one."""
        text = '# "ours\n\nnote,EN,FR\nUN,orbit,orbite\n'
        assert read("t.fr.csv", text) == [Term("orbit", fr("orbite"))]
        assert read("t.csv", "") == []

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            (
                "t.tsv",
                "a\tb\n",
                "t.tsv: does not say which locale its targets are in — put it into the name, t.fr.tsv",
            ),
            ("t.en.txt", "a\tb\n", "does not say which locale"),
            ("README.txt", "Read me\n", "or move the file away if it is no glossary"),
            ("t.fr.tsv", "a b\n", "t.fr.tsv:1: no tab in this row"),
            ("t.fr.tsv", "\tb\n", "t.fr.tsv:1: no source in this row"),
            ("t.fr.tsv", "en\tfr\na\tb\n", "t.fr.tsv:1: has a row of locales — save it with commas"),
            ("t.fr.tsv", b"a\tb\n\xe9\tc\n", "t.fr.tsv:2: not UTF-8"),
            (
                "t.csv",
                "a,b\n",
                "t.csv:1: its columns cannot be told — begin it with a row of locales such as en,fr",
            ),
            ("t.csv", "en;fr\na;b\n", "t.csv:1: separated by semicolons"),
            ("t.csv", "source,target\na,b\n", "t.csv: does not say which locale"),
            ("t.fr.csv", "source,target\na,b,c\n", "t.fr.csv:2: 3 cells, but the first row has 2"),
            ("t.fr.csv", "source,target\n,b\n", "t.fr.csv:2: no source in this row"),
            ("t.fr.csv", "a,b\nc\n", "t.fr.csv:2: 1 cells, but the first row has 2"),
            ("t.fr.csv", 'a,b\n"c" d,e\n', "t.fr.csv: broken quoting"),
            ("t.csv", "a,b,en,fr\nc,d,fr,en\n", "t.csv:2: its source is 'fr', not en"),
            ("t.csv", "a,b,en,fr\nc,d,en,xx\n", "t.csv:2: no such locale: 'xx'"),
            ("t.csv", 'en,fr\na,"b\n', "t.csv:2: broken quoting"),
        ],
    )
    def test_what_is_refused(self, read: Read, name: str, text: str | bytes, message: str) -> None:
        """An error names the file, the line, the fault and a way out."""
        assert message in "\n".join(str(item) for item in read(name, text) if isinstance(item, GlossaryError))

    def test_all_files_are_one_glossary(self, tmp_path: Path) -> None:
        """A contradiction between a CSV file and a TBX file is one, with the places of both."""
        (tmp_path / "a.csv").write_text("en,fr\nrelay,relais\n", encoding="utf-8")
        (tmp_path / "b.tbx").write_text(DCT, encoding="utf-8")
        with pytest.raises(
            GlossaryError, match=r"b\.tbx:6: 'relay' is 'satellite relais' in fr here, but 'relais' in"
        ):
            Glossary.load(sorted(tmp_path.iterdir()), EN, READERS)


WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="|\ufeff\ufffe\uffff"
    ),
    min_size=1,
    max_size=8,
)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
TARGETS = st.dictionaries(
    st.sampled_from(["fr", "es", "pt-BR", "zh-Hant"]),
    st.lists(PHRASES, min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
).map(lambda targets: tuple(targets.items()))
FACTS = st.builds(Facts, st.sampled_from(["", "m", "f"]), st.sampled_from(["", "s", "p"]))


def told(term: Term, facts: Facts) -> Term:
    """*term* with *facts* about its first locale."""
    return replace(term, grammar=((term.targets[0][0], facts),)) if facts != Facts() else term


TERMS = st.builds(
    Term,
    PHRASES,
    TARGETS,
    st.sampled_from(Status),
    st.sampled_from(Case),
    st.sampled_from(Match),
    st.one_of(st.just(""), PHRASES),
)
TOLD = st.builds(told, TERMS, FACTS)


def whole(terms: list[Term]) -> list[tuple[object, ...]]:
    """What a file has to keep."""
    return [(t.source, dict(t.targets), t.status, t.case, t.match, t.note, dict(t.grammar)) for t in terms]


@settings(max_examples=150, deadline=None)
@given(st.lists(TOLD, min_size=1, max_size=4))
def test_nothing_is_lost_between_tbx_and_csv(
    tmp_path_factory: pytest.TempPathFactory, terms: list[Term]
) -> None:
    """TBX → CSV → TBX keeps source, forms, status, case, match, note, gender and number."""
    folder = tmp_path_factory.mktemp("exchange")
    tbx, table = folder / "t.tbx", folder / "t.csv"
    kept: list[Term] = terms
    for write, path in ((write_tbx, tbx), (write_csv, table), (write_tbx, tbx)):
        path.write_text(write(kept, EN), encoding="utf-8", newline="")
        found = list(READERS[path.suffix](path, EN))
        kept = [t for t in found if isinstance(t, Term)]
        assert found == kept
        assert whole(kept) == whole(terms)


def test_a_forbidden_wording_without_a_source(tmp_path: Path) -> None:
    """A wording that is forbidden for every source stays so in TBX."""
    path = tmp_path / "t.tbx"
    term = Term("", fr("genre de"), Status.FORBIDDEN, note="colloquial")
    path.write_text(write_tbx([Term("orbit"), term], EN), encoding="utf-8")
    assert list(read_tbx(path, EN)) == [Term("orbit"), term]


@pytest.mark.parametrize(
    ("write", "term", "message"),
    [
        (write_tbx, Term("a\x01b"), r"'a\\x01b' has the character U\+0001, which XML cannot hold"),
        (write_csv, Term("a", fr("b|c")), r"'b\|c' holds a \|"),
        (write_csv, Term("a|b"), r"'a\|b' holds a \|"),
    ],
)
def test_what_a_format_cannot_hold(write: Callable[..., str], term: Term, message: str) -> None:
    """It is refused by name instead of being changed."""
    with pytest.raises(GlossaryError, match=message):
        write([term], EN)


def test_columns_without_forms(tmp_path: Path) -> None:
    """A CSV for people to fill has the columns asked for; a source that looks like a comment stays a term."""
    path = tmp_path / "t.csv"
    path.write_text(write_csv([Term("#moon")], EN, (FR, ES)), encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "en,fr,es,status,case,match,note"
    assert list(read_csv(path, EN)) == [Term("#moon")]


def test_only_some_locales() -> None:
    """A variety stands in for its language; other locales are left out, and what then forbids nothing."""
    forms = (("fr-FR", ("orbite",)), ("es", ("órbita",)), ("de", ("Umlaufbahn",)))
    term = Term("orbit", forms, grammar=(("fr-FR", Facts("f")), ("de", Facts("f"))))
    forbidden = Term("orbit", (("de", ("Orbit",)),), Status.FORBIDDEN)
    assert list(narrowed([term, forbidden], [FR, ES])) == [
        Term("orbit", (("fr", ("orbite",)), ("es", ("órbita",))), grammar=(("fr", Facts("f")),))
    ]
