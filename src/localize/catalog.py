"""A catalog: one article's segments and their targets in one locale, which people own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum

from localize.locales import Locale

_HALF = 8  # hexadecimal digits of a digest for each of the two texts
_OFFERS = ("draft with problems: ", "draft: ")
_OFFER = re.compile(r"(draft with problems|draft): (.*) \[(.*) ([0-9a-f]{16})\]")
_WRAPS = 100  # lines over which an editor may have wrapped an offer


class State(StrEnum):
    """How far an entry has come; what gettext's own fields say, and no more."""

    UNTRANSLATED = "untranslated"
    """No target: the program may draft it."""

    DRAFT = "draft"
    """Machine text that nobody has touched: fuzzy, its mark fits, and it never was approved. The program may replace
    it."""

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
    """Hash of the target as it was written, and of the source that it was made for; see `digest_of`."""

    def fits(self, target: str) -> bool:
        """Whether *target* is still the text that this mark was put on."""
        return self.digest[:_HALF] == _hash(target)

    def translates(self, source: str) -> bool:
        """Whether the text was made for *source*, and not brought here from another entry by gettext's tools."""
        return self.digest[_HALF:] == _hash(source)


def digest_of(target: str, source: str) -> str:
    """Sixteen hexadecimal digits: the first eight of each text's SHA-256 in UTF-8."""
    return _hash(target) + _hash(source)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HALF]


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
        if (
            self.previous
        ):  # also with a mark that fits: `msgmerge` names the previous source of approved targets only
            return State.STALE
        return State.DRAFT if self.mark is not None and self.mark.fits(self.target) else State.HUMAN_DRAFT

    @property
    def human(self) -> bool:
        """Whether a person wrote or approved its target."""
        return self.state in {State.HUMAN_DRAFT, State.STALE, State.APPROVED}

    @property
    def misplaced(self) -> bool:
        """Whether it holds a draft of another source: gettext's tools carry targets over to what they find similar."""
        return self.state is State.DRAFT and self.mark is not None and not self.mark.translates(self.source)


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


@dataclass(frozen=True, slots=True)
class Offer:
    """Machine text beside a person's stale target: a note for the reviewer, which a copy may show meanwhile."""

    target: str
    mark: Mark

    sound: bool = True
    """Whether the checks find no error in it; one with errors is not published."""

    @property
    def note(self) -> str:
        """The note; `offered` reads it."""
        text = self.target.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
        return f"{_OFFERS[self.sound]}{text} [{self.mark.signature} {self.mark.digest}]"


def offered(entry: Entry) -> Offer | None:
    """The offer in the notes of *entry*, also where an editor wrapped it; None when there is none for its source.

    It is told whole by its digest: one that was cut, changed, or made for another source is none.
    """
    notes = entry.notes
    for start in (n for n, note in enumerate(notes) if note.startswith(_OFFERS)):
        for end in range(start + 1, min(start + _WRAPS, len(notes)) + 1):
            found = _OFFER.fullmatch(" ".join(notes[start:end]))
            if found:
                text = re.sub(r"\\([rn\\])", lambda m: {"r": "\r", "n": "\n"}.get(m[1], m[1]), found[2])
                mark = Mark(found[3], found[4])
                if mark.fits(text) and mark.translates(entry.source):
                    return Offer(text, mark, sound=found[1] == "draft")
    return None
