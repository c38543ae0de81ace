"""Law 8: a pinned term is in its target in an admitted form, or the problem is known; with engines that mangle, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from copy_model import WORDS, Plan, build
from localize.engine import Engine
from localize.engine.package_folder import load
from localize.engine.packages import Origin, Settings, open_engine
from localize.engine.pseudo import PseudoEngine
from localize.formats import markdown
from localize.glossary import Glossary
from localize.job import Job, Jobs, read
from localize.locales import Locale
from localize.pin import Attempt, pin
from localize.pin_attempts import finish
from localize.rungs import RUNGS
from localize.translate import outdated, propose

ENGLISH, FRENCH = Locale.parse("en"), Locale.parse("fr")

CASES = Path(__file__).parent / "cases" / "pin"

TERMS = """en,fr,status,case
lunar station,station lunaire|stations lunaires,,
crew,équipage,,
ILRS,,dnt,exact
water,eau,,
"""

SOURCES = (
    "the crew found water near the lunar station.",
    "the ILRS is near the moon, and the lunar station is small.",
    "Lunar stations and the crew and the water and the ILRS and the lunar station.",
    "the [crew](crew.md) found **water** and `ice` near the lunar station[^1].",
    "the moon is small.",
    "ILRS",
)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Jobs:
    """Jobs with a small glossary, for Markdown."""
    path = tmp_path_factory.mktemp("glossary") / "terms.csv"
    path.write_text(TERMS, encoding="utf-8")
    return Jobs(Glossary.load([path], ENGLISH), markdown.codes, ENGLISH, FRENCH)


@pytest.fixture(scope="module", params=["trained", "untrained", "mangling", "pseudo"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Engines that copy marks as one piece, as several pieces, not at all, and without a model."""
    plans = {
        "trained": Plan(words=WORDS),
        "untrained": Plan(words=WORDS, trained=False),
        "mangling": Plan(words=WORDS, trained=False, mangles=True),
    }
    if request.param == "pseudo":
        return PseudoEngine()
    folder = build(tmp_path_factory.mktemp(request.param), plans[request.param])
    return open_engine([load(folder, Origin.FILE)], Settings(), FRENCH)


def _job(jobs: Jobs, source: str) -> Job:
    return jobs.job(read(source, "", markdown.codes, jobs.glossary))


def test_terms_and_codes_hold_or_the_problem_is_known(engine: Engine, jobs: Jobs) -> None:
    """Every draft either has no error, or the checks find in it the error that the attempt reports."""
    made = [_job(jobs, source) for source in SOURCES]
    found = dict(pin(made, engine, {}))
    assert sorted(found) == list(range(len(SOURCES)))
    for number, attempt in found.items():
        assert not made[number].errors(attempt.target) or not attempt.holds


def test_splitting_around_terms_cannot_lose_them(engine: Engine, jobs: Jobs) -> None:
    """With the last rung, terms hold whatever the engine does to marks."""
    made = [_job(jobs, source) for source in SOURCES]
    for number, attempt in pin(made, engine, {}):
        assert not [p for p in made[number].errors(attempt.target) if p.check == "check_glossary"], attempt


def test_each_rung_is_the_first_that_holds(map_package: Path, jobs: Jobs) -> None:
    """A term that the model gets right stays; one that it does not is set where attention says."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    sources = ["the water is near the moon", "the crew is near the moon"]
    found = dict(pin([_job(jobs, source) for source in sources], engine, {}))
    assert (found[0].rung, found[0].target) == ("plain", "le eau est près le lune")
    assert (found[1].rung, found[1].target) == ("set", "l'équipage est près le lune")


def _tried(engine: Engine, jobs: Jobs, source: str, rungs: set[str]) -> tuple[str, str]:
    """Rung and target when only some rungs are there, and one hypothesis each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "localize.pin.RUNGS", [replace(rung, hypotheses=1) for rung in RUNGS if rung.name in rungs]
        )
        ((_, attempt),) = pin([_job(jobs, source)], engine, {})
    return attempt.rung, attempt.target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("the crew is near the moon", "l'équipage est près le lune"),
        ("the water is near the small crew", "le eau est près le petit équipage"),
        ("the crew found ice near the lunar station", "l'équipage trouva glace près la station lunaire"),
        ("`ice` is near the [crew](c)", "`ice` est près l'[équipage](c)"),
    ],
)
def test_terms_are_set_where_their_words_went(
    map_package: Path, jobs: Jobs, source: str, target: str
) -> None:
    """Without masks, attention tells which words give way to the wording."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    assert _tried(engine, jobs, source, {"plain", "set"}) == ("set", target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("the crew found ice", "le robot trouva glace"),
        ("the new drill and the crew and ⟦0⟧ on the moon", "le foret neuf et le robot et ⟦0⟧ sur le lune"),
        ("`ice` is near the [crew](c)", "`ice` est près le [robot](c)"),
        ("the crew and the new drill and the new drill", "le robot et le foret neuf et le foret neuf"),
    ],
)
def test_the_engine_goes_on_behind_a_term(
    map_package: Path, tmp_path: Path, source: str, target: str
) -> None:
    """What stands before the words that a term became is kept, and what follows is written anew, term by term."""
    path = tmp_path / "terms.csv"
    path.write_text("en,fr\ncrew,robot\nnew drill,foret neuf\n", encoding="utf-8")
    jobs = Jobs(Glossary.load([path], ENGLISH), markdown.codes, ENGLISH, FRENCH)
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    rung, found = _tried(engine, jobs, source, {"plain", "aligned"})
    assert (rung, found.replace("neuf foret", "foret neuf")) == ("aligned", target)
    assert found.count("foret neuf") >= source.count("new") - 1
    assert not _job(jobs, source).errors(found)


def test_more_terms_than_marks_are_masked_in_parts(map_package: Path, jobs: Jobs) -> None:
    """A segment with more terms than an engine can hold marks is masked in several pieces."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    source = (
        "the crew found ice, " * 5
        + "and the lunar station is near the crew and the crew and the lunar station"
    )
    rung, target = _tried(engine, jobs, source, {"masked"})
    assert rung == "masked"
    assert target.count("équipage") == 7
    assert target.count("station lunaire") == 2
    assert not _job(jobs, source).errors(target)


