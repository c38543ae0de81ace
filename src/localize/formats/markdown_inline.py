"""Inline Markdown with offsets: CommonMark, strikethrough, footnote marks, and what site generators add.

The scanner reads left to right as CommonMark's own method does: what binds tightest (code, tags, escapes) first,
brackets on a stack, emphasis last, inside each link text on its own. Nothing it finds crosses anything else,
and no search is made twice, so that time stays in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html.entities import html5

from markdown_it.common.utils import normalizeReference

from localize.formats.markdown_emphasis import Run, delimiter_run, pair

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of inline markup."""

    kind: str
    """`link`, `image`, `emphasis`, `html`, `escape`, `entity`, `break`, or `opaque` (code, autolink, footnote mark…)."""

    start: int
    end: int

    inner: Span | None = None
    """The text that a link or an emphasis wraps; of an image, its alternative text."""

    destination: Span | None = None
    """Where the destination is written, without angle brackets; None where a reference says it."""

    title: Span | None = None
    """Where the title is written, without its quotes."""

    label: str | None = None
    """What a reference refers to, on one line."""


@dataclass(slots=True)
class _Bracket:
    start: int
    end: int
    image: bool
    runs: int
    """How many delimiter runs stood before it."""
    spans: int
    """How many spans were found before it."""


@dataclass(slots=True)
class _Scan:
    """What has been read so far."""

    text: str
    references: Collection[str] | None
    spans: list[Inline] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    linked: int = 0
    """How many of the open brackets stand before a link, and so can be none: links hold no links."""
    missing: set[str] = field(default_factory=set)
    """Closing marks that the rest of the text does not have."""
    ticks: dict[int, list[int]] | None = None
    """Where runs of backticks start, by their length."""


_TOKEN = re.compile(
    r"""
      (?P<break> (?<!\ )\ {2,}+\n | \\\n )
    | (?P<escape> \\[!-/:-@\[-`{-~] )
    | (?P<ticks> `+ )
    | (?P<entity> &(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}); )
    | (?P<enclosed> \{\{ | \{% | \$\$ | <!-- | <\? | <!\[CDATA\[ | <!(?=[A-Za-z]) )
    | (?P<opaque> \{[:.\#][^{}\n]*\} | \[\^[^\s\[\]]+\](?!\() )      # attribute list, footnote mark
    | (?P<angle> < )
    | (?P<open> \[ | !\[(?!\^[^\s\[\]]+\]) )
    | (?P<close> \] )
    | (?P<run> \*+ | _+ | (?<!~)~~(?!~) )
    """,
    re.VERBOSE,
)
_STARTS = re.compile(r"[\\`&{$<\[!\]*_~]")
_STARTS_AND_BLANKS = re.compile(r"[\\`&{$<\[!\]*_~ ]")
"""What markup may start with: looking for that alone is several times faster. Two blanks may start a line break."""
_CLOSING = {"{{": "}}", "{%": "%}", "$$": "$$", "<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+)>")
_TAG = re.compile(
    r"""
      < [A-Za-z][A-Za-z0-9-]*+
        (?: \s++[A-Za-z_:][\w:.-]*+ (?: \s*+=\s*+ (?: [^\s"'=<>`]++ | '[^']*+' | "[^"]*+" ) )?+ )*+ \s*+ /?>
    | </[A-Za-z][A-Za-z0-9-]*+\s*+>
    """,
    re.VERBOSE,
)
_PIECE = r"\\.|\{\{[^{}\n]{0,300}+\}\}|\{%[^{}%\n]{0,300}+%\}|[^\s()\\]"
_FLAT = rf"(?:{_PIECE})*+"
_NESTED = rf"(?:{_PIECE}|\((?:{_PIECE}|\({_FLAT}\))*+\))*+"
"""A destination: parentheses in it are paired, two deep at most; a template in it may hold blanks."""
_TAIL = re.compile(
    rf"""
    \(\s*+ (?: <(?P<angled>(?:\\.|[^<>\\\n])*+)> | (?P<plain>(?!<){_NESTED}) )
    (?: \s++ (?: "(?P<double>(?:\\[\s\S]|[^"\\])*+)" | '(?P<single>(?:\\[\s\S]|[^'\\])*+)'
               | \((?P<round>(?:\\[\s\S]|[^()\\])*+)\) ) )?
    \s*+\)
    """,
    re.VERBOSE,
)
_LONGEST = 1000
"""CommonMark: a label has at most 999 characters."""
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*+)\]", re.DOTALL)


