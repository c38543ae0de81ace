"""Show a run: bars on a terminal, plain lines in a pipe, one JSON object a line for machines."""

from __future__ import annotations

import json as jsons
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from localize.events import (
    Drafted,
    Drafting,
    Event,
    Failed,
    Joined,
    Kept,
    Moved,
    Occupied,
    Orphaned,
    Published,
    Recalled,
    Removed,
    Started,
    Unplaced,
    Unremembered,
    Withheld,
    Written,
)
from localize.locales import Locale
from localize.project import Project


@dataclass(slots=True)
class _Tally:
    """What a run has done so far."""

    articles: int = 0
    drafts: int = 0
    written: int = 0
    kept: int = 0
    published: int = 0
    copies: int = 0
    withheld: int = 0
    removed: int = 0
    failed: int = 0
    orphans: list[str] = field(default_factory=list)

    def add(self, event: Event) -> None:
        match event:
            case Started(articles=articles):
                self.articles = articles
            case Written(drafts=drafts):
                self.written += 1
                self.drafts += drafts
            case Kept():
                self.kept += 1
            case Published(changed=changed):
                self.copies += 1
                self.published += changed
            case Withheld():
                self.withheld += 1
            case Removed():
                self.removed += 1
            case Failed():
                self.failed += 1
            case Orphaned(path=path):
                self.orphans.append(str(path))

    def summary(self) -> str:
        """One sentence for a person."""
        if not (self.written or self.published or self.failed or self.withheld or self.removed):
            return f"{_count(self.articles, 'article')}: nothing to do, all is up to date"
        parts = [
            _count(self.articles, "article"),
            f"{_count(self.drafts, 'new draft')} in {_count(self.written, 'catalog')}",
            f"{self.kept} up to date",
            f"{_count(self.published, 'copy', 'copies')} published",
        ]
        if self.withheld:
            parts.append(f"{self.withheld} withheld until more is reviewed")
        if self.removed:
            parts.append(f"{_count(self.removed, 'file')} taken away")
        if self.failed:
            parts.append(f"{self.failed} failed")
        return ", ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def show(project: Project, events: Generator[Event], *, json: bool, quiet: bool, verbose: bool) -> int:
    """Print *events* as they come; Ctrl-C ends them so that what is done is written.

    Returns:
        The exit code: 0, 1 when something failed, 130 when a person stopped it.
    """
    tally = _Tally()
    try:
        if json:
            _dump(events, tally)
        else:
            _tell(events, tally, quiet=quiet, verbose=verbose)
    except KeyboardInterrupt:
        events.close()
        typer.echo("stopped: what was done is kept, run again to go on", err=True)
        return 130
    if not quiet and not json:
        _conclude(project, tally)
    return 1 if tally.failed else 0


def _dump(events: Iterable[Event], tally: _Tally) -> None:
    for event in events:
        tally.add(event)
        typer.echo(jsons.dumps(_plain(event), ensure_ascii=False))


def _tell(events: Iterable[Event], tally: _Tally, *, quiet: bool, verbose: bool) -> None:
    with _progress(visible=not quiet) as bars:
        for event in events:
            tally.add(event)
            bars.show(event)
            line = _line(event, verbose=verbose)
            if isinstance(event, Failed):
                bars.say(line, err=True)
            elif line and not quiet:
                bars.say(line)


def _conclude(project: Project, tally: _Tally) -> None:
    typer.echo(tally.summary())
    if tally.orphans:
        typer.echo(_orphans(project, tally.orphans))
    if tally.drafts:
        typer.echo(
            f"next: review the PO files in {project.locales}/, see `localize status` and `localize check`"
        )


def _orphans(project: Project, paths: Sequence[str]) -> str:
    if len(paths) == 1:
        return f"no article belongs to {paths[0]} any more; delete it if none will come back"
    return (
        f"no article belongs to {len(paths)} catalogs in {project.locales}/ any more; "
        "delete them if none will come back (-v names them)"
    )


def _line(event: Event, *, verbose: bool) -> str:
    """What is said about an event by itself; empty for one that needs no line."""
    match event:
        case Failed(error=error):
            line = f"failed: {error}"
        case Joined(locale=locale, beside=beside):
            line = (
                f"{locale} is a locale of its own beside {', '.join(map(str, beside))}, with catalogs of its own; "
                f"if you mean {beside[0]}, say --to {beside[0]}"
            )
        case Moved(old=old, new=new):
            line = f"moved {old} to {new}, as its article was"
        case Withheld(path=path, reviewed=reviewed):
            line = f"withheld {path}: {reviewed}% reviewed"
        case Unplaced(path=path, segments=segments):
            line = f"{path}: {_count(segments, 'sentence')} left in the source language, markup is missing (see localize check)"
        case Recalled(locale=locale, segments=segments):
            line = f"{locale}: {_count(segments, 'segment')} drafted from the memory, as approved in other articles"
        case Unremembered(path=path, reason=reason):
            line = f"{path} cannot be used ({reason}): done without a translation memory"
        case Occupied(path=path):
            line = (
                f"left {path} as it is, since it is not ours; delete it to have it copied from the articles"
            )
        case Removed(path=path):
            line = f"took away {path}"
        case _:
            line = _detail(event) if verbose else ""
    return line


def _detail(event: Event) -> str:
    """What is said about an event where every file is to be named."""
    match event:
        case Written(path=path, drafts=drafts):
            return f"wrote {path} ({_count(drafts, 'new draft')})"
        case Kept(path=path):
            return f"up to date {path}"
        case Published(path=path, reviewed=reviewed):
            return f"published {path} ({reviewed}% reviewed)"
        case Orphaned(path=path):
            return f"no article belongs to {path} any more"
    return ""


def _plain(event: Event) -> dict[str, object]:
    """An event as JSON may hold it."""
    fields = {"error": str(event.error)} if isinstance(event, Failed) else asdict(event)
    shown = {key: _simple(value) for key, value in fields.items()}
    return {"event": type(event).__name__.lower(), **shown}


def _simple(value: object) -> object:
    if isinstance(value, dict):  # a locale, taken apart by asdict
        return Locale(**value).tag
    if isinstance(value, tuple | list):
        return [_simple(item) for item in value]
    return value if isinstance(value, int | str | bool) else str(value)


class _Lines:
    """Progress for a pipe: a line when an engine starts, and nothing that moves."""

    def __init__(self, *, visible: bool) -> None:
        self.visible = visible

    def show(self, event: Event) -> None:
        if self.visible and isinstance(event, Drafting):
            self.say(f"{event.locale}: drafting {_count(event.segments, 'segment')} with {event.signature}")

    def say(self, line: str, *, err: bool = False) -> None:
        typer.echo(line, err=err)


class _Bars(_Lines):
    """Progress for a terminal: a bar for each locale."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(visible=True)
        self.progress = progress
        self.tasks: dict[Locale, TaskID] = {}

    def show(self, event: Event) -> None:
        match event:
            case Drafting(locale=locale, segments=segments, signature=signature):
                self.tasks[locale] = self.progress.add_task(f"{locale}", total=segments, engine=signature)
            case Drafted(locale=locale, done=done):
                self.progress.update(self.tasks[locale], completed=done)

    def say(self, line: str, *, err: bool = False) -> None:
        style = "red" if err else None
        self.progress.console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _progress(*, visible: bool) -> Iterator[_Lines]:
    if not visible or not sys.stderr.isatty():
        yield _Lines(visible=visible)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("segments"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[engine]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as progress:
        yield _Bars(progress)
