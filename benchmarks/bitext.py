"""How well an article and its human translation are paired: of what is approved, how much is right, and how much is found.

    python benchmarks/bitext.py                      # pseudo-articles, and the reviewed articles of this repository
    python benchmarks/bitext.py --folder F --repeats 3 --out bitext.json

Pseudo-articles are made of sentences that people translated one by one, in paragraphs of one to six, with headings. With
noise, two sentences in a row become one in the translation, and sentences and paragraphs are lacking on either side. Real
paragraphs are Markdown that people translated whole, with links and emphasis. The reviewed articles are rendered from
their catalogs and taken into an empty project: what should come out is known.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from _data import CORPORA, ENGLISH, pairs

from localize.adopt import Adopted, Outcome, Pair, adopt
from localize.articles import articles
from localize.catalog import State
from localize.extract import extract
from localize.locales import Locale
from localize.pipeline import publish_only
from localize.po import load
from localize.project import Project, load_glossary
from localize.segment import split

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LINES = 48  # sentences of a pseudo-article
HEADING = 70  # characters up to which a sentence may be one
MERGED, LOST, LOST_PARAGRAPHS = 0.08, 0.04, 0.04  # shares of sentences and paragraphs, with noise

Sentence = tuple[str, str]
"""A sentence and its translation; one of them is empty where it is lacking, or where another one says it, too."""


@dataclass(slots=True)
class Score:
    """What came of the pairs; each figure counts sentences of the source."""

    findable: int = 0
    """With a translation of their own."""

    approved: int = 0
    right: int = 0
    """Approved with the translation that a person made for them."""

    drafts: int = 0
    stale: int = 0

    def add(self, other: Score) -> None:
        """Add what came of another article."""
        for name in ("findable", "approved", "right", "drafts", "stale"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Percent of what is approved that is right."""
        return 100 * self.right / max(1, self.approved)

    @property
    def recall(self) -> float:
        """Percent of what could be approved that is, rightly."""
        return 100 * self.right / max(1, self.findable)


def pseudo(folder: Path, locale: Locale, repeats: int, *, noise: bool) -> Score:
    """The score over articles made of the lines of *folder*."""
    score = Score()
    for repeat in range(repeats):
        chance = random.Random(repeat)  # noqa: S311 - a draw to repeat, no secret
        sentences = list(_sentences(folder, locale))
        for start in range(0, len(sentences), LINES):
            made = _article(sentences[start : start + LINES], chance, noise=noise)
            score.add(_counted(_adopted(made.source, made.target, locale), made.sentences))
    return score


def _sentences(folder: Path, locale: Locale) -> Iterator[Sentence]:
    """Lines whose source is one sentence, with their translation, which may be several."""
    source = next(folder.glob("*.en"))
    texts = (p.read_text(encoding="utf-8").splitlines() for p in (source, source.with_suffix(f".{locale}")))
    for one, two in zip(*texts, strict=True):
        if len(split(one.strip(), ENGLISH)) == 1:
            yield one.strip(), two.strip()


@dataclass(frozen=True, slots=True)
class Made:
    """A pseudo-article in Markdown, its translation, and who translates whom."""

    source: str
    target: str
    sentences: tuple[Sentence, ...]


def _article(sentences: Sequence[Sentence], chance: random.Random, *, noise: bool) -> Made:
    sides: tuple[list[str], list[str]] = ([], [])
    written: list[Sentence] = []
    left = list(sentences)
    while left:
        heading = len(left[0][0]) <= HEADING
        size = 1 if heading else chance.randint(1, 6)
        paragraph, left = left[:size], left[size:]
        if noise:
            paragraph = _noisy(paragraph, chance)
        lacking = chance.randrange(2) if noise and chance.random() < LOST_PARAGRAPHS else None
        for number, side in enumerate(sides):
            text = " ".join(sentence[number] for sentence in paragraph if sentence[number])
            if text and lacking != number:
                side.append("## " * heading + text)
        written += [(one * (lacking != 0), two * (lacking != 1)) for one, two in paragraph]
    source, target = ("\n\n".join(side) + "\n" for side in sides)
    return Made(source, target, tuple(written))


def _noisy(paragraph: Sequence[Sentence], chance: random.Random) -> list[Sentence]:
    """The paragraph with sentences that are lacking on a side, and with pairs whose translations are one sentence."""
    found: list[Sentence] = []
    joined = False
    for source, target in paragraph:
        draw = chance.random()
        if joined:
            before, both = found[-1]
            found[-1:] = [
                (before, ""),
                (source, ""),
                ("", f"{both.rstrip('.؟?!')}, {target[0].lower()}{target[1:]}"),
            ]
            joined = False
        elif draw < LOST:
            found.append(chance.choice([(source, ""), ("", target)]))
        else:
            found.append((source, target))
            joined = draw < LOST + MERGED
    return found


def _adopted(source: str, target: str, locale: Locale) -> Adopted:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "seeds").mkdir()
        article, translated = root / "seeds" / "pseudo.md", root / "translated.md"
        article.write_text(source, encoding="utf-8")
        translated.write_text(target, encoding="utf-8")
        return adopt(Project(root), article, translated, locale, NOW, dry_run=True)


