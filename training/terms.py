"""How a sentence asks the model for terms: marks to copy, or a wording to use."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

from training.text import WORD
from training.vocabulary import PLACEHOLDERS, STOP, TERM_CLOSE, TERM_OPEN, TERM_SEP

MARK = re.compile(r"⟦([0-7])⟧")

Span = tuple[int, int]


def content_words(text: str) -> list[Span]:
    """Where the words of an English *text* stand that a mark can replace: of four letters or more, and no function words."""
    found = (m for m in WORD.finditer(text) if len(m[0]) > 3 and m[0].isalnum())
    return [m.span() for m in found if m[0].lower() not in STOP["en"]]


def mask(text: str, spans: Iterable[Span]) -> str:
    """*text* with ⟦0⟧, ⟦1⟧, … in the places of *spans*, from the left; spans beyond the eighth stay words."""
    out, at = "", 0
    for (start, end), mark in zip(sorted(spans), PLACEHOLDERS, strict=False):
        out, at = f"{out}{text[at:start]}{mark}", end
    return out + text[at:]


def mask_some(text: str, counts: Sequence[int], rng: random.Random) -> str | None:
    """An English *text* with marks in the places of random content words, as many as one of *counts*; None where fewer than three can be replaced."""
    words = content_words(text)
    return mask(text, rng.sample(words, rng.choice(counts))) if len(words) >= 3 else None


def inline(text: str, span: Span, term: str) -> str:
    """*text* in which the words of *span* ask for *term*."""
    start, end = span
    return f"{text[:start]}{TERM_OPEN} {text[start:end]} {TERM_SEP} {term} {TERM_CLOSE}{text[end:]}"


def all_marks_right(text: str, count: int) -> bool:
    """Whether *text* has each of the first *count* marks once, and no other."""
    return sorted(map(int, MARK.findall(text))) == list(range(count))
