"""An Argos package as an engine: its own CTranslate2 model and tokenizer, in batches over all texts."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from localize.engine import Hypothesis, Link, guards
from localize.engine.attention import links
from localize.engine.batches import batches, cores
from localize.engine.long_texts import INPUT_LIMIT, joined, parts
from localize.engine.package_folder import Package, digest
from localize.engine.package_model import vocabularies
from localize.engine.shapes import Marks, trusted, usable
from localize.engine.tokenizers import Tokenizer, open_tokenizer
from localize.engine.translator import open_translator
from localize.errors import PackageError
from localize.locales import Locale

OUTPUT_LIMIT = 256
"""Pieces at which CTranslate2 stops writing, as with Argos."""

_LENGTH_PENALTY = 1.0  # a mean over the pieces; Argos's 0.2 favours what is short, see docs/performance.md
_CURABLE = {
    "repetition",
    "length",
    "truncated",
}  # what a penalty on repeats can mend; a copy it would only damage
_PLAIN: Mapping[str, float] = {}
_PENALIZED: Mapping[str, float] = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3}

_UNSPACED = {"zh", "zt", "ja", "th", "km", "lo", "my"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is run. On one kind of processor int8 gives the same text and score each time."""

    beam: int = 4
    """Width of the beam search. Argos takes 4; projects take 2, which costs them nothing: docs/performance.md."""

    threads: int = 0
    """How many batches are translated at once; 0 for one on each core."""

    cores_each: int = 1
    """How many cores are on each batch; see `localize.engine.layouts`."""

    compute_type: str = "int8"
    """CTranslate2's name for the kind of numbers; int8 is the fastest on a CPU."""

    batch_tokens: int = 2048
    """Pieces of the source in one batch; more is not faster."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A text on its way through the model."""

    text: str
    length: int
    """Of how many pieces it is; they are made again when they are needed, since a hundred thousand may wait."""

    prefix: tuple[str, ...]
    """Pieces that its translation has to begin with."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many pieces it reads, and with how many its translation has to begin."""
        return self.length, len(self.prefix)


