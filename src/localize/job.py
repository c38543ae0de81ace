"""A job: one segment on its way into one locale, with all that its draft has to respect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localize.checks import CHECKS, Problem, Severity, Subject, check
from localize.checks.bitext import prepare
from localize.codes import Plain, Span, flatten
from localize.document import Code
from localize.glossary import Glossary, Hit, wording
from localize.headlines import calmed, shouts
from localize.locales import Locale

_HARMLESS = frozenset(one.id for one in CHECKS.values() if one.severity is not Severity.ERROR)

CodesOf = Callable[[str], tuple[Code, ...]]
"""A format's way to tell the inline codes of a segment."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A segment as it is read, whatever the target locale: its markup taken off, its terms found."""

    source: str
    role: str
    """Of the unit that it stands in."""

    plain: Plain
    """The segment without markup."""

    hits: tuple[Hit, ...]
    """The terms in `plain.text`."""

    @property
    def worded(self) -> bool:
        """Whether there is anything to translate; numbers, URLs and codes on their own need no translation."""
        at = 0
        for start, end in (*self.plain.slots, (len(self.plain.text),) * 2):
            if any(map(str.isalpha, self.plain.text[at:start])):
                return True
            at = end
        return False


def read(source: str, role: str, codes_of: CodesOf, glossary: Glossary) -> Reading:
    """Take the markup off a segment and find its terms."""
    plain = flatten(source, codes_of(source))
    return Reading(source, role, plain, glossary.find(plain.text, plain.slots))


@dataclass(frozen=True, slots=True)
class Job:
    """A segment to translate into one locale."""

    reading: Reading
    glossary: Glossary
    codes_of: CodesOf
    source_locale: Locale
    target_locale: Locale

    wordings: tuple[tuple[Hit, str], ...]
    """The terms that the glossary has a wording for in the target locale, and that wording."""

    @property
    def plain(self) -> Plain:
        """The segment without markup."""
        return self.reading.plain

    @property
    def shouts(self) -> bool:
        """Whether the segment is a headline in capitals, and so has to be its target."""
        text = self.plain.text
        whole = (
            (0, len(text)) == (h.start, h.end) and not h.term.source.isupper() for h in self.reading.hits
        )
        return shouts(text, self._kept) or (text.isupper() and any(whole))

    @property
    def text(self) -> str:
        """The plain segment as an engine reads it: a headline in capitals is calmed to a sentence of the same length."""
        if not self.shouts:
            return self.plain.text
        names = [((hit.start, hit.end), hit.term.source) for hit in self.reading.hits]
        return calmed(self.plain.text, self._kept, names, self.source_locale)

    @property
    def _kept(self) -> tuple[Span, ...]:
        """Codes, and terms whose capitals are their own."""
        verbatim = ((hit.start, hit.end) for hit in self.reading.hits if hit.term.verbatim)
        return (*self.plain.slots, *verbatim)

    def problems(self, target: str, ignored: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
        """What the checks find in *target*, save those that a person asked to ignore."""
        return check(self._subject(target), ignored)

    def prose(self, target: str) -> str:
        """*target* as the checks read it: without the markup around its words."""
        return prepare(self._subject(target)).target.prose

    def _subject(self, target: str) -> Subject:
        return Subject(
            source=self.reading.source,
            target=target,
            source_locale=self.source_locale,
            target_locale=self.target_locale,
            codes_of=self.codes_of,
            hits=self.reading.hits,
            glossary=self.glossary,
            role=self.reading.role,
        )

    def errors(self, target: str, ignored: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
        """The problems for which *target* must not be published, save those of the checks *ignored*."""
        return self.problems(target, _HARMLESS | ignored)


@dataclass(frozen=True, slots=True)
class Jobs:
    """Makes the jobs of one article in one locale."""

    glossary: Glossary
    codes_of: CodesOf
    source_locale: Locale
    target_locale: Locale

    def job(self, reading: Reading) -> Job:
        """The job of translating what was read."""
        locale = self.target_locale
        known = tuple((hit, wording(hit, locale)) for hit in reading.hits if hit.term.forms(locale))
        return Job(reading, self.glossary, self.codes_of, self.source_locale, locale, known)
