"""Translations that people made before there was a catalog: paired with their articles, and taken into catalogs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.adopt import Adopted, Outcome, adopt
from localize.bitext import Script, pair
from localize.bitext_anchors import piece
from localize.bitext_likeness import Piece
from localize.catalog import Catalog, Entry, State, digest_of
from localize.errors import ArticleError, ProjectError
from localize.locales import Locale
from localize.po import load, save
from localize.project import Project

CASES = Path(__file__).parent / "cases" / "bitext"
ENGLISH, FRENCH = Locale("en"), Locale("fr")
NOW = datetime(2026, 5, 6, tzinfo=UTC)

Row = tuple[str, str, str]
"""Outcome, source, target."""


def cases() -> list[tuple[str, str, str, str, list[Row]]]:
    """Locale, title, article, translation and expected pairs of each case."""
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n===\n")[:-1]:
            title, article, translation, rows = block.strip().split("\n~~~\n")
            expected = [re.split(r" *\| *", row) for row in rows.splitlines()]
            found.append((path.stem, title, article, translation, [(a, b, c) for a, b, c in expected]))
    return found


def project(root: Path, article: str) -> Project:
    """A project with one article and the glossary of the cases."""
    (root / "seeds").mkdir()
    (root / "glossary").mkdir()
    (root / "seeds/ice.md").write_text(article, encoding="utf-8")
    (root / "glossary/terms.csv").write_text((CASES / "terms.csv").read_text("utf-8"), encoding="utf-8")
    return Project(root)


def adopted(place: Project, translation: str, locale: Locale = FRENCH, now: datetime = NOW) -> Adopted:
    """What becomes of *translation*."""
    path = place.root / "translated.md"
    path.write_text(translation, encoding="utf-8")
    return adopt(place, place.root / "seeds/ice.md", path, locale, now)


def entries(place: Project, locale: Locale = FRENCH) -> dict[str, Entry]:
    """The catalog's entries by their source."""
    path = place.path(place.catalog("ice", locale))
    return {entry.source: entry for entry in load(path, locale).catalog.live()}


@pytest.mark.parametrize(("locale", "title", "article", "translation", "expected"), cases())
def test_cases(
    tmp_path: Path, locale: str, title: str, article: str, translation: str, expected: list[Row]
) -> None:
    """Each sentence finds the one that translates it, or is left to a person."""
    done = adopted(project(tmp_path, article), translation, Locale(locale))
    assert [(str(p.outcome), p.source, p.target) for p in done.pairs] == expected, title


def test_what_is_written(tmp_path: Path) -> None:
    """Sure pairs are approved; what was made for two sentences is stale, with both as its previous source."""
    (case,) = (case for case in cases() if case[1].startswith("a sentence became two"))
    place = project(tmp_path, case[2])
    adopted(place, case[3])
    found = list(entries(place).values())
    assert [entry.state for entry in found] == [State.APPROVED, State.STALE, State.UNTRANSLATED]
    assert found[1].previous == ("", f"{found[1].source} {found[2].source}")
    assert not any(entry.mark for entry in found)


def test_somewhere_in_the_paragraph(tmp_path: Path) -> None:
    """A target that was made for one of several sentences is stale; its previous source is the whole paragraph."""
    paragraph = "The crew sleeps in small cabins. The crew works in long shifts."
    place = project(tmp_path, paragraph)
    adopted(place, "L’équipage dort dans des cabines.")
    stale = [entry for entry in entries(place).values() if entry.state is State.STALE]
    assert {entry.previous for entry in stale} <= {("", paragraph)}
    assert State.APPROVED not in {entry.state for entry in entries(place).values()}


def test_what_people_wrote_stays(tmp_path: Path) -> None:
    """Approved, stale and fuzzy targets of people stay as they are; a draft that nobody touched gives way."""
    sources = ["One cat sleeps.", "Two dogs bark.", "Three birds sing.", "Four fish swim."]
    place = project(tmp_path, "\n\n".join(sources))
    adopted(place, "")
    path = place.path(place.catalog("ice", FRENCH))
    path.unlink(missing_ok=True)
    before = [
        Entry(sources[0], "Un chat dort ici."),
        Entry(sources[1], "Deux chiens.", fuzzy=True),
        Entry(sources[2], "Des oiseaux.", fuzzy=True, previous=("", "Birds sing.")),
    ]
    save(load(path, FRENCH), Catalog(FRENCH, tuple(before)), NOW)
    done = adopted(
        place, "Un chat dort.\n\nDeux chiens aboient.\n\nTrois oiseaux chantent.\n\nQuatre poissons nagent."
    )
    found = entries(place)
    for entry in before:
        assert (found[entry.source].target, found[entry.source].state) == (entry.target, entry.state)
    assert found[sources[3]].state is State.APPROVED
    assert (done.entries[Outcome.KEPT], done.entries[Outcome.APPROVED]) == (3, 1)


