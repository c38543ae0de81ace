"""A catalog: one article's segments and their targets in one locale, which people own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from localize.locales import Locale


class State(StrEnum):
    """How far an entry has come; what gettext's own fields say, and no more."""

    UNTRANSLATED = "untranslated"
    """No target: the program may draft it."""

    DRAFT = "draft"
    """Machine text that nobody has touched: fuzzy, and its mark fits. The program may replace it."""

    HUMAN_DRAFT = "human draft"
    """A person's unfinished text: fuzzy, and no mark fits. The program may do nothing."""

    STALE = "stale"
    """A person's target for a source that has since changed: fuzzy, with the previous source. The program may offer
    a new draft in a comment, and do nothing else."""

    APPROVED = "approved"
    """Not fuzzy, not empty. The program may do nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The comment `# mt: <signature> <hash>` that says a target is machine text, and which."""

    signature: str
    """What produced it: package, version, beam, the glossary entries it had to follow."""

    digest: str
    """Hash of the target as it was written; see `digest_of`."""

    def fits(self, target: str) -> bool:
        """Whether *target* is still the text that this mark was put on."""
        return self.digest == digest_of(target)


def digest_of(target: str) -> str:
    """Twelve hexadecimal digits of the target's SHA-256 in UTF-8."""
    return hashlib.sha256(target.encode()).hexdigest()[:12]


Key = tuple[str, str]
"""What tells entries apart: (context, source)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment in a catalog."""

    source: str
    """The segment, in the article's own inline markup (`msgid`)."""

    target: str = ""
    """Its translation (`msgstr`), empty when there is none."""

    context: str = ""
    """The role of a short, ambiguous unit (`msgctxt`); empty for sentences, so that repeats share a target."""

    fuzzy: bool = False
    """Whether a person still has to look at the target."""

    previous: Key | None = None
    """The key that this target was made for, when the source has since changed (`#| msgid`)."""

    obsolete: bool = False
    """Whether the article no longer has this source (`#~`); people's work is kept."""

    comments: tuple[str, ...] = ()
    """Lines of people's comments (`# `), without their `# `; never ours."""

    mark: Mark | None = None
    """Our comment on a machine draft."""

    notes: tuple[str, ...] = ()
    """Lines for the reviewer (`#.`), made again by each run."""

    references: tuple[tuple[str, int], ...] = ()
    """Where the segment stands: (path from the project's root, line)."""

    flags: tuple[str, ...] = ()
    """Gettext's own flags other than fuzzy."""

    plural: bool = False
    """Whether the entry has plural forms: such an entry is somebody else's, and is passed through untouched."""

    line: int = field(default=0, compare=False)
    """Line of the catalog file where the entry starts, counted from 1; 0 for one not yet written."""

    @property
    def key(self) -> Key:
        """What tells this entry from others."""
        return (self.context, self.source)

    @property
    def state(self) -> State:
        """How far it has come. What is unknown is a person's."""
        if not self.target:
            return State.UNTRANSLATED
        if not self.fuzzy:
            return State.APPROVED
        if self.mark is not None and self.mark.fits(self.target):
            return State.DRAFT
        return State.STALE if self.previous else State.HUMAN_DRAFT

    @property
    def human(self) -> bool:
        """Whether a person wrote or approved its target."""
        return self.state in {State.HUMAN_DRAFT, State.STALE, State.APPROVED}


@dataclass(frozen=True, slots=True)
class Catalog:
    """Entries of one article in one locale: the live ones in reading order, then the obsolete ones."""

    locale: Locale
    """The target locale."""

    entries: tuple[Entry, ...] = ()

    headers: tuple[tuple[str, str], ...] = ()
    """The PO header's fields, in order."""

    comments: tuple[str, ...] = ()
    """Lines of the comment above the header, without their `# `."""

    def live(self) -> tuple[Entry, ...]:
        """The entries that the article has."""
        return tuple(e for e in self.entries if not e.obsolete)


@dataclass(frozen=True, slots=True)
class Draft:
    """Machine text proposed for one entry."""

    target: str
    signature: str
    """What produced it."""

    score: float = 0.0
    """Mean log-probability a token: higher is surer. Reviewers may start with the lowest."""
