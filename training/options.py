"""The options of a training run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from training.model import PRESETS, Config

_FOREVER = 1e12


def parse(arguments: Sequence[str] | None, about: str | None) -> argparse.Namespace:
    """Read a command line; *about* is the help's text."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the pack")
    parser.add_argument("--run", type=Path, required=True, help="state and log, on a local disk")
    parser.add_argument("--out", type=Path, help="where weights go at every evaluation and exit")
    parser.add_argument("--out-kind", choices=("int8", "float16", "float32"), default="int8")
    parser.add_argument("--init", type=Path, help="weights to begin with, of the same shape")
    parser.add_argument("--reverse", action="store_true", help="train XX to English, for back-translation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--need-gpu", action="store_true", help="refuse to run without one")
    parser.add_argument(
        "--precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="number format of the passes; auto: bfloat16 where it is faster",
    )
    parser.add_argument("--threads", type=int, default=2, help="on the CPU")
    _shape(parser.add_argument_group("model"))
    _learning(parser.add_argument_group("learning"))
    _time(parser.add_argument_group("time"))
    args = parser.parse_args(arguments)
    if args.shortlist and args.rdrop:
        parser.error("--rdrop compares all pieces: no --shortlist with it")
    if args.prefer and args.reverse:
        parser.error("preferences are translations from English: no --prefer with --reverse")
    return args


def _shape(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--preset", choices=PRESETS, default="starter")
    for name in ("d", "heads", "enc", "dec", "ffn"):
        group.add_argument(f"--{name}", type=int, help="instead of the preset's")
    group.add_argument("--act", choices=("relu", "gelu", "swiglu"), default="relu")
    group.add_argument("--dropout", type=float, default=0.1)
    group.add_argument("--compile", action="store_true", help="compile the layers, where that is possible")


def _learning(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--tokens", type=int, default=50_000, help="padded pieces a side and micro-batch")
    group.add_argument("--accum", type=int, default=1, help="micro-batches an update")
    group.add_argument("--lr", type=float, default=1e-3)
    group.add_argument("--warmup", type=int, default=500, help="updates")
    group.add_argument("--schedule", choices=("cosine", "invsqrt"), default="cosine")
    group.add_argument("--smoothing", type=float, default=0.1)
    group.add_argument("--rdrop", type=float, default=0.0, help="weight of R-Drop; doubles the cost")
    group.add_argument("--guided", type=float, default=0.0, help="weight of guided alignment; 0.05 is usual")
    group.add_argument(
        "--prefer",
        type=float,
        default=0.0,
        metavar="W",
        help="weight of the pack's preferences (training.prefer), an eighth of a micro-batch each second update",
    )
    group.add_argument(
        "--muon", action="store_true", help="Muon for the layers' matrices; pays with little text or time"
    )
    group.add_argument(
        "--shortlist",
        type=int,
        default=0,
        metavar="N",
        help="score the N commonest pieces, those of the batch, and samples of the rest; 5000 pays on a CPU",
    )
    group.add_argument("--decay", type=float, default=0.01)
    group.add_argument("--clip", type=float, default=1.0)
    group.add_argument("--ema", type=float, default=0.999, help="of the running average, an update")
    group.add_argument(
        "--weight", action="append", default=[], metavar="SOURCE=W", help="instead of the pack's"
    )
    group.add_argument("--max-len", type=int, default=160, help="pieces")


def _time(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--time-limit", type=float, default=_FOREVER, help="seconds from the start after which this call ends"
    )
    group.add_argument("--fit", action="store_true", help="let the learning rate end with this call")
    group.add_argument(
        "--reserve", type=float, default=40, help="seconds of the limit kept for the last evaluation"
    )
    group.add_argument("--total-seconds", type=float, default=_FOREVER, help="of training, over all calls")
    group.add_argument("--max-steps", type=int, default=10**9)
    group.add_argument("--eval-every", type=float, default=120, help="seconds of training")
    group.add_argument("--eval-lines", type=int, default=997)
    group.add_argument("--save-every", type=float, default=300, help="seconds")
    group.add_argument("--log-every", type=int, default=50, help="updates")


def shape(args: argparse.Namespace, vocab: int) -> Config:
    """The model that the options ask for."""
    own = {name: value for name in PRESETS[args.preset] if (value := getattr(args, name)) is not None}
    sizes = {**PRESETS[args.preset], **own}
    return Config(vocab=vocab, act=args.act, dropout=args.dropout, guided=args.guided > 0, **sizes)
