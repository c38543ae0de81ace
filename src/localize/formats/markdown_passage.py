"""A block of Markdown as one text, each character of which knows its place in the article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from localize.formats.markdown_inline import Inline, Span, scan
from localize.formats.markdown_lines import Block


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with the inline markup in it; make one with `passage_of`."""

    article: str

    block: Block

    text: str
    """The block's text, its lines joined by newlines."""

    starts: tuple[int, ...]
    """Where in that text each line starts."""

    spans: Sequence[Inline]
    """The markup in that text; of a definition and of raw HTML none."""

    def offset(self, position: int) -> int:
        """Where in the article the character at *position* of the text is."""
        at = bisect_right(self.starts, position) - 1
        return self.block.lines[at].start + position - self.starts[at]

    def place(self, start: int, end: int) -> Span:
        """Where in the article the stretch of the text is."""
        first = self.offset(start)
        return first, self.offset(end - 1) + 1 if start < end else first

    def line(self, position: int) -> int:
        """The line of the article that the character at *position* is on."""
        return self.block.lines[bisect_right(self.starts, position) - 1].number


def passage_of(article: str, block: Block, references: frozenset[str]) -> Passage:
    """The passage that *block* is in an *article* that defines *references*."""
    text = "\n".join([line.text for line in block.lines])
    starts = tuple(accumulate([len(line.text) + 1 for line in block.lines[:-1]], initial=0))
    spans = () if block.kind in {"definition", "html"} else scan(text, references)
    return Passage(article, block, text, starts, spans)
