"""Files with comments: what a document says as YAML, every key explained where it stands for the first time.

For people who have never seen such a file. What is short stands on one line, what is long below its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from textwrap import wrap
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from cafematch.errors import InvalidData
from cafematch.reading.shapes import Path, documents_at
from cafematch.reading.yamlfile import parse_yaml
from cafematch.upkeep.explained import Explained

WIDTH = 110
"""How many characters a line has, unless one text is longer."""


def commented(
    model: type[BaseModel],
    value: Mapping[str, Any],
    explained: Explained,
    heading: Iterable[str] = (),
    notes: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return what a document says, with comments; `heading` is told above, `notes` beside what some keys mean."""
    writer = _Writer(model, value, explained, notes)
    above = [line for sentence in heading for line in _comment(sentence, 0)]
    return "\n".join([*above, *([""] if above else []), *writer.keys(value, (), 0)]) + "\n"


def commented_entry(
    model: type[BaseModel], value: Mapping[str, Any], explained: Explained, notes: Mapping[str, str], indent: int
) -> str:
    """Return what a document says as one more entry of a list, with comments."""
    return "\n".join(_Writer(model, value, explained, notes).listed(value, (), indent)) + "\n"


class _Writer:
    """Writes one document and remembers which keys it has explained."""

    def __init__(
        self, model: type[BaseModel], whole: Mapping[str, Any], explained: Explained, notes: Mapping[str, str]
    ) -> None:
        self.model = model
        self.whole = whole
        self.explained = explained
        self.notes = notes
        self.said: set[tuple[str, str]] = set()

    def keys(self, value: Mapping[str, Any], path: Path, indent: int) -> Iterator[str]:
        """Yield the lines of named values, each below what it means."""
        for key, entry in value.items():
            yield from self._meaning(key, path, indent)
            yield from self._named(key, entry, (*path, key), indent)

    def _meaning(self, key: str, path: Path, indent: int) -> Iterator[str]:
        for document in documents_at(self.model, path, self.whole):
            place = document.__name__, key
            if place not in self.said and (sentence := self.explained.key(*place)):
                self.said.add(place)
                yield from _comment(f"{sentence}{self._choice(document, key, sentence)}", indent)
                if key in self.notes:
                    yield from _comment(self.notes[key], indent)

    def _choice(self, document: type[BaseModel], key: str, sentence: str) -> str:
        """Return the words that may stand behind a key, where there are only a few and nobody has told them yet."""
        field = next(field for name, field in document.model_fields.items() if (field.alias or name) == key)
        words = [word for word in _words(field.annotation) if isinstance(word, str)]
        return (
            f" {self.explained.beginning('possible')} {', '.join(words)}."
            if not all(word in sentence for word in words)
            else ""
        )

    def _named(self, key: str, entry: Any, path: Path, indent: int) -> Iterator[str]:
        margin = " " * indent
        line = f"{margin}{key}: {on_one_line(entry)}"
        if not _is_long(entry, line):
            yield line
        elif isinstance(entry, str):
            yield f"{margin}{key}: >-"
            yield from (f"{margin}  {part}" for part in wrap(entry, WIDTH - indent - 2))
        elif isinstance(entry, Mapping):
            yield f"{margin}{key}:"
            yield from self.keys(entry, path, indent + 2)
        else:
            yield f"{margin}{key}:"
            for position, part in enumerate(entry):
                yield from self.listed(part, (*path, position), indent + 2)

    def listed(self, entry: Any, path: Path, indent: int) -> Iterator[str]:
        """Yield the lines of one entry of a list; what its first key means stands above its dash."""
        margin = " " * indent
        if not isinstance(entry, Mapping):
            yield f"{margin}- {on_one_line(entry)}"
            return
        dashed = False
        for line in self.keys(entry, path, indent + 2):
            if dashed:
                yield line
            elif line.lstrip().startswith("#"):
                yield line[2:]
            else:
                yield f"{margin}- {line.lstrip()}"
                dashed = True


def on_one_line(value: Any, *, inside: bool = False) -> str:
    """Return a value as one line of YAML that reads back as it is; `inside` brackets more must stand in quotes."""
    match value:
        case Mapping():
            entries = (
                f"{on_one_line(key, inside=True)}: {on_one_line(entry, inside=True)}" for key, entry in value.items()
            )
            return f"{{{', '.join(entries)}}}"
        case list():
            return f"[{', '.join(on_one_line(entry, inside=True) for entry in value)}]"
        case str() if _stays(value, "[{}]" if inside else "k: {}"):
            return value
        case _:
            seen = (char if char.isprintable() else f"\\U{ord(char):08x}" for char in dumps(value, ensure_ascii=False))
            return "".join(seen)


def _stays(words: str, form: str) -> bool:
    """Return whether plain words stay the same text when they are read again without quotes."""
    try:
        read = parse_yaml(form.format(words).encode(errors="surrogatepass"), "").value
    except InvalidData:
        return False
    return read in ([words], {"k": words})


def _words(annotation: Any) -> Iterator[Any]:
    """Yield all words that an annotation lists."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _words(part)


def _comment(sentence: str, indent: int) -> Iterator[str]:
    yield from (f"{' ' * indent}# {line}" for line in wrap(sentence, WIDTH - indent - 2))


def _is_long(entry: Any, line: str) -> bool:
    """Return whether a value stands below its key: a list of keys with values, and what is too long for a line."""
    match entry:
        case list():
            return any(isinstance(part, Mapping) for part in entry) or (len(line) > WIDTH and bool(entry))
        case Mapping():
            return len(line) > WIDTH or any(isinstance(part, Mapping) for part in entry.values())
        case str():
            return len(line) > WIDTH and " ".join(entry.split()) == entry and " " in entry
        case _:
            return False
