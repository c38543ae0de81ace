"""Moves: catalogs follow their articles, whatever names these take."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from localize.articles import articles
from localize.engine.pseudo import PseudoEngine
from localize.events import Event, Failed, Moved, Orphaned
from localize.extract import Extract, extract
from localize.locales import Locale
from localize.moves import follow
from localize.pipeline import run
from localize.project import Project, load_glossary

FRENCH = Locale.parse("fr")
TEXTS = {
    "a": "The station orbits the Moon. Read the rules first.",
    "b": "The treaty holds until winter. Nobody has left it. Read the rules first.",
    "c": "Bread rises slowly. Wait for an hour.",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three articles whose sentences people have translated, each into a text that names its article."""
    (tmp_path / "seeds").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / f"seeds/{name}.txt").write_text(text + "\n", encoding="utf-8")
    project = Project(tmp_path)
    [*run(project, [FRENCH], lambda *_: PseudoEngine())]
    for path in tmp_path.glob("locales/fr/LC_MESSAGES/*.po"):
        catalog = polib.pofile(str(path))
        for number, entry in enumerate(catalog):
            entry.msgstr, entry.flags = f"{path.stem}{number}", []
        catalog.save()
    return project


def rename(project: Project, *names: tuple[str, str]) -> None:
    """Rename articles, one after the other."""
    for old, new in names:
        path = project.root / f"seeds/{new}.txt"
        path.parent.mkdir(exist_ok=True)
        (project.root / f"seeds/{old}.txt").replace(path)


def catalog(project: Project, name: str) -> Path:
    """Where an article's catalog is."""
    return project.path(project.catalog(name, FRENCH))


def owners(project: Project) -> dict[str, str]:
    """Whose translations each catalog holds."""
    paths = sorted(project.path(project.folder(FRENCH)).rglob("*.po"))
    return {path.stem: polib.pofile(str(path))[0].msgstr[0] for path in paths}


def followed(project: Project) -> tuple[list[Event], frozenset[str]]:
    """What `follow` tells, and the domains that it leaves alone."""
    told: list[Event] = []
    waiting = yield_all(follow(project, FRENCH, extracts(project), articles(project)[0]), told)
    return told, waiting


def yield_all(moves: Iterator[Event], told: list[Event]) -> frozenset[str]:
    """Exhaust *moves* into *told*; the domains that wait."""
    while True:
        try:
            told.append(next(moves))
        except StopIteration as done:
            return frozenset(article.domain for article in done.value)


def extracts(project: Project) -> list[Extract]:
    """All articles, read."""
    return [extract(project, article, load_glossary(project)) for article in articles(project)[0]]


SWAPPED = ("a", "x"), ("b", "a"), ("x", "b")
ROUND = ("a", "x"), ("b", "a"), ("c", "b"), ("x", "c")


@pytest.mark.parametrize(
    ("names", "left"),
    [
        (SWAPPED, {"a": "b", "b": "a", "c": "c"}),
        (ROUND, {"a": "b", "b": "c", "c": "a"}),
        ((("a", "b"),), {"b": "a", "b.old": "b", "c": "c"}),
        ((("a", "d"), ("b", "a")), {"a": "b", "c": "c", "d": "a"}),
        ((("a", "deep/a"),), {"a": "a", "b": "b", "c": "c"}),
    ],
)
def test_catalogs_follow_names(
    project: Project, names: tuple[tuple[str, str], ...], left: dict[str, str]
) -> None:
    """Names swapped, passed on in a ring or in a row, or used again: every catalog goes with its article."""
    rename(project, *names)
    told, waiting = followed(project)
    assert owners(project) == left
    assert not waiting
    assert {e.path.stem for e in told if isinstance(e, Orphaned)} == {n for n in left if n.endswith(".old")}
    assert not [e for e in followed(project)[0] if isinstance(e, Moved)]


def test_every_approval_is_in_force_after_a_swap(project: Project) -> None:
    """The run that follows changes no entry."""
    rename(project, *SWAPPED)
    [*run(project, [FRENCH], lambda *_: PseudoEngine())]
    for name in "ab":
        entries = polib.pofile(str(catalog(project, name)))
        assert not [e for e in entries if e.fuzzy or e.obsolete]


