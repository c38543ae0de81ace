"""The laws that no single room can keep: people's work (5), idle runs (6), derived files (7), no network (9)."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from localize.engine import Engine, Hypothesis
from localize.engine.pseudo import PseudoEngine
from localize.events import Event, Failed, Kept, Moved, Published, Written
from localize.locales import Locale
from localize.pipeline import run
from localize.project import Project

FRENCH, SPANISH = Locale.parse("fr"), Locale.parse("es")

SENTENCES = (
    "The station orbits the Moon.",
    "The station slowly orbits the Moon.",
    "The crew must enter the module.",
    "The crew must not enter the module.",
    "Seventeen countries signed the treaty in 2021.",
    "Eighteen countries signed the treaty in 2022.",
    "See the [guide](guide.md) for **more** details.",
    "Use `git pull` first.",
)
NAMES = ("a.md", "b.txt", "news/c.html")


class Killed(BaseException):
    """The process dies here."""


class Editing:
    """An engine during whose work somebody saves a file."""

    def __init__(self, save: object = None) -> None:
        self.pseudo = PseudoEngine()
        self.save = save
        self.signature, self.sentinels, self.marks = (
            self.pseudo.signature,
            self.pseudo.sentinels,
            self.pseudo.marks,
        )

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Translate, and save in between."""
        for number, found in enumerate(self.pseudo.translate(texts, hypotheses)):
            if number == 1 and callable(self.save):
                self.save()
            yield found


