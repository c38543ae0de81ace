"""`localize glossary`: what it prints, writes and refuses, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = """\
# Relays

The Radio Review Board (RRB) met. A relay orbit is near. The moon is far.

A second relay orbit is far.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one term, in two locales."""
    for name, content in {
        "localize.toml": 'targets = ["fr", "es"]\n',
        "seeds/relay.md": ARTICLE,
        "glossary/own.csv": "en,fr,es,status\nmoon,lune,luna,\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def glossary(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `localize glossary` in *folder*."""
    environment = os.environ | {"HOME": str(folder / "home"), "COLUMNS": "100"}
    command = [sys.executable, "-m", "localize", "glossary", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


class TestCheck:
    """`localize glossary check`."""

    def test_a_sound_glossary(self, project: Path) -> None:
        """Ends with 0, also with something to say that is no error."""
        done = glossary(project, "check")
        assert (done.returncode, done.stdout) == (0, "0 errors, 0 warnings, 0 infos\n")
        (project / "glossary/more.fr.tsv").write_text("ring\tanneau\n", encoding="utf-8")
        done = glossary(project, "check")
        assert done.returncode == 0
        assert "glossary/more.fr.tsv:1: warning: unworded: 'ring' has no wording in es\n" in done.stdout
        assert "glossary/more.fr.tsv:1: info: unseen: no article holds 'ring'\n" in done.stdout

    def test_a_contradiction(self, project: Path) -> None:
        """Ends with 1; JSON tells the same to machines."""
        (project / "glossary/two.fr.tsv").write_text("moon\tastre\n", encoding="utf-8")
        done = glossary(project, "check", "--to", "fr", "--json")
        assert done.returncode == 1
        first = json.loads(done.stdout)["remarks"][0]
        assert (first["kind"], first["severity"], first["path"], first["line"]) == (
            "row",
            "error",
            "glossary/two.fr.tsv",
            1,
        )


class TestImport:
    """`localize glossary import`."""

    def test_from_omegat(self, project: Path) -> None:
        """Terms land in a CSV file of the glossary, which the next command reads."""
        (project / "team.txt").write_text("relay\trelais\tours\n", encoding="utf-8")
        done = glossary(project, "import", "team.txt", "--to", "fr")
        assert (done.returncode, done.stdout) == (0, "wrote 1 term (1 preferred) to glossary/team.csv\n")
        written = (project / "glossary/team.csv").read_text(encoding="utf-8")
        assert written == "en,fr,status,case,match,note\nrelay,relais,preferred,,,ours\n"
        assert "'relay' has no wording in es" in glossary(project, "check").stdout

    def test_what_exists_is_kept(self, project: Path) -> None:
        """A file of the glossary is replaced only when asked."""
        (project / "own.fr.csv").write_text("relay,relais\n", encoding="utf-8")
        done = glossary(project, "import", "own.fr.csv", "--into", "glossary/own.csv")
        assert done.returncode == 2
        assert "own.csv: is there already — choose another name, or say --force" in done.stderr
        assert (
            glossary(project, "import", "own.fr.csv", "--into", "glossary/own.csv", "--force").returncode == 0
        )
        assert "relay" in (project / "glossary/own.csv").read_text(encoding="utf-8")

    def test_a_contradiction_writes_nothing(self, project: Path) -> None:
        """The glossary stays one that a run can use."""
        (project / "team.fr.csv").write_text("moon,astre\n", encoding="utf-8")
        done = glossary(project, "import", "team.fr.csv")
        assert done.returncode == 2
        assert "team.fr.csv:1: 'moon' is 'astre' in fr here, but 'lune' in" in done.stderr
        assert [path.name for path in (project / "glossary").iterdir()] == ["own.csv"]


class TestExport:
    """`localize glossary export`."""

    def test_there_and_back(self, project: Path) -> None:
        """TBX holds what the glossary does; the other locales stay out when some are named."""
        assert glossary(project, "export", "all.tbx").returncode == 0
        (project / "glossary/own.csv").unlink()
        assert glossary(project, "import", "all.tbx", "--to", "es").returncode == 0
        written = (project / "glossary/all.csv").read_text(encoding="utf-8")
        assert written == "en,es,status,case,match,note\nmoon,luna,preferred,,,\n"

    def test_csv(self, project: Path) -> None:
        """One locale, and no file is replaced by chance."""
        assert (
            glossary(project, "export", "fr.csv", "--to", "fr").stdout
            == "wrote 1 term (1 preferred) to fr.csv\n"
        )
        assert (project / "fr.csv").read_text(encoding="utf-8").splitlines()[1] == "moon,lune,preferred,,,"
        assert "is there already" in glossary(project, "export", "fr.csv").stderr


class TestExtract:
    """`localize glossary extract`."""

    def test_a_table(self, project: Path) -> None:
        """Each candidate with its count, kind and places."""
        done = glossary(project, "extract")
        lines = [line.split() for line in done.stdout.splitlines()]
        assert done.returncode == 0
        assert ["2", "phrase", "relay", "orbit", "seeds/relay.md:3,", "seeds/relay.md:5"] in lines
        assert ["1", "acronym", "RRB", "(Radio", "Review", "Board)", "seeds/relay.md:3"] in lines

    def test_rows(self, project: Path) -> None:
        """CSV rows can be saved into the glossary as they are; then nothing is left to propose."""
        done = glossary(project, "extract", "--csv")
        header, *rows = csv.reader(done.stdout.splitlines())
        assert header == ["en", "fr", "es", "status", "case", "match", "note"]
        assert ["RRB", "", "", "preferred", "exact", "", "Radio Review Board"] in rows
        (project / "glossary/new.csv").write_text(done.stdout, encoding="utf-8")
        assert glossary(project, "extract").stdout == "nothing recurs that the glossary does not know\n"

    def test_json(self, project: Path) -> None:
        """For machines; an article that cannot be read is told, and the others are looked at."""
        (project / "seeds/other.docx").write_text("", encoding="utf-8")
        done = glossary(project, "extract", "--json", "--min", "3")
        told = json.loads(done.stdout)
        assert done.returncode == 1
        assert [(c["source"], c["count"], c["places"]) for c in told["candidates"]] == [
            ("RRB", 1, ["seeds/relay.md:3"])
        ]
        assert "other.docx" in told["failed"][0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "none.csv"), "none.csv: cannot be read"),
        (
            ("import", "localize.toml"),
            "localize.toml: no glossary format has this suffix — localize reads .csv, .tbx",
        ),
        (("import", "seeds/relay.md"), "no glossary format has this suffix"),
        (("import", "glossary/own.csv"), "own.csv: is in the glossary already"),
        (("import", "x.tbx", "--into", "x.csv"), "x.csv: no place for terms — name a .csv file in glossary/"),
        (("import", "x.tbx", "--to", "klingon"), "not a locale: 'klingon'"),
        (("export", "x.xls"), "x.xls: no format to write — localize writes .csv, .tbx"),
        (("extract", "seeds/none.md"), "no such article"),
        (("check", "--project", "nowhere"), "no such folder"),
    ],
)
def test_what_cannot_work_ends_with_2_and_one_line(
    project: Path, arguments: tuple[str, ...], message: str
) -> None:
    """No traceback, and a way out."""
    done = glossary(project, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["check", "import", "export", "extract"])
def test_help_has_examples(project: Path, command: str) -> None:
    """`--help` teaches."""
    assert f"localize glossary {command}" in glossary(project, command, "--help").stdout
