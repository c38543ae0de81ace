"""Whether a word is a form of another: by its letters, its number, its lemma or its stem."""

from __future__ import annotations

import re
from functools import lru_cache

from localize.forms_plural import plurals
from localize.forms_text import unaccented

_SIMPLEMMA = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "no": "nb"}
_SNOWBALL = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_AGREEMENT = {
    "en": re.compile("s?$"),
    "es": re.compile("(?:[aeo]s?|s)?$"),
    "fr": re.compile("(?:e|s|es)?$"),
}  # what adjectives add; a stemmer would take more (`lance` and `lancement`), and here cases do not change words
_STEMMED = 5  # a shorter word shares its stem with too many others


@lru_cache(maxsize=65_536)
def same(form: str, word: str, language: str) -> bool:
    """Whether *word*, as a text has it, is *form* or an inflection of it.

    Args:
        form: A word as the glossary spells it.
        word: A word of a text; capitals may have lost their accents.
        language: ISO 639 code.

    Returns:
        True for the same letters and for the plural. Otherwise the dictionary decides where it knows the form
        (`partie` is no form of `parti`, although both have one stem), and the ending or the stem where it does not.
    """
    options, other = _options(form, language), _key(word)
    if other in options:
        return True
    if word[0].isupper() and any(_accents_lost(option, other, word) for option in options):
        return True
    one = options[0]
    return unaccented(one[:2]) == unaccented(other[:2]) and _inflects(one, other, language)


@lru_cache(maxsize=65_536)
def _options(form: str, language: str) -> tuple[str, ...]:
    return tuple(map(_key, (form, *plurals(form, language))))


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    return word.casefold().replace("œ", "oe").replace("æ", "ae")


def _accents_lost(option: str, other: str, word: str) -> bool:
    """Whether *other*, the key of *word*, is *option* but for the accents that capitals lose."""
    if word.isupper():
        return unaccented(option) == unaccented(other)
    return unaccented(option[:1]) + option[1:] == other


def _inflects(one: str, other: str, language: str) -> bool:
    """Whether *other* is a form of *one* by the dictionary, or by its ending where that does not know *one*."""
    base, other_base = lemma(one, language), lemma(other, language)
    if other_base == one:
        return True
    if language not in _AGREEMENT:
        return base == other_base or (not known(one, language) and _same_stem(one, other, language))
    if known(one, language) and base not in {other, other_base}:
        return False  # also `fil` for `fils`, which is a word of its own and no plural
    return one in plurals(other, language) or _same_stem(one, other, language)


@lru_cache(maxsize=65_536)
def lemma(word: str, language: str) -> str:
    """The dictionary form of *word*, folded; *word* itself where there is no dictionary or it does not say."""
    from simplemma import lemmatize

    try:
        return _key(lemmatize(word, lang=_SIMPLEMMA.get(language, language), low_memory=True))
    except ValueError:
        return word


@lru_cache(maxsize=65_536)
def known(word: str, language: str) -> bool:
    """Whether the dictionary of *language*, where there is one, has *word*."""
    from simplemma import is_known

    try:
        return is_known(word, lang=_SIMPLEMMA.get(language, language), low_memory=True)
    except ValueError:
        return False


def _same_stem(one: str, other: str, language: str) -> bool:
    if language in _AGREEMENT:
        ending = _AGREEMENT[language]
        return ending.sub("", one, count=1) == ending.sub("", other, count=1)
    if language not in _SNOWBALL or min(len(one), len(other)) < _STEMMED:
        return False
    return _stem(one, language) == _stem(other, language)


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    from snowballstemmer import stemmer

    return unaccented(stemmer(_SNOWBALL[language]).stemWord(word))
