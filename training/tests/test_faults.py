"""What is wrong with a translation and can be told without its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.faults import _OTHERWISE, FIGURES, MARKS, TWICE, faults


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("The ⟦0⟧ was closed.", "La ⟦0⟧ a été fermée.", []),
        ("The ⟦0⟧ was closed.", "La station a été fermée.", [MARKS]),
        ("The ⟦0⟧ was closed.", "La ⟦0⟧ ⟦0⟧ a été fermée.", [MARKS]),
        ("It cost 14.7 million at 11:20.", "Cela a coûté 14,7 millions à 11 h 20.", []),
        ("It cost 14.7 million.", "Cela a coûté 14,7000 millions.", [FIGURES]),
        ("Some 12,500 people.", "Quelque 12 500 personnes.", []),
        ("Some 12,500 people.", "نحو ١٢٥٠٠ شخص", []),
        ("Some twelve people.", "Quelque 12 personnes.", []),
        ("In the 20th century.", "Au XXe siècle.", []),
        ("At 3:30 p.m. it closed.", "Il a fermé à 15 h 30.", []),
        ("He died in 1989.", "Il est mort en 1998.", [FIGURES]),
        ("The ⟦0⟧ ⟦1⟧ of the city closed.", "La ⟦1⟧ de la ⟦0⟧ de la ville a fermé.", []),
        ("He spent a year on this, then a year on that.", "أمضى عامًا في هذا، ثم عامًا في ذاك.", []),
        ("The spokesman of the United Nations spoke.", "تحدث المتحدث باسم الأمم المتحدة.", []),
        ("Both resigned.", "Les deux démissionnaires ont démissionné.", [TWICE]),
        ("You are on the Moon.", "Vous vous trouvez sur la Lune.", []),
        ("The end of the war, the end of the peace.", "La fin de la guerre, la fin de la paix.", []),
        ("The end of the war.", "La fin de la guerre, la fin de la guerre.", [TWICE]),
        ("Vidal, 28, came.", "Vidal Vidal, 82 ans, ⟦1⟧.", [MARKS, FIGURES, TWICE]),
    ],
)
def test_faults(source: str, target: str, wrong: list[str]) -> None:
    """What is wrong is told, and nothing else."""
    assert faults(source, target) == wrong


@given(st.integers(0, 10**12), st.sampled_from(",.\u202f "))
def test_how_a_number_is_grouped_is_no_fault(number: int, between: str) -> None:
    """The same number in other groups is the same; the next one is not."""
    source = f"It counted {number:,} of them."
    assert faults(source, f"Il en a compté {f'{number:,}'.replace(',', between)}.") == []
    assert faults(source, f"Il en a compté {number + 1}.") == [FIGURES]


@given(st.text(st.characters(categories=["L", "P", "Zs"])), st.integers(0, 9))
def test_a_number_more_is_one(text: str, figure: int) -> None:
    """A number that the source has not."""
    if not _OTHERWISE.search(text):
        assert FIGURES in faults(text, f"{text} {figure}")
