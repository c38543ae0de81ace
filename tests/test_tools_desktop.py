"""Poedit itself, under a virtual screen: open a catalog, edit one entry, save; nothing else has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from localize.catalog import State
from localize.locales import Locale
from localize.po import load

SENT = Path(__file__).parent / "cases/tools/sent.po"
TOOLS = ("poedit", "Xvfb", "xdotool", "dbus-run-session")
FR = Locale("fr")
NEW = "Notre Lune"
BELOW = (
    "300",
    "610",
)  # where the pane of the translation is, in a window of the size that Poedit begins with
PATIENCE = 60  # seconds until we say that it does not work here; it takes five

pytestmark = pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}")


def test_poedit_changes_the_entry_that_was_edited(tmp_path: Path) -> None:
    """Typing a translation approves that entry; all others keep target, state, comments, notes and place."""
    path = tmp_path / "moon.po"
    shutil.copyfile(SENT, path)
    before = load(path, FR).catalog
    with _screen() as display, _poedit(path, display):
        _typed(path, display)
    after = load(path, FR).catalog
    edited, *others = after.entries
    assert (edited.target, edited.state) == (NEW, State.APPROVED)
    assert others == list(before.entries[1:])
    changed = {new for old, new in zip(before.headers, after.headers, strict=True) if old != new}
    assert {name for name, _ in changed} <= {"PO-Revision-Date", "X-Generator"}


@contextmanager
def _screen() -> Iterator[str]:
    """A virtual screen of its own; gives its display."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with _running(command, dict(os.environ), (writer,)), os.fdopen(reader) as stream:
        os.close(writer)
        yield f":{stream.readline().strip()}"


@contextmanager
def _poedit(path: Path, display: str) -> Iterator[None]:
    """Poedit with *path* open and a home folder of its own."""
    home = path.parent / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    environment = os.environ | places | {"DISPLAY": display, "LANG": "C.UTF-8"}
    with _running(["dbus-run-session", "--", "poedit", str(path)], environment):
        yield


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], descriptors: tuple[int, ...] = ()
) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        env=environment,
        pass_fds=descriptors,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def _typed(path: Path, display: str) -> None:
    """Write the first entry's translation and save, again until the file says so: nobody tells when a window is ready."""
    end = time.monotonic() + PATIENCE
    while NEW not in path.read_text(encoding="utf-8"):
        assert time.monotonic() < end, "Poedit has not saved the file"
        for window in _xdotool(display, "search", "--onlyvisible", "--name", path.name).split()[:1]:
            _xdotool(display, "windowfocus", window, "mousemove", "--window", window, *BELOW, "click", "1")
            _xdotool(display, "key", "ctrl+a", "type", "--delay", "20", NEW)
            _xdotool(display, "key", "ctrl+s")
        time.sleep(1)


def _xdotool(display: str, *arguments: str) -> str:
    environment = os.environ | {"DISPLAY": display}
    command = ["xdotool", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout
