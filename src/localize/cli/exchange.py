"""`localize export` and `localize import`: catalogs out to a translator's tool as XLIFF, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli import options
from localize.errors import ExchangeError, LocalizeError, ProjectError

if TYPE_CHECKING:
    from localize.handover import Taken
    from localize.locales import Locale
    from localize.project import Project

_PO = ".po"
_RETURNED = frozenset({_PO, ".xlf", ".xliff", ".sdlxliff", ".mqxliff"})
_SHOWN = 60  # characters of a text that is named


class Version(StrEnum):
    """A version of XLIFF."""

    NEW = "2.1"
    FIRST = "2.0"
    OLD = "1.2"


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        show_default=False,
        help="The file to write, or a folder; - for standard output [LOCALE.xlf].",
    ),
]


def export(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    out: Out = None,
    xliff: Annotated[
        Version, typer.Option(help="The version that the tool reads: Poedit 2.0, Lokalize 1.2.")
    ] = Version.NEW,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write the catalogs of a locale as one XLIFF file, for a translator whose tool does not read PO.

    - `localize export --to fr` writes `fr.xlf`: every article, drafts and comments included
    - `localize export seeds/news --to fr,es -o to-agency/ --xliff 1.2`

    What comes back goes in with `localize import fr.xlf`. Meanwhile people may go on working in the catalogs.

    Exit codes: 0 done; 1 a catalog could not be read; 2 could not work.
    """
    from localize.files import write

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    chosen = options.absolute(articles, project)
    targets = _targets(out, locales)
    for target in targets:
        if target is not None and target.exists() and not force:
            raise ProjectError("is there already", path=target, hint="name another one, or say --force")
    documents = [_document(place, locale, chosen, xliff) for locale in locales]
    for (text, _), target in zip(documents, targets, strict=True):
        if target is None:
            sys.stdout.write(text)
        else:
            write(target, text)
            typer.echo(f"wrote {target}", err=True)
    raise typer.Exit(1 if any(failures for _, failures in documents) else 0)


def _targets(out: Path | None, locales: Sequence[Locale]) -> list[Path | None]:
    """Where each locale's file goes; None for standard output."""
    if out is None or out.is_dir() or (len(locales) > 1 and not out.suffix):
        folder = out or Path()
        return [folder / f"{locale}.xlf" for locale in locales]
    if len(locales) > 1:
        raise ProjectError("one file cannot hold several locales", path=out, hint="name a folder")
    return [None if str(out) == "-" else out]


def _document(project: Project, locale: Locale, chosen: Sequence[Path], version: Version) -> tuple[str, int]:
    """The document, and how many catalogs could not be read."""
    from localize.exchange.xliff import Sent
    from localize.exchange.xliff1 import write_xliff1
    from localize.exchange.xliff2 import write_xliff2
    from localize.handover import sent

    found = list(sent(project, locale, chosen))
    failures = [one for one in found if isinstance(one, LocalizeError)]
    _complain(failures)
    files = [one for one in found if isinstance(one, Sent)]
    if not files:
        hint = f"first: localize run --to {locale}"
        raise ProjectError(
            f"nothing to export in {locale}", path=project.path(project.folder(locale)), hint=hint
        )
    if version is Version.OLD:
        return write_xliff1(files, project.source_locale, locale), len(failures)
    return write_xliff2(files, project.source_locale, locale, version.value), len(failures)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="XLIFF or PO files, or an article and its translation."),
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to", "-t", metavar="LOCALE", show_default=False, help="What the translation is written in."
        ),
    ] = "",
    project: options.Root = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how article and translation pair up; write nothing.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Take what people translated elsewhere into the catalogs: XLIFF or PO files that come back, or a whole article.

    - `localize import fr.xlf`, `localize import from-agency/*.xlf`
    - `localize import omegat/target/moon.po`: OmegaT's files lack what was not translated there, so never copy them
    - `localize import seeds/moon.md old-site/lune.md --to fr --dry-run` shows what would be taken
    - `localize import seeds/moon.md old-site/lune.md --to fr`

    XLIFF and PO say their locale themselves; an entry that somebody changed in the catalog while the file was away stays as it
    is, and is named. The sentences of a translated article are paired with those of the article; pairs that are sure
    are approved, others are left to a person as stale or fuzzy. What people wrote in the catalog stays.

    Exit codes: 0 done; 1 an entry was changed in both, or something could not be taken; 2 could not work.
    """
    kinds = _kinds(files)
    place = options.project_at(project)
    if kinds == {_Kind.ARTICLE}:
        from localize.cli.adoption import import_article

        article, translated = options.absolute(files)
        import_article(place, article, translated, to, dry_run=dry_run, json=json)
        return
    if to or dry_run or json:
        raise ProjectError("--to, --dry-run and --json are for an article and its translation")
    _take_back(place, options.absolute(files))


class _Kind(StrEnum):
    """What a file is to `localize import`."""

    RETURNED = "XLIFF or PO"
    ARTICLE = "article"


def _kinds(files: Sequence[Path]) -> set[_Kind]:
    """What the files are: all XLIFF or PO, or two articles."""
    from localize.formats import FORMATS

    kinds: set[_Kind] = set()
    for file in files:
        suffix = file.suffix.lower()
        if suffix not in _RETURNED and suffix not in FORMATS:
            hint = "name XLIFF or PO files, or an article and its translation"
            raise ProjectError(f"cannot import {suffix or 'a file without suffix'}", path=file, hint=hint)
        kinds.add(_Kind.RETURNED if suffix in _RETURNED else _Kind.ARTICLE)
    if len(kinds) > 1 or (kinds == {_Kind.ARTICLE} and len(files) != 2):
        hint = "localize import ARTICLE TRANSLATED --to fr"
        raise ProjectError("an article is imported with its translation, and nothing else", hint=hint)
    return kinds


def _take_back(place: Project, files: Iterable[Path]) -> None:
    from localize.exchange.po_back import read_po
    from localize.exchange.xliff import read_xliff
    from localize.handover import take_back

    found = {file: list((read_po if file.suffix.lower() == _PO else read_xliff)(file)) for file in files}
    empty = [ExchangeError("no unit with a target", path=file) for file, units in found.items() if not units]
    _complain(empty)
    left = len(empty)
    for one in take_back(place, chain.from_iterable(found.values()), datetime.now(UTC)):
        if isinstance(one, LocalizeError):
            _complain([one])
            left += 1
        else:
            left += len(one.conflicts) + one.unknown
            _tell(one)
    raise typer.Exit(1 if left else 0)


def _tell(taken: Taken) -> None:
    parts = {
        "approved": taken.approved,
        "not yet approved": taken.drafts,
        "as before": taken.same,
        "no longer in the article": taken.unknown,
        "changed in both": len(taken.conflicts),
    }
    typer.echo(f"{taken.catalog}: " + ", ".join(f"{n} {what}" for what, n in parts.items() if n))
    for conflict in taken.conflicts:
        typer.echo(f"  kept:     {_short(conflict.entry.target)}", err=True)
        typer.echo(f"  in file:  {_short(conflict.target)}", err=True)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _complain(errors: Iterable[LocalizeError]) -> None:
    for error in errors:
        typer.secho(f"localize: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
