"""Glossaries of other programs: which suffix is whose, in and out.

.csv               the project's own, DeepL's or Weblate's; its first row tells
.tsv .txt .utf8    OmegaT's
.tbx               TBX-Basic
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from localize.exchange.tables import read_csv, read_omegat, write_csv
from localize.exchange.tbx import read_tbx, write_tbx
from localize.glossary_file import Reader
from localize.glossary_term import Status, Term
from localize.locales import Locale

Writer = Callable[[Iterable[Term], Locale], str]
"""Writes terms with their sources in one locale; raises GlossaryError where the format cannot hold one."""

WRITERS: Mapping[str, Writer] = {".csv": write_csv, ".tbx": write_tbx}


def readers(target_locale: Locale | None = None) -> Mapping[str, Reader]:
    """The reader of each suffix.

    Args:
        target_locale: What the targets are in where neither a file nor its name says so.
    """
    omegat = partial(read_omegat, target_locale=target_locale)
    return {
        ".csv": partial(read_csv, target_locale=target_locale),
        ".tbx": read_tbx,
        **dict.fromkeys((".tsv", ".txt", ".utf8"), omegat),
    }


READERS: Mapping[str, Reader] = readers()


def narrowed(terms: Iterable[Term], locales: Sequence[Locale]) -> Iterator[Term]:
    """*terms* with the forms of *locales* alone; a variety (`fr-CA`) stands in for a language that has no forms.

    A forbidden term that has none of them is left out, since it forbids nothing.
    """
    for term in terms:
        forms, told = dict(term.targets), dict(term.grammar)
        tags = {locale.tag: tag for locale in locales if (tag := _tag(forms, locale))}
        if tags or term.status is not Status.FORBIDDEN:
            yield replace(
                term,
                targets=tuple((new, forms[tag]) for new, tag in tags.items()),
                grammar=tuple((new, told[tag]) for new, tag in tags.items() if tag in told),
            )


def _tag(known: Collection[str], locale: Locale) -> str:
    """Under which of the *known* tags the forms for *locale* stand; empty where there are none."""
    language = Locale(locale.language, locale.script).tag
    varieties = (tag for tag in known if tag.startswith(f"{language}-"))
    return next((tag for tag in (locale.tag, language, *varieties) if tag in known), "")
