"""Whether a target has a term in an admitted form: also inflected, also with what its language attaches to it.

The bias: a term reported as missing sends a person to a sentence that was right, a term reported as present hides one
that was wrong. Both cost the same, so every rule here has cases for both in `tests/cases/glossary`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from localize import forms_ar
from localize.forms_plural import PLURAL_LANGUAGES, plurals
from localize.forms_same import same
from localize.forms_text import INVISIBLE, Word, fold, plain, unaccented, words_of
from localize.locales import Locale

_GAP = re.compile(
    rf"[ \"'*_{INVISIBLE}]*|-[ {INVISIBLE}]?"
)  # between words that stay together, in plain text
_ELIDED = re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel)?qu)", re.IGNORECASE)
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
_SUFFIXING = frozenset(
    {"tr", "az", "fi", "et", "uz", "kk"}
)  # write an apostrophe between a name and its case
_UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "ko"})  # Korean attaches its particles


def occurrences(forms: Sequence[str], target: str, locale: Locale) -> tuple[tuple[int, int], ...]:
    """Where in *target* one of *forms* stands, as disjoint spans in order; of overlapping ones the longest.

    A form is found in any number, in an inflection that keeps its meaning, and however its apostrophes, hyphens,
    blanks and capitals are typed. Words must stand together: nothing but blanks, quotation marks or a hyphen between
    them. Three kinds of form are more particular:

    * all capitals (`ILRS`) or with a digit (`Chang'e-5`): spelled exactly, perhaps with a plural s;
    * one word with a capital (`Mars`, `Terre`): a name, so the target must have the capital, too;
    * in languages without blanks around words: the same characters.

    A span leaves out an elided article (`l'`) and a mark in front, but holds the prefixes of an Arabic word.

    Args:
        forms: Admitted forms; empty ones are nowhere.
        target: Text without markup, or with markup that is not words.
        locale: The language of both.
    """
    words = words_of(target)
    found = [span for form in forms if form.strip() for span in _places(form, target, words, locale.language)]
    return _disjoint(found)


def admits(forms: Sequence[str], target: str, locale: Locale) -> bool:
    """Whether one of *forms* stands in *target*; see `occurrences`."""
    return bool(occurrences(forms, target, locale))


def plural_of(form: str, singular: str, locale: Locale) -> bool:
    """Whether *form* is *singular* in the plural, word by word (`cargas útiles` of `carga útil`).

    Where a language has no rules for plurals, any other inflection of it counts.
    """
    many, one = ([word.text for word in words_of(text)] for text in (form, singular))
    if len(many) != len(one) or fold(form) == fold(singular):
        return False
    pairs = tuple(zip(many, one, strict=True))
    if locale.language == "ar":
        return all(forms_ar.is_plural(m, o, first=not n) for n, (m, o) in enumerate(pairs))
    if locale.language in PLURAL_LANGUAGES:
        return all(m == o or m in plurals(o, locale.language) for m, o in pairs)
    return all(same(o, m, locale.language) for m, o in pairs)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A form taken to pieces."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    """What stands between the words, folded."""

    tail: str
    """Signs that belong to the form behind its last word: the `++` of `C++`."""

    exact: bool
    """Whether its spelling is fixed."""


@lru_cache(maxsize=16_384)
def _pattern(form: str) -> _Pattern:
    form = form.strip()
    words = words_of(form)
    gaps = tuple(fold(form[one.end : two.start]) for one, two in pairwise(words))
    tail = form[words[-1].end :].strip(" .,;:!?…'\"’»”)") if words else ""
    exact = form.isupper() or any(char.isdecimal() for char in form)
    return _Pattern(tuple(word.text for word in words), gaps, tail, exact)


def _places(form: str, target: str, words: Sequence[Word], language: str) -> Iterator[tuple[int, int]]:
    pattern = _pattern(form)
    size = len(pattern.words)
    if not size or language in _UNSPACED:
        yield from _in_a_row(form.strip(), target, plain if pattern.exact else fold)
        return
    texts = [word.text for word in words]
    for at in range(len(words) - size + 1):
        if not _opens(pattern, texts[at], language) or not _reads(pattern, texts[at : at + size], language):
            continue
        here = words[at : at + size]
        start, end = here[0].start, here[-1].end + len(pattern.tail)
        if (
            _together(pattern, here, target)
            and target[here[-1].end : end] == pattern.tail
            and _begins(words, at, target, language)
            and _ends(words, at + size, target, language)
        ):
            yield start, end


def _in_a_row(form: str, target: str, folded: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    """Where *target* has the characters of *form*; Latin letters and digits of the form start and end words."""
    edges = (r"(?a:\b)" if char.isascii() and char.isalnum() else "" for char in (form[0], form[-1]))
    for found in re.finditer(re.escape(folded(form)).join(edges), folded(target)):
        yield found.span()


def _opens(pattern: _Pattern, word: str, language: str) -> bool:
    """Whether *word* may be the first one of the form: quickly told, and mostly it is not."""
    first = pattern.words[0]
    return pattern.exact or language == "ar" or first[0].isupper() or same(first, word, language)


def _reads(pattern: _Pattern, words: Sequence[str], language: str) -> bool:
    """Whether *words* are those of the form."""
    if pattern.exact:
        last = len(words) - 1
        pairs = zip(pattern.words, words, strict=True)
        return all(_exact(f, w, language, first=not n, last=n == last) for n, (f, w) in enumerate(pairs))
    if len(words) == 1 and pattern.words[0][0].isupper() and not _name(pattern.words[0], words[0], language):
        return False
    latin = all(form.isascii() for form in pattern.words)
    if language == "ar" and not latin:
        return forms_ar.same_phrase(pattern.words, words)
    language = "en" if language == "ar" else language  # a name that stayed as it was, perhaps with a plural s
    return all(same(form, word, language) for form, word in zip(pattern.words, words, strict=True))


def _name(form: str, word: str, language: str) -> bool:
    """Whether *word* may be the name *form*: Spanish inflects none (`Marte`, Mars; `Martes`, Tuesday)."""
    return word[0].isupper() and (language != "es" or unaccented(fold(form)) == unaccented(fold(word)))


def _exact(form: str, word: str, language: str, *, first: bool, last: bool) -> bool:
    if form.isupper():
        return word == form or (last and form.isalpha() and word == f"{form}s")
    if language == "ar":
        return forms_ar.same_exactly(form, word, first=first)
    return fold(form) == fold(word)


def _together(pattern: _Pattern, words: Sequence[Word], target: str) -> bool:
    """Whether between *words* there is what the form has there, or as little."""
    for gap, (one, two) in zip(pattern.gaps, pairwise(words), strict=True):
        between = fold(target[one.end : two.start])
        loose = not pattern.exact and _GAP.fullmatch(gap) and _GAP.fullmatch(between)
        if gap.split() != between.split() and not loose:
            return False
    return True


def _begins(words: Sequence[Word], at: int, target: str, language: str) -> bool:
    """Whether no longer word begins before words[at]: `mini-satellite`, `Xi'an`."""
    if not at:
        return True
    before, word = words[at - 1], words[at]
    joint = plain(target[before.end : word.start])
    if joint == "'":
        return language in _ELIDING and (language != "fr" or bool(_ELIDED.fullmatch(before.text)))
    if joint == "-":
        return not (before.text.isalpha() and word.text[0].islower()) or before.text.lower() == "ex"
    return True


def _ends(words: Sequence[Word], after: int, target: str, language: str) -> bool:
    """Whether no longer word goes on after the one before words[after]: `Chang'e`."""
    if after == len(words) or plain(target[words[after - 1].end : words[after].start]) != "'":
        return True
    return words[after].text == "s" or language in _SUFFIXING


def _disjoint(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return tuple(kept)
