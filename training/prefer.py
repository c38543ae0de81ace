"""What a model does with marks, right and wrong, for the trainer to tell apart.

    python -m training.prefer data/en-ar --weights runs/en-ar/out 'own/*' 'sent/*' --most 20000
    python -m training.train --data data/en-ar --init runs/en-ar/out --prefer 1 ...

The model translates sentences with marks: copies of the pack that have some, and others with marks in the places of one to three random words. Where one of the
beam's translations has all marks as often as the sentence, and another one, which the model likes better or nearly as well, has not, the two become a
preference in the pack's `prefer.npz`. Where none has, the pack's own translation, if there is one, takes the place of the right one.

Ordinary training shows a model what is right, and never its own mistakes: a mark that comes twice, or not at all. These are rare enough in it to stay.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from training import STARTED, pack, synthetic, weights
from training.model import Transformer
from training.preferences import FILE, MARGIN, Preference, save
from training.terms import MARK, mask_some
from training.vocabulary import FIRST_SYMBOL, PLACEHOLDERS

_COUNTS = 1, 2, 2, 3, 3  # marks put in
_MARKS = frozenset(range(FIRST_SYMBOL, FIRST_SYMBOL + len(PLACEHOLDERS)))
_CHUNK = 2_000  # sentences between two looks at the clock
_BATCH = 2_000  # pieces

Row = list[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with marks in pieces, and its translation, where one is known."""

    source: Row
    known: Row | None


def cases(pairs: Sequence[tuple[str, str]], *, words: int, seed: int) -> Iterator[tuple[str, str | None]]:
    """English sentences of so many words with marks, and their translations, where these have marks too."""
    rng = random.Random(seed)
    for source, target in pairs:
        if source.count(" ") < words - 1:
            continue
        if MARK.search(source):
            yield source, target
        elif "⟦" not in source and (masked := mask_some(source, _COUNTS, rng)):
            yield masked, None


def right(source: Row, target: Row) -> bool:
    """Whether *target* has every mark of *source* as often as it is there, and no other."""
    return Counter(n for n in source if n in _MARKS) == Counter(n for n in target if n in _MARKS)


def preference(case: Case, found: Sequence[tuple[Row, float]], margin: float) -> Preference | None:
    """What is to be preferred in a case; None where there is nothing wrong, or nothing right.

    Args:
        case: The sentence.
        found: Its translations and how likely each is, a piece.
        margin: A right translation that is likelier by so much is preferred enough.
    """
    done = [pair for pair in found if 0 < len(pair[0]) < synthetic.LONGEST]  # others were cut off
    good = max((pair for pair in done if right(case.source, pair[0])), key=lambda pair: pair[1], default=None)
    bad = max(
        (pair for pair in done if not right(case.source, pair[0])), key=lambda pair: pair[1], default=None
    )
    if bad is None or (good and good[1] - bad[1] > margin):
        return None
    better = good[0] if good else case.known
    return Preference(case.source, better, bad[0]) if better and right(case.source, better) else None


class Chooser:
    """Translates with a beam, through CTranslate2."""

    def __init__(self, model: Transformer, beam: int) -> None:
        self._translator, self._names, self._number = synthetic.quantised(model)
        self._beam = beam

    def translations(self, rows: Sequence[Row]) -> list[list[tuple[Row, float]]]:
        """All of the beam's translations of each row, with the log-probability of each, a piece."""
        found = self._translator.translate_batch(
            [[self._names[n] for n in row] for row in rows],
            beam_size=self._beam, num_hypotheses=self._beam, length_penalty=1, return_scores=True,
            max_decoding_length=synthetic.LONGEST, max_batch_size=_BATCH, batch_type="tokens",
        )  # fmt: skip
        return [
            [([self._number[name] for name in names], score) for names, score in zip(one.hypotheses, one.scores, strict=True)]
            for one in found
        ]  # fmt: skip


def main() -> None:
    """Run the command."""
    args = _options()
    processor, data = synthetic.processor(args.data), pack.read(args.data)
    model, meta = weights.load(args.weights)
    if model.config.vocab != data.meta["vocab"] or meta.get("pair") != data.meta["pair"]:
        raise SystemExit(f"{args.weights} holds a model of another pair than {args.data}")
    pairs = synthetic.pairs_of(data, processor, args.sources)
    random.Random(args.seed).shuffle(pairs)
    texts = list(islice(cases(pairs, words=args.words, seed=args.seed), args.most))
    asked = [
        Case(source, processor.encode(known) if known else None)
        for source, (_, known) in zip(processor.encode([text for text, _ in texts]), texts, strict=True)
        if len(source) <= synthetic.LONGEST
    ]
    if not asked:
        raise SystemExit(f"{args.data}: no sentence of {args.words} words in {', '.join(args.sources)}")
    chooser, found, best = Chooser(model, args.beam), list[Preference](), list[bool]()
    for at in range(0, len(asked), _CHUNK):
        if time.monotonic() - STARTED >= args.time_limit:
            break
        part = asked[at : at + _CHUNK]
        translations = chooser.translations([case.source for case in part])
        best += [right(case.source, many[0][0]) for case, many in zip(part, translations, strict=True)]
        made = (preference(*both, args.margin) for both in zip(part, translations, strict=True))
        found += [one for one in made if one]
        print(f"{len(best)} of {len(asked)} sentences, {np.mean(best):.1%} right, {len(found)} preferences, {time.monotonic() - STARTED:.0f} s", flush=True)  # fmt: skip
    if not found:
        raise SystemExit("nothing to tell apart")
    save(args.data / FILE, found)
    step = max(1, len(found) // max(1, args.show))
    for one in found[::step][: args.show]:
        print(*(processor.decode(row) for row in (one.source, one.better, one.worse)), sep="\n  ")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument("sources", nargs="+", help="globs of classes")
    parser.add_argument("--weights", type=Path, required=True, help="of the model that makes the mistakes")
    parser.add_argument("--most", type=int, default=20_000, help="sentences to translate")
    parser.add_argument(
        "--words", type=int, default=10, help="English words at least; little goes wrong in shorter ones"
    )
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument(
        "--margin",
        type=float,
        default=MARGIN,
        help="a right translation that is likelier by more makes no preference; nats a piece",
    )
    parser.add_argument("--time-limit", type=float, default=1e12, help="seconds")
    parser.add_argument("--seed", type=int, default=1, help="of the sentences and the marks")
    parser.add_argument("--show", type=int, default=5, help="preferences to print, for reading")
    return parser.parse_args()


if __name__ == "__main__":
    main()
