"""A term: one row of a glossary."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from localize.locales import Locale
from localize.repair_place import Facts


class Status(StrEnum):
    """What a glossary asks for."""

    PREFERRED = "preferred"
    """Use one of the admitted forms, the first where nothing speaks against it."""

    DNT = "dnt"
    """Do not translate: the term stays as the source has it."""

    FORBIDDEN = "forbidden"
    """Do not use these forms."""


class Case(StrEnum):
    """Which capitals a source may have."""

    IGNORE = "ignore"
    """A term without capitals is found however it is capitalised. One with capitals needs them, but may have more at
    the start of a word (a sentence's start, a title), or be all capitals (a headline) if it has more than five
    letters; a term all in capitals is an acronym and needs just those."""

    EXACT = "exact"
    """As the glossary spells it."""


class Match(StrEnum):
    """Which words are the term."""

    WORD = "word"
    """Whole words, also in the plural."""

    EXACT = "exact"
    """Whole words, as they are."""

    PREFIX = "prefix"
    """Whole words that begin with the term."""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept: what it is called in the source locale, and how it may be rendered."""

    source: str

    targets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(BCP 47 tag, admitted forms, the preferred one first) in the order of the glossary's columns.
    For a forbidden term: the forms that must not be used."""

    status: Status = Status.PREFERRED

    case: Case = Case.IGNORE

    match: Match = Match.WORD

    note: str = field(default="", compare=False)
    """For people."""

    path: PurePath | None = field(default=None, compare=False)
    """The glossary file."""

    line: int = field(default=0, compare=False)
    """Its row's first line, counted from 1."""

    grammar: tuple[tuple[str, Facts], ...] = ()
    """(BCP 47 tag, gender and number of the preferred form) where the glossary tells."""

    def forms(self, locale: Locale) -> tuple[str, ...]:
        """The forms for *locale*, or else for its language (`pt` for `pt-BR`; never `zh` for `zh-Hant`).

        Returns:
            The preferred form first; a dnt term's source where its cell is empty; () where the glossary says nothing.
        """
        targets = dict(self.targets)
        for tag in _tags(locale):
            if tag in targets:
                return targets[tag]
        return (self.source,) if self.status is Status.DNT else ()

    def facts(self, locale: Locale) -> Facts:
        """Gender and number of the preferred form for *locale*, or else for its language; empty where nobody says."""
        known = dict(self.grammar)
        return next((known[tag] for tag in _tags(locale) if tag in known), Facts())

    @property
    def verbatim(self) -> bool:
        """Whether its forms keep their capitals wherever they stand (`iPhone` also starts a sentence)."""
        return self.status is Status.DNT or self.case is Case.EXACT


def _tags(locale: Locale) -> tuple[str, str]:
    """The tags under which a glossary may have something for *locale*, the closest first."""
    return locale.tag, Locale(locale.language, locale.script).tag


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a source text."""

    start: int
    end: int

    term: Term

    surface: str
    """The text found there. A possessive ending (`'s`) is not part of it."""

    plural: bool = False
    """Whether it is a plural of the term."""
