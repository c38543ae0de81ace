"""One normalisation for the training text and for SentencePiece, and what a word is.

The table is applied to the text here *and* compiled into the SentencePiece model, so that a package behaves the same in an
unmodified Argos Translate, which normalises nothing itself.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from pathlib import Path

_DELETED = [
    *range(9),
    *range(14, 32),
    *range(0x7F, 0xA0),
    0xAD,
    0x061C,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
    0xFFFC,
    0xFFFD,
]
_SPACES = [
    9,
    10,
    11,
    12,
    13,
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
]
_FOLDED = [
    *range(0xFB00, 0xFB07),
    *range(0xFB50, 0xFDFE),
    *range(0xFE70, 0xFEFD),
    *range(0xFF01, 0xFF5F),
    0xFFE0,
    0xFFE1,
    0xFFE5,
]
# Short vowels, sukun, dagger alef and tatweel go. Tanwin and shadda stay: they are ordinary spelling in edited Arabic
# (FLORES dev: 559 fathatan and 278 shadda in 997 sentences, against 34 fatha).
_VOWELS = [0x0640, 0x064E, 0x064F, 0x0650, 0x0652, 0x0670, *range(0x06D6, 0x06ED)]

WORD = re.compile(r"⟦.⟧|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:-[^\W\d_]+)*'?|[^\w\s]")
"""A mark, a number, a word (an elided article apart: `l'` `eau`), or a sign."""

_BLANK = re.compile(r"\s+")
_UNUSUAL = re.compile(r"[^\x20-\x7eÀ-ÿœŒŸ–—«»…\u0621-\u063a\u0641-\u064d\u0651،؛؟]|`|  ")
_NOT_WORD = re.compile(r"[\W_]+")


@cache
def table() -> dict[int, str]:
    """Code point to replacement: a light NFKC that keeps … ™ ² ½ ª º, dashes and guillemets."""
    folded = {c: unicodedata.normalize("NFKC", chr(c)) for c in _FOLDED}
    found = {c: text for c, text in folded.items() if text != chr(c)}
    found |= dict.fromkeys(_DELETED, "") | dict.fromkeys(_SPACES, " ")
    for plain, fancy in (("'", "‘’‛ʼ`´"), ('"', "“”„‟"), ("-", "‐‑−")):
        found |= dict.fromkeys(map(ord, fancy), plain)
    found |= dict.fromkeys(_VOWELS, "")
    for zero in (0x0660, 0x06F0):  # Arabic-Indic and Persian digits
        found |= {zero + digit: str(digit) for digit in range(10)}
    found |= {ord(a): b for a, b in zip("٪٫٬یک", "%.,يك", strict=True)}
    vowels = dict.fromkeys(_VOWELS, "")  # ligatures may expand to vowelled text
    return {c: text.translate(vowels) if len(text) > 1 else text for c, text in found.items()}


def normalise(text: str) -> str:
    """*text* as the model reads and writes it: NFC, the table, single blanks, none at the ends."""
    if _UNUSUAL.search(text):
        text = _BLANK.sub(" ", unicodedata.normalize("NFC", text).translate(table()))
    return text.strip()


def write_rules(path: Path) -> None:
    """Write the table in SentencePiece's form, with the canonical compositions (e + ´ to é)."""
    rules = {chr(c): text for c, text in table().items() if c}
    for c in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x622, 0x627)]:
        apart = unicodedata.normalize("NFD", chr(c))
        if len(apart) > 1 and unicodedata.normalize("NFC", apart) == chr(c):
            rules[apart] = rules[apart[0] + apart[1:][::-1]] = chr(c)
    with path.open("w", encoding="utf-8") as out:
        for before, after in sorted(rules.items()):
            out.write("\t".join(" ".join(f"{ord(c):X}" for c in side) for side in (before, after)) + "\n")


def unescape(text: str) -> str:
    """*text* without HTML's character references."""
    return html.unescape(text) if "&" in text else text


def key(text: str) -> str:
    """What two copies of a sentence have in common: letters and digits alone, lower case."""
    return _NOT_WORD.sub("", text.lower())


def plain_words(text: str) -> list[str]:
    """The words of *text* without signs, lower case."""
    return _NOT_WORD.sub(" ", text.lower()).split()


def words(text: str) -> list[str]:
    """The words, numbers and signs of *text*."""
    return WORD.findall(text)
