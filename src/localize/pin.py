"""Pinning: the ladder of ways to make terms and codes come out right, every one verified.

Cheapest and most fluent first; a segment climbs only as far as it must, and each rung runs as one batch over all the
segments that still need it. What verifies a draft is what checks a person's target: `localize.checks`.

1. `plain`: opaque codes masked, terms left to the engine; the first hypothesis in which every term has an admitted form;
2. `masked`: terms masked too;
3. `aligned`: the words that a missing term became, as attention tells, give way to its wording, and the engine goes on
   from there;
4. `set`: the same, but what follows stays as it was;
5. `marked`: masked with another shape of sentinels;
6. `around`: the segment is split at its codes and terms, and what lies between is translated: nothing can be lost.

A segment that no rung satisfies keeps its best draft, and the checks put the problem on its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from localize.alignment import believed, carried, moved, settled, swapped
from localize.codes import Span, restore, wrap
from localize.engine import Completing, Engine, Hypothesis, Link
from localize.forms import occurrences
from localize.job import Job
from localize.markup import Anchor, place
from localize.repair import repair
from localize.rungs import RUNGS, Draft, Recipe, missing, source_edits

_UNSPACED = "\u2e80"  # where the scripts of East Asia begin, which have no blanks between words
_LOSSES = {"codes", "placeholders", "urls", "check_glossary", "forbidden_term"}  # checks of what has to hold


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

    draft: Draft | None = field(default=None, compare=False, repr=False)
    """What terms can still be set in, where there is such a thing."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.lost and not self.doubts

    @property
    def faults(self) -> tuple[int, int]:
        """How much is wrong with it: the lower, the better."""
        return (self.lost, self.doubts)

    @property
    def rank(self) -> tuple[int, int, bool, float]:
        """The lower, the better, among equally good ways."""
        return (*self.faults, self.guessed, -self.score)


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
        found.setdefault(number, []).extend(_attempts(rung, jobs[number], recipe, pieces, phrases))
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


def _attempts(
    rung: str,
    job: Job,
    recipe: Recipe,
    pieces: Mapping[int, tuple[Hypothesis, ...]],
    phrases: Mapping[str, str],
) -> Iterator[Attempt]:
    """The targets that the hypotheses make, until one holds: of a single piece each one, or the best of all joined.

    Of the later ones only those with every code and term are worth a look.
    """
    for rank in range(len(pieces[0]) if len(pieces) == 1 else 1):
        chosen = [pieces[p][rank] for p in range(len(pieces))]
        text, terms, whole = _assembled(job, recipe, chosen)
        if rank and not (whole and not missing(job, text)):
            continue
        links, forced = _carried(job, recipe, chosen[0], text)
        target, guessed = finish(job, text, phrases, links, forced or terms)
        errors = job.errors(target)
        lost = sum(error.check in _LOSSES for error in errors)
        doubts = len(errors) - lost + sum(bool(h.suspect) for h in chosen) + (not text.strip())
        doubts += sum(_goes_on(text, end) for _, end in forced)
        bare = len(pieces) == 1 and len(recipe.literals) <= len(job.plain.slots)
        draft = Draft(recipe, chosen[0], text) if bare and whole and (lost or doubts) else None
        score = min(hypothesis.score for hypothesis in chosen)
        attempt = Attempt(target, score, rung, lost + (not whole), doubts, guessed, draft)
        yield attempt
        if attempt.holds:
            return


def _assembled(job: Job, recipe: Recipe, chosen: Sequence[Hypothesis]) -> tuple[str, tuple[Span, ...], bool]:
    """The text that the pieces make, where masked terms stand in it, and whether every sentinel came back."""
    text, whole = "", True
    spans: list[Span] = []
    for masked, hypothesis, joint in zip(recipe.pieces, chosen, (*recipe.joints, ""), strict=True):
        restored = restore(masked, _fitted(hypothesis.text, masked.text, inner=bool(recipe.joints)))
        whole = whole and restored.complete
        text = _beside(text, restored.text)
        shift = len(text) - len(restored.text)
        spans += [(span[0] + shift, span[1] + shift) for span in restored.spans if span]
        text = _beside(text, joint)
        spans.append((len(text) - len(joint), len(text)))
    wordings = {wording for _, wording in job.wordings}
    return text, tuple(sorted(s for s in spans if text[slice(*s)] in wordings)), whole


def _carried(
    job: Job, recipe: Recipe, hypothesis: Hypothesis, text: str
) -> tuple[tuple[Link, ...], tuple[Span, ...]]:
    """The links between the plain source and *text*, and where terms were set in it; none where that is not clear."""
    to_plain = source_edits(job, recipe)
    restored, to_text = swapped(hypothesis.text, recipe.pieces[0].shape, recipe.pieces[0].values)
    if to_plain is None or restored != text:
        return (), ()
    links = believed(hypothesis.links) if job.plain.pairs else ()
    return carried(links, to_plain, to_text), tuple(moved(span, to_text) for span in recipe.forced)


def _goes_on(text: str, at: int) -> bool:
    """Whether an engine wrote on at a term's last word instead of behind it."""
    return text[at : at + 1] == "-" or (text[at : at + 1].isalnum() and text[at] < _UNSPACED)


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


def finish(
    job: Job,
    text: str,
    phrases: Mapping[str, str],
    links: Sequence[Link] = (),
    terms: Sequence[Span] = (),
) -> tuple[str, bool]:
    """The segment's target, made of its plain translation.

    Args:
        job: The segment.
        text: Its translation without markup, without blanks around it.
        phrases: Translations, on their own, of texts that paired codes wrap.
        links: Between the plain source and *text*.
        terms: Where terms were set in *text*, whose neighbours did not know them.

    Returns:
        The target, and whether markup had to be placed by position.
    """
    mended, _ = repair(text.strip() or job.plain.text, terms, job.target_locale)
    links = settled(links, text, mended)
    text = _capitalised(job, mended)
    anchors = _anchors(job, text)
    places = place(job.plain, text, anchors, lambda phrase: phrases.get(phrase, ""), links)
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
