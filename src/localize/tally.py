"""Tallies: how far each article has come, counted once and remembered until something changes.

What is remembered is derived, and told by content: deleting it costs time and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from localize.articles import some_articles
from localize.errors import LocalizeError
from localize.files import write
from localize.locales import Locale
from localize.project import Article, Project
from localize.settled import bytes_of, hash_of, rules

_FILE = PurePosixPath(".localize/tallies.json")


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is of one article in one locale."""

    article: str
    """Its path from the project's root."""

    locale: str
    """BCP 47."""

    catalog: str
    """The catalog's path from the project's root."""

    entries: int
    """How many the article has."""

    states: Mapping[str, int]
    """Entries by the value of their `State`; every state is there."""

    words: Mapping[str, int]
    """Source words by the state of their entry."""

    errors: int
    warnings: int


def tallies(
    project: Project, locales: Sequence[Locale], only: Sequence[Path] = ()
) -> Iterator[Tally | LocalizeError]:
    """Count every article in every locale, as `survey` finds it; a locale in which nothing changed is not surveyed.

    Yields:
        A tally for each pair that can be read, by locale and article, and the error for each that cannot.

    Raises:
        ProjectError: There are no articles to look at.
        GlossaryError: A glossary file is wrong.
    """
    chosen, refused = some_articles(project, only)
    if only or refused:
        yield from _counted(project, locales, only)
        return
    before, shared = _remembered(project), _shared(project, chosen)
    now = {locale: _stamp(project, locale, chosen, shared) for locale in locales}
    known = {locale: before.get(locale.tag, {}) for locale in locales}
    changed = [locale for locale in locales if known[locale].get("stamp") != now[locale]]
    fresh = list(_counted(project, changed)) if changed else []
    found = [one for one in fresh if isinstance(one, Tally)]
    if len(found) == len(fresh):
        made = {
            locale.tag: _told(now[locale], [t for t in found if t.locale == locale.tag]) for locale in changed
        }
        _remember(project, {**before, **made})
    yield from (one for one in fresh if isinstance(one, LocalizeError))
    for locale in locales:
        old = (Tally(**told) for told in known[locale].get("tallies", ()))
        yield from (one for one in found if one.locale == locale.tag) if locale in changed else old


def _counted(
    project: Project, locales: Sequence[Locale], only: Sequence[Path] = ()
) -> Iterator[Tally | LocalizeError]:
    from localize.catalog import State
    from localize.checks import Severity
    from localize.survey import Survey, survey

    for one in survey(project, locales, only):
        if not isinstance(one, Survey):
            yield one
            continue
        words, states = one.words(), one.states()
        yield Tally(
            str(one.article),
            one.locale.tag,
            str(one.catalog),
            len(one.entries),
            {state.value: states[state] for state in State},
            {state.value: words[state] for state in State},
            one.count(Severity.ERROR),
            one.count(Severity.WARNING),
        )


def _shared(project: Project, chosen: Sequence[Article]) -> bytes:
    """What the tallies of every locale depend on: a hash in bytes."""
    parts = [rules(project).encode()]
    for article in chosen:
        parts += str(article.path).encode(), bytes_of(project.path(article.path))
    return hash_of(parts).encode()


def _stamp(project: Project, locale: Locale, chosen: Sequence[Article], shared: bytes) -> str:
    """A hash over all that the tallies of *locale* depend on; the checks compare articles with each other."""
    return hash_of([shared, *(bytes_of(project.path(project.catalog(a.domain, locale))) for a in chosen)])


def _told(stamp: str, found: Sequence[Tally]) -> dict[str, Any]:
    return {"stamp": stamp, "tallies": [asdict(one) for one in found]}


def _remembered(project: Project) -> dict[str, Any]:
    """The tallies by locale, each with the stamp that they were made under; none where they are gone or damaged."""
    with suppress(OSError, ValueError):
        told = json.loads(project.path(_FILE).read_text(encoding="utf-8"))
        if isinstance(told, dict):
            return told
    return {}


def _remember(project: Project, told: Mapping[str, Any]) -> None:
    with suppress(LocalizeError):  # a project that cannot be written to can be counted all the same
        write(project.path(_FILE), json.dumps(told, ensure_ascii=False), derived=True)
