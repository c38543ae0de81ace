"""Copies of pairs with other names."""

from __future__ import annotations

import random

import pytest
from training.names import another, names, renamed

SOURCE = "Yesterday Vidal met Ana-Sofia in Paris, and Vidal's son went to Lima."
TARGET = "Ayer Vidal conoció a Ana-Sofia en París, y su hijo fue a Lima."


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (SOURCE, TARGET, ["Ana-Sofia", "Lima"]),
        ("Paris is large.", "Paris es grande.", []),
        ("We saw Rome, Rome and Bern.", "Vimos Rome, Rome y Bern.", ["Bern"]),
        ("He asked Bern.", "Preguntó a Bernardo.", []),
        ("They said: In Kiel", "Dijeron: en Kiel", ["Kiel"]),
    ],
)
def test_names_stand_once_in_both(source: str, target: str, expected: list[str]) -> None:
    """A name has a capital inside the sentence, and stands once in each side as a whole word."""
    assert names(source, target) == expected


def test_both_sides_get_the_same_names() -> None:
    """Only the names change, and both sides have the new ones."""
    rng = random.Random(1)
    for _ in range(50):
        source, target = renamed(SOURCE, TARGET, ["Ana-Sofia", "Lima"], ["Oslo", "Kiruna", "Ib"], rng)
        start, end = "Yesterday Vidal met ", " in Paris, and Vidal's son went to "
        assert source.startswith(start)
        first, _, second = source.removeprefix(start).removesuffix(".").partition(end)
        assert target == TARGET.replace("Ana-Sofia", first).replace("Lima", second)
        assert len(first) >= 2
        assert len(second) >= 2


def test_new_names_are_made_too() -> None:
    """Of the names that come in, some are known and some are made of two known ones."""
    rng, known = random.Random(2), ["Oslo", "Kiruna", "Vidal"]
    found = {another(known, rng) for _ in range(200)}
    assert set(known) < found
    assert all(name[0].isupper() and name[1:].islower() for name in found)
