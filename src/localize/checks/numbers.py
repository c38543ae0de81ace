"""The check of figures: the same amounts on both sides, however each language writes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol

from localize.checks.bitext import Bitext, Side
from localize.checks.number_words import scale, spelled
from localize.locales import Locale

_GAP = "\u00a0\u202f\u2009"
_FIGURE = re.compile(
    rf"""\d{{1,3}}(?:[ {_GAP}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?   # 12 300,5
    | \d+(?:[.,'’٫٬]\d+)*                                       # 12,300.5   9.30   2.1.3""",
    re.VERBOSE,
)
_CLOCK = re.compile(r"\s?(?:UTC|GMT|Z\b|[CE]ES?T\b|hours?\b|hrs\b)")
_HALF_DAY = re.compile(
    r"\d\s?[ap]\.?\s?m\b|(?:de la|por la) (?:tarde|noche)|du soir|après-midi|o’clock|o'clock|مساء|صباح|ظهر|\d ?[صم]\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in digits."""

    shown: str
    """As written."""

    values: frozenset[Decimal]
    """What it may mean: `1.234` is a thousand here and one there."""

    parts: tuple[Decimal, ...]
    """What its digits mean one by one, when they may be two numbers: 9 and 30 for `9.30`."""

    factor: Decimal
    """What the words behind it multiply it by: a million in `3.5 million`."""


def numbers(bitext: Bitext) -> Iterator[str]:
    """A number that is on one side only (pofilter's id).

    Separators, digits of another script, words for digits, clock and calendar forms are each language's own affair.

    PASS: en → fr: "1,000.5 km in two days, at 9:30 pm" → "1 000,5 km en 2 jours, à 21 h 30"
    FAIL: en → fr: "In 2021, 17 countries signed." → "En 2012, 17 pays ont signé."
    """
    source, target = bitext.source, bitext.target
    expected, found = figures(source), figures(target)
    if not expected and not found:
        return
    half_days = bool(_HALF_DAY.search(source.prose) or _HALF_DAY.search(target.prose))
    for figure in _unmatched(expected, found, target, half_days=half_days):
        yield f"{figure.shown} is missing"
    for figure in _unmatched(found, expected, source, half_days=half_days):
        yield f"{figure.shown} is not in the source"


def figures(side: Side) -> tuple[Figure, ...]:
    """The numbers in digits of *side*, in order."""
    return _figures(side.prose, side.locale)


@lru_cache(maxsize=16_384)
def _figures(prose: str, locale: Locale) -> tuple[Figure, ...]:
    return tuple(_figure(m, prose, locale) for m in _FIGURE.finditer(prose))


def _figure(found: re.Match[str], prose: str, locale: Locale) -> Figure:
    text, rest = found[0], prose[found.end() :]
    groups = [Decimal(group) for group in re.findall(r"\d+", text)]
    clock = len(text) == 4 and text.isdecimal() and (text.startswith(("0", "٠")) or _CLOCK.match(rest))
    parts = [Decimal(text[:2]), Decimal(text[2:])] if clock else groups
    return Figure(
        text,
        _values(text, _decimal_mark(locale)),
        tuple(parts) if len(parts) > 1 else (),
        scale(rest, locale.language),
    )


def _values(text: str, decimal_mark: str) -> frozenset[Decimal]:
    """What the digits and separators of *text* may mean where *decimal_mark* is the rule and others occur."""
    groups, marks = re.findall(r"\d+", text), re.findall(r"\D", text)
    whole = Decimal("".join(groups))
    decimal = Decimal("".join(groups[:-1]) + "." + groups[-1])
    if len(set(marks)) > 1:
        return frozenset({decimal})
    if len(marks) != 1 or marks[0] in f" {_GAP}'’٬":
        return frozenset({whole})
    if len(groups[1]) != 3 or groups[0].startswith("0") or marks[0] == "٫":
        return frozenset({decimal})
    return frozenset({whole, decimal} if marks[0] == decimal_mark else {whole})


@lru_cache(maxsize=64)
def _decimal_mark(locale: Locale) -> str:
    return str(get_decimal_symbol(locale.gettext))


def _unmatched(
    figures: Collection[Figure], others: Collection[Figure], side: Side, *, half_days: bool
) -> Iterator[Figure]:
    """Those of *figures* that neither the *others*, which are those of *side*, nor its words say."""
    alone = [figure for figure in figures if not any(_agree(figure, other) for other in others)]
    if not alone:
        return
    said = spelled(side.prose, side.locale)
    pool = {value for other in others for value in (*other.values, *other.parts)} | said
    for figure in alone:
        scaled = {value * figure.factor for value in figure.values}
        if scaled & said or (figure.factor == 1 and figure.values & pool):
            continue
        if figure.parts and all(part in pool for part in figure.parts):
            continue
        if not any(_near(value, other, half_days=half_days) for value in figure.values for other in pool):
            yield figure


def _agree(one: Figure, other: Figure) -> bool:
    """Whether two figures may be one amount; `3.5 million` may also be `3,5 M` or `3 500 000`."""
    scaled = {value * one.factor for value in one.values} & {value * other.factor for value in other.values}
    return bool(scaled) or (1 in (one.factor, other.factor) and bool(one.values & other.values))


def _near(one: Decimal, other: Decimal, *, half_days: bool) -> bool:
    """Whether the two are a year and its short form (1990, 90), or an hour on two dials (9 pm, 21)."""
    low, high = sorted((one, other))
    if 10 <= low < 100 and 1000 <= high < 2100 and high % 100 == low:
        return True
    return half_days and high <= 24 and high - low == 12
