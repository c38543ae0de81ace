"""Grammar around restored terms: an engine that saw a mark did not know which article its term would take.

The bias: a wrong repair is worse than none. Where spelling does not decide and nothing is known of the term, the
engine's words stay. A language is one function, `Mend`, in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from localize import repair_ar, repair_es, repair_fr
from localize.locales import Locale
from localize.repair_place import Facts, Place

__all__ = ["Facts", "repair"]

Mend = Callable[[Place], tuple[str, str]]
"""Gives what stands before a term, mended, and the term: as it was, or without the article that merged with it."""

_MENDS: Mapping[str, Mend] = {"fr": repair_fr.mend, "es": repair_es.mend, "ar": repair_ar.mend}


def repair(
    text: str, spans: Sequence[tuple[int, int]], locale: Locale, *, facts: Sequence[Facts | None] = ()
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Mend the articles, prepositions and clitics in front of restored terms: `de le ⟦Institut⟧` to `de l'Institut`.

    At most the two words in front of a span change. The terms themselves stay, save that Arabic `ل` takes the alef
    (and before another lam the whole) of a term's own article. What is repaired once is not changed again.

    Args:
        text: A target in plain text, with its terms restored.
        spans: Where the terms stand: disjoint, in order.
        locale: The language of the text. Other languages than French, Spanish and Arabic stay as they are.
        facts: What is known of each term, in the order of *spans*; empty where nothing is known.

    Returns:
        The mended text, and where the terms stand in it.
    """
    mend = _MENDS.get(locale.language)
    if mend is None:
        return text, tuple(spans)
    known = facts or (None,) * len(spans)
    mended, moved, at = "", list[tuple[int, int]](), 0
    for (start, end), fact in zip(spans, known, strict=True):
        glued, before = _parted(text, at, start)
        place = Place(before, text[start:end], fact or Facts(), curly="’" in text)
        before, term = _settled(mend, place)
        mended += glued + before
        moved.append((len(mended), len(mended) + len(term)))
        mended += term
        at = end
    return mended + text[at:], tuple(moved)


def _settled(mend: Mend, place: Place) -> tuple[str, str]:
    """What *mend* gives, unless it would go on from there: words that stand three times are not ours to judge."""
    before, term = mend(place)
    if mend(replace(place, before=before, term=term)) == (before, term):
        return before, term
    return place.before, place.term


def _parted(text: str, at: int, start: int) -> tuple[str, str]:
    """What stands between two terms: the rest of a word that began with the first one, and the words after it."""
    cut = at
    while 0 < at <= cut < start and (text[cut].isalnum() or text[cut] in "-'’_") and text[at - 1].isalnum():
        cut += 1
    return text[at:cut], text[cut:start]
