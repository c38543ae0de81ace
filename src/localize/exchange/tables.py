"""Tables of terms as other programs write them: OmegaT, DeepL, Weblate; and the project's own CSV, written.

OmegaT: `source<TAB>target<TAB>comment`, nothing quoted, comments begin with `#`; rows about one source are one term.
DeepL:  `source,target` or `source,target,source_lang,target_lang`, no header.
Weblate: a header with `source` and `target`, and perhaps `context`, `flags`, `developer_comments` and others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from localize import glossary_file
from localize.errors import GlossaryError, LocaleError
from localize.glossary_file import decoded
from localize.glossary_grammar import columns, spelled
from localize.glossary_term import Case, Match, Status, Term
from localize.locales import Locale
from localize.repair_place import Facts

_FLAGS = {"read-only": Status.DNT, "forbidden": Status.FORBIDDEN}
_NOTES = ("context", "translator_comments", "developer_comments", "explanation")
_BLANKS = re.compile(r"\s+")

_Rows = Iterator[tuple[int, list[str]]]


def read_csv(
    path: Path, source_locale: Locale, target_locale: Locale | None = None
) -> Iterator[Term | GlossaryError]:
    """The terms of a CSV file: the project's own, Weblate's or DeepL's, which its first row tells.

    A row that names *source_locale* begins a table of the project's own; one with `source` and `target` is Weblate's.

    Args:
        path: The file.
        source_locale: The locale of the sources.
        target_locale: That of the targets, where the file does not say; else the name tells: `terms.fr.csv`.
    """
    try:
        first = _first_row(decoded(path))
    except (GlossaryError, csv.Error):
        first = []  # the project's own reader says what is wrong
    names = {name.lower() for name in first}
    target = target_locale or named(path, source_locale)
    if len(first) == 4 and all(map(_is_locale, first[2:])) and not any(map(_is_column, first[:2])):
        yield from _checked(_deepl(path, source_locale, None), path)
    elif not first or any(_spells(cell, source_locale) for cell in first):
        yield from glossary_file.read_csv(path, source_locale)
    elif names >= {"source", "target"}:
        yield from _checked(_weblate(path, target), path)
    elif len(first) == 2 and target:
        yield from _checked(_deepl(path, source_locale, target), path)
    elif len(first) == 1 and ";" in first[0]:
        yield GlossaryError("separated by semicolons", path=path, line=1, hint="save it with commas")
    elif len(first) > 1 and all(map(_is_column, first)):
        hint = f"name the column of the sources {source_locale} in the first row"
        yield GlossaryError(f"no column for {source_locale}", path=path, line=1, hint=hint)
    else:
        hint = f"begin it with a row of locales such as {source_locale},fr; or name a table of pairs terms.fr.csv"
        yield GlossaryError("its columns cannot be told", path=path, line=1, hint=hint)


def read_omegat(
    path: Path, source_locale: Locale, target_locale: Locale | None = None
) -> Iterator[Term | GlossaryError]:
    """The terms of a table with tabs, as OmegaT has them; see `read_csv` for the arguments."""
    yield from _checked(_omegat(path, source_locale, target_locale or named(path, source_locale)), path)


def named(path: Path, source_locale: Locale) -> Locale | None:
    """The target locale that a file's name tells: `terms.fr.tsv`, `pt_BR.csv`."""
    try:
        locale = Locale.parse(path.stem.rpartition(".")[2])
    except LocaleError:
        return None
    return None if locale == source_locale else locale


def _checked(terms: Iterator[Term | GlossaryError], path: Path) -> Iterator[Term | GlossaryError]:
    """*terms*, with an error for one that has no source, and for a fault of the whole file."""
    try:
        for term in terms:
            if isinstance(term, Term) and not term.source and term.status is not Status.FORBIDDEN:
                yield GlossaryError("no source in this row", path=path, line=term.line)
            else:
                yield term
    except GlossaryError as error:
        yield GlossaryError(error.what, path=path, line=error.line, hint=error.hint)
    except csv.Error as error:
        yield GlossaryError(
            f"broken quoting: {error}", path=path, hint="write quotation marks in a cell twice"
        )


