"""Which packages a command uses, and how engines are opened with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from localize.drafting import OpenEngine
from localize.engine import Engine
from localize.engine.packages import (
    Package,
    Settings,
    folders,
    installed,
    open_engine,
    probes_folder,
    read,
    route,
)
from localize.locales import Locale
from localize.project import Project


def opener(project: Project, named: Sequence[str] = ()) -> OpenEngine:
    """Opens engines over the packages on this machine.

    Args:
        project: Its settings say how to run the models.
        named: `.argosmodel` files or package folders to use before the installed ones.

    Raises:
        PackageError: A named package is damaged.
    """
    given = [read(Path(name).absolute()) for name in named]
    settings = Settings(beam=project.beam, threads=project.threads, compute_type=project.compute_type)

    def opened(source: Locale, target: Locale) -> Engine:
        packages: list[Package] = [*given, *installed(folders()).packages]
        return open_engine(route(source, target, packages), settings, target, probes_folder())

    return opened
