"""The memory serves what people approved and what engines made, never the wrong thing, and can be lost at any time."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from localize.catalog import Draft, digest_of
from localize.cli import app
from localize.engine import Engine, Hypothesis
from localize.engine.pseudo import PseudoEngine
from localize.events import Event, Recalled, Unremembered
from localize.locales import Locale
from localize.memory import FILE, DraftKey, Memory, delete, opened
from localize.memory_unit import Kind, MemoryUnit, Place, ranked
from localize.pipeline import run
from localize.po import PoFile, parse
from localize.project import Project

FRENCH, SPANISH = Locale.parse("fr"), Locale.parse("es")
ORBIT = "The station orbits the Moon."
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"PO-Revision-Date: {}\\n"\n'


class Counting:
    """The pseudo engine, which notes what it was given."""

    def __init__(self, signature: str = PseudoEngine.signature) -> None:
        self.signature = signature
        self.sentinels, self.marks = PseudoEngine.sentinels, PseudoEngine.marks
        self.texts: list[str] = []

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Note, and translate."""
        self.texts += texts
        yield from PseudoEngine().translate(texts, hypotheses)


def _never(*_: Locale) -> Engine:
    raise AssertionError("an engine was opened though the memory knows all drafts")


def _write(project: Project, name: str, text: str) -> Path:
    path = project.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _catalog(project: Project, domain: str, *blocks: str, when: str = "2026-01-01 00:00+0000") -> Path:
    path = f"locales/fr/LC_MESSAGES/{domain}.po"
    return _write(project, path, "\n".join([HEADER.format(when), *blocks]))


def _entry(source: str, target: str, flags: str = "", context: str = "") -> str:
    lines = [f"#, {flags}"] if flags else []
    lines += [f'msgctxt "{context}"'] if context else []
    return "\n".join([*lines, f'msgid "{source}"', f'msgstr "{target}"', ""])


def _run(project: Project, engine: Engine | None = None, *, redraft: bool = False) -> list[Event]:
    return list(run(project, [FRENCH], lambda *_: engine or PseudoEngine(), redraft=redraft))


def _entries(project: Project, domain: str) -> dict[str, polib.POEntry]:
    catalog = polib.pofile(str(project.path(f"locales/fr/LC_MESSAGES/{domain}.po")))
    return {entry.msgid: entry for entry in catalog if not entry.obsolete}


def _approve(project: Project, domain: str, source: str, target: str) -> None:
    path = project.path(f"locales/fr/LC_MESSAGES/{domain}.po")
    catalog = polib.pofile(str(path))
    entry = next(e for e in catalog if e.msgid == source)
    entry.msgstr, entry.flags, entry.tcomment = target, [], ""
    catalog.save()


