"""SARIF: what the checks find, in the form that code hosts and editors read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from localize.catalog import Entry
from localize.checks import ACROSS, CHECKS, Problem, Severity
from localize.cli import app
from localize.errors import CatalogError, LocalizeError
from localize.sarif import log
from localize.survey import Finding

SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool", "results"}, {"columnKind", "invocations"}),
    "tool": ({"driver"}, set()),
    "driver": ({"name"}, {"version", "semanticVersion", "rules"}),
    "rule": (
        {"id"},
        {"name", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"},
    ),
    "multiformatMessageString": ({"text"}, {"markdown"}),
    "message": ({"text"}, set()),
    "reportingConfiguration": ({"level"}, set()),
    "result": (
        {"message", "ruleId", "ruleIndex", "level", "locations", "partialFingerprints"},
        {"relatedLocations", "properties"},
    ),
    "location": ({"physicalLocation"}, {"id"}),
    "physicalLocation": ({"artifactLocation"}, {"region"}),
    "artifactLocation": ({"uri", "uriBaseId"}, set()),
    "region": ({"startLine"}, set()),
    "invocation": ({"executionSuccessful"}, {"toolExecutionNotifications"}),
    "notification": ({"message"}, {"level", "locations"}),
}
"""The objects of the schema as far as we write them: the keys that they must have, and those that they may have."""

CHILDREN = {
    "runs": "run", "tool": "tool", "driver": "driver", "rules": "rule", "shortDescription": "multiformatMessageString",
    "fullDescription": "multiformatMessageString", "help": "multiformatMessageString", "message": "message",
    "defaultConfiguration": "reportingConfiguration", "results": "result", "locations": "location",
    "relatedLocations": "location", "physicalLocation": "physicalLocation", "artifactLocation": "artifactLocation",
    "region": "region", "invocations": "invocation", "toolExecutionNotifications": "notification",
}  # fmt: skip


def assert_valid(value: Any, shape: str = "log") -> None:
    """Hold *value* against the rules of the SARIF 2.1.0 schema."""
    required, allowed = SHAPES[shape]
    assert required <= set(value) <= required | allowed, shape
    for key, inner in value.items():
        if key in CHILDREN:
            for one in inner if isinstance(inner, list) else [inner]:
                assert_valid(one, CHILDREN[key])
    assert value.get("level", "none") in {"none", "note", "warning", "error"}
    assert value.get("startLine", 1) >= 1
    assert value.get("ruleIndex", 0) >= -1
    assert "uri" not in value or re.fullmatch(r"[\w.~/%!$&'()*+,;=:@-]+", value["uri"], re.ASCII)


def finding(**changes: Any) -> Finding:
    """A problem in the third line of a catalog."""
    entry = Entry("In 2021.", "En 2012.", references=(("seeds/moon.md", 7),), line=3)
    problem = Problem("numbers", Severity.WARNING, "2021 is missing")
    return Finding(PurePosixPath("locales/fr/LC_MESSAGES/moon.po"), replace(entry, **changes), problem)


def results(*findings: Finding) -> list[dict[str, Any]]:
    """The results of a log."""
    found: list[dict[str, Any]] = log(findings)["runs"][0]["results"]
    return found


def place(result: dict[str, Any]) -> tuple[str, int]:
    """Where a result is."""
    physical = result["locations"][0]["physicalLocation"]
    return unquote(physical["artifactLocation"]["uri"]), physical["region"]["startLine"]


TEXT = st.text(st.sampled_from("aé中 {}[]()\\%0\n<>&\"'#?"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, TEXT, st.sampled_from(list(CHECKS)), st.integers(0, 9))
def test_every_log_keeps_to_the_schema(path: str, source: str, message: str, check: str, line: int) -> None:
    """Whatever articles, sources and messages hold, a log is what SARIF 2.1.0 allows, and JSON."""
    entry = Entry(source, "x", line=line, references=((f"seeds/{path}", 1),))
    found = Finding(PurePosixPath(f"locales/{path}.po"), entry, Problem(check, Severity.ERROR, message))
    told = log([found, found], [CatalogError("is torn", path="locales/fr.po", line=2), LocalizeError("odd")])
    assert_valid(json.loads(json.dumps(told)))


def test_a_result_names_the_check_the_catalog_and_the_line() -> None:
    """The rule, its level, the place in the catalog, and the place in the article beside it."""
    (result,) = results(finding())
    assert (result["ruleId"], result["level"]) == ("numbers", "warning")
    assert place(result) == ("locales/fr/LC_MESSAGES/moon.po", 3)
    assert result["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert result["message"] == {"text": "2021 is missing"}
    rules = log([finding()])["runs"][0]["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == "numbers"


def test_an_entry_that_is_not_written_yet_is_shown_in_its_article() -> None:
    """Where the catalog has no line for it, the segment's own place is told."""
    (result,) = results(finding(line=0))
    assert place(result) == ("seeds/moon.md", 7)


