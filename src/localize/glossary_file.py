"""Glossary files: one concept a row, a column for each locale.

    en,fr,fr:gender,es,ar,status,case,match,note
    space probe,sonde spatiale|sondes spatiales,f,sonda espacial,مسبار فضائي,,,,

A cell lists admitted forms, the preferred one first, with `|` between. The columns status, case, match and note are
optional, and so are gender (m or f) and number (sg or pl) of each locale's preferred form, which need no locale in front
where there is but one; columns that begin with pos or domain are for people and are passed over. Blank rows and lines that begin with `#` are skipped, so a source that begins with one stands in quotation marks.

A format is a function `Reader`. It yields what is wrong beside what is right, so that one reading tells all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from localize.errors import GlossaryError, LocaleError
from localize.forms_text import plain
from localize.glossary_grammar import CATEGORIES, category, disputed, grammar, placed, united
from localize.glossary_term import Case, Match, Status, Term
from localize.locales import Locale

Reader = Callable[[Path, Locale], Iterator[Term | GlossaryError]]
"""Reads the terms of one file with their sources in one locale; an error takes the place of a term."""

_CHOICES: Mapping[str, type[StrEnum]] = {"status": Status, "case": Case, "match": Match}
_NOTE = "note"
_FOR_PEOPLE = ("pos", "domain")
_BLANKS = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")  # that are more than a blank
_Choice = TypeVar("_Choice", bound=StrEnum)


def decoded(path: Path) -> str:
    """The text of a glossary file in UTF-8, without its byte order mark.

    Raises:
        GlossaryError: It cannot be read, or is in another encoding.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GlossaryError("not UTF-8", path=path, line=line, hint="save the file as UTF-8") from None


def read_csv(path: Path, source_locale: Locale) -> Iterator[Term | GlossaryError]:
    """The terms of a CSV file in UTF-8, with or without a byte order mark. See the top of this module."""
    try:
        text = decoded(path)
    except GlossaryError as error:
        yield error
    else:
        yield from _terms(_rows(text, path), path, source_locale)


READERS: Mapping[str, Reader] = {".csv": read_csv}
"""The project's own format; `localize.exchange.READERS` has those of others, too."""


def read(
    paths: Iterable[Path], source_locale: Locale, readers: Mapping[str, Reader] = READERS
) -> tuple[Term, ...]:
    """The terms of all files, in order; rows about one source that agree are one term.

    Args:
        paths: The files.
        source_locale: The locale of the sources.
        readers: The reader of each suffix.

    Raises:
        GlossaryError: Something is wrong. All that is wrong in all files is told, each thing on a line of its own,
            and the error's path and line are those of the first.
    """
    found = tuple(rows(paths, source_locale, readers))
    united = tuple(merged(item for item in found if isinstance(item, Term)))
    errors = [item for item in (*found, *united) if isinstance(item, GlossaryError)]
    if errors:
        raise joined(errors)
    return tuple(item for item in united if isinstance(item, Term))


def rows(
    paths: Iterable[Path], source_locale: Locale, readers: Mapping[str, Reader] = READERS
) -> Iterator[Term | GlossaryError]:
    """What each file says, row by row, with an error in the place of each row that is wrong.

    Raises:
        GlossaryError: A file has a suffix that nobody reads.
    """
    for path in paths:
        reader = readers.get(path.suffix.lower())
        if reader is None:
            hint = f"localize reads {', '.join(readers)}"
            raise GlossaryError("no glossary format has this suffix", path=path, hint=hint)
        yield from reader(path, source_locale)


