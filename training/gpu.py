"""One pair in one call, on a GPU machine that is lent for minutes.

    python3 -m training.gpu fr --data scratch/en-fr --out $OUT --trial           # about two minutes: does it run, and how fast?
    python3 -m training.gpu fr --data scratch/en-fr --out $OUT --seconds 540     # the whole training; ends by itself

Needs torch and numpy; sentencepiece and sacrebleu for the scores. Other options go to training.train and win over the recipe. A run that fails
while compiled goes on uncompiled in what is left of the time. --out always has the latest weights, in files of 15 MiB at most.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RECIPES = {
    "fr": "--preset starter --tokens 50000 --lr 1.2e-3 --warmup 500 --dropout 0.15",
    "es": "--preset starter --tokens 50000 --lr 1.2e-3 --warmup 500 --dropout 0.15",
    "ar": "--preset starter --tokens 25000 --accum 2 --lr 1.2e-3 --warmup 500 --dropout 0.25 --rdrop 2",
}
"""What fits the amount of text: Arabic has a third of the others', and needs more against learning by heart."""

_STARTED = time.monotonic()
_TRIAL = {
    "plain": (30, []),
    "compiled": (90, ["--compile"]),
}  # seconds; the graphs alone take half a minute or more
_WORTH = 60  # seconds under which a second try is not worth its start


def main() -> None:
    """Run the command."""
    args, others = _options()
    room = args.run or Path(tempfile.gettempdir()) / "training"
    if args.trial:
        rows = [_trial(args, others, room, name) for name in _TRIAL]
        print("\n".join(rows))
        return
    pair = f"en-{args.to}{'-reverse' if '--reverse' in others else ''}"
    common = [
        "--run",
        str(room / pair),
        "--out",
        str(args.out),
        "--reserve",
        "25",
        "--eval-every",
        "150",
        "--save-every",
        "150",
    ]
    given = [*_recipe(args), *common, *others]
    done = _train(given, [] if args.plain else ["--compile"], args.seconds)
    if done and not args.plain and _left(args) > _WORTH:
        done = _train(given, [], _left(args))
    print(summary(room / pair / "log.jsonl"))
    sys.exit(done)


def _trial(args: argparse.Namespace, others: Sequence[str], room: Path, name: str) -> str:
    """Train for a moment, in the way that *name* says; a line about it."""
    seconds, option = _TRIAL[name]
    run = room / f"trial-{args.to}-{name}-{os.getpid()}"
    few = ["--run", str(run), "--out", str(run / "out"), "--eval-lines", "60", "--log-every", "20"]
    code = _train([*_recipe(args), *few, *others], [*option, "--reserve", "8"], seconds)
    return f"{name}: {summary(run / 'log.jsonl')}{f', ended with {code}' if code else ''}"


def _recipe(args: argparse.Namespace) -> list[str]:
    needs = [] if args.cpu else ["--need-gpu"]
    return ["--data", str(args.data), *RECIPES[args.to].split(), *needs]


def _train(given: Sequence[str], more: Sequence[str], seconds: float) -> int:
    """Run training.train for *seconds*; how it ended."""
    cache = Path(tempfile.gettempdir()) / "training-cache"
    paths = {"TORCHINDUCTOR_CACHE_DIR": str(cache / "inductor"), "TRITON_CACHE_DIR": str(cache / "triton")}
    command = [
        sys.executable,
        "-m",
        "training.train",
        "--fit",
        "--time-limit",
        f"{seconds:.0f}",
        *more,
        *given,
    ]
    return subprocess.run(
        command, env={**paths, **os.environ, "PYTHONUNBUFFERED": "1"}, check=False
    ).returncode


def _left(args: argparse.Namespace) -> float:
    return float(args.seconds) - (time.monotonic() - _STARTED)


def summary(log: Path) -> str:
    """A line about a run, out of its log."""
    if not log.exists():
        return "no log"
    events: dict[str, list[dict[str, Any]]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        events.setdefault(event["event"], []).append(event)
    parts = [
        f"{event['device']}, {event['parameters'] / 1e6:.1f} M parameters"
        for event in events.get("start", [])[-1:]
    ]
    parts += [
        f"{event['step']} updates, {event['pieces_per_s'] / 1e3:.0f} k pieces/s, {event['gib']:.1f} GiB"
        for event in events.get("train", [])[-1:]
    ]
    if scores := [round(event["bleu"], 1) for event in events.get("eval", [])]:
        parts.append(f"BLEU {scores}, the last evaluation took {events['eval'][-1]['took']:.0f} s")
    parts += [f"warning: {event['text']}" for event in events.get("warning", [])]
    return "; ".join(parts)


def _options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("to", choices=RECIPES)
    parser.add_argument("--data", type=Path, required=True, help="the pack")
    parser.add_argument("--out", type=Path, required=True, help="what comes back")
    parser.add_argument("--seconds", type=float, default=540, help="for the whole call")
    parser.add_argument("--run", type=Path, help="state and log [a temporary folder]")
    parser.add_argument("--trial", action="store_true", help="two short runs, plain and compiled")
    parser.add_argument("--plain", action="store_true", help="do not compile")
    parser.add_argument("--cpu", action="store_true", help="run without a GPU, to try this out")
    return parser.parse_known_args()


if __name__ == "__main__":
    main()
