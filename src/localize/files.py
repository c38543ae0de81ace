"""Writing files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from localize.errors import ArticleError


def write(path: Path, text: str, *, derived: bool = False) -> bool:
    """Write *text* to *path* in one step, so that nobody ever reads half a file; the folder is made if need be.

    Args:
        path: The file.
        text: What it is to hold.
        derived: Whether it can be made again, should the power go before it is on the disk: it is not waited for.

    Returns:
        Whether it wrote: a file that holds these bytes already is left alone.

    Raises:
        ArticleError: It cannot be written; what was there still is.
    """
    data = text.encode()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _written(beside, data, flushed=not derived)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ArticleError(f"cannot be written: {error.strerror}", path=path) from None
    return True


def _written(path: Path, data: bytes, *, flushed: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        if flushed:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other processes and threads of ours from writing in *folder* meanwhile: they wait.

    Where the system has no locks on folders nobody waits.

    Yields:
        Whether nobody else is at work there.

    Raises:
        OSError: The folder cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # on Windows
        yield False
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        locked = False
        with suppress(OSError):  # some network disks have none
            fcntl.flock(opened, fcntl.LOCK_EX)
            locked = True
        yield locked
    finally:
        os.close(opened)
