"""Terms that are known to translate each other."""

from __future__ import annotations

from collections import defaultdict

from training.text import words
from training.vocabulary import STOP

LONGEST = 4
"""Words of an entry."""


class Dictionary:
    """English phrases of up to four words, with their translations."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)

    def add(self, english: str, target: str) -> None:
        """Take an entry in, unless it is too long, too short, a function word, or the same on both sides."""
        a, b = (tuple(word.lower() for word in words(text)) for text in (english, target))
        small = len(english) <= 2 or (len(a) == 1 and a[0] in STOP["en"])
        if 0 < len(a) <= LONGEST and 0 < len(b) <= LONGEST and a != b and not small:
            self.entries[a].add(b)
