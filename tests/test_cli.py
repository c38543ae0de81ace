"""The command line: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/moon.md").write_text(
        "# The Moon\n\nThe **Moon** is near. See `x`.\n", encoding="utf-8"
    )
    return tmp_path


def _localize(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in *folder*, with nothing installed for the user."""
    environment = os.environ | {
        "HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "home/data"),
        "COLUMNS": "100",
    }
    environment.pop("ARGOS_PACKAGES_DIR", None)
    command = [sys.executable, "-m", "localize", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_main_job_runs(project: Path) -> None:
    """Articles in; catalogs and copies out; a second run has nothing to do."""
    done = _localize(project, "run", "--to", "en-XA")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 new drafts in 1 catalog" in done.stdout
    catalog = polib.pofile(str(project / "locales/en_XA/LC_MESSAGES/moon.po"))
    assert [("fuzzy" in e.flags, bool(e.msgstr)) for e in catalog] == [(True, True)] * 3
    assert (project / "public/en-XA/moon.md").is_file()
    assert "nothing to do" in _localize(project, "run", "--to", "en-XA").stdout
    again = _localize(project, "run", "--to", "en-XA", "--json").stdout.splitlines()
    assert {json.loads(line)["event"] for line in again} == {"started", "kept"}, "settled, and not looked at"


def test_the_shipped_packages_draft_at_once(project: Path) -> None:
    """On a fresh machine, the first command drafts French."""
    done = _localize(project, "run", "--to", "fr")
    assert done.returncode == 0, done.stderr
    catalog = polib.pofile(str(project / "locales/fr/LC_MESSAGES/moon.po"))
    assert all(e.msgstr and "mt: argos en-fr" in e.tcomment for e in catalog)


def test_a_missing_model_stops_the_run_and_says_what_to_do(project: Path) -> None:
    """Exit code 2, the pair, and the command that helps."""
    done = _localize(project, "run", "--to", "sw")
    assert done.returncode == 2
    assert "no model translates en to sw" in done.stderr
    assert "localize models install en-sw" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run",), "no target locales"),
        (("run", "--to", "klingon"), "not a locale: 'klingon'"),
        (("run", "--to", "en"), "articles' own locale"),
        (("run", "--to", "fr", "--project", "nowhere"), "no such folder"),
        (("run", "--to", "fr", "missing.md"), "no such article"),
        (("models", "install", "nothing.argosmodel"), "no such file"),
        (("run", "--wrong"), "No such option"),
    ],
)
def test_what_cannot_work_ends_with_2_and_one_line(
    project: Path, arguments: tuple[str, ...], message: str
) -> None:
    """No traceback, ever."""
    done = _localize(project, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_glossary_is_named_with_its_line(project: Path) -> None:
    """Nothing is drafted with terms that contradict each other."""
    (project / "glossary").mkdir()
    (project / "glossary/t.csv").write_text("en,fr\nmoon,lune\nmoon,astre\n", encoding="utf-8")
    done = _localize(project, "run", "--to", "fr")
    assert done.returncode == 2
    assert "t.csv:3: " in done.stderr


def test_json_is_for_machines(project: Path) -> None:
    """One object a line from a run; one document from status and check."""
    lines = _localize(project, "run", "--to", "en-XA", "--json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    assert events[0] == {"event": "started", "articles": 1, "locales": ["en-XA"]}
    assert {e["event"] for e in events} >= {"drafting", "drafted", "written", "published"}
    status = json.loads(_localize(project, "status", "--json").stdout)
    assert status["articles"][0]["states"]["draft"] == 3
    assert json.loads(_localize(project, "check", "--json").stdout)["problems"] == []


def test_check_ends_with_1_on_errors(project: Path) -> None:
    """A lost code is an error; it is named with the catalog's line, and can be ignored by a comment."""
    _localize(project, "run", "--to", "en-XA")
    path = project / "locales/en_XA/LC_MESSAGES/moon.po"
    catalog = polib.pofile(str(path))
    entry = next(e for e in catalog if "`x`" in e.msgid)
    entry.msgstr, entry.flags = "[See.]", []
    catalog.save()
    done = _localize(project, "check")
    assert done.returncode == 1
    assert "moon.po:" in done.stdout
    assert "error: codes" in done.stdout
    entry.tcomment = "localize: ignore-codes"
    catalog.save()
    assert _localize(project, "check").returncode == 0


def test_untranslated_entries_are_counted(project: Path) -> None:
    """They are no fault, but whoever reads the summary has to know."""
    _localize(project, "run", "--to", "fr", "--no-draft")
    assert "0 errors, 0 warnings, 3 untranslated" in _localize(project, "check").stdout
    assert not (project / "public").exists(), "nothing is translated: there is nothing to publish"


def test_publish_writes_copies_and_nothing_else(project: Path) -> None:
    """It takes the catalogs as they are, in the locales that are named, else in all that have catalogs."""
    _localize(project, "run", "--to", "en-XA")
    (project / "seeds/moon.md").write_text("# The Moon\n\nAll is new here.\n", encoding="utf-8")
    catalog = project / "locales/en_XA/LC_MESSAGES/moon.po"
    before = catalog.read_bytes()
    (project / "public/en-XA/moon.md").unlink()
    done = _localize(project, "publish", "--to", "en-XA")
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "public/en-XA/moon.md").is_file()
    assert catalog.read_bytes() == before
    assert "0 copies published" not in done.stdout


def test_what_is_derived_goes_with_its_article(project: Path) -> None:
    """A deleted article takes its copies and its template along; its catalogs are people's and stay."""
    (project / "seeds/sun.txt").write_text("The Sun is far.\n", encoding="utf-8")
    _localize(project, "run", "--to", "en-XA")
    (project / "seeds/sun.txt").unlink()
    done = _localize(project, "run", "--to", "en-XA")
    assert "took away public/en-XA/sun.txt" in done.stdout
    left = sorted(str(p.relative_to(project)) for p in project.rglob("sun.*"))
    assert left == ["locales/en_XA/LC_MESSAGES/sun.po"]


@pytest.mark.parametrize("arguments", [("--to", "fr", "--no-draft"), ("--to", "sw")])
def test_what_is_derived_goes_with_an_article_that_never_settled(
    project: Path, arguments: tuple[str, ...]
) -> None:
    """An article that was left without drafts, or whose run was refused, is missed like any other."""
    (project / "seeds/sun.txt").write_text("The Sun is far.\n", encoding="utf-8")
    _localize(project, "run", *arguments)
    assert (project / "locales/pot/sun.pot").is_file()
    (project / "seeds/sun.txt").unlink()
    _localize(project, "run", "--to", "fr", "--no-draft", "seeds/moon.md")
    done = _localize(project, "run", "--to", "fr", "--no-draft")
    assert "took away locales/pot/sun.pot" in done.stdout


def test_catalogs_without_an_article_are_told_in_one_line(project: Path) -> None:
    """However many there are; each is named where every file is."""
    for name in ("sun", "star"):
        (project / f"seeds/{name}.txt").write_text(f"The {name} is far.\n", encoding="utf-8")
    run = ("run", "--to", "en-XA")
    _localize(project, *run)
    (project / "seeds/sun.txt").unlink()
    one = "no article belongs to locales/en_XA/LC_MESSAGES/sun.po any more; delete it if none will come back"
    assert one in _localize(project, *run).stdout
    (project / "seeds/star.txt").unlink()
    told = "no article belongs to 2 catalogs in locales/ any more"
    said = _localize(project, *run).stdout
    assert (said.count("no article"), said.count(told), said.count("sun.po")) == (1, 1, 0)
    said = _localize(project, *run, "-v").stdout
    assert (said.count(told), said.count("LC_MESSAGES/sun.po any more")) == (1, 1)


def test_a_second_locale_of_a_language_is_told(project: Path) -> None:
    """Its first run says that it shares nothing with the other, unless the project's settings ask for it."""
    told = "is a locale of its own beside fr, with catalogs of its own; if you mean fr, say --to fr"
    assert told not in _localize(project, "run", "--to", "fr,pt-BR", "--no-draft").stdout
    assert f"fr-FR {told}" in _localize(project, "run", "--to", "fr-FR", "--no-draft").stdout
    assert told not in _localize(project, "run", "--to", "fr-FR", "--no-draft").stdout
    (project / "localize.toml").write_text('targets = ["pt-PT"]', encoding="utf-8")
    assert "of its own" not in _localize(project, "run", "--no-draft").stdout
    events = _localize(project, "run", "--to", "fr-CA", "--no-draft", "--json").stdout.splitlines()
    assert json.loads(events[1]) == {"event": "joined", "locale": "fr-CA", "beside": ["fr", "fr-FR"]}


def test_init_makes_a_project_that_runs(tmp_path: Path) -> None:
    """The sample project goes through the main job."""
    assert _localize(tmp_path, "init", "new").returncode == 0
    done = _localize(tmp_path / "new", "run", "--to", "en-XA")
    assert done.returncode == 0, done.stderr
    assert _localize(tmp_path, "init", "new").returncode == 2


@pytest.mark.parametrize(
    "command", ["", "run", "status", "check", "publish", "init", "models", "models install"]
)
def test_every_command_has_help_with_an_example(project: Path, command: str) -> None:
    """`--help` teaches."""
    done = _localize(project, *command.split(), "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Commands that a test starts can be stopped with Ctrl-C, also where the tests themselves run in a shell's background.

    A shell starts what it puts there with SIGINT ignored, and that is handed down.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_keeps_what_is_done(project: Path) -> None:
    """A run that a person stops says so, ends with 130, and the next one goes on."""
    lines = "".join(f"The station number {n} orbits the Moon and the crew works.\n\n" for n in range(2000))
    (project / "seeds/long.txt").write_text(lines, encoding="utf-8")
    command = [sys.executable, "-m", "localize", "run", "--to", "fr", "--json"]
    environment = os.environ | {"HOME": str(project / "home"), "XDG_DATA_HOME": str(project / "home/data")}
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            if json.loads(line).get("done") == 20:
                process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130, told
    assert "what was done is kept" in told
    catalog = polib.pofile(str(project / "locales/fr/LC_MESSAGES/long.po"))
    assert 0 < len([e for e in catalog if e.msgstr]) < 2000