def scan(text: str, references: Collection[str] | None = None) -> list[Inline]:
    """The inline markup of *text*, by its start; nested or disjoint, and nothing inside what is opaque.

    Args:
        text: A paragraph's text, its lines joined by newlines, or a part of it.
        references: Labels that the article defines, normalized. None for a text on its own: then `[text][label]` is
            taken for a link and `![label]` for an image whatever the label is, and `[label]` for text.
    """
    starts = _STARTS_AND_BLANKS if "  \n" in text else _STARTS
    if not starts.search(text):
        return []
    state = _Scan(text, references)
    position = 0
    while start := starts.search(text, position):
        found = _TOKEN.match(text, start.start())
        position = _READERS[str(found.lastgroup)](state, found) if found else start.end()
    _wrap_runs(state, 0)
    return sorted(state.spans, key=lambda s: (s.start, -s.end))


def _simple(state: _Scan, found: re.Match[str]) -> int:
    state.spans.append(Inline(str(found.lastgroup), found.start(), found.end()))
    return found.end()


def _entity(state: _Scan, found: re.Match[str]) -> int:
    name = found[0][1:]
    return _simple(state, found) if name.startswith("#") or name in html5 else found.end()


def _code(state: _Scan, found: re.Match[str]) -> int:
    if state.ticks is None:
        state.ticks = {}
        for run in re.finditer("`+", state.text):
            state.ticks.setdefault(len(run[0]), []).append(run.start())
    size = len(found[0])
    closing = state.ticks.get(size, [])
    at = bisect_left(closing, found.end())
    if at == len(closing):
        return found.end()
    return _opaque(state, found.start(), closing[at] + size)


def _enclosed(state: _Scan, found: re.Match[str]) -> int:
    """A template mark, a formula or a comment, up to its end."""
    closing = _CLOSING[found[0]]
    if closing not in state.missing:
        begin = found.end() - 2 if found[0] == "<!--" else found.end()  # `<!-->` is a whole comment
        end = state.text.find(closing, begin)
        if end >= 0:
            return _opaque(state, found.start(), end + len(closing))
        state.missing.add(closing)
    return found.end()


def _opaque(state: _Scan, start: int, end: int) -> int:
    state.spans.append(Inline("opaque", start, end))
    return end


def _angle(state: _Scan, found: re.Match[str]) -> int:
    if link := _AUTOLINK.match(state.text, found.start()):
        return _opaque(state, *link.span())
    if tag := _TAG.match(state.text, found.start()):
        state.spans.append(Inline("html", *tag.span()))
        return tag.end()
    return found.end()


def _open(state: _Scan, found: re.Match[str]) -> int:
    image = found[0] == "!["
    state.brackets.append(_Bracket(*found.span(), image, len(state.runs), len(state.spans)))
    return found.end()


def _close(state: _Scan, found: re.Match[str]) -> int:
    if not state.brackets:
        return found.end()
    bracket = state.brackets.pop()
    may_link = bracket.image or len(state.brackets) >= state.linked
    state.linked = min(state.linked, len(state.brackets))
    span = _reference(state, bracket, found.end()) if may_link else None
    if span is None:
        return found.end()
    _wrap_runs(state, bracket.runs)
    if bracket.image:
        del state.spans[bracket.spans :]
    else:
        state.linked = len(state.brackets)
    state.spans.append(span)
    return span.end


def _reference(state: _Scan, bracket: _Bracket, end: int) -> Inline | None:
    """The link or image that *bracket* opens and the bracket before *end* closes, if what follows makes it one."""
    kind, start = "image" if bracket.image else "link", bracket.start
    inner = (bracket.end, end - 1)
    if tail := _TAIL.match(state.text, end):
        titles = (tail.span(name) for name in ("double", "single", "round") if tail[name] is not None)
        destination = tail.span("plain" if tail["angled"] is None else "angled")
        return Inline(kind, start, tail.end(), inner, destination, next(titles, None))
    behind = _LABEL.match(state.text, end)
    named = behind[1] if behind else ""
    label = " ".join((named or state.text[bracket.end : min(end - 1, bracket.end + _LONGEST)]).split())
    if state.references is None:
        known = bool(named) or bracket.image
    else:
        known = normalizeReference(label) in state.references
    if not known or not label or label.startswith("^"):
        return None
    return Inline(kind, start, behind.end() if behind else end, inner, label=label)


def _run(state: _Scan, found: re.Match[str]) -> int:
    state.runs.append(delimiter_run(state.text, *found.span()))
    return found.end()


def _wrap_runs(state: _Scan, first: int) -> None:
    """Pair the delimiter runs from number *first* on, and forget them."""
    for start, end, width in pair(state.runs[first:]):
        state.spans.append(Inline("emphasis", start, end, (start + width, end - width)))
    del state.runs[first:]


_READERS: dict[str, Callable[[_Scan, re.Match[str]], int]] = {
    "break": _simple,
    "escape": _simple,
    "ticks": _code,
    "entity": _entity,
    "enclosed": _enclosed,
    "opaque": _simple,
    "angle": _angle,
    "open": _open,
    "close": _close,
    "run": _run,
}
