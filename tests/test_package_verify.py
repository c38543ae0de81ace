"""Damaged and hostile packages are refused, and leave no trace."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from localize.engine import packages
from localize.errors import PackageError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own for each test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def listing(folder: Path) -> list[str]:
    """Everything below *folder* but locks."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != ".lock")


def repack(source: Path, to: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A package file like *source*, with its members changed."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    change(members)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return to


ROOT = "translate-en_fr-1_0/"
METADATA = ROOT + "metadata.json"
VOCABULARY = ROOT + "model/shared_vocabulary.json"
MODEL = ROOT + "model/model.bin"


def described(**fields: object) -> Callable[[dict[str, bytes]], object]:
    """Changes fields of the metadata."""
    return lambda members: members.update(
        {METADATA: json.dumps({**json.loads(members[METADATA]), **fields}).encode()}
    )


def shorter(members: dict[str, bytes]) -> None:
    """Takes the last piece off the vocabulary."""
    members[VOCABULARY] = json.dumps(json.loads(members[VOCABULARY])[:-1]).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.update({"../evil.txt": b"x"}), "refused: it holds the name"),
        (lambda m: m.update({"/etc/evil.txt": b"x"}), "refused: it holds the name"),
        (lambda m: m.update({ROOT + "model\\..\\evil": b"x"}), "refused: it holds the name"),
        (lambda m: m.update({"C:evil": b"x"}), "refused: it holds the name"),
        (lambda m: m.update({"other/metadata.json": b"{}"}), "2 top folders"),
        (lambda m: m.update({"metadata.json": b"{}"}), "2 top folders"),
        (lambda m: m.clear(), "0 top folders"),
        (lambda m: m.pop(METADATA), "no metadata.json"),
        (lambda m: m.update({METADATA: b"\xff"}), "cannot be read"),
        (described(from_code="../x"), "from_code in metadata.json"),
        (described(to_code=None), "to_code in metadata.json"),
        (described(package_version="1/2"), "package_version in metadata.json"),
        (described(type="sbd"), "does not translate"),
        (described(target_prefix=[1]), "target_prefix in metadata.json"),
        (described(target_prefix="<2xx>"), "is not in the vocabulary"),
        (lambda m: m.pop(MODEL), "no model"),
        (lambda m: m.update({MODEL: m[MODEL][:5000]}), "cut off"),
        (lambda m: m.update({MODEL: b""}), "cut off"),
        (lambda m: m.update({MODEL: m[MODEL][:-300]}), "cut off"),
        (shorter, "the model reads 170 pieces, its vocabulary has 169"),
        (lambda m: m.pop(VOCABULARY), "no vocabulary"),
        (lambda m: m.update({VOCABULARY: b"{"}), "cannot be read"),
        (lambda m: m.pop(ROOT + "sentencepiece.model"), "no tokenizer"),
        (lambda m: m.update({ROOT + "sentencepiece.model": b"nonsense"}), "cannot be read"),
        (lambda m: m.update({ROOT + "model/config.json": b"{"}), "cannot be opened"),
    ],
)  # fmt: skip
def test_bad_package_is_refused(
    copy_file: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], reason: str
) -> None:
    """A damaged or hostile package is refused with the reason, and leaves no trace."""
    bad = repack(copy_file, tmp_path / "bad.argosmodel", change)
    for attempt in (packages.verify, packages.read, partial(packages.install, folder=tmp_path / "models")):
        with pytest.raises(PackageError, match=reason) as caught:
            attempt(bad)
        assert caught.value.path == bad
    assert listing(tmp_path / "models") == []
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"no zip at all",
        lambda data: data[: len(data) // 2],
        lambda data: data[:100_000] + bytes([data[100_000] ^ 1]) + data[100_001:],
    ],
)  # fmt: skip
def test_damaged_file_is_refused(copy_file: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A file that is cut off, or has one bit flipped, is refused."""
    bad = tmp_path / "bad.argosmodel"
    bad.write_bytes(spoil(copy_file.read_bytes()))
    with pytest.raises(PackageError, match="cannot be unpacked"):
        packages.install(bad, tmp_path / "models")
    assert listing(tmp_path / "models") == []


def test_missing_file() -> None:
    """A file that is not there is named."""
    with pytest.raises(PackageError, match=r"nowhere\.argosmodel: cannot be"):
        packages.read(Path("nowhere.argosmodel"))
    with pytest.raises(PackageError, match=r"nowhere\.argosmodel: cannot be"):
        packages.verify(Path("nowhere.argosmodel"))


def test_links_and_huge_files_are_refused(copy_file: Path, tmp_path: Path) -> None:
    """A link in the zip, and a file that says it unpacks to terabytes, are refused before anything is written."""
    link = Path(shutil.copy(copy_file, tmp_path / "link.argosmodel"))
    with zipfile.ZipFile(link, "a") as archive:
        member = zipfile.ZipInfo(ROOT + "model/vmap.txt")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    huge = Path(shutil.copy(copy_file, tmp_path / "huge.argosmodel"))
    with zipfile.ZipFile(huge, "a") as archive:
        archive.writestr(ROOT + "model/vmap.txt", "x")
        archive.infolist()[-1].file_size = 2**40
    for bad in (link, huge):
        with pytest.raises(PackageError, match="refused"):
            packages.install(bad, tmp_path / "models")
    assert listing(tmp_path / "models") == []


def test_what_we_do_not_use_stays_in_the_file(copy_file: Path, tmp_path: Path) -> None:
    """Sentence splitters and other extras of a package are not unpacked."""
    extras = {
        ROOT + "stanza/en/tokenize.pt": b"x" * 99,
        ROOT + "minisbd/en.onnx": b"x",
        ROOT + "README.md": b"read",
    }
    file = repack(copy_file, tmp_path / "with.argosmodel", lambda members: members.update(extras))
    made = packages.install(file, tmp_path / "models")
    assert {one.name for one in made.path.iterdir()} == {
        "README.md",
        "metadata.json",
        "model",
        "sentencepiece.model",
    }
