"""What a published copy says about itself, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from localize.locales import Locale


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another locale."""

    locale: Locale
    url: str
    """Relative to the copy that names it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The facts that `dress` puts into a localized copy."""

    locale: Locale

    source_locale: Locale

    source: str
    """Path of the article, from the project's root, POSIX."""

    source_hash: str
    """First twelve hexadecimal digits of the SHA-256 of the article's bytes."""

    reviewed: int
    """Percentage of its words whose translation a person approved, rounded down: 100 means all."""

    label: str
    """The sentence, in the copy's language, that tells readers this is unreviewed machine translation;
    empty when everything is reviewed."""

    generator: str
    """`localize 0.1.0`."""

    day: date | None = None
    """The date of the article's metadata."""

    alternates: tuple[Alternate, ...] = ()
    """Every published language of this article, this copy and the original included; the original is `x-default`."""
