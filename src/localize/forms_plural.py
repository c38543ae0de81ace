"""Plurals by rule. A rule may give too many: a plural that nobody writes is a form that no text holds.

Rules need no dictionary, so that 10,000 terms load at once; what they miss, the dictionary of `forms_same` knows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product, takewhile

_ACUTES = tuple(zip("áéíóú", "aeiou", strict=True))

_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"(?<=craft)$|(?<=species)$|(?<=series)$|(?<=sheep)$|(?<=fish)$", ""),
        (r"man$", "men mans"),
        (r"^person$", "people persons"),
        (r"child$", "children"),
        (r"foot$", "feet"),
        (r"tooth$", "teeth"),
        (r"(?<=^[ml])ouse$", "ice"),
        (r"(?<=omen)on$|(?<=iteri)on$|(?<=utomat)on$", "a ons"),
        (r"(?<=[sx])is$", "es"),
        (r"(?<=..)[ie]x$", "ices ixes exes"),
        (r"(?<=..)um$", "a ums"),
        (r"(?<=.)us$", "i uses"),
        (r"(?<=...)a$", "as ae"),
        (r"(?<=[^f])fe?$", "ves fs fes"),
        (r"(?<=[^aeiou])y$", "ies"),
        (r"(?<=[^aeiou])o$", "os oes"),
        (r"(?<=ch)$|(?<=sh)$|(?<=[sxz])$", "es"),
        (r"$", "s"),
    ),
    "fr": (
        (r"^œil$", "yeux"),
        (r"^ciel$", "cieux ciels"),
        (r"^mon(?=s)", "mes"),
        (r"^madame$", "mesdames"),
        (r"[sxz]$", ""),
        (r"ail$", "ails aux"),
        (r"al$", "aux als"),
        (r"(?<=[aeo]u)$", "x s"),
        (r"$", "s"),
    ),
    "es": (
        (r"ác(?=ter$)", "ac"),
        (r"egimen$|égimen$", "egímenes"),
        (r"pécimen$", "pecímenes"),
        *((rf"{a}(?P<end>[ns])$", rf"{b}\g<end>es") for a, b in _ACUTES),
        *((rf"{b}(?P<mid>[^aeiouáéíóú]+)en$", rf"{a}\g<mid>enes {b}\g<mid>enes") for a, b in _ACUTES),
        (r"z$", "ces"),
        (r"[sx]$", ""),
        (r"(?<=[aeioáéó])$", "s"),
        (r"(?<=[íú])$", "es s"),
        (r"$", "es s"),
    ),
}
_COMPILED = {code: tuple((re.compile(p), e.split()) for p, e in rules) for code, rules in _RULES.items()}

_AFTER_HEAD = {
    "en": "of in for to at on by with from under without between into off against general martial elect designate",
    "fr": "de du des d à au aux en pour par sur sous avec sans dans",
    "es": "de del a al en para por con sin sobre",
}
_TAIL = {code: re.compile(rf"[ -](?:{'|'.join(words.split())})\b") for code, words in _AFTER_HEAD.items()}
_WORD = re.compile(r"([^\W\d_]+)")
_MOST = 8  # plurals of one phrase, where its words have several

PLURAL_LANGUAGES = frozenset(_RULES)
"""Languages with rules."""


@lru_cache(maxsize=65_536)
def plurals(word: str, language: str) -> tuple[str, ...]:
    """How *word* may read in the plural, without the word itself; () where *language* has no rules.

    Capitals stay. An acronym takes an s.
    """
    if len(word) > 1 and word.isupper():
        return (f"{word}s",)
    lower = word.lower()
    for pattern, endings in _COMPILED.get(language, ()):
        if pattern.search(lower):
            found = [pattern.sub(ending, lower, count=1) for ending in endings]
            return tuple(found if word == lower else (_capitals_of(word, plural) for plural in found))
    return ()


def _capitals_of(word: str, plural: str) -> str:
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word.lower(), plural, strict=False)))
    if not kept and word[0].isupper():
        return plural.capitalize()
    return word[:kept] + plural[kept:]


def plural_phrases(phrase: str, language: str) -> tuple[str, ...]:
    """How the noun phrase *phrase* may read in the plural (`heads of state`, `stations spatiales`).

    English inflects the head or the last word; French and Spanish every word up to the first preposition.
    """
    if language not in PLURAL_LANGUAGES:
        return ()
    tail = _TAIL[language].search(phrase)
    ends = {len(phrase), tail.start() if tail else len(phrase)}
    if language == "en":
        return tuple(new for end in sorted(ends) for new in _last_plural(phrase, end))
    return _all_plural(phrase, min(ends), language)


def _last_plural(phrase: str, end: int) -> list[str]:
    words = list(_WORD.finditer(phrase, 0, end))
    if not words or words[-1].end() != end or phrase[words[-1].start() - 1 : words[-1].start()] == "'":
        return []
    last = words[-1]
    return [phrase[: last.start()] + plural + phrase[end:] for plural in plurals(last.group(), "en")]


def _all_plural(phrase: str, end: int, language: str) -> tuple[str, ...]:
    parts = _WORD.split(phrase[:end])
    options = [(*plurals(part, language), part) if n % 2 else (part,) for n, part in enumerate(parts)]
    found = ("".join(choice) + phrase[end:] for choice in islice(product(*options), _MOST))
    return tuple(new for new in found if new != phrase)
