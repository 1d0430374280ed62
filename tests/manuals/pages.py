"""The manuals as a reader sees them: sections with tables and blocks of code, so that what they say can be run.

A block of code whose first line is a comment with a path (`# catalog/…/cl.yaml`) is a file. Words in `code` inside a
cell are what people write; several in one cell stand below each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from shipped import ROOT

MOST_CHARACTERS = 160
"""The longest line of prose; tables and addresses may be longer."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and what of it is code."""

    text: str
    code: tuple[str, ...]

    @property
    def written(self) -> str:
        """What people write, a line for each piece of code."""
        return "\n".join(self.code)


@dataclass(frozen=True)
class Section:
    """What stands below a heading, up to the next one."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    blocks: tuple[str, ...]
    words: frozenset[str]

    @property
    def first_column(self) -> list[str]:
        """Every piece of code in the first cells of its rows, in order."""
        return [code for row in self.rows for code in row[0].code]


@dataclass(frozen=True)
class Manual:
    """A manual, section by section."""

    path: Path
    sections: tuple[Section, ...]
    links: tuple[str, ...]

    def section(self, title: str) -> Section:
        """Return the one section whose heading begins so."""
        (found,) = (section for section in self.sections if section.title.startswith(title))
        return found

    @property
    def files(self) -> dict[str, str]:
        """The blocks that are files, by their paths."""
        named = ((_path_of(block), block) for section in self.sections for block in section.blocks)
        return {path: block for path, block in named if path}

    @property
    def words(self) -> frozenset[str]:
        """Every word that stands in code, whole and in its parts."""
        return frozenset().union(*(section.words for section in self.sections))

    @property
    def long_lines(self) -> list[str]:
        """The lines of prose and code that are longer than they should be."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if len(line) > MOST_CHARACTERS and not line.startswith("|")]

    @property
    def uneven_rows(self) -> Iterator[str]:
        """The rows that have more or fewer cells than the heading of their table."""
        before = ""
        for line in self.path.read_text(encoding="utf-8").splitlines():
            if line.startswith("|") and before.startswith("|") and line.count("|") != before.count("|"):
                yield line
            before = line

    @property
    def anchors(self) -> frozenset[str]:
        """What a link to a heading ends in: the heading in small letters, its signs left out, a hyphen for each space."""
        kept = (re.sub(r"[^\w\- ]", "", section.title.replace("`", "")) for section in self.sections)
        return frozenset(title.lower().replace(" ", "-") for title in kept)

    @property
    def broken_links(self) -> Iterator[str]:
        """The links inside the repository that lead to no file or heading."""
        for link in self.links:
            if "://" in link:
                continue
            name, _, anchor = link.partition("#")
            target = (self.path.parent / name).resolve()
            if not target.exists() or (anchor and anchor not in (page(target) if name else self).anchors):
                yield link


def manual(folder: str) -> Manual:
    """Return the manual of one of the folders that people keep: `catalog`, `rules` or `examples`."""
    return page(ROOT / folder / "README.md")


@cache
def page(path: Path) -> Manual:
    """Return what a file of Markdown says."""
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    inline = [child for token in tokens for child in token.children or ()]
    links = tuple(unquote(str(child.attrs["href"])) for child in inline if child.type == "link_open")
    return Manual(path, tuple(_sections(tokens)), links)


def _path_of(block: str) -> str | None:
    found = re.match(r"# ((?:catalog|rules)/\S+\.yaml)$", block.splitlines()[0]) if block else None
    return found[1] if found else None


def _sections(tokens: list[Token]) -> Iterator[Section]:
    starts = [position for position, token in enumerate(tokens) if token.type == "heading_open"]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        inside = tokens[start:end]
        blocks = tuple(token.content for token in inside if token.type == "fence")
        code = [child.content for token in inside for child in token.children or () if child.type == "code_inline"]
        words = frozenset(word for text in (*code, *blocks) for word in (text, *re.findall(r"[\w.-]+", text)))
        yield Section(tokens[start + 1].content, tuple(_rows(inside)), blocks, words)


def _rows(tokens: list[Token]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of all tables, their headings left out."""
    for start, token in enumerate(tokens):
        if token.type == "tr_open" and tokens[start - 1].type in ("tbody_open", "tr_close"):
            row = takewhile(lambda each: each.type != "tr_close", tokens[start:])
            yield tuple(_cell(each) for each in row if each.type == "inline")


def _cell(token: Token) -> Cell:
    children = token.children or []
    text = "".join("\n" if child.content == "<br>" else child.content for child in children)
    return Cell(text.strip(), tuple(child.content for child in children if child.type == "code_inline"))
