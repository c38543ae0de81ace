"""Terms on their way between a project's glossary and the files of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from localize.errors import GlossaryError
from localize.exchange import READERS, WRITERS, narrowed, readers
from localize.exchange.tables import write_csv
from localize.files import write
from localize.glossary_file import joined, merged, read, rows
from localize.glossary_term import Term
from localize.locales import Locale
from localize.project import Project, glossary_files, load_glossary


def bring_in(
    project: Project,
    file: Path,
    into: Path | None = None,
    locales: Sequence[Locale] = (),
    *,
    replace: bool = False,
) -> tuple[Path, tuple[Term, ...], tuple[Term, ...]]:
    """Copy the terms of *file* that the project's glossary lacks into it, as a CSV file that people can edit.

    Args:
        project: The project.
        file: A glossary in any format that localize reads.
        into: The CSV file to write, in the glossary's folder; None names it like *file*.
        locales: The locales to bring; one alone also says what the targets of a file are that does not. None brings all.
        replace: Whether *into* may be there already.

    Returns:
        The file written, its terms, and those left out; a file that would hold none is not made.

    Raises:
        GlossaryError: The file is wrong, has nothing to bring, or contradicts the glossary; or *into* will not do.
            Nothing is written.
    """
    folder = project.path(project.glossary).resolve()
    into = (into or folder / f"{file.stem}.csv").resolve()
    if file.resolve().parent == folder:
        raise GlossaryError("is in the glossary already", path=file, hint="localize reads it where it is")
    if into.parent != folder or into.suffix.lower() != ".csv":
        raise GlossaryError("no place for terms", path=into, hint=f"name a .csv file in {project.glossary}/")
    _free(into, replace=replace)
    found = read([file], project.source_locale, readers(locales[0] if len(locales) == 1 else None))
    terms = tuple(narrowed(found, locales)) if locales else found
    if not terms:
        raise GlossaryError("holds no terms", path=file)
    known = _agreeing(project, into, terms)
    new = tuple(term for term in terms if not any(_holds(one, term) for one in known))
    if new or into.exists():
        write(into, write_csv(new, project.source_locale, locales))
    return into, new, tuple(term for term in terms if term not in new)


def _free(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise GlossaryError(
            "is there already", path=path, hint="choose another name, or say --force to replace it"
        )


def _agreeing(project: Project, into: Path, terms: Sequence[Term]) -> list[Term]:
    """The terms of the rest of the glossary; refuses *terms* that they contradict."""
    others = [path for path in glossary_files(project) if path.resolve() != into]
    known = [item for item in rows(others, project.source_locale, READERS) if isinstance(item, Term)]
    errors = [item for item in merged([*known, *terms]) if isinstance(item, GlossaryError)]
    if errors:
        raise joined(errors)
    return [item for item in merged(known) if isinstance(item, Term)]


def _holds(one: Term, term: Term) -> bool:
    """Whether *one* says all that *term* does, notes aside."""
    if any(getattr(one, name) != getattr(term, name) for name in ("source", "status", "case", "match")):
        return False
    forms = dict(one.targets)
    worded = all(set(found) <= set(forms.get(tag, ())) for tag, found in term.targets)
    return worded and set(term.grammar) <= set(one.grammar)


def hand_out(
    project: Project, file: Path, locales: Sequence[Locale] = (), *, replace: bool = False
) -> tuple[Term, ...]:
    """Write the project's glossary to *file*, in the format that its suffix names.

    Args:
        project: The project.
        file: Where to.
        locales: The locales to write; none means all.
        replace: Whether *file* may be there already.

    Returns:
        The terms written.

    Raises:
        GlossaryError: The glossary is wrong, the format cannot hold it, or *file* will not do. Nothing is written.
    """
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        raise GlossaryError("no format to write", path=file, hint=f"localize writes {', '.join(WRITERS)}")
    _free(file, replace=replace)
    known = load_glossary(project).terms
    terms = tuple(narrowed(known, locales)) if locales else known
    write(file, writer(terms, project.source_locale))
    return terms