def test_a_fingerprint_outlives_moves_and_edits() -> None:
    """Another line, target or message is the same result; another source, article or check is not."""
    ((first,), (moved,)) = results(finding()), results(finding(line=90, target="En 2013."))
    assert first["partialFingerprints"] == moved["partialFingerprints"]
    (other,) = results(finding(source="In 2022."))
    assert first["partialFingerprints"] != other["partialFingerprints"]
    one, two = results(finding(), finding())
    assert one["partialFingerprints"] != two["partialFingerprints"], "two faults of one kind in one entry"


def test_every_check_is_a_rule_with_help() -> None:
    """What it finds, with what passes and what fails, and how to silence it."""
    rules = log([])["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*CHECKS, *(find.__name__ for find in ACROSS)]
    for rule in rules:
        assert "PASS" in rule["help"]["text"]
        assert "FAIL" in rule["help"]["markdown"]
        assert rule["id"] in rule["help"]["text"]


def test_braces_and_brackets_are_text() -> None:
    """SARIF would read `{0}` as a placeholder and `[a](1)` as a link, and both occur in what checks say."""
    problem = Problem("placeholders", Severity.ERROR, "“{name}” is missing, “[a](1)” too")
    (result,) = results(replace(finding(), problem=problem))
    assert result["message"]["text"] == r"“{{name}}” is missing, “\[a\](1)” too"


def test_what_cannot_be_read_is_told() -> None:
    """A run in which a catalog could not be read was not successful, and says where."""
    (invocation,) = log([], [CatalogError("is torn", path="locales/fr/x.po", line=2)])["runs"][0][
        "invocations"
    ]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "locales/fr/x.po:2: is torn"
    assert place(told) == ("locales/fr/x.po", 2)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one error and one warning."""
    folder = tmp_path / "locales/fr/LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/moon.md").write_text("See {name}.\n\nIn 2021.\n", encoding="utf-8")
    (folder / "moon.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "See {name}."\nmsgstr "Voir {nom}."\n\nmsgid "In 2021."\nmsgstr "En 2012."\n',
        encoding="utf-8",
    )
    return tmp_path


def test_check_writes_sarif(project: Path) -> None:
    """`--sarif FILE` writes the log beside the usual lines; `--sarif -` writes nothing else; `--errors` is heeded."""
    run = CliRunner().invoke
    usual = run(app, ["check", "-C", str(project)])
    beside = run(app, ["check", "-C", str(project), "--sarif", str(project / "check.sarif")])
    assert (beside.exit_code, beside.output) == (usual.exit_code, usual.output)
    told = json.loads((project / "check.sarif").read_text(encoding="utf-8"))
    assert_valid(told)
    assert [(r["ruleId"], *place(r)) for r in told["runs"][0]["results"]] == [
        ("placeholders", "locales/fr/LC_MESSAGES/moon.po", 5),
        ("placeholders", "locales/fr/LC_MESSAGES/moon.po", 5),
        ("numbers", "locales/fr/LC_MESSAGES/moon.po", 8),
        ("numbers", "locales/fr/LC_MESSAGES/moon.po", 8),
    ]
    only = json.loads(run(app, ["check", "-C", str(project), "--sarif", "-", "--errors"]).stdout)
    assert {r["ruleId"] for r in only["runs"][0]["results"]} == {"placeholders"}


def test_sarif_that_cannot_be_written_is_an_error(project: Path) -> None:
    """The command stops with what is wrong with the file."""
    done = CliRunner().invoke(app, ["check", "-C", str(project), "--sarif", str(project / "seeds")])
    assert isinstance(done.exception, LocalizeError)
    assert "cannot be written" in str(done.exception)
