from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engine.pseudo import PseudoEngine, accented


def test_accents_brackets_and_length() -> None:
    """A text is readable, bracketed, and about a third longer."""
    assert accented("Hello world") == "[Ĥéļļö ŵöŕļð one two]"


@pytest.mark.parametrize("text", ["", " ", "…", "⟦0⟧", "⟦0⟧ – ⟦7⟧!"])
def test_text_without_words_stays(text: str) -> None:
    """Blank texts, punctuation and bare marks give themselves."""
    assert accented(text) == text


@given(
    st.lists(st.one_of(st.integers(0, 7).map("⟦{}⟧".format), st.text(max_size=20)), max_size=8).map(" ".join)
)
def test_marks_stay_and_text_grows(text: str) -> None:
    """Every mark comes out once and in its place; what is accented grows by 30% at least."""
    target = accented(text)
    assert re.findall(r"⟦\d+⟧", target) == re.findall(r"⟦\d+⟧", text)
    letters = re.sub(r"⟦\d+⟧", "", text)
    assert target == text or len(target) - len(text) >= 0.3 * len(letters)
    assert accented(text) == target


def test_it_follows_the_port() -> None:
    """It gives one hypothesis for each text, in order, however many are asked for."""
    engine = PseudoEngine()
    assert [(n, len(found)) for n, found in engine.translate(["one", "", "two"], 3)] == [
        (0, 1),
        (1, 1),
        (2, 1),
    ]
    assert engine.sentinels == ("⟦{}⟧",)
