"""The laws that no single room can keep: people's work (5), idle runs (6), derived files (7), no network (9)."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from localize import drafting
from localize.catalog import Mark, Offer, digest_of
from localize.engine import Engine, Hypothesis
from localize.engine.pseudo import PseudoEngine
from localize.events import Drafting, Event, Failed, Kept, Moved, Published, Written
from localize.extract import Extract, extract
from localize.glossary import Glossary
from localize.locales import Locale
from localize.pipeline import run
from localize.project import Article, Project

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
    "Two moons.",
)
NAMES = ("a.md", "b.txt", "news/c.html")
OTHERS = ("d.md", "e.txt", "deep/er/f.html")
PAIRS = tuple(zip(NAMES, OTHERS, strict=True))
_DEAD = 9


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


def killed(work: Callable[[], None], write: int) -> bool:
    """Do *work* in another process that is killed right before or after its *write*-th renaming of a file.

    Returns:
        Whether it got that far. Nothing of it cleans up behind itself.
    """
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in {0, _DEAD}, code
        return code == _DEAD
    code = 1
    try:
        _die_at(write)
        work()
        code = 0
    finally:
        os._exit(code)


def _die_at(write: int) -> None:
    real, left = os.replace, [write]

    def dying(source: str, target: str, **more: int) -> None:
        left[0] -= 1
        if left[0] or write % 2:
            real(source, target, **more)
        if not left[0]:
            os._exit(_DEAD)

    patch = pytest.MonkeyPatch()  # never undone: the process is our own, and soon gone
    patch.setattr(os, "replace", dying)
    patch.setattr(os, "rename", dying)


@dataclass(frozen=True)
class Work:
    """Something a person wrote in a catalog."""

    locale: Locale
    key: tuple[str, str]
    """The context and the source that it was written for."""

    target: str
    comment: str
    approved: bool


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def _recalled(entry: polib.POEntry) -> bool:
    """Whether it holds a draft from the memory: what a person approved in another place."""
    told = re.search(r"mt: memory .*([0-9a-f]{16})", entry.tcomment.replace("\n", " "))
    return "fuzzy" in entry.flags and told is not None and Mark("", told[1]).fits(entry.msgstr)


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

    @initialize(sentences=st.permutations(SENTENCES), cut=st.integers(2, 4))
    def begin(self, sentences: list[str], cut: int) -> None:
        """A project with two articles, run once."""
        self._write("a.md", sentences[:cut])
        self._write("d.md", sentences[cut : cut + 3])
        self._run()

    @rule(
        name=st.sampled_from(NAMES),
        sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
        headed=st.booleans(),
    )
    def edit_article(self, name: str, sentences: list[str], headed: bool) -> None:
        """An author writes or rewrites an article, with or without a heading."""
        self._write(name, sentences, headed=headed)

    @rule(name=st.sampled_from(NAMES), new=st.sampled_from(OTHERS))
    def rename_article(self, name: str, new: str) -> None:
        """An author renames an article."""
        old, path = self.root / "seeds" / name, self.root / "seeds" / new
        if old.exists() and old.suffix == path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            old.rename(path)

    @rule(pair=st.sampled_from(PAIRS))
    def swap_articles(self, pair: tuple[str, str]) -> None:
        """An author gives each of two articles the name of the other."""
        one, other = (self.root / "seeds" / name for name in pair)
        if one.exists() and other.exists():
            aside = one.with_name("aside")
            for old, new in (one, aside), (other, one), (aside, other):
                old.rename(new)

    @rule(pair=st.sampled_from(PAIRS))
    def append_article(self, pair: tuple[str, str]) -> None:
        """An author puts one article at the end of another."""
        one, other = (self.root / "seeds" / name for name in pair)
        if one.exists() and other.exists():
            one.write_text(one.read_text("utf-8") + other.read_text("utf-8"), "utf-8")
            other.unlink()

    @rule(name=st.sampled_from(NAMES))
    def delete_article(self, name: str) -> None:
        """An author deletes an article; of a project without any the second run is refused."""
        if len(self._articles()) > 1:
            (self.root / "seeds" / name).unlink(missing_ok=True)

    @rule()
    def run_again(self) -> None:
        """The program runs."""
        self._run()

    @rule(write=st.integers(1, 8))
    def run_and_die(self, write: int) -> None:
        """The program is killed between two writes."""
        killed(self._run, write)

    @precondition(lambda _: shutil.which("msgmerge") is not None)
    @rule(data=st.data())
    def msgmerge(self, data: st.DataObject) -> None:
        """A person brings a catalog up to date with gettext's own tool; what that made fuzzy is approved no longer."""
        paths = [p for p in self._catalogs() if self._template(p).exists()]
        if not paths:
            return
        path = data.draw(st.sampled_from(paths))
        command = "msgmerge --quiet --update --backup=none --previous".split()
        subprocess.run([*command, path, self._template(path)], check=True)
        found = self._found()
        for name, work in self.works.items():
            keys = [_key(e) for _, e in found[work.locale.gettext, work.target] if "fuzzy" not in e.flags]
            if work.approved and work.key not in keys:
                self.works[name] = replace(work, approved=bool(keys), key=keys[0] if keys else work.key)

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
        paths = self._catalogs(name)
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
        work = Work(locale, _key(entry), f"Texte humain n° {self.serial}", comment, approved)
        entry.msgstr = work.target
        entry.tcomment = "\n".join(filter(None, [entry.tcomment, work.comment]))
        entry.flags = [] if approved else ["fuzzy"]
        if approved:
            entry.previous_msgid = entry.previous_msgctxt = None
        self.works[locale, work.target] = work
        catalog.save()

    def _catalogs(self, name: str = "*.po") -> list[Path]:
        return sorted(self.root.glob(f"locales/*/LC_MESSAGES/**/{name}"))

    def _template(self, catalog: Path) -> Path:
        _, _, *domain = catalog.relative_to(self.root / "locales").parts
        return (self.root / "locales/pot").joinpath(*domain).with_suffix(".pot")

    def _found(self) -> dict[tuple[str, str], list[tuple[Path, polib.POEntry]]]:
        """Where each target stands, by the folder of its locale and its text; recalled drafts are nobody's."""
        found: dict[tuple[str, str], list[tuple[Path, polib.POEntry]]] = defaultdict(list)
        for path in self._catalogs():
            folder = path.relative_to(self.root / "locales").parts[0]
            for entry in polib.pofile(str(path)):
                if not _recalled(entry):
                    found[folder, entry.msgstr].append((path, entry))
        return found

    def _write(self, name: str, sentences: list[str], *, headed: bool = False) -> None:
        path = self.root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        block, head = ("<p>{}</p>\n", "<h1>{}</h1>\n") if name.endswith("html") else ("{}\n\n", "# {}\n\n")
        blocks = [head if headed else block, *[block] * len(sentences)]
        path.write_text(
            "".join(b.format(s) for b, s in zip(blocks, sentences, strict=False)), encoding="utf-8"
        )

    def _run(self, engine: Engine | None = None) -> None:
        for event in run(self.project, self.locales, lambda *_: engine or PseudoEngine()):
            assert not isinstance(event, Failed), str(event.error)
        self._what_stands_is_approved()

    def _what_stands_is_approved(self) -> None:
        """After a run, an approval is in force wherever its catalog belongs to an article that has its source."""
        asked = {
            path: {*map(_key, polib.pofile(str(path)))} for path in self.root.glob("locales/pot/**/*.pot")
        }
        articles = {self.root / "locales/pot" / p.relative_to(self.root / "seeds") for p in self._articles()}
        living = {path.with_suffix(".pot") for path in articles}
        found = self._found()
        for work in (w for w in self.works.values() if w.approved and w.locale in self.locales):
            for path, entry in found[work.locale.gettext, work.target]:
                template = self._template(path)
                if _key(entry) == work.key and template in living and work.key in asked[template]:
                    assert not entry.obsolete
                    assert "fuzzy" not in entry.flags

    def _articles(self) -> list[Path]:
        return [path for path in (self.root / "seeds").rglob("*") if path.is_file()]

    @invariant()
    def everything_is_there(self) -> None:
        """Each target that a person wrote is in a catalog of its locale, with the person's comment and approval."""
        found = self._found()
        for work in self.works.values():
            entries = [entry for _, entry in found[work.locale.gettext, work.target]]
            if work.approved:
                assert any(_key(e) == work.key and "fuzzy" not in e.flags for e in entries), work
                assert all(e.msgid == work.key[1] or "fuzzy" in e.flags for e in entries), work
            assert any(work.comment in ["", *entry.tcomment.splitlines()] for entry in entries), work
            if not work.approved:
                assert all("fuzzy" in entry.flags or entry.obsolete for entry in entries), work
            assert all("fuzzy" in e.flags or e.obsolete or work.approved for e in entries)
            for entry in entries:
                if work.approved and "fuzzy" in entry.flags and not entry.obsolete:
                    assert entry.previous_msgid, "an approved target may only become stale"