def joined(errors: Sequence[GlossaryError]) -> GlossaryError:
    """All of *errors* as one, each on a line of its own, with the path and line of the first."""
    first, *others = errors
    if not others:
        return first
    what = first.what + (f" — {first.hint}" if first.hint else "")
    return GlossaryError("\n".join([what, *map(str, others)]), path=first.path, line=first.line)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column of a file is."""

    names: tuple[str, ...]
    """BCP 47 tags, the names of optional columns (`fr:gender`), and "" for a column that is passed over."""

    source: str
    """The tag of the source column."""


def _rows(text: str, path: Path) -> Iterator[_Row | GlossaryError]:
    lines = ["\n" if line.startswith("#") else line for line in io.StringIO(text, newline="")]
    reader = csv.reader(lines, strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield _Row(line, tuple(_BLANKS.sub(" ", cell).strip() for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        hint = (
            "a cell with quotation marks or commas stands in quotation marks, and its own are written twice"
        )
        yield GlossaryError(f"broken quoting in this row: {error}", path=path, line=line, hint=hint)


def _terms(
    rows: Iterator[_Row | GlossaryError], path: Path, source_locale: Locale
) -> Iterator[Term | GlossaryError]:
    columns: _Columns | None = None
    for row in rows:
        if isinstance(row, GlossaryError):
            yield row
        elif columns is None:
            try:
                columns = _columns(row, source_locale)
            except GlossaryError as error:
                yield GlossaryError(error.what, path=path, line=row.line, hint=error.hint)
                return
        else:
            yield _term(row, columns, path)


def _columns(row: _Row, source_locale: Locale) -> _Columns:
    names = tuple(map(column, row.cells))
    _distinct(names)
    for source in (source_locale.tag, Locale(source_locale.language, source_locale.script).tag):
        if source in names:
            optional = {"", _NOTE, source, *_CHOICES, *CATEGORIES}
            targets = [name for name in names if name not in optional and ":" not in name]
            names = placed(names, targets)
            _distinct(names)
            return _Columns(names, source)
    raise GlossaryError(f"no column {source_locale.tag!r} for the sources", hint="name it in the first row")


def _distinct(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name and name in names[:number]:
            raise GlossaryError(f"two columns {name!r}")


def column(name: str) -> str:
    """What a column of this name is: a BCP 47 tag, an optional column, or "" for one that is passed over.

    Raises:
        GlossaryError: No column has such a name.
    """
    lower = name.lower()
    if lower in _CHOICES or lower == _NOTE:
        return lower
    if lower.startswith(_FOR_PEOPLE):
        return ""
    try:
        return category(name) or Locale.parse(name).tag
    except LocaleError:
        known = ", ".join([*_CHOICES, "fr:gender", "fr:number"])
        hint = f"a column is a locale (fr, pt-BR), {known} or {_NOTE}, with commas between"
        raise GlossaryError(f"unknown column {name!r}", hint=hint) from None


def _term(row: _Row, columns: _Columns, path: Path) -> Term | GlossaryError:
    try:
        return _parsed(row, columns, path)
    except GlossaryError as error:
        return GlossaryError(error.what, path=path, line=row.line, hint=error.hint)


def _parsed(row: _Row, columns: _Columns, path: Path) -> Term:
    if len(row.cells) != len(columns.names):
        raise GlossaryError(f"{len(row.cells)} cells, but the first row has {len(columns.names)}")
    cells = dict(zip(columns.names, row.cells, strict=True))
    source = cells.pop(columns.source)
    status = _choice(Status, cells.pop("status", ""), Status.PREFERRED)
    case = _choice(Case, cells.pop("case", ""), Case.IGNORE)
    match = _choice(Match, cells.pop("match", ""), Match.WORD)
    note = cells.pop(_NOTE, "")
    if not source and status is not Status.FORBIDDEN:
        raise GlossaryError("no source in this row")
    if "|" in source:
        raise GlossaryError("a source is one form", hint="write a row for each")
    locales = {tag: cell for tag, cell in cells.items() if tag and ":" not in tag}
    targets = {tag: forms for tag, cell in locales.items() if (forms := _forms(cell))}
    told = grammar(cells, locales if status is Status.DNT else targets)
    return Term(source, tuple(targets.items()), status, case, match, note, path, row.line, told)


def _choice(kind: type[_Choice], cell: str, default: _Choice) -> _Choice:
    try:
        return kind(cell.lower()) if cell else default
    except ValueError:
        hint = f"write {', '.join(kind)}, or nothing for {default}"
        raise GlossaryError(f"unknown {kind.__name__.lower()} {cell!r}", hint=hint) from None


def _forms(cell: str) -> tuple[str, ...]:
    if "|" not in cell:
        return (cell,) if cell else ()
    return tuple(dict.fromkeys(form for part in cell.split("|") if (form := part.strip())))


def merged(terms: Iterable[Term]) -> Iterator[Term | GlossaryError]:
    """One term for each source; and an error for each that contradicts an earlier one."""
    united: dict[tuple[str, Case], Term] = {}
    forbidden: list[Term] = []
    for term in terms:
        key = (plain(term.source), term.case)
        if term.status is Status.FORBIDDEN:
            forbidden.append(term)
        elif key not in united:
            united[key] = term
        elif fault := _contradiction(term, united[key]):
            yield _against(term, united[key], fault)
        else:
            united[key] = _united(united[key], term)
    for term in forbidden:
        asked = united.get((plain(term.source), term.case))
        if asked and (forms := _shared(term, asked)):
            yield _against(term, asked, f"{forms[0]!r} is forbidden here, but admitted")
    yield from united.values()
    yield from forbidden


def _against(term: Term, earlier: Term, fault: str) -> GlossaryError:
    where = f"in line {earlier.line}" if earlier.path == term.path else f"in {earlier.path}:{earlier.line}"
    return GlossaryError(f"{fault} {where}", path=term.path, line=term.line, hint="keep one of the two rows")


def _contradiction(term: Term, earlier: Term) -> str:
    """How the two, which have one source, contradict each other; empty when they do not."""
    for one, other in ((term.status, earlier.status), (term.match, earlier.match)):
        if one != other:
            return f"{term.source!r} is {type(one).__name__.lower()} {one} here, but {other}"
    known = dict(earlier.targets)
    for tag, forms in term.targets:
        if tag in known and known[tag][0] != forms[0]:
            return f"{term.source!r} is {forms[0]!r} in {tag} here, but {known[tag][0]!r}"
    column = disputed(term.grammar, earlier.grammar)
    return f"{term.source!r} has another {column} here than" if column else ""


def _united(one: Term, other: Term) -> Term:
    targets = dict(one.targets)
    for tag, forms in other.targets:
        targets[tag] = tuple(dict.fromkeys((*targets.get(tag, ()), *forms)))
    return replace(one, targets=tuple(targets.items()), grammar=united(one.grammar, other.grammar))


def _shared(one: Term, other: Term) -> list[str]:
    admitted = dict(other.targets)
    return [form for tag, forms in one.targets for form in forms if form in admitted.get(tag, ())]
