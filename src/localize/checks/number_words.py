"""Numbers in words, as far as news need them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from babel import dates

from localize.locales import Locale

_TEXT = {
    "en": """
        0 zero midnight | 0.5 half halves | 1 one first once single a an
        2 two second seconds twice double couple pair both
        3 three third thirds triple | 4 four fourth quarter quarters | 5 five fifth | 6 six sixth | 7 seven seventh
        8 eight eighth | 9 nine ninth | 10 ten tenth | 11 eleven eleventh | 12 noon twelve twelfth dozen dozens
        13 thirteen thirteenth | 14 fourteen fourteenth | 15 fifteen fifteenth | 16 sixteen sixteenth
        17 seventeen seventeenth | 18 eighteen eighteenth | 19 nineteen nineteenth | 20 twenty twentieth twenties
        30 thirty thirtieth thirties | 40 forty forties | 50 fifty fifties | 60 sixty sixties | 70 seventy seventies
        80 eighty eighties | 90 ninety nineties | 100 hundred hundreds | 1000 thousand thousands
        1000000 million millions | 1000000000 billion billions | 1000000000000 trillion trillions
    """,
    "es": """
        0 cero medianoche | 0.5 medio media mitad | 1 un uno una primer primero primera
        2 dos segundo segunda doble par ambos
        3 tres tercer tercero tercera tercio tercios triple | 4 cuatro cuarto cuarta cuartos | 5 cinco quinto quinta
        6 seis sexto sexta | 7 siete séptimo séptima | 8 ocho octavo octava | 9 nueve noveno novena
        10 diez décimo décima decena decenas | 11 once undécimo | 12 mediodía doce duodécimo docena docenas | 13 trece
        14 catorce | 15 quince quincena | 16 dieciséis | 17 diecisiete | 18 dieciocho | 19 diecinueve
        20 veinte veintena | 21 veintiuno veintiún veintiuna | 22 veintidós | 23 veintitrés | 24 veinticuatro
        25 veinticinco | 26 veintiséis | 27 veintisiete | 28 veintiocho | 29 veintinueve | 30 treinta
        40 cuarenta | 50 cincuenta | 60 sesenta | 70 setenta | 80 ochenta | 90 noventa
        100 cien ciento centena centenar centenares
        200 doscientos doscientas | 300 trescientos trescientas | 400 cuatrocientos cuatrocientas
        500 quinientos quinientas | 600 seiscientos seiscientas | 700 setecientos setecientas
        800 ochocientos ochocientas | 900 novecientos novecientas | 1000 mil miles millar millares
        1000000 millón millones | 1000000000000 billón billones
    """,
    "fr": """
        0 zéro minuit | 0.5 demi demie moitié | 1 un une premier première | 2 deux second seconde deuxième double paire
        3 trois troisième tiers triple | 4 quatre quatrième quart quarts | 5 cinq cinquième | 6 six sixième
        7 sept septième | 8 huit huitième | 9 neuf neuvième | 10 dix dixième dizaine dizaines | 11 onze onzième
        12 midi douze douzième douzaine | 13 treize treizième | 14 quatorze quatorzième
        15 quinze quinzième quinzaine
        16 seize seizième | 17 dixseptième | 18 dixhuitième | 19 dixneuvième | 20 vingt vingts vingtième vingtaine
        30 trente trentaine | 40 quarante quarantaine | 50 cinquante cinquantaine | 60 soixante soixantaine
        70 septante | 80 huitante octante quatrevingt quatrevingts | 90 nonante | 100 cent cents centaine centaines
        1000 mille millier milliers | 1000000 million millions | 1000000000 milliard milliards
        1000000000000 billion billions
    """,
    "ar": """
        0 صفر | 0.5 نصف | 1 واحد واحدة أول أولى أحد إحدى حادي حادية
        2 اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثاني ثانية ثان ضعف
        3 ثلاث ثلاثة ثالث ثالثة ثلث ثلثي | 4 أربع أربعة رابع رابعة ربع أرباع | 5 خمس خمسة خامس خامسة
        6 ست ستة سادس سادسة | 7 سبع سبعة سابع سابعة | 8 ثمان ثماني ثمانية ثامن ثامنة | 9 تسع تسعة تاسع تاسعة
        10 عشر عشرة عاشر عاشرة عشرات | 20 عشرون عشرين عشرينات عشرينيات | 30 ثلاثون ثلاثين ثلاثينات ثلاثينيات
        40 أربعون أربعين أربعينات أربعينيات | 50 خمسون خمسين خمسينات خمسينيات | 60 ستون ستين ستينات ستينيات
        70 سبعون سبعين سبعينات سبعينيات | 80 ثمانون ثمانين ثمانينات ثمانينيات | 90 تسعون تسعين تسعينات تسعينيات
        100 مئة مائة مئات | 200 مئتان مئتين مئتي مائتان مائتين مائتي | 300 ثلاثمائة ثلاثمئة | 400 أربعمائة أربعمئة
        500 خمسمائة خمسمئة | 600 ستمائة ستمئة | 700 سبعمائة سبعمئة | 800 ثمانمائة ثمانمئة | 900 تسعمائة تسعمئة
        1000 ألف آلاف ألفا | 2000 ألفان ألفين ألفي | 1000000 مليون ملايين مليونا | 2000000 مليونان مليونين مليوني
        1000000000 مليار مليارات بليون مليارا | 1000000000000 تريليون تريليونات
    """,
}
_MYRIADS = {
    sign: Decimal(10) ** power
    for power, signs in ((2, "百"), (3, "千천"), (4, "万萬만"), (8, "亿億억"), (12, "兆조"))
    for sign in signs
}
"""What East Asian languages count in, written right behind the figure."""

_HALF = Decimal("0.5")
_SMALL = frozenset(map(Decimal, range(13)))
"""What editors write in words; a language without a table is trusted with these."""

_WORD = re.compile(r"[^\W\d_]+")
_CLITICS = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل|[بكل])|[وف])(?=\w\w)")
_ROMAN = re.compile(r"(?<![\w-])(?=[IVXLC])(L?X{0,3}(?:IX|IV|V?I{0,3})|XL|XC)(?:e|è|ème|er|re)?(?![\w])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def spelled(text: str, locale: Locale) -> frozenset[Decimal]:
    """The values that *text* says in words, by month names and in Roman figures.

    More are given than are meant (`vingt-deux` gives 20, 2 and 22), since they only excuse a figure.
    """
    folded = fold(text)
    said = {value for _, value in _said(folded, locale.language)} if locale.language in _TEXT else set(_SMALL)
    said.update(total for total in _totals(folded, locale.language) if total)
    if locale.language == "ar":
        said |= {Decimal(1), Decimal(2)}  # the noun alone says one, its dual two
    if _HALF in said:
        said.update([value + _HALF for value in said])
    spaced = f" {' '.join(_WORD.findall(folded))} "
    said.update(Decimal(number) for name, number in _months(locale).items() if f" {name} " in spaced)
    said.update(map(_roman, _ROMAN.findall(text)))
    return frozenset(said)


def scale(text: str, language: str) -> Decimal:
    """What the words at the start of *text* multiply a figure before them by: 10⁹ for `mil millones`, else 1."""
    product = Decimal(1)
    for sign in text[:3]:
        if sign not in _MYRIADS:
            break
        product *= _MYRIADS[sign]
    following = re.split(r"[^\w\s-]", fold(text[:40]))[0]
    for word in _WORD.findall(following):
        value = _value(word, language)
        if value is None or value < 100:
            break
        product *= value
    return product


def fold(text: str) -> str:
    """*text* in lower case without accents, Arabic vowel signs and seats of hamza."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _said(folded: str, language: str) -> Iterator[tuple[int, Decimal]]:
    """(number of the word, its value) for each number word."""
    for number, word in enumerate(_WORD.findall(re.sub(r"quatre[ -]vingt", "quatrevingt", folded))):
        value = _value(word, language)
        if value is not None:
            yield number, value


