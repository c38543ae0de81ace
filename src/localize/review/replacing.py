"""Search and replace over the targets of one article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from localize.edits import tidy
from localize.review.sheet import Row, Sheet


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to find in targets, and what to write there."""

    find: str
    put: str

    match_case: bool = True
    """Whether capitals must agree."""

    words: bool = False
    """Whether only whole words are found."""

    def target(self, target: str) -> str:
        """*target* with every place replaced; none when there is nothing to find."""
        if not self.find:
            return target
        found = re.escape(self.find)
        pattern = rf"(?<!\w){found}(?!\w)" if self.words else found
        return re.sub(pattern, lambda _: self.put, target, flags=0 if self.match_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a replacement would change."""

    row: Row
    target: str
    """What it would become."""


def hits(sheet: Sheet, replacement: Replacement) -> tuple[Hit, ...]:
    """The rows that *replacement* would change, in the article's order; what would be emptied is passed over."""
    found = (Hit(row, tidy(replacement.target(row.entry.target), row.entry.source)) for row in sheet.rows)
    return tuple(hit for hit in found if hit.row.editable and hit.target not in {"", hit.row.entry.target})
