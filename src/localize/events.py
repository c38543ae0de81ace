"""What a run tells while it works; the command line makes bars and lines of it, a library user whatever they like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from localize.errors import LocalizeError
from localize.locales import Locale


@dataclass(frozen=True, slots=True)
class Started:
    """The articles are known."""

    articles: int
    locales: tuple[Locale, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A locale without catalogs gets its first beside others of its language, and shares nothing with them."""

    locale: Locale
    beside: tuple[Locale, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """One article or catalog could not be done; the others go on."""

    error: LocalizeError


@dataclass(frozen=True, slots=True)
class Moved:
    """A catalog followed its article to another name."""

    old: PurePosixPath
    new: PurePosixPath


@dataclass(frozen=True, slots=True)
class Orphaned:
    """A catalog whose article is gone; it is left as it is."""

    path: PurePosixPath


@dataclass(frozen=True, slots=True)
class Recalled:
    """Segments of one locale got what people approved for the same source elsewhere."""

    locale: Locale
    segments: int


@dataclass(frozen=True, slots=True)
class Unremembered:
    """The translation memory could not be kept in its file; the run did without, and nothing else is lost."""

    path: PurePosixPath
    reason: str


@dataclass(frozen=True, slots=True)
class Drafting:
    """An engine starts on the segments of one locale."""

    locale: Locale
    segments: int
    signature: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A number of segments of one locale are drafted, of those that were announced."""

    locale: Locale
    done: int


@dataclass(frozen=True, slots=True)
class Undrafted:
    """Entries of a catalog were left without a draft, since no engine was asked for."""

    path: PurePosixPath
    segments: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A catalog was up to date."""

    path: PurePosixPath


@dataclass(frozen=True, slots=True)
class Written:
    """A catalog was written."""

    path: PurePosixPath
    drafts: int
    """How many drafts are new in it."""


@dataclass(frozen=True, slots=True)
class Published:
    """A localized copy is up to date."""

    path: PurePosixPath
    reviewed: int
    """Percentage of its words that people approved."""

    changed: bool
    """Whether its file was written, or was as it should be."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A copy is not published, since too little of it is approved."""

    path: PurePosixPath
    reviewed: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Targets that were left out of a copy, since their inline codes are not their source's; the source stands there."""

    path: PurePosixPath
    segments: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A derived file was taken away: its article is gone, or too little of it is approved."""

    path: PurePosixPath


@dataclass(frozen=True, slots=True)
class Occupied:
    """A file that a copy refers to was not put beside it: what lies there is a person's, and was left as it is."""

    path: PurePosixPath


Event = (
    Started
    | Joined
    | Failed
    | Moved
    | Orphaned
    | Recalled
    | Unremembered
    | Drafting
    | Drafted
    | Undrafted
    | Kept
    | Written
    | Published
    | Withheld
    | Unplaced
    | Removed
    | Occupied
)
