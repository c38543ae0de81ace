"""The check of how many sentences a text has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext, Side
from localize.segmentation.boundaries import sentence_starts

_STOP = re.compile(r"[.!?…؟۔。！？](?=[\s\"”»’)\]]|[。！？])|[。！？]")


def sentencecount(bitext: Bitext) -> Iterator[str]:
    """More or fewer sentences than in the source (pofilter's id).

    Joining two or splitting one is a translator's right, so one more or fewer is no fault where the text is long
    enough to hold what was said: only what is missing or added together with its length is.

    PASS: en → fr: "It rose. We slept." → "Elle se leva ; nous dormions."
    FAIL: en → fr: "The probe landed on Monday. Nobody on Earth had seen it." → "La sonde s'est posée lundi."
    """
    expected, found = _count(bitext.source), _count(bitext.target)
    if expected == found:
        return
    share = len(bitext.target.prose) / max(1, len(bitext.source.prose))
    if (found < expected and share < 0.8) or (found > expected and share > 1.6):
        yield f"expected {expected} sentence{'s' * (expected != 1)}, found {found}"


def _count(side: Side) -> int:
    text = side.prose.strip()
    if not _STOP.search(text, 0, max(0, len(text) - 1)):
        return 1
    return 1 + len(sentence_starts(text, side.language))
