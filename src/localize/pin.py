"""Pinning: the ladder of ways to make terms and codes come out right, every one verified.

Cheapest and most fluent first; a segment climbs only as far as it must, and each rung runs as one batch over all the
segments that still need it. What verifies a draft is what checks a person's target: `localize.checks`.

1. `plain`: opaque codes masked, terms left to the engine; the first hypothesis in which every term has an admitted form;
2. `set`: the words that a missing term became, as attention tells, give way to its wording; no engine is asked;
3. `masked`: terms masked too;
4. `aligned`: as `set`, but the engine goes on behind the wording;
5. `around`: the segment is split at its codes and terms, and what lies between is translated: nothing can be lost.

A segment that no rung satisfies keeps its best draft, and the checks put the problem on its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from localize.engine import Completing, Engine, Hypothesis
from localize.job import Job
from localize.pin_attempts import Attempt, attempts
from localize.rungs import RUNGS, Draft, Recipe

__all__ = ["Attempt", "pin"]


def pin(jobs: Sequence[Job], engine: Engine, phrases: Mapping[str, str]) -> Iterator[tuple[int, Attempt]]:
    """Translate *jobs* so that their terms and codes hold.

    Args:
        jobs: Segments of one language pair.
        engine: Opened for that pair.
        phrases: Translations, on their own, of texts that paired codes wrap.

    Yields:
        (number of the job, its best attempt), each once, as soon as it is known. Closing the iterator drops what still
        climbs: as a draft it would pass for the best that can be had, and no later run would climb on.
    """
    best: dict[int, Attempt] = {}
    drafts: dict[int, Draft] = {}
    left: Sequence[int] = range(len(jobs))
    for rung in RUNGS:
        climbing = left
        for _ in range(rung.rounds):
            recipes = [(n, r) for n in climbing for r in rung.ask(jobs[n], engine, drafts.get(n))]
            going: list[int] = []
            for number, found in _climb(rung.name, rung.hypotheses, recipes, jobs, engine, phrases):
                if number not in best or found.faults < best[number].faults:
                    best[number] = found
                    going.append(number)
                    if found.draft is not None:
                        drafts[number] = found.draft
                if found.holds:
                    yield number, found
            climbing = [n for n in going if not best[n].holds]
        left = [n for n in left if n not in best or not best[n].holds]
    yield from ((number, best[number]) for number in left if number in best)


def _climb(
    rung: str,
    hypotheses: int,
    recipes: Sequence[tuple[int, Recipe]],
    jobs: Sequence[Job],
    engine: Engine,
    phrases: Mapping[str, str],
) -> Iterator[tuple[int, Attempt]]:
    """The best attempt that the *recipes* make at each of their jobs, all in one batch."""
    waiting = Counter(number for number, _ in recipes)
    done: dict[int, dict[int, tuple[Hypothesis, ...]]] = {}
    found: dict[int, list[Attempt]] = {}
    for r, p, translations in _answers([recipe for _, recipe in recipes], engine, hypotheses):
        number, recipe = recipes[r]
        pieces = done.setdefault(r, {})
        pieces[p] = translations
        if len(pieces) < len(recipe.pieces):
            continue
        found.setdefault(number, []).extend(attempts(rung, jobs[number], recipe, pieces, phrases))
        waiting[number] -= 1
        if not waiting[number]:
            yield number, min(found.pop(number), key=lambda attempt: attempt.rank)
        del done[r]


def _answers(
    recipes: Sequence[Recipe], engine: Engine, hypotheses: int
) -> Iterator[tuple[int, int, tuple[Hypothesis, ...]]]:
    """(number of the recipe, number of its piece, translations) of all pieces, as they come."""
    begun = [r for r, recipe in enumerate(recipes) if recipe.beginning]
    if begun and isinstance(engine, Completing):
        requests = [(recipes[r].pieces[0].text, recipes[r].beginning) for r in begun]
        yield from ((begun[at], 0, (one,)) for at, one in engine.complete(requests))
    yield from ((r, 0, (recipe.given,)) for r, recipe in enumerate(recipes) if recipe.given is not None)
    places = [
        (r, p)
        for r, recipe in enumerate(recipes)
        for p in range(len(recipe.pieces))
        if not recipe.beginning and recipe.given is None
    ]
    for at, found in engine.translate([recipes[r].pieces[p].text for r, p in places], hypotheses):
        yield *places[at], found
