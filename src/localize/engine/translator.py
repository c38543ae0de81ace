"""CTranslate2 on a package's model."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from localize.engine.attention import averaged
from localize.engine.package_folder import Package
from localize.errors import PackageError

_STOPS = (signal.SIGINT, signal.SIGTERM)


def open_translator(package: Package, *, compute_type: str, threads: int, cores_each: int) -> Any:
    """A `ctranslate2.Translator` on the CPU whose attention is the mean of the heads of a layer.

    Args:
        package: Where the model is.
        compute_type: CTranslate2's name for the kind of numbers.
        threads: How many batches are translated at once.
        cores_each: How many cores are on each.

    Raises:
        PackageError: The model cannot be opened.
    """
    with unbroken():
        import ctranslate2

    folder = package.path / "model"
    try:
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        files["model.bin"] = averaged(files.get("model.bin", b""))
        return ctranslate2.Translator(
            str(folder),
            device="cpu",
            files=files,
            compute_type=compute_type,
            inter_threads=threads,
            intra_threads=cores_each,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise PackageError(f"cannot be opened: {error}", path=package.path) from error


@contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait for the end of the block: an extension that is stopped while it loads fails with errors of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread alone
        return
    came: list[int] = []
    before = {stop: signal.signal(stop, lambda number, _: came.append(number)) for stop in _STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler or signal.SIG_DFL)
    if came:
        raise KeyboardInterrupt
