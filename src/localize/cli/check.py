"""`localize check`: what is wrong, and where."""

from __future__ import annotations

import json as jsons
from typing import Annotated, Any

import typer

from localize.cli import options


def check(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    errors_only: Annotated[bool, typer.Option("--errors", help="Leave out the warnings.")] = False,
    json: options.Json = False,
) -> None:
    """Check the translations, drafts included, and name each problem with its place in the catalog.

    - `localize check` — every locale that has catalogs
    - `localize check --to fr --errors` — only the errors
    - `localize check --json` — for machines

    To silence a check for one entry, write the translator comment `localize: ignore-<check>` on it.
    Exit codes: 0 no errors; 1 a problem of severity error, or something could not be read; 2 could not work.
    """
    from localize.checks import Severity
    from localize.errors import LocalizeError
    from localize.survey import Survey, survey

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    found = list(survey(place, locales, options.absolute(articles, project)))
    failed = [one for one in found if isinstance(one, LocalizeError)]
    findings = [f for one in found if isinstance(one, Survey) for f in one.findings]
    errors = sum(f.problem.severity is Severity.ERROR for f in findings)
    warnings = sum(f.problem.severity is Severity.WARNING for f in findings)
    shown = {Severity.ERROR} if errors_only else {Severity.ERROR, Severity.WARNING}
    open_ = sum(f.problem.check == "untranslated" for f in findings)
    if json:
        told = {
            "problems": [_plain(f) for f in findings if f.problem.severity in shown or not errors_only],
            "failed": [str(error) for error in failed],
        }
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            if finding.problem.severity in shown:
                _print(finding)
        for error in failed:
            typer.secho(f"failed: {error}", err=True, fg="red")
        counts = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
        typer.echo(f"{counts}, {open_} untranslated")
    raise typer.Exit(1 if errors or failed else 0)


def _plain(finding: Any) -> dict[str, object]:
    entry, problem = finding.entry, finding.problem
    return {
        "path": str(finding.path),
        "line": entry.line,
        "check": problem.check,
        "severity": problem.severity.value,
        "message": problem.message,
        "state": entry.state.value,
        "source": entry.source,
        "target": entry.target,
        "references": [f"{path}:{line}" for path, line in entry.references],
    }


def _print(finding: Any) -> None:
    entry, problem = finding.entry, finding.problem
    color = {"error": "red", "warning": "yellow"}.get(problem.severity.value)
    typer.echo(f"{finding.path}:{entry.line}: ", nl=False)
    typer.secho(f"{problem.severity.value}: {problem.check}", fg=color, nl=False)
    typer.echo(f": {problem.message}")
    typer.echo(
        f"    {_short(entry.source)}\n    {_short(entry.target)}"
        if entry.target
        else f"    {_short(entry.source)}"
    )


def _short(text: str, width: int = 100) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
