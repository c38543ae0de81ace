"""`localize glossary`: the terms, looked after."""

from __future__ import annotations

import json as jsons
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from localize.cli import options

app = typer.Typer(no_args_is_help=True, help="Check, import, export and extend the glossary.")

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]

Only = Annotated[
    str,
    typer.Option(
        "--to",
        "-t",
        metavar="LOCALES",
        show_default=False,
        help="Only these target locales, such as fr,pt-BR [all].",
    ),
]


@app.command()
def check(to: options.To = "", project: options.Root = None, json: options.Json = False) -> None:
    """Tell what is wrong with the glossary, and what it lacks.

    - `localize glossary check` — in all target locales
    - `localize glossary check --to ar --json` — one locale, for machines

    *row*: cannot be read, or contradicts another. *forbidden*: a catalog holds a wording that must not be used.
    *duplicate*: two rows for one source, capitals aside. *unworded*: no wording in a locale. *unseen*: in no article.
    Exit codes: 0 no errors; 1 a row or a catalog has one, or something could not be read; 2 could not work.
    """
    from localize.checks import Severity
    from localize.errors import LocalizeError
    from localize.glossary_audit import Remark, audit

    place = options.project_at(project)
    found = list(audit(place, options.locales_of(place, to, known=True)))
    remarks = [one for one in found if isinstance(one, Remark)]
    failed = [one for one in found if isinstance(one, LocalizeError)]
    counts = Counter(remark.kind.severity for remark in remarks)
    if json:
        told = {"remarks": [_plain(one) for one in remarks], "failed": [str(error) for error in failed]}
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    else:
        for remark in remarks:
            _print(remark)
        for error in failed:
            typer.secho(f"failed: {error}", err=True, fg="red")
        sums = ((counts[severity], severity) for severity in Severity)
        typer.echo(", ".join(f"{count} {severity}{'s' * (count != 1)}" for count, severity in sums))
    raise typer.Exit(1 if counts[Severity.ERROR] or failed else 0)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tbx, .csv, .tsv, .txt or .utf8 file.")],
    to: Only = "",
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV", show_default=False, help="The file to write [glossary/NAME-OF-FILE.csv]."
        ),
    ] = None,
    force: Force = False,
    project: options.Root = None,
) -> None:
    """Copy the terms of another program's file into the glossary.

    - `localize glossary import termbase.tbx --to fr,es` — TBX-Basic, two of its locales
    - `localize glossary import glossary.txt --to fr` — OmegaT; its file does not say the locale
    - `localize glossary import deepl.fr.csv --into glossary/deepl.csv` — DeepL or Weblate; the name says the locale

    Terms that contradict the glossary are named, and nothing is written; those that it has already are left out. Exit codes: 0 done; 2 could not work.
    """
    from localize.glossary_transfer import bring_in

    place = options.project_at(project)
    locales = options.locales_of(place, to) if to else ()
    target = into and next(iter(options.absolute([into])))
    path, terms, known = bring_in(place, file, target, locales, replace=force)
    left_out = f"left out {_terms(known)} that the glossary has already" if known else ""
    wrote = f"wrote {_terms(terms)} to {_short(path)}" if terms else ""
    typer.echo("; ".join(filter(None, (wrote, left_out))))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tbx or .csv file to write.")],
    to: Only = "",
    force: Force = False,
    project: options.Root = None,
) -> None:
    """Write the glossary for another program.

    - `localize glossary export terms.tbx` — TBX-Basic of 2019, all locales
    - `localize glossary export terms.csv --to fr,es` — one CSV file, two locales

    Exit codes: 0 done; 2 could not work.
    """
    from localize.glossary_transfer import hand_out

    place = options.project_at(project)
    terms = hand_out(place, file, options.locales_of(place, to) if to else (), replace=force)
    typer.echo(f"wrote {_terms(terms)} to {file}")


@app.command()
def extract(
    articles: options.Articles = None,
    project: options.Root = None,
    minimum: Annotated[int, typer.Option("--min", min=1, help="Leave out what occurs less often.")] = 2,
    csv: Annotated[bool, typer.Option("--csv", help="Write rows for the glossary.")] = False,
    json: options.Json = False,
) -> None:
    """Propose terms: what recurs in the articles and is not in the glossary yet, the most promising first.

    - `localize glossary extract` — all articles
    - `localize glossary extract seeds/news --min 3` — one folder, only what occurs three times or more
    - `localize glossary extract --csv > glossary/new.csv` — rows to fill; delete what is no term

    Acronyms come with what they stand for, where an article says so: `Long Form (LF)`.
    Exit codes: 0 done; 1 some article could not be read; 2 could not work.
    """
    from localize.candidates import propose

    place = options.project_at(project)
    found, failed = propose(place, options.absolute(articles, project), minimum)
    if json:
        told = {"candidates": [_candidate(one) for one in found], "failed": [str(error) for error in failed]}
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    elif csv:
        typer.echo(_rows(found, place), nl=False)
    else:
        _table(found)
    if not json:
        for error in failed:
            typer.secho(f"failed: {error}", err=True, fg="red")
    raise typer.Exit(1 if failed else 0)


def _plain(remark: Any) -> dict[str, object]:
    return {
        "kind": remark.kind.value,
        "severity": remark.kind.severity.value,
        "path": None if remark.path is None else str(remark.path),
        "line": remark.line,
        "source": remark.source,
        "message": remark.message,
    }


def _print(remark: Any) -> None:
    severity = remark.kind.severity.value
    where = f"{remark.path}:{remark.line}" if remark.line else str(remark.path)
    typer.echo(f"{where}: ", nl=False)
    typer.secho(
        f"{severity}: {remark.kind.value}", fg={"error": "red", "warning": "yellow"}.get(severity), nl=False
    )
    typer.echo(f": {remark.message}")


def _terms(terms: Sequence[Any]) -> str:
    statuses = Counter(term.status.value for term in terms)
    parts = ", ".join(f"{count} {status}" for status, count in statuses.items())
    return f"{len(terms)} {'term' if len(terms) == 1 else 'terms'}" + (f" ({parts})" if parts else "")


def _short(path: Path) -> str:
    """*path* from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _candidate(one: Any) -> dict[str, object]:
    return {
        "source": one.source,
        "kind": one.kind.value,
        "expansion": one.expansion,
        "count": one.count,
        "places": [f"{path}:{line}" for path, line in one.places],
    }


def _rows(found: Sequence[Any], place: Any) -> str:
    from localize.candidates import Kind
    from localize.exchange.tables import write_csv
    from localize.glossary import Case, Term

    cases = {Kind.ACRONYM: Case.EXACT}
    terms = [Term(c.source, case=cases.get(c.kind, Case.IGNORE), note=c.expansion) for c in found]
    return write_csv(terms, place.source_locale, place.targets or place.known_locales())


def _table(found: Sequence[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not found:
        typer.echo("nothing recurs that the glossary does not know")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("count", justify="right")
    table.add_column("kind")
    table.add_column("candidate")
    table.add_column("where", overflow="fold")
    for one in found:
        name = f"{one.source} ({one.expansion})" if one.expansion else one.source
        places = list(dict.fromkeys(f"{path}:{line}" for path, line in one.places))
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        table.add_row(str(one.count), one.kind.value, name, ", ".join(places[:3]) + more)
    console = Console(width=None if Console().is_terminal else 160, highlight=False, markup=False)
    console.print(table)
