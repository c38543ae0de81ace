"""Emphasis by CommonMark's rules of delimiter runs, with the offsets of what they wrap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

Wrapped = tuple[int, int, int]
"""Where an emphasis starts, where it ends, and how many characters wrap it on either side."""


@dataclass(slots=True)
class Run:
    """A run of `*`, `_` or `~`. Pairing eats it up: openers from their end, closers from their start."""

    char: str
    start: int
    end: int
    opens: bool
    closes: bool
    size: int
    """Its length as it was written."""

    def __len__(self) -> int:
        return self.end - self.start


def delimiter_run(text: str, start: int, end: int) -> Run:
    """The run at *start*, and whether what stands around it lets it open or close emphasis."""
    before = _class_of(text[start - 1 : start])
    after = _class_of(text[end : end + 1])
    left = after != "blank" and (after == "word" or before != "word")
    right = before != "blank" and (before == "word" or after != "word")
    if text[start] == "_":
        return Run(
            "_",
            start,
            end,
            left and (not right or before == "mark"),
            right and (not left or after == "mark"),
            end - start,
        )
    return Run(text[start], start, end, left, right, end - start)


def pair(runs: Iterable[Run]) -> list[Wrapped]:
    """What the runs of one link text, or of everything outside links, wrap. It eats the runs up."""
    found: list[Wrapped] = []
    openers: list[Run] = []
    floor: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        while run.closes and run and (at := _opener_of(run, openers, floor)) is not None:
            del openers[at + 1 :]
            found.append(_wrap(openers[at], run))
            if not openers[at]:
                openers.pop()
        if run.opens and run:
            openers.append(run)
    return found


def _opener_of(closer: Run, openers: list[Run], floor: dict[tuple[str, bool, int], int]) -> int | None:
    """Number of the nearest opener that *closer* closes.

    A search that fails raises the floor for the closers like this one: without it, time grows with the square.
    """
    key = (closer.char, closer.opens, closer.size % 3)
    for at in range(len(openers) - 1, -1, -1):
        if openers[at].start < floor.get(key, 0):
            break
        if openers[at].char == closer.char and not _odd(openers[at], closer):
            return at
    floor[key] = closer.start
    return None


def _odd(opener: Run, closer: Run) -> bool:
    """Whether the rule of three keeps the two apart: in `*a**b*`, the double run closes nothing."""
    if opener.char == "~" or not (closer.opens or opener.closes):
        return False
    return (opener.size + closer.size) % 3 == 0 and closer.size % 3 != 0


def _wrap(opener: Run, closer: Run) -> Wrapped:
    width = 2 if len(opener) > 1 and len(closer) > 1 else 1
    opener.end -= width
    closer.start += width
    return opener.end, closer.start, width


def _class_of(char: str) -> str:
    """What the flanking rules tell apart; both ends of the text count as blank."""
    if not char or char.isspace():
        return "blank"
    return "mark" if unicodedata.category(char)[0] in "PS" else "word"