def test_a_machine_draft_gives_way(tmp_path: Path) -> None:
    """What people wrote takes the place of machine text, and loses its mark."""
    place = project(tmp_path, "Four fish swim.")
    path = place.path(place.catalog("ice", FRENCH))
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n# mt: m {digest_of("Poisson.", "Four fish swim.")}\n#, fuzzy\nmsgid "Four fish swim."\nmsgstr "Poisson."\n'
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert entries(place)["Four fish swim."].state is State.DRAFT
    adopted(place, "Quatre poissons nagent.")
    assert entries(place)["Four fish swim."].target == "Quatre poissons nagent."
    assert entries(place)["Four fish swim."].state is State.APPROVED


def test_a_wire_story(tmp_path: Path) -> None:
    """The first line of a newswire's text is its title; article and translation may differ in format."""
    place = Project(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/wire.txt").write_text("date 2026-05-06 Ice found\n\nIt lies deep.\n", encoding="utf-8")
    (tmp_path / "fil.html").write_text(
        "<html><head><title>De la glace</title></head><body><p>Elle est profonde.</p></body></html>",
        encoding="utf-8",
    )
    done = adopt(place, tmp_path / "seeds/wire.txt", tmp_path / "fil.html", FRENCH, NOW)
    assert [(p.target, p.outcome) for p in done.pairs] == [
        ("De la glace", Outcome.APPROVED),
        ("Elle est profonde.", Outcome.APPROVED),
    ]


def test_files_that_are_none(tmp_path: Path) -> None:
    """A file that is not there, or no text, is named."""
    place = project(tmp_path, "One.")
    with pytest.raises(ArticleError, match=r"nowhere\.md: cannot be read"):
        adopt(place, tmp_path / "seeds/ice.md", tmp_path / "nowhere.md", FRENCH, NOW)
    (tmp_path / "b.md").write_bytes(b"\xff\xfe1")
    with pytest.raises(ArticleError, match=r"b\.md: is UTF-16"):
        adopt(place, tmp_path / "seeds/ice.md", tmp_path / "b.md", FRENCH, NOW)
    with pytest.raises(ProjectError, match="no such article"):
        adopt(place, tmp_path / "seeds/fire.md", tmp_path / "b.md", FRENCH, NOW)


anchors = st.frozensets(
    st.tuples(st.sampled_from(["number", "word", "code"]), st.sampled_from("abc")), max_size=3
)
pieces = st.builds(Piece, st.integers(1, 500), anchors)
scripts = st.lists(st.lists(pieces, min_size=1, max_size=4).map(tuple), max_size=6).flatmap(
    lambda units: st.tuples(*[st.sampled_from(["", "heading"])] * len(units)).map(
        lambda roles: Script(tuple(units), roles)
    )
)


@given(scripts, scripts)
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost(source: Script, target: Script) -> None:
    """Every sentence of either side is in exactly one bead, in order."""
    beads = pair(source, target, 1.1)
    assert [*chain(*(bead.sources for bead in beads))] == list(range(len(source.sentences())))
    assert [*chain(*(bead.targets for bead in beads))] == list(range(len(target.sentences())))
    assert all(0 <= bead.surety <= 1 for bead in beads)


words = st.lists(st.text("abcdefghilmnorstu12", min_size=5, max_size=9), min_size=3, max_size=12, unique=True)
texts = st.lists(words.map(" ".join), unique=True, min_size=1, max_size=12)


@given(texts, st.data())
@settings(max_examples=60, deadline=None)
def test_an_article_is_its_own_translation(lines: list[str], data: st.DataObject) -> None:
    """Aligned with itself, every sentence is surely its own, however they are put into paragraphs."""
    found = [piece(line, (), ENGLISH, ()) for line in lines]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(lines)))) | {0, len(lines)})
    units = tuple(tuple(found[one:two]) for one, two in pairwise(cuts))
    script = Script(units, ("",) * len(units))
    assert [(*bead.sources, *bead.targets, bead.surety > 0.97) for bead in pair(script, script, 1.1)] == [
        (number, number, True) for number in range(len(lines))
    ]


