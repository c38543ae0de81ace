"""Checks of what figures measure: money and units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from localize.checks.bitext import Bitext

_MONEY = {
    "dollar": r"\$|USD|\w*dollar\w*|d[óo]lar\w*|دولار\w*",
    "euro": r"€|EUR|euros?|يورو",
    "pound": r"£|GBP|pounds? sterling|livres?|libras?|جنيه\w*|إسترليني\w*|استرليني\w*|pounds?|quid",
    "yen": r"¥|JPY|yens?|yenes|ين(?:ات)?",
    "yuan": r"CNY|RMB|yuans?|renminbi|يوان\w*",
    "rouble": r"₽|RUB|ro?ubles?|rublos?|روبل\w*",
    "rupee": r"₹|INR|roupies?|rupees?|rupias?|روبي\w*",
    "franc": r"CHF|francs?|francos?|فرنك\w*",
}
_UNITS = {
    "length": {
        "kilometre": r"km|kilom[eè]t(?:er|re)s?|kil[óo]metros?|كيلومترات?|كيلومترا?ً?|كم",
        "metre": r"m|met(?:er|re)s?|mètres?|metros?|أمتار|مترا?ً?",
        "centimetre": r"cm|centim[eè]t(?:er|re)s?|cent[íi]metros?|سنتيمترات?|سنتيمترا?ً?|سم",
        "millimetre": r"mm|millim[eè]t(?:er|re)s?|mil[íi]metros?|مليمترات?|ملم",
        "mile": r"mi|miles?|milles?|millas?|أميال|ميلا?ً?",
        "foot": r"ft|feet|foot|pieds?|pies?|أقدام|قدما?ً?",
        "inch": r"inch(?:es)?|pouces?|pulgadas?|بوصات|بوصة",
        "yard": r"yd|yards?|yardas?|ياردات|ياردة",
    },
    "mass": {
        "kilogram": r"kg|kilos?|kilogramm?e?s?|kilogramos?|كيلوغرامات?|كيلوغراما?ً?|كغم?|كجم",
        "gram": r"g|gramm?e?s?|gramos?|غرامات?|غراما?ً?|جرامات?|جراما?ً?",
        "tonne": r"t|tons?|tonnes?|toneladas?|أطنان|طنا?ً?",
        "pound": r"lbs?|pounds?|livres?|libras?|أرطال|رطلا?ً?",
        "ounce": r"oz|ounces?|onces?|onzas?|أونصات|أونصة|أوقية",
    },
    "temperature": {
        "Celsius": r"°\s?C|(?:degrees |degrés |grados )?Celsius|(?:درج\w+ )?مئوية",
        "Fahrenheit": r"°\s?F|(?:degrees |degrés |grados )?Fahrenheit|(?:درج\w+ )?فهرنهايت",
    },
    "speed": {
        "km/h": r"km/h|kph|kmh|كم/س(?:اعة)?",
        "mph": r"mph|miles per hour|milles? (?:à l['’]heure|par heure)|millas por hora|ميلا?ً? في الساعة",
    },
    "area": {
        "hectare": r"ha|hectares?|hectáreas?|هكتارات?|هكتارا?ً?",
        "acre": r"acres?|فدان\w*|أفدنة|أكرات?",
    },
    "frequency": {"kilohertz": r"kHz", "megahertz": r"MHz", "gigahertz": r"GHz"},
    "power": {
        "kilowatt": r"kW|kilowatts?|kilovatios?",
        "megawatt": r"MW|megawatts?|megavatios?",
        "gigawatt": r"GW",
    },
    "time": {
        "second": r"secondes?|seconds?|segundos?|ثوان[يٍ]?|ثانية",
        "minute": r"min(?:utes?|utos?)?|دقائق|دقيقة",
        "hour": r"hours?|heures?|horas?|ساعات|ساعة",
        "day": r"days?|jours?|d[íi]as?|أيام|يوما?ً?",
        "week": r"weeks?|semaines?|semanas?|أسابيع|أسبوعا?ً?",
        "month": r"months?|mois|mes(?:es)?|أشهر|شهورا?|شهرا?ً?",
        "year": r"years?|ans?|années?|años?|سنوات|سنة|أعوام|عاما?ً?",
    },
}
_SIGN = re.compile(r"[$€£¥₽₹]|(?<!\w)(?:USD|EUR|GBP|JPY|CNY|RUB|INR|CHF)(?!\w)")
_DIGIT = re.compile(r"\d")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_FIGURE = r"(?P<figure>\d+(?:[.,]\d+)*)"


def _plain(name: str) -> str:
    return "".join(filter(str.isalpha, name))


def _named(group: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{_plain(name)}>{forms})" for name, forms in group.items())


_MONEY_SAID = re.compile(rf"(?<![^\W\d_])(?:{_named(_MONEY)})(?![^\W\d_])", re.IGNORECASE)
_NAMES = {name: forms for group in _UNITS.values() for name, forms in group.items()}
_KINDS = {_plain(name): kind for kind, group in _UNITS.items() for name in group}
_MEASURED = re.compile(rf"{_FIGURE}[\s\u00a0\u202f-]?(?:{_named(_NAMES)})(?![\w/²³])")


def currency_changed(bitext: Bitext) -> Iterator[str]:
    """A sum in another currency than the source's, which only its sign or code tells.

    PASS: en → fr: "It cost $5 million." → "Cela a coûté 5 millions de dollars."
    FAIL: en → fr: "It cost $5 million." → "Cela a coûté 5 millions d'euros."
    """
    source, target = bitext.source.prose, bitext.target.prose
    if not _DIGIT.search(source) or not (_SIGN.search(source) or _SIGN.search(target)):
        return
    expected, found = _money(source), _money(target)
    signs = {
        m.lastgroup: m[0]
        for text in (source, target)
        for m in _MONEY_SAID.finditer(text)
        if _SIGN.match(m[0])
    }
    for name in (n for n in expected if n in signs and n not in found):
        yield f"{name} is missing" + (f", found {' and '.join(found)}" if found else "")
    for name in (n for n in found if n in signs and not expected):
        yield f"{name} is not in the source"


def _money(text: str) -> dict[str, None]:
    return dict.fromkeys(m.lastgroup for m in _MONEY_SAID.finditer(text) if m.lastgroup)


def unit_changed(bitext: Bitext) -> Iterator[str]:
    """A figure that stayed while its unit became another one; a translator who converts changes both.

    PASS: en → fr: "It is 100 miles (160 km) away." → "C'est à 160 km."
    FAIL: en → fr: "It is 100 miles away." → "C'est à 100 km."
    """
    if not _DIGIT.search(bitext.source.prose):
        return
    source, target = (side.prose.translate(_DIGITS) for side in (bitext.source, bitext.target))
    expected, found = _measures(source), _measures(target)
    for amount, units in found.items():
        wanted = expected.get(amount)
        if wanted and not wanted & units:
            yield f"{amount[1]}: expected {' or '.join(sorted(wanted))}, found {' and '.join(sorted(units))}"


def _measures(text: str) -> dict[tuple[str, str], set[str]]:
    """The units by (what is measured, figure); one figure that several amounts share has all of theirs."""
    found: dict[tuple[str, str], set[str]] = {}
    for m in _MEASURED.finditer(text):
        name = str(m.lastgroup)
        found.setdefault((_KINDS[name], m["figure"].replace(",", ".")), set()).add(name)
    return found
