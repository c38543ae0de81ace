"""FreeDict's dictionaries."""

from __future__ import annotations

import gzip
from pathlib import Path

from training.freedict import read

TEXT = """\
00-database-info
English-Arabic FreeDict Dictionary

Published at: http://freedict.org/

Breast /bɹˈɛst/
الصّدر
Garth /ɡˈɑːθ/
غارث
Nuclear bomb /njˈuːkliə bˈɒm/ <n>
1. القنبلة النووية
2. القنبلة الذرية
Ghost /ɡˈəʊst/
"""


def test_read(tmp_path: Path) -> None:
    """Known words come small, others in both spellings; notes, sounds, numbers, short vowels and entries without a translation do not come."""
    path = tmp_path / "freedict-eng-ara.dict.dz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert list(read(path, {"breast", "nuclear"})) == [
        "breast\tالصدر",
        "garth\tغارث",
        "Garth\tغارث",
        "nuclear bomb\tالقنبلة النووية; القنبلة الذرية",
        "Nuclear bomb\tالقنبلة النووية; القنبلة الذرية",
    ]
