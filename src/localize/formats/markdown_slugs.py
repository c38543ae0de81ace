"""The fragments by which headings are linked to, as GitHub and most site generators make them from their text."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from unicodedata import category

from localize.formats.markdown_inline import Inline, scan

_CODE = re.compile(r"(`+)(.*)\1", re.DOTALL)
_HYPHENS = re.compile("-{2,}")


def slugs(headings: Iterable[str]) -> Iterator[str]:
    """The fragment of each heading of an article; the second of the same text gets `-1`, and so on."""
    seen: Counter[str] = Counter()
    for heading in headings:
        found = slug(heading)
        yield f"{found}-{seen[found]}" if seen[found] else found
        seen[found] += 1


def slug(heading: str) -> str:
    """A heading's text in small letters, its blanks as hyphens, without anything but letters, digits, `-` and `_`."""
    text = "".join(_shown(heading, scan(heading))).strip().lower()
    return "".join("-" if c == " " else c for c in text if c in " -_" or _word(c))


def loosely(fragment: str) -> str:
    """What fragments of one heading have in common, whether their generator keeps hyphens in a row or not."""
    return _HYPHENS.sub("-", fragment.lower()).strip("-")


def _word(char: str) -> bool:
    return char.isalnum() or category(char)[0] == "M" or category(char) == "Pc"


def _shown(text: str, spans: Iterable[Inline]) -> Iterator[str]:
    """What a reader sees of *text*, piece by piece: no marks, no pictures."""
    marks: list[tuple[int, int, str]] = []
    for span in spans:
        written = text[span.start : span.end]
        if span.kind in {"link", "emphasis"} and span.inner:
            marks += (span.start, span.inner[0], ""), (span.inner[1], span.end, "")
        elif span.kind == "escape":
            marks.append((span.start, span.end, written[1]))
        elif span.kind == "entity":
            marks.append((span.start, span.end, html.unescape(written)))
        else:
            code = _CODE.fullmatch(written) if span.kind == "opaque" else None
            marks.append((span.start, span.end, code[2] if code else ""))
    at = 0
    for start, end, shown in sorted(marks):
        yield from (text[at:start], shown)
        at = end
    yield text[at:]
