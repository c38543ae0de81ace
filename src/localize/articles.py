"""Articles: the files that people write, found and read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from localize.errors import ArticleError, ProjectError
from localize.formats import FORMATS, format_of
from localize.project import Article, Project

ASSETS = frozenset(
    ".avif .bmp .gif .ico .jpeg .jpg .png .svg .tif .tiff .webp .mp3 .mp4 .ogg .wav .webm .css .js .json .csv .tsv .xml "
    ".pdf .zip .woff .woff2 .ttf .otf .yaml .yml .toml".split()
)
"""Suffixes of files that articles point to; they lie among the articles and are no articles."""


def articles(
    project: Project, only: Sequence[Path] = ()
) -> tuple[tuple[Article, ...], tuple[ArticleError, ...]]:
    """The articles of *project* in the order of their paths, and the files among them that cannot be articles.

    Two files that differ in nothing but their suffix, or in capitals, would share their catalogs: both are refused.

    Args:
        project: The project.
        only: Files or folders to look at instead of all.

    Raises:
        ProjectError: The articles' folder is not there, or *only* names none of its articles.
    """
    folder = project.path(project.articles)
    if not folder.is_dir():
        raise ProjectError(
            "no folder of articles", path=folder, hint="make it and put articles in it, or: localize init"
        )
    found: list[Article] = []
    closed: list[OSError] = []
    files, places = _files(folder, closed.append), _places(project, only)
    chosen = [file for file in files if _in(places, file)] if only else files
    errors = [_closed(project, error) for error in closed if _in(places, Path(error.filename))]
    if only and not (chosen or errors):
        raise ProjectError("no article there", path=only[0])
    twins = _twins([PurePosixPath(file.relative_to(project.root)) for file in files])
    for file in chosen:
        try:
            found.append(_article(project, PurePosixPath(file.relative_to(project.root)), twins))
        except ArticleError as error:
            errors.append(error)
    return tuple(found), tuple(errors)


def some_articles(
    project: Project, only: Sequence[Path] = ()
) -> tuple[tuple[Article, ...], tuple[ArticleError, ...]]:
    """What `articles` gives, where there is any.

    Raises:
        ProjectError: As `articles`, and where there is nothing to look at.
    """
    found, refused = articles(project, only)
    if not (found or refused):
        raise no_articles(project)
    return found, refused


def no_articles(project: Project) -> ProjectError:
    """What to say where the folder of articles has none."""
    return ProjectError(f"no articles in {project.articles}/", hint="put text, Markdown or HTML files there")


def _article(project: Project, path: PurePosixPath, twins: Mapping[PurePosixPath, PurePosixPath]) -> Article:
    format_of(path)
    if (name := str(path)) != (shown := name.encode(errors="backslashreplace").decode()):
        raise ArticleError("its name is not UTF-8", path=shown, hint="rename it")
    if path in twins:
        raise ArticleError(
            f"would share its catalogs with {twins[path]}", path=path, hint="rename one of the two"
        )
    return Article(path, str(path.relative_to(project.articles).with_suffix("")))


def _twins(paths: Sequence[PurePosixPath]) -> dict[PurePosixPath, PurePosixPath]:
    """For each article whose catalogs would be another's too, that other one; some disks do not tell capitals apart."""
    alike: dict[str, list[PurePosixPath]] = {}
    for path in paths:
        if path.suffix.lower() in FORMATS:
            alike.setdefault(normalize("NFC", str(path.with_suffix(""))).casefold(), []).append(path)
    return {
        path: next(o for o in group if o != path)
        for group in alike.values()
        if len(group) > 1
        for path in group
    }


def _places(project: Project, only: Sequence[Path]) -> tuple[Path, ...]:
    """The files and folders of *only* as they lie in the articles' folder; that folder itself when there are none."""
    folder = project.path(project.articles)
    for place in only:
        if not place.exists():
            raise ProjectError("no such article", path=place)
        if not place.resolve().is_relative_to(folder.resolve()):
            raise ProjectError(f"not in the folder of articles ({project.articles}/)", path=place)
    return tuple(folder / place.resolve().relative_to(folder.resolve()) for place in only) or (folder,)


def _in(places: Sequence[Path], path: Path) -> bool:
    return any(path.is_relative_to(place) for place in places)


def _closed(project: Project, error: OSError) -> ArticleError:
    path = PurePosixPath(Path(error.filename).relative_to(project.root))
    return ArticleError(f"cannot be read: {error.strerror}", path=path, hint="allow reading it")


def _files(folder: Path, close: Callable[[OSError], None]) -> list[Path]:
    """The files below *folder* that are neither hidden, nor an editor's backup, nor an asset; *close* hears what is closed to us."""

    def heard(error: OSError) -> None:
        if not _ignored(Path(error.filename), folder):
            close(error)

    def there(file: Path) -> bool:
        try:
            return file.is_file()
        except OSError as error:
            heard(error)
            return False

    found = [Path(here, name) for here, _, names in os.walk(folder, onerror=heard) for name in names]
    return sorted(file for file in found if not _ignored(file, folder) and there(file))


def _ignored(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return hidden or path.name.endswith("~") or path.suffix.lower() in ASSETS


def read(project: Project, article: Article) -> bytes:
    """The bytes of an article.

    Raises:
        ArticleError: It cannot be read.
    """
    try:
        return project.path(article.path).read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", path=article.path) from None


def decode(data: bytes, path: PurePosixPath) -> str:
    """The text of an article, with its byte order mark and line ends as they are.

    Raises:
        ArticleError: It is not text in UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleError("is UTF-16", path=path, hint="save it as UTF-8")
    if b"\0" in data:
        raise ArticleError("is binary, not text", path=path, hint="move it out of the folder of articles")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"is not UTF-8 (byte {data[error.start]:#04x})", path=path, line=line, hint="save it as UTF-8"
        ) from None
