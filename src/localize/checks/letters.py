"""Checks of characters: their script, their number, emoji."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from localize.checks.bitext import Bitext, quoted, words
from localize.engine.guards import strays
from localize.locales import Locale

_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa]"
    "(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f300-\U0001faff\u2600-\u27bf])*"
)
_LENGTH = {"ar": 0.88, "es": 1.19, "fr": 1.19}
"""Characters that a language needs to say what English says in one: measured on 1,000 sentences of news."""
_TOGETHER = dict.fromkeys(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"), "CJK")
_SIGNS = {"MICRO", "OHM", "FEMININE", "MASCULINE", "MODIFIER", "DOUBLE-STRUCK"}
"""First words of the names of letters that every script uses."""


def wrong_script(bitext: Bitext) -> Iterator[str]:
    """Letters of a script that neither the source nor the target's locale uses, or a target mostly in such letters.

    PASS: en → ar: "NASA and Roscosmos agreed." → "اتفقت NASA وروسكوزموس."
    FAIL: en → fr: "The Moon rises." → "La Луна se lève."
    """
    source, target = bitext.source, bitext.target
    if "\N{REPLACEMENT CHARACTER}" in target.prose and "\N{REPLACEMENT CHARACTER}" not in source.prose:
        yield "characters are broken (U+FFFD)"
    if strays(source.prose, target.prose, target.locale):
        yield f"the translation is not in the script of {target.locale.english}"
        return
    names = _scripts(source.prose) - _scripts_of(source.locale)
    known = _scripts_of(target.locale) | names | {"LATIN"}
    if not _scripts(target.prose) - known:
        return
    for word in words(target.prose):
        if len(word) > 1 and (foreign := _scripts(word) - known):
            yield f"{quoted(word)} has {' and '.join(sorted(map(str.title, foreign)))} letters"


def length_ratio(bitext: Bitext) -> Iterator[str]:
    """A target far shorter or longer than such a source usually gets (pofilter: `long`, `short`).

    PASS: en → fr: "Yes" → "Absolument"
    FAIL: en → fr: "The spacecraft landed in the desert on Thursday evening after six months." → "Jeudi"
    """
    usual = _LENGTH.get(bitext.target.language, 1.0) / _LENGTH.get(bitext.source.language, 1.0)
    expected, found = _width(bitext.source.prose) * usual, _width(bitext.target.prose)
    if found > 2 * expected + 20 or found < expected / 2 - 10:
        yield f"expected about {expected:.0f} letters, found {found}"


def _width(text: str) -> int:
    """Its length in letters of an alphabet: an ideograph, a kana or a syllable of Hangul says as much as three."""
    if max(text, default="") < "\u1100":
        return len(text)  # no wide letter comes before
    return sum(3 if unicodedata.east_asian_width(char) == "W" else 1 for char in text)


def emoji_lost(bitext: Bitext) -> Iterator[str]:
    """An emoji of the source that is not in the target.

    PASS: en → fr: "We have lift-off 🚀" → "🚀 Décollage"
    FAIL: en → fr: "We have lift-off 🚀" → "Décollage"
    """
    expected = _EMOJI.findall(bitext.source.prose)
    if not expected:
        return
    for emoji in Counter(expected) - Counter(_EMOJI.findall(bitext.target.prose)):
        yield f"{emoji} is missing"


def _scripts(text: str) -> set[str]:
    """The scripts of the letters of *text*, as Unicode's names of its letters begin."""
    return {_script(char) for char in set(text) if char.isalpha()} - {""}


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    name = unicodedata.name(char, "").partition(" ")[0]
    name = _TOGETHER.get(name, name)
    return name if name not in _SIGNS else ""


@lru_cache(maxsize=64)
def _scripts_of(locale: Locale) -> set[str]:
    """The scripts that *locale* is written in, as its own name for itself shows."""
    return _scripts(locale.endonym)
