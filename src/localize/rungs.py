"""The rungs of the ladder: what an engine is asked for, so that a segment's terms and codes come out right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from localize.alignment import Edits, believed, carried, moved, reverse, swapped, window
from localize.codes import Masked, Span, mask
from localize.engine import Completing, Engine, Hypothesis
from localize.forms import admits
from localize.glossary import Hit
from localize.job import Job

_NONE = "\N{REPLACEMENT CHARACTER}{}"  # the shape of sentinels where an engine has none: no text holds it
_CLAUSE = re.compile(r"[;:,.!?،؛؟]\s+")
_ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|\w*qu)$", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’](?:s\b|(?<=s['’])(?=\s))")
"""The English ending, behind the word that owns."""

_BEST = 4  # hypotheses of a rung: with a beam as wide as Argos's they come for nothing
_SET = 0.4  # share of attention from which a term is set there: with less, French lost as much as it gained by masks
_ROUNDS = 4  # terms of a segment that are set by their beginning, one after the other


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an engine is asked to translate for one attempt at a segment."""

    pieces: tuple[Masked, ...]
    """The texts, with sentinels."""

    joints: tuple[str, ...] = ()
    """What stands between the pieces, one fewer than they are."""

    literals: tuple[str, ...] = ()
    """What the sentinels of the only piece stand for in the source."""

    beginning: str = ""
    """With what the translation of the only piece has to begin."""

    forced: tuple[Span, ...] = ()
    """Where terms were set in the translation of the only piece."""

    given: Hypothesis | None = None
    """The translation of the only piece, where no engine is needed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation in which only codes were masked: terms can still be set in it."""

    recipe: Recipe
    hypothesis: Hypothesis

    text: str
    """The hypothesis with its codes restored."""


Ask = Callable[[Job, Engine, Draft | None], list[Recipe]]
"""The attempts that a rung makes at a segment, given its best draft so far; none when it has nothing to offer."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make terms and codes come out right, tried on a batch of segments."""

    name: str
    ask: Ask = field(repr=False)
    hypotheses: int = 1

    rounds: int = 1
    """How often it goes on from what it has reached itself."""


def _codes(job: Job) -> list[tuple[int, int, str]]:
    return [(start, end, job.plain.text[start:end]) for start, end in job.plain.slots]


def _terms(job: Job) -> list[tuple[int, int, str]]:
    return [(hit.start, hit.end, wording) for hit, wording in job.wordings]


def _masked(job: Job, spans: list[tuple[int, int, str]], shape: str) -> Recipe:
    text = job.text
    literals = tuple(text[start:end] for start, end, _ in sorted(spans))
    return Recipe((mask(text, spans, shape),), literals=literals)


def _with_terms(job: Job, engine: Engine, shape: str) -> list[Recipe]:
    """Codes and terms masked; in several pieces where they are more than the engine can hold."""
    spans = sorted([*_codes(job), *_terms(job)])
    if not job.wordings:
        return []
    if len(spans) <= engine.marks:
        return [_masked(job, spans, shape)]
    text = job.text
    cuts = [_cut(text, spans[n - 1][1], spans[n][0]) for n in range(engine.marks, len(spans), engine.marks)]
    bounds = list(zip([0, *cuts], [*cuts, len(text)], strict=True))
    pieces = tuple(
        mask(text[a:b], [(s - a, e - a, value) for s, e, value in spans if a <= s and e <= b], shape)
        for a, b in bounds
    )
    return [Recipe(pieces, ("",) * len(cuts))]


def _cut(text: str, start: int, end: int) -> int:
    """Where `text[start:end]` is best cut in two: behind a clause, else behind a blank."""
    clause = _CLAUSE.search(text, start, end)
    return clause.end() if clause else max(text.rfind(" ", start, end) + 1, start)


def _ask_plain(job: Job, engine: Engine, draft: Draft | None) -> list[Recipe]:
    del draft
    if engine.sentinels:
        return [_masked(job, _codes(job), engine.sentinels[0])]
    return [_masked(job, [], _NONE)]


def _ask_masked(job: Job, engine: Engine, draft: Draft | None) -> list[Recipe]:
    del draft
    return _with_terms(job, engine, engine.sentinels[0]) if engine.sentinels else []


