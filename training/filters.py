"""Which pairs are unfit for training, and which must never be trained on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from training.text import key, normalise, plain_words
from training.vocabulary import STOP

LONGEST = 700
"""Characters a side."""

_NOT_LETTER = re.compile(r"[\W\d_]")  # counting the exceptions is the fast way round
_NOT_LATIN = re.compile(r"[^\W\d_A-Za-zÀ-ɏ]")
_NOT_ARABIC = re.compile(r"[^\W\d_\u0621-\u0652]")
_FORMAT = re.compile(r"%(?:\d+\$)?[-+#0]?\d*(?:\.\d+)?[sdifux]|\{\w*\}|<[^<>]{1,40}>")
_NUMBER = re.compile(r"\d+")
_RUN = 10  # words that two texts may not share
_SENTENCE = 25  # letters; shorter lines ("Thank you.") are common property


class HeldOut:
    """Sentences that must not be trained on: whole ones, and any shared run of ten words.

    Built from files of plain text with a sentence, or sentences between tabs, a line.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self.lines: dict[str, int] = {}
        self._keys: set[int] = set()
        self._runs: set[int] = set()
        for path in files:
            texts = path.read_text(encoding="utf-8").splitlines()
            self.lines[path.name] = len(texts)
            for text in (normalise(t) for line in texts for t in line.split("\t")):
                if len(key(text)) >= _SENTENCE:
                    self._keys.add(digest(key(text)))
                    self._runs.update(_runs(text))
        if not self._keys:
            raise SystemExit("no held-out texts: data are not prepared without them")

    def __contains__(self, text: str) -> bool:
        spelled = key(text)
        if len(spelled) < _SENTENCE:
            return False
        return digest(spelled) in self._keys or any(run in self._runs for run in _runs(text))


def digest(text: str) -> int:
    """A number of 64 bits that stands for *text*."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _runs(text: str) -> Iterator[int]:
    found = plain_words(text)
    return (digest(" ".join(found[i : i + _RUN])) for i in range(len(found) - _RUN + 1))


def reject(source: str, target: str, to: str) -> str | None:
    """Why a pair of normalised texts is unfit, in a word; None where it is fit.

    Args:
        source: English.
        target: The other language.
        to: That language's code.
    """
    return next((why for why, unfit in _REASONS.items() if unfit(source, target, to)), None)


def _ratio(source: str, target: str, to: str) -> bool:
    # French and Spanish have about 1.15 times the characters of English, Arabic 0.85; more slack for short ones
    ratio = (len(target) + 8) / (len(source) + 8) / (0.85 if to == "ar" else 1.15)
    return not 0.45 < ratio < 2.2


def _letters(text: str) -> int:
    return len(text) - len(_NOT_LETTER.findall(text))


def _few_letters(source: str, target: str, _to: str) -> bool:
    return any(_letters(text) < 0.4 * (len(text) - text.count(" ")) for text in (source, target))


def _source_script(source: str, _target: str, _to: str) -> bool:
    return len(_NOT_LATIN.findall(source)) > 0.2 * _letters(source)


def _target_script(_source: str, target: str, to: str) -> bool:
    foreign, share = (_NOT_ARABIC, 0.5) if to == "ar" else (_NOT_LATIN, 0.2)
    return len(foreign.findall(target)) > share * _letters(target)


def _target_language(source: str, target: str, to: str) -> bool:
    if to == "ar" or source.count(" ") < 5:
        return False
    found = target.lower().replace("'", "' ").split()
    english = sum(word in STOP["en"] and word not in STOP[to] for word in found)
    return english > sum(word.rstrip("'") in STOP[to] and word not in STOP["en"] for word in found)


def _source_language(source: str, _target: str, _to: str) -> bool:
    found = source.lower().split()
    if len(found) < 6 or any(word in STOP["en"] for word in found):
        return False
    return sum(word in STOP["fr"] or word in STOP["es"] for word in found) > 1


def _formats(source: str, target: str, _to: str) -> bool:
    return Counter(_FORMAT.findall(source)) != Counter(_FORMAT.findall(target))


def _numbers(source: str, target: str, _to: str) -> bool:
    a, b = "".join(_NUMBER.findall(source)), "".join(_NUMBER.findall(target))
    return bool(a and b and not set(a) & set(b)) or abs(len(a) - len(b)) > 5


_REASONS: dict[str, Callable[[str, str, str], bool]] = {
    "empty": lambda source, target, _: min(len(source), len(target)) < 2,
    "long": lambda source, target, _: max(len(source), len(target)) > LONGEST,
    "reserved-symbol": lambda source, target, _: "⟦" in source or "⟦" in target,
    "ratio": _ratio,
    "few-letters": _few_letters,
    "source-script": _source_script,
    "target-script": _target_script,
    "copy": lambda source, target, to: source == target and (source.count(" ") >= 2 or to == "ar"),
    "target-language": _target_language,
    "source-language": _source_language,
    "format-mismatch": _formats,
    "numbers": _numbers,
}
"""The tests in the order in which they run, the cheap ones first."""