def _totals(folded: str, language: str) -> Iterator[Decimal]:
    """The values of number words that stand together, at most one word (`et`, `y`, `and`) between them."""
    total = part = Decimal(0)
    last = -3
    for number, value in _said(folded, language):
        if number - last > 2:
            yield total + part
            total = part = Decimal(0)
        last = number
        if value == 12 and part:
            part *= value  # dozens
        elif value < 100 or value.normalize().as_tuple().digits != (1,):
            part += value
        elif value == 100:
            part = max(part, Decimal(1)) * value
        else:
            total, part = total + max(part, Decimal(1)) * value, Decimal(0)
        yield part
    yield total + part


def _value(word: str, language: str) -> Decimal | None:
    table = _table(language)
    if word not in table:
        word = _CLITICS.sub("", word) if language == "ar" else word.removesuffix("s")
    return table.get(word)


@lru_cache(maxsize=32)
def _table(language: str) -> Mapping[str, Decimal]:
    table: dict[str, Decimal] = {}
    value = Decimal(0)
    for word in _TEXT.get(language, "").replace("|", " ").split():
        if word[0].isdecimal():
            value = Decimal(word)
        else:
            table[fold(word)] = value
    return table


@lru_cache(maxsize=32)
def _months(locale: Locale) -> Mapping[str, int]:
    """The locale's names of the months, full and short."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for number, name in dates.get_month_names(width, locale=locale.gettext).items():
            found[" ".join(_WORD.findall(fold(name)))] = number
    return found


def _roman(figure: str) -> Decimal:
    values = [_ROMAN_VALUES[letter] for letter in figure]
    return Decimal(sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True)))
