"""How much people changed the drafts: what the engines wrote, beside what people approved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from localize.catalog import Draft, Entry, State
from localize.forms import admits
from localize.glossary_term import Status, Term
from localize.locales import Locale

DraftsFor = Callable[[str, Locale], Sequence[Draft]]
"""The drafts that are remembered for a source in a locale; none where nothing is known."""

_TERM = re.compile(r"term: (.+) → ")
_PACKAGE = re.compile(r"^[\w-]+(?: [\w.-]+){0,2}(?= |$)")
STEPS = (0.0, 0.1, 0.25, 0.5)
"""Shares of a text at which a change is called another size: none, a little, some, much, most."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A draft, and what a person approved in its place."""

    source: str
    draft: str
    target: str
    package: str
    """What made the draft."""

    terms: tuple[str, ...]
    """The glossary's terms in the source."""

    distance: int
    """Characters to insert, delete or replace (Levenshtein) on the way from the draft to the target."""

    @property
    def share(self) -> float:
        """The distance as a share of the longer text: 0 for a draft that was approved as it was, at most 1."""
        return self.distance / max(len(self.draft), len(self.target), 1)


@dataclass(frozen=True, slots=True)
class Edits:
    """All edits of a kind together."""

    edits: tuple[Edit, ...]

    @property
    def untouched(self) -> int:
        """Drafts that were approved as they were."""
        return sum(edit.draft == edit.target for edit in self.edits)

    @property
    def share(self) -> float:
        """The distances together, as a share of the longer texts together."""
        sizes = sum(max(len(edit.draft), len(edit.target)) for edit in self.edits)
        return sum(edit.distance for edit in self.edits) / max(sizes, 1)

    @property
    def chrf(self) -> float:
        """Corpus chrF2 (0 to 100) of the drafts, the approved texts being the reference, as sacrebleu computes it."""
        from sacrebleu.metrics.chrf import CHRF

        drafts, targets = [edit.draft for edit in self.edits], [edit.target for edit in self.edits]
        return float(CHRF().corpus_score(drafts, [targets]).score) if drafts else 0.0

    def steps(self) -> tuple[int, ...]:
        """How many changed not at all, by at most each of `STEPS`, and by more."""
        places = [sum(edit.share > step for step in STEPS) for edit in self.edits]
        return tuple(places.count(place) for place in range(len(STEPS) + 1))


@dataclass(frozen=True, slots=True)
class TermCost:
    """What a term of the glossary cost in one locale."""

    term: Term
    locale: Locale
    targets: int
    """Entries with a target whose source has the term."""

    lacking: int
    """Those whose target has no admitted form of it."""

    edits: Edits
    """Those that were approved, as far as their draft is known."""

    @property
    def costs(self) -> bool:
        """Whether it cost anything: it is lacking, or a draft that should have had it was changed."""
        return bool(self.lacking) or self.edits.untouched < len(self.edits.edits)

    @property
    def mended(self) -> int:
        """Drafts without an admitted form, into which people put one."""
        return sum(not self._in(edit.draft) and self._in(edit.target) for edit in self.edits.edits)

    @property
    def overruled(self) -> int:
        """Drafts with an admitted form, which people took out again."""
        return sum(self._in(edit.draft) and not self._in(edit.target) for edit in self.edits.edits)

    def _in(self, text: str) -> bool:
        return admits(self.term.forms(self.locale), text, self.locale)


def edits(entries: Iterable[Entry], locale: Locale, drafts_for: DraftsFor) -> tuple[Edits, int]:
    """The edits of the approved *entries*, and how many of these have no draft that is known.

    Where several drafts are remembered for a source, by other packages or for another glossary, the one most like the
    approved text counts: what people worked on is not recorded, and it is the likeliest. So the figures are the least that
    people changed.
    """
    approved = [e for e in entries if e.state is State.APPROVED and not e.plural]
    found = [edit for entry in approved if (edit := _edit(entry, drafts_for(entry.source, locale)))]
    return Edits(tuple(found)), len(approved) - len(found)


def _edit(entry: Entry, drafts: Sequence[Draft]) -> Edit | None:
    terms = terms_of(entry)
    distances = [int(Levenshtein.distance(draft.target, entry.target)) for draft in drafts]
    made = (
        Edit(entry.source, draft.target, entry.target, package_of(draft.signature), terms, distance)
        for draft, distance in zip(drafts, distances, strict=True)
    )
    return min(made, key=lambda edit: edit.distance, default=None)


def terms_of(entry: Entry) -> tuple[str, ...]:
    """The glossary's terms in an entry's source that have a form in its locale, as its notes name them."""
    return tuple(found[1] for note in entry.notes if (found := _TERM.match(note)))


def package_of(signature: str) -> str:
    """What a *signature* says of the package that made a draft: `argos en-fr 1.9`; both, where it took two."""
    found = [_PACKAGE.match(leg) for leg in signature.split(" > ")]
    return " > ".join(match[0] for match in found if match)


def term_costs(
    entries: Iterable[Entry], done: Edits, locale: Locale, terms: Iterable[Term]
) -> tuple[TermCost, ...]:
    """What each of the *terms* that occurs in *entries* cost; first those that are lacking most, then by edits.

    Args:
        entries: Of one locale, all articles.
        done: The edits of these.
        locale: Of the targets.
        terms: The glossary's.
    """
    named = {
        term.source: term for term in terms if term.forms(locale) and term.status is not Status.FORBIDDEN
    }
    held: dict[str, list[Entry]] = {}
    for entry in entries:
        for source in set(terms_of(entry)) if entry.target and not entry.plural else ():
            held.setdefault(source, []).append(entry)
    costs = [_cost(named[source], found, done, locale) for source, found in held.items() if source in named]
    return tuple(sorted(costs, key=lambda cost: (-cost.lacking, -cost.mended - cost.overruled, -_work(cost))))


def _cost(term: Term, entries: Sequence[Entry], done: Edits, locale: Locale) -> TermCost:
    forms = term.forms(locale)
    return TermCost(
        term=term,
        locale=locale,
        targets=len(entries),
        lacking=sum(not admits(forms, entry.target, locale) for entry in entries),
        edits=Edits(tuple(edit for edit in done.edits if term.source in edit.terms)),
    )


def _work(cost: TermCost) -> int:
    return sum(edit.distance for edit in cost.edits.edits)
