"""Propose targets: pinned machine text for every segment that wants a draft, in one stream over all articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from localize.catalog import Draft
from localize.engine import Engine
from localize.glossary import fingerprint
from localize.job import Job
from localize.pin import Attempt, pin

_TERMS = "terms:"


def propose(jobs: Sequence[Job], engine: Engine) -> Iterator[tuple[int, Draft]]:
    """Draft *jobs*, all of one language pair.

    Equal jobs are translated once.

    Yields:
        (number of the job, its draft), each once, as soon as it is known.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, job in enumerate(jobs):
        alike.setdefault((job.reading.source, job.reading.role, job.codes_of), []).append(number)
    groups = list(alike.values())
    distinct = [jobs[numbers[0]] for numbers in groups]
    for at, attempt in pin(distinct, engine, _phrases(distinct, engine)):
        draft = Draft(attempt.target, _signature(engine, distinct[at], attempt), attempt.score)
        yield from ((number, draft) for number in groups[at])


def outdated(signature: str, job: Job) -> bool:
    """Whether a draft with this *signature* was made for other terms than the glossary now asks for in *job*."""
    made_for = next((part.removeprefix(_TERMS) for part in signature.split() if part.startswith(_TERMS)), "")
    return made_for != fingerprint(job.reading.hits, job.target_locale)


def _phrases(jobs: Sequence[Job], engine: Engine) -> dict[str, str]:
    """Translations, on their own, of the texts that paired codes wrap: they tell where the codes belong."""
    wrapped = {job.plain.text[pair.start : pair.end].strip() for job in jobs for pair in job.plain.pairs}
    texts = sorted(wrapped - {""})
    return {
        texts[at]: hypotheses[0].text
        for at, hypotheses in engine.translate(texts)
        if not hypotheses[0].suspect
    }


def _signature(engine: Engine, job: Job, attempt: Attempt) -> str:
    terms = fingerprint(job.reading.hits, job.target_locale)
    rung = "" if attempt.rung == "plain" else f"pin:{attempt.rung}"
    parts = (engine.signature, rung, "markup:guessed" if attempt.guessed else "", terms and _TERMS + terms)
    return " ".join(filter(None, parts))
