"""Markdown: CommonMark with tables, strikethrough, footnotes, definition lists and front matter.

An article is read for the places of its text and written by splicing; it is never rendered. Left alone: code,
shortcodes, comments and formulas.
"""

from __future__ import annotations

import re

from localize.document import Document
from localize.formats import front_matter as fields
from localize.formats.copy import Copy
from localize.formats.markdown_blocks import structure
from localize.formats.markdown_codes import codes
from localize.formats.markdown_passage import passage_of
from localize.formats.markdown_trim import language as worded
from localize.formats.markdown_units import links, units
from localize.formats.text import fold, line_end

__all__ = ["codes", "dress", "parse"]

_FILE = re.compile(r"[^\s:?#{]+\.\w{2,5}")


def parse(text: str, front_matter: frozenset[str], language: str = "") -> Document:
    """The article's headings, paragraphs, list items, quotes, cells, footnotes, alternative texts and titles, and those of raw HTML.

    Raises:
        ArticleError: The front matter cannot be read.
    """
    matter = fields.read(text)
    parts = structure(text, matter.body if matter else int(text.startswith("\ufeff")))
    blocks = [*worded(parts.blocks), *parts.definitions, *parts.html]
    blocks.sort(key=lambda block: block.lines[0].start)
    passages = [passage_of(text, block, parts.references) for block in blocks]
    found = {link for passage in passages for link in links(passage)}
    return Document(
        text,
        (
            *(fields.units(text, matter, front_matter) if matter else ()),
            *(unit for passage in passages for unit in units(passage, language)),
        ),
        tuple(sorted(found, key=lambda link: link.start)),
        matter.day if matter else None,
        tuple(t.source for t in matter.fields.texts if _FILE.fullmatch(t.source)) if matter else (),
    )


def dress(text: str, copy: Copy) -> str:
    """*text* with fields in its front matter that say what it is, and its label, if it has one, as a quote on top.

    Raises:
        ArticleError: The front matter cannot be read, or takes no fields.
    """
    eol = line_end(text)
    made: dict[str, str | int] = {
        "source": copy.source,
        "source_hash": copy.source_hash,
        "reviewed": copy.reviewed,
    }
    made["generator"] = copy.generator
    if copy.day:
        made["date"] = copy.locale.long_date(copy.day)
    about: dict[str, fields.Value] = {
        "lang": copy.locale.tag,
        "dir": copy.locale.direction,
        "translation": made,
    }
    text = fields.with_fields(text, about, eol)
    return _labelled(text, copy.label, eol) if copy.label else text


def _labelled(text: str, label: str, eol: str) -> str:
    """*text*, which has front matter, with *label* as its first block."""
    matter = fields.read(text)
    body = matter.body if matter else 0
    head = text[:body] if text[:body].endswith(("\r", "\n")) else text[:body] + eol
    quote = "> *" + re.sub(r"[\\`*_\[\]<>&]", r"\\\g<0>", fold(label)) + "*"
    gap = "" if text[body : body + 1] in {"", "\r", "\n"} else eol
    return f"{head}{eol}{quote}{eol}{gap}{text[body:]}"
