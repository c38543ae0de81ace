"""Where paired markup goes: find the words of a target that an emphasis, a link or a tag of the source belongs to.

The law of this room: every pair gets exactly one place, inside its parent and beside its siblings, and never cuts a
code or a word. How good the place is depends on what is known; `Place.sure` says when it is a guess by position.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rapidfuzz import fuzz

from localize.alignment import window
from localize.codes import Pair, Plain, Span
from localize.engine import Link
from localize.forms_text import COMBINING, INVISIBLE

_LETTERS = rf"\w[\w{COMBINING}{INVISIBLE}]*"
_WORD = re.compile(rf"{_LETTERS}(?:[-'’]{_LETTERS})*|\S")
_LEAD, _TRAIL = re.compile(r"\A\W*"), re.compile(r"\W*\Z")
_SAME = 95.0  # percent of similarity from which a phrase in the target is surer than attention
_ALIKE = 75.0  # percent of similarity from which it counts as found at all
_KINDS = str.maketrans(
    "“”„«»‹›‘’'؟،؛。，：；！？（）", '"' * 10 + "?,;.,:;!?()"
)  # marks that do the same work

Phrase = Callable[[str], str]
"""The translation, on its own, of the text that a pair wraps; empty when unknown."""


class Way(StrEnum):
    """How the place of a pair was found, the surest way first."""

    WHOLE = "whole"
    """It wraps nothing but codes and terms, and they are where they are."""

    LINKED = "linked"
    """It wraps the words that its own became."""

    FOUND = "found"
    """It wraps the translation of its text, or its text as it is."""

    GUESSED = "guessed"
    """It wraps as many words as in the source, as far into the target."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair stands in a target."""

    span: Span
    way: Way

    @property
    def sure(self) -> bool:
        """Whether its words were found, not only its position guessed."""
        return self.way is not Way.GUESSED


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch of the source whose place in the target is known: a code, or a pinned term."""

    source: Span
    target: Span


def standing(plain: Plain, target: str) -> tuple[Anchor, ...]:
    """Where the opaque codes of the source stand in *target*: the first place for the first, and so on."""
    found: list[Anchor] = []
    for start, end in plain.slots:
        for match in re.finditer(re.escape(plain.text[start:end]), target):
            if all(match.end() <= a.target[0] or a.target[1] <= match.start() for a in found):
                found.append(Anchor((start, end), match.span()))
                break
    return tuple(found)


def place(
    plain: Plain, target: str, anchors: Sequence[Anchor], phrase: Phrase, links: Sequence[Link] = ()
) -> tuple[Place, ...]:
    """A place in *target* for each of `plain.pairs`, in their order.

    Each is looked for as the codes and terms that it wraps, as the very translation of its text or its text unchanged,
    as the words that its own became, as something like its translation, and at last by its position among the words.
    On human translations of Markdown, a phrase found word for word was the right one in 85% (French), 91% (Spanish) and
    79% (Arabic) of cases, what attention told in 53% and less: hence their order.

    Args:
        plain: The segment.
        target: Its translation, plain.
        anchors: What is known of *target*.
        phrase: Translates the text of a pair.
        links: What an engine believes of *target*; an anchor overrules them.
    """
    places: list[Place] = []
    words = _words(target, anchors)
    known = _known(links, anchors)
    for number, pair in enumerate(plain.pairs):
        room = places[pair.parent].span if pair.parent >= 0 else (0, len(target))
        siblings = [places[n].span for n in range(number) if plain.pairs[n].parent == pair.parent]
        gaps = [
            (gap, [w for w in words if gap[0] <= w[0] and w[1] <= gap[1]]) for gap in _gaps(room, siblings)
        ]
        text = plain.text[pair.start : pair.end].strip()
        held = [a for a in anchors if pair.start <= a.source[0] and a.source[1] <= pair.end]
        wanted = [w for w in (phrase(text), text) if w]
        ways: tuple[tuple[Way, Callable[[Sequence[Span]], Span | None]], ...] = (
            (Way.WHOLE, partial(_whole, text, held)),
            (Way.FOUND, partial(_found, text, target, held, wanted, _SAME)),
            (Way.LINKED, partial(_linked, pair, plain.text, target, known, held)),
            (Way.FOUND, partial(_found, text, target, held, wanted, _ALIKE)),
        )
        found = (Place(span, way) for way, find in ways for _, free in gaps if (span := find(free)))
        gap, free = max(gaps, key=lambda g: len(g[1]))
        guess = Place(_guessed(pair, plain.text, target, free, gap), Way.GUESSED)
        places.append(next(found, guess))
    return tuple(places)


def _gaps(room: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of *room* beside the spans *taken*, in order; never empty."""
    gaps: list[Span] = []
    at = room[0]
    for start, end in sorted(taken):
        gaps.append((at, start))
        at = end
    return [*gaps, (at, room[1])]


