"""Merge and fill: a catalog follows its article, and human work is never lost.

The laws of this room: what a person wrote (target, approval, comment) is kept, whatever becomes of the article;
merging twice is merging once; machine text goes only where no person's text is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from localize.catalog import Catalog, Draft, Entry, Key, Mark, Offer, State, digest_of, offered

_RIVALS = (
    20  # similar entries looked at for one new source: enough that the best ones taken by others leave a next
)
_NUMBER = re.compile(r"\d+(?:[.,٫٬\u00a0\u202f]\d+)*")
_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # Arabic, which texts write or leave out
_NEGATIONS = {
    "ar": r"\b[وف]?(?:لا|لم|لن|ليس|ليست|ليسوا|لست|غير|بدون|دون|بلا|عدم|كلا)\b",
    "de": r"\b(?:nicht|nichts|nie|niemals|niemand|ohne|weder|noch|kein\w{0,2})\b",
    "en": r"\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|without|cannot)\b|n['’]t\b",
    "es": r"\b(?:no|ni|nunca|jamás|nada|nadie|sin|tampoco|ning[uú]n[oa]?s?)\b",
    "fr": r"\b(?:ne|ni|non|pas|jamais|rien|sans|guère|aucune?s?|nulle?s?)\b|\bn['’]",
    "it": r"\b(?:non|né|mai|niente|nulla|senza|nessun[oa]?)\b|\bnessun['’]",
    "pt": r"\b(?:não|nem|nunca|jamais|nada|ninguém|sem|nenhum(?:as?)?)\b",
}
"""The words that turn a sentence into its contrary, by language."""


def merge(catalog: Catalog, template: Sequence[Entry], *, similar: float = 0.80) -> Catalog:
    """The catalog as the article now asks for it.

    An entry that the article still has keeps everything but its notes and references, which are the template's; an
    obsolete one comes back as it was. A source that only changed its context takes its target along. A new source
    takes over the human target of the most similar entry that the article lost, now or else before, as stale. What the
    article lost and a person had a hand in becomes obsolete and is kept for ever,
    also when its target was taken over: an approval comes back with its source, and only then. Merging again changes
    nothing.

    Args:
        catalog: What people and the program made so far.
        template: The article's entries without targets, in reading order, each key once.
        similar: How like the old source must be for its target to be taken over: from 0 to 1, which is equal.

    Returns:
        The template's entries in its order, then the obsolete ones, those that just became so last.
    """
    known = {entry.key: entry for entry in catalog.entries}
    asked = {entry.key for entry in template}
    lost = [entry for entry in catalog.entries if entry.key not in asked]
    new = [t for t in template if t.key not in known]
    heirs = _moved(new, lost, catalog.entries)
    heirs |= _heirs([t for t in new if t.key not in heirs], lost, similar)
    language = dict(catalog.headers).get("X-Source-Language", "").partition("_")[0]
    live = [_met(known.get(t.key) or heirs.get(t.key, t), t, language) for t in template]
    present = {entry.key: entry for entry in (*live, *lost)}
    kept = sorted((e for e in lost if _precious(e, present)), key=lambda entry: not entry.obsolete)
    return replace(catalog, entries=(*live, *map(_retired, kept)))


def _met(entry: Entry, asked: Entry, language: str) -> Entry:
    """*entry* as one that the article has, with the template's notes and references.

    A mark goes where a person approved the target: no tool can then take it for a draft that nobody has touched.
    """
    if entry.plural:
        return replace(entry, obsolete=False)
    notes = asked.notes
    mark = None if entry.state in {State.APPROVED, State.STALE} else entry.mark
    if entry.state is State.STALE and entry.previous:
        offer = offered(entry)
        notes = (
            *notes,
            *_changes(entry.previous[1], entry.source, language),
            *([offer.note] if offer else ()),
        )
    return replace(entry, obsolete=False, mark=mark, notes=notes, references=asked.references)


def _retired(entry: Entry) -> Entry:
    return (
        replace(entry, obsolete=True)
        if entry.plural
        else replace(entry, obsolete=True, notes=(), references=())
    )


def _precious(entry: Entry, present: Mapping[Key, Entry]) -> bool:
    """Whether something of a person's would go with *entry*.

    A comment would, and a target; not so a stale copy of a target that is *present* elsewhere, with its comments.
    """
    origin = present.get(entry.previous) if entry.state is State.STALE and entry.previous else None
    if origin and origin.human and origin.state is not State.STALE and not entry.plural:
        return origin.target != entry.target or not {*entry.comments} <= {*origin.comments}
    return entry.plural or entry.human or bool(entry.comments)


def _moved(new: Sequence[Entry], lost: Sequence[Entry], entries: Sequence[Entry]) -> dict[Key, Entry]:
    """The new entries whose source was lost under another context, by their key: they take everything along.

    Not so where people gave the source two targets: the context may be the reason.
    """
    targets: dict[str, set[str]] = {}
    for entry in entries:
        if entry.human:
            targets.setdefault(entry.source, set()).add(entry.target)
    donors: dict[str, Entry] = {}
    for entry in sorted(lost, key=lambda e: (e.state is not State.APPROVED, e.obsolete)):
        if entry.human and not entry.plural and len(targets[entry.source]) == 1:
            donors.setdefault(entry.source, entry)
    return {t.key: _recast(t, donors[t.source]) for t in new if t.source in donors}


def _recast(asked: Entry, donor: Entry) -> Entry:
    previous = None if donor.previous == asked.key else donor.previous
    return replace(donor, context=asked.context, previous=previous)


def _heirs(new: Sequence[Entry], lost: Sequence[Entry], similar: float) -> dict[Key, Entry]:
    """The entries that take over a target, by their key: from what the article lost now, or else from what it lost before.

    The best pairs come first, and each lost entry serves once.
    """
    able = [e for e in lost if e.human and not e.plural]
    heirs: dict[Key, Entry] = {}
    taken: set[Key] = set()
    for before in (False, True):
        donors = [e for e in able if e.obsolete is before]
        for asked, donor in _pairs([t for t in new if t.key not in heirs], donors, similar):
            if asked.key not in heirs and donor.key not in taken:
                heirs[asked.key] = _heir(asked, donor)
                taken.add(donor.key)
    return heirs


def _pairs(new: Sequence[Entry], donors: Sequence[Entry], similar: float) -> Iterator[tuple[Entry, Entry]]:
    """New entries and lost ones like them, those of the same context first, then the most similar."""
    sources = [donor.source for donor in donors]
    found: list[tuple[bool, float, int, int]] = []
    for number, asked in enumerate(new):
        best = process.extract(
            asked.source, sources, scorer=fuzz.ratio, score_cutoff=similar * 100, limit=_RIVALS
        )
        found += ((donors[at].context != asked.context, -score, number, at) for _, score, at in best)
    return ((new[number], donors[at]) for _, _, number, at in sorted(found))


def _heir(asked: Entry, donor: Entry) -> Entry:
    """*asked* with the donor's target, as stale, or as a human draft where it is what the target was made for.

    Whether that had been approved nobody knows any more.
    """
    origin = donor.previous if donor.state is State.STALE else donor.key
    previous = None if origin == asked.key else origin
    return replace(
        asked, target=donor.target, fuzzy=True, previous=previous, comments=donor.comments, flags=donor.flags
    )


def _changes(old: str, new: str, language: str) -> Iterator[str]:
    """Notes on what a reworded source may have turned upside down."""
    before, after = Counter(_NUMBER.findall(old)), Counter(_NUMBER.findall(new))
    if before != after:
        gone, come = (", ".join(numbers.elements()) or "none" for numbers in (before - after, after - before))
        yield f"note: a number changed: {gone} → {come}"
    words = _NEGATIONS.get(language, "") if language else "|".join(_NEGATIONS.values())
    if words and _negations(words, old) != _negations(words, new):
        yield "note: a negation changed"


def _negations(words: str, text: str) -> int:
    return len(re.findall(words, _VOWEL_SIGNS.sub("", text), re.IGNORECASE))


def wants_draft(entry: Entry) -> bool:
    """Whether the program has something to offer: there is no target, a misplaced one, or a stale one without an offer."""
    if entry.obsolete or entry.plural:
        return False
    if entry.state is State.STALE:
        return offered(entry) is None
    return entry.state is State.UNTRANSLATED or entry.misplaced


def fill(catalog: Catalog, drafts: Mapping[Key, Draft]) -> Catalog:
    """The catalog with machine text where there was none, or other machine text that nobody has touched.

    Beside a stale target a draft becomes a note, see `Offer`. Whatever else a person wrote or approved, obsolete and
    plural entries, and entries whose draft is blank stay as they are.
    """
    return replace(catalog, entries=tuple(_filled(entry, drafts.get(entry.key)) for entry in catalog.entries))


def _filled(entry: Entry, draft: Draft | None) -> Entry:
    if draft is None or not draft.target.strip() or entry.obsolete or entry.plural:
        return entry
    mark = Mark(" ".join(draft.signature.split()), digest_of(draft.target, entry.source))
    if entry.state is State.STALE:
        return with_offer(entry, Offer(draft.target, mark))
    return entry if entry.human else replace(entry, target=draft.target, fuzzy=True, previous=None, mark=mark)


def with_offer(entry: Entry, offer: Offer) -> Entry:
    """*entry* with *offer* in its notes in place of another one."""
    old = offered(entry)
    notes = (note for note in entry.notes if old is None or note != old.note)
    return replace(entry, notes=(*notes, offer.note))
