"""Argos's index, served on this machine."""

from __future__ import annotations

import http.server
import json
import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from localize.engine import packages
from localize.errors import PackageError


@pytest.fixture
def index(copy_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package index on this machine, and argostranslate imported afresh so that it looks there."""
    site = tmp_path / "site"
    site.mkdir()
    shutil.copy(copy_file, site / "new.argosmodel")
    handler = partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        offers = [
            {
                "type": "translate",
                "from_code": "en",
                "to_code": "fr",
                "package_version": version,
                "links": [address + file],
            }
            for version, file in (("1.9", "old.argosmodel"), ("1.10", "new.argosmodel"))
        ]
        (site / "index.json").write_text(json.dumps([{"type": "sbd", "from_codes": ["en"]}, *offers]))
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
        for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(name, str(tmp_path / "home"))
        for name in [name for name in sys.modules if name.partition(".")[0] == "argostranslate"]:
            monkeypatch.delitem(sys.modules, name)
        yield site
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


def test_fetch_takes_the_newest(index: Path, tmp_path: Path) -> None:
    """A pair asked for by name is downloaded in its newest version, checked and installed."""
    made = packages.fetch("en-fr", tmp_path / "models")
    assert made.path == tmp_path / "models" / "translate-en_fr-1_0"
    assert index.is_dir()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda site: (site / "index.json").unlink(), "index cannot be reached"),
        (lambda site: (site / "index.json").write_text("<html>"), "index cannot be read"),
        (lambda site: (site / "index.json").write_text("[1]"), "index cannot be read"),
        (lambda site: (site / "index.json").write_text("[]"), "no package 'en-fr'"),
        (lambda site: (site / "new.argosmodel").unlink(), "en-fr cannot be downloaded"),
        (lambda site: (site / "new.argosmodel").write_bytes(b"x"), "cannot be unpacked"),
    ],
)
def test_fetch_fails_clearly(
    index: Path, tmp_path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    """Without a connection, an index, a pair or a whole file there is one clear error, and nothing is installed."""
    spoil(index)
    with pytest.raises(PackageError, match=reason):
        packages.fetch("en-fr", tmp_path / "models")
    assert not list((tmp_path / "models").glob("translate*"))


def test_fetch_offline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, index: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where nothing answers, the download fails at once; Argos prints nothing of its own."""
    del index
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # those of pytest
    what = r"http://127\.0\.0\.1:9/index\.json: .*cannot be reached.*on another machine and: localize models install FILE"
    with pytest.raises(PackageError, match=what):
        packages.fetch("en-fr", tmp_path / "models")
    assert capfd.readouterr() == ("", "")
