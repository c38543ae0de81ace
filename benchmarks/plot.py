"""Draws the kept results into one picture for `docs/performance.md`, readable on light and on dark pages.

python benchmarks/plot.py
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from _measure import RESULTS

_OURS, _THEIRS, _INK = "#2f81f7", "#8b949e", "#7d8590"  # at least 3:1 against white and against black
_OUT = Path(__file__).resolve().parents[1] / "docs" / "performance.svg"

Rows = Sequence[Mapping[str, Any]]


def _bars(axes: Any, title: str, values: Mapping[str, float], unit: str) -> None:
    """Horizontal bars, the first on top; ours in colour."""
    names = list(values)[::-1]
    colours = [_OURS if name.startswith(("ours", "localize")) else _THEIRS for name in names]
    bars = axes.barh(names, [values[name] for name in names], color=colours, height=0.65)
    axes.bar_label(bars, fmt="{:,.3g}", padding=3, color=_INK, fontsize=8)
    axes.set_title(title, loc="left", fontsize=10, color=_INK, fontweight="bold")
    axes.set_xlabel(unit, fontsize=8, color=_INK)
    axes.margins(x=0.15)


def _drafting(axes: Any, rows: Rows) -> None:
    wanted = {"ours, beam 4": "ours", "raw 2 x 1": "CTranslate2 alone", "argos": "Argos"}
    big = {one["name"]: one for one in rows if one["model"] == "official size"}
    values = {shown: big[name]["sentences_a_cpu_second"] for name, shown in wanted.items() if name in big}
    _bars(axes, "Drafting, model of official size, beam 4", values, "sentences a CPU second (more is better)")


def _unchanged(axes: Any, rows: Rows) -> None:
    size = max(one["articles"] for one in rows if not one["name"].startswith("localize"))
    values = {
        one["name"]: one["cpu"] for one in rows if one["articles"] == size and "first" not in one["name"]
    }
    _bars(axes, f"{size:,} articles, three locales", values, "CPU seconds (less is better)")


def _parsing(axes: Any, rows: Rows) -> None:
    values = {one["name"]: one["cpu"] for one in rows if "mb" in one}
    size = next(one["mb"] for one in rows if "mb" in one)
    _bars(axes, f"{size:g} MB of Markdown into segments", values, "CPU seconds (less is better)")


def _startup(axes: Any, rows: Rows) -> None:
    values = {one["name"]: one["cpu"] for one in rows}
    _bars(axes, "Start", values, "CPU seconds (less is better)")


def _lines(axes: Any, rows: Rows, field: str, unit: str) -> None:
    marks = iter("osD^vPX")
    for name in dict.fromkeys(one["name"] for one in rows):
        points = [(one["entries"], one[field]) for one in rows if one["name"] == name]
        colour = _OURS if name.startswith("localize") else _THEIRS
        style = "--" if "only" in name else "-"
        axes.plot(
            *zip(*points, strict=True), style, marker=next(marks), markersize=4, color=colour, label=name
        )
    axes.legend(frameon=False, labelcolor=_INK, fontsize=7)
    axes.set(xscale="log", yscale="log")
    axes.minorticks_off()
    axes.set_title(
        f"A PO file read and saved: {unit}", loc="left", fontsize=10, color=_INK, fontweight="bold"
    )
    axes.set_xlabel("entries", fontsize=8, color=_INK)


def _time(axes: Any, rows: Rows) -> None:
    _lines(axes, rows, "cpu", "CPU seconds")


def _memory(axes: Any, rows: Rows) -> None:
    _lines(axes, rows, "peak_mb", "memory in MB")


_PANELS: Sequence[tuple[str, Callable[[Any, Rows], None]]] = (
    ("drafting", _drafting), ("unchanged", _unchanged), ("parsing", _parsing), ("startup", _startup),
    ("catalogs", _time), ("catalogs", _memory),
)  # fmt: skip


def draw(results: Path, out: Path) -> None:
    """Draw what there is in *results* into *out*."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "localize", "font.family": "sans-serif"})
    from matplotlib import pyplot as plt

    there = [(results / f"{name}.json", panel) for name, panel in _PANELS]
    there = [(file, panel) for file, panel in there if file.is_file()]
    if not there:
        raise SystemExit(f"no results in {results}: run the benchmarks first")
    figure, grid = plt.subplots(
        (len(there) + 1) // 2, 2, figsize=(11, 2.6 * ((len(there) + 1) // 2)), squeeze=False
    )
    for axes, (file, panel) in zip(grid.flat, there, strict=False):
        axes.set_facecolor("none")
        axes.tick_params(colors=_INK, labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(_INK)
        panel(axes, json.loads(file.read_text(encoding="utf-8"))["rows"])
    for axes in grid.flat[len(there) :]:
        axes.set_visible(False)
    figure.tight_layout()
    figure.savefig(out, transparent=True, metadata={"Date": None})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--out", type=Path, default=_OUT)
    asked = parser.parse_args()
    draw(asked.results, asked.out)


if __name__ == "__main__":
    main()
