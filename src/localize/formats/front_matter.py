"""Front matter: the fields in front of an article, as YAML between `---` or as TOML between `+++`.

It is read for places and written by splicing, so that whatever is not replaced stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from localize.document import Unit
from localize.errors import ArticleError
from localize.formats import markdown_toml, markdown_yaml
from localize.formats.markdown_codes import has_words
from localize.formats.markdown_fields import Fields
from localize.formats.text import in_place

Value = str | int | Mapping[str, str | int]
"""What a field can be given."""

_BARE = re.compile(r"(?!(?:no|on|off|yes|true|false|null)$)[a-z]{2,8}(?:-[A-Za-z]+)*")
"""What every YAML reads as a string without quotes; `no` is Norwegian, but also false."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_EDGES = re.compile(
    r"""
    \ufeff? (?P<fence>---|\+\+\+) [ \t]*+ (?P<eol>\r\n|\r|\n)
    (?P<inner> (?:.*?(?:\r\n|\r|\n))?? )
    (?:(?P=fence)|\.\.\.) [ \t]*+ (?:\r\n|\r|\n|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of an article."""

    fields: Fields

    toml: bool
    """Whether it is TOML; else it is YAML."""

    body: int
    """Offset at which the article itself begins."""

    eol: str
    """The line end that it uses."""

    @property
    def day(self) -> date | None:
        """What the field `date` says."""
        return self.fields.day


def read(text: str) -> FrontMatter | None:
    """The front matter of *text*; None when there is none.

    Raises:
        ArticleError: It is neither YAML nor TOML, whichever its fences promise.
    """
    edges = _EDGES.match(text)
    return _read(edges[0]) if edges else None


@lru_cache(maxsize=16)  # a copy is read several times while it is made
def _read(text: str) -> FrontMatter | None:
    edges = _EDGES.match(text)
    if not edges:
        return None
    toml = edges["fence"] == "+++"
    fields = (markdown_toml if toml else markdown_yaml).read(text, *edges.span("inner"))
    return FrontMatter(fields, toml, edges.end(), edges["eol"]) if fields else None


def units(text: str, matter: FrontMatter, keys: frozenset[str]) -> Iterator[Unit]:
    """The strings of the front matter whose nearest key is one of *keys*, if they hold words."""
    for found in matter.fields.texts:
        if found.key in keys and has_words(found.source):
            line = 1 + len(_LINE_END.findall(text, 0, found.start))
            written = text[found.start : found.end]
            encode = partial(in_place, source=found.source, written=written, write=found.encode)
            yield Unit(found.start, found.end, found.source, f"frontmatter:{found.key}", line, encode=encode)


def with_fields(text: str, values: Mapping[str, Value], eol: str) -> str:
    """*text* with fields of its front matter set to *values*; it gets front matter where it has none.

    A field of the top level that is there is replaced, others are put in front of all. Nothing else changes.

    Raises:
        ArticleError: The front matter cannot be read, or is written so that no field can be added.
    """
    matter = read(text)
    if matter is None:
        mark = text[: text.startswith("\ufeff")]
        fields = "".join(_field(key, value, toml=False) + eol for key, value in values.items())
        return f"{mark}---{eol}{fields}---{eol}{eol}{text[len(mark) :]}"
    places = {key: (start, end) for key, start, end in matter.fields.spans}
    edits = [(*places[key], _field(key, values[key], toml=matter.toml)) for key in values if key in places]
    added = [_field(key, values[key], toml=matter.toml) for key in values if key not in places]
    layout = matter.fields
    edits.append(
        (
            layout.insert,
            layout.insert,
            "".join(layout.before + a + (layout.after or matter.eol) for a in added),
        )
    )
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    _check(text, values)
    return text


def _field(key: str, value: Value, *, toml: bool) -> str:
    """A field on one line; strings are quoted as YAML, TOML and JSON all read them."""
    sign = " = " if toml else ": "
    if isinstance(value, Mapping):
        return f"{key}{sign}{{{', '.join(_field(k, v, toml=toml) for k, v in value.items())}}}"
    bare = not toml and isinstance(value, str) and _BARE.fullmatch(value)
    return f"{key}{sign}{value if bare else json.dumps(value, ensure_ascii=False)}"


def _check(text: str, values: Mapping[str, Value]) -> None:
    matter = read(text)
    if matter is None or not set(values) <= {key for key, _, _ in matter.fields.spans}:
        raise ArticleError(
            "the front matter takes no further fields", hint="write it as plain fields, one on a line"
        )
