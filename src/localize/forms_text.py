"""Text as terms are compared: characters that only look different made one, and the words with their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SAME = {
    "'": "’‘ʼ‛′＇",
    '"': "“”„‟«»＂",
    "-": "‐‑‒–−",
    " ": "\t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
}
_PLAIN = tuple((other, one) for one, others in _SAME.items() for other in others)

INVISIBLE = "\u00ad\u200b-\u200f\u2060\u2066-\u2069\u202a-\u202e\ufeff"
"""Inside a regular expression's brackets: soft hyphens, joiners and marks of direction."""

_ARABIC_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_ARABIC = rf"\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06fa-\u06ff\ufb50-\ufefc{_ARABIC_MARKS}"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0900-\u0963\u0970-\u0dff\u1000-\u104f\u1780-\u17d3"
)
COMBINING = _ARABIC_MARKS + _MARKS
"""Inside a regular expression's brackets: marks that belong to the letter before them, and that `\\w` leaves out."""

_LETTER = rf"(?:(?![_{_ARABIC}])\w|[{_MARKS}])"
_WORD = re.compile(rf"[{_ARABIC}](?:[{INVISIBLE}]*[{_ARABIC}])*|{_LETTER}(?:[{INVISIBLE}]*{_LETTER})*")
_DROPPED = re.compile(f"[{INVISIBLE}{_ARABIC_MARKS}]")
_DIGITS = {ord(d): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, d in enumerate(row)}


def plain(text: str) -> str:
    """*text* with one apostrophe, one quotation mark, one hyphen and one blank. As long as *text*."""
    if text.isascii():
        return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    for other, one in _PLAIN:
        text = text.replace(other, one)
    return text


def fold(text: str) -> str:
    """`plain` in lower case. As long as *text*: a capital that has no small letter of one character stays."""
    text = plain(text)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. Arabic letters and others never share one, so that `وILRS` is two words."""

    start: int
    end: int
    text: str
    """As written, composed, without invisible characters and Arabic vowel signs, with European digits."""


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of *text* in order. Hyphens and apostrophes part words."""
    found = ((m.start(), m.end(), _cleaned(m.group())) for m in _WORD.finditer(text))
    return tuple(Word(start, end, word) for start, end, word in found if word)


def _cleaned(word: str) -> str:
    if word.isascii():
        return word
    return unicodedata.normalize("NFKC", _DROPPED.sub("", word)).translate(_DIGITS)


def unaccented(text: str) -> str:
    """*text* without accents."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
