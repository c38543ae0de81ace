"""What a model does with marks, right and wrong, for the trainer to tell apart.

    python -m training.prefer data/en-ar --weights runs/en-ar/out 'own/*' 'sent/*' --most 20000
    python -m training.train --data data/en-ar --init runs/en-ar/out --prefer 1 ...

The model translates sentences with one to three marks. Where one of the beam's translations has every mark once, and another one, which it likes better or
nearly as well, has not, the two become a pair of `prefer.npz` in the pack. Where none has all marks and the sentence is one of the pack's own copies with
marks, its translation there takes the place of the right one. Ordinary training shows the model what is right; it never shows it its own mistakes (marks that
come twice, or not at all), and these are rare enough in it to stay.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training import STARTED, pack, synthetic, weights
from training.preferences import FILE, Preference, save
from training.terms import MARK, content_words, mask
from training.vocabulary import FIRST_SYMBOL, PLACEHOLDERS

_COUNTS = (1, 2, 2, 3, 3)  # marks put in
_MARKS = frozenset(range(FIRST_SYMBOL, FIRST_SYMBOL + len(PLACEHOLDERS)))
_CHUNK = 2_000  # sentences between two looks at the clock
_BATCH = 2_000  # pieces

Row = list[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with marks in pieces, and its translation, where one is known."""

    source: Row
    known: Row | None


def cases(pairs: Sequence[tuple[str, str]], model: Any, *, words: int, seed: int) -> list[Case]:
    """Of the pairs with so many English words those that have marks as they are, the others with marks in the places of random words."""
    rng, found = random.Random(seed), list[Case]()
    for source, target in pairs:
        if source.count(" ") < words - 1:
            continue
        if MARK.search(source):
            found.append(Case(model.encode(source), model.encode(target)))
        elif "⟦" not in source and len(where := content_words(source)) >= 3:
            chosen = rng.sample(where, rng.choice(_COUNTS))
            found.append(Case(model.encode(mask(source, chosen)), None))
    return [case for case in found if len(case.source) <= synthetic.LONGEST]


def right(source: Row, target: Row) -> bool:
    """Whether *target* has every mark of *source* as often as it is there, and no other."""
    return Counter(n for n in source if n in _MARKS) == Counter(n for n in target if n in _MARKS)


def preference(case: Case, found: Sequence[tuple[Row, float]], margin: float) -> Preference | None:
    """What is to be preferred in a case; None where there is nothing wrong, or nothing right.

    Args:
        case: The sentence.
        found: Its translations and how likely each is: the mean log-probability of its pieces.
        margin: A right translation that is likelier by so much is preferred enough.
    """
    good = max(
        (pair for pair in found if right(case.source, pair[0])), key=lambda pair: pair[1], default=None
    )
    bad = max(
        (pair for pair in found if not right(case.source, pair[0])), key=lambda pair: pair[1], default=None
    )
    if bad is None or not bad[0] or (good and good[1] - bad[1] > margin):
        return None
    better = good[0] if good else case.known
    return Preference(case.source, better, bad[0]) if better else None


class Chooser:
    """Translates with a beam, through CTranslate2."""

    def __init__(self, folder: Path, beam: int) -> None:
        self._translator, self._names = synthetic.quantised(weights.load(folder)[0])
        self._number = {name: n for n, name in enumerate(self._names)}
        self._beam = beam

    def translations(self, rows: Sequence[Row]) -> list[list[tuple[Row, float]]]:
        """All of the beam's translations of each row, with the mean log-probability of a piece."""
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
    model, data = synthetic.processor(args.data), pack.read(args.data)
    pairs = synthetic.pairs_of(data, model, args.sources)
    random.Random(args.seed).shuffle(pairs)
    asked = cases(pairs, model, words=args.words, seed=args.seed)[: args.most]
    if not asked:
        raise SystemExit(f"{args.data}: no sentence of {args.words} words in {', '.join(args.sources)}")
    chooser, found, best, seen = Chooser(args.weights, args.beam), list[Preference](), list[bool](), 0
    for at in range(0, len(asked), _CHUNK):
        if time.monotonic() - STARTED >= args.time_limit:
            break
        part = asked[at : at + _CHUNK]
        translations = chooser.translations([case.source for case in part])
        best += [right(case.source, many[0][0]) for case, many in zip(part, translations, strict=True)]
        made = [preference(*both, args.margin) for both in zip(part, translations, strict=True)]
        found += [one for one in made if one]
        seen += len(part)
        print(f"{seen} of {len(asked)} sentences, {np.mean(best):.1%} right, {len(found)} preferences, {time.monotonic() - STARTED:.0f} s", flush=True)  # fmt: skip
    if not found:
        raise SystemExit("nothing to tell apart")
    save(args.data / FILE, found)
    step = max(1, len(found) // max(1, args.show))
    for one in found[::step][: args.show]:
        print(*(model.decode(row) for row in (one.source, one.better, one.worse)), sep="\n  ")


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
    parser.add_argument("--margin", type=float, default=0.1, help="nats a piece")
    parser.add_argument("--time-limit", type=float, default=1e12, help="seconds")
    parser.add_argument("--seed", type=int, default=1, help="of the sentences and the marks")
    parser.add_argument("--show", type=int, default=5, help="preferences to print, for reading")
    return parser.parse_args()


if __name__ == "__main__":
    main()
