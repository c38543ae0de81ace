"""The command line says what is missing or wrong, and does nothing by halves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize.cli import app
from localize.errors import LocalizeError

XLIFF = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr">'
    '<file id="f"><unit id="u1"><segment><source>Hi</source></segment></unit></file></xliff>'
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with catalogs in French, without drafts; the current folder."""
    (tmp_path / "seeds").mkdir()
    text = "# The Moon\n\nThe Moon is near. It has no air. Nobody lives there today.\n"
    (tmp_path / "seeds/moon.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    assert _localize("run", "--to", "fr", "--no-draft").exit_code == 0
    return tmp_path


def _localize(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _refused(*arguments: str) -> str:
    """What the command line says of a command that cannot work."""
    done = _localize(*arguments)
    assert isinstance(done.exception, LocalizeError), done.output
    return str(done.exception)


@pytest.mark.parametrize("command", [("publish",), ("run", "--to", "es", "--no-draft")])
def test_a_broken_catalog_fails_wherever_copies_are_published(
    project: Path, command: tuple[str, ...]
) -> None:
    """Publishing names it once and ends with 1, and so does a run for another locale."""
    with (project / "locales/fr/LC_MESSAGES/moon.po").open("a", encoding="utf-8") as file:
        file.write('\nmsgid "broken\n')
    for _ in range(2):
        done = _localize(*command)
        assert done.exit_code == 1
        assert done.output.count("failed: ") == 1
        assert "moon.po" in done.output


def test_a_broken_catalog_is_told_once_by_its_own_run(project: Path) -> None:
    """Planning and publishing both read it."""
    with (project / "locales/fr/LC_MESSAGES/moon.po").open("a", encoding="utf-8") as file:
        file.write('\nmsgid "broken\n')
    assert _localize("run", "--to", "fr", "--no-draft").output.count("failed: ") == 1


@pytest.mark.parametrize("command", [("publish",), ("run", "--to", "fr", "--no-draft")])
def test_a_lock_that_cannot_be_written_is_named(project: Path, command: tuple[str, ...]) -> None:
    """No error of the system reaches the user as it is."""
    lock = project / ".localize/lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    said = _refused(*command)
    assert f"{lock}: cannot be written: " in said
    assert "allow writing to the project's folder" in said


def test_a_template_that_cannot_be_there_is_named(project: Path) -> None:
    """The article is sound, so the file that is not comes with it."""
    pot = project / "locales/pot"
    (pot / "moon.pot").unlink()
    pot.rmdir()
    pot.write_text("", encoding="utf-8")
    done = _localize("run", "--to", "fr", "--no-draft")
    assert done.exit_code == 1
    assert "its template locales/pot/moon.pot cannot be read: " in done.output


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", ["check", "report"])
def test_a_named_locale_without_catalogs_is_refused(command: str) -> None:
    """A typing error must not pass as clean."""
    assert _refused(command, "--to", "fr,pt") == "no catalogs in pt — first: localize run --to pt"


def test_a_project_without_articles_is_told_where_they_go(project: Path) -> None:
    """Once what was derived from the last article is taken away, there is nothing to run, publish or look at."""
    _localize("run", "--to", "en-XA")
    (project / "seeds/moon.md").unlink()
    assert "took away locales/pot/moon.pot" in _localize("run", "--to", "en-XA").output
    for command in (("run", "--to", "en-XA"), ("publish",), ("status",), ("check",), ("report",)):
        assert _refused(*command) == "no articles in seeds/ — put text, Markdown or HTML files there"


def test_a_file_with_nothing_to_import_is_told(project: Path) -> None:
    """Silence would look like success."""
    (project / "n.xlf").write_text(XLIFF, encoding="utf-8")
    done = _localize("import", "n.xlf")
    assert done.exit_code == 1
    assert "n.xlf: no unit with a target" in done.output


@pytest.mark.usefixtures("project")
def test_the_article_itself_is_no_translation() -> None:
    """It is refused in another language, and taken in another variety of its own."""
    said = _refused("import", "seeds/moon.md", "seeds/moon.md", "--to", "fr")
    assert "4 of 4 sentences are the article's own, not translated" in said
    assert _localize("import", "seeds/moon.md", "seeds/moon.md", "--to", "en-GB").exit_code == 0


def test_an_export_writes_all_files_or_none(project: Path) -> None:
    """One file that is there already keeps the others from being written."""
    assert _localize("run", "--to", "es", "--no-draft").exit_code == 0
    (project / "fr.xlf").write_text("mine", encoding="utf-8")
    assert "fr.xlf: is there already" in _refused("export", "--to", "es,fr")
    assert not (project / "es.xlf").exists()


@pytest.mark.usefixtures("project")
def test_packages_are_verified_by_pair_and_name() -> None:
    """As they are probed; what is none is refused in the same words."""
    done = _localize("models", "verify", "en-fr")
    assert done.exit_code == 0
    assert done.output.startswith("sound: en-fr ")
    said = _refused("models", "verify", "en-xx")
    assert said == "no package en-xx — see localize models list, or name a file"


@pytest.mark.usefixtures("project")
def test_a_search_without_matches_says_so() -> None:
    """On the error output, so that a pipe stays empty."""
    done = _localize("memory", "search", "zzz", "--to", "fr")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "no match of at least 60%\n")


@pytest.mark.usefixtures("project")
def test_one_output_holds_one_document() -> None:
    """JSON and SARIF cannot both go to the standard output; one can go to a file."""
    assert "one output cannot hold both" in _refused("check", "--json", "--sarif", "-")
    assert json.loads(_localize("check", "--json", "--sarif", "c.sarif").stdout)["failed"] == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("en;fr\nmoon;lune\n", "t.csv:1: separated by semicolons — save it with commas"),
        ("fr,es,note\nlune,luna,\n", "t.csv:1: no column for en — name the column"),
    ],
)
def test_a_glossary_of_the_wrong_shape_is_told_what_is_wrong(project: Path, table: str, said: str) -> None:
    """Spreadsheets in France write semicolons."""
    (project / "glossary").mkdir()
    (project / "glossary/t.csv").write_text(table, encoding="utf-8")
    assert said in _refused("run", "--to", "fr", "--no-draft")


def test_terms_that_the_glossary_has_are_not_imported_again(project: Path) -> None:
    """They are counted; what is new is written, and no file for nothing."""
    (project / "glossary").mkdir()
    (project / "glossary/own.csv").write_text("en,fr\nmoon,lune|astre\nsun,soleil\n", encoding="utf-8")
    assert _localize("glossary", "export", "out.tbx").exit_code == 0
    again = _localize("glossary", "import", "out.tbx")
    assert again.output == "left out 2 terms (2 preferred) that the glossary has already\n"
    assert not (project / "glossary/out.csv").exists()
    (project / "more.csv").write_text("en,fr\nmoon,lune\nstar,étoile\n", encoding="utf-8")
    more = _localize("glossary", "import", "more.csv").output
    assert "wrote 1 term (1 preferred) to glossary/more.csv; left out 1 term (1 preferred)" in more
    assert "moon" not in (project / "glossary/more.csv").read_text(encoding="utf-8")


def test_one_error_is_one_error(project: Path) -> None:
    """Counts agree with their nouns."""
    (project / "glossary").mkdir()
    (project / "glossary/t.csv").write_text("en,fr\nmoon,lune\nmoon,astre\n", encoding="utf-8")
    assert "1 error, " in _localize("glossary", "check", "--to", "fr").output
