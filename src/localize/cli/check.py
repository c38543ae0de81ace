"""`localize check`: what is wrong, and where."""

from __future__ import annotations

import json as jsons
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Annotated, Any

import typer

from localize.cli import options


def check(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    errors_only: Annotated[bool, typer.Option("--errors", help="Leave out the warnings.")] = False,
    warnings: Annotated[
        bool,
        typer.Option("--warnings", "-v", help="List every warning, instead of counting them by article."),
    ] = False,
    json: options.Json = False,
    sarif: Annotated[
        str,
        typer.Option("--sarif", metavar="FILE", help="Write SARIF 2.1.0 to FILE, or to the output for -."),
    ] = "",
) -> None:
    """Check the translations, drafts included, and name each problem with its place in the catalog.

    - `localize check` — every locale that has catalogs: errors one by one, warnings counted
    - `localize check --to fr --errors` — only the errors
    - `localize check seeds/moon.md -v` — every warning, too
    - `localize check --json` — for machines: everything, with the term success rate and the consistency of each article
    - `localize check --sarif check.sarif` — for code hosts and editors, beside the usual lines

    To silence a check for one entry, write the translator comment `localize: ignore-<check>` on it.
    Exit codes: 0 no errors; 1 a problem of severity error, or something could not be read; 2 could not work.
    """
    from localize.checks import Severity
    from localize.errors import LocalizeError, ProjectError
    from localize.survey import Survey, survey

    if json and sarif == "-":
        raise ProjectError("one output cannot hold both JSON and SARIF", hint="name a file: --sarif FILE")
    place = options.project_at(project)
    locales = options.with_catalogs(place, to)
    found = list(survey(place, locales, options.absolute(articles, project)))
    failed = [one for one in found if isinstance(one, LocalizeError)]
    surveys = [one for one in found if isinstance(one, Survey)]
    if sarif:
        wanted = [f for one in surveys for f in one.findings if _wanted(f, errors_only)]
        _write_sarif(sarif, [f for f in wanted if f.problem.severity is not Severity.INFO], failed)
    if json:
        told = {
            "problems": [_plain(f) for one in surveys for f in one.findings if _wanted(f, errors_only)],
            "terms": [_terms(one) for one in surveys if one.term_rates.occurrences],
            "failed": [str(error) for error in failed],
        }
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    elif sarif != "-":
        for one in surveys:
            _print_article(one, listed=warnings, errors_only=errors_only)
        for error in failed:
            typer.secho(f"failed: {error}", err=True, fg="red")
        _print_sums(surveys, hint=not warnings and not errors_only)
    errors = any(one.count(Severity.ERROR) for one in surveys)
    raise typer.Exit(1 if errors or failed else 0)


def _write_sarif(file: str, findings: Sequence[Any], failed: Sequence[Any]) -> None:
    from localize.files import write
    from localize.sarif import log

    text = jsons.dumps(log(findings, failed), ensure_ascii=False, indent=2)
    if file == "-":
        typer.echo(text)
    else:
        write(Path(file), f"{text}\n", derived=True)


def _wanted(finding: Any, errors_only: bool) -> bool:
    return not errors_only or str(finding.problem.severity) == "error"


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


def _terms(one: Any) -> dict[str, object]:
    """The rates of one article in one locale; see `localize.term_rates.TermRates` for what each says."""
    rates = one.term_rates
    return {
        "article": str(one.article),
        "locale": one.locale.tag,
        "path": str(one.catalog),
        "occurrences": rates.occurrences,
        "rendered": rates.rendered,
        "success_rate": rates.success,
        "repeated": rates.repeated,
        "consistency": rates.consistency,
    }


def _print_article(one: Any, *, listed: bool, errors_only: bool) -> None:
    """The problems of one catalog: errors and, if *listed*, warnings in full; otherwise how many of each kind."""
    counted: Counter[str] = Counter()
    for finding in one.findings:
        severity = str(finding.problem.severity)
        if severity == "error" or (severity == "warning" and listed and not errors_only):
            _print(finding)
        elif severity == "warning" and not errors_only:
            counted[finding.problem.check] += 1
    if counted:
        kinds = ", ".join(f"{check} {number}" for check, number in counted.most_common())
        typer.echo(f"{one.catalog}: ", nl=False)
        typer.secho(_number(counted.total(), "warning"), fg="yellow", nl=False)
        typer.echo(f": {kinds}")


def _print_sums(surveys: Sequence[Any], *, hint: bool) -> None:
    """How well each locale keeps the glossary, and the sums of all problems."""
    from localize.checks import Severity

    for locale in dict.fromkeys(one.locale for one in surveys):
        rates = reduce(add, [one.term_rates for one in surveys if one.locale == locale])
        if rates.occurrences:
            even = "" if rates.consistency is None else f", consistency {rates.consistency:.1%}"
            kept = f"{rates.rendered} of {rates.occurrences} as the glossary says ({rates.success:.1%})"
            typer.echo(f"{locale}: terms: {kept}{even}")
    errors, warnings = (sum(one.count(s) for one in surveys) for s in (Severity.ERROR, Severity.WARNING))
    open_ = sum(f.problem.check == "untranslated" for one in surveys for f in one.findings)
    more = " (-v lists them)" if hint and warnings else ""
    typer.echo(f"{_number(errors, 'error')}, {_number(warnings, 'warning')}{more}, {open_} untranslated")


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


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
