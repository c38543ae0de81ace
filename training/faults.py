"""What is wrong with a translation and can be told without its language: marks, figures, words said twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from training.terms import MARK

MARKS, FIGURES, TWICE = "marks", "figures", "twice"

_WORD = re.compile(r"[^\W\d_]+")
_LONG = 5
"""Letters of a word that is not said twice in one breath; shorter ones are («vous vous trouvez»)."""

_STEM = 6
"""Letters by which words are the same: «démissionné» and «démissionnaires»."""

_NEAR = 3
"""So many words after a long one it is near."""

_PHRASE = 3
"""Words of a phrase that is not said twice."""


def faults(source: str, target: str) -> list[str]:
    """What of MARKS, FIGURES and TWICE is wrong with *target* as a translation of *source*.

    MARKS: one is there more or less often than in the source. FIGURES: the digits are others, in whatever order and however they are grouped; a
    number in words has none, so that «twelve» and «12» differ. TWICE: a phrase of three words comes again, or a long word (or one that begins
    like it) again within three words, more often than in the source.
    """
    wrong = {
        MARKS: Counter(MARK.findall(source)) != Counter(MARK.findall(target)),
        FIGURES: _digits(source) != _digits(target),
        TWICE: _repeats(target) > _repeats(source),
    }
    return [name for name, here in wrong.items() if here]


def _digits(text: str) -> Counter[int]:
    return Counter(unicodedata.digit(c) for c in MARK.sub("", text) if c.isdigit())


def _repeats(text: str) -> int:
    words = [word.lower() for word in _WORD.findall(text)]
    stems = [word[:_STEM] if len(word) >= _LONG else None for word in words]
    near = sum(stem is not None and stem in stems[max(0, n - _NEAR) : n] for n, stem in enumerate(stems))
    phrases = list(zip(*(words[n:] for n in range(_PHRASE)), strict=False))
    return near + len(phrases) - len(set(phrases))
