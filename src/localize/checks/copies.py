"""Checks of entries that were not translated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext
from localize.engine.guards import copied

_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def untranslated(bitext: Bitext) -> Iterator[str]:
    """An entry without a target (pofilter's id).

    PASS: en → fr: "Good evening." → "Bonsoir."
    FAIL: en → fr: "Good evening." → ""
    """
    if not bitext.target.text.strip():
        yield "there is no translation yet"


def same(bitext: Bitext) -> Iterator[str]:
    """A target that is its source, or nearly (Weblate's id; pofilter: `unchanged`).

    Names, numbers, markup, terms that stay, and single words that two languages may share are no fault.

    PASS: en → fr: "Elon Musk, SpaceX" → "Elon Musk, SpaceX"
    FAIL: en → fr: "The crew sleeps." → "The crew sleeps."
    """
    source, target = bitext.source, bitext.target
    if source.language == target.language:
        return
    if source.prose.strip().casefold() == target.prose.strip().casefold():
        words = _LETTERS.findall(_without_kept_terms(bitext))
        if len(words) > 1 and any(len(word) > 1 and word.islower() for word in words):
            yield "the translation is the same as the source"
    elif copied(source.prose, target.prose):
        yield "most words of the translation are the source's own"


def _without_kept_terms(bitext: Bitext) -> str:
    """The source's prose without the terms that the glossary keeps as they are."""
    prose = bitext.source.prose
    for hit in bitext.hits:
        if hit.surface in hit.term.forms(bitext.target.locale):
            prose = prose.replace(hit.surface, " ")
    return prose
