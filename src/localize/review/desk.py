"""The desk: the sheets that a review works on, and the steps that can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from threading import RLock

from localize.articles import articles
from localize.catalog import Entry, Key
from localize.checks import Problem
from localize.edits import Edit, EditError, restore, seen
from localize.errors import ArticleError, LocalizeError, ProjectError
from localize.events import Failed, Published
from localize.extract import Extract, extract
from localize.glossary import Glossary
from localize.locales import Locale
from localize.pipeline import publish_only
from localize.plan import plan
from localize.project import Article, Project, glossary_files, load_glossary
from localize.review.advice import Adviser
from localize.review.sheet import Row, Sheet, across, judged, sheet
from localize.review.writing import Change, Outcome, write

Found = Mapping[tuple[PurePosixPath, Key], tuple[Problem, ...]]
"""What the checks find that look at many articles."""

_STEPS = 1000  # how many can be taken back


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an edit of several rows."""

    sheet: Sheet
    """As it now is."""

    changed: tuple[str, ...]
    """Ids of the rows that were changed."""

    conflicts: tuple[str, ...]
    """Ids of the rows that are no longer as the page saw them; they were left alone."""

    touched: tuple[str, ...]
    """Ids of other rows in which the checks now find something else."""

    step: int
    """What takes it back; 0 where nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What can be taken back."""

    article: Article
    locale: Locale
    before: Mapping[str, Entry]
    """The entries as they were, by the ids of their rows."""

    left: Mapping[str, str]
    """`Row.seen` as the step left them."""


