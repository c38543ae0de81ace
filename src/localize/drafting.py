"""Drafting: what wants a draft gets one, from the memory or an engine, and each catalog is written when its last is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from localize.catalog import Draft, Key
from localize.engine import Engine
from localize.errors import CatalogError
from localize.events import Drafted, Drafting, Event, Failed, Kept, Recalled, Undrafted, Unremembered, Written
from localize.locales import Locale
from localize.memory import FILE, Memory, opened
from localize.memory_unit import places
from localize.plan import Plan, store
from localize.project import Project
from localize.translate import propose, recall

_SAVE_EVERY = 30.0
"""Seconds of drafting after which unfinished catalogs are written too."""

_BETWEEN = 9
"""How many times as long as that took is drafted before it happens again: in a big project it takes minutes."""

OpenEngine = Callable[[Locale, Locale], Engine]
"""Opens an engine for (source locale, target locale); raises NoModelError where nothing serves the pair.
It is called only when there is something to draft."""


@dataclass(frozen=True, slots=True)
class _Share:
    """What is to be drafted in one locale."""

    locale: Locale
    plans: Sequence[Plan]
    drafts: Sequence[dict[Key, Draft]]
    """Of each plan, as they become known."""

    left: Sequence[tuple[int, Key]]
    """The entries that an engine has to draft: number of the plan, key."""


def draft(
    project: Project,
    plans: Sequence[Plan],
    open_engine: OpenEngine | None,
    now: datetime,
    *,
    anew: bool = False,
) -> Iterator[Event]:
    """Draft what *plans* want and write their catalogs, one locale after the other, each in one stream over all articles.

    Closing the iterator early writes the drafts that are done.

    Args:
        project: The project.
        plans: What to do, by locale.
        open_engine: Gives the engines; None drafts nothing. It is not called for what the memory knows.
        now: For the headers of catalogs that change.
        anew: Whether engines make drafts again that the memory has.

    Raises:
        NoModelError: Before anything is written.
    """
    wanting = tuple(dict.fromkeys(one.locale for one in plans if one.wanted))
    if open_engine is None or not wanting:
        for one in plans:
            yield from _stored(one, {}, now)
            if one.wanted:
                yield Undrafted(one.path, len(one.wanted))
        return
    with opened(project) as memory:
        errors = memory.refresh(wanting)  # of which the plans have told those in catalogs
        yield from (Failed(error) for error in errors if not isinstance(error, CatalogError))
        shares = [_share(locale, plans, memory) for locale in dict.fromkeys(one.locale for one in plans)]
        engines = {s.locale: open_engine(project.source_locale, s.locale) for s in shares if s.left}
        for share in shares:
            engine = engines.pop(share.locale, None)  # so that its model goes when its locale is done
            yield from _recalled(share)
            yield from _streamed(share, engine, memory, now, anew=anew)
        if memory.trouble:
            yield Unremembered(FILE, memory.trouble)


def _share(locale: Locale, plans: Sequence[Plan], memory: Memory) -> _Share:
    """What is to be drafted in *locale*, with the drafts that people's work elsewhere gives."""
    own = [one for one in plans if one.locale == locale]
    owners = [(number, key) for number, one in enumerate(own) for key in one.wanted]
    around = [places(one.merged.entries) if one.wanted else {} for one in own]
    known = recall([(own[number].jobs[key], around[number][key]) for number, key in owners], memory)
    drafts: list[dict[Key, Draft]] = [{} for _ in own]
    for at, found in known.items():
        number, key = owners[at]
        drafts[number][key] = found
    return _Share(locale, own, drafts, [owner for at, owner in enumerate(owners) if at not in known])


def _recalled(share: _Share) -> Iterator[Event]:
    if count := sum(map(len, share.drafts)):
        yield Recalled(share.locale, count)


def _streamed(
    share: _Share, engine: Engine | None, memory: Memory, now: datetime, *, anew: bool
) -> Iterator[Event]:
    """Draft one locale; each catalog is written with its last draft, and at the end whatever is done."""
    waiting = Counter(number for number, _ in share.left)
    unwritten = set(range(len(share.plans)))
    early = _Early(share, now)
    try:
        for number in [n for n in sorted(unwritten) if not waiting[n]]:
            unwritten.discard(number)
            yield from _stored(share.plans[number], share.drafts[number], now)
        if engine is None:
            return
        yield Drafting(share.locale, len(share.left), engine.signature)
        jobs = [share.plans[number].jobs[key] for number, key in share.left]
        for done, (at, found) in enumerate(propose(jobs, engine, memory, anew=anew), 1):
            number, key = share.left[at]
            share.drafts[number][key] = found
            waiting[number] -= 1
            yield Drafted(share.locale, done)
            if waiting[number]:
                early.add(number)
            else:
                unwritten.discard(number)
                yield from _stored(
                    share.plans[number], share.drafts[number], now, saved=early.finished(number)
                )
    finally:
        early.write(unwritten)


class _Early:
    """Writes catalogs of which a draft is still to come, so that hardly any work is lost with a process."""

    def __init__(self, share: _Share, now: datetime) -> None:
        self._share, self._now = share, now
        self._fresh, self._written = set[int](), set[int]()
        self._last, self._pause = monotonic(), _SAVE_EVERY

    def add(self, number: int) -> None:
        """A catalog has a draft more; write all that have, if it is time."""
        self._fresh.add(number)
        since = monotonic()
        if since - self._last > self._pause:
            self.write(self._fresh)
            self._fresh.clear()
            self._last = monotonic()
            self._pause = max(_SAVE_EVERY, _BETWEEN * (self._last - since))

    def finished(self, number: int) -> bool:
        """Whether a catalog that has its last draft now was written before."""
        self._fresh.discard(number)
        return number in self._written

    def write(self, numbers: Iterable[int]) -> None:
        """Put the drafts that are done so far into catalogs; a failure is told with the last one."""
        for number in sorted(numbers):
            with suppress(CatalogError):
                saved = number in self._written
                self._written.add(number)
                store(self._share.plans[number], self._share.drafts[number], self._now, saved=saved)


def _stored(one: Plan, drafts: Mapping[Key, Draft], now: datetime, *, saved: bool = False) -> Iterator[Event]:
    path = one.path
    try:
        written = store(one, drafts, now, saved=saved) is not one.file
    except CatalogError as error:
        yield Failed(error)
    else:
        yield Written(path, len(drafts)) if written else Kept(path)
