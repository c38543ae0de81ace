"""Attempts: what the hypotheses of an engine become, with terms and codes back in their places, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from localize.alignment import believed, carried, moved, settled, swapped
from localize.codes import Span, restore, wrap
from localize.engine import Hypothesis, Link
from localize.forms import occurrences
from localize.glossary import Hit, Status, facts
from localize.headlines import begun, ends_sentence, first_letter, shouted
from localize.job import Job
from localize.markup import Anchor, place, standing
from localize.repair import repair
from localize.rungs import POSSESSIVE, Draft, Recipe, missing, source_edits

_UNSPACED = "\u2e80"  # where the scripts of East Asia begin, which have no blanks between words
_WITHOUT_POSSESSIVE = frozenset("ar ca es fr he it pt ro".split())
_TERMS = frozenset({"check_glossary"})  # not asked where it is known to fail: its message takes long to word
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


def attempts(
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
        text, terms, whole, strays = _assembled(job, recipe, chosen)
        gone = len(missing(job, text))
        if rank and not (whole and not gone):
            continue
        links, forced = _carried(job, recipe, chosen[0], text)
        terms = _repairable(job, text, forced or terms)
        target, guessed = finish(job, text, phrases, links, terms)
        errors = job.errors(target, _TERMS if gone else frozenset())
        lost = gone + sum(error.check in _LOSSES for error in errors)
        doubts = (
            len(errors) + gone - lost + sum(bool(h.suspect) for h in chosen) + (not text.strip()) + strays
        )
        doubts += sum(_goes_on(text, end) for _, end in forced)
        doubts += sum(_owns(job, text, end) for _, end in terms)
        bare = len(pieces) == 1 and len(recipe.literals) <= len(job.plain.slots)
        draft = Draft(recipe, chosen[0], text) if bare and whole and (lost or doubts) else None
        score = min(hypothesis.score for hypothesis in chosen)
        attempt = Attempt(target, score, rung, lost + (not whole), doubts, guessed, draft)
        yield attempt
        if attempt.holds:
            return


def _assembled(
    job: Job, recipe: Recipe, chosen: Sequence[Hypothesis]
) -> tuple[str, tuple[Span, ...], bool, int]:
    """The text that the pieces make, where masked terms stand in it, whether every sentinel came back, and strays."""
    text, whole, strays = "", True, 0
    spans: list[Span] = []
    for masked, hypothesis, joint in zip(recipe.pieces, chosen, (*recipe.joints, ""), strict=True):
        restored = restore(masked, _fitted(hypothesis.text, masked.text, inner=bool(recipe.joints)))
        whole = whole and None not in restored.spans
        strays += restored.strays
        text = _beside(text, restored.text)
        shift = len(text) - len(restored.text)
        spans += [(span[0] + shift, span[1] + shift) for span in restored.spans if span]
        text = _beside(text, joint)
        spans.append((len(text) - len(joint), len(text)))
    wordings = {wording for _, wording in job.wordings}
    return text, tuple(sorted(s for s in spans if text[slice(*s)] in wordings)), whole, strays


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


def _owns(job: Job, text: str, at: int) -> bool:
    """Whether an English possessive was left behind a term."""
    return job.target_locale.language in _WITHOUT_POSSESSIVE and bool(POSSESSIVE.match(text, at))


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
    known = {wording: facts(hit, wording, job.target_locale) for hit, wording in job.wordings}
    told = [known.get(text[start:end]) for start, end in terms]
    mended, spans = repair(text.strip() or job.text, terms, job.target_locale, facts=told)
    links = settled(links, text, mended)
    text = _capitalised(job, mended, spans)
    anchors = _anchors(job, text)
    if job.shouts:
        text = shouted(text, _own_capitals(job, text, anchors), job.target_locale)
    places = place(job.plain, text, anchors, lambda phrase: phrases.get(phrase, ""), links)
    slots = [a.target for a in anchors if a.source in job.plain.slots]
    target = wrap(job.plain, text, slots, [p.span for p in places])
    return target, not all(p.sure for p in places)


def _repairable(job: Job, text: str, terms: Sequence[Span]) -> tuple[Span, ...]:
    """*terms*, and those that an engine copied: it knows as little what stands before them (`le ILRS`)."""
    copied = [wording for hit, wording in job.wordings if hit.term.status is Status.DNT]
    free = [
        span
        for span in occurrences(copied, text, job.target_locale)
        if all(span[1] <= start or end <= span[0] for start, end in terms)
    ]
    return tuple(sorted([*terms, *free]))


def _capitalised(job: Job, text: str, spans: Sequence[Span]) -> str:
    """*text* with a capital where a sentence begins and a restored term took it away.

    Terms that the source has in capitals only because they begin its sentence have small letters elsewhere.
    """
    for start, end in spans:
        titled = any(w == text[start:end] and h.surface[0].isupper() for h, w in _small(job))
        if titled and ends_sentence(text[:start]):
            text = begun(text, start)
    source, at = job.plain.text, first_letter(text)
    if not (source[first_letter(source) :][:1].isupper() and text[at : at + 1].islower()):
        return text
    leads = bool(job.wordings) and job.wordings[0][0].start == first_letter(source)
    if any(text.startswith(w, at) for h, w in job.wordings if h.term.verbatim):
        return text
    return begun(text, at) if leads or any(text.startswith(w, at) for _, w in _small(job)) else text


def _small(job: Job) -> list[tuple[Hit, str]]:
    """The terms whose capitals follow from where they stand, and their wordings."""
    return [(hit, wording) for hit, wording in job.wordings if not hit.term.verbatim and wording[0].islower()]


def _own_capitals(job: Job, text: str, anchors: Sequence[Anchor]) -> list[Span]:
    """Where codes and verbatim terms stand in *text*, which a headline leaves as they are."""
    verbatim = [wording for hit, wording in job.wordings if hit.term.verbatim]
    codes = [a.target for a in anchors if a.source in job.plain.slots]
    return [*codes, *occurrences(verbatim, text, job.target_locale)]


def _anchors(job: Job, text: str) -> list[Anchor]:
    """Where the codes and terms of the source stand in *text*: the first place for the first, and so on."""
    anchors = [*standing(job.plain, text)]
    used = [anchor.target for anchor in anchors]
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
