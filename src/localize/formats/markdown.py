"""Markdown: CommonMark with tables, strikethrough, footnotes, definition lists and front matter.

An article is read for the places of its text and written by splicing; it is never rendered. Left alone: code, raw
HTML blocks, reference definitions, shortcodes, comments and formulas.
"""

from __future__ import annotations

import re

from localize.document import Document
from localize.formats import front_matter as fields
from localize.formats.copy import Copy
from localize.formats.markdown_blocks import structure
from localize.formats.markdown_codes import codes
from localize.formats.markdown_trim import language
from localize.formats.markdown_units import defined_link, html_links, links, passage_of, units
from localize.formats.text import fold, line_end

__all__ = ["codes", "dress", "parse"]


def parse(text: str, front_matter: frozenset[str]) -> Document:
    """The article's headings, paragraphs, list items, quotes, cells, footnotes, alternative texts and titles.

    Raises:
        ArticleError: The front matter cannot be read.
    """
    matter = fields.read(text)
    parts = structure(text, matter.body if matter else int(text.startswith("\ufeff")))
    passages = [passage_of(text, block, parts.references) for block in language(parts.blocks)]
    found = [link for passage in passages for link in links(passage)]
    found += [link for place in parts.definitions for link in defined_link(text, *place)]
    found += [link for place in parts.html for link in html_links(text, *place)]
    return Document(
        text,
        (
            *(fields.units(text, matter, front_matter) if matter else ()),
            *(unit for passage in passages for unit in units(passage)),
        ),
        tuple(sorted(set(found), key=lambda link: link.start)),
        matter.day if matter else None,
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
