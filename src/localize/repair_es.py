"""Spanish before a restored term: contraction, agreement, `e` and `u`, and articles that stand twice."""

from __future__ import annotations

import re

from localize.forms_text import unaccented
from localize.repair_place import Place, cased, head

_BLANK = "[ \u00a0\u202f]"
_ARTICLE = re.compile(
    rf"(?<![\w'’-])(?:(?P<prep>de|a){_BLANK})?(?P<word>el|la|los|las|del|al|una?){_BLANK}$", re.IGNORECASE
)
_CONJUNCTION = re.compile(rf"(?<=[ \u00a0])[yeou](?={_BLANK}$)")  # a question keeps its capital: `¿Y Inés?`
_OWN_ARTICLE = re.compile(rf"(el|la|los|las){_BLANK}\w", re.IGNORECASE)

_FORMS = {"el": ("el", "la", "los", "las"), "un": ("un", "una", "unos", "unas")}
_FORMS_OF = {form: forms for forms in _FORMS.values() for form in forms}
_SPLIT = {"del": ("de", "el"), "al": ("a", "el")}
_MERGED = {("de", "el"): "del", ("a", "el"): "al"}

_FEMININE = re.compile(r".+(?:[csx]ión|dad|tad|tud|[csx]iones|dades|tades|tudes)")
_MASCULINE = re.compile(r".+(?:miento|ismo|aje)s?")
_UNPROVEN = frozenset("notición noticiones".split())
_STRESSED = frozenset(
    "acta agua águila ala alba alga alma alza ancla ansia arca área arma arpa asma aula hacha hada hambre".split()
)
_ADJECTIVES = frozenset("ágil alta ambas ancha árabe ardua árida áspera ávida".split())

_FIRST = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile("[IVX]+")
_I_NAMES = ("hidal", "hidro", "higie", "hijo", "hipo", "hispa", "histo")
_O_NAMES = ("holand", "hombr", "hondur", "horac", "hospita", "hotel")
_FOREIGN = ("hobb", "hock", "hold", "host", "hotm", "hots")


def mend(place: Place) -> tuple[str, str]:
    """What stands before the term, mended, and the term as it is."""
    return _conjoined(_determined(place), place.term), place.term


def _determined(place: Place) -> str:
    """The article as the term wants it: merged with `de` or `a`, in its gender; none if the term has its own."""
    found = _ARTICLE.search(place.before)
    if not found:
        return place.before
    word, prep = found["word"].lower(), (found["prep"] or "").lower()
    if prep and (word in _SPLIT or (found["word"][0].isupper() and not found["prep"][0].isupper())):
        return place.before  # no Spanish (`de del`), or part of a name (`de El Salvador`)
    prep, form = _SPLIT.get(word, (prep, word))
    if own := _OWN_ARTICLE.match(place.term):
        if not _doubled(prep, form, own[1].lower(), place.term):
            return place.before
        form = ""
    else:
        form = _agreed(form, place)
    words = _MERGED.get((prep, form), f"{prep} {form}".strip())
    if words == found.group().strip().lower():
        return place.before
    blank = found.group()[-1] if words else ""
    return place.before[: found.start()] + cased(found.group(), words) + blank


def _doubled(prep: str, form: str, own: str, term: str) -> bool:
    """Whether the article *form* says no more than the term's *own*: the same, or a guess before a small one."""
    if form not in _FORMS["el"] or (prep and own == "el" and term[0].islower()):
        return False  # `del el` would leave `de el`; but `de El Salvador` is right
    return form == own or term[0].islower()


def _agreed(form: str, place: Place) -> str:
    """The form of an article that goes with the term; as it is where nothing decides."""
    forms, word = _FORMS_OF[form], head(place.term)
    at = forms.index(form)
    plural = (place.facts.number or "sp"[at // 2]) == "p"
    stressed = word in _STRESSED or (place.facts.gender == "f" and _stressed(word))
    gender = place.facts.gender or ("f" if stressed else _proven(word)) or "mf"[at % 2]
    if stressed and not plural:
        return "el" if form in _FORMS["el"] else form  # both `un agua` and `una agua` are right
    return forms[2 * plural + (gender == "f")]


def _proven(word: str) -> str:
    """The gender that the ending of a noun proves."""
    if word in _UNPROVEN:
        return ""
    return "f" if _FEMININE.fullmatch(word) else "m" if _MASCULINE.fullmatch(word) else ""


def _stressed(word: str) -> bool:
    """Whether a noun begins with a stressed a, also behind an h: `aula`, `área`, not `arena` or `avión`."""
    bare = word.removeprefix("h")
    if word in _ADJECTIVES or bare[:1] not in {"a", "á"}:
        return False
    if bare[0] == "á" or unaccented(bare) != bare.replace("ñ", "n"):
        return bare[0] == "á"
    vowels = re.findall("[aeiouü]+", bare)
    return vowels[0] in {"a", "ai", "au"} and len(vowels) == (2 if bare[-1] in "aeiouns" else 1)


def _conjoined(before: str, term: str) -> str:
    """`y` and `o` as they sound well: `e` before i, `u` before o."""
    found, sound = _CONJUNCTION.search(before), _sound(term)
    if not found or sound is None:
        return before
    vowel, words = ("i", "ye") if found.group() in "ye" else ("o", "ou")
    return before[: found.start()] + words[sound == vowel] + before[found.end() :]


def _sound(term: str) -> str | None:
    """`i` or `o` where *term* begins with that vowel, else empty; None where speakers differ or nobody knows."""
    found = _FIRST.match(term)
    first = found.group() if found else ""
    word = unaccented(first.lower())
    mixed = first[:1].islower() and not first.islower()  # `iPhone`
    if len(first) < 2 or mixed or not word.isascii() or word[0] == "y":
        return None
    if _ROMAN.fullmatch(first) or word.startswith(_FOREIGN) or word in {"hot", "home"}:
        return None
    if word[0] == "h":
        return None if first.isupper() else _after_h(word, small=first.islower())
    if word[0] == "i" and word[1] in "aeo" and not first.isupper():
        return None
    return word[0] if word[0] in "io" else ""


def _after_h(word: str, *, small: bool) -> str | None:
    """`_sound` of a word with an h, which many foreign names pronounce: of names only Spanish ones count."""
    if word.startswith("hi"):
        if word[2:3] in {"a", "e", "o"}:
            return "" if word[2] == "e" else None
        return "i" if small or word.startswith(_I_NAMES) else None
    if word.startswith("ho"):
        return "o" if small or word.startswith(_O_NAMES) else None
    return None if word.startswith("hy") else ""
