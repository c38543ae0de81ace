"""What can go wrong, in one place.

* LocalizeError            anything below; its text says what, where, and what to do next
  + ProjectError           the work cannot start: project file, folders, arguments (exit code 2)
    - LocaleError          no such locale
    - NoModelError         no package translates this pair
  + ArticleError           one article cannot be read or published; the others go on (exit code 1)
  + CatalogError           one catalog cannot be read or written; it is left alone (exit code 1)
  + GlossaryError          a glossary file is wrong, at a line (exit code 2)
  + ExchangeError          a file from or for another tool cannot be read or written (exit code 2)
  + PackageError           a translation package is damaged or refused
"""

from pathlib import PurePath


class LocalizeError(Exception):
    """Anything that localize reports to a person instead of going on.

    The text reads `where: what — next`, so that it can be printed as it is.

    Args:
        what: The fact, without a capital or a full stop.
        path: The file that it is about.
        line: The line in that file, counted from 1.
        hint: What to do next, as a sentence without a full stop.
    """

    def __init__(
        self, what: str, *, path: PurePath | str | None = None, line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        return where + self.what + (f" — {self.hint}" if self.hint else "")


class ProjectError(LocalizeError):
    """The work cannot start."""


class LocaleError(ProjectError):
    """No such locale."""


class NoModelError(ProjectError):
    """No package translates this pair, directly or through another language."""


class ArticleError(LocalizeError):
    """One article cannot be read or published."""


class CatalogError(LocalizeError):
    """One catalog cannot be read or written without harm, and is left alone."""


class GlossaryError(LocalizeError):
    """A glossary file is wrong."""


class ExchangeError(LocalizeError):
    """A file from or for another tool cannot be read or written."""


class PackageError(LocalizeError):
    """A translation package is damaged, or refused."""
