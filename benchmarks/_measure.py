"""What the benchmarks of speed share: work measured in turns, the machine described, results told and kept.

Ways of doing the same work take turns (A B C A B C …), after a turn that does not count, and ratios are taken turn by turn:
what else the machine does then meets all of them alike. CPU time is told beside the time on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took."""

    seconds: float
    """On the clock."""

    cpu: float
    """Seconds of processors, children's included."""

    peak: float = 0.0
    """The most memory that its process had, in MB; 0 where that is not its own."""


Way = Callable[[], Spent]


def command(arguments: Sequence[str | Path], folder: Path | None = None, **environment: str) -> Spent:
    """Run a command to its end, in *folder*; what it prints is dropped unless it fails.

    Raises:
        SystemExit: It failed.
    """
    start = perf_counter()
    process = subprocess.Popen(
        [str(one) for one in arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return Spent(perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def here(work: Callable[[], object]) -> Spent:
    """Do *work* in this process."""
    start, before = perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(perf_counter() - start, cpu)


def turns(ways: Mapping[str, Way], repeats: int, *, warm: bool = True) -> dict[str, list[Spent]]:
    """Let all *ways* take turns *repeats* times, after a turn that does not count if *warm*."""
    if warm:
        for way in ways.values():
            way()
    found: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            found[name].append(way())
    return found


def row(name: str, spent: Sequence[Spent], **more: object) -> dict[str, object]:
    """Medians and spread of one way, as results keep them."""
    seconds, cpu = [one.seconds for one in spent], [one.cpu for one in spent]
    peak = max(one.peak for one in spent)
    return {
        "name": name,
        **more,
        "seconds": _rounded(median(seconds)),
        "seconds_from_to": [_rounded(min(seconds)), _rounded(max(seconds))],
        "cpu": _rounded(median(cpu)),
        "cpu_from_to": [_rounded(min(cpu)), _rounded(max(cpu))],
        **({"peak_mb": round(peak)} if peak else {}),
    }


def ratio(slow: Sequence[Spent], fast: Sequence[Spent]) -> dict[str, float]:
    """How many times *slow* took what *fast* took: the median over the turns, by clock and by CPU."""
    pairs = list(zip(slow, fast, strict=True))
    return {
        "seconds": round(median(a.seconds / max(b.seconds, 1e-9) for a, b in pairs), 2),
        "cpu": round(median(a.cpu / max(b.cpu, 1e-9) for a, b in pairs), 2),
    }


def machine() -> dict[str, object]:
    """The processor, how many there are, and the memory, without names of hosts."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").is_file() else ""
    models = [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {
        "processor": (models or [platform.machine()])[0],
        "cores": os.cpu_count(),
        "memory_gb": memory,
        "python": platform.python_version(),
    }


def options(about: str | None, repeats: int = 5) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=repeats, help=f"turns that count (default: {repeats})")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it runs")
    parser.add_argument("--out", type=Path, help="where the results go (default: benchmarks/results)")
    return parser


def keep(name: str, asked: argparse.Namespace, rows: Sequence[Mapping[str, object]], **more: object) -> None:
    """Print the rows and ratios, and write them as JSON; a quick look leaves the kept results alone."""
    told = {
        "benchmark": name,
        "command": " ".join(["python", f"benchmarks/{name}.py", *_shown(sys.argv[1:])]),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "repeats": 1 if asked.quick else asked.repeats,
        "rows": list(rows),
        **more,
    }
    _print(rows)
    for key, value in more.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    out = asked.out or (None if asked.quick else RESULTS / f"{name}.json")
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _shown(arguments: Sequence[str]) -> list[str]:
    """The command line without this machine's folders."""
    return [Path(one).name if "/" in one else one for one in arguments]


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = list(dict.fromkeys(key for one in rows for key in one if not key.endswith("_from_to")))
    table = [columns, *([str(one.get(column, "")) for column in columns] for one in rows)]
    widths = [max(len(line[at]) for line in table) for at in range(len(columns))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
