"""Candidates for the glossary: what recurs as terms do, and what only looks like it."""

from __future__ import annotations

import pytest

from localize.candidates import Candidate, Kind, candidates
from localize.candidates_text import Passage
from localize.glossary import Glossary, Term
from localize.locales import Locale

EN, FR = Locale("en"), Locale("fr")


def found(*texts: str, terms: tuple[str, ...] = (), locale: Locale = EN, minimum: int = 2) -> list[Candidate]:
    """The candidates of these passages, each on a line of its own, with these terms in the glossary."""
    glossary = Glossary.of([Term(term) for term in terms], locale)
    passages = [
        Passage("a.md", line, text, tuple((hit.start, hit.end) for hit in glossary.find(text)))
        for line, text in enumerate(texts, 1)
    ]
    return list(candidates(passages, locale, minimum))


def sources(
    *texts: str, terms: tuple[str, ...] = (), locale: Locale = EN, kind: Kind | None = None
) -> list[str]:
    """Their sources, of one kind or of all."""
    return [c.source for c in found(*texts, terms=terms, locale=locale) if kind in {None, c.kind}]


class TestAcronyms:
    """`Long Form (LF)`."""

    @pytest.mark.parametrize(
        ("text", "expansion"),
        [
            ("The Radio Review Board (RRB) met.", "Radio Review Board"),
            (
                "Members of the Committee on the Quiet Uses of Orbits (COQUO) met.",
                "Committee on the Quiet Uses of Orbits",
            ),
            ("It uses a low orbit relay system (LORS).", "low orbit relay system"),
            ("The Orbital and Lunar Trust (OLT) paid.", "Orbital and Lunar Trust"),
            ("Two Polar Relay Stations (PRSs) work.", "Polar Relay Stations"),
        ],
    )
    def test_what_it_stands_for(self, text: str, expansion: str) -> None:
        """The initials tell, joints aside; one occurrence is enough."""
        told = {c.source: c.expansion for c in found(text) if c.kind is Kind.ACRONYM}
        assert list(told.values()) == [expansion]

    @pytest.mark.parametrize(
        "text",
        [
            "The board met (RRB).",
            "A Review, Board (RB) met.",
            "The Radio Board's (RB) rooms.",
            "See the plan (A).",
        ],
    )
    def test_no_guess(self, text: str) -> None:
        """Words whose initials differ, or that do not stand together, explain nothing."""
        assert [c for c in found(text) if c.expansion] == []

    def test_what_recurs_without_an_expansion(self) -> None:
        """Also in the plural and with small letters inside; not numerals, a shouted sentence, or a town in a dateline."""
        texts = (
            "The RRB met.",
            "Two RRBs met.",
            "We like NavRC.",
            "They like NavRC.",
            "Article II and Article II.",
        )
        assert sources(*texts, kind=Kind.ACRONYM) == ["NavRC", "RRB"]
        assert sources("QUIET IS GOOD, SO QUIET IT IS.", "QUIET IS ALL.") == []
        assert sources("TURIN, May 2", "TURIN, May 3", "We saw Turin.", kind=Kind.ACRONYM) == []

    def test_what_the_glossary_has(self) -> None:
        """A known acronym is no candidate; a known long form still explains one."""
        text = "The Radio Review Board (RRB) met."
        assert found(text, terms=("RRB",)) == []
        assert [c.expansion for c in found(text, terms=("Radio Review Board",))] == ["Radio Review Board"]


class TestNames:
    """Phrases in capitals."""

    def test_joints_and_digits(self) -> None:
        """A name holds joints, and digits at its end; not the article in front or a possessive behind."""
        texts = (
            "He took the Treaty on the Use of Ice to Probe 12.",
            "The Treaty on the Use of Ice's text names Probe 12 in May 2020.",
        )
        assert sources(*texts) == ["Treaty on the Use of Ice", "Probe 12"]

    def test_and(self) -> None:
        """`and` belongs to a name unless one of its sides stands alone."""
        texts = (
            "The Ice and Snow Board met.",
            "An Ice and Snow Board met.",
            "From Oslo and Bergen.",
            "To Oslo and Bergen.",
        )
        assert sources(*texts) == ["Ice and Snow Board", "Oslo and Bergen"]
        assert sources(*texts[2:], "Near Oslo.") == ["Oslo", "Bergen"]

    def test_a_capital_that_means_nothing(self) -> None:
        """The first word of a sentence, a title, a cell and a month are no names."""
        texts = (
            "Probes fly.",
            "Probes land.",
            "Yes",
            "Yes",
            "How Big Probes Can Fly",
            "How Big Probes Can Fly",
            "In May.",
            "In May.",
        )
        assert sources(*texts) == []

    def test_a_known_name_inside(self) -> None:
        """A longer name than the glossary's is new; one that it has is not."""
        texts = ("We read the Ice Treaty Review.", "They read the Ice Treaty Review and the Ice Treaty.")
        assert sources(*texts, terms=("Ice Treaty",)) == ["Ice Treaty Review"]


class TestPhrases:
    """Words in small letters."""

    def test_what_recurs(self) -> None:
        """Two to four words, `of` inside; the singular stands for both, and counts both."""
        texts = (
            "A relay orbit is a matter of trust.",
            "Many relay orbits pass.",
            "This is a matter of trust.",
        )
        assert [(c.source, c.count) for c in found(*texts)] == [("matter of trust", 2), ("relay orbit", 2)]
        assert sources("New ice bodies.", "Old ice bodies.") == ["ice body"]

    def test_the_longest_stands_for_its_parts(self) -> None:
        """A part is a candidate only if it also stands without the rest."""
        texts = ("A deep ice drill works.", "The deep ice drill works.")
        assert sources(*texts) == ["deep ice drill"]
        assert sources(*texts, "An ice drill works.") == ["ice drill", "deep ice drill"]

    @pytest.mark.parametrize(
        "text",
        [
            "it is very cold",
            "they quickly drilled",
            "ice, drill",
            "ice (drill)",
            "last year",
            "the ice melted",
            "3 drills",
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        """Function words, adverbs, participles, signs between words and figures."""
        assert sources(text, text) == []

    def test_terms_are_left_out(self) -> None:
        """No phrase touches a term that the glossary has."""
        assert sources("A deep ice drill.", "A deep ice drill.", terms=("ice",)) == []

    def test_another_language(self) -> None:
        """French elides, and its plural is of every word; a language without stop words has no phrases."""
        texts = (
            "On voit l'engin spatial.",
            "Des engins spatiaux passent par un centre de contrôle.",
            "Un centre de contrôle.",
        )
        assert sources(*texts, locale=FR) == ["centre de contrôle", "engin spatial"]
        assert sources("Iso kivi", "Iso kivi", locale=Locale("fi")) == []


def test_order_and_places() -> None:
    """What occurs more often, in more articles and in more words comes first; each occurrence has its place."""
    passages = [
        Passage("a.md", 1, "an ice drill, an ice drill and a snow plough"),
        Passage("a.md", 5, "a snow plough"),
        Passage("b.md", 2, "an ice drill"),
    ]
    one, two = candidates(passages, EN)
    assert (one.source, one.places) == ("ice drill", (("a.md", 1), ("a.md", 1), ("b.md", 2)))
    assert (two.source, two.count) == ("snow plough", 2)
    assert candidates(passages, EN, minimum=4) == ()
    assert candidates([], EN) == ()