def _known(links: Sequence[Link], anchors: Sequence[Anchor]) -> list[Link]:
    """What is believed of the target's words, and what is known of codes and terms instead."""
    fixed = [Link(a.source, a.target, 1.0) for a in anchors]
    free = [
        link
        for link in links
        if all(link.target[1] <= a.target[0] or a.target[1] <= link.target[0] for a in anchors)
    ]
    return [*fixed, *free]


def _whole(text: str, held: Sequence[Anchor], words: Sequence[Span]) -> Span | None:
    """Where the anchors are that a pair holds, when it holds nothing but them."""
    if not held or sum(a.source[1] - a.source[0] for a in held) < len(text):
        return None
    start, end = min(a.target[0] for a in held), max(a.target[1] for a in held)
    return (start, end) if words and words[0][0] <= start and end <= words[-1][1] else None


def _linked(
    pair: Pair,
    source: str,
    target: str,
    known: Sequence[Link],
    held: Sequence[Anchor],
    words: Sequence[Span],
) -> Span | None:
    """The words that those of *pair* became, when that is told of half of them at least."""
    wrapped = [m.span() for m in _WORD.finditer(source, pair.start, pair.end) if m.group()[0].isalnum()]
    told = [w for w in wrapped if any(k.source[0] < w[1] and w[0] < k.source[1] for k in known)]
    if 2 * len(told) < len(wrapped):
        return None
    found = window(known, (pair.start, pair.end), words)
    return _holding(found and _marked(source[pair.start : pair.end].strip(), target, found, words), held)


def _found(
    text: str, target: str, held: Sequence[Anchor], wanted: Sequence[str], alike: float, words: Sequence[Span]
) -> Span | None:
    """Where one of the wordings *wanted* of *text* stands among *words* of the target, *alike* at least."""
    spans = (_search(one, target, words, alike) for one in wanted)
    return next(filter(None, (_holding(s and _marked(text, target, s, words), held) for s in spans)), None)


def _marked(text: str, target: str, span: Span, words: Sequence[Span]) -> Span:
    """*span* of a target with the marks around it that *text* has around itself, and no others: `“`, ` :`, `?)`."""
    inside = [w for w in words if span[0] <= w[0] and w[1] <= span[1]]
    core = [w for w in inside if w[1] - w[0] > 1 or target[w[0]].isalnum()]
    if not core:
        return span
    first, last = words.index(core[0]), words.index(core[-1])
    lead, trail = _LEAD.findall(text)[0], _TRAIL.findall(text)[0]
    for mark in reversed("".join(lead.split())):
        first -= first > 0 and _kind(target, words[first - 1]) == _kind(mark)
    for mark in "".join(trail.split()):
        last += last + 1 < len(words) and _kind(target, words[last + 1]) == _kind(mark)
    return words[first][0], words[last][1]


def _kind(text: str, span: Span | None = None) -> str:
    """What work a mark does, whatever its script."""
    return (text[slice(*span)] if span else text).translate(_KINDS)


def _holding(span: Span | None, held: Sequence[Anchor]) -> Span | None:
    """*span*, if it holds the anchors that it has to."""
    return span if span and all(span[0] <= a.target[0] and a.target[1] <= span[1] for a in held) else None


def _search(wanted: str, target: str, words: Sequence[Span], alike: float) -> Span | None:
    """Where *wanted* stands among *words* of the target, *alike* percent or more, in whole words."""
    wanted = _fold(wanted.strip(" .,;:!?،؛؟"))
    if not words or not wanted:
        return None
    first, last = words[0][0], words[-1][1]
    if last - first < len(wanted) * alike / 100:
        return None
    found = fuzz.partial_ratio_alignment(wanted, _fold(target[first:last]), score_cutoff=alike)
    if found is None:
        return None
    start, end = first + found.dest_start, first + found.dest_end
    inside = [s for s in words if min(s[1], end) - max(s[0], start) >= (s[1] - s[0]) / 2]
    return (inside[0][0], inside[-1][1]) if inside else None


def _fold(text: str) -> str:
    """*text* without capitals, character for character."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _words(target: str, anchors: Sequence[Anchor]) -> list[Span]:
    """The words of *target*, a code or a term counting as one."""
    fixed = sorted(a.target for a in anchors if a.target[0] < a.target[1])
    words = [m.span() for m in _WORD.finditer(target)]
    free = [w for w in words if all(w[1] <= start or end <= w[0] for start, end in fixed)]
    return sorted(free + fixed)


def _guessed(pair: Pair, source: str, target: str, words: Sequence[Span], gap: Span) -> Span:
    """As many of *words* as *pair* wraps, as far into the target as it stands in the source."""
    lexical = [s for s in words if any(c.isalnum() for c in target[s[0] : s[1]])] or list(words)
    if not lexical:
        return (gap[1], gap[1])
    count = len(_WORD.findall(source[pair.start : pair.end]))
    first = min(int(pair.start / max(1, len(source)) * len(lexical)), len(lexical) - 1)
    last = min(first + max(1, count), len(lexical)) - 1
    return (lexical[first][0], lexical[last][1])
