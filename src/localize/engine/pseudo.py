"""The pseudo-locale: text that every reader of English can read, and that shows what has not been localized."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle

from localize.engine import Hypothesis

_ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
_PADDING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
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
            yield number, (Hypothesis(accented(text), 0.0),)


def accented(text: str) -> str:
    """*text* as en-XA writes it: `[Ĥéļļö one]`."""
    parts = _MARK.split(text)
    letters = "".join(parts[::2])
    if not any(char.isalnum() for char in letters):
        return text
    out = "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts))
    return f"[{out} {_padding(len(letters) * 0.3)}]"


def _padding(length: float) -> str:
    """Number words of at least *length* characters together."""
    words: list[str] = []
    for word in cycle(_PADDING):
        words.append(word)
        if len(" ".join(words)) >= length:
            break
    return " ".join(words)
