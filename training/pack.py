"""The packed form of a pair's training data, on disk and in memory.

A folder holds `meta.json`, `spm.model`, `dev.en`, `dev.XX`, `valid.tsv`, any number of `train*.npz`, and perhaps `prefer.npz` (preferences.py). An archive holds, of each
pair, the ids of both sides (`src_ids`, `tgt_ids`: uint16 in a row), their numbers (`src_len`, `tgt_len`: uint8), its class (`cls`)
and, where it was linked, `links`: for each target piece of the linked pairs the source piece it comes from, with `linked` telling
which pairs these are. A class is a source of pairs, with a name and a weight in `meta.json`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ids = Sequence[NDArray[np.uint16]]

_UNLINKED = 0
_MODULUS = 255  # positions are below: a pair has at most 160 pieces a side


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one language."""

    ids: NDArray[np.uint16]
    """All pieces in a row."""

    lengths: NDArray[np.int64]
    """Pieces of each sentence."""

    starts: NDArray[np.int64]
    """Where each sentence begins."""

    def sentence(self, number: int) -> list[int]:
        """The pieces of one sentence."""
        start = int(self.starts[number])
        return [int(i) for i in self.ids[start : start + int(self.lengths[number])]]


@dataclass(frozen=True, slots=True)
class Pack:
    """Training pairs in memory."""

    meta: dict[str, Any]
    """`meta.json`."""

    source: Side
    target: Side

    classes: NDArray[np.int64]
    """The class of each pair."""

    links: NDArray[np.int16] | None
    """For each target piece the place of its source piece in the sentence, -1 for none; None where no archive has any."""


def side(ids: NDArray[np.uint16], lengths: Array) -> Side:
    """A side of sentences of *lengths* pieces."""
    wide = lengths.astype(np.int64)
    return Side(ids, wide, np.cumsum(wide) - wide)


def read_meta(folder: Path) -> dict[str, Any]:
    """The contents of `meta.json`."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return meta


def write_meta(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write `meta.json`."""
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False), encoding="utf-8")


def read(folder: Path, *, reverse: bool = False) -> Pack:
    """All archives of a pack together.

    Args:
        folder: The pack.
        reverse: Swap the sides. Links go, since they follow the target's pieces.
    """
    archives = [dict(np.load(path)) for path in sorted(folder.glob("train*.npz"))]
    if not archives:
        raise SystemExit(f"{folder} holds no train*.npz")
    first, second = (_side_of(archives, name) for name in (("tgt", "src") if reverse else ("src", "tgt")))
    has_links = not reverse and any("links" in archive for archive in archives)
    links = np.concatenate([_links_of(archive) for archive in archives]) if has_links else None
    classes = np.concatenate([archive["cls"] for archive in archives]).astype(np.int64)
    return Pack(read_meta(folder), first, second, classes, links)


def _side_of(archives: Sequence[Mapping[str, Array]], name: str) -> Side:
    ids, lengths = (
        np.concatenate([archive[f"{name}_{part}"] for archive in archives]) for part in ("ids", "len")
    )
    return side(ids, lengths)


def _links_of(archive: Mapping[str, Array]) -> NDArray[np.int16]:
    out = np.full(len(archive["tgt_ids"]), -1, np.int16)
    if "links" in archive:
        lengths = archive["tgt_len"].astype(np.int64)
        here = np.repeat(archive["linked"], lengths)
        out[here] = decode_links(archive["links"], lengths[archive["linked"]])
    return out


def encode_links(links: NDArray[np.int16], lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Links as steps from the last one: most are one piece further, so that they pack well.

    Args:
        links: For each target piece its source piece in the sentence, or -1.
        lengths: Target pieces of each sentence.
    """
    at = np.flatnonzero(links >= 0)
    owner = np.repeat(np.arange(len(lengths)), lengths)[at]
    before = np.full(len(at), -1, np.int64)
    same = owner[1:] == owner[:-1]
    before[1:][same] = links[at[:-1]][same]
    out = np.full(len(links), _UNLINKED, np.uint8)
    out[at] = 1 + (links[at] - before - 1) % _MODULUS
    return out


def decode_links(steps: NDArray[np.uint8], lengths: NDArray[np.int64]) -> NDArray[np.int16]:
    """What encode_links() was given."""
    moves = np.where(steps == _UNLINKED, 0, steps.astype(np.int64))
    total = np.cumsum(moves)
    starts = np.cumsum(lengths) - lengths
    before = np.concatenate([[0], total])[starts]
    places = (total - np.repeat(before, lengths) - 1) % _MODULUS
    return np.where(steps == _UNLINKED, -1, places).astype(np.int16)


def write(path: Path, arrays: Mapping[str, Array]) -> int:
    """Write an archive that np.load() reads, with LZMA (a sixth smaller on ids than deflate); its size in bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as out:
                np.lib.format.write_array(out, np.ascontiguousarray(array))
    return path.stat().st_size


def arrays(
    source: Ids, target: Ids, classes: Array, links: Sequence[NDArray[np.int16]] | None = None
) -> dict[str, Array]:
    """What an archive of these pairs holds; a pair with no links at all counts as not linked."""
    out: dict[str, Array] = {"cls": classes.astype(np.uint16)}
    for name, texts in (("src", source), ("tgt", target)):
        out[f"{name}_ids"] = np.concatenate(texts).astype(np.uint16) if texts else np.zeros(0, np.uint16)
        out[f"{name}_len"] = np.array([len(text) for text in texts], np.uint8)
    return out | (link_arrays(links) if links is not None else {})


def link_arrays(links: Sequence[NDArray[np.int16]]) -> dict[str, Array]:
    """`linked` and `links` of an archive, from the links of each of its pairs."""
    linked = np.array([bool((pair >= 0).any()) for pair in links], bool)
    kept = [pair for pair, has in zip(links, linked, strict=True) if has]
    flat = np.concatenate(kept) if kept else np.zeros(0, np.int16)
    return {"linked": linked, "links": encode_links(flat, np.array([len(pair) for pair in kept], np.int64))}


def add_class(meta: dict[str, Any], name: str, pairs: int, weight: float) -> int:
    """Give *meta* a class, or renew that of the same name; its number."""
    entry = {"name": name, "pairs": pairs, "weight": weight}
    for number, known in enumerate(meta["classes"]):
        if known["name"] == name:
            meta["classes"][number] = entry
            return number
    meta["classes"].append(entry)
    return len(meta["classes"]) - 1
