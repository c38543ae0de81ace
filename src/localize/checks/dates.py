"""The check of dates that were left in the source's form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from babel import dates

from localize.checks.bitext import Bitext, Side, quoted
from localize.locales import Locale

_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(r"(?<![\w-])\d+(?:st|rd|th)(?![\w-])(?!\s+[A-Z])")
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})(?:/(\d{1,2})/(?:\d{4}|\d{2})|[.-](\d{1,2})[.-]\d{4})(?![\d/-])")


def date_format(bitext: Bitext) -> Iterator[str]:
    """A date written as the source's language does: its names of months, its ordinals, its order of day and month.

    PASS: en → fr: "On March 5, 2026, or 3/25/2026" → "Le 5 mars 2026, ou le 25/03/2026"
    FAIL: en → fr: "On March 5, 2026" → "Le March 5, 2026"
    FAIL: en → fr: "On March 5, 2026" → "Le mars 5, 2026"
    """
    source, target = bitext.source, bitext.target
    if source.language == target.language or not _DIGIT.search(target.prose):
        return
    names = [name for name in _foreign_months(source.locale, target.locale) if name in target.prose]
    if names and (found := _dated(names).search(target.prose)):
        yield f"{quoted(found[0])} is a date as {source.locale.english} writes it"
    if source.language == "en" and (ordinal := _ORDINAL.search(target.prose)):
        yield f"{quoted(ordinal[0])} is an English ordinal"
    if _day_first(target.locale, "long"):
        said = {day for day, _ in _month_first(source)}
        for written in [text for day, text in _month_first(target) if day in said]:
            yield f"{quoted(written)}: {target.locale.english} writes the day first"
    day_first = _day_first(target.locale, "short")
    for number in _NUMERIC.finditer(target.prose):
        first, second = int(number[1]), int(number[2] or number[3])
        if (second > 12 >= first) if day_first else (first > 12 >= second):
            order = "the day" if day_first else "the month"
            yield f"{quoted(number[0])}: {target.locale.english} writes {order} first"


@lru_cache(maxsize=64)
def _foreign_months(source: Locale, target: Locale) -> tuple[str, ...]:
    """The names of months of *source* that are none of *target*, the longest first."""
    own = {name.casefold() for name in _months(target)}
    return tuple(sorted({n for n in _months(source) if n.casefold() not in own}, key=lambda n: (-len(n), n)))


def _dated(names: Sequence[str]) -> re.Pattern[str]:
    """A day beside one of *names*."""
    either = "|".join(map(re.escape, names))
    return re.compile(
        rf"(?<!\w)(?:{either})\.? \d{{1,2}}(?:,? \d{{4}})?(?!\d)|(?<!\d)\d{{1,2}} (?:{either})(?!\w)"
    )


def _month_first(side: Side) -> Iterator[tuple[tuple[int, int], str]]:
    """The days of *side* that stand behind the name of their month: (month, day), and what is written."""
    months, pattern = _month_then_day(side.locale)
    for found in pattern.finditer(side.prose):
        yield (months[found[1].casefold()], int(found[2])), found[0]


@lru_cache(maxsize=64)
def _month_then_day(locale: Locale) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """The number of each month by its names, and a name of one with a day behind it."""
    months = {name.rstrip(".").casefold(): at % 12 + 1 for at, name in enumerate(_months(locale))}
    either = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    day = r"(\d{1,2})(?:st|nd|rd|th)?(?!\w|[.,:]\d)"
    return months, re.compile(rf"(?<!\w)({either})\.? {day}", re.IGNORECASE)


def _months(locale: Locale) -> Iterator[str]:
    """The names of all months in full, then their short ones."""
    for width in ("wide", "abbreviated"):
        names = dates.get_month_names(width, locale=locale.gettext)
        yield from (names[number] for number in range(1, 13))


@lru_cache(maxsize=64)
def _day_first(locale: Locale, width: Literal["short", "long"]) -> bool:
    pattern = str(dates.get_date_format(width, locale=locale.gettext).pattern)
    return pattern.find("d") < pattern.find("M")
