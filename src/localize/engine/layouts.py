"""How to spread a package's work over the processor's cores: timed on this machine, and kept beside its probe.

Either as many batches at once as there are cores, or fewer with several cores on each. What is translated does not depend on it.
It is derived: without it there is a batch on each core.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

from localize.engine.argos import ArgosEngine, Settings
from localize.engine.batches import cores
from localize.engine.carriers import carriers
from localize.engine.package_folder import Package, digest
from localize.errors import ArticleError
from localize.files import write

Layout = tuple[int, int]
"""How many batches at once, and how many cores on each."""

CLEARLY = 0.95
"""Share of the time of a batch on each core that another layout may take, at most, to be preferred to it."""

_SECONDS = 5.0  # after which no other turn begins
_TURNS = 4
_TEXTS = 8  # for each core: about a second with a package of the official size
_BEAM = 2  # what projects search with


def layouts(count: int) -> tuple[Layout, ...]:
    """The layouts that use *count* cores wholly, a batch on each core first."""
    return tuple((count // each, each) for each in range(1, count + 1) if count % each == 0)


def best_layout(times: Mapping[Layout, float]) -> Layout:
    """The layout to use: the first of *times*, the seconds that each took, unless another one is clearly faster."""
    first, fastest = next(iter(times)), min(times, key=lambda layout: times[layout])
    return fastest if times[fastest] < CLEARLY * times[first] else first


def time_layouts(package: Package, folder: Path, threads: int = 0) -> Mapping[Layout, float]:
    """Time each layout on sentences of ours, in at most some ten seconds, and keep the best one in *folder*.

    They take turns after one that does not count, and of each its quickest turn is told: the machine may have other work to do.
    One that translates otherwise than a batch on each core is left out.

    Args:
        package: The package.
        folder: Where what is found is kept. One that cannot be written keeps nothing.
        threads: How many cores to use; 0 for all. Of one there is nothing to find.

    Returns:
        The seconds that each layout took, a batch on each core first.

    Raises:
        PackageError: The package cannot be read or run.
    """
    begun = perf_counter()
    known = layouts(threads or cores())
    if len(known) == 1:
        return {}
    texts = _texts(package.source, _TEXTS * sum(known[0]))
    works = {layout: _work(package, layout, texts) for layout in known}
    said = {layout: work() for layout, work in works.items()}
    same = {layout: work for layout, work in works.items() if said[layout] == said[known[0]]}
    times = _timed(same, until=begun + _SECONDS)
    _keep(best_layout(times), package, folder)
    return times


def laid_out(settings: Settings, package: Package, folder: Path) -> Settings:
    """*settings* with the layout that was found for *package* on this machine; as they are where none was."""
    count = settings.threads or cores()
    found = _kept(package, folder).get(_machine(count))
    layout = next((one for one in layouts(count) if list(one) == found), None)
    return replace(settings, threads=layout[0], cores_each=layout[1]) if layout else settings


def _texts(language: str, count: int) -> list[str]:
    """That many different texts, sentences and pairs of them."""
    written = [carrier.text for carrier in carriers(language)]
    pairs = (f"{one} {two}" for one, two in product(written, written))
    return [*written, *islice(pairs, max(0, count - len(written)))][:count]


def _work(package: Package, layout: Layout, texts: Sequence[str]) -> Callable[[], list[str]]:
    batches, each = layout
    engine = ArgosEngine(package, Settings(beam=_BEAM, threads=batches, cores_each=each))
    return lambda: [found[0].text for _, found in sorted(engine.translate(texts), key=lambda one: one[0])]


def _timed(works: Mapping[Layout, Callable[[], object]], until: float) -> dict[Layout, float]:
    """The seconds on the clock of each one's quickest turn; there is one turn at least, and none begins after *until*."""
    times = dict.fromkeys(works, inf)
    for turn in range(_TURNS):
        if turn and perf_counter() > until:
            break
        for layout, work in works.items():
            start = perf_counter()
            work()
            times[layout] = min(times[layout], perf_counter() - start)
    return times


def _file(package: Package, folder: Path) -> Path:
    return folder / f"{package.name}-{digest(package)}.layouts.json"


def _kept(package: Package, folder: Path) -> dict[str, Any]:
    """What is kept of *package*, by machine; nothing where that is damaged."""
    if any(folder.glob(f"{package.name}-*.layouts.json")):  # which saves the hash
        with suppress(OSError, ValueError):
            told = json.loads(_file(package, folder).read_text(encoding="utf-8"))
            if isinstance(told, dict):
                return told
    return {}


def _keep(layout: Layout, package: Package, folder: Path) -> None:
    told = {**_kept(package, folder), _machine(layout[0] * layout[1]): layout}
    with suppress(ArticleError):
        write(_file(package, folder), json.dumps(told, indent=1, sort_keys=True), derived=True)


def _machine(count: int) -> str:
    """What decides which layout is the fastest, besides the package."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{count} cores of {next(models, platform.processor() or platform.machine())}"
