"""A project: `localize.toml` and the folders, which articles there are, and where each one's catalogs and copies live."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from localize.errors import ArticleError, LocalizeError, ProjectError
from localize.formats import Format, format_of
from localize.glossary import Glossary
from localize.locales import Locale

CONFIG = "localize.toml"

ENGLISH = Locale("en")
_ARTICLES, _GLOSSARY, _LOCALES, _PUBLIC = map(PurePosixPath, ("seeds", "glossary", "locales", "public"))

ASSETS = frozenset(
    ".avif .bmp .gif .ico .jpeg .jpg .png .svg .tif .tiff .webp .mp3 .mp4 .ogg .wav .webm .css .js .json .csv .tsv .xml "
    ".pdf .zip .woff .woff2 .ttf .otf .yaml .yml .toml".split()
)
"""Suffixes of files that articles point to; they lie among the articles and are no articles."""

FRONT_MATTER = frozenset({"title", "subtitle", "description", "summary", "excerpt", "lead", "alt", "caption"})
"""Front matter keys whose values are translated unless the project says otherwise."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are and how they are to be done; every path is relative to `root`."""

    root: Path
    source_locale: Locale = ENGLISH
    targets: tuple[Locale, ...] = ()
    """Locales to bring up to date when a command names none."""

    articles: PurePosixPath = _ARTICLES
    glossary: PurePosixPath = _GLOSSARY
    locales: PurePosixPath = _LOCALES
    public: PurePosixPath = _PUBLIC
    front_matter: frozenset[str] = FRONT_MATTER
    similar: float = 0.80
    """How alike two sources must be (0 to 1) for a person's target to be carried over as stale."""

    min_reviewed: int = 0
    """Percentage of an article's words that people must have approved before a copy is published."""

    beam: int = 4
    threads: int = 0
    """Cores to use; 0 means all."""

    compute_type: str = "int8"

    def path(self, relative: PurePosixPath | str) -> Path:
        """Where *relative* is on this machine."""
        return self.root / relative

    def catalog(self, domain: str, locale: Locale) -> PurePosixPath:
        """The catalog of a domain in a locale."""
        return self.folder(locale) / f"{domain}.po"

    def folder(self, locale: Locale) -> PurePosixPath:
        """Where a locale's catalogs are."""
        return self.locales / locale.gettext / "LC_MESSAGES"

    def template(self, domain: str) -> PurePosixPath:
        """The template of a domain."""
        return self.locales / "pot" / f"{domain}.pot"

    def copy(self, article: Article, locale: Locale) -> PurePosixPath:
        """The published copy of an article in a locale."""
        return self.public / locale.tag / article.path.relative_to(self.articles)

    def known_locales(self) -> tuple[Locale, ...]:
        """The locales that have catalogs, in alphabetical order."""
        folders = sorted(p.parent.name for p in self.path(self.locales).glob("*/LC_MESSAGES"))
        return tuple(Locale.parse(name) for name in folders)


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """A file that people write."""

    path: PurePosixPath
    """From the project's root."""

    domain: str
    """Its path below the articles' folder, without suffix: what its catalogs are called."""

    @property
    def format(self) -> Format:
        """How it is read and written."""
        return format_of(self.path)


def find_root(start: Path) -> Path:
    """The nearest folder at or above *start* that holds a `localize.toml`, else *start* itself."""
    return next((folder for folder in (start, *start.parents) if (folder / CONFIG).is_file()), start)


def load(root: Path) -> Project:
    """The project in the folder *root*; a folder without `localize.toml` has the defaults.

    Raises:
        ProjectError: There is no such folder, or its `localize.toml` is wrong.
    """
    if not root.is_dir():
        raise ProjectError("no such folder", path=root)
    path = root / CONFIG
    if not path.is_file():
        return Project(root)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"not TOML: {error}", path=path) from None
    try:
        return replace(Project(root), **{key: _setting(key, value) for key, value in settings.items()})
    except (TypeError, ValueError) as error:
        raise ProjectError(str(error), path=path, hint="see docs/configuration.md") from None
    except LocalizeError as error:
        raise ProjectError(error.what, path=path, hint=error.hint) from None


