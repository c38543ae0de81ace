"""A locale: one value for BCP 47, gettext and Argos spellings, with its direction, name, plurals and dates (Babel)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import babel

from localize.errors import LocaleError

_SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:[-_](?P<script>[a-z]{4}))?"
    r"(?:[-_](?P<territory>[a-z]{2}|[0-9]{3}))?"
    r"(?:@(?P<modifier>latin|cyrillic))?",
    re.IGNORECASE,
)
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl"}
_PRIVATE = {"XA", "XB"}  # CLDR's pseudo-locales, which Babel has no data for
_ARGOS = {"pt-BR": ("pb", "pt"), "zh-Hant": ("zt",), "zh-TW": ("zt",), "zh-HK": ("zt",), "no": ("nb",)}


@dataclass(frozen=True, slots=True, order=True)
class Locale:
    """A language as it is written somewhere; make one with `Locale.parse`."""

    language: str
    """ISO 639 code, lower case."""

    script: str = ""
    """ISO 15924 code, title case, when it is not the language's usual one."""

    territory: str = ""
    """ISO 3166 code, upper case."""

    @classmethod
    def parse(cls, spelling: str) -> Locale:
        """The locale that *spelling* names, in BCP 47 or gettext form and any case (`pt-BR`, `pt_br`, `sr@latin`).

        Raises:
            LocaleError: Nobody knows such a locale.
        """
        found = _SUBTAGS.fullmatch(spelling.strip())
        if not found:
            raise LocaleError(f"not a locale: {spelling!r}", hint="write fr, pt-BR or zh-Hans")
        script = _MODIFIERS.get((found["modifier"] or "").lower(), found["script"] or "")
        locale = cls(found["language"].lower(), script.title(), (found["territory"] or "").upper())
        try:
            locale._babel()
        except (babel.UnknownLocaleError, ValueError):
            raise LocaleError(f"no such locale: {spelling!r}", hint="write fr, pt-BR or zh-Hans") from None
        return locale

    @property
    def tag(self) -> str:
        """BCP 47: `pt-BR`. Published copies go by it."""
        return "-".join(filter(None, (self.language, self.script, self.territory)))

    @property
    def gettext(self) -> str:
        """Gettext's name: `pt_BR`. Catalog folders go by it."""
        return self.tag.replace("-", "_")

    @property
    def argos(self) -> tuple[str, ...]:
        """The codes under which Argos packages may offer this locale, the closest first."""
        exact = _ARGOS.get(self.tag, ())
        return (*exact, self.language) if self.language not in exact else exact

    @property
    def pseudo(self) -> bool:
        """Whether this is a pseudo-locale (`en-XA`), for trying things out."""
        return self.territory in _PRIVATE

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self._babel().text_direction)

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction == "rtl"

    @property
    def endonym(self) -> str:
        """What its speakers call it: `français`."""
        name = self._babel().get_display_name() or self.tag
        return f"{name} ({self.tag})" if self.pseudo else str(name)

    @property
    def english(self) -> str:
        """What English calls it: `French`."""
        return str(self._babel().get_display_name("en") or self.tag)

    @property
    def plural_forms(self) -> str:
        """The value of a PO file's `Plural-Forms` header."""
        from babel.messages.plurals import get_plural

        return str(get_plural(str(self._babel())).plural_forms)

    def long_date(self, day: date) -> str:
        """*day* as a newspaper in this locale writes it: `25 avril 2025`."""
        from babel import dates

        return str(dates.format_date(day, "long", locale=self._babel()))

    def _babel(self) -> babel.Locale:
        territory = "" if self.pseudo else self.territory
        return _babel_locale(self.language, self.script, territory)

    def __str__(self) -> str:
        return self.tag


@lru_cache(maxsize=256)
def _babel_locale(language: str, script: str, territory: str) -> babel.Locale:
    return babel.Locale.parse("_".join(filter(None, (language, script, territory))))
