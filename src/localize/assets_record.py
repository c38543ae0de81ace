"""What articles refer to, and what was put beside their copies: told in `.localize/assets.json`, which is derived."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from localize.extract import Extract
from localize.files import write
from localize.project import Article, Project
from localize.publish import relative

_FILE = PurePosixPath(".localize/assets.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was put into `public/`."""

    digest: str
    """A hash over its bytes."""

    size: int
    """Bytes of the file that it is a copy of."""

    changed: int
    """When that file was last changed, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Record:
    """What earlier runs found and did."""

    aims: Mapping[PurePosixPath, tuple[str, ...]] = field(default_factory=dict)
    """By article: the paths, from the project's root, that it refers to in the folder of articles, whether there is
    anything or not; one with a fragment has that behind a `#`."""

    files: Mapping[PurePosixPath, Kept] = field(default_factory=dict)
    """What was put into `public/`."""


def recall(project: Project) -> Record:
    """The record that earlier runs left; an empty one where it is gone or damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        told = json.loads(project.path(_FILE).read_text(encoding="utf-8"))
        aims = {PurePosixPath(path): tuple(map(str, found)) for path, found in told["aims"].items()}
        return Record(aims, {PurePosixPath(path): Kept(*kept) for path, kept in told["files"].items()})
    return Record()


def remember(project: Project, record: Record) -> None:
    """Keep *record* for later runs.

    Raises:
        ArticleError: It cannot be written.
    """
    told = {
        "aims": {str(path): found for path, found in record.aims.items()},
        "files": {str(p): (kept.digest, kept.size, kept.changed) for p, kept in record.files.items()},
    }
    text = json.dumps(told, indent=0, sort_keys=True, ensure_ascii=False)
    write(project.path(_FILE), text, derived=True)


def aims_of(project: Project, extract: Extract) -> tuple[str, ...]:
    """What the links and the metadata of an article refer to in the folder of articles, as `Record.aims` has it."""
    article, document = extract.article.path, extract.document
    found = {_aim(article, link.url) for link in document.links}
    found |= {_aim(article, name) for name in document.files}
    return tuple(sorted(aim for aim in found if aim and PurePosixPath(aim).is_relative_to(project.articles)))


def _aim(article: PurePosixPath, url: str) -> str:
    """The path from the project's root that *url* leads to; empty for one that leads elsewhere."""
    _, mark, fragment = url.partition("#")
    if url.startswith("#"):
        return f"{article}#{unquote(fragment)}" if fragment else ""
    path = relative(url)
    if path is None:
        return ""
    return posixpath.normpath(posixpath.join(article.parent, unquote(path))) + mark + unquote(fragment)


def with_aims(
    record: Record, project: Project, extracts: Iterable[Extract], known: Iterable[Article]
) -> Record:
    """*record* with what *extracts* refer to now, and without articles that are not *known* any more."""
    aims = {**record.aims, **{one.article.path: aims_of(project, one) for one in extracts}}
    return Record({one.path: aims[one.path] for one in known if one.path in aims}, record.files)


def fragments(record: Record) -> Mapping[PurePosixPath, frozenset[str]]:
    """By article, the fragments of it that articles link to."""
    found: dict[PurePosixPath, set[str]] = {}
    for aim in {aim for aims in record.aims.values() for aim in aims}:
        path, mark, fragment = aim.partition("#")
        if mark:
            found.setdefault(PurePosixPath(path), set()).add(fragment)
    return {path: frozenset(linked) for path, linked in found.items()}


def state(
    project: Project, record: Record, linked: Mapping[PurePosixPath, frozenset[str]], article: PurePosixPath
) -> tuple[object, ...]:
    """What of other files the copies of *article* depend on: which of those it refers to are there, and who links in.

    Args:
        project: The project.
        record: What articles refer to.
        linked: The `fragments` of that.
        article: The article.
    """
    aims = [aim.partition("#")[0] for aim in record.aims.get(article, ())]
    there = [aim for aim in aims if project.path(aim).is_file()]
    return article in record.aims, there, sorted(linked.get(article, ()))


def newly_linked(
    project: Project, extracts: Sequence[Extract], known: Iterable[Article]
) -> tuple[Article, ...]:
    """The *known* articles beside *extracts* whose copies have to change for what these link to now, or no more."""
    before = recall(project)
    old, new = fragments(before), fragments(with_aims(before, project, extracts, known))
    at_work = {one.article for one in extracts}
    return tuple(
        one for one in known if one not in at_work and old.get(one.path, ()) != new.get(one.path, ())
    )
