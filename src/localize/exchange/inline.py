"""Inline codes as exchange formats have them: text in parts, with numbered tags between.

A code of a source and the same code of its target carry one number. A tool brings the numbers back; what stands behind
a number is known from the catalog, so that nothing depends on what a tool does with the code's own text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from localize.document import Code

CodesOf = Callable[[str], tuple[Code, ...]]
"""A format's way to tell the inline codes of a segment."""


class Kind(StrEnum):
    """Which part of a code a tag is."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Tag:
    """A code, or the beginning or the end of a paired one."""

    kind: Kind
    number: str
    """The same for a code in a source and in its target, and for both ends of a pair."""

    written: str = ""
    """As the article writes it."""

    shown: str = ""
    """The character that it stands for, where it stands for one (`&amp;`)."""


Part = str | Tag
Parts = tuple[Part, ...]


def parts_of(source: str, target: str, codes_of: CodesOf) -> tuple[Parts, Parts]:
    """A source and its target in parts; a code of the target has the number of the source's first like it that is left.

    Joined, the parts give both texts back.
    """
    ours, theirs = codes_of(source), codes_of(target) if target else ()
    free: dict[tuple[str, bool], deque[str]] = {}
    numbers = [str(n) for n in range(1, len(ours) + 1)]
    for number, code in zip(numbers, ours, strict=True):
        free.setdefault(_alike(code), deque()).append(number)
    fresh = iter(range(len(ours) + 1, len(ours) + len(theirs) + 1))
    like = [free[_alike(c)].popleft() if free.get(_alike(c)) else str(next(fresh)) for c in theirs]
    return (
        tuple(filter(None, _parts(source, 0, len(source), list(zip(ours, numbers, strict=True))))),
        tuple(filter(None, _parts(target, 0, len(target), list(zip(theirs, like, strict=True))))),
    )


def _alike(code: Code) -> tuple[str, bool]:
    return code.key, code.inner is None


def _parts(text: str, start: int, end: int, codes: Sequence[tuple[Code, str]]) -> Iterator[Part]:
    """`text[start:end]` in parts; *codes* are those in it, nested or disjoint, by their start."""
    at = start
    for code, number in codes:
        if code.start < at:
            continue  # held by the code before it, and given with that
        yield text[at : code.start]
        if code.inner is None:
            yield Tag(Kind.ALONE, number, text[code.start : code.end], code.char)
        else:
            first, last = code.inner
            inside = [one for one in codes if first <= one[0].start and one[0].end <= last]
            yield Tag(Kind.OPEN, number, text[code.start : first])
            yield from _parts(text, first, last, inside)
            yield Tag(Kind.CLOSE, number, text[last : code.end])
        at = code.end
    yield text[at:end]


def tags(parts: Iterable[Part]) -> Iterator[Tag]:
    """The tags of *parts*, in order."""
    return (part for part in parts if isinstance(part, Tag))


def joined(parts: Iterable[Part], known: Mapping[tuple[Kind, str], str] | None = None) -> str:
    """The text that *parts* make.

    Args:
        parts: Text and tags.
        known: What stands behind a tag, by kind and number; another one is as its own `written` says.
    """
    behind = known or {}
    texts = (
        behind.get((part.kind, part.number), part.written) if isinstance(part, Tag) else part
        for part in parts
    )
    return "".join(texts)