def _counted(adopted: Adopted, sentences: Sequence[Sentence]) -> Score:
    outcomes = Counter(pair.outcome for pair in adopted.pairs)
    score = Score(drafts=outcomes[Outcome.DRAFT], stale=outcomes[Outcome.STALE])
    score.findable = sum(bool(source and target) for source, target in sentences)
    for pair in adopted.pairs:
        if pair.outcome is Outcome.APPROVED:
            held = _held(pair, sentences)
            score.approved += len(held) or 1
            score.right += len(held) * ((pair.source, pair.target) == _joined(held))
    return score


def paragraphs(units: Path, locale: Locale) -> Score:
    """The score over paragraphs that people translated whole, put into articles of as many.

    What a sentence became is not known, only its paragraph: right is what stands in the right one.
    """
    score = Score()
    rows = [(source, target) for source, target in pairs(units) if source != target]
    for start in range(0, len(rows), LINES):
        part = rows[start : start + LINES]
        ours, theirs = ("\n\n".join(row[side] for row in part) + "\n" for side in (0, 1))
        found = _adopted(ours, theirs, locale).pairs
        approved = [pair for pair in found if pair.outcome is Outcome.APPROVED]
        score.findable += sum(bool(pair.source) for pair in found)
        score.approved += len(approved)
        score.right += sum(any(_inside(pair, *row) for row in part) for pair in approved)
        score.drafts += sum(pair.outcome is Outcome.DRAFT for pair in found)
        score.stale += sum(pair.outcome is Outcome.STALE for pair in found)
    return score


def _inside(pair: Pair, source: str, target: str) -> bool:
    """Whether *pair* is of this paragraph; destinations do not count, since they become those of the source."""
    bare = [re.sub(r"\]\([^)]*\)", "]", text) for text in (pair.source, source, pair.target, target)]
    return bare[0] in bare[1] and bare[2] in bare[3]


def _held(pair: Pair, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences whose sources are that of *pair*: one as a rule, two where nothing shows where the first one ends."""
    whole = [sentence for sentence in sentences if sentence[0] == pair.source]
    return whole[:1] or [sentence for sentence in sentences if sentence[0] and sentence[0] in pair.source]


def _joined(held: Sequence[Sentence]) -> Sentence:
    return " ".join(source for source, _ in held), " ".join(target for _, target in held)


def reviewed(project: Project, locale: Locale) -> Score:
    """The score over the articles of *project* whose catalogs people have approved."""
    score = Score()
    with TemporaryDirectory() as folder:
        root, empty = Path(folder) / "full", Path(folder) / "empty"
        for name in (project.articles, project.glossary):
            for place in (root, empty):
                shutil.copytree(project.path(name), place / name)
        shutil.copytree(project.path(project.locales), root / project.locales)
        full, bare = Project(root), Project(empty)
        list(publish_only(full, [locale]))
        for article in articles(full)[0]:
            copy = full.path(full.copy(article, locale))
            if copy.is_file():
                found = extract(full, article, load_glossary(full))
                catalog = load(full.path(full.catalog(article.domain, locale)), locale).catalog
                entries = {e.key: e for e in catalog.live() if e.state is State.APPROVED}
                truth = [(e.source, e.target) for key, _ in found.worded() if (e := entries.get(key))]
                adopted = adopt(bare, bare.path(article.path), copy, locale, NOW, dry_run=True)
                score.add(_counted(_bare(adopted), truth))
    return score


def _bare(adopted: Adopted) -> Adopted:
    """*adopted* without the marks that copies have around words of another direction."""
    cleaned = (replace(pair, target=re.sub("[\u2066-\u2069]", "", pair.target)) for pair in adopted.pairs)
    return replace(adopted, pairs=tuple(cleaned))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", default="fr,es,ar", help="locales [fr,es,ar]")
    parser.add_argument(
        "--folder", type=Path, default=CORPORA / "dev", help="line by line: NAME.en, NAME.fr…"
    )
    parser.add_argument("--units", type=Path, default=CORPORA / "markup", help="holds markdown.en-fr.tsv…")
    parser.add_argument(
        "--repeats", type=int, default=3, help="how often the lines are cut into articles anew [3]"
    )
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    if not any(options.folder.glob("*.en")):
        raise SystemExit(
            f"no such texts: {options.folder}\nName your own: see --help and benchmarks/README.md."
        )
    scores: dict[str, dict[str, float]] = {}
    for locale in map(Locale.parse, options.to.split(",")):
        scores[f"{locale}, clean"] = _told(pseudo(options.folder, locale, options.repeats, noise=False))
        scores[f"{locale}, noise"] = _told(pseudo(options.folder, locale, options.repeats, noise=True))
        if (units := options.units / f"markdown.en-{locale}.tsv").is_file():
            scores[f"{locale}, real paragraphs"] = _told(paragraphs(units, locale))
        scores[f"{locale}, reviewed articles"] = _told(reviewed(Project(Path(__file__).parents[1]), locale))
    if options.out:
        options.out.write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    print("| | " + " | ".join(next(iter(scores.values()))) + " |")
    for name, row in scores.items():
        print(f"| {name} | " + " | ".join(f"{value:.5g}" for value in row.values()) + " |")


def _told(score: Score) -> dict[str, float]:
    return {
        "findable": score.findable,
        "approved": score.approved,
        "precision": round(score.precision, 2),
        "recall": round(score.recall, 2),
        "human drafts": score.drafts,
        "stale": score.stale,
    }


if __name__ == "__main__":
    main()
