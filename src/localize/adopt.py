"""Adopt: what people translated before there was a catalog, taken into the catalog.

The laws of this room: what people wrote in the catalog stays as it is; only what is surely the translation of one
segment, and has no error that the checks find, is approved; adopting twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath

from localize.adopt_reading import Translation, beads, read, relinked, text_of
from localize.articles import articles
from localize.bitext import Bead
from localize.catalog import Catalog, Entry, Key
from localize.checks import Severity
from localize.errors import ArticleError
from localize.extract import extract
from localize.locales import Locale
from localize.merge import merge
from localize.plan import Plan, plan, settled
from localize.po import save
from localize.po_retry import retried
from localize.project import Article, Project, load_glossary

_SURE = 0.97  # probability from which a pair is approved: measured, see docs/quality.md
_LIKELY = 0.5  # below it another pairing may be as good
_TELLING = frozenset({"numbers", "emails", "length_ratio"})
"""Checks that warn a reviewer, and speak against a pair that only lengths and anchors have brought together."""

_COPIED = "same"  # the check that says that nobody has translated it


class Outcome(StrEnum):
    """What becomes of a pair, and of an entry."""

    APPROVED = "approved"
    """It is sure, and the checks find no error."""

    DRAFT = "human draft"
    """A person has to look: it stands alone and is not quite sure, a check speaks against it, or people translated
    the same segment in two ways."""

    STALE = "stale"
    """It was made for more than the segment, or for something near it: that is told as the previous source."""

    KEPT = "kept"
    """A person has written in the entry already."""

    LEFT = "left"
    """Nothing was taken."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Segments of the article, and what its translation has for them."""

    source: str
    """Empty for what only the translation has."""

    target: str
    """Empty for what it lacks."""

    surety: float
    """How probable it is that just these belong together, from 0 to 1."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Adopted:
    """What came of an article's translation."""

    catalog: PurePosixPath
    """From the project's root."""

    pairs: tuple[Pair, ...]
    """All of both texts, in order."""

    entries: Mapping[Outcome, int]
    """How many of the catalog's entries came to each outcome."""


@dataclass(frozen=True, slots=True)
class _Find:
    """A target found for one entry."""

    key: Key
    target: str
    outcome: Outcome

    previous: str = ""
    """The source that a stale target was made for."""


def adopt(
    project: Project, path: Path, translated: Path, locale: Locale, now: datetime, *, dry_run: bool = False
) -> Adopted:
    """Take the translation of an article into its catalog, which is made where there is none.

    Args:
        project: The project.
        path: The article.
        translated: Its translation, a file of any format that articles may have.
        locale: What the translation is written in.
        now: The time, with its zone, for the catalog's header.
        dry_run: Whether the catalog is left as it is.

    Raises:
        ProjectError: *path* is no article of the project.
        ArticleError: One of the two files cannot be read, or the translation is none: most of it is the article's text.
        CatalogError: The catalog cannot be read or written.
        GlossaryError: A glossary file is wrong.
    """
    glossary = load_glossary(project)
    found = extract(project, _article(project, path), glossary)
    translation = read(project, translated, locale)
    planned = plan(project, found, locale, glossary)
    paired = beads(planned, translation)
    _refuse_untranslated(planned, translation, paired, translated)
    finds = [_find(planned, translation, bead) for bead in paired]
    chosen = _chosen(filter(None, finds))
    return retried(
        lambda: _adopted(
            plan(project, found, locale, glossary),
            translation,
            paired,
            finds,
            chosen,
            None if dry_run else now,
        )
    )


def _refuse_untranslated(planned: Plan, translation: Translation, paired: Sequence[Bead], path: Path) -> None:
    """Refuse the article's own text; in another variety of its language most sentences may well be the same."""
    extract, locale = planned.extract, planned.locale
    if locale.language == planned.project.source_locale.language:
        return
    same: Counter[bool] = Counter()
    for bead in paired:
        ours = extract.segments[bead.sources.start : bead.sources.stop]
        theirs = translation.segments[bead.targets.start : bead.targets.stop]
        if theirs and any(extract.key(one) in extract.readings for one in ours):
            same[text_of(ours) == text_of(theirs)] += 1
    if same[True] > same[False]:
        what = f"{same[True]} of {same.total()} sentences are the article's own, not translated"
        raise ArticleError(what, path=path, hint=f"name the file that holds the text in {locale}")


