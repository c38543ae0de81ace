"""What YAML and TOML front matter have in common: fields, and the places of their strings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from localize.document import Encode


@dataclass(frozen=True, slots=True)
class Text:
    """A string in front matter, at any depth."""

    key: str
    """The nearest key above it."""

    start: int
    """Offset in the article of the first character replaced, quotes included."""

    end: int
    """Offset one past the last character replaced."""

    source: str
    """What it reads as, on one line."""

    encode: Encode
    """Writes a target so that it reads back equal."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of front matter, in places of the article."""

    texts: tuple[Text, ...] = ()
    """Every string in them, in order."""

    spans: tuple[tuple[str, int, int], ...] = ()
    """Each field of the top level from its key to the end of its value: (key, start, end)."""

    day: date | None = None
    """What the field `date` says."""

    insert: int = 0
    """Offset at which another field can be put in."""

    before: str = ""
    """What stands in front of a field that is put in there."""

    after: str = ""
    """What stands behind it; empty for the end of a line."""


def day_of(value: object) -> date | None:
    """The date that the value of a field starts with, if it is in ISO 8601."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
