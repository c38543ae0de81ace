"""The run: every stage in order, events out.

seeds/ ─ extract ─┐                              ┌─ locales/ (people's)
glossary/ ────────┼─ plan ─ propose ─ store ─────┤
packages ─────────┘                              └─ public/ (derived)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from localize.catalog import Draft, Key
from localize.copies import publish
from localize.engine import Engine
from localize.errors import ArticleError, CatalogError, ProjectError
from localize.events import Drafted, Drafting, Event, Failed, Kept, Started, Written
from localize.extract import Extract, extract, template
from localize.glossary import Glossary
from localize.locales import Locale
from localize.moves import follow
from localize.plan import Plan, plan, store
from localize.po import save_template
from localize.project import Article, Project, articles, load_glossary
from localize.translate import propose

OpenEngine = Callable[[Locale, Locale], Engine]
"""Opens an engine for (source locale, target locale); raises NoModelError where nothing serves the pair.
It is called only when there is something to draft."""


def run(
    project: Project,
    targets: Sequence[Locale],
    open_engine: OpenEngine | None,
    *,
    only: Sequence[Path] = (),
    redraft: bool = False,
) -> Generator[Event]:
    """Bring every article's catalog in each target locale up to date, and publish it.

    What people wrote in the catalogs is kept. A catalog is written as soon as its last draft is there;
    closing the iterator early writes the drafts that are done. A second run changes nothing.

    Args:
        project: Where things are.
        targets: The target locales.
        open_engine: Gives the engines; None drafts nothing.
        only: Files or folders of articles to look at instead of all.
        redraft: Whether drafts that nobody has touched are made anew.

    Yields:
        What was done, and what could not be done: one broken article or catalog fails alone.

    Raises:
        ProjectError: The work cannot start: no articles, a wrong glossary, no model, another run at work.
    """
    with _locked(project):
        known, refused = articles(project)
        chosen = articles(project, only)[0] if only else known
        yield Started(len(chosen), tuple(targets))
        yield from map(Failed, refused)
        glossary = load_glossary(project)
        extracts = yield from _extracts(project, chosen, glossary)
        for locale in targets:
            yield from follow(project, locale, extracts, known)
        plans = yield from _plans(project, extracts, targets, glossary, redraft=redraft)
        now = datetime.now(UTC)
        _write_templates(project, extracts, now)
        yield from _drafted(plans, targets, open_engine, now)
        yield from publish(project, extracts, known)


def _locked(project: Project) -> FileLock:
    """The lock that keeps two runs apart, taken."""
    folder = project.path(".localize")
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ProjectError(
            "another run is at work here", path=project.root, hint="wait until it has finished"
        ) from None
    return lock


def _extracts(
    project: Project, chosen: Sequence[Article], glossary: Glossary
) -> Generator[Event, None, list[Extract]]:
    found: list[Extract] = []
    for article in chosen:
        try:
            found.append(extract(project, article, glossary))
        except ArticleError as error:
            yield Failed(error)
    return found


def _plans(
    project: Project,
    extracts: Sequence[Extract],
    targets: Sequence[Locale],
    glossary: Glossary,
    *,
    redraft: bool,
) -> Generator[Event, None, list[Plan]]:
    found: list[Plan] = []
    for locale in targets:
        for one in extracts:
            try:
                found.append(plan(project, one, locale, glossary, redraft=redraft))
            except CatalogError as error:
                yield Failed(error)
    return found


def _drafted(
    plans: Sequence[Plan], targets: Sequence[Locale], open_engine: OpenEngine | None, now: datetime
) -> Iterator[Event]:
    """Draft what wants a draft, one locale after the other, each in one stream over all articles."""
    wanting = dict.fromkeys(p.locale for p in plans if p.wanted) if open_engine else {}
    engines = (
        {locale: open_engine(plans[0].project.source_locale, locale) for locale in wanting}
        if open_engine
        else {}
    )
    for locale in targets:
        group = [p for p in plans if p.locale == locale]
        engine = engines.pop(locale, None)  # so that its model goes when its locale is done
        if engine is None:
            for one in group:
                yield from _stored(one, {}, now)
        else:
            yield from _streamed(group, engine, now)


def _streamed(plans: Sequence[Plan], engine: Engine, now: datetime) -> Iterator[Event]:
    """Draft one locale; each catalog is written with its last draft, and at the end whatever is done."""
    owners = [(number, key) for number, one in enumerate(plans) for key in one.wanted]
    left = Counter(number for number, _ in owners)
    drafts: list[dict[Key, Draft]] = [{} for _ in plans]
    unwritten = set(range(len(plans)))
    try:
        for number in [n for n in sorted(unwritten) if not left[n]]:
            unwritten.discard(number)
            yield from _stored(plans[number], {}, now)
        yield Drafting(plans[0].locale, len(owners), engine.signature)
        for done, (at, draft) in enumerate(propose([plans[n].jobs[key] for n, key in owners], engine), 1):
            number, key = owners[at]
            drafts[number][key] = draft
            left[number] -= 1
            yield Drafted(plans[0].locale, done)
            if not left[number]:
                unwritten.discard(number)
                yield from _stored(plans[number], drafts[number], now)
    finally:
        for number in sorted(unwritten):
            for _ in _stored(plans[number], drafts[number], now):
                pass


def _stored(one: Plan, drafts: Mapping[Key, Draft], now: datetime) -> Iterator[Event]:
    path = one.project.catalog(one.extract.article.domain, one.locale)
    try:
        written = store(one, drafts, now) is not one.file
    except CatalogError as error:
        yield Failed(error)
    else:
        yield Written(path, len(drafts)) if written else Kept(path)


def _write_templates(project: Project, extracts: Sequence[Extract], now: datetime) -> None:
    """Write the templates that changed; they are derived."""
    for one in extracts:
        save_template(
            project.path(project.template(one.article.domain)), template(one), project.source_locale, now
        )
