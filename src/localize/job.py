"""A job: one segment on its way into one locale, with all that its draft has to respect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localize.checks import Problem, Severity, Subject, check
from localize.codes import Plain, flatten
from localize.document import Code
from localize.glossary import Glossary, Hit, wording
from localize.locales import Locale

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
            if any(c.isalpha() for c in self.plain.text[at:start]):
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

    def problems(self, target: str, ignored: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
        """What the checks find in *target*, save those that a person asked to ignore."""
        subject = Subject(
            source=self.reading.source,
            target=target,
            source_locale=self.source_locale,
            target_locale=self.target_locale,
            codes_of=self.codes_of,
            hits=self.reading.hits,
            glossary=self.glossary,
            role=self.reading.role,
        )
        return check(subject, ignored)

    def errors(self, target: str) -> tuple[Problem, ...]:
        """The problems for which *target* must not be published."""
        return tuple(p for p in self.problems(target) if p.severity is Severity.ERROR)


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
