"""A project: `localize.toml` and the folders, which articles there are, and where each one's catalogs and copies live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os.path import isfile
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING

from localize.errors import LocaleError, ProjectError
from localize.formats import Format, format_of
from localize.locales import Locale

if TYPE_CHECKING:
    from localize.glossary import Glossary

CONFIG = "localize.toml"

ENGLISH = Locale("en")
_ARTICLES, _GLOSSARY, _LOCALES, _PUBLIC, _MEMORY = map(
    PurePosixPath, ("seeds", "glossary", "locales", "public", "memory")
)

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
    memory: PurePosixPath = _MEMORY
    """Where people put translation memories of other programs; they are only read."""

    front_matter: frozenset[str] = FRONT_MATTER
    similar: float = 0.80
    """How alike two sources must be (0 to 1) for a person's target to be carried over as stale."""

    min_reviewed: int = 0
    """Percentage of an article's words that people must have approved before a copy is published."""

    assets: str = "copy"
    """`copy`: the files that copies refer to are put beside them; `refer`: copies refer to them where they lie."""

    beam: int = 2
    """Width of the search for a translation; 2 is within 0.8 chrF of 4, see docs/performance.md."""

    threads: int = 0
    """Cores to use; 0 means all."""

    compute_type: str = "int8"

    def path(self, relative: PurePosixPath | str) -> Path:
        """Where *relative* is on this machine."""
        return self.root / relative

    def catalog(self, domain: str, locale: Locale) -> PurePosixPath:
        """The catalog of a domain in a locale."""
        return PurePosixPath(self.locales, locale.gettext, "LC_MESSAGES", f"{domain}.po")

    def folder(self, locale: Locale) -> PurePosixPath:
        """Where a locale's catalogs are."""
        return PurePosixPath(self.locales, locale.gettext, "LC_MESSAGES")

    def template(self, domain: str) -> PurePosixPath:
        """The template of a domain."""
        return PurePosixPath(self.locales, "pot", f"{domain}.pot")

    def copy(self, article: Article, locale: Locale) -> PurePosixPath:
        """The published copy of an article in a locale."""
        return PurePosixPath(self.public, locale.tag, article.below(self.articles))

    def has(self, relative: PurePosixPath | str) -> bool:
        """Whether there is a file *relative*."""
        return isfile(f"{self.root}/{relative}")  # noqa: PTH113 - asked thousands of times, and a Path takes twice as long

    def lacks(self, relative: PurePosixPath | str) -> bool:
        """Whether there is no file *relative*; where it cannot be told, there may be one."""
        try:
            return not S_ISREG(self.path(relative).stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except (OSError, ValueError):
            return False

    def files(self, article: Article, locales: Iterable[Locale]) -> list[str]:
        """Where an article is on this machine, and its template, its catalogs and copies in *locales*; `path` is slower."""
        below = article.below(self.articles)
        found = [str(article.path), f"{self.locales}/pot/{article.domain}.pot"]
        for locale in locales:
            found.append(f"{self.locales}/{locale.gettext}/LC_MESSAGES/{article.domain}.po")
            found.append(f"{self.public}/{locale.tag}/{below}")
        return [f"{self.root}/{path}" for path in found]

    def known_locales(self) -> tuple[Locale, ...]:
        """The locales that have catalogs, in alphabetical order; folders of other names are somebody else's.

        Raises:
            ProjectError: A folder is named for a locale, but not as gettext writes it.
        """
        return tuple(filter(None, map(self._locale, sorted(self.path(self.locales).glob("*/LC_MESSAGES")))))

    def _locale(self, folder: Path) -> Locale | None:
        name = folder.parent.name
        try:
            locale = Locale.parse(name)
        except LocaleError:
            return None
        if locale.gettext != name:
            raise ProjectError(
                f"is named {name}", path=folder.parent, hint=f"name it {locale.gettext}, as gettext does"
            )
        return locale if locale != self.source_locale else None


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """A file that people write."""

    path: PurePosixPath
    """From the project's root."""

    domain: str
    """Its path below the articles' folder, without suffix: what its catalogs are called."""

    def below(self, folder: PurePosixPath) -> str:
        """Its path from the *folder* of articles."""
        return str(self.path).removeprefix(f"{folder}/")

    @property
    def format(self) -> Format:
        """How it is read and written."""
        return format_of(self.path)


def find_root(start: Path) -> Path:
    """The nearest folder at or above *start* that holds a `localize.toml`, else *start* itself."""
    return next((folder for folder in (start, *start.parents) if (folder / CONFIG).is_file()), start)


def load_glossary(project: Project) -> Glossary:
    """The terms of every file in the project's glossary folder.

    Raises:
        GlossaryError: A file is wrong, at a line.
    """
    from localize.exchange import READERS
    from localize.glossary import Glossary

    return Glossary.load(glossary_files(project), project.source_locale, READERS)


def glossary_files(project: Project) -> tuple[Path, ...]:
    """The files of the project's glossary: those in its folder that have a reader, by name."""
    from localize.exchange import READERS

    found = project.path(project.glossary).glob("*")
    return tuple(sorted(p for p in found if p.suffix.lower() in READERS and not p.name.startswith(".")))
