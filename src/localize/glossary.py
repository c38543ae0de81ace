"""The glossary: which terms a text holds, how each is to be rendered, and which renderings are forbidden."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from localize.forms import occurrences, plural_of
from localize.forms_text import fold
from localize.glossary_file import READERS, Reader, read
from localize.glossary_find import Finder
from localize.glossary_term import Case, Hit, Match, Status, Term
from localize.locales import Locale
from localize.repair_place import Facts

__all__ = ["Case", "Facts", "Glossary", "Hit", "Match", "Status", "Term", "facts", "fingerprint", "wording"]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms, ready to be found; make one with `Glossary.load` or `Glossary.of`."""

    terms: tuple[Term, ...]

    source_locale: Locale

    _wanted: Finder = field(repr=False, compare=False)
    _unwanted: Finder = field(repr=False, compare=False)

    _forbidden: tuple[Term, ...] = field(repr=False, compare=False)
    """Those of the terms that are forbidden, few as a rule."""

    @classmethod
    def load(
        cls, paths: Iterable[Path], source_locale: Locale, readers: Mapping[str, Reader] = READERS
    ) -> Glossary:
        """The glossary of all files together; *readers* has the reader of each suffix.

        Raises:
            GlossaryError: A file cannot be read, a row is wrong, or two rows contradict each other; see
                `localize.glossary_file.read`.
        """
        return cls.of(read(paths, source_locale, readers), source_locale)

    @classmethod
    def of(cls, terms: Iterable[Term], source_locale: Locale) -> Glossary:
        """The glossary of *terms*, which do not contradict each other."""
        terms = tuple(terms)
        unwanted = tuple(term for term in terms if term.status is Status.FORBIDDEN)
        wanted = [term for term in terms if term.status is not Status.FORBIDDEN]
        finders = Finder.of(wanted, source_locale), Finder.of(unwanted, source_locale)
        return cls(terms, source_locale, *finders, unwanted)

    def find(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Hit, ...]:
        """The preferred and dnt terms in *text*, in order and disjoint: leftmost first, of these the longest.

        Args:
            text: A text in the source locale, without markup.
            taken: Spans that no term may touch: inline codes.
        """
        hits: list[Hit] = []
        for found in sorted(self._wanted.candidates(text), key=lambda c: c.rank):
            free = all(found.end <= start or end <= found.start for start, end in taken)
            if free and (not hits or hits[-1].end <= found.start):
                surface = text[found.start : found.end]
                hits.append(Hit(found.start, found.end, found.spelling.term, surface, found.spelling.plural))
        return tuple(hits)

    def forbidden(self, target: str, locale: Locale, source: str) -> tuple[tuple[Term, tuple[int, int]], ...]:
        """The forbidden forms in *target*, each with its term and span, in the order of the glossary.

        A row counts where *source* holds its source, or always when it has none. A form inside an admitted form of
        a term that *source* holds is no fault: `espace` in `espace extra-atmosphérique`.

        Args:
            target: A translation of *source*, without markup.
            locale: The locale of *target*.
            source: A text in the source locale, without markup.
        """
        held = {found.spelling.term for found in self._unwanted.candidates(source)}
        rows = [term for term in self._forbidden if not term.source or term in held]
        if not rows:
            return ()
        admitted = [form for hit in self.find(source) for form in hit.term.forms(locale)]
        allowed = occurrences(admitted, target, locale)
        return tuple(
            (term, (start, end))
            for term in rows
            for start, end in occurrences(term.forms(locale), target, locale)
            if not any(a <= start and end <= b for a, b in allowed)
        )


def fingerprint(hits: Sequence[Hit], locale: Locale) -> str:
    """Six hexadecimal digits that change with what the glossary asks of these terms in *locale*.

    Their order, number and places do not matter. Empty when the glossary asks nothing.
    """
    asked = {
        (h.term.source, str(h.term.status), h.term.forms(locale), *_told(h.term.facts(locale)))
        for h in hits
        if h.term.forms(locale)
    }
    return hashlib.sha256(repr(sorted(asked)).encode()).hexdigest()[:6] if asked else ""


def _told(facts: Facts) -> tuple[str, ...]:
    """What a fingerprint has of *facts*: nothing where nothing is known, as it was before glossaries told them."""
    return (facts.gender, facts.number) if facts != Facts() else ()


def wording(hit: Hit, locale: Locale) -> str:
    """The form to use for this occurrence; empty where the glossary has none for *locale*.

    It is the preferred form; for a plural the first admitted form that is a plural of it, where there is one; and the
    text as found where a dnt term stays as the source has it.
    """
    forms = hit.term.forms(locale)
    if not forms:
        return ""
    if hit.term.status is Status.DNT and fold(forms[0]) == fold(hit.term.source):
        return hit.surface
    if hit.plural:
        return next((form for form in forms[1:] if plural_of(form, forms[0], locale)), forms[0])
    return forms[0]


def facts(hit: Hit, chosen: str, locale: Locale) -> Facts:
    """Gender and number of the form *chosen* for this occurrence.

    What the glossary does not say of the number, its forms may: beside a plural of it, a form is a singular.
    """
    forms, told = hit.term.forms(locale), hit.term.facts(locale)
    if chosen not in forms:
        return Facts()
    if chosen != forms[0]:
        return Facts(told.gender, "p") if plural_of(chosen, forms[0], locale) else Facts()
    single = not hit.plural and any(plural_of(form, chosen, locale) for form in forms[1:])
    return Facts(told.gender, told.number or ("s" if single else ""))
