"""Rules that correct sentencex: one TOML file a language, and `any.toml` for all; `any.toml` says how to write them."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

_WINDOW = 24
"""How many characters in front of a boundary a rule may look at; more than any of ours needs, and it costs time."""

_TOKEN = re.compile(r"[^\s'’(\[“\"«‘—-]*$")
"""The word in front of a boundary; French elides into it (`l'art.`), and quotes and brackets open before it."""

_THEN = {"join": False, "break": True, "trust": None}

_CASED = (range(0x590), range(0x10A0, 0x1100), range(0x1E00, 0x2000))
"""Where the scripts with capitals are: Latin, Greek, Cyrillic, Armenian, Georgian."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the text in front of a possible boundary says about it."""

    breaks: bool | None
    """Whether a sentence ends there; None to trust sentencex."""

    words: frozenset[str]
    """The words, full stop included, one of which stands in front; where there are none, `before` decides."""

    before: re.Pattern[str] | None
    """What the text in front, without blanks, matches up to its end; None for any text."""

    def fits(self, text: str, stop: int, word: str) -> bool:
        """Whether this rule speaks about a boundary at *stop*, where *word* ends."""
        if self.words:
            return word in self.words or word[:1].lower() + word[1:] in self.words
        return self.before is None or self.before.search(text, max(0, stop - _WINDOW), stop) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a language, in order; the first that fits decides."""

    rules: tuple[Rule, ...]

    next: re.Pattern[str]
    """What the text behind the blanks matches from its start: a group for each rule, since one match is faster."""

    def verdict(self, text: str, stop: int, start: int) -> bool | None:
        """Whether a sentence of *text* ends in the blanks from *stop* to *start*; None to trust sentencex."""
        found = _TOKEN.search(text, max(0, stop - _WINDOW), stop)
        word = found[0] if found else ""
        behind = self.next.match(text, start)
        for rule, fits in zip(self.rules, behind.groups() if behind else (), strict=False):
            if fits is not None and rule.fits(text, stop, word):
                return rule.breaks
        return None


@cache
def rules_of(language: str) -> Rules:
    """The rules of *language* (ISO 639), and behind them those of all languages."""
    files = _files()
    tables = [*files.get(language, ()), *files["any"]]
    behind = "".join(f"(?=({table.get('next', '')})|)" for table in tables)
    return Rules(tuple(map(_rule, tables)), re.compile(_expanded(behind)))


@cache
def digest() -> str:
    """Eight hexadecimal digits that change when a rule of any language does."""
    return hashlib.sha256(json.dumps(_files(), sort_keys=True).encode()).hexdigest()[:8]


@cache
def _files() -> dict[str, list[dict[str, Any]]]:
    """The rules as written, by language."""
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))["rule"]
        for file in resources.files(__package__).iterdir()
        if file.name.endswith(".toml")
    }


def _rule(table: dict[str, Any]) -> Rule:
    before = table.get("before")
    return Rule(
        breaks=_THEN[table["then"]],
        words=frozenset(word + "." for word in table.get("words", "").split()),
        before=None if before is None else re.compile(_expanded(f"(?:{before})$")),
    )


def _expanded(pattern: str) -> str:
    r"""*pattern* with the classes that `re` lacks written out: `\p{Lu}` and `\p{Ll}`, inside brackets."""
    for name, is_member in ((r"\p{Lu}", str.isupper), (r"\p{Ll}", str.islower)):
        if name in pattern:
            pattern = pattern.replace(name, _letters(is_member))
    return pattern


@cache
def _letters(is_member: Callable[[str], bool]) -> str:
    """The letters of scripts with capitals that *is_member* accepts."""
    return "".join(filter(is_member, map(chr, chain(*_CASED))))
