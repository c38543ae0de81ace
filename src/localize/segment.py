"""Split units into segments, and join their targets again; the law of this room: the pieces joined are the source.

When in doubt, two sentences stay together: that costs a translator little, a sentence cut in two costs its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import metadata
from itertools import pairwise

from localize.document import Code, Document, Segment, Unit
from localize.locales import Locale
from localize.segmentation.boundaries import sentence_starts
from localize.segmentation.rules import digest
from localize.segmentation.visible import without_codes

_WHOLE = frozenset("title heading alt label placeholder button option keywords".split())
"""Words in the roles of units that stay whole (`frontmatter:title`, `aria-label`): short, and set as one."""

_UNSPACED = frozenset({"zh", "yue", "wuu", "ja"})
"""Languages written without blanks between sentences; Thai, Lao, Khmer and Burmese do set one there."""

_WIDE_STOP = re.compile("[。！？｡．…][」』”’）)]*$")
"""The end of a sentence that no blank follows in its language."""


@cache
def version() -> str:
    """What decides where segments end, for the record: `sentencex 1.0.32 + rules 0123abcd`.

    Catalogs whose headers say another version may hold sources that are cut in other places.
    """
    return f"sentencex {metadata.version('sentencex')} + rules {digest()}"


def split(source: str, locale: Locale, codes: Sequence[Code] = ()) -> tuple[str, ...]:
    """The sentences of *source*, each with the blanks behind it; joined, they are *source*.

    Args:
        source: Text on one line.
        locale: What it is written in; a language without rules of its own is split as well as can be.
        codes: Its inline codes, by their start. What an opaque one holds ends no sentence, and none is cut in two:
            sentences that share a link or a piece of emphasis stay together.
    """
    bounds = [0, *_cuts(source, locale.language, codes), len(source)]
    return tuple(source[start:end] for start, end in pairwise(bounds) if start < end)


def segments(
    document: Document, locale: Locale, codes_of: Callable[[str], tuple[Code, ...]]
) -> tuple[Segment, ...]:
    """All segments of *document*, in reading order; a blank unit has none.

    Args:
        document: The article.
        locale: What it is written in.
        codes_of: The format's way to find inline codes.
    """
    return tuple(
        _segment(number, piece)
        for number, unit in enumerate(document.units)
        for piece in _pieces(unit, locale, codes_of)
    )


def targets(
    document: Document, segments: Sequence[Segment], found: Sequence[str | None], target_locale: Locale
) -> list[str | None]:
    """The target of each unit of *document*, as `Document.render` wants them.

    Args:
        document: The article.
        segments: Its segments, as `segments` gives them.
        found: The target of each; None where there is none.
        target_locale: What the targets are written in; it decides about the blanks between sentences.

    Returns:
        For each unit its segments' targets joined, the source in place of a missing one; None where all are missing.
    """
    by_unit: dict[int, list[tuple[Segment, str | None]]] = {}
    for segment, target in zip(segments, found, strict=True):
        by_unit.setdefault(segment.unit, []).append((segment, target))
    return [_joined(by_unit.get(number, ()), target_locale) for number in range(len(document.units))]


def _cuts(source: str, language: str, codes: Sequence[Code]) -> list[int]:
    if not codes:
        return sentence_starts(source, language)
    visible, offsets = without_codes(source, codes)
    cuts = (offsets[start] for start in sentence_starts(visible, language))
    return [cut for cut in cuts if not any(code.start < cut < code.end for code in codes)]


def _pieces(unit: Unit, locale: Locale, codes_of: Callable[[str], tuple[Code, ...]]) -> tuple[str, ...]:
    if not unit.source.strip():
        return ()
    if unit.role and not _WHOLE.isdisjoint(re.split("[ :-]", unit.role)):
        return (unit.source,)
    return split(unit.source, locale, codes_of(unit.source))


def _segment(unit: int, piece: str) -> Segment:
    source = piece.strip()
    start = piece.index(source)
    return Segment(unit, source, before=piece[:start], after=piece[start + len(source) :])


def _joined(parts: Sequence[tuple[Segment, str | None]], target_locale: Locale) -> str | None:
    if all(target is None for _, target in parts):
        return None
    return "".join(_written(parts, target_locale))


def _written(parts: Sequence[tuple[Segment, str | None]], target_locale: Locale) -> Iterator[str]:
    last = len(parts) - 1
    for number, (segment, target) in enumerate(parts):
        yield segment.before
        yield segment.source if target is None else target
        yield segment.after if number == last else _gap(segment, target, target_locale)


def _gap(segment: Segment, target: str | None, target_locale: Locale) -> str:
    """What separates *target*, or the source in its place, from the next segment of the unit."""
    if target is not None and target_locale.language in _UNSPACED:
        return ""
    return segment.after or (" " if _WIDE_STOP.search(segment.source) else "")
