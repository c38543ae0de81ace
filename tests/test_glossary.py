"""The glossary: finding terms, wording them, and what is forbidden."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.glossary import Case, Glossary, Hit, Match, Status, Term, fingerprint, wording
from localize.locales import Locale

EN, FR, ES, AR = map(Locale, ("en", "fr", "es", "ar"))
FIND = Path(__file__).parent / "cases" / "glossary" / "find.txt"
CASES = {"exact-case": Case.EXACT}
MATCHES = {"exact": Match.EXACT, "prefix": Match.PREFIX}


def term_of(text: str) -> Term:
    """`source`, or `source ~option` of a case file."""
    source, _, option = text.partition(" ~")
    return Term(source, case=CASES.get(option, Case.IGNORE), match=MATCHES.get(option, Match.WORD))


def rows() -> list[object]:
    """The rows of the case file: terms, the text, and where brackets and braces say that hits are."""
    lines = FIND.read_text("utf-8").splitlines()
    found: list[object] = []
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            terms, marked = line.split(" | ")
            found.append(pytest.param(terms.split("; "), marked, id=f"line {number}"))
    return found


class TestFind:
    """`Glossary.find`."""

    @pytest.mark.parametrize(("terms", "marked"), rows())
    def test_cases(self, terms: list[str], marked: str) -> None:
        """Hits are where the case file has marks, and plural where it has braces."""
        text = re.sub(r"[\[\]{}]", "", marked)
        found = Glossary.of(map(term_of, terms), EN).find(text)
        shown, end = "", 0
        for hit in found:
            opening, closing = "{}" if hit.plural else "[]"
            shown += text[end : hit.start] + opening + hit.surface + closing
            end = hit.end
        assert shown + text[end:] == marked

    def test_no_term_touches_a_code(self) -> None:
        """A shorter term may stand beside a code that a longer one would touch."""
        glossary = Glossary.of([Term("space station"), Term("space")], EN)
        assert [hit.surface for hit in glossary.find("space station", [(6, 13)])] == ["space"]
        assert glossary.find("space station", [(4, 6)]) == ()

    def test_forbidden_terms_are_no_hits(self) -> None:
        """A forbidden row hides no preferred one."""
        glossary = Glossary.of([Term("space station", status=Status.FORBIDDEN), Term("space")], EN)
        assert [hit.surface for hit in glossary.find("space station")] == ["space"]

    def test_other_source_languages(self) -> None:
        """French and Spanish sources are found in the plural; Chinese ones without blanks around them."""
        assert Glossary.of([Term("débris spatial")], FR).find("des débris spatiaux")[0].plural
        assert Glossary.of([Term("misión")], ES).find("Las misiones")[0].surface == "misiones"
        assert Glossary.of([Term("équipage")], FR).find("l’équipage")[0].start == 2
        assert Glossary.of([Term("空间站")], Locale("zh")).find("中国空间站已经建成")[0].start == 2

    def test_an_empty_glossary_finds_nothing(self) -> None:
        """No terms, no hits; no text, no hits."""
        assert Glossary.of([], EN).find("space") == ()
        assert Glossary.of([Term("space")], EN).find("") == ()


WORDS = st.sampled_from(
    ["space", "Space", "stations", "station", "US", "us", "Xi'an", "l’", "é", "İ", "ß", "C++", "🛰"]
)
TEXTS = st.lists(
    st.one_of(WORDS, st.sampled_from([" ", "  ", "-", "'", "\n", "\u0301"]), st.text(max_size=3))
).map("".join)


class TestLaws:
    """What holds for any text."""

    @settings(max_examples=150)
    @given(st.lists(TEXTS.filter(str.strip), max_size=5), TEXTS)
    def test_hits_are_disjoint(self, sources: list[str], text: str) -> None:
        """Hits come in order, disjoint, inside the text, and tell what stands there."""
        end = 0
        for hit in Glossary.of(map(Term, sources), EN).find(text):
            assert end <= hit.start < hit.end <= len(text)
            assert hit.surface == text[hit.start : hit.end]
            end = hit.end

    @settings(max_examples=150)
    @given(
        st.lists(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1), min_size=1, max_size=4)
    )
    def test_a_source_is_found_in_a_sentence(self, words: list[str]) -> None:
        """A term is found in a sentence made of it, whatever its letters."""
        source = " ".join(words)
        hits = Glossary.of([Term(source)], EN).find(f"We saw the {source}.")
        assert [hit.surface for hit in hits] == [source]


class TestWording:
    """`Term.forms` and `wording`."""

    def test_forms_fall_back_to_the_language(self) -> None:
        """Brazil takes Portuguese forms unless it has its own; a script is never taken for another."""
        term = Term("moon", (("pt", ("lua",)), ("zh", ("月亮",))))
        assert term.forms(Locale.parse("pt-BR")) == ("lua",)
        assert term.forms(Locale.parse("zh-Hant")) == ()
        assert replace(term, targets=(("pt", ("lua",)), ("pt-BR", ("Lua",)))).forms(
            Locale.parse("pt-BR")
        ) == ("Lua",)

    def test_a_dnt_term_is_its_own_form(self) -> None:
        """Its cell counts where it has one."""
        term = Term("ILRS", (("fr", ("ILRS", "SIRL")),), Status.DNT)
        assert (term.forms(FR), term.forms(ES)) == (("ILRS", "SIRL"), ("ILRS",))

    @pytest.mark.parametrize(
        ("term", "text", "expected"),
        [
            (Term("payload", (("fr", ("charge utile", "charges utiles")),)), "payload", "charge utile"),
            (Term("payload", (("fr", ("charge utile", "charges utiles")),)), "payloads", "charges utiles"),
            (Term("payload", (("fr", ("charge utile", "chargement")),)), "payloads", "charge utile"),
            (Term("payload", (("es", ("carga",)),)), "payloads", ""),
            (Term("CubeSat", status=Status.DNT), "CubeSats", "CubeSats"),
            (Term("Chang'e-5", status=Status.DNT), "Chang’e-5", "Chang’e-5"),
            (Term("CNSA", status=Status.DNT), "CNSA's", "CNSA"),
            (Term("UN", (("fr", ("ONU",)),), Status.DNT), "UN", "ONU"),
        ],
    )
    def test_the_form_for_an_occurrence(self, term: Term, text: str, expected: str) -> None:
        """Preferred, or its plural for a plural; a dnt term as the text has it, without a possessive ending."""
        (hit,) = Glossary.of([term], EN).find(text)
        assert wording(hit, FR) == expected

    def test_what_keeps_its_capitals(self) -> None:
        """A dnt term and one with case=exact are kept to the letter."""
        assert Term("iPhone", status=Status.DNT).verbatim
        assert Term("BeiDou", case=Case.EXACT).verbatim
        assert not Term("payload").verbatim


class TestFingerprint:
    """`fingerprint`."""

    def hit(self, **changes: object) -> Hit:
        """A hit of a term with French and Spanish forms."""
        term = replace(Term("moon", (("fr", ("lune",)), ("es", ("luna",)))), **changes)  # type: ignore[arg-type]
        return Hit(0, 4, term, "moon")

    def test_it_changes_with_what_is_asked(self) -> None:
        """Another form, source or status is another fingerprint; another language's form is not."""
        first = fingerprint([self.hit()], FR)
        assert re.fullmatch("[0-9a-f]{6}", first)
        assert fingerprint([self.hit(targets=(("fr", ("Lune",)),))], FR) != first
        assert fingerprint([self.hit(source="Moon")], FR) != first
        assert fingerprint([self.hit(status=Status.DNT)], FR) != first
        assert fingerprint([self.hit(targets=(("fr", ("lune",)),), note="UN", line=9)], FR) == first

    def test_order_and_number_do_not_matter(self) -> None:
        """The same terms, twice or in another order, ask the same."""
        moon, sun = self.hit(), self.hit(source="sun")
        assert fingerprint([moon, sun, moon], FR) == fingerprint([sun, moon], FR)

    def test_it_is_empty_where_nothing_is_asked(self) -> None:
        """No hits, or none with a form for the locale."""
        assert fingerprint([], FR) == fingerprint([self.hit()], AR) == ""


