"""Files with their keys in any order and all that YAML allows around them, and what putting them in order makes of them.

A file is drawn as a tree of entries, each with the comments and empty lines that belong to it, and written down twice by
the same few lines of code: as somebody left it, and in order. Nothing here takes a text apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st
from pydantic import Field

from cafematch.model.documents import Document, Many


class Part(Document):
    """A document whose keys have an order; those of `words` have none."""

    id: str = ""
    from_: str = Field(default="", alias="from")
    words: Mapping[str, Part] = {}
    parts: Many[Part] = ()
    inside: Part | None = None
    name: str = ""


KEYS = ("id", "from", "words", "parts", "inside", "name")


@dataclass(frozen=True)
class Words:
    """Text: what stands behind the key, and on the lines below it."""

    first: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A key with all that goes with it: empty lines and comments above it, its value, a comment behind it."""

    key: str
    value: Node
    comments: tuple[str, ...] = ()
    empty: int = 0
    behind: str = ""


@dataclass(frozen=True)
class Keys:
    """A mapping: lines above it, its entries as they were left, lines at its end, and whether its keys have an order."""

    entries: tuple[Entry, ...]
    heading: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    ordered: bool = True


@dataclass(frozen=True)
class Items:
    """A list of mappings, each with what stands between its dash and the first key and with comments above the dash."""

    items: tuple[tuple[Keys, str, tuple[str, ...]], ...]
    indent: str


@dataclass(frozen=True)
class Brackets:
    """A mapping in brackets, with what stands before each entry and at the end, and whether its keys have an order."""

    entries: tuple[tuple[str, str | Brackets], ...]
    gaps: tuple[str, ...]
    ordered: bool = True


Node = Words | Keys | Items | Brackets


def place(key: str) -> int:
    """Return where a key belongs."""
    return KEYS.index(key)


@dataclass(frozen=True)
class Writer:
    """Writes a tree down, in order or as it was left."""

    in_order: bool

    def text(self, keys: Keys) -> str:
        """Return the text of a file."""
        return "\n".join(self.mapping(keys, "")) + "\n"

    def mapping(self, keys: Keys, indent: str) -> list[str]:
        return [*indented(keys.heading, indent), *self.lines(self.arranged(keys), keys.ending, indent)]

    def arranged(self, keys: Keys) -> list[Entry]:
        """Return the entries; empty lines above one that comes to be the first go above the one that was."""
        if not (self.in_order and keys.ordered):
            return [*keys.entries]
        old, new = keys.entries[0], min(keys.entries, key=lambda entry: place(entry.key))
        moved = {old.key: replace(old, empty=new.empty), new.key: replace(new, empty=0)}
        return sorted((moved.get(each.key, each) for each in keys.entries), key=lambda entry: place(entry.key))

    def lines(self, entries: Sequence[Entry], ending: Sequence[str], indent: str) -> list[str]:
        lines: list[str] = []
        for entry in entries:
            lines += [""] * entry.empty + indented(entry.comments, indent) + self.entry(entry, indent)
        return lines + indented(ending, indent)

    def entry(self, entry: Entry, indent: str) -> list[str]:
        key = f"{indent}{entry.key}:"
        match entry.value:
            case Words(first, more):
                return [f"{key} {first}{entry.behind}", *indented(more, indent + "  ")]
            case Keys() as keys:
                return [key + entry.behind, *self.mapping(keys, indent + "   ")]
            case Items(items, deeper):
                below = [line for item in items for line in self.item(*item, indent + deeper)]
                return [key + entry.behind, *below]
            case Brackets() as brackets:
                return f"{key} {self.brackets(brackets, indent + '  ')}{entry.behind}".split("\n")

    def item(self, keys: Keys, gap: str, comments: Sequence[str], indent: str) -> list[str]:
        above = indented(comments, indent)
        if "#" in gap:  # behind the dash stands a comment, and the first key has a line of its own
            return [*above, f"{indent}-{gap}", *self.mapping(keys, indent + "  ")]
        first, *others = self.arranged(keys)
        above += indented(first.comments, indent)
        deep = indent + " " + gap
        lines = self.lines([replace(first, comments=()), *others], keys.ending, deep)
        return [*above, f"{indent}-{gap}{lines[0].removeprefix(deep)}", *lines[1:]]

    def brackets(self, brackets: Brackets, indent: str) -> str:
        entries = [*brackets.entries]
        if self.in_order and brackets.ordered:
            entries.sort(key=lambda entry: place(entry[0]))
        said = (f"{key}: {value if isinstance(value, str) else self.brackets(value, indent)}" for key, value in entries)
        *gaps, end = (gap.replace("\n", f"\n{indent}") for gap in brackets.gaps)
        return "{" + ",".join(gap + words for gap, words in zip(gaps, said, strict=True)) + end + "}"


