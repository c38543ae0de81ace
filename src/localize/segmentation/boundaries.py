"""Where the sentences of a plain text start: sentencex first, then the rules, which have the last word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

import sentencex

from localize.segmentation.rules import rules_of
from localize.segmentation.visible import OBJECT, without_quotes

_LONG = 200
"""Characters beyond which a sentence is split inside its quotations, where models start to suffer."""

_STOP = re.compile(rf"[.!?…؟۔](?:[\"”»’)\]{OBJECT}]|\s»)*\s+")
"""Where a sentence may end; only there can a rule add a boundary."""

_ODD = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]")
"""Blanks outside ASCII, beside which sentencex may panic, and surrogates, which it cannot read."""


def sentence_starts(text: str, language: str) -> list[int]:
    """The offsets where a sentence of *text* starts, but for the first one, in order.

    No sentence is blank, and the blanks between two belong to the first. When in doubt, two sentences stay together.
    """
    rules = rules_of(language)
    given = {_behind_blanks(text, start) for start in _given(text, language)}
    starts: list[int] = []
    for start in sorted(given.union(m.end() for m in _STOP.finditer(text))):
        stop = _before_blanks(text, start)
        if stop > 0 and start < len(text):
            breaks = rules.verdict(text, stop, start)
            if breaks or (breaks is None and start in given):
                starts.append(start)
    return starts


def _given(text: str, language: str) -> Iterator[int]:
    """The boundaries that sentencex sees, long quotations split as if they had no marks around them."""
    bounds = [0, *_sentencex(text, language)]
    yield from bounds
    for start, end in pairwise(bounds):
        if end - start > _LONG:
            bare, offsets = without_quotes(text[start:end])
            if len(bare) < end - start:
                yield from (start + offsets[bound] for bound in _sentencex(bare, language))


def _sentencex(text: str, language: str) -> list[int]:
    """The ends of sentencex's pieces; the end of *text* alone where sentencex panics."""
    folded = text if text.isascii() else _ODD.sub(" ", text)  # one to one: offsets stay
    try:
        return list(accumulate(map(len, sentencex.segment(language, folded))))
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # PyO3 gives no way to import it
            raise
        return [len(text)]


def _behind_blanks(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _before_blanks(text: str, offset: int) -> int:
    while offset and text[offset - 1].isspace():
        offset -= 1
    return offset
