"""Guards: what a model's output must not look like, whatever it says. Pure functions of source and target."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import combinations

from babel.core import get_global

from localize.locales import Locale

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOP = re.compile(r"(?=\S*[^\W\d_])(\S.{3,59}?)\1{2,}|([^\W\d_]{1,4}\W*)\2{5,}", re.DOTALL)
_THRICE = re.compile(r"(\S+\s+)\1\1")
_SCRIPTS = {
    "Arab": ("ARABIC",), "Armn": ("ARMENIAN",), "Beng": ("BENGALI",), "Cyrl": ("CYRILLIC",), "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",), "Geor": ("GEORGIAN",), "Grek": ("GREEK",), "Gujr": ("GUJARATI",), "Hans": ("CJK",),
    "Hant": ("CJK",), "Hebr": ("HEBREW",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA"), "Khmr": ("KHMER",),
    "Knda": ("KANNADA",), "Kore": ("HANGUL", "CJK"), "Laoo": ("LAO",), "Latn": ("LATIN",), "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",), "Taml": ("TAMIL",), "Telu": ("TELUGU",), "Thai": ("THAI",),
}  # fmt: skip
"""How Unicode's names of its letters begin, by ISO 15924 code; a script that is not here is not guarded."""


_FIRST_WIDE = "\u1100"


def suspicion(source: str, target: str, locale: Locale | None = None, *, copies: bool = False) -> str:
    """Why *target* is no likely translation of *source*.

    Args:
        source: The text translated.
        target: What the model wrote.
        locale: What it should have written in; None asks nothing of the script.
        copies: Whether a target that equals its source is welcome (two forms of one language).

    Returns:
        `repetition`, `copy`, `script` or `length`; empty when nothing is wrong.
    """
    if repeats(target) and not (repeats(source) or _THRICE.search(f"{source} ")):
        return "repetition"
    if not copies and copied(source, target):
        return "copy"
    if locale is not None and strays(source, target, locale):
        return "script"
    return "length" if misfits(source, target) else ""


def repeats(text: str) -> bool:
    """Whether *text* runs in a circle: one stretch of words thrice on end, or a shorter one six times."""
    text += " "  # the last word of a loop ends like the others
    return _paced(text) and _LOOP.search(text) is not None


def _paced(text: str) -> bool:
    """Whether the same four characters stand thrice at equal distances, as in any loop; told much sooner than a loop."""
    places: dict[str, list[int]] = {}
    for at in range(len(text) - 3):
        places.setdefault(text[at : at + 4], []).append(at)
    often = (held for held in places.values() if len(held) > 2)
    return any(2 * two - one in held for held in often for one, two in combinations(held, 2))


def copied(source: str, target: str) -> bool:
    """Whether most words of *target* are the source's own.

    Names, numbers and short texts may stay as they are: only words of three letters and more without a capital count,
    and there must be four of them. Languages that share words stay below four fifths.
    """
    words = Counter(word for word in _WORD.findall(target) if len(word) > 2 and word == word.lower())
    shared = (words & Counter(_WORD.findall(source.lower()))).total()
    return shared >= 4 and shared >= 0.8 * words.total()


def strays(source: str, target: str, locale: Locale) -> bool:
    """Whether *target* is not in the script of *locale*: a third of its letters or more, of at least six.

    Latin words that the source has too do not count: names, marks and addresses pass from script to script.
    """
    expected = _SCRIPTS.get(_script(locale))
    if target.isascii() and expected == ("LATIN",):
        return False
    kept = {word for word in _WORD.findall(source) if _in(word[0], ("LATIN",))}
    letters = "".join(word for word in _WORD.findall(target) if word not in kept)
    if expected is None or len(letters) < 6:
        return False
    foreign = sum(
        n for letter, n in Counter(letters).items() if letter.isalpha() and not _in(letter, expected)
    )
    return foreign * 3 >= len(letters)


def misfits(source: str, target: str) -> bool:
    """Whether *target* is absurdly short or long: more than three times the other's length and twenty letters."""
    long, short = _width(target), _width(source)
    if long < short:
        long, short = short, long
    return not target.strip() or long > 3 * short + 20


@lru_cache(maxsize=4096)
def _in(letter: str, script: tuple[str, ...]) -> bool:
    return unicodedata.name(letter, "").startswith(script)


def _width(text: str) -> float:
    """Its length in letters of an alphabet: an ideograph, a kana or a syllable of Hangul says as much as 2.5."""
    if max(text, default="") < _FIRST_WIDE:
        return len(text)
    return sum(2.5 if unicodedata.east_asian_width(char) == "W" else 1 for char in text)


@lru_cache(maxsize=64)
def _script(locale: Locale) -> str:
    """ISO 15924 code of what *locale* is written in."""
    if locale.script:
        return locale.script
    likely = get_global("likely_subtags")
    with_territory = f"{locale.language}_{locale.territory}"
    found = likely.get(with_territory) or likely.get(locale.language) or ""
    return next((part for part in found.split("_") if len(part) == 4), "")
