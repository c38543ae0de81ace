"""Score a package through CTranslate2, as localize calls it.

    python -m training.evaluate packages/translate-en_fr-1_0.argosmodel --test dev/flores --json scores.json

BLEU and chrF (sacrebleu) for each beam, words a second on the CPU, the share of sentences with one to three marks in which all marks come
out right, and the share of dictionary terms that come out, free and asked for.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
import zipfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from training.faults import FIGURES, TWICE, faults
from training.terms import MARK, all_marks_right, inline, mask_some
from training.text import normalise
from training.vocabulary import STOP

_BATCH = 2000  # pieces


class Package:
    """An Argos package, open for translation."""

    def __init__(self, path: Path, folder: Path, *, kind: str, threads: int, penalty: float = 1.0) -> None:
        import ctranslate2
        import sentencepiece

        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        root = next(folder.iterdir())
        self.to: str = json.loads((root / "metadata.json").read_text(encoding="utf-8"))["to_code"]
        self._processor: Any = sentencepiece.SentencePieceProcessor(
            model_file=str(root / "sentencepiece.model")
        )
        self._translator: Any = ctranslate2.Translator(
            str(root / "model"), compute_type=kind, intra_threads=threads
        )
        self._penalty = penalty

    def translate(self, lines: Sequence[str], beam: int) -> list[str]:
        """The best translation of each line."""
        return [found[0] for found in self.hypotheses(lines, beam)]

    def hypotheses(self, lines: Sequence[str], beam: int, count: int = 1) -> list[list[str]]:
        """The *count* best translations of each line: bare pieces in, pieces decoded, underscores gone."""
        pieces = self._processor.encode(list(lines), out_type=str)
        found = self._translator.translate_batch(
            pieces,
            beam_size=beam,
            num_hypotheses=count,
            length_penalty=self._penalty,
            replace_unknowns=True,
            max_batch_size=_BATCH,
            batch_type="tokens",
        )
        return [[self._text(pieces) for pieces in one.hypotheses] for one in found]

    def _text(self, pieces: list[str]) -> str:
        return re.sub("[▁_]", " ", self._processor.decode_pieces(pieces)).strip()


def quality(package: Package, source: Sequence[str], reference: Sequence[str], beam: int) -> dict[str, Any]:
    """BLEU, chrF and speed; also BLEU against the references as the model would write them (straight quotes).

    The length is that of the translations in sacrebleu's words, the references' being 1; the shares of sentences with other figures and with words
    said twice are counted as `faults.py` says.
    """
    import sacrebleu

    began = time.monotonic()
    found = package.translate(source, beam)
    took = time.monotonic() - began
    plain = [normalise(text) for text in reference]
    wrong = [faults(*pair) for pair in zip(source, found, strict=True)]
    bleu = sacrebleu.corpus_bleu(found, [list(reference)])
    return {
        "bleu": round(bleu.score, 1),
        "chrf": round(sacrebleu.corpus_chrf(found, [list(reference)]).score, 1),
        "bleu, normalised reference": round(sacrebleu.corpus_bleu(found, [plain]).score, 1),
        "length": round(bleu.sys_len / bleu.ref_len, 3),
        "other figures": _share([FIGURES in one for one in wrong]),
        "said twice": _share([TWICE in one for one in wrong]),
        "words a second": round(sum(len(text.split()) for text in source) / took),
    }


def marks(package: Package, lines: Sequence[str], beam: int, *, most: int, seed: int) -> dict[str, Any]:
    """Put marks in the places of one to three words of each sentence: the share of sentences with every mark once.

    Counted in the best translation, and in the best of the beam's that has them all, which is the one that localize takes.
    """
    rng = random.Random(seed)
    masked = (mask_some(text, (1, 1, 2, 3), rng) for text in lines)
    cases = [(len(MARK.findall(text)), text) for text in islice(filter(None, masked), most)]
    found = package.hypotheses([text for _, text in cases], beam, beam)
    right = [
        (count, [all_marks_right(text, count) for text in texts])
        for (count, _), texts in zip(cases, found, strict=True)
    ]
    share = {
        "all right": _share([ok[0] for _, ok in right]),
        f"in one of {beam}": _share([any(ok) for _, ok in right]),
    }
    return (
        {"sentences": len(right)}
        | share
        | {f"of {n}": _share([ok[0] for count, ok in right if count == n]) for n in (1, 2, 3)}
    )


def wordings(
    package: Package, cases: Sequence[tuple[str, tuple[int, int], str]], beam: int
) -> dict[str, Any]:
    """How many terms come out by themselves, and asked for; a case is a sentence, where the term stands, and what it shall be."""
    free = package.translate([text for text, *_ in cases], beam)
    asked = package.translate([inline(*case) for case in cases], beam)
    rows = (("free", free), ("asked for", asked))
    hits = {
        what: _share([_has(text, case[2]) for text, case in zip(texts, cases, strict=True)])
        for what, texts in rows
    }
    return {"terms": len(cases)} | hits | {"symbols left": sum("⟦" in text for text in asked)}


def term_cases(
    source: Sequence[str], reference: Sequence[str], entries: dict[str, set[str]], *, most: int = 300
) -> list[tuple[str, tuple[int, int], str]]:
    """Sentences with a term of *entries* whose translation stands in the reference; one a sentence."""
    cases = []
    for text, wanted in zip(source, reference, strict=True):
        words = re.finditer(r"[a-z][a-z-]{4,}", text.lower())
        hits = ((text, m.span(), t) for m in words for t in sorted(entries.get(m[0], ())) if _has(wanted, t))
        if case := next(hits, None):
            cases.append(case)
    return cases[:most]


def _entries(paths: Sequence[Path], to: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (line for path in paths for line in path.read_text(encoding="utf-8").splitlines()):
        english, _, target = (normalise(part) for part in line.partition("\t"))
        if (
            min(len(english), len(target)) > 4
            and english.lower() != target.lower()
            and target.lower() not in STOP[to]
        ):
            found.setdefault(english.lower(), set()).add(target)
    return found


def _has(text: str, term: str) -> bool:
    return re.search(rf"\b{re.escape(term.lower())}\b", text.lower()) is not None


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / max(1, len(values)), 3)


def main() -> None:
    """Run the command."""
    args = _options()
    with tempfile.TemporaryDirectory() as folder:
        package = Package(
            args.package, Path(folder), kind=args.kind, threads=args.threads, penalty=args.length_penalty
        )
        source, reference = (
            Path(f"{args.test}.{code}").read_text(encoding="utf-8").splitlines()[: args.lines]
            for code in ("en", package.to)
        )
        found: dict[str, Any] = {
            f"beam {beam}": quality(package, source, reference, beam) for beam in args.beams
        }
        plain, beam = [normalise(text) for text in source], args.beams[-1]
        found["marks"] = marks(package, plain, beam, most=args.marks, seed=args.seed)
        cases = term_cases(plain, [normalise(text) for text in reference], _entries(args.terms, package.to))
        if cases:
            found["terms"] = wordings(package, cases, beam)
        for text, translation in zip(
            source[: args.show], package.translate(source[: args.show], beam), strict=True
        ):
            print(f"{text}\n  {translation}")
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if args.json:
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("--test", required=True, help="the test set's files without .en and .XX")
    parser.add_argument(
        "--beams", type=int, nargs="+", default=[1, 4], help="the last also for marks and terms"
    )
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument(
        "--terms", type=Path, nargs="*", default=[], help="English, a tab, the other language, a line"
    )
    parser.add_argument("--marks", type=int, default=500, help="sentences at most that marks are put into")
    parser.add_argument("--seed", type=int, default=11, help="of the places of the marks")
    parser.add_argument("--kind", default="int8")
    parser.add_argument(
        "--length-penalty", type=float, default=1.0, help="1, as localize has it; Argos Translate has 0.2"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, help="translations to print, for reading")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
