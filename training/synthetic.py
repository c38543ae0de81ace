"""What comes to a pack later: pairs in archives of their own, among them sentences that a model translated."""

from __future__ import annotations

import fnmatch
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import STARTED, pack, spec, weights
from training.corpora import Reader
from training.decoding import translate
from training.filters import HeldOut
from training.model import Transformer
from training.numbers import precision, resolve
from training.vocabulary import BOS, EOS, UNK

Rows = list[list[int]]

LONGEST = 160
"""Pieces a side; a longer sentence makes no pair."""

_CHUNK = 20_000  # sentences between two looks at the clock
_SHARD_BYTES = 14e6
_BYTES_A_PIECE = 1.2  # packed; measured 0.9 on the packs of all three pairs
_CPU_TOKENS = 4000  # pieces of a batch


def device() -> torch.device:
    """The GPU, or the CPU where there is none."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def chunks(
    folder: Path, rows: Rows, *, sample: bool, until: float, tokens: int
) -> Iterator[tuple[int, Rows]]:
    """Translations of *rows* by the weights in *folder*, chunk by chunk, each with the number of its first row.

    Args:
        folder: Weights.
        rows: Sentences in pieces.
        sample: Draw pieces instead of taking the likeliest.
        until: Begin no chunk so many seconds after the start of the process.
        tokens: Pieces of a batch at most.
    """
    work = engine(folder, sample=sample, tokens=tokens)
    for at in range(0, len(rows), _CHUNK):
        if time.monotonic() - STARTED >= until:
            return
        yield at, work(rows[at : at + _CHUNK])
        print(
            f"{min(at + _CHUNK, len(rows))} of {len(rows)} sentences, {time.monotonic() - STARTED:.0f} s",
            flush=True,
        )


def engine(folder: Path, *, sample: bool, tokens: int) -> Callable[[Rows], Rows]:
    """What translates greedily, or draws: PyTorch on a GPU; on a CPU CTranslate2 in int8, where it is installed.

    Args:
        folder: Weights.
        sample: Draw among the ten likeliest pieces instead of taking the likeliest.
        tokens: Pieces of a batch at most; on a CPU never more than some thousands.
    """
    where = device()
    model, _ = weights.load(folder, where)
    if where.type == "cpu" and find_spec("ctranslate2"):
        return _by_ctranslate2(model, sample=sample, tokens=min(tokens, _CPU_TOKENS))
    kind = resolve("auto", where)

    def work(rows: Rows) -> Rows:
        with precision(where, kind):
            return translate(model, rows, where, tokens=tokens, sample=sample)

    return work


def quantised(model: Transformer) -> tuple[Any, list[str], dict[str, int]]:
    """A translator of CTranslate2 in int8 with a worker for each core, the name of each piece in it, and the piece of each name.

    The names are the pieces' numbers: no text is needed here.
    """
    import ctranslate2

    names = [str(number) for number in range(model.config.vocab)]
    names[UNK], names[BOS], names[EOS] = "<unk>", "<s>", "</s>"
    with tempfile.TemporaryDirectory() as place:
        spec.save(model, names, Path(place), quantization="int8")
        translator: Any = ctranslate2.Translator(
            place, compute_type="int8", inter_threads=os.cpu_count() or 1, intra_threads=1
        )
    return translator, names, {name: number for number, name in enumerate(names)}


def _by_ctranslate2(model: Transformer, *, sample: bool, tokens: int) -> Callable[[Rows], Rows]:
    translator, names, number = quantised(model)

    def work(rows: Rows) -> Rows:
        found = translator.translate_batch(
            [[names[n] for n in row] for row in rows],
            beam_size=1, sampling_topk=10 if sample else 1, max_decoding_length=LONGEST + 1,
            max_batch_size=tokens, batch_type="tokens",
        )  # fmt: skip
        return [[number[name] for name in one.hypotheses[0]] for one in found]

    return work


def write(
    folder: Path,
    out: Path,
    name: str,
    source: Rows,
    target: Rows,
    *,
    weight: float,
    made_of: Sequence[str] = (),
) -> dict[str, Any]:
    """Write pairs as a class of their own in archives `train-NAME-NN.npz`, and the pack's `meta.json` with it.

    Args:
        folder: The pack to which they belong.
        out: Where the files go: the pack itself, or a folder whose files are copied there later.
        name: The class, FOLDER/NAME; older archives of the same NAME go.
        source: English pieces.
        target: Pieces of the other language.
        weight: How often an epoch has each pair.
        made_of: The names of sources that are not classes of the pack, for the model card.

    Returns:
        The new `meta.json`.
    """
    kept = [
        n
        for n, both in enumerate(zip(source, target, strict=True))
        if all(0 < len(row) <= LONGEST for row in both)
    ]
    meta = pack.read_meta(folder)
    number, stem = pack.add_class(meta, name, len(kept), weight), f"train-{name.rsplit('/', maxsplit=1)[-1]}"
    if made_of:
        meta["classes"][number]["made_of"] = sorted(made_of)
    meta["pairs"] = sum(entry["pairs"] for entry in meta["classes"])
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob(f"{stem}-*.npz"):
        old.unlink()
    size = sum(len(source[n]) + len(target[n]) for n in kept) * _BYTES_A_PIECE
    for shard, part in enumerate(np.array_split(np.array(kept, int), max(1, int(-(-size // _SHARD_BYTES))))):
        english, other = ([np.array(side[n], np.uint16) for n in part] for side in (source, target))
        pack.write(out / f"{stem}-{shard:02d}.npz", pack.arrays(english, other, np.full(len(part), number)))
    pack.write_meta(out, meta)
    return meta


def write_texts(
    folder: Path, name: str, source: Sequence[str], target: Sequence[str], *, weight: float, show: int = 0
) -> None:
    """Write pairs as a class of the pack in *folder*, see write(), and print *show* of them, for reading."""
    model = processor(folder)
    write(folder, folder, name, model.encode(list(source)), model.encode(list(target)), weight=weight)
    step = max(1, len(source) // max(1, show))
    for english, other in list(zip(source, target, strict=True))[::step][:show]:
        print(f"{english}\n  {other}")


def write_lines(
    folder: Path,
    name: str,
    lines: list[str],
    *,
    weight: float,
    show: int,
    held_out: Sequence[Path] = (),
) -> None:
    """Write the pairs of *lines*, `english<TAB>target`, that pass the filters of `prepare`, as a class of the pack in *folder*, and print how many.

    Besides *held_out*, the pack's own dev set is never trained on.
    """
    to = pack.read_meta(folder)["pair"][1]
    reader = Reader(to, HeldOut([folder / "dev.en", folder / f"dev.{to}", *held_out]), {})
    reader.read(name, lines)
    pairs = reader.pairs
    print(f"{name}: {len(pairs.source)} pairs; {pairs.report[name]}")
    write_texts(folder, name, pairs.source, pairs.target, weight=weight, show=show)


def processor(folder: Path) -> Any:
    """The SentencePiece model of a pack."""
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))


def texts(model: Any, rows: Sequence[Sequence[int]]) -> list[str]:
    """The sentences that *rows* spell."""
    found: list[str] = model.decode([list(row) for row in rows])
    return found


def pairs_of(
    data: pack.Pack, model: Any, globs: Sequence[str], *, most: int | None = None
) -> list[tuple[str, str]]:
    """The pairs of the classes that *globs* name, as text; *most* of them, drawn at random, where there are more."""
    used = [any(fnmatch.fnmatch(entry["name"], glob) for glob in globs) for entry in data.meta["classes"]]
    chosen = np.flatnonzero(np.array(used)[data.classes])
    if most is not None and len(chosen) > most:
        chosen = np.random.default_rng(1).choice(chosen, most, replace=False)
    source, target = (
        texts(model, [side.sentence(int(n)) for n in chosen]) for side in (data.source, data.target)
    )
    return list(zip(source, target, strict=True))
