"""Arabic words: what is attached to them, their article, their numbers, and phrases that take the article together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from localize.forms_same import known, lemma

_ARTICLE = "ال"
_ALIKE = str.maketrans("أإآٱىؤئکی", "اااايءءكي")
_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "ك", "كم", "نا")
_NUMBERS = ("ان", "ين", "ون", "ات", "ا")
_OF_TA = ("ه", "ات", "تان", "تين", "تا", "تي")  # `محطه` is how many people write `محطة`
_OF_ADJECTIVES = ("ة", "تان", "تين")
_PARTICLES = frozenset("من في عن على إلى عبر بين حول مع دون قبل بعد ضد نحو".split())
_ROOT = 3  # letters that must remain when something attached is cut off


def same_phrase(forms: Sequence[str], words: Sequence[str]) -> bool:
    """Whether *words* of a text are the phrase *forms*, inflected, or with prefixes on its first word.

    Conjunctions and prepositions may be attached to the first word. The article may stand where *forms* has it, or
    from some word on up to the next particle: `المحطة الفضائية` and `محطة الفضاء` are phrases, while
    `المحطة فضائية` is a sentence, "the station is spatial". A single word that *forms* has with its article
    (`القمر`, the Moon) must have it.

    Args:
        forms: The words of an admitted form, in the spelling of `forms_text.Word`.
        words: As many words of a text.
    """
    articles: list[frozenset[bool]] = []
    for number, (form, word) in enumerate(zip(forms, words, strict=True)):
        readings = _articles(form, word, first=number == 0, alone=len(forms) == 1)
        if not readings:
            return False
        articles.append(readings)
    if len(forms) == 1 and _definite(forms[0]):
        return True in articles[0]
    starts = [n for n, form in enumerate(forms) if not n or _starts_anew(form)]
    chunks = zip(starts, [*starts[1:], len(forms)], strict=True)
    return all(_agree(forms[start:end], articles[start:end]) for start, end in chunks)


def same_exactly(form: str, word: str, *, first: bool) -> bool:
    """Whether *word* is *form* uninflected; the first of a phrase may have prefixes and the article attached."""
    return any(_letters(form) == _letters(read) for read, _ in _readings(word, first=first))


def is_plural(form: str, singular: str, *, first: bool) -> bool:
    """Whether *form* is a plural (not a dual) of *singular*; of a word after the first, also how it agrees with one."""
    one, many = _letters(singular), _letters(form)
    if one == many:
        return not first
    if _definite(form) != _definite(singular) or (first and many == f"{one}ة"):
        return False
    sound = {f"{one.removesuffix('ة')}ات", f"{one}ون", f"{one}ين"}
    return many in sound or _letters(lemma(form, "ar")) == one


def _letters(word: str) -> str:
    """*word* with the letters made one that writers take for each other."""
    return word.translate(_ALIKE)


def _definite(word: str) -> bool:
    return word.startswith(_ARTICLE) and len(word) > _ROOT


def _starts_anew(form: str) -> bool:
    """Whether *form*, inside a phrase, opens a part with an article of its own."""
    return form in _PARTICLES or form.startswith(("لل", "بال", "كال", "وال"))


def _agree(forms: Sequence[str], articles: Sequence[frozenset[bool]]) -> bool:
    """Whether the words can be read with articles as *forms* has them, or with none up to some word, and then all."""
    if all(_definite(form) in readings for form, readings in zip(forms, articles, strict=True)):
        return True
    definite = False
    for readings in articles:
        definite = definite or False not in readings
        if definite not in readings:
            return False
    return True


@lru_cache(maxsize=65_536)
def _articles(form: str, word: str, *, first: bool, alone: bool) -> frozenset[bool]:
    """With what articles (True: it has one) *word* can be read as a form of *form*; empty when it is none."""
    cores = {form: True, form.removeprefix(_ARTICLE) if _definite(form) else form: not _definite(form)}
    return frozenset(
        definite or owned
        for read, definite in _readings(word, first=first)
        for core, ownable in cores.items()
        for owned in _inflects(core, read, first=first, alone=alone)
        if ownable or not owned
    )


def _readings(word: str, *, first: bool) -> Iterator[tuple[str, bool]]:
    """*word* without what may be attached in front of it, and whether that is the article."""
    for read in (word, *(_uncovered(word) if first else ())):
        yield read, False
        if _definite(read):
            yield read.removeprefix(_ARTICLE), True


def _uncovered(word: str) -> Iterator[str]:
    """*word* without conjunction and preposition; a dictionary word (`فكرة`, idea) keeps its letters."""
    for tail in (word, word[1:]) if word[:1] in {"و", "ف"} else (word,):
        cuts = [tail] if tail != word else []
        if tail[:1] in {"ب", "ك", "ل"}:
            cuts.append(tail[1:])
        if tail.startswith("لل"):
            cuts += (_ARTICLE + tail[2:], _ARTICLE + tail[1:])
        for cut in cuts:
            if len(cut) >= _ROOT and (_definite(cut) or not known(word, "ar")):
                yield cut


def _inflects(core: str, read: str, *, first: bool, alone: bool) -> Iterator[bool]:
    """Whether *read* is a form of *core*: yields whether a pronoun owns it (`محطته`), or nothing."""
    one, other = _letters(core), _letters(read)
    if one == other:
        yield False
        return
    if len(one) < _ROOT or len(set(one) & set(other)) < 2:
        return
    if one.endswith("ات") and other in {one[:-2], f"{one[:-2]}ة"}:
        yield False
    plain, owned = _endings(one, first=first)
    if other in plain | owned and not (alone and _own_word(read)):
        yield other in owned
    yield from _broken(core, read)


def _own_word(read: str) -> bool:
    """Whether the dictionary lists *read* by itself: `لبنان` is no dual of `لبن`."""
    return known(read, "ar") and _letters(lemma(read, "ar")) == _letters(read)


def _endings(one: str, *, first: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The inflected forms of *one* by suffix: without and with a pronoun."""
    stem = one.removesuffix("ة")
    if stem != one:
        owned = {f"{stem}{link}{pronoun}" for link in ("ت", "ات") for pronoun in _PRONOUNS}
        return frozenset(stem + ending for ending in _OF_TA), frozenset(owned)
    owned = {f"{one}{link}{pronoun}" for link in ("", "ات") for pronoun in _PRONOUNS}
    plain = {one + ending for ending in (*_NUMBERS, *(() if first else _OF_ADJECTIVES))}
    return frozenset(plain), frozenset(owned)


def _broken(core: str, read: str) -> Iterator[bool]:
    """As `_inflects`, for plurals that change the inside of a word, by dictionary: `أقمار`, `أقماره` of `قمر`."""
    if _definite(core) or _definite(read):
        return
    one, other = _letters(core), _letters(read)
    pairs = ((read, one), (core, other))  # also the singular of a form in the plural
    if any(known(many, "ar") and _letters(lemma(many, "ar")) == singular for many, singular in pairs):
        yield False
    for pronoun in _PRONOUNS:
        bare = read.removesuffix(pronoun)
        if bare != read and known(bare, "ar") and _letters(lemma(bare, "ar")) == one != _letters(bare):
            yield True
