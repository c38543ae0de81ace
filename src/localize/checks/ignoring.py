"""What people write into a catalog to switch a check off for one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IGNORE = re.compile(r"\bignore-([\w-]+)")


def ignored_of(comments: Iterable[str]) -> frozenset[str]:
    """The ids of the checks that an entry's *comments* switch off: `localize: ignore-numbers, ignore-end_stop`."""
    return frozenset(
        found.replace("-", "_")
        for line in comments
        if line.strip().startswith("localize:")
        for found in _IGNORE.findall(line)
    )
