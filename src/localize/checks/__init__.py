"""Quality checks: what is wrong with a target, said to a translator.

Each check is one function that yields messages; its docstring says what it finds, with a bitext that passes and one
that fails. `CHECKS` lists them all, in the order in which problems are told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from localize.checks import (
    capitals,
    codes,
    copies,
    dates,
    direction,
    endings,
    fillers,
    kept,
    letters,
    loops,
    measures,
    negation,
    numbers,
    pairs,
    sentences,
    spaces,
    terms,
)
from localize.checks.across import fuzzy_published, reused
from localize.checks.bitext import Find, Problem, Severity, Subject, prepare
from localize.checks.consistency import inconsistent
from localize.checks.doubts import markup_guessed
from localize.checks.ignoring import ignored_of

__all__ = [
    "ACROSS",
    "CHECKS",
    "Check",
    "Problem",
    "Severity",
    "Subject",
    "check",
    "fuzzy_published",
    "ignored_of",
    "inconsistent",
    "markup_guessed",
    "reused",
]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that a target has to keep."""

    id: str
    """As Weblate or pofilter name it where they have it; people write it in `# localize: ignore-<id>`."""

    severity: Severity

    find: Find


def _checks(severity: Severity, *finds: Find) -> dict[str, Check]:
    return {find.__name__: Check(find.__name__, severity, find) for find in finds}


CHECKS: Mapping[str, Check] = {
    **_checks(Severity.INFO, copies.untranslated),
    **_checks(
        Severity.ERROR,
        codes.codes,
        codes.placeholders,
        codes.urls,
        terms.check_glossary,
        terms.forbidden_term,
        loops.repetition_loop,
        letters.wrong_script,
        fillers.hallucinated_filler,
        direction.bidi_unbalanced,
    ),
    **_checks(
        Severity.WARNING,
        copies.same,
        codes.emails,
        numbers.numbers,
        measures.unit_changed,
        measures.currency_changed,
        dates.date_format,
        negation.negation_lost,
        sentences.sentencecount,
        capitals.acronyms,
        kept.notranslatewords,
        letters.length_ratio,
        letters.emoji_lost,
        loops.duplicate,
        endings.end_stop,
        endings.end_colon,
        endings.end_question,
        endings.end_exclamation,
        endings.end_ellipsis,
        capitals.casing,
        pairs.brackets,
        pairs.doublequoting,
        spaces.puncspacing,
        spaces.double_space,
        spaces.begin_space,
        spaces.end_space,
        spaces.zero_width_space,
    ),
}
"""Every check of one entry by its id."""

ACROSS = (inconsistent, reused, fuzzy_published, markup_guessed)
"""The checks that look at many entries, warnings all; `localize.survey` asks them."""


def check(subject: Subject, ignored: Collection[str] = ()) -> tuple[Problem, ...]:
    """What is wrong with one entry, the gravest first.

    An empty target is only `untranslated`. A pseudo-locale, which is written to look odd, gets errors alone.

    Args:
        subject: The entry.
        ignored: Ids of the checks that a person has switched off for it; see `ignored_of`.
    """
    if not subject.target.strip():
        chosen = [CHECKS["untranslated"]]
    else:
        chosen = [one for one in CHECKS.values() if one.severity is not Severity.INFO]
    if subject.target_locale.pseudo:
        chosen = [one for one in chosen if one.severity is not Severity.WARNING]
    bitext = prepare(subject)
    return tuple(
        Problem(one.id, one.severity, message)
        for one in chosen
        if one.id not in ignored
        for message in dict.fromkeys(one.find(bitext))
    )
