"""The run: every stage in order, events out.

seeds/ ─ extract ─┐                              ┌─ locales/ (people's)
glossary/ ────────┼─ plan ─ propose ─ store ─────┤
packages ─────────┘                              └─ public/ (derived)
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from localize.articles import articles, no_articles, some_articles
from localize.assets_record import newly_linked
from localize.copies import clear, publish
from localize.drafting import OpenEngine, draft
from localize.errors import ArticleError, CatalogError, ProjectError
from localize.events import Event, Failed, Joined, Kept, Orphaned, Started, Undrafted
from localize.extract import Extract, extract, template
from localize.glossary import Glossary
from localize.locales import Locale
from localize.moves import follow
from localize.plan import Plan, plan
from localize.po import save_template
from localize.project import Article, Project, load_glossary
from localize.settled import meet, remember, remembered, stamps, vanished


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
        if not (known or refused or vanished(project, known)):
            raise no_articles(project)
        yield Started(len(chosen), tuple(targets))
        yield from _joined(project, targets)
        yield from map(Failed, refused)
        cleared = yield from clear(project, () if only else vanished(project, known), known)
        meet(project, known, cleared)
        passed = () if redraft else _settled(project, targets, chosen, known)
        yield from (Kept(project.catalog(one.domain, locale)) for one in passed for locale in targets)
        unsettled: set[PurePosixPath] = set()
        settled = set(passed)
        left = [one for one in chosen if one not in settled]
        for event in _once(_work(project, targets, left, known, open_engine, redraft=redraft)):
            unsettled |= _unsettled(event)
            if not (only and isinstance(event, Orphaned)):  # its article may be one that was not looked at
                yield event
        done = [one for one in left if not unsettled & _paths(project, one, targets)]
        remember(project, stamps(project, targets, done, known))


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
    yield from draft(project, plans, open_engine, now, anew=redraft)
    extracts += yield from _extracts(project, newly_linked(project, extracts, known), glossary)
    yield from publish(project, extracts, known)


def publish_only(
    project: Project, targets: Sequence[Locale] = (), only: Sequence[Path] = ()
) -> Generator[Event]:
    """Publish the copies again from the catalogs as they are; nothing is merged, moved or drafted.

    No *targets* are all that have catalogs. Args and Raises: see `run`.
    """
    with _locked(project):
        chosen, refused = some_articles(project, only)
        known = articles(project)[0] if only else chosen
        yield Started(len(chosen), tuple(targets) or project.known_locales())
        yield from map(Failed, refused)
        glossary = load_glossary(project)
        extracts = yield from _extracts(project, chosen, glossary)
        extracts += yield from _extracts(project, newly_linked(project, extracts, known), glossary)
        yield from publish(project, extracts, known, targets)


def _joined(project: Project, targets: Sequence[Locale]) -> Iterator[Event]:
    """The target locales that nobody configured, and of whose language the project has only others."""
    known = project.known_locales()
    for locale in targets:
        alike = tuple(one for one in known if one.language == locale.language and not one.pseudo)
        if alike and not locale.pseudo and locale not in {*known, *project.targets}:
            yield Joined(locale, alike)


def _settled(
    project: Project, targets: Sequence[Locale], chosen: Sequence[Article], known: Sequence[Article]
) -> tuple[Article, ...]:
    """The articles that are as an earlier run left them, and so is all that their results depend on."""
    before = remembered(project)
    if not before:
        return ()
    now = stamps(project, targets, chosen, known)
    return tuple(one for one in chosen if before.get(str(one.path)) == now[str(one.path)])


def _once(events: Iterable[Event]) -> Iterator[Event]:
    """*events* without what failed in the same way before: planning and publishing both read the catalogs."""
    told: set[str] = set()
    for event in events:
        if isinstance(event, Failed):
            if str(event.error) in told:
                continue
            told.add(str(event.error))
        yield event


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
    except OSError as error:
        what, hint = f"cannot be written: {error.strerror}", "allow writing to the project's folder"
        raise ProjectError(what, path=error.filename or folder, hint=hint) from None


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


def _templates(
    project: Project, extracts: Sequence[Extract], now: datetime
) -> Generator[Event, None, list[Extract]]:
    """Write the templates that changed; what PO cannot hold goes no further."""
    written: list[Extract] = []
    for one in extracts:
        path = project.template(one.article.domain)
        try:
            save_template(project.path(path), template(one), project.source_locale, now)
        except CatalogError as error:
            what = f"its template {path} {error.what}" if isinstance(error.__cause__, OSError) else error.what
            yield Failed(ArticleError(what, path=one.article.path, hint=error.hint))
        else:
            written.append(one)
    return written
