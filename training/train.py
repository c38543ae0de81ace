"""Train one pair; it can be paused, resumed and left alone.

    python -m training.train --data data/en-fr --run runs/en-fr --out runs/en-fr/out --preset starter --time-limit 560

A call ends --time-limit seconds after its start, or at SIGTERM, saves its state under --run and writes the averaged weights to --out; the
same call again goes on. The run is done when --total-seconds of training (over all calls) or --max-steps are reached, and the learning
rate follows that. With --fit it ends with this one call instead.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from training import STARTED, corpora, pack, weights
from training.batches import Batches, Numbers
from training.card import merged, used
from training.learner import Learner, Update
from training.objective import Objective
from training.options import parse, shape
from training.preferences import FILE, Preferences, load
from training.schedule import Clock, Progress, rate
from training.scores import Judge

_LEAST_TOKENS = 1_000
_PREFERENCES = 8
"""A micro-batch, as it was asked for, has so many times the pieces that the preferences of an update have, a side."""

_EVERY = 2
"""Of so many updates one has preferences."""


class Run:
    """A training run."""

    def __init__(self, args: argparse.Namespace) -> None:
        args.run.mkdir(parents=True, exist_ok=True)
        self.args, self.device = args, torch.device("cuda" if torch.cuda.is_available() else "cpu")
        _set_up(args, self.device)
        self._log_file = args.run / "log.jsonl"
        data = _read(args)
        self.meta = data.meta
        self.pair = tuple(data.meta["pair"][::-1] if args.reverse else data.meta["pair"])
        no_copies = {"aug": 0.0, "synthetic": 0.0} if args.reverse else {}
        self.batches = Batches(
            data,
            self.device,
            no_copies | corpora.rules(args.weight),
            longest=args.max_len,
            common=args.shortlist,
        )
        self.preferences = _preferences(args, self.device)
        objective = Objective(args.smoothing, args.rdrop, args.guided)
        self.learner = Learner(shape(args, data.meta["vocab"]), objective, args, self.device)
        self.progress = Progress(tokens=args.tokens, accum=args.accum)
        if self._state.exists():
            self.progress = Progress(**self.learner.resume(self._state))
        if args.compile:
            self.learner.compile()
        self.clock, self.stopped = Clock(args), False
        self.judge, self._preferred = self._judge(), list[torch.Tensor]()
        self._saved, self._judged, self._meter = (
            time.monotonic(),
            self.progress.seconds,
            (time.monotonic(), 0),
        )

    @property
    def _state(self) -> Path:
        path: Path = self.args.run / "state.pt"
        return path

    def _judge(self) -> Judge | None:
        try:
            return Judge(
                self.args.data,
                (self.pair[0], self.pair[1]),
                lines=self.args.eval_lines,
                longest=self.args.max_len,
            )
        except ImportError as error:
            self.log("warning", text=f"no evaluation: {error}")
            return None

    def log(self, event: str, **values: Any) -> None:
        """Write a line to the log and the output."""
        rounded = {k: round(v, 5) if isinstance(v, float) else v for k, v in values.items()}
        line = json.dumps({"event": event, **rounded}, ensure_ascii=False)
        with self._log_file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        print(line, flush=True)

    def go(self) -> None:
        """Train until the run is done or this call has to end; leave state, weights and scores."""
        self._hello()
        while not self._finished():
            batches = self.batches.epoch(self.args.seed * 1000 + self.progress.epoch, self.progress.tokens)
            self._epoch(batches)
        self.evaluate()
        self.learner.save(self._state, asdict(self.progress))
        self.log("done" if self._done() else "paused", **asdict(self.progress))
        self.export()

    def _hello(self) -> None:
        name = torch.cuda.get_device_name() if self.device.type == "cuda" else "cpu"
        count = sum(p.numel() for p in self.learner.parameters.values())
        given = {k: str(v) for k, v in vars(self.args).items() if v is not None}
        self.log("start", device=name, parameters=count, step=self.progress.step, pair=self.pair, pairs=self.meta["pairs"],
                 seconds_to_start=time.monotonic() - STARTED, torch=torch.__version__, precision=str(self.learner.kind),
                 args=given)  # fmt: skip

    def _done(self) -> bool:
        return self.clock.share(self.progress) >= 1

    def _finished(self) -> bool:
        return self._done() or self.stopped or self.clock.over()

    def _epoch(self, batches: list[Numbers]) -> None:
        """Train on the rest of an epoch, or until the end, or until the size of a batch has to change."""
        p, tokens = self.progress, self.progress.tokens
        usable = len(batches) // p.accum * p.accum
        if not usable:
            raise SystemExit(f"the data are fewer than {p.accum} batches of {tokens} pieces")
        while p.at < usable and not self._finished():
            part = batches[p.at : p.at + p.accum]
            self.clock.start()
            share = self.clock.share(p)
            speed = rate(self.args, p.step, share)
            update = self._update(part, speed)
            if update is None:
                return
            p.step, p.at, p.pairs = p.step + 1, p.at + p.accum, p.pairs + sum(map(len, part))
            self._report(update, part, f"{p.at}/{usable}", share=share, lr=speed)
            self.clock.stop(p)
            self._at_times()
        if p.at >= usable:
            p.epoch, p.at = p.epoch + 1, 0

    def _update(self, part: list[Numbers], speed: float) -> Update | None:
        """One update; None if the memory ran out or a compiled layer failed, after which the next try is more modest."""
        try:
            step, chosen = self.progress.step, self.preferences
            return self.learner.update(
                [self.batches.batch(b) for b in part],
                rate=speed,
                step=step,
                choice=chosen.choice(step // _EVERY) if chosen and step % _EVERY == 0 else None,
            )
        except torch.OutOfMemoryError:
            if self.progress.tokens // 2 < _LEAST_TOKENS:
                raise
            self.progress.tokens //= 2
            self.progress.accum *= 2
            self.progress.at *= 2
            self.log("warning", text="out of memory: smaller batches", tokens=self.progress.tokens)
        except RuntimeError as error:  # torch.compile raises all kinds of it
            if not self.learner.compiled:
                raise
            self.learner.uncompile()
            self.log("warning", text=f"not compiled: {str(error)[:300]}")
        self.learner.forget()
        return None

    def _report(self, update: Update, part: list[Numbers], place: str, *, share: float, lr: float) -> None:
        since, pieces = self._meter
        pieces += sum(self.batches.pieces(b) for b in part)
        self._meter = since, pieces
        if update.preferred is not None:
            self._preferred.append(update.preferred)
        p, cuda = self.progress, self.device.type == "cuda"
        if p.step % self.args.log_every:
            if cuda and p.step % 10 == 0:
                torch.cuda.synchronize()  # keeps the clock honest without stalling every update
            return
        if not math.isfinite(float(update.gradient)):
            self.log("warning", text="the gradient is not finite", step=p.step)
        now = time.monotonic()
        preferred = {"preferred": float(torch.stack(self._preferred).mean())} if self._preferred else {}
        self.log("train", step=p.step, epoch=p.epoch, at=place, lr=lr, nll=float(update.nll), loss=float(update.loss),
                 gradient=float(update.gradient), pieces_per_s=pieces / (now - since), seconds=p.seconds, share=share,
                 gib=torch.cuda.max_memory_allocated() / 2**30 if cuda else 0.0, **preferred)  # fmt: skip
        self._meter = now, 0
        self._preferred.clear()

    def _at_times(self) -> None:
        if self.progress.seconds - self._judged >= self.args.eval_every and not self._finished():
            self.evaluate()
            self.export()
        if time.monotonic() - self._saved >= self.args.save_every:
            self.learner.save(self._state, asdict(self.progress))
            self._saved = time.monotonic()

    def _origin(self) -> dict[str, Any]:
        """What this run learns from, and what the weights that it began with tell: the other pair they came from, and what was seen of this one."""
        own = used(self.meta, corpora.rules(self.args.weight))
        if not self.args.init:
            return {"sources": own}
        found = weights.about(self.args.init)
        same = found.get("pair") == [*self.pair]
        return {
            "parent": found.get("parent"),
            "before": weights.seen(found) if same else {},
            "sources": merged(own, found.get("sources", []) if same else []),
        }

    def evaluate(self) -> None:
        """Score the averaged weights."""
        self._judged = self.progress.seconds
        if self.judge:
            with self.learner.averaged() as model:
                found = self.judge.scores(model, self.device)
            self.progress.best = max(self.progress.best, found["bleu"])
            p = self.progress
            self.log("eval", step=p.step, epoch=p.epoch, pairs=p.pairs, seconds=p.seconds, **found)
        self._meter = time.monotonic(), 0

    def export(self) -> None:
        """Write the averaged weights and the log to --out."""
        if self.args.out:
            about: dict[str, Any] = {
                "pair": self.pair,
                "progress": asdict(self.progress),
                "args": {k: str(v) for k, v in vars(self.args).items()},
                "mixture": corpora.rules(self.args.weight),
                **self._origin(),
            }
            size = weights.save(
                self.learner.average, self.learner.config, self.args.out, kind=self.args.out_kind, more=about
            )
            self.log("weights", bytes=size)
            (self.args.out / "log.jsonl").write_bytes(self._log_file.read_bytes())


def _read(args: argparse.Namespace) -> pack.Pack:
    data = pack.read(args.data, reverse=args.reverse)
    if args.guided and data.links is None:
        raise SystemExit(f"{args.data} has no links for --guided: make some with python -m training.links")
    return data


def _preferences(args: argparse.Namespace, device: torch.device) -> Preferences | None:
    if not args.prefer:
        return None
    again = "make it with python -m training.prefer"
    if not (args.data / FILE).exists():
        raise SystemExit(f"{args.data} has no {FILE} for --prefer: {again}")
    try:
        preferences = load(args.data)
    except ValueError as error:
        raise SystemExit(f"{error}: {again}") from None
    return Preferences(preferences, device, tokens=args.tokens // _PREFERENCES, seed=args.seed)


def _set_up(args: argparse.Namespace, device: torch.device) -> None:
    if args.need_gpu and device.type != "cuda":
        raise SystemExit(f"no GPU that torch {torch.__version__} can use")
    torch.manual_seed(args.seed)
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
    else:
        torch.set_num_threads(args.threads)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    run = Run(parse(arguments, __doc__))

    def stop(*_: object) -> None:
        run.stopped = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    run.go()


if __name__ == "__main__":
    main()
