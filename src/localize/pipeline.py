"""The run: every stage in order, events out.

seeds/ ─ extract ─┐                              ┌─ locales/ (people's)
glossary/ ────────┼─ plan ─ propose ─ store ─────┤
packages ─────────┘                              └─ public/ (derived)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from time import monotonic

from filelock import FileLock, Timeout

from localize.articles import articles
from localize.catalog import Draft, Key
from localize.copies import clear, publish
from localize.engine import Engine
from localize.errors import ArticleError, CatalogError, ProjectError
from localize.events import Drafted, Drafting, Event, Failed, Kept, Started, Undrafted, Written
from localize.extract import Extract, extract, template
from localize.glossary import Glossary
from localize.locales import Locale
from localize.moves import follow
from localize.plan import Plan, plan, store
from localize.po import save_template
from localize.project import Article, Project, load_glossary
from localize.settled import remember, remembered, stamps, vanished
from localize.translate import propose

_SAVE_EVERY = 30.0
"""Seconds of drafting that a killed run may lose."""

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
        chosen, refused = articles(project, only)
        known = articles(project)[0] if only else chosen
        yield Started(len(chosen), tuple(targets))
        yield from map(Failed, refused)
        if not only:
            yield from clear(project, vanished(project, known))
        passed = () if redraft else _settled(project, targets, chosen, known)
        yield from (Kept(project.catalog(one.domain, locale)) for one in passed for locale in targets)
        unsettled: set[PurePosixPath] = set()
        left = [one for one in chosen if one not in passed]
        for event in _work(project, targets, left, known, open_engine, redraft=redraft):
            unsettled |= _unsettled(event)
            yield event
        done = [one for one in left if not unsettled & _paths(project, one, targets)]
        remember(project, stamps(project, targets, done, known), known)


def _work(
    project: Project,
    targets: Sequence[Locale],
    chosen: Sequence[Article],
    known: Sequence[Article],
    open_engine: OpenEngine | None,
    *,
    redraft: bool,
) -> Iterator[Event]:
    """Every stage, over the articles that are not settled."""
    glossary = load_glossary(project)
    extracts = yield from _extracts(project, chosen, glossary)
    now = datetime.now(UTC)
    extracts = yield from _templates(project, extracts, now)
    plans: list[Plan] = []
    for locale in targets:
        waiting = yield from follow(project, locale, extracts, known)
        yield from (Undrafted(project.catalog(one.domain, locale), 0) for one in waiting)
        ready = [one for one in extracts if one.article not in waiting]
        plans += yield from _plans(project, ready, locale, glossary, redraft=redraft)
    yield from _drafted(plans, targets, open_engine, now)
    yield from publish(project, extracts, known)


def publish_only(
    project: Project, targets: Sequence[Locale] = (), only: Sequence[Path] = ()
) -> Generator[Event]:
    """Publish the copies again from the catalogs as they are; nothing is merged, moved or drafted.

    No *targets* are all that have catalogs. Args and Raises: see `run`.
    """
    with _locked(project):
        chosen, refused = articles(project, only)
        known = articles(project)[0] if only else chosen
        yield Started(len(chosen), tuple(targets) or project.known_locales())
        yield from map(Failed, refused)
        extracts = yield from _extracts(project, chosen, load_glossary(project))
        yield from publish(project, extracts, known, targets)


def _settled(
    project: Project, targets: Sequence[Locale], chosen: Sequence[Article], known: Sequence[Article]
) -> tuple[Article, ...]:
    """The articles that are as an earlier run left them, and so is all that their results depend on."""
    before = remembered(project)
    if not before:
        return ()
    now = stamps(project, targets, chosen, known)
    return tuple(one for one in chosen if before.get(str(one.path)) == now[str(one.path)])


def _unsettled(event: Event) -> set[PurePosixPath]:
    """The files for whose sake an article has to be looked at again by the next run."""
    match event:
        case Failed(error=error) if error.path is not None:
            return {PurePosixPath(error.path)}
        case Undrafted(path=path):
            return {path}
        case _:
            return set()


def _paths(project: Project, article: Article, targets: Sequence[Locale]) -> set[PurePosixPath]:
    """The files of an article, also as errors name them."""
    found = {article.path}
    for locale in (*targets, *project.known_locales()):
        found |= {project.catalog(article.domain, locale), project.copy(article, locale)}
    return found | {PurePosixPath(project.path(path)) for path in found}


@contextmanager
def _locked(project: Project) -> Iterator[None]:
    """Keep two runs apart."""
    folder = project.path(".localize")
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "lock").acquire(timeout=0):
            yield
    except Timeout:
        raise ProjectError(
            "another run is at work here", path=project.root, hint="wait until it has finished"
        ) from None
    except (FileExistsError, PermissionError) as error:
        raise ProjectError(f"cannot be written: {error.strerror}", path=error.filename or folder) from None


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
    project: Project, extracts: Sequence[Extract], locale: Locale, glossary: Glossary, *, redraft: bool
) -> Generator[Event, None, list[Plan]]:
    found: list[Plan] = []
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
                if one.wanted:
                    yield Undrafted(one.path, len(one.wanted))
        else:
            yield from _streamed(group, engine, now)


def _streamed(plans: Sequence[Plan], engine: Engine, now: datetime) -> Iterator[Event]:
    """Draft one locale; each catalog is written with its last draft, and at the end whatever is done."""
    owners = [(number, key) for number, one in enumerate(plans) for key in one.wanted]
    left = Counter(number for number, _ in owners)
    drafts: list[dict[Key, Draft]] = [{} for _ in plans]
    unwritten = set(range(len(plans)))
    saved = monotonic()
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
            elif monotonic() - saved > _SAVE_EVERY:
                _save(plans, drafts, unwritten, now)
                saved = monotonic()
    finally:
        _save(plans, drafts, unwritten, now)


def _save(
    plans: Sequence[Plan], drafts: Sequence[Mapping[Key, Draft]], numbers: Iterable[int], now: datetime
) -> None:
    """Put the drafts that are done so far into catalogs whose last draft is not; a failure is told with that one."""
    for number in sorted(numbers):
        with suppress(CatalogError):
            store(plans[number], drafts[number], now)


def _stored(one: Plan, drafts: Mapping[Key, Draft], now: datetime) -> Iterator[Event]:
    path = one.path
    try:
        written = store(one, drafts, now) is not one.file
    except CatalogError as error:
        yield Failed(error)
    else:
        yield Written(path, len(drafts)) if written else Kept(path)


def _templates(
    project: Project, extracts: Sequence[Extract], now: datetime
) -> Generator[Event, None, list[Extract]]:
    """Write the templates that changed; what PO cannot hold goes no further."""
    written: list[Extract] = []
    for one in extracts:
        path = project.path(project.template(one.article.domain))
        try:
            save_template(path, template(one), project.source_locale, now)
        except CatalogError as error:
            yield Failed(ArticleError(error.what, path=one.article.path, hint=error.hint))
        else:
            written.append(one)
    return written
