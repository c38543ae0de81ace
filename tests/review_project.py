"""A small project for the tests of the review page, and a server over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from localize.catalog import digest_of
from localize.locales import Locale
from localize.memory import Memory
from localize.project import Project
from localize.review.advice import Adviser
from localize.review.desk import Desk
from localize.review.server import app
from localize.review.serving import LOOPBACK, listen

TOKEN = "the-key-of-these-tests"  # noqa: S105 - it opens nothing else
FRENCH, ARABIC = Locale("fr"), Locale("ar")

ARTICLE = """\
# The Moon

The Moon is near. It has **no air** and 2 sides. The `crew` works at the research station.

Six people live there.
"""
HEADER = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
DRAFTS = {
    FRENCH: {
        "The Moon": "La Lune",
        "The Moon is near.": "La Lune est proche.",
        "It has **no air** and 2 sides.": "Elle n’a **pas d’air** et 3 faces.",
        "The `crew` works at the research station.": "L’équipage travaille à la station de recherche.",
        "Six people live there.": "Six personnes y vivent.",
    },
    ARABIC: {
        "The Moon": "القمر",
        "The Moon is near.": "القمر قريب.",
        "The `crew` works at the research station.": "يعمل `crew` في محطة الأبحاث.",
    },
}


def entry(source: str, target: str, *, mark: str = "", extra: str = "") -> str:
    """An entry's lines; a *mark* makes it a draft of that package."""
    comment = f"# mt: {mark} {digest_of(target, source)}\n" if mark else ""
    context = 'msgctxt "heading"\n' if source == "The Moon" else ""
    lines = f"{context}msgid {quoted(source)}\nmsgstr {quoted(target)}\n"
    return comment + extra + ("#, fuzzy\n" if mark or extra else "") + lines


def quoted(text: str) -> str:
    """*text* as PO writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def make(root: Path) -> Project:
    """A project with an article whose catalogs hold drafts; one sentence was reworded after its approval."""
    (root / "seeds").mkdir(parents=True)
    (root / "seeds/moon.md").write_text(ARTICLE, encoding="utf-8")
    (root / "glossary").mkdir()
    glossary = "en,fr,ar\nresearch station,station de recherche|base de recherche,محطة الأبحاث\n"
    (root / "glossary/terms.csv").write_text(glossary, encoding="utf-8")
    for locale, drafts in DRAFTS.items():
        entries = [entry(source, target, mark="pseudo 1") for source, target in drafts.items()]
        catalog(root, locale).parent.mkdir(parents=True)
        text = "\n".join([HEADER.format(locale.gettext), *entries])
        catalog(root, locale).write_text(text, encoding="utf-8")
    return Project(root, targets=(FRENCH, ARABIC))


def catalog(root: Path, locale: Locale = FRENCH) -> Path:
    """The article's catalog."""
    return root / f"locales/{locale.gettext}/LC_MESSAGES/moon.po"


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a file as another program would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def stale(root: Path) -> None:
    """Make the last sentence a stale one, with a new draft beside."""
    source, old = "Six people live there.", "Five people live there."
    offer = "Six personnes vivent là."
    lines = (
        f'#. draft: {offer} [pseudo 1 {digest_of(offer, source)}]\n#, fuzzy\n#| msgid "{old}"\n'
        f'msgid "{source}"\nmsgstr "Cinq personnes y vivent."\n'
    )
    path = catalog(root)
    before, _, _ = path.read_text(encoding="utf-8").partition(
        f"\n# mt: pseudo 1 {digest_of('Six personnes y vivent.', source)}"
    )
    path.write_text(f"{before}\n{lines}", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Served:
    """A review page that is being served."""

    root: Path
    address: str
    """`http://127.0.0.1:1234`."""

    @property
    def link(self) -> str:
        """What the person opens."""
        return f"{self.address}/?token={TOKEN}"

    def work(self, locale: Locale = FRENCH, article: str = "moon.md") -> str:
        """The address of a work page."""
        return f"{self.address}/desk/{locale.tag}/seeds/{article}"


@contextmanager
def served(project: Project) -> Iterator[Served]:
    """Serve the review page of *project* on loopback."""
    listening = listen(None)
    port = listening.getsockname()[1]
    memory = Memory(project)
    page = app(Desk(project, project.targets, adviser=Adviser(memory)), TOKEN, port)
    server = uvicorn.Server(uvicorn.Config(page, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Served(project.root, f"http://{LOOPBACK}:{port}")
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        memory.close()
