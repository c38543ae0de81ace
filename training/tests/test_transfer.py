"""A pair that begins with another pair's weights."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

torch = pytest.importorskip("torch")
sentencepiece = pytest.importorskip("sentencepiece")

from training.model import Config, Transformer  # noqa: E402
from training.transfer import parents, transfer  # noqa: E402

PARENT = ["the moon is far", "la lune est loin", "a lighthouse stands there", "un phare est ici"]
CHILD = ["the moon is far", "la luna está lejos", "a lighthouse stands there", "القمر بعيد"]


def pieces(texts: Sequence[str], size: int = 290) -> Any:
    """A small vocabulary of *texts*, with single bytes for what is not in it."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*texts] * 50), model_writer=written, vocab_size=size, byte_fallback=True, model_type="bpe",
        hard_vocab_limit=False, character_coverage=1.0, user_defined_symbols=["⟦0⟧"], minloglevel=2,
    )  # fmt: skip
    return sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())


def a_model(vocab: int) -> Transformer:
    """A small model."""
    torch.manual_seed(0)
    return Transformer(Config(vocab=vocab, d=32, heads=2, enc=1, dec=1, ffn=32, dropout=0.0)).eval()


def test_the_same_pieces_give_the_same_model() -> None:
    """With one vocabulary for both, nothing changes."""
    model, own = pieces(PARENT), list(parents(pieces(PARENT), pieces(PARENT)))
    assert own == [(i,) for i in range(model.get_piece_size())]
    parent = a_model(len(own))
    child = transfer(parent, own)
    assert all(torch.equal(child.state_dict()[name], found) for name, found in parent.state_dict().items())


def test_pieces_begin_as_what_the_parent_would_read() -> None:
    """A shared piece keeps its vector, a new one is the mean of the parent's pieces for it, foreign letters are drawn."""
    old, new = pieces(PARENT), pieces(CHILD, 330)
    origins = dict(zip(map(new.id_to_piece, range(new.get_piece_size())), parents(old, new), strict=True))
    parent = a_model(old.get_piece_size())
    child = transfer(parent, list(origins.values()))
    before, after = parent.embed.weight.data, child.embed.weight.data
    shared, foreign = "⟦0⟧", next(piece for piece in origins if piece[-1] in "القمر")
    assert origins[shared] == (old.piece_to_id(shared),)
    assert torch.equal(after[new.piece_to_id(shared)], before[old.piece_to_id(shared)])
    several = next(piece for piece, origin in origins.items() if len(origin) > 1)
    assert "".join(map(old.id_to_piece, origins[several])).strip("▁") == several.strip("▁")
    assert torch.allclose(after[new.piece_to_id(several)], before[list(origins[several])].mean(0))
    assert origins[foreign] == ()
    assert after[new.piece_to_id(foreign)].isfinite().all()
