"""Advice for a reviewer: what people made of similar sentences, and what the model offers besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from localize.drafting import OpenEngine
from localize.engine import Engine
from localize.locales import Locale
from localize.memory import Memory
from localize.memory_unit import Match
from localize.pin_attempts import Attempt
from localize.review.asking import alternatives
from localize.review.sheet import Row


@dataclass(slots=True)
class Adviser:
    """Looks into the memory and asks the model, where there are any; safe for threads."""

    memory: Memory | None = None
    open_engine: OpenEngine | None = None

    _engines: dict[Locale, Engine] = field(default_factory=dict)
    _remembering: Lock = field(default_factory=Lock)
    _asking: Lock = field(default_factory=Lock)

    def matches(self, row: Row, domain: str) -> tuple[Match, ...]:
        """What people made of sources like that of *row*, the most similar first; not what the row says or said itself.

        Args:
            row: A row of the page.
            domain: That of its article. What its catalog still has for the row's previous source is left out.
        """
        locale = row.job.target_locale
        if self.memory is None:
            return ()
        with self._remembering:
            self.memory.refresh((locale,))
            found = self.memory.suggest(row.entry.source, locale)
        entry = row.entry
        now, before = (entry.source, entry.target), (domain, entry.previous[1]) if entry.previous else None
        return tuple(m for m in found if (m.source, m.target) != now and (m.origin, m.source) != before)

    def scores(self, locale: Locale) -> Mapping[tuple[str, str], float]:
        """How sure an engine was of its drafts, by source and target, as far as the memory still has them."""
        if self.memory is None:
            return {}
        with self._remembering:
            return {(source, draft.target): draft.score for source, draft in self.memory.drafts(locale)}

    def alternatives(self, row: Row) -> tuple[Attempt, ...]:
        """Other translations of *row* by the engine, which is opened when it is asked first; not what the row says.

        Raises:
            NoModelError: No package translates the pair.
        """
        locale = row.job.target_locale
        if self.open_engine is None:
            return ()
        with self._asking:
            if locale not in self._engines:
                self._engines[locale] = self.open_engine(row.job.source_locale, locale)
            found = alternatives(row.job, self._engines[locale])
        return tuple(attempt for attempt in found if attempt.target != row.entry.target)