_OTHERS = [_entry(f"What else was said on day {n}.", f"Le reste, jour {n}.") for n in range(9)]
"""Enough to make a catalog another article's."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    (tmp_path / "seeds").mkdir()
    return Project(tmp_path)


@pytest.fixture
def memory(project: Project) -> Iterator[Memory]:
    """Its memory."""
    with opened(project) as found:
        yield found


class TestPeoplesWork:
    """What people wrote is found by its source, in its locale."""

    def test_an_approved_target_is_found_and_says_where_it_is_from(
        self, project: Project, memory: Memory
    ) -> None:
        """The origin is the article's domain."""
        _catalog(project, "news/a", _entry(ORBIT, "La station orbite."))
        memory.refresh([FRENCH])
        (match,) = memory.exact(ORBIT, FRENCH, Place())
        assert (match.target, match.origin, match.kind) == ("La station orbite.", "news/a", Kind.EXACT)
        assert memory.exact(ORBIT, SPANISH, Place()) == ()

    def test_obsolete_approvals_count_and_drafts_do_not(self, project: Project, memory: Memory) -> None:
        """A person's draft is only suggested, an engine's not even that."""
        old = '#~ msgid "Old."\n#~ msgstr "Vieux."\n'
        machine = f"# mt: pseudo {digest_of('Zwei.', 'Two.')}\n" + _entry("Two.", "Zwei.", "fuzzy")
        _catalog(project, "a", _entry("One.", "Un.", "fuzzy"), machine, old)
        memory.refresh([FRENCH])
        found = {unit.source: unit.approved for unit in memory.units(FRENCH)}
        assert found == {"One.": False, "Old.": True}
        assert memory.exact("One.", FRENCH, Place()) == ()
        assert [m.approved for m in memory.suggest("One.", FRENCH)] == [False]

    def test_neighbours_make_a_match_in_context(self, project: Project, memory: Memory) -> None:
        """Of two targets the one between the same neighbours is the first."""
        _catalog(project, "a", _entry("Up.", "Haut."), _entry("It is.", "Il est."), _entry("End.", "Fin."))
        for name in "bcd":
            _catalog(project, name, _entry("It is.", "Elle est."))
        memory.refresh([FRENCH])
        best, other = memory.exact("It is.", FRENCH, Place(before="Up.", after="End."))
        assert (best.target, best.kind, best.why) == ("Il est.", Kind.CONTEXT, "neighbours")
        assert (other.target, other.kind) == ("Elle est.", Kind.EXACT)

    def test_only_changed_catalogs_are_read_again(
        self, project: Project, memory: Memory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Told by content, whatever the time of change says."""
        _catalog(project, "a", _entry("One.", "Un."))
        path = _catalog(project, "b", _entry("Two.", "Deux."))
        memory.refresh([FRENCH])
        stat = path.stat()
        path.write_text(path.read_text("utf-8").replace("Deux.", "Zwo!."), encoding="utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        read: list[str] = []

        def watched(path: Path, raw: bytes, locale: Locale) -> PoFile:
            read.append(path.name)
            return parse(path, raw, locale)

        monkeypatch.setattr("localize.memory_read.parse", watched)
        memory.refresh([FRENCH])
        assert read == ["b.po"]
        assert [unit.target for unit in memory.units(FRENCH)] == ["Un.", "Zwo!."]

    def test_a_broken_catalog_is_told_and_gives_nothing(self, project: Project, memory: Memory) -> None:
        """The others do."""
        _catalog(project, "a", _entry("One.", "Un."))
        path = _catalog(project, "b", _entry("Two.", "Deux."))
        memory.refresh([FRENCH])
        path.write_text('msgid "torn', encoding="utf-8")
        (error,) = memory.refresh([FRENCH])
        assert str(error.path).endswith("b.po")
        assert [unit.target for unit in memory.units(FRENCH)] == ["Un."]

    def test_a_tmx_file_of_another_program_is_read(self, project: Project, memory: Memory) -> None:
        """`fr-FR` serves the project's only French; a file that is no TMX is told."""
        unit = "<tu><tuv xml:lang='en-GB'><seg>{}</seg></tuv><tuv xml:lang='fr-FR'><seg>{}</seg></tuv></tu>"
        body = unit.format("A <bpt i='1'>**</bpt>big<ept i='1'>**</ept> moon.", "Une grande lune.")
        _write(project, "memory/old.tmx", f"<tmx version='1.4'><header/><body>{body}</body></tmx>")
        _write(project, "memory/bad.tmx", "<html/>")
        _catalog(project, "a", _entry("One.", "Un."))
        (error,) = memory.refresh([FRENCH])
        assert str(error.path).endswith("bad.tmx")
        (match,) = memory.exact("A **big** moon.", FRENCH, Place())
        assert (match.target, match.origin) == ("Une grande lune.", "memory/old.tmx")


def _unit(target: str, *, day: int = 1, context: str = "", before: str = "") -> MemoryUnit:
    place = Place(context, before)
    return MemoryUnit("Moon", target, FRENCH, "a", place, changed=datetime(2026, 1, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("units", "place", "best", "why"),
    [
        ([_unit("Lune")], Place(), "Lune", ""),
        ([_unit("Lune"), _unit("La Lune"), _unit("La Lune")], Place(), "La Lune", "count"),
        ([_unit("Lune", day=2), _unit("La Lune", day=9)], Place(), "La Lune", "date"),
        ([_unit("Lune"), _unit("La Lune", context="heading")], Place("heading"), "La Lune", "role"),
        (
            [_unit("Lune", before="Up"), _unit("La Lune"), _unit("La Lune")],
            Place("", "Up"),
            "Lune",
            "neighbours",
        ),
        ([replace(_unit("Lune"), approved=False), _unit("La Lune")], Place(), "La Lune", ""),
    ],
)
def test_the_best_of_several_targets(units: list[MemoryUnit], place: Place, best: str, why: str) -> None:
    """Neighbours, then role, then how often, then how new; and it is said which of them decided."""
    for order in (units, units[::-1]):
        assert (ranked(order, place)[0].target, ranked(order, place)[0].why) == (best, why)


class TestSuggestions:
    """Similar sources are found, whatever their numbers and markup."""

    @pytest.mark.parametrize(
        ("source", "asked", "least", "most"),
        [
            (ORBIT, ORBIT, 1.0, 1.0),
            ("In 2021, 17 states signed.", "In 2025, 21 states signed.", 0.99, 0.99),
            ("See the [guide](a.md) for more.", "See the **guide** for more.", 0.9, 0.99),
            ("The station slowly orbits the Moon.", ORBIT, 0.85, 0.95),
            ("月球车 3 号降落在月球上。", "月球车 4 号降落在火星上。", 0.8, 0.95),
        ],
    )
    def test_how_alike(
        self, project: Project, memory: Memory, source: str, asked: str, least: float, most: float
    ) -> None:
        """Only the same text is 100%."""
        _catalog(project, "a", _entry(source, "X"), *(_entry(f"Something {n} else.", "Y") for n in range(9)))
        memory.refresh([FRENCH])
        (match,) = memory.suggest(asked, FRENCH, threshold=0.75)
        assert (match.source, match.origin) == (source, "a")
        assert least <= match.similarity <= most

    def test_limit_threshold_and_equal_targets(self, project: Project, memory: Memory) -> None:
        """The most similar come first, and each target once."""
        entries = [_entry(f"The station orbits the {what}.", "T") for what in ("Sun", "Moon", "Mars")]
        _catalog(project, "a", *entries, _entry("The station orbits.", "U"), _entry("No.", "Non."))
        memory.refresh([FRENCH])
        assert [m.target for m in memory.suggest(ORBIT, FRENCH, threshold=0.5)] == ["T", "U"]
        assert [m.source for m in memory.suggest(ORBIT, FRENCH, limit=1)] == [ORBIT]
        assert memory.suggest("Quite another thing!", FRENCH) == ()
        assert memory.suggest("\"' OR *", FRENCH) == ()


_TEXTS = st.sampled_from(["One.", "Two.", "Three.", "Four."])
_CATALOGS = st.dictionaries(
    st.sampled_from(["a", "b", "c/d"]),
    st.dictionaries(
        _TEXTS, st.tuples(st.sampled_from(["Un", "Deux"]), st.sampled_from(["", "fuzzy"])), max_size=4
    ),
    max_size=3,
)


@settings(max_examples=25, deadline=None)
@given(history=st.lists(_CATALOGS, min_size=1, max_size=4))
def test_what_it_holds_follows_from_the_catalogs_alone(
    history: list[dict[str, dict[str, tuple[str, str]]]],
) -> None:
    """Law 7: whatever stood in the catalogs before, the memory is the one that is made from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for catalogs in history:
            shutil.rmtree(project.path("locales"), ignore_errors=True)
            for domain, entries in catalogs.items():
                _catalog(project, domain, *(_entry(s, t, flags) for s, (t, flags) in entries.items()))
            with opened(project) as memory:
                memory.refresh([FRENCH])
                before = _content(memory)
        delete(project)
        with opened(project) as memory:
            memory.refresh([FRENCH])
            assert _content(memory) == before


def _content(memory: Memory) -> object:
    found = [memory.suggest(text, FRENCH, threshold=0.1) for text in ("One.", "Two.", "Three.", "Four.")]
    return list(memory.units(FRENCH)), memory.stats(), found


_KEYS = st.builds(DraftKey, *[st.sampled_from(["x", "y"])] * 6)


@settings(max_examples=25, deadline=None)
@given(kept=st.lists(_KEYS, min_size=1, max_size=6, unique=True), asked=_KEYS)
def test_a_draft_is_served_under_its_own_key_alone(kept: list[DraftKey], asked: DraftKey) -> None:
    """Neither another engine's, nor one that was made for other terms, another role, format, locale or source."""
    with tempfile.TemporaryDirectory() as folder, opened(Project(Path(folder))) as memory:
        for number, key in enumerate(kept):
            memory.keep(key, Draft(f"draft {number}", "made by", -0.5))
        memory.flush()
        expected = Draft(f"draft {kept.index(asked)}", "made by", -0.5) if asked in kept else None
        assert memory.draft(asked) == expected


class TestTheFile:
    """Whatever becomes of the file, the work goes on."""

    @pytest.mark.parametrize("content", [b"not a database" * 99, b"SQLite format 3\0" + b"\xff" * 4000])
    def test_a_damaged_file_is_set_aside(self, project: Project, content: bytes) -> None:
        """It lies beside the new one."""
        path = project.path(FILE)
        path.parent.mkdir()
        path.write_bytes(content)
        _catalog(project, "a", _entry("One.", "Un."))
        with opened(project) as memory:
            memory.refresh([FRENCH])
            assert (memory.trouble, len(list(memory.units(FRENCH)))) == ("", 1)
        assert path.with_name("memory.sqlite3.old").read_bytes() == content

    def test_another_programs_database_is_set_aside(self, project: Project) -> None:
        """Nothing is written into it."""
        path = project.path(FILE)
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE units(mine)")
            db.commit()
        content = path.read_bytes()
        with opened(project) as memory:
            assert memory.stats().drafts == 0
        assert path.with_name("memory.sqlite3.old").read_bytes() == content

    def test_damage_that_is_met_on_the_way_is_mended(self, project: Project) -> None:
        """The catalogs are read again, and the question is answered."""
        _catalog(project, "a", *(_entry(f"Sentence {n} of many.", f"Phrase {n}") for n in range(400)))
        with opened(project) as memory:
            memory.refresh([FRENCH])
        path = project.path(FILE)
        raw = bytearray(path.read_bytes())
        raw[8192:] = b"\xa5" * (len(raw) - 8192)
        path.write_bytes(raw)
        with opened(project) as memory:
            memory.refresh([FRENCH])
            assert len(list(memory.units(FRENCH))) == 400
            assert memory.suggest("Sentence 7 of many.", FRENCH, limit=1)[0].target == "Phrase 7"

    def test_without_a_place_for_it_the_run_is_the_same(self, project: Project) -> None:
        """It is said once, and approved targets are found all the same."""
        _write(project, "seeds/a.md", f"{ORBIT}\n")
        _catalog(project, "old", _entry(ORBIT, "La station orbite."), *_OTHERS)
        project.path(FILE).mkdir(parents=True)
        events = list(run(project, [FRENCH], _never))
        assert [e.path for e in events if isinstance(e, Unremembered)] == [FILE]
        assert _entries(project, "a")[ORBIT].msgstr == "La station orbite."

    def test_two_may_use_it_at_once(self, project: Project) -> None:
        """What one wrote, the other sees."""
        key = DraftKey(*"abcdef")
        with opened(project) as one, opened(project) as other:
            one.keep(key, Draft("here", "x"))
            one.flush()
            assert other.draft(key) == Draft("here", "x")
            other.keep(key, Draft("there", "x"))
            other.flush()
            assert one.draft(key) == Draft("there", "x")


class TestRuns:
    """What the memory does for a run."""

    def test_a_moved_sentence_takes_its_approval_along_as_a_draft(self, project: Project) -> None:
        """No engine is opened, the draft says where it is from, and the next run changes nothing."""
        rest = "A crew is near.\n\nNobody left the ship.\n\nTwo moons are far away.\n"
        _write(project, "seeds/a.md", f"{ORBIT}\n\n{rest}")
        _run(project)
        _approve(project, "a", ORBIT, "La station orbite.")
        _write(project, "seeds/a.md", rest)
        _write(project, "seeds/b.md", f"{ORBIT}\n")
        events = list(run(project, [FRENCH], _never))
        assert Recalled(FRENCH, 1) in events
        entry = _entries(project, "b")[ORBIT]
        assert (entry.msgstr, entry.flags) == ("La station orbite.", ["fuzzy"])
        assert entry.tcomment == f"mt: memory exact a {digest_of('La station orbite.', ORBIT)}"
        before = _catalogs(project)
        delete(project)
        project.path(".localize/settled.json").unlink()
        list(run(project, [FRENCH], _never))
        assert _catalogs(project) == before
        _approve(project, "b", ORBIT, "Autre chose.")
        _run(project, redraft=True)
        assert _entries(project, "b")[ORBIT].msgstr == "Autre chose."

    def test_an_approval_that_breaks_a_term_is_passed_over(self, project: Project) -> None:
        """Until the glossary admits it; then the draft is made again, once."""
        _write(project, "seeds/a.md", f"{ORBIT}\n")
        _catalog(project, "old", _entry(ORBIT, "La base orbite."), *_OTHERS)
        terms = _write(project, "glossary/terms.csv", "en,fr\nstation,station\n")
        _run(project)
        assert "mt: pseudo" in _entries(project, "a")[ORBIT].tcomment
        terms.write_text("en,fr\nstation,base\n", encoding="utf-8")
        list(run(project, [FRENCH], _never))
        entry = _entries(project, "a")[ORBIT]
        assert entry.msgstr == "La base orbite."
        assert "mt: memory exact old terms:" in entry.tcomment
        before = _catalogs(project)
        project.path(".localize/settled.json").unlink()
        list(run(project, [FRENCH], _never))
        assert _catalogs(project) == before

    def test_a_sentence_is_translated_once_whatever_article_it_is_in(self, project: Project) -> None:
        """Also in a later run, and after it was deleted; not so by another engine, or with --redraft."""
        _write(project, "seeds/a.md", f"{ORBIT}\n")
        _run(project)
        project.path("seeds/a.md").unlink()
        _write(project, "seeds/b.md", f"{ORBIT}\n\nA crew is near.\n")
        engine, other = Counting(), Counting("another engine")
        _run(project, engine)
        assert engine.texts == ["A crew is near."]
        _run(project, engine, redraft=True)
        assert sorted(engine.texts[1:]) == sorted(["A crew is near.", ORBIT])
        _write(project, "seeds/c.md", f"{ORBIT}\n")
        _run(project, other)
        assert other.texts == [ORBIT]

    def test_an_unchanged_project_does_not_open_it(self, project: Project) -> None:
        """Neither does a run that only has nothing to draft."""
        _write(project, "seeds/a.md", f"{ORBIT}\n")
        _run(project)
        delete(project)
        _run(project)
        project.path(".localize/settled.json").unlink()
        _run(project)
        assert not project.path(FILE).exists()

    def test_a_killed_run_loses_no_draft(self, project: Project) -> None:
        """A process that is killed in the middle of an article has its drafts in the memory."""
        sentences = [f"This is the sentence of crew {chr(65 + n) * 3}." for n in range(26)]
        _write(project, "seeds/a.md", "\n\n".join(sentences))
        done = subprocess.run([sys.executable, "-c", _KILLED, project.root], check=False)
        assert done.returncode == -signal.SIGKILL
        assert not project.path("locales/fr/LC_MESSAGES/a.po").exists()
        engine = Counting()
        _run(project, engine)
        assert engine.texts == sentences[20:]
        assert all(entry.msgstr for entry in _entries(project, "a").values())


class TestCommands:
    """`localize memory`."""

    def test_search_stats_and_rebuild(self, project: Project) -> None:
        """What people made of a sentence; how much there is; all of it made again."""
        _catalog(project, "news/a", _entry(ORBIT, "La station orbite."))
        told = _localize(project, "search", "The station orbits Mars.", "--to", "fr")
        assert told.exit_code == 0
        assert "approved in news/a" in told.output
        assert "La station orbite." in told.output
        assert _localize(project, "search", "Quite another thing!").exit_code == 1
        assert "approved: 1" in _localize(project, "stats").output
        _catalog(project, "b", 'msgid "torn')
        rebuilt = _localize(project, "rebuild")
        assert rebuilt.exit_code == 1
        assert "targets of people: 1, from files: 1" in rebuilt.output
        assert "b.po" in rebuilt.output


def _localize(project: Project, *arguments: str) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(app, ["memory", command, "--project", str(project.root), *rest])


_KILLED = """
import os, signal, sys
from pathlib import Path
from localize import memory
from localize.engine.pseudo import PseudoEngine
from localize.locales import Locale
from localize.pipeline import run
from localize.project import Project

class Dying(PseudoEngine):
    def translate(self, texts, hypotheses=1):
        for number, found in super().translate(texts, hypotheses):
            if number == 20:
                os.kill(os.getpid(), signal.SIGKILL)
            yield number, found

memory._EVERY = -1.0
list(run(Project(Path(sys.argv[1])), [Locale.parse("fr")], lambda *_: Dying()))
"""


def _catalogs(project: Project) -> dict[str, tuple[bytes, int]]:
    paths = project.path("locales").rglob("*.po*")
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


_SENTENCES = (
    ORBIT,
    "A crew is near.",
    "Two moons.",
    "The **treaty** holds.",
    "Nobody left.",
    "See `x` first.",
)
_ARTICLES = st.dictionaries(
    st.sampled_from(["a.md", "b.md", "c.html", "d.txt"]),
    st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=5),
    min_size=1,
)


@settings(max_examples=20, deadline=None)
@given(
    first=_ARTICLES, then=_ARTICLES, approved=st.lists(st.sampled_from(_SENTENCES), max_size=3, unique=True)
)
def test_without_the_memory_the_catalogs_are_the_same(
    first: dict[str, list[str]], then: dict[str, list[str]], approved: list[str]
) -> None:
    """Law 7: articles come, people approve, articles change; a run that lost all that is derived makes the same of it."""
    with tempfile.TemporaryDirectory() as folder:
        project, twin = Project(Path(folder) / "one"), Project(Path(folder) / "other")
        _seed(project, first)
        _run(project)
        for path in sorted(project.path("locales/fr").rglob("*.po")):
            for source in approved:
                if source in _entries(project, path.stem):
                    _approve(project, path.stem, source, f"Texte de {path.stem} : {source}")
        shutil.copytree(project.root, twin.root)
        shutil.rmtree(twin.path(".localize"))
        told = []
        for one in (project, twin):
            _seed(one, then)
            _run(one)
            paths = sorted(one.path("locales/fr").rglob("*.po"))
            told.append([(p.name, [str(entry) for entry in polib.pofile(str(p))]) for p in paths])
        assert told[0] == told[1]


def _seed(project: Project, articles: dict[str, list[str]]) -> None:
    shutil.rmtree(project.path("seeds"), ignore_errors=True)
    for name, sentences in articles.items():
        block = "<p>{}</p>\n" if name.endswith("html") else "{}\n\n"
        _write(project, f"seeds/{name}", "".join(block.format(sentence) for sentence in sentences))
