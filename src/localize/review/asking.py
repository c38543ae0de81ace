"""Ask the model: its other translations of one segment, with codes and terms put in as a run does."""

from __future__ import annotations

from localize.engine import Engine
from localize.job import Job
from localize.pin_attempts import Attempt, attempts
from localize.rungs import RUNGS, Recipe

_MOST = 4  # that a person wants to read


def alternatives(job: Job, engine: Engine) -> tuple[Attempt, ...]:
    """The best few translations that *engine* offers for *job*, each once; where some hold what they have to, those.

    Args:
        job: A segment.
        engine: Opened for its pair.
    """
    found: dict[str, Attempt] = {}
    for rung in RUNGS:
        if rung.hypotheses > 1:
            for recipe in rung.ask(job, engine, None):
                for attempt in _offers(rung.name, rung.hypotheses, job, recipe, engine):
                    found.setdefault(attempt.target, attempt)
    ranked = sorted(found.values(), key=lambda attempt: attempt.rank)
    return tuple([attempt for attempt in ranked if attempt.holds] or ranked)[:_MOST]


def _offers(rung: str, hypotheses: int, job: Job, recipe: Recipe, engine: Engine) -> list[Attempt]:
    """What becomes of each hypothesis; of a segment that goes to the engine in pieces, of the best of each."""
    texts = [piece.text for piece in recipe.pieces]
    answers = dict(engine.translate(texts, hypotheses))
    whole = len(texts) == 1
    chosen = [{0: (one,)} for one in answers[0]] if whole else [{n: a[:1] for n, a in answers.items()}]
    return [attempt for pieces in chosen for attempt in attempts(rung, job, recipe, pieces, {})]
