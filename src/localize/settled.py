"""What is settled: articles whose catalogs and copies a run left as they should be, so that the next one passes them by.

Told by content: a stamp is a hash over an article, its catalogs and copies, and all that a run depends on besides.
The stamps are derived; deleting them costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from localize import __version__
from localize.assets_record import fragments, recall, state
from localize.files import write
from localize.formats import FORMATS
from localize.locales import Locale
from localize.project import Article, Project
from localize.segment import version

_FILE = PurePosixPath(".localize/settled.json")


def world(project: Project, targets: Sequence[Locale], known: Sequence[Article]) -> str:
    """A hash over what every article's result depends on: what `rules` holds, the locales, the other copies."""
    locales = project.known_locales()
    copies = sorted(str(project.copy(a, locale)) for a in known for locale in locales)
    there = [copy for copy in copies if project.has(copy)]
    return hash_of([rules(project).encode(), repr((tuple(targets), there)).encode()])


def rules(project: Project) -> str:
    """A hash over what every catalog depends on besides its article: the program, the settings, the glossary."""
    code = sorted(
        (p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in Path(__file__).parent.rglob("*.py")
    )
    settings = repr(replace(project, front_matter=frozenset())), sorted(project.front_matter)
    told = (__version__, version(), code, settings)
    glossary = sorted(p for p in project.path(project.glossary).glob("*") if p.is_file())
    return hash_of([repr(told).encode(), *map(bytes_of, glossary)])


def stamp(project: Project, article: Article, locales: Iterable[Locale], world: str, around: object) -> str:
    """A hash over an article, its template, its catalogs and copies in *locales*, and what is *around*, in a *world*."""
    files = map(bytes_of, project.files(article, locales))
    return hash_of([world.encode(), repr(around).encode(), *files])


def stamps(
    project: Project, targets: Sequence[Locale], chosen: Sequence[Article], known: Sequence[Article]
) -> dict[str, str]:
    """The stamps of the *chosen* articles as they are now, by path."""
    if not chosen:
        return {}
    shared, record = world(project, targets, known), recall(project)
    linked = fragments(record)
    locales = sorted({*targets, *project.known_locales()})
    return {
        str(article.path): stamp(
            project, article, locales, shared, state(project, record, linked, article.path)
        )
        for article in chosen
    }


def remembered(project: Project) -> Mapping[str, str]:
    """The stamps that earlier runs left, empty for articles that have not been settled; none where they are gone or damaged."""
    with suppress(OSError, ValueError):
        told = json.loads(project.path(_FILE).read_text(encoding="utf-8"))
        if isinstance(told, dict):
            return told
    return {}


def vanished(project: Project, known: Sequence[Article]) -> tuple[Article, ...]:
    """The articles that a run has seen and that are no more; one that is refused, or cannot be looked for, still is."""
    there = {str(article.path) for article in known}
    paths = [PurePosixPath(path) for path in remembered(project) if path not in there]
    gone = [path for path in paths if _inside(project, path) and project.lacks(path)]
    return tuple(Article(path, str(path.relative_to(project.articles).with_suffix(""))) for path in gone)


def _inside(project: Project, path: PurePosixPath) -> bool:
    """Whether *path* may be an article's; from a damaged file, or somebody else's, any path may come."""
    proper = path.suffix.lower() in FORMATS and ".." not in path.parts
    return proper and path.is_relative_to(project.articles)


def remember(project: Project, settled: Mapping[str, str]) -> None:
    """Keep the stamps of articles that are *settled* now, beside those of the others."""
    _write(project, {**remembered(project), **settled})


def meet(project: Project, known: Sequence[Article], gone: Sequence[Article]) -> None:
    """Remember that there are the articles *known*, so that they are missed once they are gone; forget those in *gone*."""
    told = {**dict.fromkeys((str(article.path) for article in known), ""), **remembered(project)}
    forgotten = {str(article.path) for article in gone}
    _write(project, {path: stamp for path, stamp in told.items() if path not in forgotten})


def _write(project: Project, told: Mapping[str, str]) -> None:
    write(project.path(_FILE), json.dumps(told, indent=0, sort_keys=True), derived=True)


def bytes_of(path: Path | str) -> bytes:
    """The bytes of a file; of one that cannot be read, what no file of ours holds."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - thousands of times; a Path takes as long as the reading
            return file.read()
    except OSError:
        return b"\0missing"


def hash_of(parts: Iterable[bytes]) -> str:
    """A hash over *parts*, each told from the next."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8) + part)
    return found.hexdigest()