class ArgosEngine:
    """One package, opened when it is first used. It follows the port `Engine`.

    Args:
        package: What to run.
        settings: How to run it.
        locale: What the targets should read like; None asks nothing of their script.
        marks: Measures which marks the package copies, when they are first asked for; None trusts its vocabulary.
    """

    def __init__(
        self,
        package: Package,
        settings: Settings | None = None,
        locale: Locale | None = None,
        marks: Callable[[], Marks] | None = None,
    ) -> None:
        self._package = package
        self._measured = marks
        self._settings = settings or Settings()
        self._locale = locale
        self._threads = self._settings.threads or cores()
        self._prefix = (package.prefix,) if package.prefix else ()

    @cached_property
    def signature(self) -> str:
        """`argos en-fr 1.9 beam=4 int8 0a1b2c3d`: pair, version, settings, and the package's hash."""
        package, settings = self._package, self._settings
        head = f"argos {package.pair} {package.version} beam={settings.beam} {settings.compute_type}"
        return f"{head} {digest(package)[:8]}"

    @property
    def sentinels(self) -> tuple[str, ...]:
        """Shapes of marks that the package copies, else that its vocabulary allows; `PackageError` when it cannot be read."""
        return self._marks.shapes

    @property
    def marks(self) -> int:
        """As many as it copies; where nobody measured them 8 if it has pieces for them, else 4."""
        return self._marks.most

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Translate *texts*, the longest first; see `Engine.translate`.

        A text without a letter gives itself. Equal texts are translated once. Output that ran off (a loop, an absurd
        length) is decoded again at the end, and stays `suspect` when that is no better; a copy of the source and a
        wrong script are only marked. A text that is too long is translated in parts, and is suspect as `long`.
        There are as many *hypotheses* as the beam is wide, at most: those cost nothing.

        Raises:
            PackageError: The package cannot be read or run.
        """
        numbers: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            if any(char.isalpha() for char in text):
                numbers.setdefault(text, []).append(number)
            else:
                yield number, (Hypothesis(text, 0.0),)
        for text, found in self._distinct(numbers, min(hypotheses, self._settings.beam)):
            for number in numbers[text]:
                yield number, found

    def complete(self, begun: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Hypothesis]]:
        """Go on from the beginnings of translations; see `Completing`. Output that ran off stays `suspect`.

        Raises:
            PackageError: The package cannot be read or run.
        """
        numbers: dict[_Task, list[int]] = {}
        for number, (text, beginning) in enumerate(begun):
            length, prefix = self._length(text), self._tokenizer.encode(beginning)
            if 0 < length <= INPUT_LIMIT and self._known.issuperset(prefix):
                numbers.setdefault(_Task(text, length, (*self._prefix, *prefix)), []).append(number)
        for task, (best, *_) in self._done(numbers, 1, _PLAIN):
            yield from ((number, best) for number in numbers[task])

    def _distinct(self, texts: Iterable[str], count: int) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
        """Each text with its translations; long ones last."""
        parted = {text: self._parted(text) for text in texts}
        long = {text: pieces for text, pieces in parted.items() if len(pieces) > 1}
        shared = {part for pieces in long.values() for part in pieces}
        wanted = dict.fromkeys(part for pieces in parted.values() for part in pieces)
        kept: dict[str, tuple[Hypothesis, ...]] = {}
        for part, found in self._guarded(list(wanted), count):
            if part in shared:
                kept[part] = found
            if part in parted:
                yield part, found
        glue = "" if self._package.target in _UNSPACED else " "
        for text, pieces in long.items():
            yield text, joined([kept[part] for part in pieces], glue)

    def _parted(self, text: str) -> list[str]:
        """*text* itself, or the parts of a long one without blanks around them."""
        found = parts(text, self._length)
        return [part.strip() for part in found] if len(found) > 1 else found

    def _guarded(self, texts: Sequence[str], count: int) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
        """Each text with its translations; those that ran off last, decoded once more with a penalty."""
        doubtful: dict[str, tuple[Hypothesis, ...]] = {}
        for text, found in self._decoded(texts, count, _PLAIN):
            if found[0].suspect in _CURABLE:
                doubtful[text] = found
            else:
                yield text, found
        for text, found in self._decoded(list(doubtful), max(count, 4), _PENALIZED):
            yield text, _best((*found, *doubtful[text]))[:count]

    def _decoded(
        self, texts: Sequence[str], count: int, options: Mapping[str, float]
    ) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
        """Each text with its translations."""
        tasks = [_Task(text, self._length(text), self._prefix) for text in texts]
        for task, found in self._done(tasks, count, options):
            yield task.text, found

    def _done(
        self, tasks: Iterable[_Task], count: int, options: Mapping[str, float]
    ) -> Iterator[tuple[_Task, tuple[Hypothesis, ...]]]:
        """Each task with its translations, in batches of like length; the next batches run while one is read."""
        running: deque[tuple[list[_Task], list[Any]]] = deque()
        for batch in batches(tasks, lambda task: task.shape, self._settings.batch_tokens, self._threads):
            running.append((batch, self._submit(batch, count, options)))
            if len(running) > 2 * self._threads:
                yield from self._collected(*running.popleft())
        while running:
            yield from self._collected(*running.popleft())

    def _submit(self, batch: list[_Task], count: int, options: Mapping[str, float]) -> list[Any]:
        """Start translating; each value gives its result when asked."""
        return list(
            self._translator.translate_batch(
                [self._tokenizer.encode(task.text) for task in batch],
                target_prefix=[list(task.prefix) for task in batch] if batch[0].prefix else None,
                asynchronous=True,
                beam_size=max(self._settings.beam, count),
                num_hypotheses=count,
                length_penalty=_LENGTH_PENALTY,
                max_decoding_length=OUTPUT_LIMIT,
                replace_unknowns=True,
                return_attention=True,
                return_scores=True,
                **options,
            )
        )

    def _collected(
        self, batch: list[_Task], results: list[Any]
    ) -> Iterator[tuple[_Task, tuple[Hypothesis, ...]]]:
        """Wait for the results of one batch."""
        for task, pending in zip(batch, results, strict=True):
            try:
                result = pending.result()
            except (RuntimeError, ValueError) as error:
                raise PackageError(f"cannot translate: {error}", path=self._package.path) from error
            written = zip(result.hypotheses, result.scores, result.attention, strict=True)
            yield task, _best([self._hypothesis(task, *one) for one in written])

    def _hypothesis(
        self, task: _Task, pieces: list[str], score: float, attention: list[list[float]]
    ) -> Hypothesis:
        """What the model wrote, judged. CTranslate2's score is a sum over pieces and end, divided by their number.

        Of a text in a batch, CTranslate2 4.8 with a beam gives the first row of attention of another one: it is not used.
        """
        own = len(self._prefix)
        target = self._tokenizer.decode(pieces[own:])
        copies = self._package.source == self._package.target
        cut = len(pieces) >= OUTPUT_LIMIT
        suspect = "truncated" if cut else guards.suspicion(task.text, target, self._locale, copies=copies)
        rows = [array("f", row) if at else None for at, row in enumerate(attention)][
            own:
        ]  # an eighth of the memory
        align = partial(self._links, task.text, (target, pieces[own:]), rows)
        return Hypothesis(target, score, suspect, align)

    def _links(
        self, text: str, target: tuple[str, Sequence[str]], attention: Sequence[Sequence[float] | None]
    ) -> tuple[Link, ...]:
        return links((text, self._tokenizer.encode(text)), target, attention)

    def _length(self, text: str) -> int:
        return len(self._tokenizer.encode(text))

    @cached_property
    def _marks(self) -> Marks:
        return self._measured() if self._measured else trusted(usable(self._tokenizer, self._known))

    @cached_property
    def _known(self) -> frozenset[str]:
        """The pieces that the model both reads and writes."""
        source, target = vocabularies(self._package.path / "model")
        return frozenset(source) & frozenset(target)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._package)

    @cached_property
    def _translator(self) -> Any:
        return open_translator(
            self._package,
            compute_type=self._settings.compute_type,
            threads=self._threads,
            cores_each=self._settings.cores_each,
        )


def _best(hypotheses: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Those that ran off last, otherwise in their order; of equal texts the first."""
    distinct: dict[str, Hypothesis] = {}
    for one in hypotheses:
        distinct.setdefault(one.text, one)
    return tuple(sorted(distinct.values(), key=lambda one: one.suspect in _CURABLE))
