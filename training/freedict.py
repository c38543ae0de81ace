"""FreeDict dictionaries as Debian packs them for dictd (`/usr/share/dictd/freedict-eng-ara.dict.dz`)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Container, Iterator
from pathlib import Path

_HEAD = re.compile(r"(?P<word>[^/]*\S) /[^/]*/(?: *<[^<>]*>)?$")  # its sound, perhaps its word class
_NUMBER = re.compile(r"^\d+\. ")
_VOWELS = re.compile("[\u064b-\u0652]")  # FreeDict writes the shadda, edited Arabic mostly does not


def read(path: Path, common: Container[str]) -> Iterator[str]:
    """The entries of a dictionary of English, `english<TAB>target`, several translations apart by `;`.

    Args:
        path: The compressed file.
        common: Words that are written small. FreeDict begins all headwords with a capital, as if they were names; other words
            come in both spellings, since they may be names.
    """
    word, found = "", list[str]()
    for line in [*gzip.decompress(path.read_bytes()).decode("utf-8").splitlines(), "end /end/"]:
        if head := _HEAD.fullmatch(line):
            if word and found:
                forms = [word.lower()] if word.lower() in common else [word.lower(), word]
                yield from (f"{form}\t{'; '.join(found)}" for form in forms)
            word, found = head["word"], []
        elif line.strip():
            found.append(_VOWELS.sub("", _NUMBER.sub("", line.strip())))
