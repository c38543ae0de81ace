"""The official package index of Argos: the only door to the network, opened when a person names a pair."""

from __future__ import annotations

import http.client
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from localize.engine.package_folder import Package
from localize.engine.package_install import install
from localize.errors import LocaleError, PackageError
from localize.locales import Locale

_PATIENCE = 30.0  # seconds without an answer
_OFFLINE = "check the connection, or download the package on another machine and: localize models install FILE.argosmodel"


def fetch(pair: str, folder: Path, *, force: bool = False) -> Package:
    """Download the newest package for *pair* from Argos's index and install it below *folder*.

    Args:
        pair: Source and target: `en-sw`, `en-pt-BR`.
        folder: Where packages live.
        force: Whether to replace a different package of the same pair and version.

    Returns:
        The installed package.

    Raises:
        PackageError: There is no connection, the index has no such pair, or the package fails a check.
    """
    source, _, target = pair.partition("-")
    with TemporaryDirectory(prefix="localize-") as scratch, _argos(Path(scratch)) as argos:
        offers = _offers(argos, Path(scratch))
        wanted = [(a, b) for b in _codes(target) for a in _codes(source)]
        found = [offer for offer in offers if (offer.from_code, offer.to_code) in wanted]
        if not found:
            raise PackageError(
                f"Argos's index has no package {pair!r}", hint="install two that meet in English"
            )
        found.sort(key=lambda offer: (wanted.index((offer.from_code, offer.to_code)), _age(offer)))
        return install(_downloaded(found[0]), folder, force=force)


@contextmanager
def _argos(scratch: Path) -> Iterator[Any]:
    """Argos's package module, writing to *scratch*, giving up after a while, and silent: it logs what we raise.

    Its import makes folders of its own.
    """
    log, silence = logging.getLogger("argostranslate.utils"), logging.NullHandler()
    try:
        from argostranslate import package, settings
    except (ImportError, OSError) as error:
        raise PackageError(f"argostranslate cannot be used: {error}", hint=_OFFLINE) from error
    before = settings.local_package_index, settings.downloads_dir, socket.getdefaulttimeout()
    settings.local_package_index, settings.downloads_dir = scratch / "index.json", scratch
    socket.setdefaulttimeout(_PATIENCE)
    log.addHandler(silence)
    try:
        yield package
    finally:
        settings.local_package_index, settings.downloads_dir = before[:2]
        socket.setdefaulttimeout(before[2])
        log.removeHandler(silence)


def _offers(argos: Any, scratch: Path) -> list[Any]:
    """What the index offers. Without an index Argos would ask itself for it again and again, so its file is a must."""
    url = argos.settings.remote_package_index
    try:
        argos.update_package_index()
        if not (scratch / "index.json").is_file():
            raise PackageError("Argos's package index cannot be reached", path=url, hint=_OFFLINE)
        return [offer for offer in argos.get_available_packages() if offer.type == "translate"]
    except (OSError, http.client.HTTPException) as error:
        what = f"Argos's package index cannot be reached: {error}"
        raise PackageError(what, path=url, hint=_OFFLINE) from error
    except (ValueError, TypeError, AttributeError) as error:
        what = f"Argos's package index cannot be read: {error}"
        raise PackageError(what, path=url, hint=_OFFLINE) from error


def _downloaded(offer: Any) -> Path:
    try:
        return Path(offer.download())
    except Exception as error:  # Argos raises Exception itself
        what = f"{offer.from_code}-{offer.to_code} cannot be downloaded: {error}"
        raise PackageError(what, path=", ".join(offer.links), hint=_OFFLINE) from error


def _codes(language: str) -> tuple[str, ...]:
    """The codes that Argos may have for *language*, which may be one of its own (`pb`)."""
    try:
        return Locale.parse(language).argos
    except LocaleError:
        return (language,)


def _age(offer: Any) -> tuple[int, ...]:
    """Sorts the newest version first."""
    return tuple(-int(number) for number in str(offer.package_version).split(".") if number.isdecimal())
