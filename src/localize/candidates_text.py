"""What candidates are looked for in: segments without markup, as words with what is known about each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from localize.extract import Extract
from localize.forms_text import fold, plain
from localize.locales import Locale

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
_ELIDING = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_NONE = re.compile(r"(?!)")
_OPENING = re.compile(r"[.!?:;…\"|]|--")


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment, at each place where it stands."""

    path: str
    """Of the article, from the project's root."""

    line: int
    text: str
    """Without markup."""

    known: tuple[Span, ...] = ()
    """Where the glossary's terms are."""

    codes: tuple[Span, ...] = ()
    """Where inline codes are."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a passage."""

    text: str
    """As written, without a possessive ending."""

    folded: str
    start: int
    end: int
    """Where the word ends, a possessive ending left out."""

    bound: bool
    """Whether nothing but a blank parts it from the next word."""

    opens: bool
    """Whether a sentence or a quotation may begin with it, so that a capital means nothing."""

    known: bool
    """Whether it is part of a term of the glossary."""

    code: bool
    """Whether an inline code holds it."""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        """Whether it is all in capitals."""
        return self.text.isupper() and len(self.text) > 1


@dataclass(frozen=True, slots=True)
class Words:
    """The small words of a language; see `candidates.toml`."""

    joints: frozenset[str] = frozenset()
    inner: str = ""
    """The joint that a phrase may hold: `of`."""

    both: str = ""
    """`and`."""

    small: frozenset[str] = frozenset()
    """Further words that are small in titles."""

    stop: frozenset[str] = frozenset()
    never: re.Pattern[str] = _NONE
    last: re.Pattern[str] = _NONE


@cache
def words_for(language: str) -> Words:
    """The small words of *language*; none where `candidates.toml` does not know it."""
    file = resources.files("localize").joinpath("candidates.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8")).get(language)
    if table is None:
        return Words()
    joints = table["joints"].split()
    return Words(
        joints=frozenset(joints),
        inner=joints[0],
        both=table["and"],
        small=frozenset(table["small"].split()),
        stop=frozenset(table["stop"].split()),
        never=re.compile(table["never"]),
        last=re.compile(table["last"]),
    )


def passages(extracts: Iterable[Extract]) -> Iterator[Passage]:
    """The segments of the articles that hold words, in reading order."""
    for one in extracts:
        for key, segment in one.worded():
            reading, line = one.readings[key], one.document.units[segment.unit].line
            known = tuple((hit.start, hit.end) for hit in reading.hits)
            yield Passage(str(one.article.path), line, reading.plain.text, known, reading.plain.slots)


def tokens(passage: Passage, locale: Locale) -> tuple[Token, ...]:
    """The words of *passage*, in order."""
    text = plain(passage.text)
    pattern = _WORD if locale.language == "en" else _ELIDING
    found = [(m.start(), m.end()) for m in pattern.finditer(text)]
    made = []
    for number, (start, end) in enumerate(found):
        before = text[found[number - 1][1] : start] if number else "."
        after = text[end : found[number + 1][0]] if number + 1 < len(found) else ""
        own = start + len(text[start:end].removesuffix("'s"))
        bound = own == end and (after == " " or (after == "'" and locale.language != "en"))
        known, code = (
            any(a < end and start < b for a, b in spans) for spans in (passage.known, passage.codes)
        )
        word = passage.text[start:own]
        made.append(Token(word, fold(word), start, own, bound, bool(_OPENING.search(before)), known, code))
    return tuple(made)


def shouted(found: Sequence[Token]) -> bool:
    """Whether a passage holds words in capitals that are no acronyms: three in a row."""
    return any(
        all(token.shouted for token in three) and three[0].bound and three[1].bound
        for three in zip(found, found[1:], found[2:], strict=False)
    )


def titled(found: Sequence[Token], words: Words) -> bool:
    """Whether a passage is set as a title, so that its capitals mean nothing: three words or more, all with one."""
    heavy = [token for token in found if token.folded not in words.joints | words.small | {words.both}]
    return len(heavy) > 2 and all(token.capital for token in heavy)
