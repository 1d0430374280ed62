"""Lines on a terminal or in a pipe: headings, paragraphs, items and labelled rows, broken between words.

What is printed is plain text, whatever it holds: this is the one place through which words of a file reach a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Styled

from cafematch.rendering.messages import printable

_KEPT_TOGETHER = re.compile(r"(?<=\d) (?=\d)| (?=[;:!?»])|(?<=«) ")
"""Spaces at which no line ends: inside a phone number, and where French puts them beside a mark."""
_GLUE = "\ue000"  # a character no text can hold: `printable` shows it as an escape


class Page:
    """Prints to a console, in its width; nothing is ever read as markup, and no line ends in blanks."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def gap(self) -> None:
        """Leave a line empty."""
        self.console.print()

    def heading(self, words: str, style: str = "bold", mark: str = "") -> None:
        """Print a line that stands out, after an empty one."""
        self.gap()
        self.paragraph(words, style=style, mark=mark)

    def paragraph(self, words: str, indent: int = 0, style: str = "", mark: str = "") -> None:
        """Print words, broken between words; `mark` stands before the first line and the others hang below the words."""
        begin = " " * indent + printable(mark)
        width = max(self.console.width - cell_len(begin), 20)
        for line in self._lines(words, style, width):
            self._put(begin, line, style)
            begin = " " * cell_len(begin)

    def place(self, words: str, indent: int, style: str = "") -> None:
        """Print where something stands, in one line however long, so that a terminal can lead there."""
        self._put(" " * indent, Styled(printable(words), style), style)

    def item(self, words: str, style: str = "", mark: str = "•") -> None:
        """Print an entry of a list."""
        self.paragraph(words, 2, style, f"{mark} ")

    def prompt(self, mark: str = "> ") -> None:
        """Print what stands before the words that somebody types, on their line."""
        self.console.print(printable(mark), end="")
        self.console.file.flush()

    def rows(self, rows: Iterable[tuple[str, str]], indent: int, column: int) -> None:
        """Print labels and, from `column` columns on, what each stands for."""
        for label, words in rows:
            begin = Styled(" " * indent).append(printable(label).ljust(column), "dim")
            for line in self._lines(words, "", max(self.console.width - cell_len(begin.plain), 20)):
                self.console.print(begin + line, soft_wrap=True)
                begin = Styled(" " * cell_len(begin.plain))

    def _put(self, begin: str, line: Styled, style: str) -> None:
        self.console.print(Styled.assemble((begin, style), line), soft_wrap=True)

    def _lines(self, words: str, style: str, width: int) -> Iterable[Styled]:
        """Yield words in lines, none of them torn apart where they belong together."""
        glued = Styled(_KEPT_TOGETHER.sub(_GLUE, printable(words)), style)
        for line in glued.wrap(self.console, width, overflow="fold"):
            line.rstrip()
            line.plain = line.plain.replace(_GLUE, " ")
            yield line
