"""An Argos package as an engine: its own CTranslate2 model and tokenizer, in batches over all texts."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from localize.engine import Hypothesis, guards
from localize.engine.package_folder import Package, digest
from localize.engine.package_model import vocabularies
from localize.engine.tokenizers import Tokenizer, open_tokenizer
from localize.errors import PackageError
from localize.locales import Locale

INPUT_LIMIT = 160
"""Pieces of the longest text that is translated as one; what is longer is taken apart."""

OUTPUT_LIMIT = 256
"""Pieces at which CTranslate2 stops writing, as with Argos."""

_LENGTH_PENALTY = 0.2
_CURABLE = {
    "repetition",
    "length",
    "truncated",
}  # what a penalty on repeats can mend; a copy it would only damage
_PLAIN: Mapping[str, float] = {}
_PENALIZED: Mapping[str, float] = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3}

_SHAPES = ("⟦{}⟧", "[[{}]]", "<t{}>", "X{}X", "(({}))", "<{}>", "__{}__", "#{}#", "TERM{}", "@{}@")
_BYTE = re.compile(r"<0x[0-9A-Fa-f]{2}>")
_CLAUSES = re.compile(r".*?(?:[;:,.!?…،؛؟][\"'»”’)]*\s+|[。；：，、！？]+)|.+", re.DOTALL)
_BLANKS = re.compile(r"\S*\s+|\S+")
_UNSPACED = {"zh", "zt", "ja", "th", "km", "lo", "my"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is run. On one kind of processor int8 gives the same text and score each time."""

    beam: int = 4
    """Width of the beam search. Argos takes 4; 2 is about 1.8 times as fast, 1 three times."""

    threads: int = 0
    """How many batches are translated at once; 0 for one on each core."""

    compute_type: str = "int8"
    """CTranslate2's name for the kind of numbers; int8 is the fastest on a CPU."""

    batch_tokens: int = 2048
    """Pieces of the source in one batch; more is not faster."""


