"""Propose targets: what people approved elsewhere, else pinned machine text, in one stream over all articles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from localize.catalog import Draft
from localize.engine import Engine
from localize.glossary import Hit, Status, fingerprint
from localize.job import Job
from localize.locales import Locale
from localize.memory import DraftKey, Memory
from localize.memory_unit import Match, Place
from localize.pin import Attempt, pin

_TERMS = "terms:"
_PROBE = (
    "<b>a</b> **b** `c` [d](e) &amp; {f} ![g](h)"  # formats see different codes in it, and are told by that
)


def recall(jobs: Sequence[tuple[Job, Place]], memory: Memory) -> dict[int, Draft]:
    """Draft what people approved for the same source in another place; no engine is needed.

    A target that the checks would report as an error, as one that breaks today's terms, is passed over.

    Args:
        jobs: Segments of one locale, and where each stands.
        memory: It knows the catalogs of that locale.

    Returns:
        The drafts by the numbers of their jobs.
    """
    found: dict[int, Draft] = {}
    for number, (job, place) in enumerate(jobs):
        matches = memory.exact(job.reading.source, job.target_locale, place)
        sound = next((match for match in matches if not job.errors(match.target)), None)
        if sound:
            found[number] = Draft(sound.target, _recalled(sound, job))
    return found


def propose(
    jobs: Sequence[Job], engine: Engine, memory: Memory | None = None, *, anew: bool = False
) -> Iterator[tuple[int, Draft]]:
    """Draft *jobs*, all of one language pair.

    Equal jobs are translated once.

    Args:
        jobs: Segments to translate, of one glossary.
        engine: Opened for their language pair.
        memory: What this engine made of the same segments before is taken from it, and what it makes now is put there.
        anew: Whether to make drafts again that the memory has.

    Yields:
        (number of the job, its draft), each once, as soon as it is known.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, job in enumerate(jobs):
        alike.setdefault((job.reading.source, job.reading.role, job.codes_of), []).append(number)
    groups = list(alike.values())
    distinct = [jobs[numbers[0]] for numbers in groups]
    keys = _keys(distinct, engine) if memory else []
    known = {} if memory is None or anew else _known(keys, memory)
    yield from ((number, draft) for at, draft in known.items() for number in groups[at])
    left = [at for at in range(len(distinct)) if at not in known]
    pending = [distinct[at] for at in left]
    for place, attempt in pin(pending, engine, _phrases(pending, engine)):
        at = left[place]
        draft = Draft(attempt.target, _signature(engine, distinct[at], attempt), attempt.score)
        if memory:
            memory.keep(keys[at], draft)
        yield from ((number, draft) for number in groups[at])


def outdated(signature: str, job: Job) -> bool:
    """Whether a draft with this *signature* was made for other terms than the glossary now asks for in *job*."""
    made_for = next((part.removeprefix(_TERMS) for part in signature.split() if part.startswith(_TERMS)), "")
    return made_for != fingerprint(job.reading.hits, job.target_locale)


def _known(keys: Iterable[DraftKey], memory: Memory) -> dict[int, Draft]:
    drafts = ((at, memory.draft(key)) for at, key in enumerate(keys))
    return {at: draft for at, draft in drafts if draft}


def _keys(jobs: Sequence[Job], engine: Engine) -> list[DraftKey]:
    """What decides about the draft of each of the *jobs*."""
    terms = jobs[0].glossary.terms if jobs else ()
    unwanted = _digest(
        [(t.source, t.targets, t.case, t.match) for t in terms if t.status is Status.FORBIDDEN]
    )
    formats = {codes_of: _digest(codes_of(_PROBE)) for codes_of in {job.codes_of for job in jobs}}
    return [
        DraftKey(
            locale=job.target_locale.tag,
            source=job.reading.source,
            role=job.reading.role,
            codes=formats[job.codes_of],
            engine=engine.signature,
            asked=_digest([unwanted, *(_asked(hit, job.target_locale) for hit in job.reading.hits)]),
        )
        for job in jobs
    ]


def _asked(hit: Hit, locale: Locale) -> tuple[object, ...]:
    return (
        hit.start,
        hit.end,
        hit.plural,
        hit.term.source,
        hit.term.status,
        hit.term.case,
        hit.term.forms(locale),
    )


def _digest(values: Sequence[object]) -> str:
    return hashlib.blake2b(repr(values).encode(), digest_size=12).hexdigest()


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
    rung = "" if attempt.rung == "plain" else f"pin:{attempt.rung}"
    return _signed(engine.signature, rung, "markup:guessed" if attempt.guessed else "", job=job)


def _recalled(match: Match, job: Job) -> str:
    """`memory context news/moon by:count terms:0a1b2c`; the origin is one word, and cannot be taken for another part."""
    origin = re.sub(r"[\s:]+", "_", match.origin)
    return _signed("memory", match.kind, origin, match.why and f"by:{match.why}", job=job)


def _signed(*parts: str, job: Job) -> str:
    terms = fingerprint(job.reading.hits, job.target_locale)
    return " ".join(filter(None, (*parts, terms and _TERMS + terms)))
