"""How alike two sources are when numbers, markup and capitals are left aside, and the words by which to find them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

_CODE = re.compile(r"<[^<>]*>|\]\([^()\s]*\)|\b[a-z]+://\S+|\{\{.*?\}\}|\{\w*\}|&#?\w+;|[*_`\[\]~]+")
_NUMBER = re.compile(r"\d+(?:[.,:٫٬\u00a0\u202f]\d+)*")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_ALMOST = 0.99  # what two sources have in common at most that are not the same, character by character


def fold(source: str) -> str:
    """*source* without markup, capitals and double blanks, each number as `0`; where nothing is left, *source*."""
    plain = _NUMBER.sub("0", _CODE.sub(" ", source.casefold()))
    return " ".join(plain.split()) or source


def words(folded: str) -> frozenset[str]:
    """The words by which a folded source is found: single characters where a script sets no blanks between words."""
    return frozenset(_WORD.findall(_UNSPACED.sub(r" \1 ", folded)))


def alike(source: str, others: Sequence[tuple[str, str]], threshold: float) -> Iterable[tuple[int, float]]:
    """The numbers of the *others* that are like *source*, with their similarity, the most similar first.

    The measure is the share of characters that the folded texts have in common (rapidfuzz, `fuzz.ratio`).

    Args:
        source: A source.
        others: (source, the same folded) of each.
        threshold: The least similarity, from 0 to 1.
    """
    found = process.extract(
        fold(source),
        [folded for _, folded in others],
        score_cutoff=threshold * 100,
        limit=None,
        scorer=fuzz.ratio,
    )
    scored = ((at, 1.0 if others[at][0] == source else min(score / 100, _ALMOST)) for _, score, at in found)
    return sorted(scored, key=lambda pair: (-pair[1], others[pair[0]][0]))
