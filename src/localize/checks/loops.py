"""Checks of text that repeats itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext, quoted
from localize.engine.guards import repeats

_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]+)\s+\1(?![\w'’-])", re.IGNORECASE)
_ALLOWED = {
    "ar": {"جدا", "جدًا", "جداً", "شيئا", "شيئاً", "رويدا", "رويداً", "بي", "سي", "دي", "تي"},
    "en": {"had", "that", "is", "very", "no", "bye"},
    "es": {"no", "sí", "muy"},
    "fr": {"en", "nous", "vous", "très", "si", "non", "oui"},
    "it": {"piano", "quasi", "molto"},
}
_REDUPLICATING = {
    "bn",
    "hi",
    "id",
    "ja",
    "jv",
    "ko",
    "ms",
    "mr",
    "sw",
    "ta",
    "te",
    "th",
    "tl",
    "tr",
    "ur",
    "vi",
    "zh",
}


def repetition_loop(bitext: Bitext) -> Iterator[str]:
    """A target that runs in a circle, as a model does that has lost its way.

    PASS: en → fr: "No, no, no!" → "Non, non, non !"
    FAIL: en → fr: "The crew rests." → "L'équipage de l'équipage de l'équipage de l'équipage"
    """
    if repeats(bitext.target.prose) and not repeats(bitext.source.prose):
        yield "the translation repeats the same words over and over"


def duplicate(bitext: Bitext) -> Iterator[str]:
    """A word written twice, where the source doubles none (Weblate's id; pofilter: `doublewords`).

    PASS: en → fr: "We meet." → "Nous nous rencontrons."
    FAIL: en → fr: "The Moon rises." → "La la Lune se lève."
    """
    if bitext.target.language in _REDUPLICATING or _DOUBLED.search(bitext.source.prose):
        return
    for found in _DOUBLED.finditer(bitext.target.prose):
        if found[1].lower() not in _ALLOWED.get(bitext.target.language, ()):
            yield f"{quoted(found[0])} is written twice"
