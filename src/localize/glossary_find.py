"""Terms in a text, all in one pass: an Aho-Corasick automaton over folded text.

The automaton reports every candidate, also overlapping ones; boundaries and capitals sieve them, and only then may
the longest win. Longest first would let `research stationery` hide `research`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from localize.forms_plural import plural_phrases
from localize.forms_text import fold, plain
from localize.glossary_term import Case, Match, Term
from localize.locales import Locale

_HEADLINE = 6  # letters in capitals that are no chance: MARCH may be "march", but LONDON is London
_BLANKS = re.compile(" {2,}")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
_MARKS = "\u0300"  # the first combining mark
_PREFIXED = re.compile(r"(?<=[^\W\d_]-)(?<!\bex-)", re.IGNORECASE)  # as `forms` tells it of targets
_GOES_ON = re.compile(r"'(?!(?:s|d|m|ll|re|ve)\b)[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write a term's source."""

    text: str
    """With its capitals, `plain`."""

    term: Term
    plural: bool
    order: int
    """Number of the term in its glossary."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that can be read as a term."""

    start: int
    end: int
    spelling: Spelling
    exact: bool
    """Whether the text has the very capitals of the spelling."""

    @property
    def rank(self) -> tuple[int, int, bool, bool, int]:
        """What sorts candidates: leftmost, longest, best spelled, singular, first in the glossary."""
        return (self.start, -self.end, not self.exact, self.spelling.plural, self.spelling.order)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds terms; make one with `Finder.of`."""

    automaton: Any
    """Has for each folded spelling its length, and of all spellings that fold to it the text, the number of the term, and
    whether it is a plural: texts and numbers alone, which Python's collector passes over. None where nothing is to be found."""

    terms: tuple[Term, ...]
    """By their numbers."""

    language: str

    @classmethod
    def of(cls, terms: Iterable[Term], source_locale: Locale) -> Finder:
        """A finder of *terms* in texts of *source_locale*."""
        import ahocorasick

        terms = tuple(terms)
        by_key: dict[str, tuple[tuple[str, int, bool], ...]] = {}
        for order, term in enumerate(terms):
            for number, text in enumerate(_spellings(term, source_locale.language)):
                key = fold(text)
                by_key[key] = (*by_key.get(key, ()), (text, order, number > 0))
        automaton = ahocorasick.Automaton()
        for key, found in by_key.items():
            automaton.add_word(key, (len(key), found))
        automaton.make_automaton()
        return cls(automaton if by_key else None, terms, source_locale.language)

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Every place in *text* that can be read as a term; they may overlap, and come in no order."""
        if self.automaton is None:
            return
        shown, places = _squeezed(plain(text))
        folded = fold(shown)
        for last, (size, spelled) in self.automaton.iter(folded):
            start, end = last + 1 - size, last + 1
            if self._inside(shown, start):
                continue
            word_end = self._word_end(folded, end)
            for written, order, plural in spelled:
                spelling = Spelling(written, self.terms[order], plural, order)
                if (end == word_end or spelling.term.match is Match.PREFIX) and _fits(
                    spelling, shown[start:end]
                ):
                    exact = shown[start:word_end] == spelling.text
                    yield Candidate(places[start], places[word_end - 1] + 1, spelling, exact)

    def _inside(self, text: str, at: int) -> bool:
        """Whether a word that began earlier goes on at *at*: `O'Neill`, `mini-satellite`."""
        if self.language == "en" and text[at - 1 : at] == "'" and at > 1 and text[at - 2].isalpha():
            return True
        return _joined(text, at) or (text[at].islower() and bool(_PREFIXED.match(text, at)))

    def _word_end(self, text: str, at: int) -> int:
        """Where the word that reaches up to *at* ends: `Xi'an` goes on, `Xi's` does not."""
        while True:
            if _joined(text, at):
                at += 1
            elif self.language == "en" and _GOES_ON.match(text, at) and text[at - 1].isalpha():
                at += 2
            else:
                return at


def _spellings(term: Term, language: str) -> tuple[str, ...]:
    """How the source of *term* may be written: as it is, and then its plurals."""
    text = _BLANKS.sub(" ", plain(term.source).strip())
    if not text or term.match is Match.EXACT:
        return (text,) if text else ()
    return (text, *plural_phrases(text, language))


def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """*text* with one blank for several, and the place in *text* of each of its characters."""
    if "  " not in text:
        return text, range(len(text))
    places = [at for at, char in enumerate(text) if char != " " or text[at - 1 : at] != " "]
    return "".join(text[at] for at in places), places


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of *at* are of one word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if not (_of_word(after) and _of_word(before)):
        return False
    return (before < _MARKS and after < _MARKS) or not (_UNSPACED.match(before) or _UNSPACED.match(after))


def _of_word(char: str) -> bool:
    return char.isalnum() or char == "_" or (char >= _MARKS and unicodedata.category(char).startswith("M"))


def _fits(spelling: Spelling, surface: str) -> bool:
    """Whether *surface* has capitals that the term allows; see `Case`."""
    text = spelling.text
    if surface == text:
        return True
    if spelling.term.case is Case.EXACT or text.isupper():
        return False
    if text.islower() or not text.upper().isupper():
        return True
    if surface.isupper():
        return sum(map(str.isalpha, surface)) >= _HEADLINE
    starts = (not n or not _of_word(text[n - 1]) for n in range(len(text)))
    return all(a == b or (new and b == a.upper()) for a, b, new in zip(text, surface, starts, strict=True))
