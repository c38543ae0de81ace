"""A source or a target in parts, as a page shows it: text, inline codes, terms; and what changed between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from localize.document import Code
from localize.forms import occurrences
from localize.glossary import Term
from localize.job import Job
from localize.locales import Locale

Span = tuple[int, int]

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Kind(StrEnum):
    """What a part is."""

    TEXT = "text"
    CODE = "code"
    TERM = "term"
    GONE = "gone"
    """Only the older of two texts has it."""

    COME = "come"
    """Only the newer of two texts has it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text."""

    text: str
    kind: Kind = Kind.TEXT

    forms: tuple[str, ...] = ()
    """Of a term: the admitted forms, the preferred one first; in a target, the term's source."""


@dataclass(frozen=True, slots=True)
class Insert:
    """Something that a key puts into a target, around what is selected."""

    before: str

    after: str = ""
    """Empty but for paired codes."""

    term: str = ""
    """The source of the term that this is a form of; empty for a code."""


def source_parts(job: Job) -> tuple[Part, ...]:
    """The source of *job* with its codes, and its terms with their admitted forms."""
    source = job.reading.source
    markup = _markup(job.codes_of(source))
    terms: list[tuple[Span, tuple[str, ...]]] = []
    at = 0
    for hit, _ in job.wordings:
        span = _find(source, hit.surface, at, markup)
        if span:
            terms.append((span, hit.term.forms(job.target_locale)))
            at = span[1]
    return tuple(_parts(source, markup, terms))


def target_parts(job: Job, target: str) -> tuple[Part, ...]:
    """*target* with its codes, and the terms of the source of *job* where they are found in an admitted form."""
    markup = _markup(job.codes_of(target))
    found: list[tuple[Span, tuple[str, ...]]] = []
    for term in terms_of(job):
        for span in occurrences(term.forms(job.target_locale), target, job.target_locale):
            if not _touches(span, markup) and not _touches(span, [taken for taken, _ in found]):
                found.append((span, (term.source,)))
    return tuple(_parts(target, markup, found))


def terms_of(job: Job) -> tuple[Term, ...]:
    """The terms of a source that the glossary has a wording for, each once, the longest first."""
    terms = dict.fromkeys(hit.term for hit, _ in job.wordings)
    return tuple(sorted(terms, key=lambda term: -len(term.source)))


def inserts(job: Job) -> tuple[Insert, ...]:
    """What a target of *job* may need: the wordings of the terms in reading order, then the codes, each once."""
    terms = [Insert(wording, term=hit.term.source) for hit, wording in job.wordings if wording]
    codes = [_insert(job.reading.source, code) for code in job.codes_of(job.reading.source)]
    return tuple(dict.fromkeys([*terms, *codes]))


def changed(old: str, new: str, locale: Locale) -> tuple[Part, ...]:
    """*new* with what is gone and what has come since *old*, by words; in languages without blanks, by characters."""
    unspaced = locale.language in {"zh", "ja", "th", "lo", "km", "my"}
    before, after = (list(text) if unspaced else _WORDS.findall(text) for text in (old, new))
    out: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(Part("".join(after[c:d])))
            continue
        out += [
            Part("".join(words), kind)
            for words, kind in ((before[a:b], Kind.GONE), (after[c:d], Kind.COME))
            if words
        ]
    return tuple(out)


def _insert(source: str, code: Code) -> Insert:
    if code.inner is None:
        return Insert(source[code.start : code.end])
    return Insert(source[code.start : code.inner[0]], source[code.inner[1] : code.end])


def _markup(codes: Sequence[Code]) -> list[Span]:
    """What of the codes is no text to translate, in order and disjoint."""
    found: list[Span] = []
    for code in codes:
        found += (
            [(code.start, code.end)]
            if code.inner is None
            else [(code.start, code.inner[0]), (code.inner[1], code.end)]
        )
    out: list[Span] = []
    for start, end in sorted(found):
        if start < end and (not out or out[-1][1] <= start):
            out.append((start, end))
    return out


def _find(text: str, surface: str, at: int, markup: Sequence[Span]) -> Span | None:
    """Where *surface* stands in *text* from *at* on, outside of markup."""
    start = text.find(surface, at)
    while start >= 0:
        span = (start, start + len(surface))
        if not _touches(span, markup):
            return span
        start = text.find(surface, start + 1)
    return None


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _parts(
    text: str, markup: Sequence[Span], terms: Sequence[tuple[Span, tuple[str, ...]]]
) -> Iterator[Part]:
    codes = [(span, Kind.CODE, ()) for span in markup]
    marked = sorted([*codes, *((span, Kind.TERM, forms) for span, forms in terms)])
    at = 0
    for (start, end), kind, forms in marked:
        if at < start:
            yield Part(text[at:start])
        yield Part(text[start:end], kind, forms)
        at = end
    if at < len(text):
        yield Part(text[at:])