def _article(project: Project, path: Path) -> Article:
    chosen, refused = articles(project, [path])
    for error in refused:
        raise error
    return chosen[0]


def _adopted(
    planned: Plan,
    translation: Translation,
    paired: Sequence[Bead],
    finds: Sequence[_Find | None],
    chosen: Mapping[Key, _Find],
    now: datetime | None,
) -> Adopted:
    """What comes of it, written unless there is no time to write it at."""
    outcomes = {e.key: _outcome(e, chosen.get(e.key)) for e in planned.merged.live()}
    if now is not None:
        catalog = _filled(planned, chosen)
        save(planned.file, catalog, now, source_locale=planned.project.source_locale)
    pairs = [
        _pair(planned, translation, bead, find, outcomes) for bead, find in zip(paired, finds, strict=True)
    ]
    return Adopted(planned.path, tuple(pairs), Counter(outcomes.values()))


def _find(planned: Plan, translation: Translation, bead: Bead) -> _Find | None:
    """What a bead gives to the catalog."""
    extract = planned.extract
    ours = extract.segments[bead.sources.start : bead.sources.stop]
    theirs = translation.segments[bead.targets.start : bead.targets.stop]
    key = next((key for key in map(extract.key, ours) if key in extract.readings), None)
    if key is None or not theirs or bead.surety < _LIKELY:
        return None
    source = text_of(ours)
    target = relinked(source, text_of(theirs), extract.article.format)
    problems = planned.jobs[key].problems(target)
    if any(problem.check == _COPIED for problem in problems):
        return None
    if len(ours) > 1:
        return _Find(key, target, Outcome.STALE, source)
    doubt = any(p.severity is Severity.ERROR or p.check in _TELLING for p in problems)
    if bead.surety >= _SURE:
        return _Find(key, target, Outcome.DRAFT if doubt else Outcome.APPROVED)
    around = extract.document.units[ours[0].unit].source
    if around != source:
        return _Find(key, target, Outcome.STALE, around)
    return None if doubt else _Find(key, target, Outcome.DRAFT)


def _chosen(finds: Iterable[_Find]) -> dict[Key, _Find]:
    """One find for each entry; of several the most frequent target, which is sure only if it is the only one."""
    by_key: dict[Key, list[_Find]] = {}
    for find in finds:
        by_key.setdefault(find.key, []).append(find)
    return {key: _agreed(found) for key, found in by_key.items()}


def _agreed(found: Sequence[_Find]) -> _Find:
    order = list(Outcome)
    counted = Counter(find.target for find in found)
    target = counted.most_common(1)[0][0]
    best = min((f for f in found if f.target == target), key=lambda f: order.index(f.outcome))
    return best if len(counted) == 1 else replace(best, outcome=Outcome.DRAFT, previous="")


def _outcome(entry: Entry, find: _Find | None) -> Outcome:
    if entry.human or entry.plural:
        return Outcome.KEPT
    return find.outcome if find else Outcome.LEFT


def _filled(planned: Plan, chosen: Mapping[Key, _Find]) -> Catalog:
    """The catalog with what was found; notes as the next run would write them."""
    entries = tuple(_taken(entry, chosen.get(entry.key)) for entry in planned.merged.entries)
    filled = replace(planned.merged, entries=entries)
    return settled(planned, {}, merge(filled, planned.template, similar=planned.project.similar))


def _taken(entry: Entry, find: _Find | None) -> Entry:
    if find is None or entry.obsolete or _outcome(entry, find) is Outcome.KEPT:
        return entry
    previous = (entry.context, find.previous) if find.outcome is Outcome.STALE else None
    fuzzy = find.outcome is not Outcome.APPROVED
    return replace(entry, target=find.target, fuzzy=fuzzy, previous=previous, mark=None)


def _pair(
    planned: Plan, translation: Translation, bead: Bead, find: _Find | None, outcomes: Mapping[Key, Outcome]
) -> Pair:
    ours = planned.extract.segments[bead.sources.start : bead.sources.stop]
    theirs = translation.segments[bead.targets.start : bead.targets.stop]
    source, target = text_of(ours), find.target if find else text_of(theirs)
    return Pair(source, target, bead.surety, outcomes[find.key] if find else Outcome.LEFT)
