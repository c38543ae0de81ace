"""Where acronyms, names and phrases stand in the words of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from babel import dates

from localize.candidates_text import Token, Words
from localize.locales import Locale

_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,8}[A-Z]")
_ROMAN = re.compile("[IVX]+")
_LONGEST = 4  # words of a phrase
_MOST_JOINTS = 2  # in a row: Committee ON THE Peaceful Uses
_MOST_WORDS = 10  # that an acronym stands for
_SHORTEST = 3  # letters of a phrase's word; `a`, `to` and `vs` are function words in any language

Run = tuple[Token, ...]


def acronym(token: Token) -> str:
    """The acronym that a word is, in the singular: `ITU`, `NavIC`; empty for none, such as the numeral `IV`."""
    text = token.text.removesuffix("s") if token.text[:-1].isupper() else token.text
    return text if _ACRONYM.fullmatch(text) and not _ROMAN.fullmatch(text) else ""


def expansion(tokens: Sequence[Token], at: int, text: str, words: Words) -> Run:
    """What the acronym tokens[at] stands for, as the words in front of its bracket say; () where they do not.

    Each letter is the initial of a word; joints may have none.
    """
    if not at or text[tokens[at - 1].end : tokens[at].start] != " (":
        return ()
    first = at - 1
    while first > max(0, at - _MOST_WORDS) and tokens[first - 1].bound:
        first -= 1
    letters = acronym(tokens[at]).lower()
    size = _spelled(tokens[first:at], letters, words) if len(letters) > 1 else 0
    return tuple(tokens[at - size : at])


def _spelled(run: Sequence[Token], letters: str, words: Words) -> int:
    """How many words at the end of *run* have *letters* as their initials; 0 when none do."""
    if not run or not letters:
        return 0
    last, before = run[-1].folded, run[:-1]
    if last[0] == letters[-1]:
        if len(letters) == 1:
            return 1
        if found := _spelled(before, letters[:-1], words):
            return found + 1
    if last in words.joints or last == words.both:
        found = _spelled(before, letters, words)
        return found + 1 if found else 0
    return 0


def names(tokens: Sequence[Token], words: Words, locale: Locale) -> Iterator[tuple[Run, Run]]:
    """The names among *tokens*, as two runs: the second is not empty where `and` joins it to the first.

    A name is words with capitals, joints between; digits may end it (`Cosmos 954`). Words that a sentence begins with
    count when another capital follows.
    """
    at = 0
    while at < len(tokens):
        run = _name(tokens, at, words, locale)
        if not run:
            at += 1
            continue
        at += len(run)
        other: Run = ()
        if run[-1].bound and at < len(tokens) and tokens[at].folded == words.both and tokens[at].bound:
            other = _name(tokens, at + 1, words, locale)
            at += len(other) + 1 if other else 0
        yield run, other


def _name(tokens: Sequence[Token], at: int, words: Words, locale: Locale) -> Run:
    """The name that begins at tokens[at]; () where none does."""
    if at >= len(tokens) or not _named(tokens[at], words, locale):
        return ()
    end = at + 1
    while end < len(tokens) and tokens[end - 1].bound:
        after = end
        while after < len(tokens) and after - end < _MOST_JOINTS and tokens[after].folded in words.joints:
            if not tokens[after].bound or tokens[after].capital:
                break
            after += 1
        if after < len(tokens) and (
            _named(tokens[after], words, locale) or (after == end and tokens[end].text.isdigit())
        ):
            end = after + 1
        else:
            break
    return tuple(tokens[at:end])


def _named(token: Token, words: Words, locale: Locale) -> bool:
    return (
        token.capital
        and not token.code
        and len(token.text) > 1
        and not (token.opens and token.folded in words.stop)
        and token.folded not in _calendar(locale)
    )


@cache
def _calendar(locale: Locale) -> frozenset[str]:
    """The names of months and weekdays, short and long, folded."""
    kinds = [
        table(width, context, locale=locale.gettext)
        for table in (dates.get_month_names, dates.get_day_names)
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
    ]
    return frozenset(str(name).lower().rstrip(".") for kind in kinds for name in kind.values()) | {"sept"}


def phrases(tokens: Sequence[Token], words: Words) -> Iterator[Run]:
    """The phrases among *tokens*: two to four words in small letters, none of them a stop word, one joint inside.

    None where the language has no stop words.
    """
    if not words.stop:
        return
    for start in range(len(tokens)):
        for end in range(start + 2, min(start + _LONGEST, len(tokens)) + 1):
            run = tuple(tokens[start:end])
            if not all(token.bound for token in run[:-1]):
                break
            if _phrased(run, words):
                yield run


def _phrased(run: Run, words: Words) -> bool:
    inner = [token for token in run[1:-1] if token.folded == words.inner]
    heavy = [token for token in run if token not in inner]
    return (
        len(inner) < 2
        and all(_heavy(token, words) for token in heavy)
        and not words.last.search(run[-1].folded)
    )


def _heavy(token: Token, words: Words) -> bool:
    return (
        (not token.capital or (token.opens and token.text[1:].islower()))
        and token.folded.replace("-", "").isalpha()
        and len(token.text) >= _SHORTEST
        and not (token.known or token.code)
        and token.folded not in words.stop
        and not words.never.search(token.folded)
    )
