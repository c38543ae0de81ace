"""The model while it learns: parameters, their running average, and the optimiser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training import weights
from training.batches import IGNORE, Batch
from training.model import Config, Transformer
from training.numbers import precision, resolve
from training.objective import Objective, loss
from training.preferences import Choice, preference_loss

_TABLE = "embed.weight"


@dataclass(frozen=True, slots=True)
class Update:
    """What one update was like."""

    loss: Tensor
    """A real piece."""

    nll: Tensor
    """A real piece."""

    gradient: Tensor
    """Its norm before clipping."""

    preferred: Tensor | None = None
    """The share of its preferences in which the better translation was the likelier one."""


class Learner:
    """A model that is being trained on *device*, in the number format that the options ask for."""

    def __init__(
        self, config: Config, objective: Objective, options: argparse.Namespace, device: torch.device
    ) -> None:
        self.config, self.device = config, device
        self._objective, self._options, self._cuda = objective, options, device.type == "cuda"
        self.model = Transformer(config).to(device)
        if options.init:
            begun = weights.load(options.init)[0]
            if replace(begun.config, dropout=config.dropout, guided=config.guided) != config:
                raise SystemExit(f"{options.init} holds another model: {asdict(begun.config)}")
            self.model.load_state_dict(begun.state_dict())
        self.parameters: dict[str, Tensor] = dict(self.model.named_parameters())
        self.average = {name: p.detach().clone() for name, p in self.parameters.items()}
        self._optimisers = _optimisers(self.parameters, options, fused=self._cuda)
        self.kind = resolve(options.precision, device)
        self.compiled = False
        self.model.train()

    def compile(self) -> None:
        """Let the layers be compiled, one graph for each kind; what cannot be compiled runs as it is."""
        torch._dynamo.config.cache_size_limit = 64
        torch._dynamo.config.suppress_errors = True
        for layer in [*self.model.encoder, *self.model.decoder]:
            layer.compile(dynamic=True)
        self.compiled = True

    def uncompile(self) -> None:
        """Go back to plain layers."""
        for layer in [*self.model.encoder, *self.model.decoder]:
            layer._compiled_call_impl = None
        self.compiled = False

    def update(
        self, batches: Sequence[Batch], *, rate: float, step: int, choice: Choice | None = None
    ) -> Update:
        """One step of the optimiser over *batches* together.

        Args:
            batches: Micro-batches; their gradients are added up.
            choice: Preferences, whose gradient is added with the weight that the options say.
            rate: The learning rate.
            step: Updates before this one; the running average is short-sighted at first.
        """
        for group in (group for optimiser in self._optimisers for group in optimiser.param_groups):
            group["lr"] = rate
        real = torch.stack([(batch.gold != IGNORE).sum() for batch in batches]).sum()
        sums = torch.zeros(2, device=self.device)
        for batch in batches:
            with precision(self.device, self.kind):
                total, plain = loss(self.model, batch, self._objective)
            (total / real).backward()
            sums += torch.stack([total.detach().float(), plain.float()])
        preferred = None
        if choice is not None:
            with precision(self.device, self.kind):
                wanting, preferred = preference_loss(self.model, choice)
            (self._options.prefer * wanting).backward()
        norm = torch.nn.utils.clip_grad_norm_(list(self.parameters.values()), self._options.clip)
        for optimiser in self._optimisers:
            optimiser.step()
        self.model.zero_grad(set_to_none=True)
        keep = min(self._options.ema, (step + 1) / (step + 10))
        torch._foreach_lerp_(
            list(self.average.values()), [p.data for p in self.parameters.values()], 1 - keep
        )
        return Update(sums[0] / real, sums[1] / real, norm, preferred)

    def forget(self) -> None:
        """Drop what an update that failed left behind."""
        self.model.zero_grad(set_to_none=True)
        if self._cuda:
            torch.cuda.empty_cache()

    @contextmanager
    def averaged(self) -> Iterator[Transformer]:
        """The model with the averaged parameters, in evaluation mode and not compiled, since its shapes vary there."""
        live = {name: p.detach().clone() for name, p in self.parameters.items()}
        eager = torch.compiler.set_stance("force_eager") if self.compiled else nullcontext()
        with torch.no_grad(), precision(self.device, self.kind), eager:
            self._set(self.average)
            self.model.eval()
            try:
                yield self.model
            finally:
                self._set(live)
                self.model.train()

    def _set(self, values: dict[str, Tensor]) -> None:
        torch._foreach_copy_([p.data for p in self.parameters.values()], list(values.values()))

    def save(self, path: Path, progress: dict[str, Any]) -> None:
        """Write all that is needed to go on."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average,
            "kind": str(self.kind),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
        }
        part = path.with_suffix(".part")
        torch.save(state | {"progress": progress, "config": asdict(self.config)}, part)
        part.replace(path)

    def resume(self, path: Path) -> dict[str, Any]:
        """Go on from what save() wrote; the progress that it was given."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["config"] != asdict(self.config):
            raise SystemExit(f"{path} holds another model: {state['config']}")
        if len(state["optimisers"]) != len(self._optimisers):
            raise SystemExit(f"{path} was trained {'without' if self._options.muon else 'with'} --muon")
        if self._options.precision == "auto":  # not measured again, so that the run stays the same run
            self.kind = getattr(torch, state["kind"].removeprefix("torch."))
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        for name, value in state["average"].items():
            self.average[name].copy_(value)
        progress: dict[str, Any] = state["progress"]
        return progress


def _optimisers(
    parameters: Mapping[str, Tensor], options: argparse.Namespace, *, fused: bool
) -> list[torch.optim.Optimizer]:
    """AdamW; with --muon it keeps the vectors of the pieces and all that is no matrix, and Muon has the layers' matrices.

    Muon (Jordan et al. 2024) is scaled so that its updates are as large as AdamW's, so that one learning rate is right for both.
    """
    matrices = [p for name, p in parameters.items() if p.dim() > 1 and name != _TABLE]
    others = [p for p in parameters.values() if p.dim() == 1]
    decayed = [parameters[_TABLE]] if options.muon else [parameters[_TABLE], *matrices]
    groups = [
        {"params": decayed, "weight_decay": options.decay},
        {"params": others, "weight_decay": 0.0},
    ]
    adam = torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.98), eps=1e-8, fused=fused)
    if not options.muon:
        return [adam]
    muon = torch.optim.Muon(
        matrices, lr=options.lr, weight_decay=options.decay, adjust_lr_fn="match_rms_adamw"
    )
    return [muon, adam]  # Muon needs more memory: where it does not fit, nothing has been done yet
