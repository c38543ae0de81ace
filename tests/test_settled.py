"""What runs remember of articles: what one that is gone left behind is taken away, and nothing that still has an owner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from localize.engine.pseudo import PseudoEngine
from localize.events import Event, Failed, Moved, Orphaned, Published, Removed
from localize.locales import Locale
from localize.pipeline import run
from localize.project import Project

PSEUDO = Locale.parse("en-XA")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with three articles, after its first run."""
    for name in ("moon.md", "sun.txt", "news/crew.txt"):
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The {path.stem} is far.\n", encoding="utf-8")
    project = Project(tmp_path)
    _all(project)
    return project


def _all(project: Project, *only: str) -> list[Event]:
    """What a run over everything, or *only* some articles, tells."""
    places = [project.path(name) for name in only]
    return list(run(project, [PSEUDO], lambda *_: PseudoEngine(), only=places))


def _of(events: list[Event], *kinds: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kinds)]


def test_a_refused_article_loses_nothing(project: Project) -> None:
    """While a second file has its name, its copy stays, and nobody is told to delete its catalog, nor is it given away."""
    twin = project.path("seeds/moon.txt")
    twin.write_text("The moon is far.\n", encoding="utf-8")
    project.path("seeds/other.txt").write_text("The moon is far.\n", encoding="utf-8")
    events = _all(project)
    assert len(_of(events, Failed)) == 2
    assert not _of(events, Removed, Orphaned, Moved)
    assert project.has("public/en-XA/moon.md")


def test_what_lies_in_a_closed_folder_is_not_gone(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be read is named; copies and catalogs of what was in it stay as they are."""
    closed, scan, look = str(project.path("seeds/news")), os.scandir, os.stat

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return scan(path)

    def stat(path: str, **options: bool) -> os.stat_result:
        if str(path).startswith(f"{closed}/"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, **options)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "stat", stat)
    events = _all(project)
    told = [str(event.error) for event in events if isinstance(event, Failed)]
    assert told == ["seeds/news: cannot be read: Permission denied — allow reading it"]
    assert not _of(events, Removed, Orphaned)
    assert project.has("public/en-XA/news/crew.txt")


def test_a_run_of_some_articles_calls_no_catalog_lost(project: Project) -> None:
    """Its article may only have been renamed; the run that looks at that one finds it."""
    project.path("seeds/moon.md").rename(project.path("seeds/luna.md"))
    assert not _of(_all(project, "seeds/sun.txt"), Orphaned, Removed)
    assert len(_of(_all(project, "seeds/luna.md"), Moved)) == 1


def test_another_suffix_keeps_the_template(project: Project) -> None:
    """The old copy goes; the template is the renamed article's, also when a run has looked at that one already."""
    project.path("seeds/moon.md").rename(project.path("seeds/moon.txt"))
    _all(project, "seeds/moon.txt")
    events = _all(project)
    assert [str(event.path) for event in events if isinstance(event, Removed)] == ["public/en-XA/moon.md"]
    assert project.has("locales/pot/moon.pot")
    assert not _of(_all(project), Removed, Published)


def test_what_could_not_be_taken_away_is_tried_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of an article that is gone does not stay in public for ever, because it once was locked."""
    project.path("seeds/sun.txt").unlink()
    take, copy = Path.unlink, project.path("public/en-XA/sun.txt")

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path == copy:
            raise PermissionError(13, "Permission denied", str(path))
        take(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        assert len(_of(_all(project), Failed)) == 1
        assert copy.is_file()
    assert [str(event.path) for event in _all(project) if isinstance(event, Removed)] == [
        "public/en-XA/sun.txt"
    ]
    assert not _of(_all(project), Removed, Failed)


@pytest.mark.parametrize(
    "path", ["seeds/../../../diary.txt", "seeds/../diary.txt", "seeds", "seeds/..", "", "seeds/a\\u0000.txt"]
)
def test_a_damaged_memory_of_articles_harms_nothing(project: Project, path: str) -> None:
    """Whatever `.localize/settled.json` says, nothing is taken away but copies and templates in the project."""
    diary = project.root.parent / "diary.txt"
    diary.write_text("precious", encoding="utf-8")
    project.path(".localize/settled.json").write_text(f'{{"{path}": ""}}', encoding="utf-8")
    events = _all(project)
    assert not _of(events, Removed, Failed)
    assert diary.is_file()
