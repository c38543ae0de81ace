"""An encoder and decoder Transformer that maps one to one onto CTranslate2's.

Pre-norm, sinusoidal positions by CTranslate2's own formula (so nothing is stored and any length works), one embedding for encoder,
decoder and output, fused q/k/v projections, a deep encoder and a shallow decoder.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor, nn
from torch.nn import functional

Cache = tuple[Tensor, Tensor]

LONGEST = 1024
"""Positions that are kept ready."""


@dataclass(frozen=True, slots=True)
class Config:
    """The shape of a model."""

    vocab: int = 16000
    d: int = 384
    """Width; a multiple of 2 and of *heads*."""

    heads: int = 6
    enc: int = 10
    """Layers of the encoder."""

    dec: int = 2
    """Layers of the decoder."""

    ffn: int = 1536
    act: str = "relu"
    """relu, gelu or swiglu."""

    dropout: float = 0.1
    guided: bool = False
    """Whether the first head of the last decoder layer was trained to point at the source."""


PRESETS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "nano": {"d": 192, "heads": 4, "enc": 4, "dec": 1, "ffn": 768},
        "mini": {"d": 192, "heads": 4, "enc": 8, "dec": 2, "ffn": 768},
        "tiny": {"d": 256, "heads": 4, "enc": 6, "dec": 2, "ffn": 1024},
        "small": {"d": 384, "heads": 6, "enc": 8, "dec": 2, "ffn": 1536},
        "starter": {"d": 384, "heads": 6, "enc": 10, "dec": 2, "ffn": 1536},
        "base": {"d": 512, "heads": 8, "enc": 10, "dec": 2, "ffn": 2048},
        "big": {"d": 640, "heads": 10, "enc": 12, "dec": 2, "ffn": 2560},
    }
)
"""Shapes by name; `starter` is the largest whose package stays below 30 MB."""


def positions(count: int, d: int) -> Tensor:
    """Positions from 1 on: all sines, then all cosines, as CTranslate2 and OpenNMT-tf have them."""
    scale = torch.exp(torch.arange(d // 2, dtype=torch.float32) * -(math.log(10000.0) / (d // 2 - 1)))
    angle = torch.arange(1, count + 1, dtype=torch.float32)[:, None] * scale[None]
    return torch.cat([angle.sin(), angle.cos()], 1)


class Attention(nn.Module):
    """Attention with its norm; *cross* reads the encoder's memory, the other kind reads its own input."""

    def __init__(self, config: Config, *, cross: bool) -> None:
        super().__init__()
        self.heads, self.cross = config.heads, cross
        self.norm = nn.LayerNorm(config.d)
        if cross:
            self.q, self.kv = nn.Linear(config.d, config.d), nn.Linear(config.d, 2 * config.d)
        else:
            self.qkv = nn.Linear(config.d, 3 * config.d)
        self.out = nn.Linear(config.d, config.d)

    def split(self, x: Tensor, parts: int) -> list[Tensor]:
        """*x* in equal parts, each by heads: (sentences, heads, pieces, width of a head)."""
        rows, length, width = x.shape
        return [y.view(rows, length, self.heads, -1).transpose(1, 2) for y in x.split(width // parts, -1)]

    def forward(
        self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, *, causal: bool = False
    ) -> Tensor:
        """All positions at once."""
        y = self.norm(x)
        if self.cross:
            (q,), (k, v) = self.split(self.q(y), 1), self.split(self.kv(memory), 2)
        else:
            q, k, v = self.split(self.qkv(y), 3)
        return self.out(_read(q, k, v, mask, causal=causal).transpose(1, 2).flatten(2))

    def step(self, x: Tensor, cache: Cache | None, mask: Tensor | None = None) -> tuple[Tensor, Cache]:
        """One position; self attention adds it to the cache, cross attention reads the cache."""
        y = self.norm(x)
        if self.cross:
            (q,), (k, v) = self.split(self.q(y), 1), cache or (x, x)
        else:
            q, k, v = self.split(self.qkv(y), 3)
            if cache is not None:
                k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
        read = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(read.transpose(1, 2).flatten(2)), (k, v)

    def pointing(self, x: Tensor, memory: Tensor, keep: Tensor) -> Tensor:
        """Log-shares of the first head's attention: (sentences, target pieces, source pieces)."""
        width = x.shape[-1] // self.heads
        q = functional.linear(self.norm(x), self.q.weight[:width], self.q.bias[:width])
        k = functional.linear(memory, self.kv.weight[:width], self.kv.bias[:width])
        score = (q @ k.transpose(1, 2)).float() * width**-0.5
        return score.masked_fill(~keep[:, None], -1e9).log_softmax(-1)


def _read(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, *, causal: bool) -> Tensor:
    """Attention; in bfloat16 on a CPU by plain products, which took a quarter of the time of torch's own kernel there."""
    if q.device.type != "cpu" or q.dtype != torch.bfloat16:
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
    score = (q * q.shape[-1] ** -0.5).contiguous() @ k.contiguous().transpose(2, 3)
    if causal:
        mask = torch.ones(score.shape[2:], dtype=torch.bool).tril()
    if mask is not None:
        score = score.masked_fill(~mask, -1e4)
    return score.softmax(-1, dtype=score.dtype) @ v.contiguous()


class FeedForward(nn.Module):
    """Two projections with their norm and the activation between them."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.act, self.dropout = config.act, config.dropout
        self.norm = nn.LayerNorm(config.d)
        self.up, self.down = nn.Linear(config.d, config.ffn), nn.Linear(config.ffn, config.d)
        if config.act == "swiglu":
            self.gate = nn.Linear(config.d, config.ffn)

    def forward(self, x: Tensor) -> Tensor:
        """All positions at once."""
        y = self.norm(x)
        if self.act == "swiglu":
            y = functional.silu(self.up(y)) * self.gate(y)
        else:
            y = functional.relu(self.up(y)) if self.act == "relu" else functional.gelu(self.up(y))
        return self.down(functional.dropout(y, self.dropout, self.training))


class Layer(nn.Module):
    """A layer of the encoder, or of the decoder."""

    def __init__(self, config: Config, *, decoder: bool) -> None:
        super().__init__()
        self.attn, self.ffn, self.dropout = (
            Attention(config, cross=False),
            FeedForward(config),
            config.dropout,
        )
        self.cross = Attention(config, cross=True) if decoder else None

    def drop(self, x: Tensor) -> Tensor:
        """*x* with dropout while training."""
        return functional.dropout(x, self.dropout, self.training)

    def forward(self, x: Tensor, mask: Tensor | None, memory: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The layer's output, and what its cross attention was asked with (the encoder: after self attention)."""
        decoder = self.cross is not None
        x = asked = x + self.drop(self.attn(x, mask=None if decoder else mask, causal=decoder))
        if self.cross is not None:
            x = x + self.drop(self.cross(x, memory, mask))
        return x + self.drop(self.ffn(x)), asked


class Transformer(nn.Module):
    """The model. *keep*, wherever it is asked for, is true at the real pieces of the source, (sentences, pieces)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocab, config.d)
        self.bias = nn.Parameter(torch.zeros(config.vocab))
        self.encoder = nn.ModuleList(Layer(config, decoder=False) for _ in range(config.enc))
        self.decoder = nn.ModuleList(Layer(config, decoder=True) for _ in range(config.dec))
        self.enc_norm, self.dec_norm = nn.LayerNorm(config.d), nn.LayerNorm(config.d)
        self.register_buffer("pos", positions(LONGEST, config.d), persistent=False)
        nn.init.normal_(self.embed.weight, std=config.d**-0.5)
        _initialise(self.encoder, 2 * config.enc)
        _initialise(self.decoder, 3 * config.dec)

    def look_up(self, ids: Tensor, at: int = 0) -> Tensor:
        """Embeddings of *ids*, the first of which stands at position *at*."""
        x = self.embed(ids) * math.sqrt(self.config.d) + self.pos[at : at + ids.shape[1]]
        return functional.dropout(x, self.config.dropout, self.training)

    def encode(self, source: Tensor, keep: Tensor) -> Tensor:
        """The memory of *source*."""
        mask = keep[:, None, None, :].expand(-1, 1, source.shape[1], -1)
        x = self.look_up(source)
        for layer in self.encoder:
            x, _ = layer(x, mask)
        return self.enc_norm(x)

    def decode(self, memory: Tensor, keep: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """The decoder's states for *target*, which begins with <s>; and what the last cross attention was asked with."""
        mask = keep[:, None, None, :].expand(-1, 1, target.shape[1], -1)
        x = asked = self.look_up(target)
        for layer in self.decoder:
            x, asked = layer(x, mask, memory)
        return self.dec_norm(x), asked

    def logits(self, states: Tensor) -> Tensor:
        """A score for each piece of the vocabulary."""
        return functional.linear(states, self.embed.weight, self.bias)

    def pointing(self, memory: Tensor, keep: Tensor, asked: Tensor) -> Tensor:
        """Attention.pointing() of the head that is trained to point."""
        return self.decoder[-1].cross.pointing(asked, memory, keep)


def _initialise(stack: nn.ModuleList, depth: int) -> None:
    for name, parameter in stack.named_parameters():
        if parameter.dim() == 2:
            nn.init.xavier_uniform_(parameter)
            if name.endswith(("out.weight", "down.weight")):
                parameter.data.mul_(depth**-0.5)  # keeps the residual stream near unit size
        elif name.endswith("bias"):
            nn.init.zeros_(parameter)