class ArgosEngine:
    """One package, opened when it is first used. It follows the port `Engine`.

    Args:
        package: What to run.
        settings: How to run it.
        locale: What the targets should read like; None asks nothing of their script.
    """

    def __init__(
        self, package: Package, settings: Settings | None = None, locale: Locale | None = None
    ) -> None:
        self._package = package
        self._settings = settings or Settings()
        self._locale = locale
        self._threads = self._settings.threads or os.cpu_count() or 1
        self._prefix = [package.prefix] if package.prefix else []

    @cached_property
    def signature(self) -> str:
        """`argos en-fr 1.9 beam=4 int8 0a1b2c3d`: pair, version, settings, and the package's hash."""
        package, settings = self._package, self._settings
        head = f"argos {package.pair} {package.version} beam={settings.beam} {settings.compute_type}"
        return f"{head} {digest(package)[:8]}"

    @cached_property
    def sentinels(self) -> tuple[str, ...]:
        """Shapes of marks that are made of few known pieces, those that the package was trained on first.

        Raises:
            PackageError: The package cannot be read.
        """
        sizes = {shape: self._size(shape) for shape in _SHAPES}
        return tuple(
            sorted((shape for shape in _SHAPES if 0 < sizes[shape] <= 5), key=lambda shape: sizes[shape] > 1)
        )

    @property
    def marks(self) -> int:
        """8 where the package was trained on marks, else 4."""
        return 8 if self.sentinels and self._size(self.sentinels[0]) == 1 else 4

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Translate *texts*, the longest first; see `Engine.translate`.

        A text without a letter gives itself. Equal texts are translated once. Output that ran off (a loop, an absurd
        length) is decoded again at the end, and stays `suspect` when that is no better; a copy of the source and a
        wrong script are only marked. A text that is too long is translated in parts, and is suspect as `long`.

        Raises:
            PackageError: The package cannot be read or run.
        """
        numbers: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            if any(char.isalpha() for char in text):
                numbers.setdefault(text, []).append(number)
            else:
                yield number, (Hypothesis(text, 0.0),)
        for text, found in self._distinct(numbers, hypotheses):
            for number in numbers[text]:
                yield number, found

    def _distinct(self, texts: Iterable[str], count: int) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
        """Each text with its translations; long ones last."""
        parts = {text: self._parted(text) for text in texts}
        long = {text: pieces for text, pieces in parts.items() if len(pieces) > 1}
        shared = {part for pieces in long.values() for part in pieces}
        wanted = dict.fromkeys(part for pieces in parts.values() for part in pieces)
        kept: dict[str, tuple[Hypothesis, ...]] = {}
        for part, found in self._guarded(list(wanted), count):
            if part in shared:
                kept[part] = found
            if part in parts:
                yield part, found
        glue = "" if self._package.target in _UNSPACED else " "
        for text, pieces in long.items():
            yield text, _joined([kept[part] for part in pieces], glue)

    def _parted(self, text: str) -> list[str]:
        """*text* itself, or the parts of a long one without blanks around them."""
        parts = _parts(text, lambda part: len(self._tokenizer.encode(part)))
        return [part.strip() for part in parts] if len(parts) > 1 else parts

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
        """Each text with its translations, in batches of one length; the next batches run while one is read."""
        jobs = sorted(((text, self._tokenizer.encode(text)) for text in texts), key=lambda job: -len(job[1]))
        running: deque[tuple[list[str], list[Any]]] = deque()
        # little work, too, is for every core
        share = sum(len(pieces) + 1 for _, pieces in jobs) // self._threads
        for batch in _batches(jobs, min(self._settings.batch_tokens, max(256, share))):
            sources = [pieces for _, pieces in batch]
            running.append(([text for text, _ in batch], self._submit(sources, count, options)))
            if len(running) > 2 * self._threads:
                yield from self._collected(*running.popleft())
        while running:
            yield from self._collected(*running.popleft())

    def _submit(self, sources: list[list[str]], count: int, options: Mapping[str, float]) -> list[Any]:
        """Start translating; each value gives its result when asked."""
        return list(
            self._translator.translate_batch(
                sources,
                target_prefix=[self._prefix] * len(sources) if self._prefix else None,
                asynchronous=True,
                beam_size=max(self._settings.beam, count),
                num_hypotheses=count,
                length_penalty=_LENGTH_PENALTY,
                max_decoding_length=OUTPUT_LIMIT,
                replace_unknowns=True,
                return_scores=True,
                **options,
            )
        )

    def _collected(
        self, texts: list[str], results: list[Any]
    ) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
        """Wait for the results of one batch."""
        for text, pending in zip(texts, results, strict=True):
            try:
                result = pending.result()
            except (RuntimeError, ValueError) as error:
                raise PackageError(f"cannot translate: {error}", path=self._package.path) from error
            pairs = zip(result.hypotheses, result.scores, strict=True)
            yield text, _best([self._hypothesis(text, pieces, score) for pieces, score in pairs])

    def _hypothesis(self, source: str, pieces: list[str], score: float) -> Hypothesis:
        """What the model wrote, judged. CTranslate2's score is a sum over pieces and end, divided by length ** 0.2."""
        target = self._tokenizer.decode(pieces[len(self._prefix) :])
        copies = self._package.source == self._package.target
        cut = len(pieces) >= OUTPUT_LIMIT
        suspect = "truncated" if cut else guards.suspicion(source, target, self._locale, copies=copies)
        return Hypothesis(target, score * (len(pieces) + 1) ** (_LENGTH_PENALTY - 1), suspect)

    def _size(self, shape: str) -> int:
        """How many pieces a mark of this shape is made of, at most; 0 when one of them is unknown or a byte."""
        sizes = []
        for number in range(8):
            mark = shape.format(number)
            pieces = [piece for piece in self._tokenizer.encode(mark) if piece != "▁"]
            carrier = f"a {mark} b"
            whole = self._tokenizer.decode(self._tokenizer.encode(carrier)) == carrier
            if not whole or any(piece not in self._known or _BYTE.fullmatch(piece) for piece in pieces):
                return 0
            sizes.append(len(pieces))
        return max(sizes)

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
        import ctranslate2

        try:
            return ctranslate2.Translator(
                str(self._package.path / "model"),
                device="cpu",
                compute_type=self._settings.compute_type,
                inter_threads=self._threads,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise PackageError(f"cannot be opened: {error}", path=self._package.path) from error


def _batches(jobs: Sequence[tuple[str, list[str]]], tokens: int) -> Iterator[list[tuple[str, list[str]]]]:
    """Runs of *jobs*, which come by length, that are equally long and hold *tokens* pieces at most.

    Nothing is filled up, so that a text's translation, to the last digit, never depends on what it shares a batch with.
    """
    for length, same in groupby(jobs, key=lambda job: len(job[1])):
        run = list(same)
        size = max(1, tokens // (length + 1))
        yield from (run[at : at + size] for at in range(0, len(run), size))


def _parts(
    text: str, length: Callable[[str], int], breaks: Sequence[re.Pattern[str]] = (_CLAUSES, _BLANKS)
) -> list[str]:
    """*text* in as few parts as fit the model, broken behind clauses, else between words, else anywhere."""
    if length(text) <= INPUT_LIMIT:
        return [text]
    if not breaks:
        half = len(text) // 2
        return [*_parts(text[:half], length, ()), *_parts(text[half:], length, ())]
    parts: list[str] = []
    for stretch in breaks[0].findall(text):
        for part in _parts(stretch, length, breaks[1:]):
            if parts and length(parts[-1] + part) <= INPUT_LIMIT:
                parts[-1] += part
            else:
                parts.append(part)
    return parts


def _joined(parts: Sequence[tuple[Hypothesis, ...]], glue: str) -> tuple[Hypothesis, ...]:
    """The translations of a long text out of those of its parts: the best of each, and so on."""
    return tuple(
        Hypothesis(
            glue.join(one.text for one in ones),
            sum(one.score for one in ones) / len(ones),
            next((one.suspect for one in ones if one.suspect), "long"),
        )
        for ones in zip(*parts, strict=False)
    )


def _best(hypotheses: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Those that ran off last, otherwise in their order; of equal texts the first."""
    distinct: dict[str, Hypothesis] = {}
    for one in hypotheses:
        distinct.setdefault(one.text, one)
    return tuple(sorted(distinct.values(), key=lambda one: one.suspect in _CURABLE))
