"""What is wrong with a translation and can be told without its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.faults import FIGURES, MARKS, TWICE, faults


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("The ⟦0⟧ was closed.", "La ⟦0⟧ a été fermée.", []),
        ("The ⟦0⟧ was closed.", "La station a été fermée.", [MARKS]),
        ("The ⟦0⟧ was closed.", "La ⟦0⟧ ⟦0⟧ a été fermée.", [MARKS]),
        ("It cost 14.7 million at 11:20.", "Cela a coûté 14,7 millions à 11 h 20.", []),
        ("It cost 14.7 million.", "Cela a coûté 14.7000 millones.", [FIGURES]),
        ("Some 12,500 people.", "Quelque 12 500 personnes.", []),
        ("Some 12,500 people.", "نحو ١٢٥٠٠ شخص", []),
        ("Some twelve people.", "Quelque 12 personnes.", [FIGURES]),
        ("Both resigned.", "Les deux démissionnaires ont démissionné.", [TWICE]),
        ("You are on the Moon.", "Vous vous trouvez sur la Lune.", []),
        ("The end of the war, the end of the peace.", "La fin de la guerre, la fin de la paix.", []),
        ("The end of the war.", "La fin de la guerre, la fin de la guerre.", [TWICE]),
        ("Vidal, 28, came.", "Vidal Vidal, 82 ans, ⟦1⟧.", [MARKS, TWICE]),
    ],
)
def test_faults(source: str, target: str, wrong: list[str]) -> None:
    """What is wrong is told, and nothing else."""
    assert faults(source, target) == wrong


@given(st.text())
def test_what_is_left_as_it_was_has_none(text: str) -> None:
    """Nothing is wrong with the source itself."""
    assert faults(text, text) == []


@given(st.text(), st.integers(0, 9))
def test_a_figure_more_is_one(text: str, figure: int) -> None:
    """A digit that the source has not."""
    assert FIGURES in faults(text, f"{text} {figure}")
