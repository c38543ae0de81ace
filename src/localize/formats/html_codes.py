"""The inline codes of a segment of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from localize.document import Code
from localize.formats.html_flow import LITERAL, spoken, turned
from localize.formats.html_tokens import Token, attributes, pairs, references, tokenize
from localize.formats.html_units import ATTRIBUTES, fold
from localize.formats.literals import with_literals


@lru_cache(maxsize=32_768)  # a text is asked about often: when it is cut, checked, published
def codes(source: str) -> tuple[Code, ...]:
    """The inline codes of *source*, as `Format.codes` promises.

    A key is the opening tag with its name in lower case and its attributes in order, but for those that are translated.
    Elements that are passed unchanged (those that name their language too: it is hardly the sentence's own), and those that hold nothing to translate, are one opaque code.
    """
    tokens = [token for token in tokenize(source) if token.kind != "unfinished"]
    found = with_literals(source, _markup(source, tokens))
    opaque = [(code.start, code.end) for code in found if code.inner is None]
    chars = [
        Code(start, end, source[start:end], char=char)
        for token in tokens
        if token.kind == "text"
        for start, end, char in references(source, token.start, token.end)
        if not any(first <= start < last for first, last in opaque)
    ]
    return tuple(sorted((*found, *chars), key=lambda code: (code.start, -code.end)))


def _markup(source: str, tokens: Sequence[Token]) -> Iterator[Code]:
    partner = pairs(tokens)
    closings = set(partner.values())
    end = 0
    for number, token in enumerate(tokens):
        if token.start < end or token.kind == "text" or number in closings:
            continue
        closing = partner.get(number)
        if closing is not None and not _still(source, tokens[number : closing + 1]):
            inner = (token.end, tokens[closing].start)
            yield Code(token.start, tokens[closing].end, _key(source, token), inner)
            continue
        element = tokens[number : (number if closing is None else closing) + 1]
        end = element[-1].end
        yield Code(token.start, end, "".join(_key(source, part) for part in element))


def _still(source: str, element: Sequence[Token]) -> bool:
    """Whether a whole element is passed as it is."""
    found = attributes(source, element[0])
    said = turned(found)
    still = element[0].name in LITERAL | {"svg", "math"} or bool(spoken(found))
    if said is False or (still and said is None):
        return True
    return not any(t.kind == "text" and unescape(source[t.start : t.end]).strip() for t in element)


def _key(source: str, token: Token) -> str:
    raw = fold(source[token.start : token.end])
    if token.kind == "end":
        return f"</{token.name}>"
    if token.kind != "start":
        return raw
    kept = sorted((n, a.value) for n, a in attributes(source, token).items() if n not in ATTRIBUTES)
    written = [f'{name}="{escape(fold(value))}"' for name, value in kept]
    return f"<{' '.join([token.name, *written])}>"
