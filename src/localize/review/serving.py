"""Serve the review page on this machine, until Ctrl-C."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from localize.articles import articles
from localize.drafting import OpenEngine
from localize.errors import ProjectError
from localize.locales import Locale
from localize.memory import opened
from localize.project import Project
from localize.review.advice import Adviser
from localize.review.desk import Desk
from localize.review.server import app

LOOPBACK = "127.0.0.1"


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

    articles(project, only)
    listening = listen(port)
    number = int(listening.getsockname()[1])
    token = secrets.token_urlsafe(24)
    with opened(project) as memory:
        desk = Desk(project, tuple(locales), tuple(only), Adviser(memory, open_engine))
        page = app(desk, token, number)
        config = uvicorn.Config(page, log_level="error", server_header=False, lifespan="off")
        ready(f"http://{LOOPBACK}:{number}/?token={token}")
        with suppress(KeyboardInterrupt):  # it is how one stops, and uvicorn raises it again
            uvicorn.Server(config).run(sockets=[listening])


def listen(port: int | None) -> socket.socket:
    """A socket that listens on loopback alone.

    Raises:
        ProjectError: The port is taken, or not ours to take.
    """
    listening = socket.socket()
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