@contextmanager
def dying_at(write: int) -> Iterator[None]:
    """The process is killed right before or after its *write*-th renaming of a file."""
    real, left = os.replace, [write]

    def dying(source: str, target: str, **more: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        real(source, target, **more)
        if left[0] == 1 and write % 2:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", dying)
        patch.setattr(os, "rename", dying)
        yield


@dataclass(frozen=True)
class Work:
    """Something a person wrote in a catalog."""

    locale: Locale
    target: str
    comment: str
    approved: bool


class PeopleOwnTheCatalogs(RuleBasedStateMachine):
    """Law 5: whatever happens, what a person wrote is still there, and approved where its source still stands."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        (self.root / "seeds").mkdir()
        self.project = Project(self.root)
        self.works: dict[tuple[Locale, str], Work] = {}
        self.locales = [FRENCH]
        self.serial = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.root)

    @initialize(sentences=st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5))
    def begin(self, sentences: list[str]) -> None:
        """A project with one article, run once."""
        self._write("a.md", sentences)
        self._run()

    @rule(name=st.sampled_from(NAMES), sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
    def edit_article(self, name: str, sentences: list[str]) -> None:
        """An author writes or rewrites an article."""
        self._write(name, sentences)

    @rule(name=st.sampled_from(NAMES), new=st.sampled_from(["d.md", "e.txt", "deep/er/f.html"]))
    def rename_article(self, name: str, new: str) -> None:
        """An author renames an article."""
        old, path = self.root / "seeds" / name, self.root / "seeds" / new
        if old.exists() and old.suffix == path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            old.rename(path)

    @rule(name=st.sampled_from(NAMES))
    def delete_article(self, name: str) -> None:
        """An author deletes an article."""
        (self.root / "seeds" / name).unlink(missing_ok=True)

    @rule()
    def run_again(self) -> None:
        """The program runs."""
        self._run()

    @rule(write=st.integers(1, 8))
    def run_and_die(self, write: int) -> None:
        """The program is killed between two writes."""
        with dying_at(write), suppress(Killed):
            self._run()

    @rule(data=st.data(), sentences=st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=6, unique=True))
    def run_while_somebody_saves(self, data: st.DataObject, sentences: list[str]) -> None:
        """A person saves the catalog of a reworded article while an engine is at work on it."""
        self._write("a.md", sentences)
        self._run(Editing(lambda: self._review(data, "a.po")))

    @rule()
    def add_a_locale(self) -> None:
        """The project gets another language."""
        self.locales = [FRENCH, SPANISH]

    @rule(data=st.data())
    def review(self, data: st.DataObject) -> None:
        """A person works in a catalog with an editor that wraps lines its own way."""
        self._review(data)

    def _review(self, data: st.DataObject, name: str = "*.po") -> None:
        paths = sorted(self.root.glob(f"locales/*/LC_MESSAGES/**/{name}"))
        if not paths:
            return
        path = data.draw(st.sampled_from(paths))
        catalog = polib.pofile(str(path), wrapwidth=data.draw(st.sampled_from([40, 78, 0])))
        entries = [entry for entry in catalog if not entry.obsolete]
        if not entries:
            return
        entry = data.draw(st.sampled_from(entries))
        locale = Locale.parse(path.relative_to(self.root / "locales").parts[0])
        self.works.pop((locale, entry.msgstr), None)
        self.serial += 1
        approved = data.draw(st.booleans())
        comment = f"note {self.serial}" if data.draw(st.booleans()) else ""
        work = Work(locale, f"Texte humain n° {self.serial}", comment, approved)
        entry.msgstr = work.target
        entry.tcomment = "\n".join(filter(None, [entry.tcomment, work.comment]))
        entry.flags = [] if approved else ["fuzzy"]
        if approved:
            entry.previous_msgid = entry.previous_msgctxt = None
        self.works[locale, work.target] = work
        catalog.save()

    def _write(self, name: str, sentences: list[str]) -> None:
        path = self.root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        block = "<p>{}</p>\n" if name.endswith("html") else "{}\n\n"
        path.write_text("".join(block.format(s) for s in sentences), encoding="utf-8")

    def _run(self, engine: Engine | None = None) -> None:
        for event in run(self.project, self.locales, lambda *_: engine or PseudoEngine()):
            assert not isinstance(event, Failed), str(event.error)

    @invariant()
    def everything_is_there(self) -> None:
        """Each target that a person wrote is in a catalog of its locale, with the person's comment."""
        found: dict[tuple[str, str], list[polib.POEntry]] = {}
        for path in self.root.glob("locales/*/LC_MESSAGES/**/*.po"):
            folder = path.relative_to(self.root / "locales").parts[0]
            for entry in polib.pofile(str(path)):
                found.setdefault((folder, entry.msgstr), []).append(entry)
        for work in self.works.values():
            entries = found.get((work.locale.gettext, work.target), [])
            assert any(work.comment in ["", *entry.tcomment.splitlines()] for entry in entries), work
            if not work.approved:
                assert all("fuzzy" in entry.flags or entry.obsolete for entry in entries), work
            assert all("fuzzy" in e.flags or e.obsolete or work.approved for e in entries)
            for entry in entries:
                if work.approved and "fuzzy" in entry.flags and not entry.obsolete:
                    assert entry.previous_msgid, "an approved target may only become stale"


TestPeopleOwnTheCatalogs = PeopleOwnTheCatalogs.TestCase
TestPeopleOwnTheCatalogs.settings = settings(
    max_examples=100, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project with all three formats and a glossary."""
    for name, text in {
        "seeds/a.md": "---\ntitle: The Moon\n---\n\n# The Moon\n\nThe ILRS is a *space station*. See [b](b.txt).\n",
        "seeds/b.txt": " date 2025-04-25 A treaty\n\nGENEVA -- The treaty holds. Nobody left it.\n",
        "seeds/news/c.html": "<html><head><title>Orbit</title></head><body><p>An orbit &amp; a crew.</p></body></html>",
        "glossary/terms.csv": "en,fr,status\nspace station,station spatiale,\nILRS,,dnt\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path)


def _files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below *root* with its bytes and its time of change."""
    paths = (p for p in root.rglob("*") if p.is_file() and ".localize" not in p.parts)
    return {str(p.relative_to(root)): (p.read_bytes(), p.stat().st_mtime_ns) for p in paths}


def _never(*_: Locale) -> Engine:
    raise AssertionError("an engine was opened though there was nothing to draft")


def _all(project: Project, targets: Sequence[Locale], engine: Engine | None = None) -> list[Event]:
    return list(run(project, targets, lambda *_: engine or PseudoEngine()))


def test_a_second_run_changes_nothing(project: Project) -> None:
    """Law 6: no byte, no time of change, no model."""
    _all(project, [FRENCH, SPANISH])
    before = _files(project.root)
    events = list(run(project, [FRENCH, SPANISH], _never))
    assert _files(project.root) == before
    assert not [e for e in events if isinstance(e, Written) or (isinstance(e, Published) and e.changed)]
    assert len([e for e in events if isinstance(e, Kept)]) == 6


def test_what_is_derived_comes_back_the_same(project: Project) -> None:
    """Law 7: published copies, templates and scratch files can be deleted at any time."""
    _all(project, [FRENCH, SPANISH])
    before = {name: data for name, (data, _) in _files(project.root).items()}
    for derived in ("public", ".localize"):
        shutil.rmtree(project.root / derived)
    list(run(project, [FRENCH, SPANISH], _never))
    assert {name: data for name, (data, _) in _files(project.root).items()} == before


def test_a_run_makes_no_network_call(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law 9: with sockets blocked, the whole job is done."""

    def blocked(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", blocked)
    monkeypatch.setattr(socket.socket, "connect_ex", blocked)
    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    events = _all(project, [FRENCH])
    assert len([e for e in events if isinstance(e, Published)]) == 3


def test_a_run_that_is_stopped_keeps_what_is_done(project: Project) -> None:
    """Ctrl-C loses nothing that was drafted, and the next run goes on."""
    done: list[str] = []

    def stop() -> None:
        done.append("stopped")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _all(project, [FRENCH], Editing(stop))
    assert done
    catalogs = [polib.pofile(str(p)) for p in sorted(project.root.glob("locales/fr/**/*.po"))]
    drafted = [e for catalog in catalogs for e in catalog if e.msgstr]
    left = [e for catalog in catalogs for e in catalog if not e.msgstr]
    assert left
    _all(project, [FRENCH])
    texts = {e.msgid: e.msgstr for p in project.root.glob("locales/fr/**/*.po") for e in polib.pofile(str(p))}
    assert all(texts.values())
    assert all(texts[e.msgid] == e.msgstr for e in drafted)


def test_one_broken_article_or_catalog_fails_alone(project: Project) -> None:
    """The others are done, and each failure names its file."""
    _all(project, [FRENCH])
    (project.root / "seeds/bad.md").write_bytes(b"caf\xe9")
    (project.root / "seeds/what.docx").write_bytes(b"PK")
    broken = project.root / "locales/fr/LC_MESSAGES/b.po"
    broken.write_text('msgid "unterminated\nmsgstr ""\n', encoding="utf-8")
    events = _all(replace(project), [FRENCH])
    failures = [str(e.error) for e in events if isinstance(e, Failed)]
    assert len(failures) == 3
    assert all(any(name in failure for failure in failures) for name in ("bad.md", "what.docx", "b.po"))
    assert broken.read_text(encoding="utf-8").startswith('msgid "unterminated')
    assert len([e for e in events if isinstance(e, Kept)]) == 2


def test_a_catalog_saved_during_a_run_is_merged(project: Project) -> None:
    """A person's save while the engine works is kept, and the drafts come in beside it."""
    _all(project, [FRENCH])
    article = project.root / "seeds/b.txt"
    article.write_text(article.read_text(encoding="utf-8") + "Two more. Sentences here.\n", encoding="utf-8")
    path = project.root / "locales/fr/LC_MESSAGES/b.po"

    def approve() -> None:
        catalog = polib.pofile(str(path))
        catalog[0].msgstr, catalog[0].flags = "Un traité", []
        catalog.save()

    _all(project, [FRENCH], Editing(approve))
    entries = polib.pofile(str(path))
    assert (entries[0].msgstr, entries[0].flags) == ("Un traité", [])
    assert all(e.msgstr for e in entries)
    assert len(entries) == 5


def test_two_vanished_articles_never_share_one_catalog(project: Project) -> None:
    """A new article that resembles two vanished ones takes over one catalog; the other stays where it is."""
    seeds, folder = project.root / "seeds", project.root / "locales/fr/LC_MESSAGES"
    text = "The treaty holds.\n\nNobody left it.\n"
    for name in ("x", "y"):
        (seeds / f"{name}.txt").write_text(text, encoding="utf-8")
    _all(project, [FRENCH])
    for name in ("x", "y"):
        catalog = polib.pofile(str(folder / f"{name}.po"))
        catalog[0].msgstr, catalog[0].flags = f"Texte {name}", []
        catalog.save()
        (seeds / f"{name}.txt").unlink()
    (seeds / "z.txt").write_text(text, encoding="utf-8")
    events = _all(project, [FRENCH])
    assert [str(e.new) for e in events if isinstance(e, Moved)] == ["locales/fr/LC_MESSAGES/z.po"]
    left = {p.stem: polib.pofile(str(p))[0].msgstr for p in folder.glob("[xyz].po")}
    assert left == {"z": "Texte x", "y": "Texte y"}
