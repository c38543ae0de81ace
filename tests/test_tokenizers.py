from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.engine.package_folder import load
from localize.engine.tokenizers import Bpe, SentencePiece, open_tokenizer
from localize.errors import PackageError

CODES = "#version: 0.2\nl u\nt h\nth e</w>\nlu n\nlun e</w>\nm o\nmo o\nmoo n</w>\n"


def test_bpe_splits_and_joins() -> None:
    """Pieces of a word end in @@ but the last, and join to the text again."""
    bpe = Bpe(CODES, "en", "en")
    pieces = bpe.encode("the moons & moon's")
    assert pieces[:3] == ["the", "moo@@", "n@@"]
    assert bpe.decode(pieces) == "the moons & moon's"


@settings(max_examples=40, deadline=None)
@given(text=st.text(alphabet="the mounslé&'.,-_中", max_size=30))
@pytest.mark.parametrize("codes", [CODES, CODES.replace("#version: 0.2\n", "").replace("</w>", "")])
def test_bpe_is_that_of_argos(argos_home: None, codes: str, text: str) -> None:
    """Our merges give the pieces that Argos's own subword-nmt gives."""
    from argostranslate.apply_bpe import BPE

    del argos_home
    ours = Bpe(codes, "en", "fr")
    words = ours._tokenizer.tokenize(text)
    pieces = [piece for word in words for piece in ours._merge(word)]
    assert pieces == BPE(io.StringIO(codes)).segment_tokens(words)


def test_sentencepiece_keeps_text(copy_package: Path) -> None:
    """Pieces join to the text again, underscores and unknown characters included."""
    tokenizer = open_tokenizer(load(copy_package))
    assert isinstance(tokenizer, SentencePiece)
    assert tokenizer.decode(tokenizer.encode("my_name is 中文")) == "my_name is 中文"


def test_package_with_merges(copy_package: Path, tmp_path: Path) -> None:
    """A package without SentencePiece is read by its merges; a bad line is named."""
    for file in ("metadata.json", "model/model.bin"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((copy_package / file).read_bytes())
    (tmp_path / "bpe.model").write_text(CODES)
    assert isinstance(open_tokenizer(load(tmp_path)), Bpe)
    (tmp_path / "bpe.model").write_text(CODES + "a b c\n")
    with pytest.raises(PackageError, match="line 9 is no merge"):
        open_tokenizer(load(tmp_path))
