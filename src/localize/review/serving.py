"""Serve the review page on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from tempfile import mkstemp

from localize.articles import some_articles
from localize.drafting import OpenEngine
from localize.errors import ProjectError
from localize.locales import Locale
from localize.memory import FILE, opened
from localize.project import Project
from localize.review.advice import Adviser
from localize.review.desk import Desk
from localize.review.server import app

LOOPBACK = "127.0.0.1"

_DOOR = '<!doctype html><meta http-equiv="refresh" content="0; url={0}"><title>localize</title><a href="{0}">Review</a>'


def serve(
    project: Project,
    locales: Sequence[Locale],
    only: Sequence[Path],
    port: int | None,
    open_engine: OpenEngine,
    ready: Callable[[str], None],
) -> None:
    """Serve until the person stops it.

    Args:
        project: The project.
        locales: The target locales to review.
        only: Files or folders of articles to show instead of all.
        port: Where to listen; None for any port that is free.
        open_engine: Gives the engines that are asked for other translations.
        ready: Told the link once the page can be opened.

    Raises:
        ProjectError: There are no articles, or the port is taken.
    """
    import uvicorn

    some_articles(project, only)
    listening = listen(port)
    number = int(listening.getsockname()[1])
    token = secrets.token_urlsafe(24)
    with opened(project) as memory:
        desk = Desk(project, tuple(locales), tuple(only), Adviser(memory, open_engine))
        page = app(desk, token, number)
        config = uvicorn.Config(page, log_level="error", server_header=False, lifespan="off", ws="none")
        ready(f"http://{LOOPBACK}:{number}/?token={token}")
        with suppress(KeyboardInterrupt):  # it is how one stops, and uvicorn raises it again
            uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def doorway(project: Project, link: str) -> Iterator[Path]:
    """A file that leads a browser to *link*, and that only this person can read.

    A browser that was started with the link itself would show it to everybody on the machine, in the list of processes.

    Raises:
        ProjectError: It cannot be written.
    """
    folder = project.path(FILE.parent)
    try:
        folder.mkdir(exist_ok=True)
        number, name = mkstemp(".html", "review-", folder)
    except OSError as error:
        hint = "say --no-open, and open the link yourself"
        raise ProjectError(f"cannot be written: {error.strerror}", path=folder, hint=hint) from None
    door = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(_DOOR.format(escape(link)))
        yield door
    finally:
        door.unlink(missing_ok=True)


def listen(port: int | None) -> socket.socket:
    """A socket that listens on loopback alone.

    Raises:
        ProjectError: The port is taken, or not ours to take.
    """
    listening = socket.socket()
    if os.name == "posix":  # elsewhere it would let other programs take the port, too
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port or 0))
        listening.listen(64)
    except OSError as error:
        listening.close()
        raise ProjectError(
            f"port {port} cannot be used: {error.strerror}", hint="leave --port out to take a free one"
        ) from None
    return listening
