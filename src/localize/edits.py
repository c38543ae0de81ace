"""What a person can do to an entry, on the review page or in a tool that hands its work back.

The laws of this room: an edit leaves everything alone that it is not about; nothing becomes approved but by `approve`;
a change that is taken back leaves the entry as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from localize.catalog import Entry, State
from localize.checks import CHECKS, ignored_of
from localize.errors import LocalizeError

Edit = Callable[[Entry], Entry]
"""A change of one entry."""

_EDGES = " \t\r\n"  # a no-break space at an edge may be meant; the checks ask about it
_LINES = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_OURS = "localize:"
_MARK = "mt: "  # as the marks of drafts begin, which an editor may have wrapped


class EditError(LocalizeError):
    """An edit that makes no sense for this entry; the entry is left as it is."""


def seen(entry: Entry) -> str:
    """Sixteen hexadecimal digits that change when anything of *entry* changes that a person can edit or approve."""
    told = (entry.key, entry.target, entry.state, entry.previous, entry.comments, entry.obsolete)
    return hashlib.blake2b(repr(told).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def tidy(target: str, source: str) -> str:
    """*target* as it is kept: no blanks around it, and on one line where *source* is."""
    trimmed = target.strip(_EDGES)
    return trimmed.replace("\r\n", "\n") if "\n" in source else _LINES.sub(" ", trimmed)


def approve(entry: Entry, target: str) -> Entry:
    """*entry* with a person standing by *target*: not fuzzy, no mark, no previous source.

    Raises:
        EditError: There is nothing to approve, or the entry is not ours to edit.
    """
    text = tidy(target, entry.source)
    _refuse_plural(entry)
    if not text:
        raise EditError("there is nothing to approve", hint="write a translation first")
    return replace(entry, target=text, fuzzy=False, mark=None, previous=None)


def keep_draft(entry: Entry, target: str) -> Entry:
    """*entry* with *target* as a person's unfinished text: fuzzy, without a mark. A stale entry stays stale.

    A target that is the same changes nothing, so that looking at a draft does not make it a person's; an empty one
    leaves the entry untranslated.

    Raises:
        EditError: The entry is not ours to edit.
    """
    text = tidy(target, entry.source)
    _refuse_plural(entry)
    if text == entry.target:
        return entry
    if not text:
        return replace(entry, target="", fuzzy=False, mark=None, previous=None)
    return replace(entry, target=text, fuzzy=True, mark=None)


def revise(entry: Entry, target: str) -> Entry:
    """*entry* with a wording replaced that its person saw: what was approved stays so, all else is kept as unfinished.

    Raises:
        EditError: The entry is not ours to edit, or nothing would be left of an approved target.
    """
    return approve(entry, target) if entry.state is State.APPROVED else keep_draft(entry, target)


def reopen(entry: Entry) -> Entry:
    """*entry* with its approval taken back; what is not approved stays as it is.

    Raises:
        EditError: The entry is not ours to edit.
    """
    _refuse_plural(entry)
    return replace(entry, fuzzy=True, mark=None) if entry.state is State.APPROVED else entry


def restore(entry: Entry, before: Entry) -> Entry:
    """*entry* with all that a person can edit as it was in *before*."""
    return replace(
        entry,
        target=before.target,
        fuzzy=before.fuzzy,
        previous=before.previous,
        mark=before.mark,
        comments=before.comments,
    )


def comment(entry: Entry, text: str) -> Entry:
    """*entry* with the lines of *text* as people's comments; blank lines go.

    Raises:
        EditError: A line would be read as the mark of a machine draft.
    """
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if any(line.startswith(_MARK) for line in lines):
        raise EditError("a comment cannot look like the mark of a draft", hint="do not begin a line with mt:")
    return replace(entry, comments=lines)


def ignore(entry: Entry, check: str) -> Entry:
    """*entry* with *check* switched off for it by a comment.

    Raises:
        EditError: There is no such check.
    """
    if check not in CHECKS and check != "inconsistent":
        raise EditError(f"no such check: {check!r}", hint="see localize check")
    if check in ignored_of(entry.comments):
        return entry
    return replace(entry, comments=(*entry.comments, f"{_OURS} ignore-{check}"))


def heed(entry: Entry, check: str) -> Entry:
    """*entry* with *check* no longer switched off; other comments stay."""
    spelled = "[-_]".join(map(re.escape, check.split("_")))
    pattern = re.compile(rf"[ ,;]*\bignore-{spelled}(?![\w-])")
    lines = (pattern.sub("", line) if _ignoring(line) else line for line in entry.comments)
    return replace(entry, comments=tuple(line for line in lines if line.strip() != _OURS))


def _ignoring(line: str) -> bool:
    return line.strip().startswith(_OURS)


def _refuse_plural(entry: Entry) -> None:
    if entry.plural or entry.obsolete:
        raise EditError("this entry is not edited here", hint="open the catalog in a PO editor")
