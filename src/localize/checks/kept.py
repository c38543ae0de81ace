"""The check of words that stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext, quoted
from localize.glossary import Status

_HANDLE = re.compile(r"(?<![\w@./])@\w{2,}")


def notranslatewords(bitext: Bitext) -> Iterator[str]:
    """A word that stays, but was changed: a *dnt* term that is not spelled as in the source, a handle (pofilter's id).

    A *dnt* term that is not there at all is `check_glossary`'s business.

    PASS: en → fr: "Follow @moonbase on iPlayer." → "Suivez @moonbase sur iPlayer."
    FAIL: en → fr: "Follow @moonbase." → "Suivez @baselune."
    """
    target = bitext.target.prose
    for handle in dict.fromkeys(_HANDLE.findall(bitext.source.prose)):
        if handle not in target:
            yield f"{quoted(handle)} is missing"
    for term, surface in {hit.term: hit.surface for hit in bitext.hits}.items():
        kept = term.status is Status.DNT and term.forms(bitext.target.locale) == (term.source,)
        if kept and term.source not in target and surface not in target:
            changed = re.search(re.escape(term.source), target, re.IGNORECASE)
            if changed:
                yield f"{quoted(surface)} stays as it is, found {quoted(changed[0])}"
