"""Checks of capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import OBJECT, Bitext, quoted, words

_ACRONYM = re.compile(r"(?<![\w.'’-])[A-Z]{3,}s?(?![\w'’-]|\.\w)")
_WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_SPELLED_OUT = frozenset(
    "USA USSR UK UAE TBA FAQ GDP CEO CFO COO AKA BCE ASAP MVP NGO UFO GMO IOU DIY HQ VIP FYI OK PRC NYC".split()
)
"""Acronyms of English that other languages say in words."""

_LATIN = frozenset(
    "ca cs da de en es et eu fi fr gl hr hu id is it lt lv ms nb nl nn no pl pt ro sk sl sq sv tr".split()
)
"""Languages that write acronyms in Latin capitals, and so keep or reorder those of English."""

_SENTENCE_CASE = frozenset("ca es fr gl it pt ro".split())
"""Languages that capitalise the first word of a headline and names alone."""

_START = re.compile(rf"^[^\w{OBJECT}]*([^\W\d_][\w.'’-]*)")


def acronyms(bitext: Bitext) -> Iterator[str]:
    """An acronym that is not in the target, neither as it is nor in the target's own letters (pofilter's id).

    Asked only of languages that write acronyms in Latin capitals. Terms are the glossary's business.

    PASS: en → fr: "NATO and the FBI met." → "L'OTAN et le FBI se sont rencontrés."
    FAIL: en → fr: "The FBI met him." → "La police l'a rencontré."
    """
    source, target = bitext.source.prose, bitext.target.prose
    if bitext.target.language not in _LATIN or source.isupper():
        return
    terms = " ".join(hit.surface for hit in bitext.hits)
    for acronym in dict.fromkeys(_ACRONYM.findall(source)):
        bare = acronym.removesuffix("s")
        if bare.lower() in target.lower() or bare in _SPELLED_OUT or bare in terms or _ROMAN.fullmatch(bare):
            continue
        capitals = filter(str.isupper, _WORD.findall(target.replace(".", "")))
        if not any(_alike(bare, found) for found in capitals):
            yield f"{quoted(acronym)} is missing"


def _alike(one: str, other: str) -> bool:
    """Whether the two may stand for one thing: most letters are shared, whatever their order (NATO, OTAN)."""
    return len(set(one) & set(other)) * 2 >= len(set(one))


def casing(bitext: Bitext) -> Iterator[str]:
    """Capitals that the target does not have as the source does: at the start, throughout, or on every word.

    PASS: en → fr: "Moon Station Opens Its Doors" → "La station lunaire ouvre ses portes"
    FAIL: en → fr: "Moon Station Opens Its Doors" → "La Station Lunaire Ouvre Ses Portes"
    """
    source, target = bitext.source.prose, bitext.target.prose
    if _shouts(target) and not _shouts(source) and _cased(source):
        yield "all capitals"
    elif _shouts(source) and len(words(target)) > 2 and not target.isupper() and _cased(target):
        yield "the source is in capitals, the translation is not"
    elif target.isupper() and source.isupper():
        return
    elif bitext.target.language in _SENTENCE_CASE and _titled(source) and _titled(target, source):
        yield f"capitals on every word; {bitext.target.locale.english} has them on the first and on names"
    elif small := _small_start(source, target):
        yield f"the source starts with a capital, {quoted(small)} does not"


def _small_start(source: str, target: str) -> str:
    """The first word of *target* when it lacks the capital that the source's has; a word of the source keeps its own."""
    first, expected = _START.match(target), _START.match(source)
    if first and expected and first[1][0].islower() and expected[1][0].isupper() and first[1] not in source:
        return first[1]
    return ""


def _shouts(text: str) -> bool:
    """Whether *text* is in capitals: three words and twelve letters or more, or it may be a row of acronyms."""
    return text.isupper() and len(words(text)) > 2 and sum(map(str.isupper, text)) >= 12 and _cased(text)


def _cased(text: str) -> bool:
    """Whether nearly all letters of *text* are of a script with capitals."""
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() or char.islower() for char in letters) >= 0.9 * len(letters) > 0


def _titled(text: str, names: str = "") -> bool:
    """Whether *text* is a headline of which nearly all longer words that are not in *names* have a capital."""
    if text.rstrip().endswith((".", "!", "?", "…", ":")):
        return False
    own = [word for word in words(text)[1:] if len(word) > 3 and word[0].isalpha() and word not in names]
    return len(own) > 2 and sum(word[0].isupper() for word in own) > 0.8 * len(own)
