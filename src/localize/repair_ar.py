"""Arabic before a restored term: what is attached to it, and the article, which a phrase does not take twice.

Of a Latin acronym people write `الـ ILRS` and `لـ ILRS` nine times as often as without stroke or blank, and `وILRS`
twice as often as `و ILRS` (counted in 640,000 sentences of an encyclopaedia, news and documentation).
"""

from __future__ import annotations

import re

from localize.repair_place import Place

_LETTER = "[\u0620-\u063f\u0641-\u064a\u0671-\u06d3]"
_ATTACHED = re.compile(
    rf"(?<!{_LETTER})(?<![\w\u064b-\u0652])(?P<conjunction>[وف]?)(?:(?<=[وف])ـ*[ \u00a0])?"
    r"(?P<preposition>[بكل]?)(?:(?<=[بكل])ـ*[ \u00a0](?=ال))?(?P<article>ال|(?<=ل)ل|)(?P<joint>ـ*[ \u00a0]?)$"
)
_ARTICLE = "ال"
_OWN_WORDS = frozenset("بال فال كال لال فك فب فل وك".split())
"""Written apart they are words that only look like something attached (`فك`, to decode)."""

_LABELLED = re.compile(
    r"(?:^|(?:ال)?(?:فيتامين|فئة|نوع|مجموعة|فصيلة|خيار|حرف|نقطة|"
    r"قسم|ملحق|فقرة|بند|عمود|صف|جدول|وحدة|مستوى|كبد))[ \u00a0]?$"
)
_PARTICLES = frozenset("من في عن على إلى بين حول مع دون قبل بعد ضد نحو".split())
_TIED = ("لل", "بال", "كال")
_ROOT_LAM = re.compile("الت(?:زام|قاء|قاط|هاب|حاق|فاف|فات|ماس|باس|واء|ئام|صاق|هام|جاء|حام|ماع)")
"""Nouns whose first letters are no article."""


def mend(place: Place) -> tuple[str, str]:
    """What stands before the term, mended, and the term: its article lacks what merged with an attached `ل`."""
    found = _ATTACHED.search(place.before)
    if not found or not found.group().strip(" \u00a0ـ") or _apart(place.before, found):
        return place.before, place.term
    start = place.before[: found.start()]
    if re.match("[A-Za-z]", place.term):
        return start + _latin(found), place.term
    if not re.match(_LETTER, place.term):
        return place.before, place.term
    attached, term = _attached(found, place.term)
    return start + attached, term


def _apart(before: str, found: re.Match[str]) -> bool:
    """Whether what stands before the term is a word or a label of its own (`فيتامين ب`)."""
    word = found.group().rstrip(" \u00a0")
    if word == found.group():
        return False
    return word in _OWN_WORDS or (
        word in {"ب", "ك", "ل", "ف"} and bool(_LABELLED.search(before[: found.start()]))
    )


def _latin(found: re.Match[str]) -> str:
    """What is attached to a word in Latin letters: article and prepositions with a stroke, `و` directly."""
    conjunction, preposition, article, joint = found.groups()
    if not preposition and not article:
        return str(conjunction)
    if "ـ" in joint:
        return found.group()
    merged = "لل" if preposition == "ل" and article else preposition + article
    return f"{conjunction}{merged}ـ "


def _attached(found: re.Match[str], term: str) -> tuple[str, str]:
    """What is attached to an Arabic term, and the term."""
    conjunction, preposition, article, _ = found.groups()
    definite = term.startswith(_ARTICLE) and len(term) > 3 and not _ROOT_LAM.match(term)
    if definite and preposition == "ل":
        return f"{conjunction}ل", term[2:] if term[2] == "ل" else term[1:]
    if definite or not article or _is_phrase(term):
        return conjunction + preposition, term
    if preposition == "ل":
        return conjunction + ("ل" if term[0] == "ل" else "لل"), term
    return conjunction + preposition + _ARTICLE, term


def _is_phrase(term: str) -> bool:
    """Whether an article on the first word alone would be wrong: `المحطة الفضاء`, `المحطة فضائية`."""
    words = term.split()
    return len(words) > 1 and words[1] not in _PARTICLES and not words[1].startswith(_TIED)
