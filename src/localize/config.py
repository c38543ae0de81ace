"""Settings: `localize.toml`, read and validated."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from localize.errors import LocalizeError, ProjectError
from localize.locales import Locale
from localize.project import CONFIG, Project

_COMPUTE_TYPES = ("int8", "int16", "float32")


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
        return _disjoint(
            replace(Project(root), **{key: _setting(key, value) for key, value in settings.items()})
        )
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
        kind = expected.__name__ if isinstance(expected, type) else "number"
        raise TypeError(f"{key} = {value!r} is no {kind}")
    return read(value)


def _inside(value: str) -> PurePosixPath:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or path == PurePosixPath():
        raise ValueError(f"{value!r} is no folder inside the project")
    return path


def _disjoint(project: Project) -> Project:
    """*project*, whose folders do not lie in each other: what is published would be read as an article."""
    folders = (project.articles, project.glossary, project.locales, project.public, project.memory)
    for one in folders:
        for other in folders:
            if one is not other and one.is_relative_to(other):
                raise ValueError(f"the folders {one} and {other} lie in each other")
    return project


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"{value} is no share from 0 to 1")
    return float(value)


def _at_least(least: int) -> Callable[[int], int]:
    def read(value: int) -> int:
        if value < least:
            raise ValueError(f"{value} is less than {least}")
        return value

    return read


def _compute_type(value: str) -> str:
    if value not in _COMPUTE_TYPES:
        raise ValueError(f"{value!r} is none of {', '.join(_COMPUTE_TYPES)}")
    return value


def _assets(value: str) -> str:
    if value not in {"copy", "refer"}:
        raise ValueError(f"assets = {value!r} is neither copy nor refer")
    return value


def _percent(value: int) -> int:
    if not 0 <= value <= 100:
        raise ValueError(f"{value} is no percentage")
    return value


_SETTINGS: Mapping[str, tuple[type | tuple[type, ...], Any]] = {
    "source_locale": (str, Locale.parse),
    "targets": (list, lambda tags: tuple(Locale.parse(str(tag)) for tag in tags)),
    "articles": (str, _inside),
    "glossary": (str, _inside),
    "locales": (str, _inside),
    "public": (str, _inside),
    "memory": (str, _inside),
    "front_matter": (list, lambda keys: frozenset(map(str, keys))),
    "similar": ((float, int), _share),
    "min_reviewed": (int, _percent),
    "assets": (str, _assets),
    "beam": (int, _at_least(1)),
    "threads": (int, _at_least(0)),
    "compute_type": (str, _compute_type),
}
