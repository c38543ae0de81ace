"""The check of what models add out of habit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext, quoted

_FILLERS = re.compile(
    r"""
      [(\[]\s*(?:applause|laughter|music|applaudissements|rires|musique|aplausos|risas|música|applausi|risate
        |beifall|gelächter|musik|aplausos|palmas|تصفيق|ضحك|موسيقى|掌声|笑声|音乐)\s*[)\]]
    | \b(?:subtitles?|captions?|subtitled|sous-titr\w+|subt[ií]tul\w+|untertitel\w*)\s+(?:by|par|por|von|de\s+la|:)
    | \b(?:amara|opensubtitles|addic7ed)\.(?:org|com)\b
    | \b(?:thanks?\ (?:you\ )?for\ (?:watching|reading)|merci\ d['’]avoir\ (?:regardé|lu)|gracias\ por\ (?:ver|leer)
        |شكرا?ً?\ (?:على\ المشاهدة|للمشاهدة))
    | \b(?:translat(?:ed|ion)\ by|translator['’]s\ note|traduit\ par|traduction\ (?:de|par)\s*:|note\ du\ traducteur
        |traducido\ por|nota\ del\ traductor)\b | ترجم(?:ها|ه|ة)\s*: | (?:ترجمة\ وتعديل)
    | \((?:la\ séance\ est|se\ (?:suspende|levanta|abre)\ la\ sesión|the\ sitting\ was)\b[^)]*\)
    | \b(?:all\ rights\ reserved|tous\ droits\ réservés|todos\ los\ derechos\ reservados)\b | جميع\ الحقوق\ محفوظة
    | [♪♫]
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Remnants of what models were trained on: subtitles, talks, minutes of parliaments, web pages."""

_STEMS = tuple(
    "( [ ♪ ♫ tit tít ترجم org .com thank merci gracias شكر translat tradu caption rights droits derechos حقوق".split()
)
"""What every filler holds, so that most targets need no closer look."""

_DIALOGUE = re.compile(r"^\s*[-–—]\s?(?=[^\W\d_]|[¿¡«“\"])")


def hallucinated_filler(bitext: Bitext) -> Iterator[str]:
    """Words that models add out of habit, and the source does not have: applause, credits, a dash of dialogue.

    PASS: en → fr: "(Applause) Thank you." → "(Applaudissements) Merci."
    FAIL: en → fr: "Thank you." → "Merci. (Applaudissements)"
    """
    target = bitext.target.prose.lower()
    found = _FILLERS.search(bitext.target.prose) if any(stem in target for stem in _STEMS) else None
    if found and not _FILLERS.search(bitext.source.prose):
        yield f"{quoted(found[0])} is not in the source"
    elif _DIALOGUE.match(bitext.target.prose) and not re.match(r"\s*[-–—•*\"“«']", bitext.source.prose):
        yield "a dash as in a dialogue, which the source does not have"
