"""Copies of training pairs that ask for terms, as plain text for the ordinary tokenizer and model.

placeholder   The ⟦0⟧ is down.                          Le ⟦0⟧ est en panne.
inline        The ⟦t⟧ server ⟦=⟧ serveur ⟦/⟧ is down.   Le serveur est en panne.

Words can be replaced where both sides are known to correspond: an entry of a dictionary found on both sides, an identical number,
format token or name, or words that the aligner links to each other alone.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from training.align import Aligner
from training.dictionary import LONGEST, Dictionary
from training.terms import inline
from training.text import WORD
from training.vocabulary import PLACEHOLDERS, STOP

_FORMAT = re.compile(
    r"%(?:\d+\$|\(\w+\))?[-+#0]?\d*(?:\.\d+)?[sdifux@]|\$?\{\{?[\w.]*\}?\}|<[^<>]{1,40}>"
    r"|https?://[^\s)>\"]+|[\w.+-]+@[\w-]+\.[\w.]+|`[^`]{1,40}`"
)
_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=.{3})")
_COMMON = 400  # the commonest words are verbs and particles, not terms
_POOL = 4000  # target terms kept for constraints that surprise
_EAGER = {"dict": 0.5, "format": 0.5, "name": 0.7}  # rarer kinds come first


class Candidate(NamedTuple):
    """Words that can be replaced on both sides, in characters."""

    start: int
    end: int
    target_start: int
    target_end: int
    kind: str


class Copy(NamedTuple):
    """A pair that asks for terms; *form* is `placeholder` or `inline`."""

    source: str
    target: str
    form: str


class _Sides:
    """A pair in words."""

    def __init__(self, source: str, target: str, to: str) -> None:
        self.s, self.t = list(WORD.finditer(source)), list(WORD.finditer(target))
        self.source, self.target = [m[0] for m in self.s], [m[0] for m in self.t]
        self.low, self.target_low = [w.lower() for w in self.source], [w.lower() for w in self.target]
        self.to = to

    def candidate(self, i: int, k: int, j: int, end: int, kind: str) -> Iterator[Candidate]:
        """The words *i* to *k* of the source for the words *j* to *end* of the target, if a mark fits there."""
        if self.to == "fr" and j and self.target_low[j - 1].endswith("'"):
            return  # l'⟦0⟧ would presume a vowel
        if self.source[k - 1].endswith("'"):
            return  # half of a word: wasn't, it's
        start = self.t[j].start()
        if self.to == "ar" and kind in {"word", "dict"} and (article := _ARTICLE.match(self.target[j])):
            start += article.end()  # the article stays outside: ال⟦0⟧
        yield Candidate(self.s[i].start(), self.s[k - 1].end(), start, self.t[end - 1].end(), kind)


class Augmenter:
    """Makes copies of pairs; the same seed and the same pairs in the same order give the same copies."""

    def __init__(
        self,
        to: str,
        aligner: Aligner | None,
        dictionary: Dictionary,
        *,
        seed: int = 1,
        wordings: float = 0.4,
        counts: Sequence[float] = (55, 27, 12, 6),
    ) -> None:
        """Copies into the language *to*.

        Args:
            to: The language of the targets.
            aligner: Links words.
            dictionary: Entries to look for.
            seed: Of what is drawn.
            wordings: The share of copies that ask for wordings; the others have marks to copy.
            counts: How often a copy asks for one, two, three and four terms, where it has as many.
        """
        self._to, self._aligner, self._dictionary = to, aligner, dictionary
        self._wordings, self._counts = wordings, counts
        self._random = random.Random(seed)
        self._pool: list[str] = []

    def copy(self, source: str, target: str) -> Copy | None:
        """A copy of the pair with one to four terms asked for; None if nothing in it can be replaced."""
        if "⟦" in source or "⟦" in target:
            return None
        found = list(self._candidates(source, target))
        wording = self._random.random() < self._wordings
        if wording:
            found = [c for c in found if c.kind in {"dict", "word", "name"}]
        chosen = self._choose(found)
        if not chosen:
            return None
        return self._inline(source, target, chosen) if wording else self._masked(source, target, chosen)

    def _choose(self, found: list[Candidate]) -> list[Candidate]:
        self._random.shuffle(found)
        found.sort(key=lambda c: self._random.random() * _EAGER.get(c.kind, 1))
        want, chosen = self._random.choices((1, 2, 3, 4), self._counts)[0], list[Candidate]()
        for c in found:
            if len(chosen) < want and all(_apart(c, other) for other in chosen):
                chosen.append(c)
        return sorted(chosen)

    def _masked(self, source: str, target: str, chosen: list[Candidate]) -> Copy:
        marks = list(PLACEHOLDERS[: len(chosen)])
        if self._random.random() < 0.2:  # any numbers, so that none is bound to a place
            marks = [
                PLACEHOLDERS[k] for k in sorted(self._random.sample(range(len(PLACEHOLDERS)), len(chosen)))
            ]
        pairs = list(zip(chosen, marks, strict=True))
        return Copy(
            _edited(source, ((c.start, c.end, mark) for c, mark in pairs)),
            _edited(target, ((c.target_start, c.target_end, mark) for c, mark in pairs)),
            "placeholder",
        )

    def _inline(self, source: str, target: str, chosen: list[Candidate]) -> Copy:
        terms = [self._wording(target[c.target_start : c.target_end], c.kind) for c in chosen]
        pairs = list(zip(chosen, terms, strict=True))
        for c, term in reversed(pairs):
            source = inline(source, (c.start, c.end), term)
        edits = ((c.target_start, c.target_end, term) for c, term in pairs)
        return Copy(source, _edited(target, edits), "inline")

    def _wording(self, term: str, kind: str) -> str:
        """*term*, or in 15% of the cases another one, so that the model obeys instead of guessing."""
        if kind == "name":
            return term
        if self._pool and self._random.random() < 0.15:
            return self._random.choice(self._pool)
        self._pool.append(term)
        if len(self._pool) > _POOL:
            self._pool[self._random.randrange(_POOL)] = self._pool.pop()
        return term

    def _candidates(self, source: str, target: str) -> Iterator[Candidate]:
        sides = _Sides(source, target, self._to)
        yield from _formats(source, target)
        yield from self._entries(sides)
        yield from _identical(sides)
        yield from self._linked(sides)

    def _entries(self, sides: _Sides) -> Iterator[Candidate]:
        low = sides.target_low
        for size in range(LONGEST, 0, -1):
            for i in range(len(sides.low) - size + 1):
                for want in self._dictionary.entries.get(tuple(sides.low[i : i + size]), ()):
                    at = [j for j in range(len(low) - len(want) + 1) if tuple(low[j : j + len(want)]) == want]
                    if len(at) == 1:
                        yield from sides.candidate(i, i + size, at[0], at[0] + len(want), "dict")

    def _linked(self, sides: _Sides) -> Iterator[Candidate]:
        links = self._aligner.links(sides.source, sides.target) if self._aligner else {}
        for i in links:
            for size in (1, 2, 3):
                run = range(i, i + size)
                if any(n not in links or not sides.source[n][0].isalnum() for n in run):
                    break
                there = sorted(links[n] for n in run)
                if there[-1] - there[0] == size - 1 and self._is_term(sides, run, there):
                    yield from sides.candidate(i, i + size, there[0], there[-1] + 1, "word")

    def _is_term(self, sides: _Sides, run: range, there: list[int]) -> bool:
        stop = STOP["en"] | STOP[self._to]
        first, last = sides.low[run[0]], sides.low[run[-1]]
        if {first, last, sides.target_low[there[0]], sides.target_low[there[-1]]} & stop:
            return False
        rank = self._aligner.source.ids.get(first, 0) if self._aligner else 0
        return len(run) > 1 or (len(first) > 3 and len(sides.target[there[0]]) > 2 and rank > _COMMON)


def _formats(source: str, target: str) -> Iterator[Candidate]:
    for m in _FORMAT.finditer(source):
        if source.count(m[0]) == 1 and target.count(m[0]) == 1:
            at = target.index(m[0])
            yield Candidate(m.start(), m.end(), at, at + len(m[0]), "format")


def _identical(sides: _Sides) -> Iterator[Candidate]:
    """Numbers, and runs of capitalised words, that stand once on both sides."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(sides.target):
        where[word].append(j)
    i = 0
    while i < len(sides.source):
        word, size = sides.source[i], 1
        if len(where.get(word, ())) == 1:
            j = where[word][0]
            if word[0].isdigit() and sides.source.count(word) == 1:
                yield from sides.candidate(i, i + 1, j, j + 1, "number")
            elif word[0].isupper() and len(word) > 1 and i:
                size = _same_run(sides, i, j)
                yield from sides.candidate(i, i + size, j, j + size, "name")
        i += size


def _same_run(sides: _Sides, i: int, j: int) -> int:
    """How many capitalised words from *i* and *j* on are the same."""
    pairs = zip(sides.source[i:], sides.target[j:], strict=False)
    return next(
        (n for n, (a, b) in enumerate(pairs) if a != b or not a[0].isupper()),
        min(len(sides.source) - i, len(sides.target) - j),
    )


def _apart(a: Candidate, b: Candidate) -> bool:
    before = a.end <= b.start or a.start >= b.end
    return before and (a.target_end <= b.target_start or a.target_start >= b.target_end)


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
