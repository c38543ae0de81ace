"""Gender and number in glossary files: the columns `fr:gender` and `fr:number`, which tell of the preferred form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from localize.errors import GlossaryError
from localize.locales import Locale
from localize.repair_place import Facts

CATEGORIES: Mapping[str, Mapping[str, str]] = {
    "gender": {"m": "m", "f": "f"},
    "number": {"sg": "s", "pl": "p"},
}
"""Of each kind of column what may stand in it, and how `Facts` has it."""

Grammar = tuple[tuple[str, Facts], ...]


def category(name: str) -> str:
    """`fr:gender` for a column of this name, `gender` for one without a locale; empty for a column of another kind.

    Raises:
        LocaleError: Nobody knows the locale.
    """
    spelling, _, kind = name.lower().rpartition(":")
    if kind.strip() not in CATEGORIES:
        return ""
    return f"{Locale.parse(spelling.strip()).tag}:{kind.strip()}" if spelling else kind.strip()


def placed(names: Sequence[str], targets: Sequence[str]) -> tuple[str, ...]:
    """The columns *names*, each of gender or number with its locale.

    Raises:
        GlossaryError: There are several *targets*, and one of these columns does not say which it is about; or it is about
            a locale without a column.
    """
    found = []
    for name in names:
        if name in CATEGORIES and len(targets) != 1:
            raise GlossaryError(
                f"column {name!r} does not say of which locale", hint=f"write {(*targets, 'fr')[0]}:{name}"
            )
        found.append(f"{targets[0]}:{name}" if name in CATEGORIES else name)
        tag, _, kind = found[-1].partition(":")
        if kind and tag not in targets:
            raise GlossaryError(f"a column {found[-1]!r}, but none {tag!r}")
    return tuple(found)


def grammar(cells: Mapping[str, str], forms: Mapping[str, object]) -> Grammar:
    """What the *cells* of a row, by column, say of gender and number.

    Raises:
        GlossaryError: A value that is none, or one for a locale in which the row has no *forms*.
    """
    found: dict[str, dict[str, str]] = {}
    for name, cell in cells.items():
        tag, _, kind = name.partition(":")
        if not kind or not cell:
            continue
        value = CATEGORIES[kind].get(cell.lower())
        if value is None:
            raise GlossaryError(
                f"unknown {kind} {cell!r}", hint=f"write {', '.join(CATEGORIES[kind])}, or nothing"
            )
        if tag not in forms:
            raise GlossaryError(f"a {kind}, but no form in {tag}")
        found.setdefault(tag, {})[kind] = value
    return tuple((tag, Facts(**told)) for tag, told in found.items())


def spelled(facts: Facts, kind: str) -> str:
    """What the column *kind* has for *facts*."""
    value = facts.gender if kind == "gender" else facts.number
    return next((cell for cell, known in CATEGORIES[kind].items() if known == value), "")


def united(one: Grammar, other: Grammar) -> Grammar:
    """What both say; where they differ, what *one* says."""
    found = dict(one)
    for tag, facts in other:
        known = found.get(tag, Facts())
        found[tag] = Facts(known.gender or facts.gender, known.number or facts.number)
    return tuple(found.items())


def disputed(one: Grammar, other: Grammar) -> str:
    """The first column about which both say something, and not the same; empty where they agree."""
    known = dict(other)
    for tag, facts in one:
        for kind in CATEGORIES:
            here, there = spelled(facts, kind), spelled(known.get(tag, Facts()), kind)
            if here and there and here != there:
                return f"{tag}:{kind}"
    return ""


def columns(grammars: Iterable[Grammar], tags: Sequence[str]) -> tuple[str, ...]:
    """The columns that *grammars* need, of the locales *tags*."""
    told = [dict(one) for one in grammars]
    return tuple(
        f"{tag}:{kind}"
        for tag in tags
        for kind in CATEGORIES
        if any(spelled(one.get(tag, Facts()), kind) for one in told)
    )
