"""Sentences in several languages, side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")

from training.rows import LANGUAGES, rows  # noqa: E402

TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
ROW = st.tuples(TEXT, TEXT, TEXT, TEXT)


@given(st.lists(ROW, max_size=6), st.integers(1, 3), st.booleans())
def test_rows_come_back(found: list[tuple[str, ...]], gap: int, end: bool) -> None:
    """Whatever stands in the lines, and however many empty lines are between the rows."""
    text = ("\n" * (gap + 1)).join("\n".join(row) for row in found) + "\n" * end
    assert list(rows(text)) == [dict(zip(LANGUAGES, row, strict=True)) for row in found]


@pytest.mark.parametrize("lines", [1, 3, 5])
def test_rows_with_another_number_of_lines(lines: int) -> None:
    """The message says where."""
    text = "a\nb\nc\nd\n\n" + "x\n" * lines + "\na\nb\nc\nd\n"
    with pytest.raises(ValueError, match=f"^line 6: {lines} lines"):
        list(rows(text))