@pytest.mark.parametrize("names", [SWAPPED, ROUND, (("a", "b"),)])
def test_a_run_may_die_between_any_two_moves(
    project: Project, names: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was moved before, the next run finishes it; nothing is written over."""
    before = sorted(p.read_bytes() for p in project.root.glob("locales/fr/**/*.po"))
    rename(project, *names)
    for stop in itertools.count(1):
        done = _dies_at(stop, project, monkeypatch)
        assert sorted(p.read_bytes() for p in project.root.glob("locales/fr/**/*.po")) == before
        if done:
            break
    followed(project)
    found = owners(project)
    assert {found[new] for new in ("a", "b") if (project.root / f"seeds/{new}.txt").exists()} <= {*"abc"}
    for path in (project.root / "seeds").glob("*.txt"):
        owner = next(n for n, text in TEXTS.items() if path.read_text("utf-8").startswith(text))
        assert found[path.stem] == owner


def _dies_at(stop: int, project: Project, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Follow the names with a kill in front of one renaming; whether all was done before."""
    real, left = Path.rename, [stop]

    def dying(path: Path, target: Path) -> Path:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dying)
        try:
            followed(project)
        except KeyboardInterrupt:
            return False
    return True


def test_a_rewritten_article_keeps_its_catalog(project: Project) -> None:
    """Only a catalog that holds most of the new text takes the place of its own."""
    catalog(project, "c").rename(catalog(project, "gone"))
    text = "Read the rules first. Bread rises slowly. Nothing else of this was ever written or translated."
    for name in ("a", "b"):
        (project.root / f"seeds/{name}.txt").write_text(text + "\n", encoding="utf-8")
    (project.root / "seeds/c.txt").unlink()
    told, _ = followed(project)
    assert [type(e) for e in told] == [Orphaned]
    assert owners(project) == {"a": "a", "b": "b", "gone": "c"}


def test_a_set_aside_catalog_takes_no_name_that_is_in_use(project: Project) -> None:
    """Neither that of another catalog nor that of an article."""
    (project.root / "seeds/b.old.txt").write_text("Something new altogether.\n", encoding="utf-8")
    catalog(project, "b.old1").write_text('msgid "Other words."\nmsgstr ""\n', encoding="utf-8")
    rename(project, ("a", "b"))
    told, _ = followed(project)
    assert [e.new.name for e in told if isinstance(e, Moved)] == ["b.old2.po", "b.po"]


def test_the_obsolete_tell_an_article_too(project: Project) -> None:
    """A catalog of an article that was empty when it was last run is known by what it held before."""
    path = catalog(project, "a")
    entries = polib.pofile(str(path))
    for entry in entries:
        entry.obsolete = True
    entries.save()
    rename(project, ("a", "d"))
    followed(project)
    assert not path.exists()
    assert catalog(project, "d").exists()


def test_articles_wait_while_a_catalog_cannot_be_read(project: Project) -> None:
    """It may be theirs: nothing is moved, and the broken catalog is named."""
    catalog(project, "a").write_text('msgid "unterminated\n', encoding="utf-8")
    catalog(project, "c").rename(catalog(project, "gone"))
    rename(project, ("a", "d"))
    told, waiting = followed(project)
    assert [e.error.line for e in told if isinstance(e, Failed)] == [1]
    assert waiting == {"c", "d"}
    assert catalog(project, "gone").exists()


def test_an_unreadable_catalog_is_no_matter_where_no_article_seeks_one(project: Project) -> None:
    """Who left a broken file among the catalogs is not told so by every run."""
    catalog(project, "gone").write_text('msgid "unterminated\n', encoding="utf-8")
    told, waiting = followed(project)
    assert [type(e) for e in told] == [Orphaned]
    assert not waiting


def test_a_link_leads_to_the_same_file(project: Project) -> None:
    """A catalog that is kept elsewhere, by a relative link, is still that file in its new place."""
    path, kept = catalog(project, "a"), project.root / "kept.po"
    path.rename(kept)
    path.symlink_to("../../../kept.po")
    rename(project, ("a", "deep/d"))
    followed(project)
    moved = catalog(project, "deep/d")
    assert not path.is_symlink()
    assert moved.is_symlink()
    assert moved.samefile(kept)


def test_a_folder_that_cannot_be_written_fails_alone(project: Project) -> None:
    """What is in the way is named, and its article waits."""
    (project.path(project.folder(FRENCH)) / "deep").write_bytes(b"")
    rename(project, ("a", "deep/d"))
    told, waiting = followed(project)
    assert "cannot be moved" in str(next(e.error for e in told if isinstance(e, Failed)))
    assert waiting == {"deep/d"}
    assert owners(project)["a"] == "a"
