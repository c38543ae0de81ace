"""The header of a PO file: its fields, its dates, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain, zip_longest

from localize import __version__
from localize.catalog import Catalog, Entry
from localize.locales import Locale
from localize.po_entry import comment_lines, texts
from localize.po_text import COMMENT, FLAG, KINDS, PREVIOUS, Block, quote, quoted, unquoted

Headers = tuple[tuple[str, str], ...]
"""The fields of a header, in order: (name, value)."""

_CREATED, _REVISED = "POT-Creation-Date", "PO-Revision-Date"
_ENCODING = (
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
)


def header(name: str, locale: Locale, source_locale: Locale | None, now: datetime) -> Headers:
    """The fields of a new catalog.

    Args:
        name: What the catalog is of: its domain.
        locale: The target locale.
        source_locale: The article's locale, where it is known.
        now: The time, with its zone.
    """
    return _fields(
        ("Project-Id-Version", name),
        ("Report-Msgid-Bugs-To", ""),
        (_CREATED, written(now)),
        (_REVISED, written(now)),
        ("Last-Translator", ""),
        ("Language-Team", ""),
        ("Language", locale.gettext),
        *_ENCODING,
        ("Plural-Forms", locale.plural_forms),
        ("X-Generator", f"localize {__version__}"),
        ("X-Source-Language", source_locale.gettext if source_locale else None),
    )


def template_header(name: str, source_locale: Locale, created: str) -> Headers:
    """The fields of a template, with what gettext's tools replace in a catalog made from it.

    Args:
        name: What the template is of: its domain.
        source_locale: The article's locale.
        created: The time, as `written` gives it.
    """
    return _fields(
        ("Project-Id-Version", name),
        ("Report-Msgid-Bugs-To", ""),
        (_CREATED, created),
        (_REVISED, "YEAR-MO-DA HO:MI+ZONE"),
        ("Last-Translator", "FULL NAME <EMAIL@ADDRESS>"),
        ("Language-Team", "LANGUAGE <LL@li.org>"),
        ("Language", ""),
        *_ENCODING,
        ("X-Generator", f"localize {__version__}"),
        ("X-Source-Language", source_locale.gettext),
    )


def _fields(*fields: tuple[str, str | None]) -> Headers:
    return tuple((name, value) for name, value in fields if value is not None)


def written(time: datetime) -> str:
    """A time as gettext writes it."""
    return time.strftime("%Y-%m-%d %H:%M%z")


def dated(old: Catalog, new: Catalog, now: datetime) -> Catalog:
    """*new*, with the dates of its header set where it differs from *old*.

    `PO-Revision-Date` follows the targets and their states, `POT-Creation-Date` the live sources. Where an article
    only moved its lines, both stay. A field that the header does not have is not added.
    """
    times = dict(new.headers)
    pairs = [pair for pair in zip_longest(old.entries, new.entries) if pair[0] is not pair[1]]
    before, after = ([one for one in side if one] for side in zip(*pairs, strict=True)) if pairs else ((), ())
    changes = {_REVISED: _work(before) != _work(after), _CREATED: _sources(old) != _sources(new)}
    for field, changed in changes.items():
        if changed and field in times:
            times[field] = written(now)
    return replace(
        new, headers=tuple((name, times[name] if name in changes else value) for name, value in new.headers)
    )


def _work(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    return sorted((e.key, e.target, e.state) for e in entries)


def _sources(catalog: Catalog) -> list[object]:
    return [e.key for e in catalog.live()]


def charset(headers: Headers) -> str:
    """The encoding that the header names, in lower case; empty where it names none."""
    content = next((value for name, value in headers if name.lower() == "content-type"), "")
    found = re.search(r"charset=([^\s;]*)", content)
    return found[1].lower() if found else ""


def headers_of(text: str) -> Headers:
    """The fields in the text of a header; a line that is no field comes back as the value of a field without a name."""
    lines = [line for line in text.split("\n") if line]
    split = [line.partition(":") for line in lines]
    return tuple((name, value.strip()) if colon else ("", name) for name, colon, value in split)


def header_lines(
    headers: Headers, comments: tuple[str, ...], block: Block | None = None, *, fuzzy: bool = False
) -> Iterator[str]:
    """The lines of a header, without line ends; what says the same as in *block* is kept as it stands there.

    A template's header is *fuzzy*, a catalog's is not.
    """
    lines = dict(block.lines) if block else {FLAG: ("#, fuzzy",) * fuzzy, "msgid": ('msgid ""',)}
    if block is None or comments != texts(block.lines, COMMENT):
        lines[COMMENT] = comment_lines(COMMENT, comments)
    if block is None or headers != headers_of(block.values["msgstr"]):
        lines["msgstr"] = _field_lines(headers, _kept(block) if block else {})
    for kind in KINDS:
        yield from lines.get(kind, ()) if kind != PREVIOUS else (f"#| {line}" for line in lines.get(kind, ()))


def _field_lines(headers: Headers, kept: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    fields = [f"{name}: {value}\n" if name else f"{value}\n" for name, value in headers]
    if len(fields) == 1:
        return quoted("msgstr", fields[0])
    return ('msgstr ""', *chain.from_iterable(kept.get(field) or (quote(field),) for field in fields))


def _kept(block: Block) -> dict[str, tuple[str, ...]]:
    """The lines of each field as an editor wrapped them, by what they say."""
    found: dict[str, tuple[str, ...]] = {}
    lines: list[str] = []
    said = ""
    for line in block.lines["msgstr"]:
        lines.append(line.removeprefix("msgstr").lstrip())
        said += unquoted(line)
        if said.endswith("\n") or not said:
            found[said] = tuple(lines)
            lines, said = [], ""
    return found
