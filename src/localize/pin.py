"""Pinning: the ladder of ways to make terms and codes come out right, every one verified.

Cheapest and most fluent first; a segment climbs only as far as it must, and each rung runs as one batch over all the
segments that still need it. What verifies a draft is what checks a person's target: `localize.checks`.

1. `plain`: opaque codes masked, terms left to the engine; kept when every term came out in an admitted form;
2. `masked`: terms masked too;
3. `n-best`: other hypotheses of both, and other sentinels;
4. `around`: the segment is split at its codes and terms, and what lies between is translated: nothing can be lost.

A segment that no rung satisfies keeps its best draft, and the checks put the problem on its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from localize.codes import Masked, Span, mask, restore, wrap
from localize.engine import Engine, Hypothesis
from localize.forms import occurrences
from localize.job import Job
from localize.markup import Anchor, place

_UNSPACED = "\u2e80"  # where the scripts of East Asia begin, which have no blanks between words
_LOSSES = {"codes", "placeholders", "urls", "check_glossary", "forbidden_term"}  # checks of what has to hold
_NONE = "\N{REPLACEMENT CHARACTER}{}"  # the shape of sentinels where an engine has none: no text holds it


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an engine is asked to translate for one attempt at a segment."""

    pieces: tuple[Masked, ...]
    """The texts, with sentinels."""

    joints: tuple[str, ...] = ()
    """What stands between the pieces, one fewer than they are."""


Ask = Callable[[Job, Engine], list[Recipe]]
"""The attempts that a rung makes at a segment; none when it has nothing to offer that was not tried."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make terms and codes come out right, tried on a batch of segments."""

    name: str
    ask: Ask
    hypotheses: int = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """A candidate for a segment's target."""

    target: str
    score: float
    """Of the surest piece's worst: see `Hypothesis.score`."""

    rung: str
    lost: int
    """How many terms and codes it lacks or has too many."""

    doubts: int
    """How many other errors the checks and the engine's guards find in it."""

    guessed: bool
    """Whether a paired code stands where it does only by position."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.lost and not self.doubts

    @property
    def rank(self) -> tuple[int, int, bool, float]:
        """The lower, the better."""
        return (self.lost, self.doubts, self.guessed, -self.score)


def pin(jobs: Sequence[Job], engine: Engine, phrases: Mapping[str, str]) -> Iterator[tuple[int, Attempt]]:
    """Translate *jobs* so that their terms and codes hold.

    Args:
        jobs: Segments of one language pair.
        engine: Opened for that pair.
        phrases: Translations, on their own, of texts that paired codes wrap.

    Yields:
        (number of the job, its best attempt), each once, as soon as it is known.
    """
    best: dict[int, Attempt] = {}
    left: Sequence[int] = range(len(jobs))
    for rung in RUNGS:
        for number, attempt in _climb(rung, jobs, left, engine, phrases):
            if number not in best or (attempt.lost, attempt.doubts) < (
                best[number].lost,
                best[number].doubts,
            ):
                best[number] = attempt
            if attempt.holds:
                yield number, attempt
        left = [n for n in left if n not in best or not best[n].holds]
    yield from ((number, best[number]) for number in left if number in best)


def _climb(
    rung: Rung, jobs: Sequence[Job], left: Sequence[int], engine: Engine, phrases: Mapping[str, str]
) -> Iterator[tuple[int, Attempt]]:
    """The best attempt of one rung at each of the jobs *left* that it can try, all in one batch."""
    recipes = [(number, recipe) for number in left for recipe in rung.ask(jobs[number], engine)]
    places = [(r, p) for r, (_, recipe) in enumerate(recipes) for p in range(len(recipe.pieces))]
    waiting = Counter(number for number, _ in recipes)
    done: dict[int, dict[int, tuple[Hypothesis, ...]]] = {}
    found: dict[int, list[Attempt]] = {}
    texts = [recipes[r][1].pieces[p].text for r, p in places]
    for at, hypotheses in engine.translate(texts, rung.hypotheses):
        r, p = places[at]
        number, recipe = recipes[r]
        pieces = done.setdefault(r, {})
        pieces[p] = hypotheses
        if len(pieces) < len(recipe.pieces):
            continue
        found.setdefault(number, []).extend(_attempts(rung.name, jobs[number], recipe, pieces, phrases))
        waiting[number] -= 1
        if not waiting[number]:
            yield number, min(found.pop(number), key=lambda attempt: attempt.rank)
        del done[r]


def _attempts(
    rung: str,
    job: Job,
    recipe: Recipe,
    pieces: Mapping[int, tuple[Hypothesis, ...]],
    phrases: Mapping[str, str],
) -> Iterator[Attempt]:
    """The targets that the hypotheses make: each one of a single piece, or the best of every piece joined."""
    for rank in range(len(pieces[0]) if len(pieces) == 1 else 1):
        chosen = [pieces[p][rank] for p in range(len(pieces))]
        text, whole = "", True
        for masked, hypothesis, joint in zip(recipe.pieces, chosen, (*recipe.joints, ""), strict=True):
            restored = restore(masked, _fitted(hypothesis.text, masked.text, inner=bool(recipe.joints)))
            whole = whole and restored.complete
            text = _beside(_beside(text, restored.text), joint)
        target, guessed = finish(job, text, phrases)
        errors = job.errors(target)
        lost = sum(error.check in _LOSSES for error in errors)
        doubts = len(errors) - lost + sum(bool(h.suspect) for h in chosen) + (not text.strip())
        yield Attempt(target, min(h.score for h in chosen), rung, lost + (not whole), doubts, guessed)


def _beside(left: str, right: str) -> str:
    """The two joined, with a blank where words of a script that has blanks would grow together."""
    joint = left[-1:], right[:1]
    return f"{left} {right}" if all(c.isalnum() and c < _UNSPACED for c in joint) else left + right


def _fitted(text: str, source: str, *, inner: bool) -> str:
    """A hypothesis with the blanks that its source had around it.

    A piece from inside a sentence (*inner*) loses the capital and the full stop that engines like to add.
    """
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :] if source.strip() else ""
    text = text.strip()
    if inner and text:
        if text[-1] in ".。" and source.rstrip()[-1:] not in {".", "。"}:
            text = text.rstrip(".。")
        if source.lstrip()[:1].islower() and text[:1].isupper() and not text[:2].isupper():
            text = text[0].lower() + text[1:]
    return lead + text + trail


def finish(job: Job, text: str, phrases: Mapping[str, str]) -> tuple[str, bool]:
    """The segment's target, made of its plain translation, and whether markup had to be placed by position."""
    text = _capitalised(job, text.strip() or job.plain.text)
    anchors = _anchors(job, text)
    places = place(job.plain, text, anchors, lambda phrase: phrases.get(phrase, ""))
    slots = [a.target for a in anchors if a.source in job.plain.slots]
    target = wrap(job.plain, text, slots, [p.span for p in places])
    return target, not all(p.sure for p in places)