class TestForbidden:
    """`Glossary.forbidden`."""

    STATION = Term("space station", (("fr", ("gare spatiale", "base spatiale")),), Status.FORBIDDEN)
    ANYWHERE = Term("", (("fr", ("genre de",)),), Status.FORBIDDEN)

    def found(self, terms: list[Term], target: str, source: str) -> list[str]:
        """What is forbidden in a French target."""
        forbidden = Glossary.of(terms, EN).forbidden(target, FR, source)
        return [target[start:end] for _, (start, end) in forbidden]

    def test_where_the_source_is(self) -> None:
        """A form is reported, also inflected, where the text has the source."""
        terms = [self.STATION]
        assert self.found(terms, "Les gares spatiales.", "Space stations.") == ["gares spatiales"]
        assert self.found(terms, "Les gares spatiales.", "Spatial railway stations.") == []

    def test_without_a_source(self) -> None:
        """A row without a source counts for every text."""
        assert self.found([self.STATION, self.ANYWHERE], "Un genre de lune.", "A moon.") == ["genre de"]

    def test_inside_an_admitted_form(self) -> None:
        """A form that is part of what the glossary asks for is no fault; elsewhere it is."""
        asked = Term("outer space", (("fr", ("espace extra-atmosphérique",)),))
        terms = [asked, Term("outer space", (("fr", ("espace",)),), Status.FORBIDDEN)]
        assert self.found(terms, "L'espace extra-atmosphérique.", "Outer space.") == []
        assert self.found(terms, "L'espace, l'espace extra-atmosphérique.", "Outer space.") == ["espace"]