def _omegat(path: Path, source_locale: Locale, target: Locale | None) -> Iterator[Term | GlossaryError]:
    tag = _tag(target, path)
    found: dict[str, Term] = {}
    for line, text in enumerate(decoded(path).splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        cells = [_cleaned(cell) for cell in text.split("\t")]
        if len(cells) == 1:
            yield GlossaryError("no tab in this row", path=path, line=line, hint="write source, tab, target")
            continue
        if not found and _spells(cells[0], source_locale):
            raise GlossaryError("has a row of locales", line=line, hint="save it with commas, as .csv")
        term = _pair(cells[0], cells[1], tag, path, line, note=cells[2] if len(cells) > 2 else "")
        found[term.source] = _joined(found[term.source], term) if term.source in found else term
    yield from found.values()


def _joined(one: Term, other: Term) -> Term:
    """*one* with the target of *other* as a further admitted form."""
    forms = dict.fromkeys(form for term in (one, other) for _, forms in term.targets for form in forms)
    tag = next((tag for term in (one, other) for tag, _ in term.targets), "")
    notes = dict.fromkeys(note for note in (one.note, other.note) if note)
    return replace(one, targets=((tag, tuple(forms)),) if forms else (), note="; ".join(notes))


def _deepl(path: Path, source_locale: Locale, target: Locale | None) -> Iterator[Term | GlossaryError]:
    for line, cells in _csv(decoded(path)):
        if len(cells) not in {2, 4} or (len(cells) == 2 and target is None):
            yield GlossaryError(
                f"{len(cells)} cells, but the first row has {2 if target else 4}", path=path, line=line
            )
        elif len(cells) == 4 and not _spells(cells[2], source_locale):
            hint = "delete the row, or swap its terms"
            yield GlossaryError(
                f"its source is {cells[2]!r}, not {source_locale}", path=path, line=line, hint=hint
            )
        else:
            try:
                tag = Locale.parse(cells[3]).tag if len(cells) == 4 else _tag(target, path)
            except LocaleError as error:
                yield GlossaryError(error.what, path=path, line=line, hint=error.hint)
            else:
                yield _pair(cells[0], cells[1], tag, path, line)


def _weblate(path: Path, target: Locale | None) -> Iterator[Term | GlossaryError]:
    tag = _tag(target, path)
    names: list[str] = []
    for line, cells in _csv(decoded(path)):
        if not names:
            names = [cell.lower() for cell in cells]
        elif len(cells) != len(names):
            yield GlossaryError(
                f"{len(cells)} cells, but the first row has {len(names)}", path=path, line=line
            )
        else:
            yield _unit(dict(zip(names, cells, strict=True)), tag, path, line)


def _unit(cells: Mapping[str, str], tag: str, path: Path, line: int) -> Term:
    flags = {flag.strip() for flag in cells.get("flags", "").split(",")}
    status = next((status for flag, status in _FLAGS.items() if flag in flags), Status.PREFERRED)
    fuzzy = cells.get("fuzzy", "").lower() in {"true", "1"}
    note = "; ".join(dict.fromkeys(cells[name] for name in _NOTES if cells.get(name)))
    return _pair(cells["source"], "" if fuzzy else cells["target"], tag, path, line, note=note, status=status)


def _pair(
    source: str,
    target: str,
    tag: str,
    path: Path,
    line: int,
    *,
    note: str = "",
    status: Status = Status.PREFERRED,
) -> Term:
    return Term(source, ((tag, (target,)),) if target else (), status, note=note, path=path, line=line)


def _first_row(text: str) -> list[str]:
    """The first row that is neither blank nor a comment; empty where there is none."""
    lines = (line for line in io.StringIO(text, newline="") if not line.startswith("#"))
    rows = csv.reader(lines, strict=True, skipinitialspace=True)
    return next(([_cleaned(cell) for cell in row] for row in rows if any(map(str.strip, row))), [])


def _csv(text: str) -> _Rows:
    """(first line, cells) of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    line = 1
    for cells in reader:
        if any(map(str.strip, cells)):
            yield line, [_cleaned(cell) for cell in cells]
        line = reader.line_num + 1


def _cleaned(cell: str) -> str:
    return _BLANKS.sub(" ", cell).strip()


def _tag(target: Locale | None, path: Path) -> str:
    if target is None:
        hint = (
            f"put it into the name, {path.stem}.fr{path.suffix}, or move the file away if it is no glossary"
        )
        raise GlossaryError("does not say which locale its targets are in", hint=hint)
    return target.tag


def _is_column(name: str) -> bool:
    try:
        glossary_file.column(name)
    except GlossaryError:
        return False
    return True


def _is_locale(spelling: str) -> bool:
    try:
        Locale.parse(spelling)
    except LocaleError:
        return False
    return True


def _spells(spelling: str, locale: Locale) -> bool:
    """Whether *spelling* names *locale*, or its language without a territory."""
    try:
        found = Locale.parse(spelling)
    except LocaleError:
        return False
    return found in {locale, Locale(locale.language, locale.script)}


def write_csv(terms: Iterable[Term], source_locale: Locale, targets: Sequence[Locale] = ()) -> str:
    """*terms* as the project's own CSV.

    Args:
        terms: The terms.
        source_locale: The locale of their sources.
        targets: Locales that have columns even where no term has a form.

    Raises:
        GlossaryError: A source or form holds a `|`, which parts forms in a cell.
    """
    terms = tuple(terms)
    tags = list(
        dict.fromkeys([locale.tag for locale in targets] + [tag for t in terms for tag, _ in t.targets])
    )
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    careful = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL)
    grammar = columns((term.grammar for term in terms), tags)
    writer.writerow([source_locale.tag, *tags, "status", "case", "match", *grammar, "note"])
    for term in terms:
        row = _row(term, tags, grammar)
        (careful if row[0].startswith("#") else writer).writerow(row)
    return lines.getvalue()


def _row(term: Term, tags: Sequence[str], grammar: Sequence[str]) -> list[str]:
    forms, told = dict(term.targets), dict(term.grammar)
    for text in (term.source, *(form for found in forms.values() for form in found)):
        if "|" in text:
            what = f"{text!r} holds a |, which parts the forms in a cell"
            raise GlossaryError(what, path=term.path, line=term.line or None, hint="write it in another way")
    case = "" if term.case is Case.IGNORE else term.case
    match = "" if term.match is Match.WORD else term.match
    cells = [
        term.source,
        *("|".join(forms.get(tag, ())) for tag in tags),
        term.status,
        case,
        match,
        *(spelled(told.get(tag, Facts()), kind) for tag, kind in (name.split(":") for name in grammar)),
        term.note,
    ]
    return [_cleaned(cell) for cell in cells]
