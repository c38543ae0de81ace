"""Parallel text to a pack: cleaned, deduplicated, held out, augmented, tokenised.

    python -m training.prepare --to fr --out data/en-fr --dev dev/flores --held-out dev/flores.en --held-out dev/flores.fr \
        --weight sent/justice_canada_laws=0.4 en-fr.tsv.xz terms.en-fr.tsv.xz

Files named `terms.*` are dictionaries and feed only the copies that ask for terms; see corpora.sources() for the others.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import corpora, pack
from training.align import Aligner
from training.augment import Augmenter
from training.corpora import Pairs
from training.filters import HeldOut
from training.links import piece_links
from training.text import words, write_rules
from training.vocabulary import BOS, EOS, SYMBOLS, UNK

_BLOCK = 100_000
_START = time.monotonic()


def main() -> None:
    """Run the command."""
    args = _options()
    args.out.mkdir(parents=True, exist_ok=True)
    held_out = HeldOut(args.held_out)
    reader = corpora.Reader(args.to, held_out, corpora.rules(args.limit))
    for name, lines in corpora.sources(args.files):
        reader.read(name, lines)
    pairs = reader.pairs
    say(f"{len(pairs.source)} pairs of {len(pairs.names)} sources")
    aligner = _aligned(pairs, args.align_pairs, args.min_align)
    _set_aside(pairs, args.out / "valid.tsv", args.valid)
    plain = len(pairs.source)
    forms = _augmented(pairs, Augmenter(args.to, aligner, corpora.dictionary(args.files)), args.aug)
    say(f"{plain} aligned pairs, copies {dict(forms)}")
    processor = _processor(args, pairs, plain)
    kept, sizes = _write(args, pairs, processor, aligner)
    for side in ("en", args.to):
        (args.out / f"dev.{side}").write_bytes(Path(f"{args.dev}.{side}").read_bytes())
    meta = _meta(args, pairs, kept, sizes) | {"vocab": processor.get_piece_size()}
    pack.write_meta(args.out, meta | {"held_out": list(held_out.lines.items()), "augmented": dict(forms)})
    say(f"{args.out}: {len(kept)} pairs, {sum(sizes) / 1e6:.1f} MB")


def say(text: str) -> None:
    """Print a line with the seconds since the start."""
    print(f"[{time.monotonic() - _START:6.0f} s] {text}", flush=True)


def _aligned(pairs: Pairs, sample: int, least: float) -> Aligner:
    """Drop the pairs that the aligner scores below *least*; the aligner."""
    order = random.Random(3).sample(range(len(pairs.source)), min(sample, len(pairs.source)))
    aligner = Aligner([(words(pairs.source[i]), words(pairs.target[i])) for i in order])
    scores = np.concatenate(
        [
            aligner.scores(
                [(words(s), words(t)) for s, t in zip(pairs.source[i:j], pairs.target[i:j], strict=True)]
            )
            for i, j in ((i, i + _BLOCK) for i in range(0, len(pairs.source), _BLOCK))
        ]
    )
    classes = np.array(pairs.classes)
    for number, name in enumerate(pairs.names):
        mine = scores[classes == number]
        if len(mine):
            pairs.report[name] |= {
                "misaligned": int((mine < least).sum()),
                "mean_align": round(float(mine.mean()), 3),
            }
    pairs.keep((scores >= least).tolist())
    return aligner


def _set_aside(pairs: Pairs, path: Path, most: int) -> None:
    """Move some pairs out of the training data into a file."""
    total = len(pairs.source)
    chosen = set(random.Random(4).sample(range(total), min(most, total // 20)))
    lines = (f"{pairs.source[i]}\t{pairs.target[i]}\n" for i in sorted(chosen))
    path.write_text("".join(lines), encoding="utf-8")
    pairs.keep([i not in chosen for i in range(total)])


def _augmented(pairs: Pairs, augmenter: Augmenter, share: float) -> Counter[str]:
    """Add copies that ask for terms, up to *share* of the pairs; how many of each form."""
    rng, total, made = random.Random(5), len(pairs.source), Counter[str]()
    first = len(pairs.names)
    pairs.names += ["aug/placeholder", "aug/inline"]
    want = int(share * total)
    for _ in range(4 * want):
        i = rng.randrange(total)
        if made.total() >= want:
            break
        if pairs.source[i].count(" ") < 2 and rng.random() < 0.7:
            continue
        if copy := augmenter.copy(pairs.source[i], pairs.target[i]):
            pairs.append(copy.source, copy.target, first + (copy.form == "inline"))
            made[copy.form] += 1
    return made


def _processor(args: argparse.Namespace, pairs: Pairs, plain: int) -> Any:
    """The SentencePiece model in the pack: the one given, or one trained on equal shares of both languages."""
    import sentencepiece

    model = args.out / "spm.model"
    if args.spm:
        model.write_bytes(args.spm.read_bytes())
        return sentencepiece.SentencePieceProcessor(model_file=str(model))
    rng, corpus, norm = random.Random(1), args.out / "spm.txt", args.out / "norm.tsv"
    sample = rng.sample(range(plain), min(plain, args.spm_lines // 2))
    corpus.write_text(
        "".join(f"{side[i]}\n" for side in (pairs.source, pairs.target) for i in sample), encoding="utf-8"
    )
    write_rules(norm)
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus), model_prefix=str(args.out / "spm"), vocab_size=args.vocab, model_type="unigram",
        character_coverage=0.9999, byte_fallback=True, split_digits=True, user_defined_symbols=list(SYMBOLS),
        normalization_rule_tsv=str(norm), unk_id=UNK, bos_id=BOS, eos_id=EOS, pad_id=-1, max_sentence_length=3000,
        num_threads=args.threads, input_sentence_size=args.spm_lines, shuffle_input_sentence=True, minloglevel=1,
        hard_vocab_limit=False,
    )  # fmt: skip
    for path in (corpus, norm, args.out / "spm.vocab"):
        path.unlink()
    return sentencepiece.SentencePieceProcessor(model_file=str(model))


def _encoded(processor: Any, texts: Sequence[str], threads: int) -> list[NDArray[np.uint16]]:
    found: list[NDArray[np.uint16]] = []
    for i in range(0, len(texts), _BLOCK):
        rows = processor.encode(list(texts[i : i + _BLOCK]), out_type=int, num_threads=threads)
        found += [np.array(row, np.uint16) for row in rows]
    return found


def _write(
    args: argparse.Namespace, pairs: Pairs, processor: Any, aligner: Aligner
) -> tuple[list[int], list[int]]:
    """Write the archives; the pairs in them, in a random order, so that each is a fair sample, and the sizes."""
    source, target = (_encoded(processor, side, args.threads) for side in (pairs.source, pairs.target))
    order = np.random.default_rng(5).permutation(len(source)).tolist()
    kept = [i for i in order if all(0 < len(side[i]) <= args.max_len for side in (source, target))]
    classes, linked = np.array(pairs.classes), int(args.links * len(kept))
    shards = max(1, -(-sum(len(source[i]) + len(target[i]) for i in kept) // int(args.shard_mb * 1e6)))
    sizes = []
    for number, part in enumerate(np.array_split(np.array(kept), shards)):
        arrays = pack.arrays([source[i] for i in part], [target[i] for i in part], classes[part])
        if linked:
            share = part[: -(-linked // shards)]
            arrays |= pack.link_arrays(_links(aligner, processor, source, target, share, part))
        sizes.append(pack.write(args.out / f"train-{number:02d}.npz", arrays))
    return kept, sizes


def _links(
    aligner: Aligner,
    processor: Any,
    source: pack.Ids,
    target: pack.Ids,
    share: NDArray[Any],
    part: NDArray[Any],
) -> list[NDArray[np.int16]]:
    """Links of the pairs in *share*, with which *part* begins; the others have none."""
    spelled = ([processor.id_to_piece(side[i].tolist()) for side in (source, target)] for i in share)
    found = [piece_links(aligner, s, t) for s, t in spelled]
    return found + [np.full(len(target[i]), -1, np.int16) for i in part[len(share) :]]


def _meta(args: argparse.Namespace, pairs: Pairs, kept: list[int], sizes: list[int]) -> dict[str, Any]:
    counts = np.bincount(np.array(pairs.classes)[kept], minlength=len(pairs.names))
    weights = corpora.rules(args.weight)
    classes = [
        {"name": name, "pairs": int(count), "weight": corpora.lookup(weights, name, 1.0)}
        for name, count in zip(pairs.names, counts, strict=True)
    ]
    return {
        "pair": ["en", args.to], "pairs": len(kept), "shards": len(sizes), "bytes": sizes, "eos": EOS,
        "max_len": args.max_len, "classes": classes, "report": pairs.report,
    }  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", required=True, choices=("fr", "es", "ar"))
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument(
        "--held-out", required=True, action="append", type=Path, help="text never to train on"
    )
    parser.add_argument("--dev", required=True, help="the dev set's files without .en and .XX")
    parser.add_argument("--vocab", type=int, default=16000)
    parser.add_argument("--spm", type=Path, help="use this model instead of training one")
    parser.add_argument("--spm-lines", type=int, default=1_000_000)
    parser.add_argument(
        "--weight", action="append", default=[], metavar="NAME=W", help="2: seen twice an epoch"
    )
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=N")
    parser.add_argument("--max-len", type=int, default=160, help="pieces a side")
    parser.add_argument("--aug", type=float, default=0.12, help="copies that ask for terms, of all pairs")
    parser.add_argument("--links", type=float, default=0.0, help="share of the pairs to link")
    parser.add_argument("--min-align", type=float, default=0.35, help="drop pairs that score below")
    parser.add_argument("--align-pairs", type=int, default=150_000)
    parser.add_argument("--valid", type=int, default=1500)
    parser.add_argument("--shard-mb", type=float, default=55)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
