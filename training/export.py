"""Trained weights to an Argos package, with its model card and its hash.

    python -m training.export --weights runs/en-fr/out --data data/en-fr --version 1.0 --out packages \
        --licences corpora/SOURCES-*.md --scores scores.json

Refuses what does not agree: the float32 CTranslate2 model has to give PyTorch's greedy translations and log-probabilities on sentences of
the dev set, ties aside, and SentencePiece has to normalise as the training text was. Verify the package with `localize models verify`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from training import agreement, pack, spec, weights
from training.card import card, licences
from training.model import Transformer
from training.text import normalise
from training.vocabulary import LANGUAGES

_PROBE = "“L’eau” n\u00adon\u200b\u00a0! \ufb01n e\u0301te\u0301 ٣٩ شكـــراً مُحَمَّد"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same weights give the same bytes


def main() -> None:
    """Run the command."""
    import sentencepiece

    args = _options()
    torch.set_num_threads(1)
    model, meta = weights.load(args.weights)
    data = pack.read_meta(args.data)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(args.data / "spm.model"))
    if processor.get_piece_size() != model.config.vocab:
        raise SystemExit(
            f"{args.data} has {processor.get_piece_size()} pieces, the weights {model.config.vocab}"
        )
    if processor.decode(processor.encode(_PROBE)) != normalise(_PROBE):
        raise SystemExit(f"{args.data}/spm.model does not normalise as the training text was")
    lines = (args.data / "dev.en").read_text(encoding="utf-8").splitlines()[: args.lines]
    name = f"translate-en_{data['pair'][1]}-{args.version.replace('.', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        found = convert(model, processor, Path(folder), lines)
        measured = json.loads(args.scores.read_text(encoding="utf-8")) if args.scores else {}
        text = card(name, meta, data, licences(args.licences), {**measured, "agreement with PyTorch": found})
        target = args.out / f"{name}.argosmodel"
        write(
            target,
            Path(folder) / "int8",
            args.data / "spm.model",
            _metadata(data["pair"][1], args.version),
            text,
        )
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, {json.dumps(found)}")
    if target.stat().st_size > args.limit_mb * 1e6:
        raise SystemExit(f"{target} is larger than {args.limit_mb:g} MB")


def convert(model: Transformer, processor: Any, folder: Path, lines: list[str]) -> dict[str, dict[str, Any]]:
    """Write *model* to `float32` and `int8` in *folder*; how far each is from PyTorch on *lines*.

    Raises:
        SystemExit: The float32 model differs.
    """
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    references = [agreement.reference(model, row) for row in processor.encode(lines)]
    sources = processor.encode(lines, out_type=str)
    found = {}
    for kind in ("float32", "int8"):
        spec.save(model, pieces, folder / kind, quantization=None if kind == "float32" else kind)
        found[kind] = agreement.compare(references, sources, pieces, folder / kind, kind)
    if not found["float32"].exact:
        raise SystemExit(f"CTranslate2 does not give what PyTorch gives: {found['float32']}")
    return {kind: {k: v for k, v in asdict(value).items() if k != "exact"} for kind, value in found.items()}


def write(target: Path, model: Path, tokenizer: Path, metadata: Mapping[str, Any], text: str) -> None:
    """Write a package, and beside it its card (`.md`) and its hash (`.sha256`, as `sha256sum` writes it)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = {"metadata.json": json.dumps(metadata, indent=4).encode(), "README.md": text.encode()}
    parts["sentencepiece.model"] = tokenizer.read_bytes()
    parts |= {f"model/{path.name}": path.read_bytes() for path in sorted(model.iterdir())}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    target.with_suffix(".md").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_suffix(".sha256").write_text(f"{digest}  {target.name}\n", encoding="utf-8")


def _metadata(to: str, version: str) -> dict[str, Any]:
    return {
        "package_version": version, "argos_version": "1.9.0", "type": "translate", "from_code": "en",
        "from_name": LANGUAGES["en"], "to_code": to, "to_name": LANGUAGES[to], "links": [],
    }  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument(
        "--data", type=Path, required=True, help="the pack, for spm.model, dev.en and meta.json"
    )
    parser.add_argument("--out", type=Path, default=Path("packages"))
    parser.add_argument("--version", default="1.0")
    parser.add_argument("--licences", type=Path, nargs="*", default=[], help="Markdown tables of the sources")
    parser.add_argument("--scores", type=Path, help="what training.evaluate wrote, for the card")
    parser.add_argument("--lines", type=int, default=50, help="sentences to compare")
    parser.add_argument("--limit-mb", type=float, default=30, help="10^6 bytes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
