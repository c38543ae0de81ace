"""Raw HTML in Markdown: the text of its blocks and the attributes of its tags, by the rules for pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from localize.document import Encode, Link, Unit
from localize.formats import html_units
from localize.formats.html_links import of_tag
from localize.formats.html_tokens import attributes, tokenize
from localize.formats.markdown_codes import has_words, plain
from localize.formats.markdown_inline import Inline
from localize.formats.markdown_passage import Passage
from localize.formats.text import in_place


def block_units(passage: Passage, language: str) -> Iterator[Unit]:
    """The units of a block of HTML in an article in *language*.

    A target is written on one line wherever lines repeat a quote's or a list's marks, so that it stays inside of those.
    """
    repeated = any(line.before for line in passage.block.lines[1:])
    outer = False
    for unit in html_units.units(passage.text, tuple(tokenize(passage.text)), language):
        worded = has_words(unit.source)
        outer = worded if unit.within is None else outer
        if not worded or (repeated and unit.within and "\n" in passage.text[slice(*unit.within)]):
            continue
        found = placed(passage, unit, partial(_on_one_line, unit.encode) if repeated else unit.encode)
        yield found if outer or unit.within is None else replace(found, within=None)


def tag_units(passage: Passage, span: Inline) -> Iterator[Unit]:
    """The units of an inline tag's attributes, each within the tag; their offsets count in the passage."""
    tag = passage.text[span.start : span.end]
    for token in tokenize(tag):
        for unit in html_units.units_of_tag(tag, token):
            yield replace(
                unit, start=span.start + unit.start, end=span.start + unit.end, within=(span.start, span.end)
            )


def block_links(passage: Passage) -> Iterator[Link]:
    """The destinations in a block of HTML."""
    yield from _links(passage, 0, len(passage.text))


def tag_links(passage: Passage, span: Inline) -> Iterator[Link]:
    """The destinations in an inline tag."""
    yield from _links(passage, span.start, span.end)


def _links(passage: Passage, start: int, end: int) -> Iterator[Link]:
    raw = passage.text[start:end]
    for token in tokenize(raw):
        if token.kind == "start":
            for link in of_tag(raw, token.name, attributes(raw, token)):
                if link.start < link.end:
                    yield Link(*passage.place(start + link.start, start + link.end), plain(link.url))


def placed(passage: Passage, unit: Unit, write: Encode) -> Unit:
    """*unit*, whose offsets count in the passage, in the article; *write* says how a target is written there."""
    start, end = passage.place(unit.start, unit.end)
    within = unit.within and passage.place(*unit.within)
    encode = partial(in_place, source=unit.source, written=passage.article[start:end], write=write)
    return replace(unit, start=start, end=end, within=within, line=passage.line(unit.start), encode=encode)


def _on_one_line(write: Encode, target: str) -> str:
    return html_units.fold(write(target))
