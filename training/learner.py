"""The model while it learns: parameters, their running average, and the optimiser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training import weights
from training.batches import IGNORE, Batch
from training.model import Config, Transformer
from training.objective import Objective, loss


@dataclass(frozen=True, slots=True)
class Update:
    """What one update was like."""

    loss: Tensor
    """A real piece."""

    nll: Tensor
    """A real piece."""

    gradient: Tensor
    """Its norm before clipping."""


class Learner:
    """A model that is being trained on *device*: bfloat16 on CUDA, float32 elsewhere."""

    def __init__(
        self, config: Config, objective: Objective, options: argparse.Namespace, device: torch.device
    ) -> None:
        self.config, self.device = config, device
        self._objective, self._options, self._cuda = objective, options, device.type == "cuda"
        self.model = Transformer(config).to(device)
        if options.init:
            self.model.load_state_dict(weights.load(options.init)[0].state_dict())
        self.parameters: dict[str, Tensor] = dict(self.model.named_parameters())
        self.average = {name: p.detach().clone() for name, p in self.parameters.items()}
        groups = [
            {"params": [p for p in self.parameters.values() if p.dim() > 1], "weight_decay": options.decay},
            {"params": [p for p in self.parameters.values() if p.dim() == 1], "weight_decay": 0.0},
        ]
        self._optimiser = torch.optim.AdamW(
            groups, lr=options.lr, betas=(0.9, 0.98), eps=1e-8, fused=self._cuda
        )
        self.compiled = False
        self.model.train()

    def precision(self) -> AbstractContextManager[Any]:
        """The number format of a pass."""
        return torch.autocast("cuda", torch.bfloat16) if self._cuda else nullcontext()

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

    def update(self, batches: Sequence[Batch], *, rate: float, step: int) -> Update:
        """One step of the optimiser over *batches* together.

        Args:
            batches: Micro-batches; their gradients are added up.
            rate: The learning rate.
            step: Updates before this one; the running average is short-sighted at first.
        """
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        real = torch.stack([(batch.gold != IGNORE).sum() for batch in batches]).sum()
        sums = torch.zeros(2, device=self.device)
        for batch in batches:
            with self.precision():
                total, plain = loss(self.model, batch, self._objective)
            (total / real).backward()
            sums += torch.stack([total.detach().float(), plain.float()])
        norm = torch.nn.utils.clip_grad_norm_(list(self.parameters.values()), self._options.clip)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        keep = min(self._options.ema, (step + 1) / (step + 10))
        torch._foreach_lerp_(
            list(self.average.values()), [p.data for p in self.parameters.values()], 1 - keep
        )
        return Update(sums[0] / real, sums[1] / real, norm)

    def forget(self) -> None:
        """Drop what an update that failed left behind."""
        self._optimiser.zero_grad(set_to_none=True)
        if self._cuda:
            torch.cuda.empty_cache()

    @contextmanager
    def averaged(self) -> Iterator[Transformer]:
        """The model with the averaged parameters, in evaluation mode and not compiled, since its shapes vary there."""
        live = {name: p.detach().clone() for name, p in self.parameters.items()}
        eager = torch.compiler.set_stance("force_eager") if self.compiled else nullcontext()
        with torch.no_grad(), self.precision(), eager:
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
            "optimiser": self._optimiser.state_dict(),
        }
        part = path.with_suffix(".part")
        torch.save(state | {"progress": progress, "config": asdict(self.config)}, part)
        part.replace(path)

    def resume(self, path: Path) -> dict[str, Any]:
        """Go on from what save() wrote; the progress that it was given."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["config"] != asdict(self.config):
            raise SystemExit(f"{path} holds another model: {state['config']}")
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        for name, value in state["average"].items():
            self.average[name].copy_(value)
        progress: dict[str, Any] = state["progress"]
        return progress