def _ask_aligned(job: Job, engine: Engine, draft: Draft | None) -> list[Recipe]:
    """The draft up to the first word that a missing term became, then the term's wording, then what follows."""
    if draft is None or not isinstance(engine, Completing):
        return []
    done = max((end for _, end in draft.recipe.forced), default=0)
    free = [place for place in _places(job, draft) if place[0][0] >= done]
    if not free:
        return []
    (start, _), wording = free[0]
    beginning = draft.hypothesis.text[:start] + wording
    forced = (*draft.recipe.forced, (start, len(beginning)))
    return [replace(draft.recipe, beginning=beginning, forced=forced, given=None)]


def _ask_set(job: Job, engine: Engine, draft: Draft | None) -> list[Recipe]:
    """The draft with each missing term's wording in the place of the words that the term became, wherever it stands."""
    del engine
    places = _places(job, draft) if draft is not None else []
    if draft is None or not places:
        return []
    old = draft.hypothesis.text
    parts: list[str] = []
    edits: list[tuple[Span, Span]] = []
    at = length = 0
    for (start, end), wording in places:
        joint = " " if _elided(old, end) else ""  # not `étoile filante'étoiles`
        parts += old[at:start], wording, joint
        at, length = end + len(joint), length + start - at + len(wording + joint)
        edits.append(((start, at), (length - len(wording + joint), length)))
    links = carried(draft.hypothesis.links, (), edits)
    given = replace(draft.hypothesis, text="".join([*parts, old[at:]]), align=partial(tuple, links))
    spans = (
        (after[0], after[0] + len(wording)) for (_, after), (_, wording) in zip(edits, places, strict=True)
    )
    forced = sorted([*(moved(span, edits) for span in draft.recipe.forced), *spans])
    return [replace(draft.recipe, forced=tuple(forced), given=given)]


def _elided(text: str, at: int) -> bool:
    """Whether the word that ends at *at* was elided before the next one."""
    return text[at : at + 1] in {"'", "’"} and bool(_ELIDED.search(text, 0, at))


def _places(job: Job, draft: Draft) -> list[tuple[Span, str]]:
    """Where in the draft's hypothesis the missing terms would stand, in order, and their wordings.

    None when the place of one is not known, so that a term never comes out in two ways.
    """
    every = draft.hypothesis.links
    links, words = believed(every, _SET), [link.target for link in every]
    to_plain = source_edits(job, draft.recipe)
    if to_plain is None:
        return []
    gone = {hit.term for hit, _ in missing(job, draft.text)}
    found: list[tuple[Span, str]] = []
    for hit, wording in job.wordings:
        if hit.term not in gone:
            continue
        place = window(links, moved((hit.start, hit.end), reverse(to_plain)), words)
        if place is None or any(a < place[1] and place[0] < b for (a, b), _ in found):
            return []
        found.append((place, wording))
    return sorted(found)


def missing(job: Job, text: str) -> list[tuple[Hit, str]]:
    """The terms that *text* has in no admitted form, each where it comes first, and their wordings."""
    first = {hit.term: (hit, wording) for hit, wording in reversed(job.wordings)}
    locale = job.target_locale
    return [one for term, one in first.items() if not admits(term.forms(locale), text, locale)]


def source_edits(job: Job, recipe: Recipe) -> Edits | None:
    """What turns the text of the recipe's only piece back into the plain source; None where that cannot be told."""
    text, edits = swapped(recipe.pieces[0].text, recipe.pieces[0].shape, recipe.literals)
    return edits if text == job.text and len(recipe.pieces) == 1 else None


def _ask_around(job: Job, engine: Engine, draft: Draft | None) -> list[Recipe]:
    """The text between codes and terms, which are set in between."""
    del draft
    shape = engine.sentinels[0] if engine.sentinels else _NONE
    spans = sorted([*_codes(job), *_terms(job)])
    if not spans:
        return []
    text = job.text
    pieces: list[Masked] = []
    at = 0
    for start, end, _ in spans:
        pieces.append(mask(text[at:start], (), shape))
        own = POSSESSIVE.match(text, end)  # which means nothing on its own
        at = own.end() if own else end
    pieces.append(mask(text[at:], (), shape))
    return [Recipe(tuple(pieces), tuple(value for *_, value in spans))]


RUNGS: tuple[Rung, ...] = (
    Rung("plain", _ask_plain, hypotheses=_BEST),
    Rung("set", _ask_set),
    Rung("masked", _ask_masked, hypotheses=_BEST),
    Rung("aligned", _ask_aligned, rounds=_ROUNDS),
    Rung("around", _ask_around),
)
"""The ladder, in order."""
