"""More copies that ask for terms."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("torch")

from training.augment import Augmenter
from training.dictionary import Dictionary
from training.terms import MARK, all_marks_right

WORDS = {
    "harbour": "puerto", "lantern": "farol", "teacher": "maestra", "bridge": "puente", "village": "pueblo",
    "winter": "invierno", "garden": "huerto", "window": "ventana", "doctor": "doctora", "orchard": "vergel",
}  # fmt: skip


def pairs() -> list[tuple[str, str]]:
    """Sentences of five words that are translated word by word."""
    rng = random.Random(1)
    chosen = [rng.sample(sorted(WORDS), 5) for _ in range(50)]
    return [(" ".join(found), " ".join(WORDS[word] for word in found)) for found in chosen]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_counts_and_wordings(count: int) -> None:
    """A copy has as many marks as asked for, on both sides, in the places of words that mean the same; or no copy has marks at all."""
    known = Dictionary()
    for english, other in WORDS.items():
        known.add(english, other)
    weights = [float(n == count) for n in (1, 2, 3, 4)]
    for wordings in (0.0, 1.0):
        augmenter = Augmenter("es", None, known, wordings=wordings, counts=weights)
        for source, target in pairs():
            made = augmenter.copy(source, target)
            assert made is not None
            if wordings:
                assert made.form == "inline"
                assert not MARK.search(made.source + made.target)
                assert made.source.count("⟦=⟧") == count
            else:
                marks = MARK.findall(made.source)
                assert len(set(marks)) == len(marks) == count
                assert sorted(MARK.findall(made.target)) == sorted(marks)
                gone = [w for w, new in zip(source.split(), made.source.split(), strict=True) if w != new]
                there = [w for w, new in zip(target.split(), made.target.split(), strict=True) if w != new]
                assert sorted(WORDS[w] for w in gone) == sorted(there)


def test_all_marks_right() -> None:
    """Each mark once, and no other."""
    assert all_marks_right("⟦1⟧ et ⟦0⟧", 2)
    assert not all_marks_right("⟦1⟧ et ⟦0⟧ ⟦0⟧", 2)
    assert not all_marks_right("⟦0⟧ ⟦2⟧", 2)
