"""Headlines in capitals: told, calmed for an engine, and restored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.headlines import calmed, shouted, shouts
from localize.locales import Locale

ENGLISH, FRENCH = Locale("en"), Locale("fr")


@pytest.mark.parametrize(
    ("text", "kept", "is_one"),
    [
        ("CREW LANDS", (), True),
        ("2031: CREW LANDS!", (), True),
        ("THE iProbe LANDS", ((4, 10),), True),
        ("THE iProbe LANDS", (), False),
        ("UNESCO", (), False),
        ("US, UK", (), False),
        ("Crew LANDS", (), False),
        ("探査機 ISS", (), False),
    ],
)
def test_which_are_headlines(text: str, kept: tuple[tuple[int, int], ...], *, is_one: bool) -> None:
    """Two words and six letters at least, all capitals save what keeps its own."""
    assert shouts(text, kept) is is_one


def test_an_engine_reads_a_sentence() -> None:
    """Small letters, with a capital at each start, for terms as the glossary has it, and for the English *I*."""
    text = "WHAT I SAW: MOON ROVER OF NASA AND `A B` LANDS. NOBODY SAW"
    names = [((text.index("MOON"), text.index("MOON") + 4), "Moon"), ((26, 30), "NASA")]
    found = calmed(text, [(35, 40)], names, ENGLISH)
    assert found == "What I saw: Moon rover of NASA and `A B` lands. Nobody saw"


def test_capitals_of_a_language() -> None:
    """A target keeps its accents, a Turkish i its dot, and codes their letters."""
    assert shouted("état de l'île, `a b`, groß", [(15, 20)], FRENCH) == "ÉTAT DE L'ÎLE, `a b`, GROẞ"
    assert shouted("iki ışık", [], Locale("tr")) == "İKİ IŞIK"


@given(st.text())
def test_lengths_stay(text: str) -> None:
    """Spans of a text hold of what it becomes."""
    assert len(calmed(text, [], [], ENGLISH)) == len(shouted(text, [], FRENCH)) == len(text)
