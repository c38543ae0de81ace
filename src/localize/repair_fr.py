"""French before a restored term: elision, contraction, agreement, and articles that stand twice.

Whether a word elides follows from the letters of the term: a vowel, a mute h, how an acronym is read. Its gender
is what the glossary says, or what the ending of its first word all but proves, or else what the engine took it for.
"""

from __future__ import annotations

import re

from localize.forms_text import unaccented
from localize.repair_place import Place, cased, head

_BLANK = "[ \u00a0\u202f]"
_DETERMINER = re.compile(
    rf"(?<![\w/\\-])(?<!l['’])(?:(?P<prep>de|à){_BLANK})?(?:(?P<elided>l)['’]{_BLANK}?|"
    rf"(?P<word>le|la|les|du|aux?|ce|cet|cette|ces|une?|[mts](?:a|on|es)){_BLANK})$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    rf"(?<![\w/\\-])(?:(?P<full>de|(?:jus|lors|puis|quoi)?que|je|me|te|se|ne){_BLANK}|"
    rf"(?P<short>d|(?:jus|lors|puis|quoi)?qu|n|s)['’]{_BLANK}?)$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(rf"(?<![\w-])(?<!de )(?<!à )(?P<word>[Nn]ouveau|nouvel|beau|bel|vieil)(?={_BLANK}$)")
_OWN_ARTICLE = re.compile(rf"(?:(le|la|les){_BLANK}|(l)['’])\w", re.IGNORECASE)

_FORMS = {
    "le": ("le", "l'", "la", "l'", "les"),
    "ce": ("ce", "cet", "cette", "cette", "ces"),
    "un": ("un", "un", "une", "une", "des"),
    "mon": ("mon", "mon", "ma", "mon", "mes"),
    "ton": ("ton", "ton", "ta", "ton", "tes"),
    "son": ("son", "son", "sa", "son", "ses"),
}
"""Of each determiner: masculine before a consonant, before a vowel; feminine so; plural."""

_FORMS_OF = {form: forms for forms in _FORMS.values() for form in forms if form != "des"}
_GENDERS = dict(
    dict.fromkeys("le ce cet un".split(), "m"), **dict.fromkeys("la cette une ma ta sa".split(), "f")
)
_SPLIT = {"du": ("de", "le"), "au": ("à", "le"), "aux": ("à", "les")}
_MERGED = {("de", "le"): "du", ("à", "le"): "au", ("de", "les"): "des", ("à", "les"): "aux"}
_BEFORE_VOWEL = {"nouveau": "nouvel", "beau": "bel"}
_BEFORE_CONSONANT = {"nouvel": "nouveau", "bel": "beau", "vieil": "vieux"}

_HEAD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile("[IVX]+(?:e|er|re)?")
_ELIDING = tuple(
    "habil habit halein halieu hallucin halog halter hamecon hamiltoni haplo hapti harmoni hebdo heberg "
    "hebr hecta hecto hegemon hegir helic helio helip helium helleni hemat hemi hemo hepat hept herb heredit "
    "heresi heret herit hermet heroi hesit hetero heur hexa hibern hilar hindou hippiq hippoc hippod hippop "
    "hirond hispan histo hiver holis holoc holog homeo homici hommag homme homo honn honor hopit horair "
    "horizo horlog horod hormon horosc horreu horri hortic hospi hosti hote huile huiss huitr huma humb "
    "humec humeu humid humil humor humou hyd hyen hyg hym hyp hyst ouie yerr yeus yeux yonne york".split()
)
_NOT_ELIDING = tuple(
    "hach hack haddock haie haill hain hair hal ham han hap har hasard hat haub hauss haut havre hay "
    "heaume hein henn heriss herni heron heros herse hertz heurt hibou hideu hierarch hierogl high hip "
    "hiss hit hobb hoch hockey hold homard home- homepage hongr hont hoquet hord hors hot- hotline hott "
    "houbl houe houill houl houp houss houx hub huche huee huer huguen huit hulul hupp hurl huss hutt "
    "onz oui ouistit uhlan ulul".split()
)
"""Beginnings of words, without accents; of two that fit the longer one counts (`huit`, `huitr`)."""

_FEMININE = re.compile(
    r".+(?:[st]ion|xion|ance|ence|(?:at|it|ct|lt|nt|rt|st|pt|s)ure|"
    r"ité|iété|erté|auté|culté|tude|logie|graphie|nomie)s?"
)
_MASCULINE = re.compile(r".+(?:ment|isme|age)s?|.+eaux?")
_UNPROVEN = frozenset(
    "bastion silence comité traité retraité invité commandité accrédité jument page plage image cage "
    "nage rage peau peaux".split()
)
_INFINITIVE = re.compile(
    r"(?!(?:fer|hiver|ver|cancer|danger|pouvoir|conseiller)\b)"
    r"\w*(?:[^iu\W]er|uer|[dfglnstv]ir|(?:in|en|on|er)dre|ettre|uire|faire|crire|"
    r"cevoir|voir|valoir|vouloir|croire|lire|dire)\b"
)


def mend(place: Place) -> tuple[str, str]:
    """What stands before the term, mended, and the term as it is."""
    for rule in (_determined, _particle, _adjective):
        before = rule(place)
        if before != place.before:
            return before, place.term
    return place.before, place.term


def _determined(place: Place) -> str:
    """The determiner as the term wants it: elided, merged, in its gender; none if the term has its own."""
    found = _DETERMINER.search(place.before)
    if not found or _in_a_name(found):
        return place.before
    word = (found["word"] or "l'").lower()
    prep, form = _SPLIT.get(word, ((found["prep"] or "").lower(), word))
    if own := _OWN_ARTICLE.match(place.term):
        if not _doubled(prep, form, (own[1] or "l'").lower(), place.term):
            return place.before
        form = ""
    elif word == form and (prep, form) in _MERGED and _is_verb(form, place.term):
        return place.before  # a pronoun: `avant de le lancer`
    else:
        form = _agreed(form, place)
    return _replaced(place, found, _MERGED.get((prep, form), f"{prep} {form}".strip()))


def _is_verb(form: str, term: str) -> bool:
    """Whether *form* may be a pronoun before an infinitive; of `l'` it does not matter."""
    return bool(_INFINITIVE.match(term)) and not (form == "le" and _opens(term))


def _in_a_name(found: re.Match[str]) -> bool:
    """Whether the article is part of a name (`de La Haye`), or what is there is no French (`de du`)."""
    word = found["word"] or found["elided"]
    return bool(found["prep"]) and (
        word.lower() in _SPLIT or (word[0].isupper() and not found["prep"][0].isupper())
    )


def _doubled(prep: str, form: str, own: str, term: str) -> bool:
    """Whether the article *form* says no more than the term's *own*: the same, or a guess before a small one."""
    if _FORMS_OF[form] is not _FORMS["le"] or (prep and own in {"le", "les"}):
        return False  # `du le` would leave `de le`
    return form == own or term[0].islower()


def _agreed(form: str, place: Place) -> str:
    """The form of a determiner that goes with the term; as it is where nothing decides."""
    forms, vowel = _FORMS_OF[form], _opens(place.term)
    if (place.facts.number or ("p" if form == forms[4] else "s")) == "p":
        return forms[4]
    gender = place.facts.gender or _proven(place.term) or _GENDERS.get(form, "")
    if vowel is None:
        return form
    fitting = [forms[number + vowel] for number, of in ((0, "m"), (2, "f")) if gender in {of, ""}]
    if len(set(fitting)) == 1 or form == "l'":
        return fitting[0]
    return form


def _proven(term: str) -> str:
    """The gender that the ending of the term's first word proves."""
    word = head(term)
    if {word, word.removesuffix("s")} & _UNPROVEN:
        return ""
    return "f" if _FEMININE.fullmatch(word) else "m" if _MASCULINE.fullmatch(word) else ""


def _particle(place: Place) -> str:
    """`de`, `que`, `se` … elided before a vowel, in full before a consonant."""
    found, vowel = _PARTICLE.search(place.before), _opens(place.term)
    if not found or (found["full"] and not vowel):
        return place.before
    if found["full"]:
        return _replaced(place, found, f"{found['full'][:-1].lower()}'")
    short = found["short"].lower()
    return _replaced(place, found, f"{short}e" if vowel is False else f"{short}'")


def _adjective(place: Place) -> str:
    """`nouvel`, `bel`, `vieil` before a vowel only."""
    found, vowel = _ADJECTIVE.search(place.before), _opens(place.term)
    if not found or vowel is None or (place.facts.gender or _proven(place.term)) == "f":
        return place.before
    word = found["word"].lower()
    return _replaced(place, found, (_BEFORE_VOWEL if vowel else _BEFORE_CONSONANT).get(word, word))


def _replaced(place: Place, found: re.Match[str], words: str) -> str:
    """What stands before the term, with *words* where *found* ended it; untouched where that says the same."""
    old = found.group()
    blank = old[-1] if re.match(_BLANK, old[-1]) else " "
    new = cased(old, words) + ("" if words.endswith("'") or not words else blank)
    if new.lower() == old.replace("’", "'").lower():
        return place.before
    return place.before[: found.start()] + (new.replace("'", "’") if place.curly else new)


def _opens(term: str) -> bool | None:
    """Whether words elide before *term*; None where usage varies or the letters do not tell."""
    found = _HEAD.match(term)
    first = found.group() if found else ""
    word = unaccented(first.lower()).replace("œ", "oe").replace("æ", "ae")
    after = term[len(first) : len(first) + 1]
    alone = len(first) < 2 and (not first or after not in {"-", "'", "’"})
    if alone or not word[0].isascii() or _ROMAN.fullmatch(first):
        return None
    if first.isupper() and len(first) > 1:
        return None if word[0] in "hy" else word[0] in "aeiou"
    listed = _listed(word + after)
    if word[0] == "h":
        return None if listed is False and first[0].isupper() else listed
    if listed is not None:
        return listed
    return word[0] in "aeiou" or (word[0] == "y" and word[1:2] not in set("aeiouy"))


def _listed(word: str) -> bool | None:
    """What the lists say of *word*: the longest beginning decides."""
    size, eliding = max(
        (len(start), eliding)
        for eliding, starts in ((True, _ELIDING), (False, _NOT_ELIDING))
        for start in ("", *starts)
        if word.startswith(start)
    )
    return eliding if size else None
