"""A document is its text plus spans; rendering replaces only what has a target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.document import Document, Unit


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any text with any disjoint units in it."""
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return Document(text, tuple(Unit(a, b, text[a:b]) for a, b in spans))


@given(documents())
def test_a_document_without_targets_is_its_text(document: Document) -> None:
    """Law 1."""
    assert document.render([None] * len(document.units)) == document.text


@given(documents())
def test_a_unit_replaced_by_itself_changes_nothing(document: Document) -> None:
    """A target equal to the source is the source."""
    assert document.render([unit.source for unit in document.units]) == document.text


IMAGE = "See ![a moon](m.png) rise"


def _moon() -> Document:
    alt = Unit(6, 12, "a moon", "alt", within=(4, 20))
    return Document(IMAGE, (Unit(0, len(IMAGE), IMAGE), alt))


def test_a_unit_inside_another_follows_the_code_that_holds_it() -> None:
    """The alternative text of an image is replaced wherever the outer target put the image."""
    assert _moon().render(["![a moon](m.png) : le lever", "une lune"]) == "![une lune](m.png) : le lever"
    assert _moon().render([None, "une lune"]) == "See ![une lune](m.png) rise"
    assert _moon().render(["le lever", "une lune"]) == "le lever"


def test_a_code_that_is_quoted_before_is_told_by_its_place() -> None:
    """The image in the code span is an example; the second one is shown."""
    text = "`![a](m.png)` gives ![a](m.png) here"
    document = Document(text, (Unit(0, len(text), text), Unit(22, 23, "a", "alt", within=(20, 31))))
    target = "`![a](m.png)` donne ![a](m.png) ici"
    assert document.render([target, "une lune"]) == "`![a](m.png)` donne ![une lune](m.png) ici"
    assert document.render(["Voici ![a](m.png)", "une lune"]) == "Voici ![une lune](m.png)"


def test_overlapping_units_are_refused() -> None:
    """A format that makes a wrong document is told so at once."""
    with pytest.raises(ValueError, match="overlap"):
        Document("abcdef", (Unit(0, 3, "abc"), Unit(2, 4, "cd")))
    with pytest.raises(ValueError, match="leaves the text"):
        Document("abc", (Unit(0, 9, "abc"),))
