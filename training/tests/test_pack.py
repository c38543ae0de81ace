"""Packs, links and batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training import pack
from training.vocabulary import FIRST_SYMBOL
from training.without import going

RNG = np.random.default_rng(0)


def a_pack(folder: Path, pairs: int = 40, *, linked: bool = False) -> list[np.ndarray[Any, Any]]:
    """Write a pack of random pairs to *folder*; their links."""
    sides = [
        [RNG.integers(19, 300, n).astype(np.uint16) for n in RNG.integers(1, 30, pairs)] for _ in ("s", "t")
    ]
    links = [RNG.integers(-1, len(s), len(t)).astype(np.int16) for s, t in zip(*sides, strict=True)]
    classes = RNG.integers(0, 2, pairs)
    pack.write(folder / "train-00.npz", pack.arrays(sides[0], sides[1], classes, links if linked else None))
    entries = [
        {"name": name, "pairs": 1, "weight": weight} for name, weight in (("docs/a", 1.0), ("aug/b", 2.0))
    ]
    pack.write_meta(folder, {"pair": ["en", "fr"], "vocab": 300, "pairs": pairs, "classes": entries})
    return links


def test_links_come_back() -> None:
    """Links survive their encoding, whatever the order of places, up to the longest sentences."""
    lengths = RNG.integers(1, 161, 50)
    links = RNG.integers(-1, 160, int(lengths.sum())).astype(np.int16)
    assert (pack.decode_links(pack.encode_links(links, lengths), lengths) == links).all()


def test_packs_come_back(tmp_path: Path) -> None:
    """Both sides, the classes and the links are read as they were written; a reversed pack has no links."""
    links = a_pack(tmp_path, linked=True)
    data = pack.read(tmp_path)
    assert data.links is not None
    assert (data.links == np.concatenate(links)).all()
    back = pack.read(tmp_path, reverse=True)
    assert back.links is None
    assert back.source.sentence(3) == data.target.sentence(3)


def test_some_archives_may_have_no_links(tmp_path: Path) -> None:
    """Archives with and without links are read together."""
    a_pack(tmp_path, linked=True)
    (tmp_path / "train-00.npz").rename(tmp_path / "train-01.npz")
    a_pack(tmp_path)
    data = pack.read(tmp_path)
    first = int(data.target.starts[40])
    assert data.links is not None
    assert (data.links[:first] == -1).all()
    assert (data.links[first:] >= 0).any()


def test_classes_are_renewed() -> None:
    """A class that is there already keeps its number."""
    meta: dict[str, Any] = {"classes": [{"name": "a", "pairs": 1, "weight": 1}]}
    assert pack.add_class(meta, "synthetic/bt", 5, 0.5) == 1
    assert pack.add_class(meta, "synthetic/bt", 7, 1.0) == 1
    assert meta["classes"][1] == {"name": "synthetic/bt", "pairs": 7, "weight": 1.0}


torch = pytest.importorskip("torch")


def batches_of(folder: Path, weights: dict[str, float] | None = None) -> Any:
    """The batches of the pack in *folder*."""
    from training.batches import Batches

    return Batches(pack.read(folder), torch.device("cpu"), weights or {}, longest=160)


def test_an_epoch_has_every_pair_by_its_weight(tmp_path: Path) -> None:
    """A class of weight 1 comes once, of weight 2 twice, of weight 0 never; no batch is wider than allowed."""
    a_pack(tmp_path)
    data = pack.read(tmp_path)
    plan = batches_of(tmp_path).epoch(1, 100)
    seen = np.bincount(np.concatenate(plan), minlength=40)
    assert (seen == data.classes + 1).all()
    widest = [max(data.source.lengths[b].max(), data.target.lengths[b].max()) + 1 for b in plan]
    assert all(len(b) * w <= 100 for b, w in zip(plan, widest, strict=True))
    assert set(np.concatenate(batches_of(tmp_path, {"aug": 0}).epoch(1, 100))) == set(
        np.flatnonzero(data.classes == 0)
    )


def test_epochs_repeat(tmp_path: Path) -> None:
    """The same seed gives the same epoch, begun ahead or not."""
    a_pack(tmp_path)
    first = batches_of(tmp_path)
    first.epoch(1, 100)
    ahead, fresh = first.epoch(2, 100), batches_of(tmp_path).epoch(2, 100)
    assert all((a == b).all() for a, b in zip(ahead, fresh, strict=True))


def test_a_batch_shifts_its_target(tmp_path: Path) -> None:
    """The target begins with <s>, the gold ends with </s>, what is behind counts for nothing, links follow the gold."""
    a_pack(tmp_path, linked=True)
    data = pack.read(tmp_path)
    batch = batches_of(tmp_path).batch(np.array([4, 9]))
    assert batch.source.shape[1] == batch.keep.sum(1).max()
    for row, number in enumerate((4, 9)):
        source, target = data.source.sentence(number), data.target.sentence(number)
        assert batch.source[row, batch.keep[row]].tolist() == [*source, 2]
        assert batch.target[row, : len(target) + 1].tolist() == [1, *target]
        assert batch.gold[row, : len(target) + 1].tolist() == [*target, 2]
        assert (batch.gold[row, len(target) + 1 :] == -100).all()
        start = int(data.target.starts[number])
        assert data.links is not None
        assert batch.links[row, : len(target)].tolist() == data.links[start : start + len(target)].tolist()
        assert (batch.links[row, len(target) :] == -1).all()


def test_copies_go_with_what_they_were_made_of() -> None:
    """Of two sources one goes, with its copies, in which marks stand for some pieces; the other's copies stay."""
    rng = np.random.default_rng(5)
    sentences = [rng.integers(30, 300, rng.integers(12, 30)).astype(np.uint16) for _ in range(80)]
    copies = [sentence.copy() for sentence in sentences]
    for copy in copies:
        copy[rng.integers(0, len(copy))] = FIRST_SYMBOL
    texts = [*sentences, *copies]
    side = pack.side(np.concatenate(texts), np.array([len(text) for text in texts]))
    classes = np.array([n % 2 for n in range(80)] + [2] * 80)
    meta = {"classes": [{"name": name, "pairs": 1, "weight": 1.0} for name in ("a/x", "a/y", "aug/inline")]}
    gone = going(pack.Pack(meta, side, side, classes, None), ["*/x"])
    assert gone.tolist() == [n % 2 == 0 for n in range(80)] * 2
