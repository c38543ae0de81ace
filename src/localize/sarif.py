"""What the checks find, as SARIF 2.1.0: the form in which code hosts and editors take it."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from localize import __version__
from localize.checks import ACROSS, CHECKS, Severity
from localize.errors import LocalizeError
from localize.survey import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
"""What hosts and editors set to the folder that paths are relative to."""

_FINGERPRINT = "localize/v1"


def log(findings: Iterable[Finding], failed: Sequence[LocalizeError] = ()) -> dict[str, Any]:
    """A SARIF log of one run.

    A result points to its entry in the catalog, or to the segment in the article where the catalog has no such entry
    yet. Its fingerprint is made of the check, the catalog and the source, so that it stays the same result when lines
    move or the target is edited and the fault is not mended.

    Args:
        findings: What was found.
        failed: Articles and catalogs that could not be read: told as notifications of a run that was not successful.
    """
    rules = _rules()
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = [_result(finding, numbers, seen) for finding in findings]
    driver = {"name": "localize", "semanticVersion": __version__, "version": __version__, "rules": rules}
    invocation = {
        "executionSuccessful": not failed,
        "toolExecutionNotifications": list(map(_notification, failed)),
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules() -> list[dict[str, Any]]:
    found = [_rule(one.id, one.severity, one.find) for one in CHECKS.values()]
    return [*found, *(_rule(find.__name__, Severity.WARNING, find) for find in ACROSS)]


def _rule(id_: str, severity: Severity, find: Callable[..., object]) -> dict[str, Any]:
    """What a check is, by its docstring: the first sentence, the whole of it, and its examples."""
    text = (inspect.getdoc(find) or "").partition("\n\nArgs:")[0]
    prose, _, examples = text.partition("\n\nPASS")
    prose = " ".join(prose.split())
    silence = f"To silence it for one entry, write the translator comment: localize: ignore-{id_}"
    return {
        "id": id_,
        "name": id_.title().replace("_", ""),
        "shortDescription": {"text": _literal(re.split(r"(?<=\.)\s", prose)[0])},
        "fullDescription": {"text": _literal(prose)},
        "help": {
            "text": _literal(f"{text}\n\n{silence}"),
            "markdown": f"{prose}\n\n```text\nPASS{examples}\n```\n\n{silence}",
        },
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": ["translation"]},
    }


def _result(finding: Finding, numbers: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    entry, problem = finding.entry, finding.problem
    path, line = (
        (str(finding.path), entry.line) if entry.line or not entry.references else entry.references[0]
    )
    identity = "\0".join((problem.check, str(finding.path), *entry.key))
    seen[identity] += 1
    digest = hashlib.sha256(f"{identity}\0{seen[identity]}".encode()).hexdigest()[:32]
    return {
        "ruleId": problem.check,
        "ruleIndex": numbers[problem.check],
        "level": _LEVELS[problem.severity],
        "message": {"text": _literal(problem.message)},
        "locations": [_location(path, line)],
        "relatedLocations": [{"id": n, **_location(*place)} for n, place in enumerate(entry.references, 1)],
        "partialFingerprints": {_FINGERPRINT: digest},
        "properties": {"state": entry.state.value, "source": entry.source, "target": entry.target},
    }


def _location(path: str, line: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path), "uriBaseId": _ROOT}}
    if line:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}


def _notification(error: LocalizeError) -> dict[str, Any]:
    told: dict[str, Any] = {"level": "error", "message": {"text": _literal(str(error))}}
    if error.path is not None and not str(error.path).startswith("/"):
        told["locations"] = [_location(str(error.path), error.line or 0)]
    return told


def _literal(text: str) -> str:
    """*text* as a message string, in which braces would be placeholders and brackets links (SARIF 2.1.0, 3.11.5 and 6)."""
    doubled = text.replace("\\", "\\\\").replace("{", "{{").replace("}", "}}")
    return re.sub(r"[\[\]]", r"\\\g<0>", doubled)