TestPeopleOwnTheCatalogs = PeopleOwnTheCatalogs.TestCase
TestPeopleOwnTheCatalogs.settings = settings(
    max_examples=80, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
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


def test_settled_articles_are_not_even_parsed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run only the articles that changed are looked at, whichever of their files it was."""
    _all(project, [FRENCH])
    looked: list[str] = []

    def watched(place: Project, article: Article, glossary: Glossary) -> Extract:
        looked.append(article.domain)
        return extract(place, article, glossary)

    monkeypatch.setattr("localize.pipeline.extract", watched)
    _all(project, [FRENCH])
    assert looked == []
    for changed in ("seeds/a.md", "locales/fr/LC_MESSAGES/a.po", "public/fr/a.md"):
        path = project.root / changed
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        _all(project, [FRENCH])
        assert looked == ["a"], changed
        looked.clear()
    (project.root / "glossary/terms.csv").write_text("en,fr\norbit,orbite\n", encoding="utf-8")
    _all(project, [FRENCH])
    assert sorted(looked) == ["a", "b", "news/c"]


def test_of_one_changed_article_alone_the_segments_are_looked_at(project: Project) -> None:
    """The catalogs of the others are kept, their copies not made again, and one new sentence is one new draft a locale."""
    _all(project, [FRENCH, SPANISH])
    changed = project.root / "seeds/b.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\nA crew came.\n", encoding="utf-8")
    events = _all(project, [FRENCH, SPANISH])
    kept = {str(e.path) for e in events if isinstance(e, Kept)}
    assert kept == {f"locales/{to}/LC_MESSAGES/{name}.po" for to in ("fr", "es") for name in ("a", "news/c")}
    assert {str(e.path) for e in events if isinstance(e, Published)} == {"public/fr/b.txt", "public/es/b.txt"}
    assert [e.segments for e in events if isinstance(e, Drafting)] == [1, 1]


@pytest.mark.parametrize("name", ["seeds/a.md", "locales/fr/LC_MESSAGES/a.po", "public/fr/a.md"])
def test_an_edit_is_seen_though_size_and_time_stay(project: Project, name: str) -> None:
    """What is settled is told by content: an edit within one tick of the clock, as long as what it replaces, counts."""
    _all(project, [FRENCH])
    path = project.root / name
    before, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace(b"ILRS", b"ILRZ"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.read_bytes() != data
    assert path.stat().st_size == before.st_size
    assert [str(e.path) for e in _all(project, [FRENCH]) if isinstance(e, Published)] == ["public/fr/a.md"]


def test_entries_left_without_a_draft_are_drafted_later(project: Project) -> None:
    """A run without an engine settles nothing that still wants a draft."""
    list(run(project, [FRENCH], None))
    _all(project, [FRENCH])
    texts = [e.msgstr for p in project.root.glob("locales/fr/**/*.po") for e in polib.pofile(str(p))]
    assert all(texts)


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


@pytest.mark.parametrize("seconds", [30.0, 0.0])
def test_a_catalog_saved_during_a_run_is_merged(
    project: Project, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person's save while the engine works is kept, and the drafts come in beside it, however often unfinished ones are written."""
    monkeypatch.setattr(drafting, "_SAVE_EVERY", seconds)
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


def test_unfinished_catalogs_are_written_meanwhile(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while what is drafted so far is in the files; at the end they hold what they would have held otherwise."""
    (project.root / "seeds/b.txt").write_text(
        "".join(f"Sentence {n} is here.\n\n" for n in range(9)), encoding="utf-8"
    )

    def texts() -> list[tuple[str, str, list[str]]]:
        files = [polib.pofile(str(path)) for path in sorted(project.root.glob("locales/fr/LC_MESSAGES/*.po"))]
        return [(entry.msgid, entry.msgstr, entry.flags) for file in files for entry in file]

    _all(project, [FRENCH])
    wanted = texts()
    shutil.rmtree(project.root / "locales")
    shutil.rmtree(project.root / ".localize")
    written = list[int]()
    monkeypatch.setattr(drafting, "_SAVE_EVERY", 0.0)
    monkeypatch.setattr(drafting, "_BETWEEN", 0)
    _all(project, [FRENCH], Editing(lambda: written.append(sum(bool(target) for _, target, _ in texts()))))
    assert 0 < max(written) < len(wanted)
    assert texts() == wanted


def test_what_a_killed_run_left_half_written_goes_with_the_next_one(project: Project) -> None:
    """A kill leaves a scratch file beside the catalog; the run that writes the catalog takes it away."""
    _all(project, [FRENCH])
    (project.root / "seeds/b.txt").write_text("Another treaty holds.\n", encoding="utf-8")

    def again() -> None:
        _all(project, [FRENCH])

    assert killed(again, 2)
    assert [*project.root.glob("locales/**/.*.tmp")]
    again()
    assert not [*project.root.glob("locales/**/.*.tmp")]


def test_a_draft_that_gettext_brought_from_another_sentence_is_made_anew(project: Project) -> None:
    """After `msgmerge` a fuzzy draft of a similar sentence is neither published nor kept."""
    article, path = project.root / "seeds/b.txt", project.root / "locales/fr/LC_MESSAGES/b.po"
    more = "Nobody has left the treaty.\n"
    article.write_text("The station orbits the Moon today. " + more, encoding="utf-8")
    _all(project, [FRENCH])
    catalog = polib.pofile(str(path))
    before = catalog[0].msgstr
    catalog[0].msgid = "No station orbits the Moon today."
    catalog.save()
    article.write_text(f"{catalog[0].msgid} {more}", encoding="utf-8")
    list(run(project, [FRENCH], None))
    copy = project.root / "public/fr/b.txt"
    assert before not in copy.read_text(encoding="utf-8")
    _all(project, [FRENCH])
    assert polib.pofile(str(path))[0].msgstr not in {"", before}


def test_a_draft_beside_a_stale_target_follows_the_glossary(project: Project) -> None:
    """An offer is made anew when its terms change or when asked for, also where an editor wrapped it, and not else."""
    article, path = project.root / "seeds/b.txt", project.root / "locales/fr/LC_MESSAGES/b.po"
    text = "The station slowly orbits the Moon with a crew of {} people on board, who work in shifts.\n"
    article.write_text(text.format("five"), encoding="utf-8")
    _all(project, [FRENCH])
    catalog = polib.pofile(str(path))
    catalog[0].msgstr, catalog[0].flags = "La station.", []
    catalog.save()
    article.write_text(text.format("six"), encoding="utf-8")
    _all(project, [FRENCH])
    note = polib.pofile(str(path), wrapwidth=0)[0].comment
    polib.pofile(str(path), wrapwidth=40).save()
    list(run(project, [FRENCH], _never))
    assert polib.pofile(str(path), wrapwidth=0)[0].comment == note
    (project.root / "glossary/terms.csv").write_text("en,fr\ncrew,équipage\n", encoding="utf-8")
    _all(project, [FRENCH])
    assert "équipage" in polib.pofile(str(path), wrapwidth=0)[0].comment.splitlines()[-1]
    assert "équipage" in (project.root / "public/fr/b.txt").read_text(encoding="utf-8")


def test_an_offer_with_errors_is_not_published(project: Project) -> None:
    """A draft beside a stale target that lost its link is shown to the reviewer as what it is, and to no reader."""
    article, path = project.root / "seeds/a.md", project.root / "locales/fr/LC_MESSAGES/a.po"
    source, old = "See the [guide](b.txt) for many more details.", "See the [guide](b.txt) for many details."
    article.write_text(source + "\n\nNobody left it.\n", encoding="utf-8")
    offer = Offer("Voyez plus.", Mark("pseudo", digest_of("Voyez plus.", source)))
    entry = polib.POEntry(
        msgid=source, msgstr="Voir.", previous_msgid=old, flags=["fuzzy"], comment=offer.note
    )
    path.parent.mkdir(parents=True)
    catalog = polib.POFile(wrapwidth=60)
    catalog.append(entry)
    catalog.save(str(path))
    for _ in range(2):
        _all(project, [FRENCH])
        note = polib.pofile(str(path), wrapwidth=0)[0].comment.splitlines()[-1]
        assert note == replace(offer, sound=False).note
        assert "See the [guide](" in (project.root / "public/fr/a.md").read_text(encoding="utf-8")


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


def test_an_article_waits_for_a_catalog_that_cannot_be_read(project: Project) -> None:
    """Renamed while its catalog holds a merge conflict, an article gets that catalog once it is mended, and no other."""
    _all(project, [FRENCH])
    folder = project.root / "locales/fr/LC_MESSAGES"
    catalog = polib.pofile(str(folder / "b.po"))
    catalog[0].msgstr, catalog[0].flags = "Un traité", []
    catalog.save()
    whole = (folder / "b.po").read_text(encoding="utf-8")
    (folder / "b.po").write_text("<<<<<<< ours\n" + whole, encoding="utf-8")
    (project.root / "seeds/b.txt").rename(project.root / "seeds/z.txt")
    failed = [event for event in _all(project, [FRENCH]) if isinstance(event, Failed)]
    assert ["b.po" in str(event.error) for event in failed] == [True]
    assert not (folder / "z.po").exists()
    (folder / "b.po").write_text(whole, encoding="utf-8")
    _all(project, [FRENCH])
    assert polib.pofile(str(folder / "z.po"))[0].msgstr == "Un traité"
