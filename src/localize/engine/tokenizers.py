"""Tokenizers of Argos packages: text to the pieces that a model reads, and back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from localize.engine.package_folder import Package, tokenizer_file
from localize.errors import PackageError


class Tokenizer(Protocol):
    """Turns text into pieces and pieces into text; what it normalises is the package's own choice."""

    def encode(self, text: str) -> list[str]:
        """The pieces of *text*; characters that the model does not know stay as they are."""

    def decode(self, pieces: list[str]) -> str:
        """The text of *pieces*, without a blank in front."""


def open_tokenizer(package: Package) -> Tokenizer:
    """The tokenizer that *package* was trained with.

    Raises:
        PackageError: Its file is missing or damaged.
    """
    file = tokenizer_file(package.path)
    if file is None:
        raise PackageError("no tokenizer", path=package.path, hint="download the package again")
    try:
        if file.name == "bpe.model":
            return Bpe(file.read_text(encoding="utf-8"), package.source, package.target)
        return SentencePiece(file)
    except (OSError, RuntimeError, ValueError) as error:
        raise PackageError(
            f"cannot be read: {error}", path=file, hint="download the package again"
        ) from error


class SentencePiece:
    """A SentencePiece model, as nearly all packages have one.

    Unlike Argos it leaves underscores in the target alone.
    """

    def __init__(self, file: Path) -> None:
        import sentencepiece

        # from memory: SentencePiece opens no path that has characters outside the system's code page
        self._model = sentencepiece.SentencePieceProcessor(model_proto=file.read_bytes())

    def encode(self, text: str) -> list[str]:
        """The pieces of *text*."""
        return list(self._model.encode(text, out_type=str))

    def decode(self, pieces: list[str]) -> str:
        """The text of *pieces*."""
        return str(self._model.decode(pieces)).strip()


class Bpe:
    """Words of the Moses tokenizer split by subword-nmt's merges, as some older packages have them.

    Args:
        codes: The merges, one a line, the most frequent first; `#version: 0.2` may stand above.
        source: Language code for the tokenizer.
        target: Language code for the detokenizer.
    """

    def __init__(self, codes: str, source: str, target: str) -> None:
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer  # type: ignore[import-untyped]

        lines = codes.splitlines()
        version = lines[0].split()[-1] if lines and lines[0].startswith("#version:") else "0.1"
        self._fused_end = not version.startswith("0.1")
        self._ranks = _ranks(lines[1:] if lines and lines[0].startswith("#version:") else lines)
        self._normalizer = MosesPunctNormalizer(source)
        self._tokenizer = MosesTokenizer(source)
        self._detokenizer = MosesDetokenizer(target)
        self._split = lru_cache(maxsize=50_000)(self._merge)

    def encode(self, text: str) -> list[str]:
        """The pieces of *text*: all but the last of a word end in `@@`."""
        words = self._tokenizer.tokenize(self._normalizer.normalize(text))
        return [piece for word in words for piece in self._split(word)]

    def decode(self, pieces: list[str]) -> str:
        """The text of *pieces*."""
        words = " ".join(pieces).replace("@@ ", "").removesuffix("@@").split(" ")
        return str(self._detokenizer.detokenize(words)).strip()

    def _merge(self, word: str) -> tuple[str, ...]:
        """The pieces of one word: join the most frequent neighbours until none is known."""
        parts = [*word[:-1], word[-1] + "</w>"] if self._fused_end else [*word, "</w>"]
        while len(parts) > 1:
            best = min(pairwise(parts), key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            parts = _joined(parts, best)
        clean = [part.removesuffix("</w>") for part in parts]
        pieces = clean if clean[-1] else clean[:-1]
        return (*(f"{piece}@@" for piece in pieces[:-1]), pieces[-1])


def _ranks(lines: Iterable[str]) -> dict[tuple[str, str], int]:
    """The rank of each merge, 0 the first."""
    ranks: dict[tuple[str, str], int] = {}
    for rank, line in enumerate(lines):
        pair = line.strip("\r\n ").split(" ")
        if len(pair) != 2:
            raise ValueError(f"line {rank + 1} is no merge of two pieces")
        ranks.setdefault((pair[0], pair[1]), rank)
    return ranks


def _joined(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """*parts* with every neighbouring *pair* made one, from the left."""
    out: list[str] = []
    at = 0
    while at < len(parts):
        if tuple(parts[at : at + 2]) == pair:
            out.append(pair[0] + pair[1])
            at += 2
        else:
            out.append(parts[at])
            at += 1
    return out
