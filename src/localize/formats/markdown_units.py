"""The units and the links of one block of Markdown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

from localize.document import Encode, Link, Unit
from localize.formats import markdown_encode as encode
from localize.formats.markdown_blocks import Block
from localize.formats.markdown_codes import codes, has_words, plain
from localize.formats.markdown_inline import Inline, Span, scan
from localize.formats.text import fold, in_place

_BREAK = "<br> "
_FOLD = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
_HTML_LINK = re.compile(
    r"""<(?:a|img)\s(?:[^<>]*?\s)?(?:href|src)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE
)
_DEFINED = re.compile(r"\[(?:\\.|[^\\\[\]])+\]:[\s>]*(?:<([^<>\r\n]+)>|([^\s<]\S*))")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with the inline markup in it; make one with `passage_of`."""

    article: str

    block: Block

    text: str
    """The block's text, its lines joined by newlines."""

    starts: tuple[int, ...]
    """Where in that text each line starts."""

    spans: Sequence[Inline]
    """The markup in that text."""

    def offset(self, position: int) -> int:
        """Where in the article the character at *position* of the text is."""
        at = bisect_right(self.starts, position) - 1
        return self.block.lines[at].start + position - self.starts[at]


def passage_of(article: str, block: Block, references: frozenset[str]) -> Passage:
    """The passage that *block* is in an *article* that defines *references*."""
    text = "\n".join(line.text for line in block.lines)
    starts = accumulate((len(line.text) + 1 for line in block.lines[:-1]), initial=0)
    return Passage(article, block, text, tuple(starts), scan(text, references))


def units(passage: Passage) -> Iterator[Unit]:
    """The block's own unit, if it has words, and the alternative texts and titles in it."""
    source = _source(passage)
    outer = has_words(source)
    if outer:
        yield _outer(passage, source)
    for unit in sorted(_inner(passage), key=lambda u: u.start):
        if not outer:
            yield replace(unit, within=None)
        elif unit.within and not set("\r\n") & set(passage.article[slice(*unit.within)]):
            yield unit


def links(passage: Passage) -> Iterator[Link]:
    """The destinations of links and images, raw HTML's included."""
    for span in passage.spans:
        if span.destination and span.destination[0] < span.destination[1]:
            start, end = map(passage.offset, span.destination)
            yield Link(start, end, plain(passage.text[slice(*span.destination)]))
        elif span.kind == "html":
            yield from html_links(passage.article, passage.offset(span.start), passage.offset(span.end))


def html_links(article: str, start: int, end: int) -> Iterator[Link]:
    """The destinations in raw HTML between two offsets."""
    for found in _HTML_LINK.finditer(article, start, end):
        group = 1 if found[1] is not None else 2
        if found[group]:
            yield Link(*found.span(group), plain(found[group]))


def defined_link(article: str, start: int, end: int) -> Iterator[Link]:
    """The destination of the reference definition between two offsets."""
    if found := _DEFINED.search(article, start, end):
        group = 1 if found[1] is not None else 2
        yield Link(*found.span(group), plain(found[group]))


def _source(passage: Passage) -> str:
    """The block's text on one line: lines folded, hard breaks as `<br>`, references with their label."""
    out: list[str] = []
    end = 0
    for start, stop, new in sorted(_changes(passage)):
        before = _FOLD.sub(" ", passage.text[end:start])
        out += before.rstrip(" ") if new == _BREAK else before, new
        end = stop
    return "".join([*out, _FOLD.sub(" ", passage.text[end:])])


def _changes(passage: Passage) -> Iterator[tuple[int, int, str]]:
    for span in passage.spans:
        if span.kind == "break":
            yield span.start, span.end, _BREAK
        elif span.kind == "link" and span.inner and passage.text[span.inner[1] : span.end] in {"]", "][]"}:
            yield span.inner[1] + 1, span.end, f"[{span.label}]"


def _outer(passage: Passage, source: str) -> Unit:
    block = passage.block
    start, last = block.lines[0].start, block.lines[-1]
    end = last.start + len(last.text)
    write = partial(
        in_place, source=source, written=passage.article[start:end], write=_writer(passage, source)
    )
    return Unit(start, end, source, block.role, block.lines[0].number, encode=write)


def _writer(passage: Passage, source: str) -> Encode:
    block = passage.block
    if block.kind == "paragraph":
        return partial(encode.paragraph, source=source, hard_break=_hard_break(passage))
    if block.kind == "heading":
        return partial(encode.heading, guarded=block.guarded)
    return partial(encode.cell, source=source, guarded=block.guarded)


def _hard_break(passage: Passage) -> tuple[str, str] | None:
    """How the paragraph breaks its lines: the mark, and what leads to the next line's text.

    None also where it has `<br>` of its own, which could not be told from those breaks.
    """
    if "<br" in passage.text:
        return None
    for span in passage.spans:
        if span.kind == "break":
            mark = passage.text[span.start : span.end - 1]
            return mark, passage.article[passage.offset(span.start) + len(mark) : passage.offset(span.end)]
    return None


def _inner(passage: Passage) -> Iterator[Unit]:
    """Alternative texts and titles, each within what stays as it is when the text around changes."""
    for span in _translated(passage):
        if span.kind == "image" and span.inner:
            yield from _alternative(passage, span, span.inner)
        if span.title and span.inner:
            within = (span.start if span.kind == "image" else span.inner[1], span.end)
            write = partial(encode.title, quote=passage.text[span.title[0] - 1])
            yield from _part(passage, "title attribute", span.title, span.title, within, write)


def _translated(passage: Passage) -> Iterator[Inline]:
    """The markup that does not lie in an element which is not to be translated."""
    tags = any(span.kind == "html" for span in passage.spans)
    elements = {c.start: c.end for c in codes(passage.text) if c.inner is None} if tags else {}
    hidden_until = 0
    for span in passage.spans:
        if span.kind == "html":
            hidden_until = max(hidden_until, elements.get(span.start, 0))
        if span.start >= hidden_until:
            yield span


def _alternative(passage: Passage, image: Inline, text: Span) -> Iterator[Unit]:
    """The unit of an *image*'s *text*. Where that is also the reference's label, the label is written behind it."""
    own_label = image.label and passage.text[text[1] : image.end] in {"]", "][]"}
    replaced = (text[0], image.end) if own_label else text
    write = partial(encode.alternative, label=image.label or "" if own_label else "")
    yield from _part(passage, "alt", replaced, text, (image.start, image.end), write)


def _part(
    passage: Passage, role: str, replaced: Span, shown: Span, within: Span, write: Encode
) -> Iterator[Unit]:
    """A unit of a part of the block, if it has words."""
    source = fold(passage.text[slice(*shown)])
    if has_words(source):
        start, end = map(passage.offset, replaced)
        inside = (passage.offset(within[0]), passage.offset(within[1]))
        line = passage.block.lines[bisect_right(passage.starts, shown[0]) - 1].number
        if passage.block.kind == "cell":
            write = partial(_in_cell, write=write)
        written = partial(in_place, source=source, written=passage.article[start:end], write=write)
        yield Unit(start, end, source, role, line, inside, written)


def _in_cell(line: str, *, write: Encode) -> str:
    return encode.escape_bars(write(line))