SENTENCES = {
    "The crew had 3 meals.": "L’équipage a pris 3 repas.",
    "A storm came from the north.": "Une tempête est venue du nord.",
    "Nobody was hurt in Houston.": "Personne n’a été blessé à Houston.",
    "The rover moved 40 metres.": "L’astromobile a avancé de 40 mètres.",
    "It rained.": "Il a plu.",
}


@given(
    st.lists(st.sampled_from([*SENTENCES]), min_size=1, max_size=6),
    st.lists(st.sampled_from([*SENTENCES.values()]), max_size=6),
    st.sampled_from([" ", "\n\n"]),
    st.sets(st.sampled_from([*SENTENCES])),
)
@settings(max_examples=25, deadline=None)
def test_adopting_is_safe(sources: list[str], targets: list[str], gap: str, human: set[str]) -> None:
    """Whatever the translation holds: people's entries stay byte for byte, and adopting twice changes nothing."""
    with TemporaryDirectory() as folder:
        place = project(Path(folder), gap.join(sources))
        path = place.path(place.catalog("ice", FRENCH))
        written = tuple(
            Entry(source, "À moi.", comments=("mine",)) for source in SENTENCES if source in human
        )
        save(load(path, FRENCH), Catalog(FRENCH, written), NOW)
        adopted(place, gap.join(targets))
        once = path.read_bytes() if path.exists() else b""
        for entry in written:
            block = f'# mine\n(?:#.*\n)*(?:#~ )?msgid "{re.escape(entry.source)}"\n(?:#~ )?msgstr "À moi."\n'
            assert re.search(block, once.decode())
        again = adopted(place, gap.join(targets), now=NOW + timedelta(days=1))
        assert (path.read_bytes() if path.exists() else b"") == once
        assert not again.entries.get(Outcome.APPROVED)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `localize import` in *folder*."""
    environment = os.environ | {"HOME": str(folder / "home"), "COLUMNS": "100"}
    command = [sys.executable, "-m", "localize", "import", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    """Says what became of the entries; a dry run shows the pairs and writes nothing."""
    place = project(tmp_path, "# The drill\n\nThe rover weighs 430 kilograms.\n\nIt was to land in 2024.\n")
    (tmp_path / "localize.toml").touch()
    translation = "# La foreuse\n\nL’astromobile pèse 430 kilogrammes.\n\nElle devait se poser en 2024.\n\nTraduction : la rédaction, avec plusieurs lecteurs.\n"
    (tmp_path / "fr.md").write_text(translation, encoding="utf-8")
    names = ("seeds/ice.md", "fr.md", "--to", "fr")
    catalog = place.path(place.catalog("ice", FRENCH))
    told = "locales/fr/LC_MESSAGES/ice.po: 3 approved, 0 stale, 0 left; 1 only in the translation"
    dry = run(tmp_path, *names, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[-1]) == (0, f"{told} (not written)")
    assert "L’astromobile pèse 430 kilogrammes." in dry.stdout
    assert not catalog.exists()
    pairs = json.loads(run(tmp_path, *names, "--json").stdout)["pairs"]
    assert [one["outcome"] for one in pairs] == [*["approved"] * 3, "left"]
    assert catalog.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("seeds/ice.md fr.md", "what is the translation written in? — say it: --to fr"),
        ("seeds/ice.md fr.md --to fr,es", "a translation is in one locale"),
        ("seeds/ice.md --to fr", "localize import ARTICLE TRANSLATED --to fr"),
        ("seeds/ice.md fr.xlf --to fr", "localize import ARTICLE TRANSLATED --to fr"),
        ("seeds/ice.md fr.docx --to fr", "fr.docx: cannot import .docx — name XLIFF"),
        ("fr.xlf --to fr", "--to, --dry-run and --json are for an article and its translation"),
    ],
)
def test_wrong_commands(tmp_path: Path, arguments: str, said: str) -> None:
    """What makes no sense ends with 2 and says what to do."""
    project(tmp_path, "One.")
    (tmp_path / "localize.toml").touch()
    done = run(tmp_path, *arguments.split())
    assert done.returncode == 2
    assert said in done.stderr
