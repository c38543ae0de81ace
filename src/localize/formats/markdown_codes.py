"""The inline codes of a Markdown text: its inline markup, with HTML tags paired."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

from localize.document import Code
from localize.formats.html_units import ATTRIBUTES
from localize.formats.literals import literals, with_literals
from localize.formats.markdown_inline import Inline, scan

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_VERBATIM = frozenset("code kbd samp tt var".split())
_NO_TRANSLATION = re.compile(
    r"""\s(?:xml:)?lang\s*= | \stranslate\s*=\s*["']?no\b | \sclass\s*=\s*(?:notranslate\b|["'](?:[^"']*\s)?notranslate[\s"'])""",
    re.VERBOSE | re.IGNORECASE,
)
_TRANSLATED = re.compile(
    rf"""\s(?:{"|".join(ATTRIBUTES)})\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@lru_cache(maxsize=32_768)  # a text is asked about often: when it is cut, checked, published
def codes(source: str) -> tuple[Code, ...]:
    """The inline codes of *source*, by their start; nested or disjoint, whatever the text is."""
    spans = scan(source)
    if not spans:
        return literals(source)
    pairs = _tag_pairs(source, spans)
    closing = set(pairs.values())
    found: list[Code] = []
    opaque_until = 0
    for number, span in enumerate(spans):
        if number in closing or span.start < opaque_until:
            continue
        code = _element(source, span, spans[pairs[number]]) if number in pairs else _code(source, span)
        if code.inner is None:
            opaque_until = code.end
        found.append(code)
    return with_literals(source, found)


def has_words(source: str) -> bool:
    """Whether there is anything to translate: a letter outside what passes unchanged."""
    found = codes(source)
    if any(map(str.isalpha, source[: found[0].start] if found else source)):
        return True
    marks: list[tuple[int, int]] = []
    for code in found:
        inner = code.inner or (code.end, code.end)
        marks += (code.start, inner[0]), (inner[1], code.end)
    start = 0
    for mark, end in (*sorted(marks), (len(source), len(source))):
        if any(map(str.isalpha, source[start:mark])):
            return True
        start = max(start, end)
    return False


def plain(text: str) -> str:
    """What *text* reads as, with backslash escapes and entities resolved: a destination."""
    return html.unescape(_ESCAPED.sub(r"\1", text))


def _code(source: str, span: Inline) -> Code:
    literal = source[span.start : span.end]
    match span.kind:
        case "link":
            key = f"link {_written(source, span)}" if span.destination else f"ref {span.label}"
            return Code(span.start, span.end, key, span.inner)
        case "image":
            key = _written(source, span) if span.destination else f"ref {span.label}"
            return Code(span.start, span.end, f"image {key}")
        case "emphasis" if span.inner:
            return Code(
                span.start, span.end, source[span.start : span.inner[0]].replace("_", "*"), span.inner
            )
        case "escape":
            return Code(span.start, span.end, literal[1], char=literal[1])
        case "entity":
            char = html.unescape(literal)
            return Code(span.start, span.end, char, char=char)
        case _:
            key = _TRANSLATED.sub("", literal) if span.kind == "html" else literal
            return Code(span.start, span.end, key)


def _written(source: str, span: Inline) -> str:
    return source[slice(*span.destination)] if span.destination else ""


def _element(source: str, opening: Inline, closing: Inline) -> Code:
    """The code of an HTML element; opaque where its content is not language, or another one."""
    tag = source[opening.start : opening.end]
    name = _TAG.match(tag)
    if (name and name[2].lower() in _VERBATIM) or _NO_TRANSLATION.search(tag):
        return Code(opening.start, closing.end, source[opening.start : closing.end])
    return Code(opening.start, closing.end, _TRANSLATED.sub("", tag), (opening.end, closing.start))


def _tag_pairs(source: str, spans: Sequence[Inline]) -> dict[int, int]:
    """The numbers of matching HTML tags. Only tags that lie in the same emphasis or link match: so none crosses it."""
    pairs: dict[int, int] = {}
    around: list[int] = []
    open_tags: dict[int, list[int]] = {}
    by_name: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for number, span in enumerate(spans):
        while around and spans[around[-1]].end <= span.start:
            around.pop()
        if span.kind == "html" and (tag := _TAG.match(source, span.start)):
            inside = around[-1] if around else -1
            stack, name = open_tags.setdefault(inside, []), (inside, tag[2].lower())
            if not tag[1]:
                if name[1] not in _VOID and source[span.end - 2] != "/":
                    by_name.setdefault(name, []).append((len(stack), number))
                    stack.append(number)
            elif (opening := _pop(stack, by_name.get(name, []))) is not None:
                pairs[opening] = number
        elif span.inner:
            around.append(number)
    return pairs


def _pop(stack: list[int], same_name: list[tuple[int, int]]) -> int | None:
    """Take the nearest open tag off *stack*, with what was opened inside it and never closed."""
    while same_name:
        height, number = same_name.pop()
        if height < len(stack) and stack[height] == number:
            del stack[height:]
            return number
    return None
