"""Capitals: headlines all in them, which no engine reads well, and the one that begins a sentence.

Every function keeps the length of its text, so that spans and links hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from localize.locales import Locale

Span = tuple[int, int]

_LETTERS = 6  # in capitals that are no chance: `US AND` may be two names
_WORDS = re.compile(r"[^\W\d_]{2,}")
_STARTS = re.compile(r"(?:^|[.!?…:]\s)[^\w]*(\w)")
_ALONE = re.compile(r"\bi\b")
_ENDED = re.compile(r"[.!?…]['\"»”’)\]]*\s+\W*$")
_TURKIC = frozenset({"tr", "az"})


def shouts(text: str, kept: Iterable[Span]) -> bool:
    """Whether *text* is a headline in capitals: two words or more, and all its letters capitals save those in *kept*."""
    rest = _blanked(text, kept)
    return rest.isupper() and len(_WORDS.findall(rest)) > 1 and sum(map(str.isupper, rest)) >= _LETTERS


def calmed(text: str, kept: Iterable[Span], names: Iterable[tuple[Span, str]], locale: Locale) -> str:
    """The headline *text* as a sentence: small letters, a capital at its start.

    Args:
        text: All in capitals.
        kept: What stays as it is.
        names: Where terms stand, and how the glossary writes them.
        locale: The language of *text*.
    """
    found = [_lower(char) for char in text]
    for match in _STARTS.finditer(text):
        found[match.start(1)] = text[match.start(1)]
    if locale.language == "en":
        for match in _ALONE.finditer("".join(found)):
            found[match.start()] = "I"
    for (start, end), name in names:
        spelled = zip(range(start, end), name, strict=False)
        capitals = [at for at, char in spelled if char.isupper() and text[at] == char]
        for at in capitals:
            found[at] = text[at]
    for start, end in kept:
        found[start:end] = text[start:end]
    return "".join(found)


def shouted(text: str, kept: Sequence[Span], locale: Locale) -> str:
    """*text* in the capitals of *locale*, save what is *kept*."""
    small = {"i": "İ"} if locale.language in _TURKIC else {}
    found = [small.get(char) or _upper(char) for char in text]
    for start, end in kept:
        found[start:end] = text[start:end]
    return "".join(found)


def begun(text: str, at: int) -> str:
    """*text* with a capital at *at*."""
    return text[:at] + _upper(text[at]) + text[at + 1 :]


def ends_sentence(text: str) -> bool:
    """Whether what follows *text* begins a sentence."""
    return not any(map(str.isalnum, text)) or bool(_ENDED.search(text))


def first_letter(text: str) -> int:
    """Where the first letter or digit of *text* stands; its length where there is none."""
    return next((at for at, char in enumerate(text) if char.isalnum()), len(text))


def _blanked(text: str, kept: Iterable[Span]) -> str:
    for start, end in kept:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _lower(char: str) -> str:
    return low if len(low := char.lower()) == 1 else char


def _upper(char: str) -> str:
    return "ẞ" if char == "ß" else up if len(up := char.upper()) == 1 else char
