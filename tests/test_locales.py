"""Locales are known by any spelling."""

from __future__ import annotations

from datetime import date

import pytest

from localize.errors import LocaleError
from localize.locales import Locale


@pytest.mark.parametrize(
    ("spelling", "tag", "gettext", "argos"),
    [
        ("fr", "fr", "fr", ("fr",)),
        ("FR", "fr", "fr", ("fr",)),
        ("pt_br", "pt-BR", "pt_BR", ("pb", "pt")),
        ("zh-hans", "zh-Hans", "zh_Hans", ("zh",)),
        ("zh-TW", "zh-TW", "zh_TW", ("zt", "zh")),
        ("sr@latin", "sr-Latn", "sr_Latn", ("sr",)),
        (" en-xa ", "en-XA", "en_XA", ("en",)),
    ],
)
def test_a_locale_has_one_value_for_every_spelling(
    spelling: str, tag: str, gettext: str, argos: tuple[str, ...]
) -> None:
    """Each world's name for a locale comes from one value, and leads back to it."""
    locale = Locale.parse(spelling)
    assert (locale.tag, locale.gettext, locale.argos) == (tag, gettext, argos)
    assert Locale.parse(locale.tag) == Locale.parse(locale.gettext) == locale


@pytest.mark.parametrize("spelling", ["", "french", "xx", "fr-XX-YY", "../fr", "f"])
def test_an_unknown_locale_is_refused_by_name(spelling: str) -> None:
    """What names no locale is told with the spelling that was given."""
    with pytest.raises(LocaleError, match=r"write fr, pt-BR or zh-Hans"):
        Locale.parse(spelling)


def test_a_locale_knows_how_it_is_written() -> None:
    """Direction, names, plurals and dates come from CLDR by way of Babel."""
    arabic, french = Locale.parse("ar"), Locale.parse("fr")
    assert (arabic.direction, french.direction) == ("rtl", "ltr")
    assert (arabic.endonym, french.endonym, french.english) == ("العربية", "français", "French")
    assert french.long_date(date(2025, 4, 25)) == "25 avril 2025"
    assert arabic.plural_forms.startswith("nplurals=6; plural=")
