"""How well the glossary is kept: term success rate and consistency, as the WMT terminology tasks report them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from localize.forms import admits, occurrences
from localize.glossary import Term
from localize.job import Job


@dataclass(frozen=True, slots=True)
class Rendering:
    """One occurrence of a term in a source, and what became of it."""

    term: Term

    form: str
    """The admitted form that the target has for it, as the glossary writes it, the inflections of a form being one with
    it; empty where the target has none."""


@dataclass(frozen=True, slots=True)
class TermRates:
    """How often terms came out as the glossary says, and how evenly."""

    occurrences: int = 0
    """Places in translated sources where a term stands that the glossary has a form for."""

    rendered: int = 0
    """Those whose target has an admitted form."""

    repeated: int = 0
    """Occurrences of terms that occur more than once in their article."""

    alike: int = 0
    """Those with the form that their term has most often in the article."""

    @property
    def success(self) -> float | None:
        """Term success rate: the share of occurrences whose target has an admitted form; None without terms.

        As in `check_glossary`, a form in the target answers for all occurrences in the same segment: a good sentence need
        not say a term as often as its source.
        """
        return self.rendered / self.occurrences if self.occurrences else None

    @property
    def consistency(self) -> float | None:
        """The share of a term's occurrences in an article that have its most frequent rendering; None where nothing repeats.

        Over all terms that occur more than once in the article; a term that occurs once agrees with itself and is left out.
        A rendering that the glossary does not admit cannot be told from another, and counts as a different one.
        """
        return self.alike / self.repeated if self.repeated else None

    def __add__(self, other: TermRates) -> TermRates:
        """The rates of two articles together; their renderings are not compared with each other."""
        return TermRates(
            self.occurrences + other.occurrences,
            self.rendered + other.rendered,
            self.repeated + other.repeated,
            self.alike + other.alike,
        )


def renderings(job: Job, target: str) -> Iterator[Rendering]:
    """What became of each term of a segment in *target*, in the order of the source.

    The first occurrence of a term goes with the first of its forms in the target, and so on; the last form serves what
    is left.
    """
    prose = job.prose(target)
    found: dict[Term, list[str]] = {}
    for hit, _ in job.wordings:
        if hit.term not in found:
            found[hit.term] = _forms(job, hit.term, prose)
        left = found[hit.term]
        yield Rendering(hit.term, left.pop(0) if len(left) > 1 else "".join(left))


def _forms(job: Job, term: Term, prose: str) -> list[str]:
    """The forms of *term* that stand in a target, in its order."""
    forms, locale = term.forms(job.target_locale), job.target_locale
    places = occurrences(forms, prose, locale)
    return [
        next((form for form in forms if admits([form], prose[start:end], locale)), forms[0])
        for start, end in places
    ]


def rates(article: Iterable[Rendering]) -> TermRates:
    """The rates of one article in one locale, from the renderings of all its translated segments."""
    by_term: dict[Term, Counter[str]] = defaultdict(Counter)
    for one in article:
        by_term[one.term][one.form] += 1
    counts = list(by_term.values())
    repeated = [count for count in counts if count.total() > 1]
    return TermRates(
        occurrences=sum(count.total() for count in counts),
        rendered=sum(count.total() - count[""] for count in counts),
        repeated=sum(count.total() for count in repeated),
        alike=sum(max((n for form, n in count.items() if form), default=0) for count in repeated),
    )
