"""The units and the links of one block of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from localize.document import Encode, Link, Unit
from localize.formats import markdown_encode as encode
from localize.formats.markdown_codes import codes, has_words, plain
from localize.formats.markdown_html import block_links, block_units, placed, tag_links, tag_units
from localize.formats.markdown_inline import Inline, Span
from localize.formats.markdown_passage import Passage
from localize.formats.text import fold, in_place

_BREAK = "<br> "
_FOLD = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
_DEFINED = re.compile(
    r"""
    \[(?:\\.|[^\\\[\]])+\]: [\s>]* (?:<(?P<angled>[^<>\n]+)>|(?P<plain>[^\s<]\S*))
    (?: [\s>]+ (?: "(?P<double>(?:\\.|[^"\\\n])*+)" | '(?P<single>(?:\\.|[^'\\\n])*+)'
               | \((?P<round>(?:\\.|[^()\\\n])*+)\) ) [ \t]*(?:\n|\Z) )?
    """,
    re.VERBOSE,
)
"""A reference definition, with its title if that is on one line."""


def units(passage: Passage, language: str) -> Iterator[Unit]:
    """The block's own unit, if it has words, and the alternative texts and titles in it; a definition's title; all those of raw HTML.

    Args:
        passage: The block.
        language: The article's; what raw HTML says to be in another one is no unit.
    """
    if passage.block.kind == "html":
        yield from block_units(passage, language)
    elif passage.block.kind == "definition":
        yield from _defined_title(passage)
    else:
        yield from _of_text(passage)


def _of_text(passage: Passage) -> Iterator[Unit]:
    source = _source(passage)
    outer = has_words(source)
    if outer:
        yield _outer(passage, source)
    for unit in sorted(_inner(passage), key=lambda u: u.start) if passage.spans else ():
        if not outer:
            yield replace(unit, within=None)
        elif unit.within and not set("\r\n") & set(passage.article[slice(*unit.within)]):
            yield unit


def links(passage: Passage) -> Iterator[Link]:
    """The destinations of links and images, raw HTML's included."""
    if passage.block.kind == "html":
        yield from block_links(passage)
    elif passage.block.kind == "definition" and (found := _DEFINED.search(passage.text)):
        start, end = found.span("plain" if found["angled"] is None else "angled")
        yield Link(*passage.place(start, end), plain(passage.text[start:end]))
    for span in passage.spans:
        if span.destination and span.destination[0] < span.destination[1]:
            start, end = map(passage.offset, span.destination)
            yield Link(start, end, plain(passage.text[slice(*span.destination)]))
        elif span.kind == "html":
            yield from tag_links(passage, span)


def _defined_title(passage: Passage) -> Iterator[Unit]:
    found = _DEFINED.search(passage.text)
    for name, quote in (("double", '"'), ("single", "'"), ("round", "(")):
        if found and found[name]:
            write = partial(encode.title, quote=quote)
            span = found.span(name)
            yield from _part(passage, "title attribute", span, span, None, write)


def _source(passage: Passage) -> str:
    """The block's text on one line: lines folded, hard breaks as `<br>`, references with their label."""
    changes = sorted(_changes(passage))
    if not changes and len(passage.block.lines) == 1:
        return passage.text
    out: list[str] = []
    end = 0
    for start, stop, new in changes:
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
        if span.kind == "html":
            for unit in tag_units(passage, span):
                yield _placed(passage, unit)
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
        if span.start >= hidden_until:
            if span.kind == "html":
                hidden_until = elements.get(span.start, 0)
            if hidden_until <= span.end:
                yield span


def _alternative(passage: Passage, image: Inline, text: Span) -> Iterator[Unit]:
    """The unit of an *image*'s *text*. Where that is also the reference's label, the label is written behind it."""
    own_label = image.label and passage.text[text[1] : image.end] in {"]", "][]"}
    replaced = (text[0], image.end) if own_label else text
    write = partial(encode.alternative, label=image.label or "" if own_label else "")
    yield from _part(passage, "alt", replaced, text, (image.start, image.end), write)


def _part(
    passage: Passage, role: str, replaced: Span, shown: Span, within: Span | None, write: Encode
) -> Iterator[Unit]:
    """A unit of a part of the block, if it has words."""
    unit = Unit(*replaced, fold(passage.text[slice(*shown)]), role, within=within, encode=write)
    if has_words(unit.source):
        yield replace(_placed(passage, unit), line=passage.line(shown[0]))


def _placed(passage: Passage, unit: Unit) -> Unit:
    """*unit* in the article; in a cell, its target is written so that it ends none."""
    cell = passage.block.kind == "cell"
    return placed(passage, unit, partial(_in_cell, write=unit.encode) if cell else unit.encode)


def _in_cell(line: str, *, write: Encode) -> str:
    return encode.escape_bars(write(line))