def test_equal_segments_are_drafted_once_and_alike(map_package: Path, jobs: Jobs) -> None:
    """Each job gets its draft, and equal ones the same."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    drafts = dict(propose([_job(jobs, "the crew is near") for _ in range(3)], engine))
    assert len(drafts) == 3
    assert len({draft.target for draft in drafts.values()}) == 1


def test_a_changed_term_makes_a_draft_outdated(map_package: Path, jobs: Jobs, tmp_path: Path) -> None:
    """The signature holds what the glossary asked for, and nothing of terms that the segment has not."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    job, other = _job(jobs, "the crew is near"), _job(jobs, "the moon is near")
    drafts = dict(propose([job, other], engine))
    path = tmp_path / "terms.csv"
    path.write_text(TERMS.replace("équipage", "équipe"), encoding="utf-8")
    changed = Jobs(Glossary.load([path], ENGLISH), markdown.codes, ENGLISH, FRENCH)
    assert not outdated(drafts[0].signature, job)
    assert outdated(drafts[0].signature, _job(changed, job.reading.source))
    assert not outdated(drafts[1].signature, _job(changed, other.reading.source))


def _finished(jobs: Jobs, source: str, text: str, phrases: dict[str, str]) -> tuple[str, bool]:
    job: Job = _job(jobs, source)
    return finish(job, text, phrases)


def test_markup_comes_back_around_the_right_words(jobs: Jobs) -> None:
    """Codes are where their words went; what is placed by position is told."""
    source = "See the **new** [mission page](m.md) and `ice`."
    phrases = {"new": "nouvelle", "mission page": "page de mission"}
    target, guessed = _finished(jobs, source, "Voir la nouvelle page de mission et `ice`.", phrases)
    assert target == "Voir la **nouvelle** [page de mission](m.md) et `ice`."
    assert not guessed
    target, guessed = _finished(jobs, source, "Voir la page et `ice`.", {})
    assert guessed
    assert not _job(jobs, source).errors(target)


def test_a_term_at_the_beginning_gets_its_capital(jobs: Jobs) -> None:
    """A restored term begins the sentence as the source's did."""
    target, _ = _finished(jobs, "Crew and water are near.", "équipage et eau sont proches.", {})
    assert target == "Équipage et eau sont proches."


def test_the_ladder_begins_with_the_most_fluent() -> None:
    """The order of the rungs is the promise."""
    assert [rung.name for rung in RUNGS] == ["plain", "set", "masked", "aligned", "around"]


def _cases(name: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The glossary and the cases (title, source, target) of a file."""
    text = (CASES / name).read_text(encoding="utf-8")
    blocks = ["\n".join(li for li in b.splitlines() if not li.startswith("#")) for b in text.split("\n\n")]
    glossary, *cases = filter(None, blocks)
    return glossary, [(title, source, target) for title, source, target in map(str.splitlines, cases)]


@pytest.fixture(scope="module")
def pinned(map_package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Job, Attempt]]:
    """Each case's job and what the ladder made of it, all of them in one go."""
    glossary, cases = _cases("fr.txt")
    path = tmp_path_factory.mktemp("cases") / "terms.csv"
    path.write_text(glossary, encoding="utf-8")
    made = Jobs(Glossary.load([path], ENGLISH), markdown.codes, ENGLISH, FRENCH)
    work = [_job(made, source) for _, source, _ in cases]
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    found = dict(pin(work, engine, {}))
    return {title: (work[n], found[n]) for n, (title, _, _) in enumerate(cases)}


@pytest.mark.parametrize(
    ("title", "target"),
    [(title, target) for title, _, target in _cases("fr.txt")[1]],
    ids=lambda text: text[:40],
)
def test_cases(pinned: dict[str, tuple[Job, Attempt]], title: str, target: str) -> None:
    """Terms, codes and capitals come out as a case of `cases/pin` says, and the checks find no error."""
    job, attempt = pinned[title]
    assert attempt.target == target
    assert not job.errors(attempt.target)


@pytest.mark.parametrize("rungs", [("plain", "masked", "around"), ("plain", "around")], ids=" ".join)
def test_cases_hold_on_every_ladder(
    map_package: Path, pinned: dict[str, tuple[Job, Attempt]], rungs: tuple[str, ...]
) -> None:
    """Where rungs are missing, later ones bring the terms home as well."""
    engine = open_engine([load(map_package, Origin.FILE)], Settings(), FRENCH)
    work = [job for job, _ in pinned.values()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("localize.pin.RUNGS", [rung for rung in RUNGS if rung.name in rungs])
        found = dict(pin(work, engine, {}))
    assert [work[n].reading.source for n, attempt in found.items() if work[n].errors(attempt.target)] == []
