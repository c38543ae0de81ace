"""A restored term and what stands before it, as the languages of `repair` mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a glossary knows of a term, in the form in which it stands in the text."""

    gender: str = ""
    """`m` or `f`; empty when unknown."""

    number: str = ""
    """`s` or `p`; empty when unknown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A restored term where it stands."""

    before: str
    """The text in front of it, back to the term before."""

    term: str

    facts: Facts

    curly: bool = False
    """Whether the text writes its apostrophes round."""


def cased(model: str, word: str) -> str:
    """*word* with the capitals of *model*, which stood in its place."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and model.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def head(term: str) -> str:
    """The first word of *term* in lower case; empty where it may be a name, which can be of any language.

    `Station` is one on its own, but in `Station spatiale` a word of the language.
    """
    words = _WORDS.findall(term)
    if words and (words[0].islower() or (words[0].istitle() and len(words) > 1 and words[1].islower())):
        return str(words[0].lower())
    return ""