def _setting(key: str, value: Any) -> Any:
    """The value of a setting as `Project` holds it.

    Raises:
        ValueError: No such setting, or it cannot have this value.
    """
    expected, read = _SETTINGS.get(key, (None, None))
    if expected is None or read is None:
        raise ValueError(f"no such setting: {key} (there are {', '.join(_SETTINGS)})")
    if not isinstance(value, expected) or isinstance(value, bool):
        raise TypeError(f"{key} = {value!r} is no {expected.__name__}")
    return read(value)


def _inside(value: str) -> PurePosixPath:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or path == PurePosixPath():
        raise ValueError(f"{value!r} is no folder inside the project")
    return path


def _percent(value: int) -> int:
    if not 0 <= value <= 100:
        raise ValueError(f"{value} is no percentage")
    return value


_SETTINGS: Mapping[str, tuple[type, Any]] = {
    "source_locale": (str, Locale.parse),
    "targets": (list, lambda tags: tuple(Locale.parse(str(tag)) for tag in tags)),
    "articles": (str, _inside),
    "glossary": (str, _inside),
    "locales": (str, _inside),
    "public": (str, _inside),
    "front_matter": (list, lambda keys: frozenset(map(str, keys))),
    "similar": (float, float),
    "min_reviewed": (int, _percent),
    "beam": (int, lambda n: max(1, n)),
    "threads": (int, lambda n: max(0, n)),
    "compute_type": (str, str),
}


def articles(
    project: Project, only: Sequence[Path] = ()
) -> tuple[tuple[Article, ...], tuple[ArticleError, ...]]:
    """The articles of *project* in the order of their paths, and the files among them that cannot be articles.

    Args:
        project: The project.
        only: Files or folders to look at instead of all.

    Raises:
        ProjectError: The articles' folder is not there, or a path of *only* is not in it.
    """
    folder = project.path(project.articles)
    if not folder.is_dir():
        raise ProjectError(
            "no folder of articles", path=folder, hint="make it and put articles in it, or: localize init"
        )
    found: dict[str, Article] = {}
    errors: list[ArticleError] = []
    for path in _files(project, folder, only):
        relative = PurePosixPath(path.relative_to(project.root))
        domain = str(relative.relative_to(project.articles).with_suffix(""))
        try:
            format_of(relative)
            _alone(relative, found.get(domain))
        except ArticleError as error:
            errors.append(error)
        else:
            found[domain] = Article(relative, domain)
    return tuple(found.values()), tuple(errors)


def _alone(path: PurePosixPath, other: Article | None) -> None:
    if other is not None:
        raise ArticleError(f"shares its catalogs with {other.path}", path=path, hint="rename one of the two")


def _files(project: Project, folder: Path, only: Sequence[Path]) -> list[Path]:
    """The files to look at: neither hidden, nor an editor's backup, nor an asset."""
    paths: set[Path] = set()
    for place in only or (folder,):
        if not place.exists():
            raise ProjectError("no such article", path=place)
        if not place.resolve().is_relative_to(folder.resolve()):
            raise ProjectError(f"not in the folder of articles ({project.articles}/)", path=place)
        inside = folder / place.resolve().relative_to(folder.resolve())
        paths |= {inside} if inside.is_file() else {p for p in inside.rglob("*") if p.is_file()}
    return sorted(p for p in paths if not _ignored(p, folder))


def _ignored(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return hidden or path.name.endswith("~") or path.suffix.lower() in ASSETS


def load_glossary(project: Project) -> Glossary:
    """The terms of every file in the project's glossary folder.

    Raises:
        GlossaryError: A file is wrong, at a line.
    """
    return Glossary.load(sorted(project.path(project.glossary).glob("*.csv")), project.source_locale)


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