def _capitalised(job: Job, text: str) -> str:
    """*text* with a capital where the source has one and a restored term took it away."""
    starts = job.plain.text[:1].isupper() and text[:1].islower()
    if starts and any(text.startswith(w) for hit, w in job.wordings if not hit.term.verbatim):
        return text[0].upper() + text[1:]
    return text


def _anchors(job: Job, text: str) -> list[Anchor]:
    """Where the codes and terms of the source stand in *text*: the first place for the first, and so on."""
    anchors: list[Anchor] = []
    used: list[Span] = []
    for start, end in job.plain.slots:
        literal, at = job.plain.text[start:end], 0
        while (at := text.find(literal, at)) >= 0:
            if all(at + len(literal) <= a or b <= at for a, b in used):
                used.append((at, at + len(literal)))
                anchors.append(Anchor((start, end), used[-1]))
                break
            at += 1
    for hit, wording in job.wordings if job.plain.pairs else ():
        forms = (wording, *hit.term.forms(job.target_locale))
        free = (
            s
            for s in occurrences(forms, text, job.target_locale)
            if all(s[1] <= a or b <= s[0] for a, b in used)
        )
        if span := next(free, None):
            used.append(span)
            anchors.append(Anchor((hit.start, hit.end), span))
    return anchors


def _codes(job: Job) -> list[tuple[int, int, str]]:
    return [(start, end, job.plain.text[start:end]) for start, end in job.plain.slots]


def _terms(job: Job) -> list[tuple[int, int, str]]:
    return [(hit.start, hit.end, wording) for hit, wording in job.wordings]


def _plainly(job: Job, shape: str) -> Recipe:
    return Recipe((mask(job.plain.text, _codes(job), shape),))


def _with_terms(job: Job, engine: Engine, shape: str) -> list[Recipe]:
    """Codes and terms masked; the terms that exceed what the engine can hold are left to it."""
    spans = [*_codes(job), *_terms(job)][: engine.marks]
    return [Recipe((mask(job.plain.text, spans, shape),))] if job.wordings else []


def _ask_plain(job: Job, engine: Engine) -> list[Recipe]:
    if engine.sentinels:
        return [_plainly(job, engine.sentinels[0])]
    return [Recipe((mask(job.plain.text, (), _NONE),))]


def _ask_masked(job: Job, engine: Engine) -> list[Recipe]:
    return _with_terms(job, engine, engine.sentinels[0]) if engine.sentinels else []


def _ask_others(job: Job, engine: Engine) -> list[Recipe]:
    again = [*_ask_plain(job, engine), *_ask_masked(job, engine)]
    for shape in engine.sentinels[1:3]:
        again += _with_terms(job, engine, shape) or ([_plainly(job, shape)] if job.plain.slots else [])
    return again


def _ask_around(job: Job, engine: Engine) -> list[Recipe]:
    """The text between codes and terms, which are set in between."""
    shape = engine.sentinels[0] if engine.sentinels else _NONE
    spans = sorted([*_codes(job), *_terms(job)])
    if not spans:
        return []
    pieces: list[Masked] = []
    at = 0
    for start, end, _ in spans:
        pieces.append(mask(job.plain.text[at:start], (), shape))
        at = end
    pieces.append(mask(job.plain.text[at:], (), shape))
    return [Recipe(tuple(pieces), tuple(value for *_, value in spans))]


RUNGS: tuple[Rung, ...] = (
    Rung("plain", _ask_plain),
    Rung("masked", _ask_masked),
    Rung("n-best", _ask_others, hypotheses=4),
    Rung("around", _ask_around),
)
"""The ladder, in order."""
