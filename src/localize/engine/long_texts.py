"""Texts that are longer than a model takes: apart at clauses, and together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from localize.engine import Hypothesis

INPUT_LIMIT = 160
"""Pieces of the longest text that is translated as one; what is longer is taken apart."""

_CLAUSES = re.compile(r".*?(?:[;:,.!?…،؛؟][\"'»”’)]*\s+|[。；：，、！？]+)|.+", re.DOTALL)
_BLANKS = re.compile(r"\S*\s+|\S+")


def parts(
    text: str, length: Callable[[str], int], breaks: Sequence[re.Pattern[str]] = (_CLAUSES, _BLANKS)
) -> list[str]:
    """*text* in as few parts as fit the model, broken behind clauses, else between words, else anywhere.

    Args:
        text: Any text.
        length: How many pieces a text is made of.
        breaks: What to break behind, the best first.
    """
    if length(text) <= INPUT_LIMIT:
        return [text]
    if not breaks:
        half = len(text) // 2
        return [*parts(text[:half], length, ()), *parts(text[half:], length, ())]
    found: list[str] = []
    for stretch in breaks[0].findall(text):
        for part in parts(stretch, length, breaks[1:]):
            if found and length(found[-1] + part) <= INPUT_LIMIT:
                found[-1] += part
            else:
                found.append(part)
    return found


def joined(found: Sequence[tuple[Hypothesis, ...]], glue: str) -> tuple[Hypothesis, ...]:
    """The translations of a long text out of those of its parts: the best of each, and so on. They have no links."""
    return tuple(
        Hypothesis(
            glue.join(one.text for one in ones),
            sum(one.score for one in ones) / len(ones),
            next((one.suspect for one in ones if one.suspect), "long"),
        )
        for ones in zip(*found, strict=False)
    )
