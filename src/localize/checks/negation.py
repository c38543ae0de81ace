"""The check of negations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext, quoted

_SAID = {
    "en": r"(?<!or )not(?! (?:only|just|necessarily|least|to mention|unlike|until|long|surprising))|(?:do|does|did|is|are|was|"
    r"were|has|have|had|wo|would|could|should|must|ca)n['’]t|cannot|never|nobody|nothing|neither",
    "fr": r"(?:ne|n['’])(?=.{1,40}\b(?:pas|jamais|rien|personne|aucune?)\b)",
    "es": r"no(?! (?:sólo|solo|solamente|obstante))|nunca|jamás|nadie|nada",
    "ar": r"ليست?|لن|لم|لا(?! (?:سيما|يزال|تزال|بد))",
}
"""What says plainly that something is not so."""

_WORDS = {
    "en": r"not|no|non|none|never|nobody|nothing|nor|neither|nowhere|cannot|without|hardly|barely|scarcely|few|little|"
    r"only|unless|until|rather|instead|ban(?:s|ned)?|except|too|least|apart|against|un(?:able|aware|clear|known|likely|"
    r"usual|willing)|impossible|illegal",
    "fr": r"ne|non|ni|pas|jamais|rien|personne|aucune?|nulle?|sans|guère|peu|au lieu|loin|plutôt|exclue?s?|"
    r"inconnue?s?|impossibles?|incapables?|invisibles?|inutiles?|illéga\w+|indépendamment",
    "es": r"no|ni|nunca|jamás|nadie|nada|ning[uú]n\w*|sin|tampoco|apenas|poc[oa]s?|lejos|en lugar|en vez|imposibles?|"
    r"desconocid[oa]s?|incapa\w+|invisibles?|inútil\w*|inusual\w*|ilegal\w*|improbable\w*",
    "ar": r"[وفأ]?(?:لا|لم|لن|ليس\w*|لست|غير|دون|بدون|عدم|بعدم|لعدم|ما|بلا|إلا|سوى|قط|أبد\w*|عكس|خلاف\w*|نادر\w*|"
    r"قليل\w*|انعدام|لانعدام|كلا|لئلا|ألا|ألّا|لمّا|لَم|لَا|بل|مستحيل\w*|خال\w*|ممنوع\w*|محظور\w*)",
}
"""Whole words that may carry a negation in a target."""

_STEMS = {
    "en": r"refus|den(?:y|ie)|fail|lack|avoid|prevent|forbid|stop|reject|miss|exclud|dis(?:agree|approv|allow|like)",
    "fr": r"interdi|refus|empêch|évit|manqu|ignor|échou|absen|dépourv|cess",
    "es": r"prohib|rechaz|neg[aóá]|niega|impid|imped|evit|falt|carec|carente|ignor|fracas|ausen|exclu|descart|desprov|dej",
    "ar": r"رفض|يرفض|منع|يمنع|نفى|ينف|فشل|تجنب|يتجنب|امتن|توقف|انعد",
}
"""What words begin with that say so by their meaning."""

_SAYS = {code: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for code, said in _SAID.items()}
_HEARS = {
    code: re.compile(rf"\b(?:(?:{heard})\b|{_STEMS[code]})|n['’](?:t\b|(?=\w))", re.IGNORECASE)
    for code, heard in _WORDS.items()
}


def negation_lost(bitext: Bitext) -> Iterator[str]:
    """A source that plainly denies something, and a target without any word or prefix that could.

    Known for English, French, Spanish and Arabic; other languages are not asked.

    PASS: en → fr: "He did not come." → "Il est resté absent."
    FAIL: en → fr: "The crew must not open it." → "L'équipage doit l'ouvrir."
    """
    says, hears = _SAYS.get(bitext.source.language), _HEARS.get(bitext.target.language)
    if says is None or hears is None or bitext.source.language == bitext.target.language:
        return
    said = says.search(bitext.source.prose)
    if said and not hears.search(bitext.target.prose):
        yield f"{quoted(said[0])} of the source may be lost"