@dataclass(slots=True)
class Desk:
    """Sheets by article and locale, read again when a file that they were made of has other bytes; safe for threads."""

    project: Project
    locales: tuple[Locale, ...]
    only: tuple[Path, ...] = ()
    """Files or folders of articles to show instead of all."""

    adviser: Adviser = field(default_factory=Adviser)

    _articles: dict[str, Article] = field(default_factory=dict)
    _sheets: dict[tuple[PurePosixPath, Locale], tuple[str, Sheet]] = field(default_factory=dict)
    _extracts: dict[PurePosixPath, tuple[str, Extract]] = field(default_factory=dict)
    _found: dict[Locale, tuple[tuple[Sheet, ...], Found]] = field(default_factory=dict)
    _glossary: list[tuple[str, Glossary]] = field(default_factory=list)
    _steps: dict[int, _Step] = field(default_factory=dict)
    _taken: int = 0
    _lock: RLock = field(default_factory=RLock)

    def articles(self) -> tuple[tuple[Article, ...], tuple[ArticleError, ...]]:
        """See `localize.articles.articles`."""
        found = articles(self.project, self.only)
        self._articles = {str(article.path): article for article in found[0]}
        return found

    def article(self, path: str) -> Article:
        """The article at *path*, from the project's root.

        Raises:
            ProjectError: The review has no such article.
        """
        if path not in self._articles:
            self.articles()
        if path not in self._articles:
            raise ProjectError("no such article in this review", path=path)
        return self._articles[path]

    def locale(self, tag: str) -> Locale:
        """The locale that *tag* names.

        Raises:
            ProjectError: The review does not have it.
        """
        for locale in self.locales:
            if locale.tag == tag:
                return locale
        raise ProjectError(f"no locale {tag!r} in this review")

    def begun(self, article: Article, locale: Locale) -> bool:
        """Whether the article has a catalog in the locale; before its first run it has none."""
        return self.project.path(self.project.catalog(article.domain, locale)).is_file()

    def stamp(self, article: Article, locale: Locale) -> str:
        """A hash over the files that a sheet is made of."""
        catalog = self.project.path(self.project.catalog(article.domain, locale))
        return _hash([catalog, self.project.path(article.path), *glossary_files(self.project)])

    def sheet(self, article: Article, locale: Locale) -> Sheet:
        """The sheet of an article in a locale, as its files now are.

        The checks that look at many articles look at those that were shown since the start: on the overview, all.

        Raises:
            ArticleError: The article cannot be read.
            CatalogError: The catalog cannot be read without harm.
            GlossaryError: A glossary file is wrong.
        """
        with self._lock:
            stamp = self.stamp(article, locale)
            known, old = self._sheets.get((article.path, locale), ("", None))
            if old is None or known != stamp:
                glossary = self._terms()
                read = self._extract(article, glossary)
                old = sheet(plan(self.project, read, locale, glossary), old)
                self._sheets[article.path, locale] = (stamp, old)
            return judged(old, self._across(locale))

    def sheets(self) -> Iterator[tuple[Article, Locale, Sheet | LocalizeError]]:
        """Every sheet of the review, or why there is none."""
        for article in self.articles()[0]:
            for locale in self.locales:
                if self.begun(article, locale):
                    try:
                        yield article, locale, self.sheet(article, locale)
                    except LocalizeError as error:
                        yield article, locale, error

    def edit(
        self, article: Article, locale: Locale, seen: Mapping[str, str], edit: Edit, joins: int = 0
    ) -> Done:
        """Edit rows that are as the page saw them.

        Args:
            article: The article.
            locale: The target locale.
            seen: By the ids of the rows: `Row.seen` as the page has it.
            edit: What to do to each entry.
            joins: A step that this one goes on with, so that both are taken back as one; only if it is as that left it.

        Raises:
            EditError: The edit makes no sense for a row, or the page has a row that the article has no longer.
            CatalogError: The catalog cannot be read or written.
        """
        with self._lock:
            now = self.sheet(article, locale)
            rows = [_row(now, name) for name in seen]
            changes = {row.entry.key: Change(seen[row.id], edit) for row in rows}
            outcome = write(now.plan, changes, datetime.now(UTC))
            after = self.sheet(article, locale)
            changed, conflicts = _ids(rows, outcome)
            before = {row.id: outcome.before[row.entry.key] for row in rows if row.id in changed}
            step = self._remember(_Step(article, locale, before, _left(after, changed)), joins)
            return Done(after, changed, conflicts, _touched(now, after), step)

    def undo(self, article: Article, locale: Locale, seen: Mapping[str, str], step: int) -> Done:
        """Take a step back in rows that are still as it left them; the others are conflicts.

        Raises:
            EditError: There is no such step.
        """
        with self._lock:
            taken = self._steps.get(step)
            if taken is None or (taken.article, taken.locale) != (article, locale):
                raise EditError("there is nothing to take back")
            known = {name: value for name, value in seen.items() if name in taken.before}
            wanted = {name: value for name, value in known.items() if taken.left.get(name) == value}
            by_key = {entry.key: entry for entry in taken.before.values()}
            done = self.edit(article, locale, wanted, lambda entry: restore(entry, by_key[entry.key]))
            others = tuple(name for name in known if name not in wanted)
            return replace(done, conflicts=(*done.conflicts, *others))

    def publish(self) -> tuple[int, tuple[str, ...]]:
        """Publish the copies of the review's articles from the catalogs as they are.

        Returns:
            How many copies are up to date now, and what went wrong.

        Raises:
            ProjectError: A run is at work, or nothing can be written.
        """
        known = self.project.known_locales()
        chosen = tuple(locale for locale in self.locales if locale in known)
        events = list(publish_only(self.project, chosen, self.only)) if chosen else []
        failed = tuple(str(event.error) for event in events if isinstance(event, Failed))
        return sum(isinstance(event, Published) for event in events), failed

    def _remember(self, step: _Step, joins: int) -> int:
        if not step.before:
            return 0
        earlier = self._steps.get(joins)
        if earlier and earlier.left == {name: seen(entry) for name, entry in step.before.items()}:
            self._steps[joins] = replace(step, before=earlier.before)
            return joins
        self._taken += 1
        self._steps[self._taken] = step
        self._steps.pop(self._taken - _STEPS, None)
        return self._taken

    def _across(self, locale: Locale) -> Found:
        shown = tuple(one for (_, of), (_, one) in sorted(self._sheets.items(), key=_path) if of == locale)
        known, found = self._found.get(locale, ((), {}))
        if len(known) != len(shown) or any(a is not b for a, b in zip(known, shown, strict=True)):
            found = across(shown)
            self._found[locale] = (shown, found)
        return found

    def _terms(self) -> Glossary:
        stamp = _hash(glossary_files(self.project))
        if not self._glossary or self._glossary[0][0] != stamp:
            self._glossary[:] = [(stamp, load_glossary(self.project))]
        return self._glossary[0][1]

    def _extract(self, article: Article, glossary: Glossary) -> Extract:
        stamp = _hash([self.project.path(article.path), *glossary_files(self.project)])
        known, old = self._extracts.get(article.path, ("", None))
        if old is None or known != stamp:
            old = extract(self.project, article, glossary)
            self._extracts[article.path] = (stamp, old)
        return old


def _row(sheet: Sheet, name: str) -> Row:
    row = sheet.by_id.get(name)
    if row is None:
        raise EditError("the article has changed and no longer has this sentence", hint="reload the page")
    if not row.editable:
        raise EditError("this entry is not edited here", hint="open the catalog in a PO editor")
    return row


def _ids(rows: Sequence[Row], outcome: Outcome) -> tuple[tuple[str, ...], tuple[str, ...]]:
    changed = tuple(row.id for row in rows if row.entry.key in outcome.before)
    return changed, tuple(row.id for row in rows if row.entry.key in outcome.conflicts)


def _left(sheet: Sheet, names: Sequence[str]) -> dict[str, str]:
    return {name: sheet.by_id[name].seen for name in names if name in sheet.by_id}


def _touched(before: Sheet, after: Sheet) -> tuple[str, ...]:
    """The rows that are the same, and yet have other problems: a wording that was used twice no longer is."""
    pairs = ((before.by_id.get(row.id), row) for row in after.rows)
    return tuple(
        row.id for old, row in pairs if old and old.seen == row.seen and old.problems != row.problems
    )


def _path(item: tuple[tuple[PurePosixPath, Locale], object]) -> PurePosixPath:
    return item[0][0]


def _hash(paths: Sequence[Path]) -> str:
    found = hashlib.blake2b(digest_size=8)
    for path in paths:
        data = path.read_bytes() if path.is_file() else b""
        found.update(len(data).to_bytes(8) + data)
    return found.hexdigest()
