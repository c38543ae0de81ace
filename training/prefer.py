"""What a model does right and wrong, for the trainer to tell apart.

    python -m training.prefer data/en-ar --weights runs/en-ar/out 'own/*' 'sent/*' --most 20000 --plain 0.5
    python -m training.train --data data/en-ar --init runs/en-ar/out --prefer 1 ...

The model translates sentences: copies of the pack that have marks, others with marks in the places of one to three random words, and some as they are. What is wrong with
a translation is what can be told without the language (`faults.py`): marks, figures, words said twice. Where one of the beam's translations is faultless,
and another one, which the model likes better or nearly as well, is not, the two become a preference in the pack's `prefer.npz`. Where none is
faultless, the pack's own translation, if there is one and it is, takes the place of the right one.

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
from typing import Any

from training import STARTED, pack, synthetic, weights
from training.faults import TWICE, faults
from training.model import Transformer
from training.preferences import MARGIN, Preference, save
from training.terms import MARK, mask_some

_COUNTS = 1, 2, 2, 3, 3  # marks put in
_SHORTEST = 0.8  # of the wrong translation's pieces: what is right because it lacks a clause is not preferred
_CHUNK = 2_000  # sentences between two looks at the clock
_BATCH = 2_000  # pieces

Row = list[int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation, as text and in pieces, and how likely the model finds it: the log-probability, a piece."""

    text: str
    row: Row
    likely: float


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, as text and in pieces, and its translation, where one is known."""

    text: str
    source: Row
    known: Candidate | None


def cases(
    pairs: Sequence[tuple[str, str]], *, words: int, plain: float, seed: int
) -> Iterator[tuple[str, str | None]]:
    """English sentences of so many words, and their translations, where they are known.

    A sentence with marks stays as it is; of the others the share *plain* does, the rest has marks put in and no translation.
    """
    rng = random.Random(seed)
    for source, target in pairs:
        if source.count(" ") < words - 1:
            continue
        if MARK.search(source):
            yield source, target
        elif "⟦" in source:
            continue
        elif rng.random() < plain:
            yield source, target
        elif masked := mask_some(source, _COUNTS, rng):
            yield masked, None


def preference(case: Case, found: Sequence[Candidate], margin: float) -> Preference | None:
    """What is to be preferred in a case; None where there is nothing wrong, or nothing right.

    What is right in the beam but much shorter than what is wrong may lack a clause: the known translation takes its place, if there is one, unless the wrong one
    says something twice.

    Args:
        case: The sentence.
        found: Its translations.
        margin: A right translation that is likelier by so much is preferred enough.
    """
    done = [one for one in found if 0 < len(one.row) < synthetic.LONGEST]  # others were cut off
    wrong = {bool(faults(case.text, one.text)): one for one in sorted(done, key=lambda one: one.likely)}
    good, bad = wrong.get(False), wrong.get(True)
    if bad is None or (good and good.likely - bad.likely > margin):
        return None
    if good and TWICE not in faults(case.text, bad.text) and len(good.row) < _SHORTEST * len(bad.row):
        good = None
    if good is None and case.known and not faults(case.text, case.known.text):
        good = case.known
    return Preference(case.source, good.row, bad.row) if good else None


class Chooser:
    """Translates with a beam, through CTranslate2."""

    def __init__(self, model: Transformer, processor: Any, beam: int) -> None:
        self._translator, self._names, self._number = synthetic.quantised(model)
        self._processor, self._beam = processor, beam

    def translations(self, rows: Sequence[Row]) -> list[list[Candidate]]:
        """All of the beam's translations of each row, the likeliest first."""
        found = self._translator.translate_batch(
            [[self._names[n] for n in row] for row in rows],
            beam_size=self._beam, num_hypotheses=self._beam, length_penalty=1, return_scores=True,
            max_decoding_length=synthetic.LONGEST, max_batch_size=_BATCH, batch_type="tokens",
        )  # fmt: skip
        return [
            [self._candidate(names, score) for names, score in zip(one.hypotheses, one.scores, strict=True)]
            for one in found
        ]

    def _candidate(self, names: Sequence[str], score: float) -> Candidate:
        row = [self._number[name] for name in names]
        return Candidate(self._processor.decode(row), row, score)


def main() -> None:
    """Run the command."""
    args = _options()
    processor, data = synthetic.processor(args.data), pack.read(args.data)
    model, meta = weights.load(args.weights)
    if model.config.vocab != data.meta["vocab"] or meta.get("pair") != data.meta["pair"]:
        raise SystemExit(f"{args.weights} holds a model of another pair than {args.data}")
    pairs = synthetic.pairs_of(data, processor, args.sources)
    random.Random(args.seed).shuffle(pairs)
    texts = list(islice(cases(pairs, words=args.words, plain=args.plain, seed=args.seed), args.most))
    asked = [
        Case(text, source, Candidate(known, processor.encode(known), 0) if known else None)
        for source, (text, known) in zip(processor.encode([text for text, _ in texts]), texts, strict=True)
        if len(source) <= synthetic.LONGEST
    ]
    if not asked:
        raise SystemExit(f"{args.data}: no sentence of {args.words} words in {', '.join(args.sources)}")
    chooser, found, best = Chooser(model, processor, args.beam), list[Preference](), Counter[str]()
    for at in range(0, len(asked), _CHUNK):
        if time.monotonic() - STARTED >= args.time_limit:
            break
        part = asked[at : at + _CHUNK]
        translations = chooser.translations([case.source for case in part])
        for case, many in zip(part, translations, strict=True):
            best.update(faults(case.text, many[0].text) or ["without fault"])
        made = (preference(*both, args.margin) for both in zip(part, translations, strict=True))
        found += [one for one in made if one]
        done = at + len(part)
        shares = ", ".join(f"{count / done:.1%} {name}" for name, count in best.most_common())
        print(
            f"{done} of {len(asked)} sentences: {shares}; {len(found)} preferences, {time.monotonic() - STARTED:.0f} s",
            flush=True,
        )
    if not found:
        raise SystemExit("nothing to tell apart")
    save(args.data, found)
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
    parser.add_argument(
        "--plain", type=float, default=0.0, help="share of the sentences without marks that stay without"
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
