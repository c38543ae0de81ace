"""Anchors: what of a text can be recognised in its translation, whatever the two languages are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from localize.bitext_likeness import Anchor, Piece
from localize.checks.bitext import Side
from localize.checks.number_words import spelled
from localize.checks.numbers import figures
from localize.codes import flatten
from localize.document import Code
from localize.forms import admits
from localize.forms_text import fold, unaccented, words_of
from localize.glossary import Hit
from localize.locales import Locale

_COGNATE = 5  # letters by which `international` and `internacional` are told to be alike
_MANY = 2  # numbers in words up to this one are articles and pronouns as well

Forms = Mapping[str, tuple[str, ...]]
"""The admitted forms of each term of an article, by its source."""


def piece(text: str, codes: Sequence[Code], locale: Locale, terms: Iterable[str]) -> Piece:
    """A sentence as alignment sees it.

    Args:
        text: The sentence, in its article's inline markup.
        codes: Its inline codes.
        locale: What it is written in.
        terms: The terms that it holds, as the source calls them.
    """
    plain = flatten(text, codes).text
    found = {
        ("text", fold(plain)),
        *(("term", term) for term in terms),
        *(("code", code.key) for code in codes if not code.char),
        *_numbers(Side(text, locale, tuple(codes), plain)),
        *_words(plain),
    }
    return Piece(max(1, len(plain)), frozenset(found))


def held(text: str, codes: Sequence[Code], locale: Locale, forms: Forms) -> Iterator[str]:
    """The terms that a translation holds in an admitted form, as the source calls them."""
    plain = flatten(text, codes).text
    return (source for source, admitted in forms.items() if admits(admitted, plain, locale))


def forms_of(hits: Iterable[Hit], locale: Locale) -> Forms:
    """The terms found in an article that the glossary has forms for in *locale*."""
    found = {hit.term.source: hit.term.forms(locale) for hit in hits}
    return {source: forms for source, forms in found.items() if forms}


def _numbers(side: Side) -> Iterator[Anchor]:
    for figure in figures(side):
        yield from (("number", f"{value.normalize():f}") for value in figure.values)
    yield from (
        ("number", f"{value.normalize():f}") for value in spelled(side.prose, side.locale) if value > _MANY
    )


def _words(plain: str) -> Iterator[Anchor]:
    """Names that stay as they are, and words that may be cognates."""
    for word in words_of(plain):
        text = word.text
        if len(text) > 1 and (text.isupper() or any(map(str.isdecimal, text))) and not text.isdecimal():
            yield "name", text
        elif len(text) >= _COGNATE and text.isalpha():
            yield "word", unaccented(fold(text))[:_COGNATE]
