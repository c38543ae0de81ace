"""The options that commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from localize.locales import Locale
    from localize.project import Project


Root = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-C",
        metavar="DIR",
        help="The project's folder [the nearest localize.toml above, else here].",
        show_default=False,
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        "-t",
        metavar="LOCALES",
        show_default=False,
        help="Target locales, separated by commas, in any spelling: fr,pt-BR,zh_Hans [those of localize.toml].",
    ),
]
Articles = Annotated[
    list[Path] | None,
    typer.Argument(metavar="ARTICLE", help="Articles or folders of them [all].", show_default=False),
]
MinReviewed = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=100,
        metavar="PERCENT",
        show_default=False,
        help="Publish a copy only when people approved this share of its words [0].",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Name every file.")]


def project_at(root: Path | None) -> Project:
    """The project that `--project` names, or the one around the current folder."""
    from localize.config import load
    from localize.project import find_root

    return load(root.resolve() if root else find_root(Path.cwd()))


def locales_of(project: Project, to: str, *, known: bool = False) -> tuple[Locale, ...]:
    """The locales that `--to` names, else those of the project.

    Args:
        project: The project.
        to: The option's value; empty when it was not given.
        known: Whether the locales that have catalogs do where neither says any.

    Raises:
        LocaleError: A spelling that names no locale.
        ProjectError: None are named, or the articles' own locale is.
    """
    from localize.errors import ProjectError
    from localize.locales import Locale

    named = tuple(dict.fromkeys(Locale.parse(part) for part in to.split(",") if part.strip()))
    chosen = named or (project.known_locales() if known else ()) or project.targets
    if not chosen and not known:
        raise ProjectError("no target locales", hint="say --to fr,es or set targets in localize.toml")
    if project.source_locale in chosen:
        raise ProjectError(
            f"{project.source_locale} is the articles' own locale", hint="leave it out of --to"
        )
    return chosen


def with_catalogs(project: Project, to: str) -> tuple[Locale, ...]:
    """The locales that `--to` names, each of which has catalogs, else all that do, else those of the project.

    Raises:
        LocaleError: A spelling that names no locale.
        ProjectError: A named locale has no catalogs, or is the articles' own.
    """
    from localize.errors import ProjectError

    chosen = locales_of(project, to, known=True)
    for locale in chosen if to else ():
        if not any(project.path(project.folder(locale)).rglob("*.po")):
            raise ProjectError(f"no catalogs in {locale}", hint=f"first: localize run --to {locale}")
    return chosen


def absolute(paths: Iterable[Path] | None, root: Path | None = None) -> tuple[Path, ...]:
    """Paths as the user meant them: from the folder that `--project` names, as with git's -C, else the current one."""
    return tuple((root or Path.cwd()).resolve() / path for path in paths or ())
