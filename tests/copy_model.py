"""Builds small Argos packages whose output is known: a real CTranslate2 transformer with its weights set by hand.

At step t the last decoder layer attends to source position t and copies the piece it finds there, or writes the piece
that a table gives for it. Every other weight is small noise, so that the work is that of a trained model of this size.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

WORDS = {
    "the": "le", "moon": "lune", "station": "gare", "is": "est", "near": "près", "water": "eau", "and": "et",
    "crew": "équipe", "found": "trouva", "ice": "glace", "on": "sur", "a": "un", "new": "neuf", "rover": "robot",
    "lands": "atterrit", "tonight": "ce-soir", "small": "petit", "drill": "foret", "works": "marche",
}  # fmt: skip
"""English words of one piece, and the one piece that the map package writes for each."""

_TEXT = """
The crew found water and ice near the station on the moon tonight.
A new rover lands near a small drill, and the drill works.
Engineers in Lima and Oslo read 2,500 numbers; who else would? Nobody, they said: not in 2031!
“Quiet please,” wrote Zoë Quixby (the pilot), “we have just begun to look for light, dust and warm rock.”
Every week the project publishes maps, charts and a short journal for its junior readers.
Brown foxes jump over lazy dogs while five wizards box quickly; vexed zebras go home.
le lune gare est près eau et équipe trouva glace sur un neuf robot atterrit ce-soir petit foret marche
[[0]] [[1]] [[2]] [[3]] [[4]] [[5]] [[6]] [[7]] <t0> <t1> <t2> <t3> X0X X1X ((0)) ((1)) {0} {1} = / _ # % @ & * + ~ | 8 9
"""

_SENTINELS = [f"⟦{number}⟧" for number in range(8)]
_WIDTH, _HEADS, _LAYERS, _POSITIONS = 256, 4, 2, 600
_HEAD = _WIDTH // _HEADS
_SOURCE = slice(0, _HEAD)  # where a vector holds the code of its piece
_PLACE = slice(_HEAD, 2 * _HEAD)  # where it holds the code of its position
_COPIED = slice(2 * _HEAD, 3 * _HEAD)  # where the last layer puts the code of the piece it attends to


@dataclass(frozen=True, slots=True)
class Plan:
    """What package to build."""

    source: str = "en"
    target: str = "fr"
    version: str = "1.0"
    words: Mapping[str, str] | None = None
    """What to write for which word; None copies."""

    pieces: Mapping[str, str] | None = None
    """What to write for which piece that is not the beginning of a word; None copies."""

    trained: bool = True
    """Whether ⟦0⟧ to ⟦7⟧ are pieces of their own; otherwise they are unknown, and other sentinels are made of pieces."""

    mangles: bool = False
    """Whether every digit comes out as a letter, so that no mark survives."""

    endless: bool = False
    """Whether the model never stops of itself."""

    bytes: bool = False
    """Whether unknown characters fall back to bytes."""

    prefix: str = ""
    """A piece that every target is forced to begin with."""


def build(folder: Path, plan: Plan = Plan()) -> Path:
    """Build the package that *plan* asks for below *folder*, unpacked as Argos keeps it.

    Returns:
        The package's own folder, named as Argos names it.
    """
    package = folder / f"translate-{plan.source}_{plan.target}-{plan.version.replace('.', '_')}"
    tokenizer = _train(plan)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
    vocabulary = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    (package / "model").mkdir(parents=True)
    (package / "sentencepiece.model").write_bytes(tokenizer)
    (package / "metadata.json").write_text(json.dumps(_metadata(plan)), encoding="utf-8")
    _spec(vocabulary, _targets(vocabulary, plan), shift=bool(plan.prefix)).save(str(package / "model"))
    return package


def pack(package: Path, folder: Path) -> Path:
    """The package as the one file that people pass around, in *folder*."""
    made = shutil.make_archive(str(folder / package.name), "zip", package.parent, package.name)
    return Path(made).rename(folder / f"{package.name}.argosmodel")


def _metadata(plan: Plan) -> dict[str, object]:
    codes = {
        "from_code": plan.source,
        "from_name": plan.source,
        "to_code": plan.target,
        "to_name": plan.target,
    }
    return {
        **codes,
        "package_version": plan.version,
        "argos_version": "1.9",
        "type": "translate",
        "target_prefix": plan.prefix,
    }


def _train(plan: Plan) -> bytes:
    """A SentencePiece model over a few sentences, in which every word of the table is one piece."""
    words = [f"▁{word}" for pair in WORDS.items() for word in pair]
    symbols = [*words, *(_SENTINELS if plan.trained else []), *([plan.prefix] if plan.prefix else [])]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_TEXT.strip().splitlines()), model_writer=model, model_type="unigram",
        vocab_size=900, hard_vocab_limit=False, character_coverage=1.0, user_defined_symbols=symbols,
        byte_fallback=plan.bytes, normalization_rule_name="nmt_nfkc", minloglevel=2, num_threads=1,
    )  # fmt: skip
    return model.getvalue()


def _targets(vocabulary: list[str], plan: Plan) -> list[int]:
    """For each piece the number of the piece to write for it."""
    number = {piece: at for at, piece in enumerate(vocabulary)}
    table = {f"▁{source}": f"▁{target}" for source, target in (plan.words or {}).items()}
    table |= plan.pieces or {}
    if plan.mangles:
        digits = [
            piece for piece in vocabulary if any(char.isdigit() for char in piece) and piece[:2] != "<0"
        ]
        letters = [piece for piece in vocabulary if len(piece) == 1 and piece.isalpha()]
        table |= dict(zip(digits, letters, strict=False))
    if plan.endless:
        table["</s>"] = "▁tonight"
    return [number[table.get(piece, piece)] for piece in vocabulary]


def _spec(vocabulary: list[str], targets: list[int], *, shift: bool) -> TransformerSpec:
    """The network: *shift* moves the decoder one step back, for a forced first piece."""
    rng = np.random.default_rng(0)
    codes = _signs(rng, len(vocabulary))
    places = np.zeros((_POSITIONS, _WIDTH), np.float32)
    places[:, _PLACE] = _signs(rng, _POSITIONS)
    spec = TransformerSpec.from_config(_LAYERS, _HEADS, pre_norm=True)
    for stack, positions in (
        (spec.encoder, places),
        (spec.decoder, np.roll(places, 1, axis=0) if shift else places),
    ):
        embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        embeddings.weight = np.zeros((len(vocabulary), _WIDTH), np.float32)
        embeddings.weight[:, _SOURCE] = codes / np.sqrt(_WIDTH)
        stack.position_encodings.encodings = positions
        _norm(stack.layer_norm)
        for layer in stack.layer:
            _layer(layer, rng)
    _copy(spec.decoder.layer[-1].attention, rng)
    _linear(spec.decoder.projection, _projection(codes, targets))
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"  # noqa: S105 - a piece, no password
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _projection(codes: Any, targets: list[int]) -> Any:
    """Scores for each piece of the vocabulary, from the code of the piece attended to."""
    weight = np.zeros((len(targets), _WIDTH), np.float32)
    for code, target in zip(codes, targets, strict=True):
        weight[target, _COPIED] += code * np.float32(9.6 / _HEAD)
    return weight


def _layer(layer: Any, rng: np.random.Generator) -> None:
    """Fill one layer with noise."""
    _norm(layer.self_attention.layer_norm)
    _linear(layer.self_attention.linear[0], _noise(rng, 3 * _WIDTH, _WIDTH))
    _linear(layer.self_attention.linear[1], _noise(rng, _WIDTH, _WIDTH))
    _norm(layer.ffn.layer_norm)
    _linear(layer.ffn.linear_0, _noise(rng, 2 * _WIDTH, _WIDTH))
    _linear(layer.ffn.linear_1, _noise(rng, _WIDTH, 2 * _WIDTH))
    if hasattr(layer, "attention"):
        _norm(layer.attention.layer_norm)
        _linear(layer.attention.linear[0], _noise(rng, _WIDTH, _WIDTH))
        _linear(layer.attention.linear[1], _noise(rng, 2 * _WIDTH, _WIDTH))
        _linear(layer.attention.linear[2], _noise(rng, _WIDTH, _WIDTH))


def _copy(attention: Any, rng: np.random.Generator) -> None:
    """Make every head attend to the decoder's own position, and the first one carry the piece's code over."""
    query, both, out = (
        _noise(rng, _WIDTH, _WIDTH),
        _noise(rng, 2 * _WIDTH, _WIDTH),
        _noise(rng, _WIDTH, _WIDTH),
    )
    same = np.eye(_HEAD, dtype=np.float32)
    for head in range(_HEADS):
        rows = slice(head * _HEAD, (head + 1) * _HEAD)
        query[rows], both[rows] = 0, 0
        query[rows, _PLACE], both[rows, _PLACE] = 3 * same, same
    value = slice(_WIDTH, _WIDTH + _HEAD)
    both[value], out[_COPIED] = 0, 0
    both[value, _SOURCE], out[_COPIED, _SOURCE] = same, 2 * same
    for spec, weight in zip(attention.linear, (query, both, out), strict=True):
        _linear(spec, weight)


def _noise(rng: np.random.Generator, rows: int, columns: int) -> Any:
    return rng.standard_normal((rows, columns), dtype=np.float32) * np.float32(0.005)


def _signs(rng: np.random.Generator, rows: int) -> Any:
    return rng.choice([-1, 1], size=(rows, _HEAD)).astype(np.float32)


def _norm(spec: Any) -> None:
    spec.gamma, spec.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)


def _linear(spec: Any, weight: Any) -> None:
    spec.weight, spec.bias = weight, np.zeros(len(weight), np.float32)
