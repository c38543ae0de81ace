"""Glossary files: what a row may say, and what is told when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from localize.errors import GlossaryError
from localize.glossary import Case, Facts, Glossary, Status, Term, wording
from localize.locales import Locale

EN, FR = map(Locale, ("en", "fr"))
SHARED = Path(__file__).parents[1].parent / "shared" / "terms"

Load = Callable[..., Glossary]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads glossary files with these contents, `a.csv`, `b.csv` and so on."""

    def made(*contents: str | bytes, locale: Locale = EN) -> Glossary:
        paths = [tmp_path / f"{name}.csv" for name, _ in zip("abc", contents, strict=False)]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Glossary.load(paths, locale)

    return made


class TestLoad:
    """`Glossary.load`."""

    def test_a_row(self, load: Load) -> None:
        """Cells hold admitted forms; optional columns come in any order, and may be empty."""
        glossary = load(
            "note,en,FR,pt_br,case\nUN,lunar sample,échantillon|  échantillons|échantillon,,exact\n"
        )
        (term,) = glossary.terms
        assert term == Term("lunar sample", (("fr", ("échantillon", "échantillons")),), case=Case.EXACT)
        assert (term.note, term.line) == ("UN", 2)

    @pytest.mark.parametrize(
        "text",
        [
            "en,fr,fr:gender,fr:number,es\nspace debris,débris spatiaux,m,pl,desechos\n",
            "en,FR,Gender,NUMBER\nspace debris,débris spatiaux,M,PL\n",
            "en,fr,gender\nspace debris,débris spatiaux,m\nspace debris,,\n",
        ],
    )
    def test_gender_and_number(self, load: Load, text: str) -> None:
        """They are told of the preferred form of a locale, which need not be named where there is one; rows are united."""
        (term,) = load(text, "en,fr,number\nspace debris,débris spatiaux,pl\n").terms
        assert term.facts(FR) == term.facts(Locale.parse("fr-CA")) == Facts("m", "p")
        assert term.facts(Locale("es")) == Facts()

    def test_what_is_skipped(self, load: Load) -> None:
        """A byte order mark, blank rows, comments and columns for people are no terms."""
        text = '\ufeff# ours, "mostly\n\nen,pos_fr,fr\r\n,,\r\n# old,m,x\r\nspace,m,espace\r\n"#tag",m,mot-dièse\r\n'
        assert [(t.source, t.line) for t in load(text).terms] == [("space", 6), ("#tag", 7)]

    def test_a_row_over_several_lines(self, load: Load) -> None:
        """A line break in a cell is a blank, and rows keep their first line as their number."""
        glossary = load('en,fr\n"outer\nspace","espace ""extra""\natmosphérique"\nmoon,lune\n')
        assert [(t.source, t.line) for t in glossary.terms] == [("outer space", 2), ("moon", 5)]
        assert glossary.terms[0].forms(FR) == ('espace "extra" atmosphérique',)

    def test_rows_that_agree_are_one_term(self, load: Load) -> None:
        """Duplicates change nothing; other locales and further forms are added."""
        glossary = load("en,fr\nmoon,lune\nmoon,lune|astre\n", "en,es\nmoon,luna\n")
        assert [t.targets for t in glossary.terms] == [(("fr", ("lune", "astre")), ("es", ("luna",)))]

    def test_sources_that_differ_in_capitals_are_two_terms(self, load: Load) -> None:
        """March is not march."""
        assert len(load("en,fr\nMarch,mars\nmarch,marche\n").terms) == 2

    def test_the_source_column_of_a_variety(self, load: Load) -> None:
        """British sources may stand in a column for English."""
        assert load("en,fr\nmoon,lune\n", locale=Locale.parse("en-GB")).terms[0].source == "moon"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("en,colour\n", "a.csv:1: unknown column 'colour'"),
            ("en,xx\n", "a.csv:1: unknown column 'xx'"),
            ("en;fr\nmoon;lune\n", "a.csv:1: unknown column 'en;fr' — .* with commas between"),
            ("en,fr,FR\n", "a.csv:1: two columns 'fr'"),
            ("\n# ours\nfr,es\n", "a.csv:3: no column 'en' for the sources"),
            ("en,fr\n,lune\n", "a.csv:2: no source in this row"),
            ("en,fr\na|b,c\n", "a.csv:2: a source is one form"),
            (
                "en,fr,status\nmoon,lune,maybe\n",
                "a.csv:2: unknown status 'maybe' — write preferred, dnt, forbidden",
            ),
            ("en,fr,case\nmoon,lune,upper\n", "a.csv:2: unknown case 'upper'"),
            ("en,fr,match\nmoon,lune,fuzzy\n", "a.csv:2: unknown match 'fuzzy'"),
            ("en,fr,fr:gender\nmoon,lune,x\n", "a.csv:2: unknown gender 'x' — write m, f, or nothing"),
            ("en,fr,number\nmoon,lune,2\n", "a.csv:2: unknown number '2' — write sg, pl, or nothing"),
            ("en,fr,es,gender\n", "a.csv:1: column 'gender' does not say of which locale — write fr:gender"),
            ("en,fr,es:gender\n", "a.csv:1: a column 'es:gender', but none 'es'"),
            ("en,fr,fr:colour\n", "a.csv:1: unknown column 'fr:colour'"),
            ("en,fr,gender,fr:gender\n", "a.csv:1: two columns 'fr:gender'"),
            ("en,fr,gender_fr\n", "a.csv:1: unknown column 'gender_fr' — .*fr:gender"),
            ("en,fr,gender\nmoon,,f\n", "a.csv:2: a gender, but no form in fr"),
            (
                "en,fr,gender\nmoon,lune,f\nmoon,lune,m\n",
                "a.csv:3: 'moon' has another fr:gender here than in line 2",
            ),
            ("en,fr\nmoon,lune,luna\n", "a.csv:2: 3 cells, but the first row has 2"),
            ("en,fr\nmoon\n", "a.csv:2: 1 cells, but the first row has 2"),
            ('en,fr\nsun,soleil\nmoon,"lune\nstar,astre\n', "a.csv:3: broken quoting"),
            ('en,fr\nmoon,"la" lune\n', "a.csv:2: broken quoting"),
            (b"en,fr\nmoon,\xe9t\xe9\n", "a.csv:2: not UTF-8"),
            (
                "en,fr\nmoon,lune\nmoon,satellite\n",
                "a.csv:3: 'moon' is 'satellite' in fr here, but 'lune' in line 2",
            ),
            (
                "en,fr,status\nmoon,lune,\nmoon,,dnt\n",
                "a.csv:3: 'moon' is status dnt here, but preferred in line 2",
            ),
            (
                "en,fr,match\nmoon,lune,\nmoon,,exact\n",
                "a.csv:3: 'moon' is match exact here, but word in line 2",
            ),
            (
                "en,fr,status\nmoon,lune,\nmoon,lune,forbidden\n",
                "a.csv:3: 'lune' is forbidden here, but admitted",
            ),
        ],
    )
    def test_what_is_refused(self, load: Load, text: str | bytes, message: str) -> None:
        """An error names the file, the line, the fault and a way out."""
        with pytest.raises(GlossaryError, match=message):
            load(text)

    def test_all_errors_are_told(self, load: Load) -> None:
        """One reading tells every fault of every file, one a line, and points at the first."""
        with pytest.raises(GlossaryError) as caught:
            load("en,fr\n,lune\nsun\n", "en,fr,xx\n", "en,fr\nmoon,lune\nmoon,luna\n")
        lines = str(caught.value).splitlines()
        assert [line.rpartition("/")[2].split(" ")[0] for line in lines] == [
            "a.csv:2:",
            "a.csv:3:",
            "b.csv:1:",
            "c.csv:3:",
        ]
        assert caught.value.line == 2

    def test_contradictions_between_files(self, load: Load) -> None:
        """The message names the other file."""
        with pytest.raises(
            GlossaryError, match=r"b.csv:2: 'moon' is 'luna' in fr here, but 'lune' in .*a.csv:2"
        ):
            load("en,fr\nmoon,lune\n", "en,fr\nmoon,luna\n")

    def test_forbidden_forms(self, load: Load) -> None:
        """A forbidden row may go without a source, and stand beside the row that says what to use."""
        text = "en,fr,status\nmoon,lune,\nmoon,satellite|lunes,forbidden\n,genre de,forbidden\n"
        statuses = [(t.source, t.status) for t in load(text).terms]
        assert statuses == [("moon", Status.PREFERRED), ("moon", Status.FORBIDDEN), ("", Status.FORBIDDEN)]

    def test_a_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there is an error of the glossary."""
        with pytest.raises(GlossaryError, match="cannot be read"):
            Glossary.load([tmp_path / "none.csv"], EN)

    def test_a_format_that_nobody_reads(self, tmp_path: Path) -> None:
        """A suffix without a reader is named, with those that have one."""
        with pytest.raises(GlossaryError, match=r"localize reads \.csv"):
            Glossary.load([tmp_path / "terms.xls"], EN)

    def test_the_space_glossary(self) -> None:
        """A newsroom's file of names, acronyms and admitted plurals loads, and its names are found."""
        path = SHARED / "space-diplomacy.csv"
        if not path.exists():
            pytest.skip("no shared terms here")
        glossary = Glossary.load([path], EN)
        hits = glossary.find("CNSA’s lunar samples reached the International Lunar Research Station (ILRS).")
        assert [(hit.surface, wording(hit, FR)) for hit in hits] == [
            ("CNSA", "CNSA"),
            ("lunar samples", "échantillons lunaires"),
            ("International Lunar Research Station", "Station internationale de recherche lunaire"),
            ("ILRS", "ILRS"),
        ]
