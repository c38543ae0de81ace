"""The pseudo-locale: text that every reader of English can read, and that shows what has not been localized."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle

from localize.engine import Hypothesis, Link

_ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
_PADDING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD = re.compile(r"\S+")
_MARK = re.compile(r"(⟦\d+⟧)")


class PseudoEngine:
    """An engine without a model: accents on every letter, brackets around, a third more text."""

    signature = "pseudo en-XA"
    sentinels = ("⟦{}⟧",)
    marks = 8

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Accent *texts*, in their order; there is one way only, however many *hypotheses* are asked for.

        Marks `⟦0⟧` and texts without a letter or digit stay as they are.
        """
        del hypotheses
        for number, text in enumerate(texts):
            found = accented(text)
            yield number, (Hypothesis(found, 0.0, align=partial(_links, text, found)),)


def accented(text: str) -> str:
    """*text* as en-XA writes it: `[Ĥéļļö one]`."""
    parts = _MARK.split(text)
    letters = "".join(parts[::2])
    if not any(char.isalnum() for char in letters):
        return text
    out = "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts))
    return f"[{out} {_padding(len(letters) * 0.3)}]"


def _links(text: str, found: str) -> tuple[Link, ...]:
    """Each word with itself, one character on behind the bracket."""
    shift = int(found != text)
    words = (word.span() for word in _WORD.finditer(text))
    return tuple(Link((start, end), (start + shift, end + shift), 1.0) for start, end in words)


def _padding(length: float) -> str:
    """Number words of at least *length* characters together."""
    words: list[str] = []
    for word in cycle(_PADDING):
        words.append(word)
        if len(" ".join(words)) >= length:
            break
    return " ".join(words)
