"""An entry as lines of a PO file, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from sys import intern

from localize.catalog import Entry, Key, Mark
from localize.errors import CatalogError
from localize.po_text import COMMENT, FLAG, KINDS, NOTE, PREVIOUS, REFERENCE, Block, quoted

Lines = Mapping[str, Sequence[str]]
"""An entry's lines by their kind."""

_MARK = re.compile(r"mt: (.*) ([0-9a-f]{16})")
_WRAPS = 6  # lines over which a narrow editor may have wrapped a mark
_REFERENCE = re.compile(r"\u2068([^\u2069]*)\u2069(?::(\d+))?(?=[ \t]|$)|([^ \t]+?)(?::(\d+))?(?=[ \t]|$)")
_WIDTH = 79  # bytes up to which `msgcat` puts references on one line, whatever its other options
_JOIN = "\\"
_UNFIT = re.compile("[\0\x04\ud800-\udfff]")


def entry_of(lines: Lines, values: Mapping[str, str], line: int, *, obsolete: bool) -> Entry:
    """The entry that stands in *line* of a file, of the comments among its *lines* and of its strings' *values*."""
    comments, mark = _comments(lines)
    flags = [flag.strip() for line in lines.get(FLAG, ()) for flag in line[2:].split(",")]
    previous = values.get("|msgid")
    return Entry(
        source=values["msgid"],
        target=values.get("msgstr", values.get("msgstr[0]", "")),
        context=values.get("msgctxt", ""),
        fuzzy="fuzzy" in flags,
        previous=None if previous is None else (values.get("|msgctxt", ""), previous),
        obsolete=obsolete,
        comments=comments,
        mark=mark,
        notes=texts(lines, NOTE),
        references=_references(lines),
        flags=tuple([flag for flag in flags if flag not in {"", "fuzzy"}]),
        plural="msgid_plural" in values,
        line=line,
    )


def texts(lines: Lines, kind: str) -> tuple[str, ...]:
    """The comments of one kind among *lines*, without what they start with."""
    return tuple([_said(line[len(kind) :]) for line in lines.get(kind, ())])


def _said(comment: str) -> str:
    text = comment.removeprefix(" ")
    return intern(text[:-1] if text.endswith(f"{_JOIN} ") else text)


def comment_lines(kind: str, comments: Sequence[str]) -> tuple[str, ...]:
    """The lines of comments of one kind.

    To gettext a backslash at the end of any line, also of a comment, joins it to the next one: a blank keeps it apart.
    """
    if not comments:
        return ()
    lines = chain.from_iterable(comment.split("\n") for comment in comments)
    return tuple(f"{kind} {line}{' ' * line.endswith(_JOIN)}" if line else kind for line in lines)


def _comments(lines: Lines) -> tuple[tuple[str, ...], Mark | None]:
    """People's comments, and our mark: the last comment that looks like one, also where an editor wrapped it."""
    comments = texts(lines, COMMENT)
    for start in reversed(range(len(comments))):
        if comments[start].startswith("mt: "):
            for end in range(start + 1, min(start + _WRAPS, len(comments)) + 1):
                found = _MARK.fullmatch(" ".join(comments[start:end]))
                if found:
                    return comments[:start] + comments[end:], Mark(intern(found[1]), found[2])
    return comments, None


def _references(lines: Lines) -> tuple[tuple[str, int], ...]:
    found = [one for line in lines.get(REFERENCE, ()) for one in _REFERENCE.findall(line, 2)]
    return tuple(
        [(intern(isolated or path), int(first or second or 0)) for isolated, first, path, second in found]
    )


def lines_of(entry: Entry, block: Block | None = None) -> Iterator[str]:
    """The lines of an entry, without line ends.

    Args:
        entry: The entry.
        block: What stands in the file for its key: lines that say the same are kept as they are.

    Raises:
        CatalogError: PO cannot hold its text, or it has plural forms that *block* does not. The error has no path.
    """
    lines = _lines(entry)
    if block is not None:
        old = entry_of(block.lines, block.values, block.line, obsolete=block.obsolete)
        lines = _kept(lines, _lines(old), block)
    if entry.plural and not lines.get("msgid_plural"):
        raise CatalogError(f"an entry with plural forms cannot be made or changed: {entry.source[:60]}")
    for kind in KINDS:
        if kind not in lines:
            continue
        prefix = _prefix(kind, obsolete=entry.obsolete)
        for line in lines[kind]:
            if _UNFIT.search(line):
                raise CatalogError(f"a character that PO cannot hold in {line[:60]!r}", hint="remove it")
            yield prefix + line


def _kept(
    new: Mapping[str, tuple[str, ...]], old: Mapping[str, tuple[str, ...]], block: Block
) -> dict[str, tuple[str, ...]]:
    """*new*, with the block's own lines for each kind in which nothing changed since *old*."""
    kinds = set(KINDS) if new.get("msgstr") == old.get("msgstr") else set(KINDS) - {"msgid_plural"}
    kept = {
        kind: tuple((block.lines if new.get(kind) == old.get(kind) else new).get(kind, ())) for kind in kinds
    }
    return kept | {COMMENT: _as_typed(kept[COMMENT], block)}


def _as_typed(lines: Iterable[str], block: Block) -> tuple[str, ...]:
    """Lines of comments, each as it stands in *block* if that says the same: people write `#tight` too."""
    typed: dict[str, list[str]] = {}
    for line, raw in zip(
        comment_lines(COMMENT, texts(block.lines, COMMENT)), block.lines.get(COMMENT, ()), strict=True
    ):
        typed.setdefault(line, []).append(raw)
    return tuple(typed[line].pop(0) if typed.get(line) else line for line in lines)


def _prefix(kind: str, *, obsolete: bool) -> str:
    if kind == PREVIOUS:
        return "#~| " if obsolete else "#| "
    return "#~ " if obsolete and not kind.startswith("#") else ""


def _lines(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The entry's lines by kind, as `msgcat --no-wrap` writes them; those of strings without their prefix."""
    mark = [f"mt: {entry.mark.signature} {entry.mark.digest}"] if entry.mark else []
    flags = (*(["fuzzy"] if entry.fuzzy and entry.target else []), *entry.flags)
    return {
        COMMENT: comment_lines(COMMENT, (*entry.comments, *mark)),
        NOTE: comment_lines(NOTE, entry.notes),
        REFERENCE: tuple(_packed(entry.references)),
        FLAG: (f"#, {', '.join(flags)}",) if flags else (),
        PREVIOUS: _named(entry.previous) if entry.previous else (),
        "msgctxt": quoted("msgctxt", entry.context) if entry.context else (),
        "msgid": quoted("msgid", entry.source),
        "msgstr": quoted("msgstr", entry.target),
    }


def _named(key: Key) -> tuple[str, ...]:
    context, source = key
    return (*(quoted("msgctxt", context) if context else ()), *quoted("msgid", source))


def _packed(references: tuple[tuple[str, int], ...]) -> Iterator[str]:
    """References, as many on a line as `msgcat` puts there; a path with blanks in isolates, as gettext 0.22 reads it."""
    line = REFERENCE
    for path, number in dict.fromkeys(references):
        name = f"\u2068{path}\u2069" if " " in path or "\t" in path else path
        place = f" {name}:{number}" if number else f" {name}"
        if line != REFERENCE and len((line + place).encode()) > _WIDTH:
            yield line
            line = REFERENCE
        line += place
    if line != REFERENCE:
        yield line
