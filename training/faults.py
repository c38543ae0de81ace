"""What is wrong with a translation and can be told without its language: marks, figures, words said twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from training.terms import MARK

MARKS, FIGURES, TWICE = "marks", "figures", "twice"

_WORD = re.compile(r"⟦.⟧|\d+|[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,\s]\d{3}(?!\d))*")
"""A number with its groups of three; decimals are another one."""

_OTHERWISE = re.compile(
    r"\d(?:st|nd|rd|th)\b|\b[ap]\.?m\b"
    r"|\b(?:first|second|third|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|(?:thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundreds?|thousands?|dozens?|half|square|cubic)\b",
    re.IGNORECASE,
)
"""English after which a translation may rightly have other figures: «XXe siècle», «15 h 30», «12», «km²»."""

_ARTICLE = re.compile(r"^و?ال(?=\w{3})")
_LONG = 5
"""Letters of a word that is not said twice in one breath; shorter ones are («vous vous trouvez»)."""

_STEM = 6
"""Letters by which longer words are the same: «démissionné» and «démissionnaires»."""

_NEAR = 3
"""So many words after a long one it is near."""

_PHRASE = 3
"""Words of a phrase that is not said twice."""


def faults(source: str, target: str) -> list[str]:
    """What of MARKS, FIGURES and TWICE is wrong with *target* as a translation of the English *source*.

    MARKS: one is there more or less often than in the source. FIGURES: the numbers are others, in whatever order and however they are grouped;
    not asked where the English may rightly come out with others (an ordinal, "p.m.", a number in words). TWICE: a phrase of three words comes
    again, or a long word (or one with the same first letters) again within three words, more often than in the source; marks and numbers are words.
    """
    wrong = {
        MARKS: Counter(MARK.findall(source)) != Counter(MARK.findall(target)),
        FIGURES: not _OTHERWISE.search(source) and _numbers(source) != _numbers(target),
        TWICE: _repeats(target) > _repeats(source),
    }
    return [name for name, here in wrong.items() if here]


def _numbers(text: str) -> Counter[int]:
    return Counter(int(re.sub(r"\D", "", m[0])) for m in _NUMBER.finditer(MARK.sub(" ", text)))


def _repeats(text: str) -> int:
    bare = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Mn")
    words = [word.lower() for word in _WORD.findall(bare)]
    stems = [_stem(word) for word in words]
    near = sum(bool(stem) and stem in stems[max(0, n - _NEAR) : n] for n, stem in enumerate(stems))
    phrases = list(zip(*(words[n:] for n in range(_PHRASE)), strict=False))
    return near + len(phrases) - len(set(phrases))


def _stem(word: str) -> str:
    """The first letters of a long word, without the Arabic article; of another word none."""
    bare = _ARTICLE.sub("", word)
    return bare[:_STEM] if len(bare) >= _LONG and bare.isalpha() else ""
