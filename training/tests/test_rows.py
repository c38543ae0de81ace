"""Sentences in several languages, side by side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")

from training.rows import LANGUAGES, rows

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


FILES = sorted((Path(__file__).parents[1] / "prose").glob("*.txt"))
ARABIC = re.compile("[\u0621-\u064a]")


def test_there_is_prose() -> None:
    """Else the next test would try nothing."""
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_projects_prose(path: Path) -> None:
    """Each row has its four languages in their places: Arabic in its own script, the others in theirs and not alike."""
    for row in rows(path.read_text(encoding="utf-8")):
        assert not any(ARABIC.search(row[code]) for code in ("en", "fr", "es")), row
        assert len(ARABIC.findall(row["ar"])) > len(row["ar"]) / 3, row