def indented(lines: Sequence[str], indent: str) -> list[str]:
    """Return lines at an indentation; empty ones stay empty."""
    return [indent + line if line else "" for line in lines]


COMMENTS = st.lists(st.sampled_from(["# über 🙂", "#", "# key: value", "#- {a: 1, b: 2}"]), max_size=2).map(tuple)
BEHIND = st.sampled_from(["", "", "  # dahinter: {ja}"])
TEXTS = st.sampled_from([
    Words("ein Wort"),
    Words("'it''s: {quoted}'"),
    Words('"quoted # no comment, \\n 🙂"'),
    Words("plain text", ("of two lines",)),
    Words('"quoted text', ("", 'of three lines"  # behind it')),
    Words("|", ("some text", "", "# no comment", "  deeper")),
    Words(">-  # folded", ("folded", "text")),
    Words("|2-", ("  indented",)),
    Words("[a, {b: c}, 'd']  # behind"),
    Words("[a,", ("b]",)),
    Words(""),
])  # fmt: skip
BRACKETED = st.sampled_from(["wort", "'a, b: {c}'", '"🙂 # }"', "two words", "[a, {b: c}]", "1", "über"])
GAPS = st.sampled_from(["", " ", " ", "  ", "\n", "\n "])


@st.composite
def brackets(draw: st.DrawFn, depth: int, *, ordered: bool = True) -> Brackets:
    keys = draw(st.permutations(KEYS if ordered else ("b", "c", "a")))[: draw(st.integers(1, 4))]
    entries: list[tuple[str, str | Brackets]] = []
    for key in keys:
        inside = key in ("words", "inside") or not ordered
        if inside and depth:
            entries.append((key, draw(brackets(depth - 1, ordered=key != "words"))))
        elif not inside and key != "parts":
            entries.append((key, draw(BRACKETED)))
        else:
            entries.append((key, "{}" if key != "parts" else "[]"))
    return Brackets(tuple(entries), tuple(draw(GAPS) for _ in range(len(entries) + 1)), ordered)


@st.composite
def mappings(draw: st.DrawFn, depth: int, *, ordered: bool = True, heading: bool = True) -> Keys:
    keys = draw(st.permutations(KEYS if ordered else ("b", "c", "a")))[: draw(st.integers(1, 6))]
    entries = []
    for position, key in enumerate(keys):
        value = draw(values(key if ordered else "inside", depth))
        alone = isinstance(value, Words) and (value.more or "#" in value.first or not value.first)
        entries.append(
            Entry(
                key,
                value,
                comments=draw(COMMENTS) if position or heading else (),
                empty=draw(st.integers(0, 2)) if position else 0,
                behind="" if alone else draw(BEHIND),
            )
        )
    return Keys(
        tuple(entries),
        draw(st.sampled_from([(), ("# above all", ""), ("",)])) if heading else (),
        draw(st.sampled_from([(), (), ("# at the end",), ("", "# at the end", "", "#")])),
        ordered,
    )


def values(key: str, depth: int) -> st.SearchStrategy[Node]:
    """Return the strategy for what stands behind a key."""
    if key in ("id", "from", "name"):
        return TEXTS
    if not depth:
        return st.just(Words("[]" if key == "parts" else "{}"))
    if key == "parts":
        return items(depth)
    return st.one_of(mappings(depth - 1, ordered=key != "words"), brackets(depth - 1, ordered=key != "words"))


@st.composite
def items(draw: st.DrawFn, depth: int) -> Items:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        gap = draw(st.sampled_from([" ", " ", "   ", "  # behind the dash"]))
        found.append((draw(mappings(depth - 1, heading="#" in gap)), gap, draw(COMMENTS)))
    return Items(tuple(found), draw(st.sampled_from(["", "  "])))


@dataclass(frozen=True)
class Rearranged:
    """A file as it was left, and in order."""

    left: bytes
    in_order: bytes


@st.composite
def rearranged(draw: st.DrawFn) -> Rearranged:
    """Draw a file, with any line ends, with or without a byte order mark, a beginning and an end of the document."""
    keys = draw(mappings(2))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    before, after = draw(st.sampled_from([("", ""), ("---\n", ""), ("# file\n--- # begins\n", "...\n")]))
    line_end = draw(st.sampled_from(["\n", "\r\n"]))

    def written(writer: Writer) -> bytes:
        return mark + (before + writer.text(keys) + after).replace("\n", line_end).encode()

    return Rearranged(written(Writer(in_order=False)), written(Writer(in_order=True)))
