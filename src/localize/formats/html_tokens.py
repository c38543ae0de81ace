"""HTML as tokens with offsets: what a browser's tokenizer sees, and where it stands.

The standard library's parser changes its mind about scripts, comments and titles from one Python release to the next, and
a boundary that moves is a translation lost; so the few rules that matter here are written down once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import Literal

Kind = Literal["text", "start", "end", "comment", "raw", "unfinished"]

_RAW = {"script", "style", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes"}
_RCDATA = {"title"}  # its content is text in which no tag counts
VOID = frozenset("area base br col embed frame hr img input keygen link meta param source track wbr".split())

_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = rf"""
    [^ \t\n\f\r/>][^ \t\n\f\r/>=]*+
    (?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^ \t\n\f\r>]*+)|(?!{_SPACE}*+=))
"""
_MARKUP = re.compile(
    rf"""
      \A\ufeff?---\r?\n(?:.*?\n)?---(?=\r?\n)                                 # a site generator's front matter
    | <!--(?:-?>|.*?--!?>)
    | <(?:!(?!--)|\?|/(?![A-Za-z]))[^>]*+>                                    # doctype; what browsers take for a comment
    | <(?P<slash>/?)(?P<name>[A-Za-z][^ \t\n\f\r/>]*+)(?:[ \t\n\f\r/]++|{_ATTRIBUTE})*+>
    | (?P<unfinished><[A-Za-z!?/].*)                                          # browsers drop it up to the end
    """,
    re.VERBOSE | re.DOTALL,
)
_VALUE = re.compile(
    rf"""
    ([^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)
    (?:{_SPACE}*+={_SPACE}*+(?:"([^"]*+)"|'([^']*+)'|(?!["'])([^ \t\n\f\r>]*+)))?+
    """,
    re.VERBOSE,
)
_LEGACY = "|".join(sorted((n for n in html5 if not n.endswith(";")), key=len, reverse=True))
_REFERENCE = re.compile(
    rf"&(?:\#(?:[0-9]+|[xX][0-9a-fA-F]+);?|[A-Za-z][A-Za-z0-9]*;|(?P<legacy>{_LEGACY}))(?P<glued>(?=[=A-Za-z0-9]))?"
)
_UNSAFE = re.compile(rf"{_REFERENCE.pattern}|[&<]")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of HTML that is one thing."""

    kind: Kind
    """`raw` is what no browser reads as markup or text (a script); `comment` also a doctype, a processing instruction or
    front matter; `unfinished` a tag or comment that the text ends in."""

    start: int
    """Offset of its first character."""

    end: int
    """Offset one past its last character."""

    name: str = ""
    """The tag's name in lower case; empty for other tokens."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a start tag."""

    start: int
    """Offset of the value's first character, quotes not counted."""

    end: int
    """Offset one past the value's last character."""

    value: str
    """The value with character references resolved."""

    quote: str
    """`"`, `'`, or empty for a bare value; `-` for an attribute without any."""


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of *text* in order; together they are the whole text, whatever it holds."""
    at = 0
    while found := _MARKUP.search(text, at):
        if at < found.start():
            yield Token("text", at, found.start())
        token = _token(found)
        yield token
        at = token.end
        if token.kind == "start" and (end := _raw_end(text, token)) > at:
            yield Token("text" if token.name in _RCDATA else "raw", at, end)
            at = end
    if at < len(text):
        yield Token("text", at, len(text))


def _token(found: re.Match[str]) -> Token:
    name = (found["name"] or "").lower()
    if name:
        return Token("end" if found["slash"] else "start", found.start(), found.end(), name)
    return Token("unfinished" if found["unfinished"] else "comment", found.start(), found.end())


def _raw_end(text: str, tag: Token) -> int:
    """Where the content of *tag* that holds no markup ends; where the tag ends when it is not that sort of element."""
    if tag.name not in _RAW | _RCDATA or text.endswith(
        "/>", tag.start, tag.end
    ):  # `<title/>` of XHTML and SVG
        return tag.end
    closing = _closing(tag.name).search(text, tag.end)
    return closing.start() if closing else len(text)


@lru_cache(maxsize=16)
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE)


def attributes(text: str, tag: Token) -> dict[str, Attribute]:
    """The attributes of a start tag by their names in lower case; of two with one name the first counts."""
    found: dict[str, Attribute] = {}
    for match in _VALUE.finditer(text, tag.start + 1 + len(tag.name), tag.end - 1):
        group = match.lastindex or 1
        start, end = match.span(group) if group > 1 else (match.end(), match.end())
        value = _resolved(text[start:end])
        found.setdefault(match[1].lower(), Attribute(start, end, value, ("-", '"', "'", "")[group - 1]))
    return found


def _resolved(value: str) -> str:
    """An attribute's value as it reads: there `&copy=1` is no reference, unlike in text."""
    return _REFERENCE.sub(lambda m: m[0] if m["legacy"] and m["glued"] is not None else unescape(m[0]), value)


def references(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Each character reference in that stretch of *text*: its span, and what it stands for."""
    for match in _REFERENCE.finditer(text, start, end):
        char = unescape(match[0])
        if char != match[0]:
            yield (*match.span(), char)


def escape_text(text: str, kept: frozenset[str] = frozenset()) -> str:
    """*text* with each `<`, and each `&` that starts no character reference, escaped; those in *kept* stay."""

    def safe(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] in kept or unescape(found) != found:
            return found
        return ("&lt;" if found == "<" else "&amp;") + found[1:]

    return _UNSAFE.sub(safe, text)


def bare(text: str) -> frozenset[str]:
    """Which of `&` and `<` stand unescaped in a stretch of *text* that holds no tag."""
    return frozenset(m[0][0] for m in _UNSAFE.finditer(text) if unescape(m[0]) == m[0])


def pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """The number of each start tag's own end tag; tags without a partner are left out, and pairs never cross."""
    found: dict[int, int] = {}
    opened: list[int] = []
    waiting: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.kind == "start" and token.name not in VOID:
            opened.append(number)
            waiting[token.name] = waiting.get(token.name, 0) + 1
        elif token.kind == "end" and waiting.get(token.name):
            found[_matching(tokens, opened, waiting, token.name)] = number
    return found


def _matching(tokens: Sequence[Token], opened: list[int], waiting: dict[str, int], name: str) -> int:
    """Take the innermost open *name* off the stack, and all that was left open in it."""
    while True:
        number = opened.pop()
        waiting[tokens[number].name] -= 1
        if tokens[number].name == name:
            return number
