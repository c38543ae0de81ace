"""Whether a published copy passes itself off as reviewed."""

from __future__ import annotations

import re
from html import unescape

from localize.locales import Locale
from localize.project import Article, Project
from localize.publish import label


def shown_as_reviewed(project: Project, article: Article, locale: Locale) -> bool:
    """Whether the copy of *article* in *locale* is published and does not say that it is machine translation.

    A copy that cannot be read is taken for labelled: publishing will tell what is wrong with it.
    """
    try:
        text = project.path(project.copy(article, locale)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    letters = _letters(text)
    return not any(_letters(label(locale, share)) in letters for share in (0, 1))


def _letters(text: str) -> str:
    """*text* without what formats put between and around words: marks, escapes, line ends."""
    return re.sub(r"[\W_]+", "", unescape(text))
