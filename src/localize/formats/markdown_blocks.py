"""The blocks of a Markdown text that hold running text, with the place of every line.

markdown-it-py tells the structure; the text itself is found again in the article's own lines, so nothing is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from localize.formats.markdown_lines import Block, Line, blank, usual

_CONTAINERS = {
    "list_item": "list item",
    "blockquote": "quote",
    "footnote_reference": "footnote",
    "dd": "definition",
}
_LEAVES = {"heading_open": "heading", "th_open": "table cell", "td_open": "table cell", "dt_open": "term"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(rf"([^\r\n]*)(?:{_LINE_END.pattern}|\Z)")
_MARKDOWN_INSIDE = re.compile(
    r"""\s*<\w[^<>]*\smarkdown(?:=["']?(?:1|block)["']?)?(?:\s[^<>]*)?>[ \t]*(?:\n|\Z)"""
)
_DEEPEST = 8
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Structure:
    """What an article is made of."""

    blocks: tuple[Block, ...]

    references: frozenset[str]
    """The labels that it defines, normalized."""

    definitions: tuple[Block, ...]
    """Those definitions, of the kind `definition`; their lines are whole."""

    html: tuple[Block, ...]
    """Its blocks of raw HTML, of the kind `html`."""


@cache
def parser() -> MarkdownIt:
    """The Markdown that we read: CommonMark with tables, footnotes and definition lists. Only its blocks are used."""
    md = MarkdownIt("commonmark").enable("table").use(footnote_plugin, inline=False).use(deflist_plugin)
    md.block.ruler.at("table", _placed_table, {"alt": ["paragraph", "reference"]})
    return md


def _placed_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The table rule, which also notes at what column of its line each row starts."""
    found = table(state, start, end, silent)
    if found and not silent:
        for line in range(start, state.line):
            position = state.bMarks[line] + state.tShift[line]
            state.env["rows"][line] = position - state.src.rfind("\n", 0, position) - 1
    return found


def structure(text: str, start: int) -> Structure:
    """What *text* is made of from offset *start* (the end of the front matter) on."""
    first = len(_LINE_END.findall(text, 0, start)) + 1
    lines = [
        Line(number, found.start(), found[1].replace("\0", "\ufffd"), "")
        for number, found in enumerate(_LINE.finditer(text, start), first)
    ]
    return _structure(lines, _DEEPEST)


def _structure(lines: Sequence[Line], depth: int) -> Structure:
    """What *lines* are made of; what tags wrap as Markdown is read to that *depth*."""
    env: dict[str, Any] = {"rows": {}}
    tokens: list[Token] = []
    blocks = tuple(_read(lines, env, tokens))
    references: dict[str, Any] = env.get("references", {})
    defined = [*references.values(), *env.get("duplicate_refs", [])]
    html = [token for token in tokens if token.type == "html_block"]
    found = Structure(
        blocks,
        frozenset(references),
        tuple(_definition(lines, *entry["map"]) for entry in defined),
        tuple(block for token in html for block in _raw(token, lines)),
    )
    for token in html:
        if depth and token.map and _holds_markdown(token):
            found = _joined(found, _structure(lines[token.map[0] + 1 : token.map[1]], depth - 1))
    return found


def _read(lines: Sequence[Line], env: dict[str, Any], tokens: list[Token]) -> Iterator[Block]:
    """The blocks of running text in *lines*; what the parser finds in those that only it can read goes to *env* and *tokens*."""
    block = parser().block
    state = None
    at = 0
    while at < len(lines):
        found, end = usual(lines, at)
        if not found and not blank(lines[at]):
            state = state or StateBlock("\n".join(line.text for line in lines), parser(), env, tokens)
            state.line, made = at, len(tokens)
            next(rule for rule in block.ruler.getRules("") if rule(state, at, state.lineMax, False))
            found, end = list(_blocks(tokens[made:], lines, env["rows"])), state.line
        yield from found
        at = max(at + 1, end)


def _joined(one: Structure, other: Structure) -> Structure:
    blocks = sorted((*one.blocks, *other.blocks), key=lambda block: block.lines[0].start)
    definitions, html = (*one.definitions, *other.definitions), (*one.html, *other.html)
    return Structure(tuple(blocks), one.references | other.references, definitions, html)


def _holds_markdown(token: Token) -> bool:
    """Whether a block of raw HTML says that what it wraps is Markdown, as kramdown and Python-Markdown read it."""
    return not token.level and bool(_MARKDOWN_INSIDE.match(token.content))


def _raw(token: Token, lines: Sequence[Line]) -> Iterator[Block]:
    """The block of a *token* of raw HTML; inside a quote or a list without what its lines repeat."""
    first, end = token.map or (0, 0)
    end = first + 1 if _holds_markdown(token) else end
    if not token.level:
        yield Block("html", "", tuple(lines[first:end]))
    elif found := _found(token.content.split("\n")[: end - first], lines[first:end], loose=False):
        yield Block("html", "", found[0])


def _definition(lines: Sequence[Line], first: int, end: int) -> Block:
    return Block("definition", "", tuple(lines[first : max(first + 1, end)]))


def _blocks(tokens: Sequence[Token], lines: Sequence[Line], rows: Mapping[int, int]) -> Iterator[Block]:
    around: list[str] = []
    cells: list[Block] = []
    for before, token in pairwise([Token("", "", 0), *tokens]):
        container = _CONTAINERS.get(token.type.removesuffix("_open").removesuffix("_close"))
        if container and token.nesting > 0:
            around.append(container)
        elif container:
            around.pop()
        elif token.type == "tr_open" and token.map:
            cells = list(_cells(lines[token.map[0]], rows[token.map[0]]))
        elif token.type == "inline":
            role = _LEAVES.get(before.type, around[-1] if around else "")
            if role == "table cell":
                yield from cells[:1]
                del cells[:1]
            else:
                yield from _leaf(token, role, lines, atx=before.markup.startswith("#"))


def _leaf(token: Token, role: str, lines: Sequence[Line], *, atx: bool) -> Iterator[Block]:
    """The block of *token*'s text, if that stands in the article's lines as it reads.

    To the parser a line of no-break spaces begins a text, but is none of it.
    """
    parts = token.content.split("\n")
    first, end = token.map or (0, 0)
    for at in range(first, max(first, end - len(parts)) + 1):
        if found := _found(parts, lines[at : at + len(parts)], loose=atx):
            yield Block("heading" if atx else "paragraph", role, found[0], guarded=atx and bool(found[1]))
            return


def _found(
    parts: Sequence[str], lines: Sequence[Line], *, loose: bool
) -> tuple[tuple[Line, ...], str] | None:
    """Where *parts* stand in *lines*, one in each, and what stands behind the last one.

    None where they do not stand there as they read, or have more than blanks of any kind behind them and are not *loose*.
    """
    found: list[Line] = []
    behind = ""
    for part, line in zip(parts, lines, strict=True):
        text = part.lstrip(" \t")
        at = line.text.rfind(text)
        behind = line.text[at + len(text) :].strip(" \t")
        if at < 0 or (behind.strip() and not loose):
            return None
        found.append(Line(line.number, line.start + at, text, line.text[:at]))
    return tuple(found), behind


def _cells(line: Line, column: int) -> Iterator[Block]:
    """The cells of a table row that starts at *column*."""
    end = len(line.text.rstrip(" \t"))
    bars = [m.start() for m in _BAR.finditer(line.text, column)]
    for number, (start, stop) in enumerate(zip([column - 1, *bars], [*bars, end], strict=True)):
        cell = line.text[start + 1 : stop]
        if stop > column:
            at = start + 1 + len(cell) - len(cell.lstrip(" \t"))
            part = Line(line.number, line.start + at, cell.strip(" \t"), "")
            yield Block("cell", "table cell", (part,), guarded=number > 0)
