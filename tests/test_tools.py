"""What people's own tools save is read as they meant it: files that Poedit, Lokalize and OmegaT wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localize.catalog import Catalog, State
from localize.cli import app
from localize.config import load as load_project
from localize.errors import ExchangeError
from localize.exchange.po_back import read_po
from localize.exchange.xliff import Returned, read_xliff
from localize.handover import Taken, take_back
from localize.locales import Locale
from localize.merge import merge
from localize.po import load
from localize.project import Project

CASES = Path(__file__).parent / "cases/tools"
FR = Locale("fr")
NOW = datetime(2026, 11, 22, tzinfo=UTC)

NEW, UNFINISHED = "Notre Lune", "Ils regardent la Terre."
HEADLINE, AIR, CREW, LETTERS = 0, 2, 3, 5


@pytest.mark.parametrize("name", ["poedit.po", "lokalize.po"])
def test_a_saved_catalog_says_what_was_done(name: str) -> None:
    """Edited and approved is approved, marked as unfinished is a person's draft, the rest is as it went out."""
    before, after = _catalog("sent.po").entries, _catalog(name).entries
    assert [e.key for e in after] == [e.key for e in before]
    expected = [(e.target, e.state) for e in before]
    expected[HEADLINE] = (NEW, State.APPROVED)
    expected[AIR] = (before[AIR].target, State.APPROVED)
    expected[CREW] = (before[CREW].target, State.APPROVED)
    expected[LETTERS] = (UNFINISHED, State.HUMAN_DRAFT)
    assert [(e.target, e.state) for e in after] == expected
    assert [e.comments for e in after] == [e.comments for e in before]


@pytest.mark.parametrize("name", ["poedit.po", "lokalize.po"])
def test_a_run_keeps_what_a_tool_saved(name: str) -> None:
    """Merging a saved catalog with its article takes the marks of what is approved away, and no target or state."""
    catalog = _catalog(name)
    template = [
        replace(e, target="", fuzzy=False, previous=None, comments=(), mark=None) for e in catalog.entries
    ]
    merged = merge(catalog, template)
    assert [(e.target, e.state) for e in merged.entries] == [(e.target, e.state) for e in catalog.entries]
    assert not any(e.mark for e in merged.entries if e.state is State.APPROVED)
    assert merge(merged, template) == merged


def test_what_poedit_calls_needing_work_is_not_approved() -> None:
    """In XLIFF 2.0 Poedit says that beside the state of what is translated."""
    units = list(read_xliff(CASES / "poedit.xlf"))
    assert [u.approved for u in units] == [True, True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("poedit.xlf", {HEADLINE: "approved", AIR: "approved", CREW: "approved", LETTERS: "human draft"}),
        ("lokalize.xlf", {HEADLINE: "approved", AIR: "approved"}),
        ("omegat.po", {HEADLINE: "approved", AIR: "approved"}),
    ],
)
def test_what_comes_back_changes_what_was_done_and_nothing_else(
    project: Project, name: str, states: dict[int, str]
) -> None:
    """The entries that were edited or approved there are so here; all others are as they were, unfinished ones too."""
    before = _catalog("sent.po").entries
    (taken,) = take_back(project, _returned(name), NOW)
    assert isinstance(taken, Taken)
    assert (taken.conflicts, taken.unknown) == ((), 0)
    after = load(project.root / "locales/fr/LC_MESSAGES/moon.po", FR).catalog.entries
    changed = {n: b.state.value for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    assert changed == states
    assert after[HEADLINE].target == NEW


def test_poedit_is_given_the_version_it_opens(project: Project) -> None:
    """`localize export --xliff 2.0` writes that version, and `localize import` takes it back, and PO files beside it."""
    root, out = ["--project", str(project.root)], project.root / "fr.xlf"
    runner = CliRunner()
    made = runner.invoke(app, ["export", "--to", "fr", "--xliff", "2.0", "-o", str(out), *root])
    assert made.exit_code == 0
    assert 'version="2.0"' in out.read_text(encoding="utf-8")
    taken = runner.invoke(app, ["import", str(out), str(CASES / "omegat.po"), *root])
    assert taken.exit_code == 0
    assert "2 approved" in taken.output


def test_a_po_file_never_takes_a_persons_later_text_away(project: Project) -> None:
    """What was approved here while a PO file was away stays, and is named."""
    path = project.root / "locales/fr/LC_MESSAGES/moon.po"
    mine = path.read_text(encoding="utf-8").replace('msgstr "La Lune"', 'msgstr "La Lune d’ici"')
    path.write_text(mine, encoding="utf-8")
    (taken,) = take_back(project, _returned("omegat.po"), NOW)
    assert isinstance(taken, Taken)
    assert [(c.entry.target, c.target) for c in taken.conflicts] == [("La Lune d’ici", NEW)]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [('"Language: fr', '"Language: ?', "names no locale"), ("#: seeds/moon.md", "#. moon", "which article")],
)
def test_a_po_file_that_says_too_little_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """Without a locale or an article nothing is guessed."""
    path = tmp_path / "moon.po"
    path.write_text((CASES / "omegat.po").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ExchangeError, match=complaint):
        list(read_po(path))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project that the files were sent from."""
    (tmp_path / "localize.toml").write_text("", encoding="utf-8")
    catalog = tmp_path / "locales/fr/LC_MESSAGES/moon.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_bytes((CASES / "sent.po").read_bytes())
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/moon.md").write_text("# The Moon\n", encoding="utf-8")
    return load_project(tmp_path)


def _returned(name: str) -> list[Returned]:
    path = CASES / name
    return list(read_po(path) if path.suffix == ".po" else read_xliff(path))


def _catalog(name: str) -> Catalog:
    return load(CASES / name, FR).catalog
