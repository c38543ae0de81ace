"""How an HTML page flows: which tokens are running text, which end it, and which stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from localize.formats.html_tokens import VOID, Attribute, Token, attributes

Flow = Literal["text", "tag", "word", "still", "break"]

LITERAL = frozenset({"code", "kbd", "samp", "var"})
"""Elements whose words belong to a machine; `translate="yes"` says otherwise."""

_LOCKED = frozenset({"script", "style", "template", "textarea", "noscript", "pre", "svg", "math"})
_BLOCK = frozenset(
    """
    address article aside audio base blockquote body button canvas caption center col colgroup datalist dd details dialog
    dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html
    iframe legend li link listing main menu meta nav noscript object ol optgroup option p plaintext pre script search
    section select source style summary table tbody td template textarea tfoot th thead title tr track ul video xmp
    """.split()
)
_ROLES = {
    "title": "title",
    "li": "list item",
    "dt": "list item",
    "dd": "list item",
    "td": "table cell",
    "th": "table cell",
    "caption": "caption",
    "figcaption": "caption",
    "legend": "caption",
    "blockquote": "quote",
    "button": "button",
    "option": "option",
    "summary": "heading",
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_PLAIN = frozenset(
    {"p", "div"}
)  # they take the role of what they stand in: a cell's paragraph is a cell's text

_IMPLIED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist", "optgroup"})),
}
"""End tags that authors may leave out: what an element ends, and inside what it stops looking."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token and its place in the flow."""

    token: Token

    flow: Flow
    """`text` and `tag` are running text and the markup in it; `word` is a tag of an element that is passed unchanged but
    belongs to the sentence, `still` what such an element holds or what nobody reads; `break` ends the running text."""

    role: str
    """The role of a unit made here."""

    attributes: Mapping[str, Attribute]
    """A start tag's attributes."""

    open: bool
    """Whether the tag's own attributes are to be translated."""


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    role: str = ""
    translate: bool = True
    """Whether its content is translated."""
    locked: bool = False
    """Whether nothing inside can turn translation on again."""


_ROOT = _Element("")
_DEEPEST = 512  # elements; Chromium nests no deeper, and a search through what is open stays short


def turned(tag: Mapping[str, Attribute]) -> bool | None:
    """What an element's own attributes say about translating it; None when they say nothing."""
    if "translate" in tag and (said := tag["translate"].value.strip().lower()) in {"yes", "no", ""}:
        return said != "no"
    if "class" in tag and "notranslate" in tag["class"].value.split():
        return False
    return None


def spoken(tag: Mapping[str, Attribute]) -> str:
    """The language that a tag says its element is in, without region or script; empty when it says none."""
    said = tag.get("lang") or tag.get("xml:lang")
    return "" if said is None else said.value.strip().lower().split("-")[0].split("_")[0]


def flow(text: str, tokens: Sequence[Token], language: str = "") -> Iterator[Piece]:
    """Each token with its place in the flow, in order; what is in another *language* than this or the page's is still."""
    stack = [_ROOT]
    own = frozenset({language, *_of_page(text, tokens)} - {""})
    for token in tokens:
        if token.kind == "start":
            yield _opened(text, token, stack, own)
        elif token.kind == "end":
            yield Piece(token, _closed(token, stack), stack[-1].role, {}, open=False)
        else:
            yield Piece(token, _content(token, stack[-1]), stack[-1].role, {}, open=False)


def _of_page(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    return (spoken(attributes(text, t)) for t in tokens if t.kind == "start" and t.name == "html")


def _content(token: Token, element: _Element) -> Flow:
    if not element.translate:
        return "still"
    if token.kind in {"raw", "unfinished"}:
        return "break"
    return "text" if token.kind == "text" else "tag"


def _opened(text: str, token: Token, stack: list[_Element], own_languages: frozenset[str]) -> Piece:
    """Put the element on the stack, and say how its start tag flows."""
    _end_implied(token.name, stack)
    outer, name, found = stack[-1], token.name, attributes(text, token)
    said = turned(found)
    if said is None and own_languages and (language := spoken(found)) and language not in own_languages:
        said = False
    own = not outer.locked and (outer.translate if said is None else said)
    locked = outer.locked or name in _LOCKED
    inner = own and not locked and (name not in LITERAL or said is True)
    if name not in VOID and len(stack) < _DEEPEST:
        stack.append(_Element(name, _role(name, outer), inner, locked))
    return Piece(token, _passage(name, outer.translate, inner), stack[-1].role, found, own)


def _closed(token: Token, stack: list[_Element]) -> Flow:
    """Take the element that the end tag closes off the stack, and say how the tag flows."""
    inner = stack[-1].translate
    if any(element.name == token.name for element in stack):
        while (element := stack.pop()).name != token.name:
            pass
        inner = element.translate
    return _passage(token.name, stack[-1].translate, inner)


def _passage(name: str, outer: bool, inner: bool) -> Flow:
    """How a tag flows between content that is translated or not outside and inside of its element."""
    if not outer and not inner:
        return "still"
    if name in _BLOCK or not outer:
        return "break"
    if inner:
        return "tag"
    return "still" if name == "svg" else "word"


def _role(name: str, outer: _Element) -> str:
    if name in _ROLES:
        return _ROLES[name]
    return "" if name in _BLOCK - _PLAIN else outer.role


def _end_implied(name: str, stack: list[_Element]) -> None:
    """Close what *name* ends without an end tag: a paragraph, the list item before it."""
    if name in _BLOCK and stack[-1].name == "p":
        stack.pop()
    if name not in _IMPLIED:
        return
    ended, within = _IMPLIED[name]
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name in within:
            return
        if stack[depth].name in ended:
            del stack[depth:]
            return
