"""Text becomes plain values that know their line: YAML 1.2 core, strictly, or every problem with its place.

What is read: text, whole numbers, decimals, true and false, null, lists, and mappings whose keys are text. Everything
else stays text: `no`, `2026-03-02`, `09:30`, and, stricter than YAML's core, a number that begins with a superfluous
zero (`01123` is a post code). What the values mean is not known here.

The codes of problems: missing-file, not-a-file, unreadable, file-too-large, not-utf8, control-character, yaml-syntax,
yaml-tag, several-documents, duplicate-key, key-not-text, not-finite, number-too-long, too-deep, unknown-alias,
recursive-alias, too-many-aliases.
"""

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, NoReturn, TypeAlias

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cafematch.errors import InvalidData, Location, Problem, Severity, quoted, visible
from cafematch.quick import dataclass, garbage_collection_paused
from cafematch.reading import parsing
from cafematch.reading.complaints import BRACKETS, MAX_DEPTH, TOO_DEEP, syntax_problem
from cafematch.reading.source import LINE_END, Position, Source

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
MAX_ALIASED_VALUES: Final = 10_000
"""How many values the aliases of a file may repeat, all together."""
MAX_NUMBER_LENGTH: Final = 40
"""How many characters a number may have."""
MAX_PROBLEMS: Final = 1_000
"""How many problems of a file are told; where it has so many, it is read no further."""

Steps: TypeAlias = tuple[str | int, ...]
"""A path into a value: keys and, for lists, indexes from 0."""
Value: TypeAlias = "bool | int | float | str | list[Value] | Placed | None"
"""What a YAML text holds."""


class Placed(dict[str, "Value"]):
    """A mapping, and `line`, counted from 1, where it begins in its file."""

    __slots__ = ("line",)
    line: int


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file says, and its source, so that a problem found later can show its place."""

    value: Value
    source: "Source"
    written: Mapping[Steps, str] = field(default_factory=dict, repr=False)
    """How keys are written, by their paths in `value`, that are read as if they were written right."""

    @property
    def name(self) -> str:
        """The file as shown to the reader."""
        return self.source.name

    @property
    def text(self) -> bytes:
        """The file's bytes as they were read."""
        return self.source.data

    def problem(
        self,
        code: str,
        message: str,
        path: Sequence[str | int],
        of: Literal["key", "value"] = "value",
        hint: str | None = None,
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem of the value at `path`, or of the key that names it; see `locate`."""
        return self.source.problem(code, message, self.position(path, of), hint, severity)

    def position(self, path: Sequence[str | int], of: Literal["key", "value"]) -> Position:
        """Return where the value at `path`, or the key that names it, stands; see `locate`."""
        steps = tuple(path)
        return self.source.position([self.written.get(steps[: at + 1], step) for at, step in enumerate(steps)], of)

    def reading(self, path: Steps, key: str) -> "YamlFile":
        """Return the file as if the key that ends a path were `key`, which must not stand beside it."""
        written = {**self.written, (*path[:-1], key): str(path[-1])}
        return YamlFile(_renamed(self.value, path, key), self.source, written)


def _renamed(value: Any, path: Steps, key: str) -> Any:
    """Return a copy of a value in which the key that ends a path has another name; what is beside the path is shared."""
    step, *further = path
    if isinstance(value, list):
        return [_renamed(entry, tuple(further), key) if at == step else entry for at, entry in enumerate(value)]
    copy = Placed()
    copy.line = value.line
    for name, entry in value.items():
        if name != step:
            copy[name] = entry
        elif further:
            copy[name] = _renamed(entry, tuple(further), key)
        else:
            copy[key] = entry
    return copy


def read_yaml(path: Path, shown_as: str | None = None) -> YamlFile:
    """Read a file; problems call it `shown_as`, or by its path. Raises InvalidData with every problem found."""
    name = path.as_posix() if shown_as is None else shown_as
    return parse_yaml(read_bytes(path, name), name)


def read_bytes(path: Path, name: str) -> bytes:
    """Return what a file holds, of a file too large only its beginning; raises InvalidData if it cannot be read."""
    try:
        with path.open("rb") as file:
            # Asked for so many bytes, Python makes room for all of them first: most files are read faster whole.
            return file.read(-1 if 0 < os.fstat(file.fileno()).st_size <= MAX_FILE_BYTES else MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        _refuse(name, "missing-file", "expected a file, found nothing of this name", _similar_file(path))
    except (OSError, ValueError) as error:
        if is_folder(path):
            _refuse(name, "not-a-file", "expected a file, found a folder", "name a file inside it")
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(name, "unreadable", f"expected a file that can be read, found: {reason}", "check who may read it")


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; one that cannot even be asked about, as its name is too long, is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def parse_yaml(text: bytes, shown_as: str) -> YamlFile:
    """Read the bytes of a file that problems call `shown_as`; without content its value is None.

    Raises InvalidData with every problem found.
    """
    source = Source(shown_as, text)
    _check_characters(source)
    composer = _Composer(source)
    value: Value = None
    with garbage_collection_paused():
        try:
            value = composer.document()
        except MarkedYAMLError as error:
            composer.problems.append(syntax_problem(error, source))
    if composer.problems:
        raise InvalidData(composer.problems)
    return YamlFile(value, source)


class _Composer:
    """Turns the parser's events into values and collects what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._next: Callable[[], Any] = parsing.Parser(source.text).get_event
        self._anchored: dict[str, Any] = {}
        self._repeated = 0

    def document(self) -> Value:
        """Return the value of the only document; MarkedYAMLError where it is not YAML, InvalidData beyond a limit."""
        self._next()  # the stream starts
        if self._next().__class__ is StreamEndEvent:
            return None
        value = self._value(self._next(), 0)
        self._next()  # the document ends
        event = self._next()
        if event.__class__ is not StreamEndEvent:
            self._report(
                "several-documents", "expected one document, found a second", event, "put it into a file of its own"
            )
        return value

    def _value(self, event: Any, depth: int) -> Value:
        kind = event.__class__
        value: Value
        if kind is ScalarEvent:
            if event.tag is not None:
                value = self._tagged(event)
            elif event.style:
                value = event.value
            else:
                value = self._plain(event)
        elif kind is AliasEvent:
            return self._alias(event, depth)
        else:
            if depth == MAX_DEPTH:
                self._refuse_depth(event)
            if event.tag not in _TAGS_OF_COLLECTIONS[kind]:
                self._report_tag(event)
            if event.anchor is not None:
                self._anchored[event.anchor] = _UNFINISHED
            value = self._mapping(event, depth + 1) if kind is MappingStartEvent else self._list(depth + 1)
        if event.anchor is not None:
            self._anchored[event.anchor] = value
        return value

    def _list(self, depth: int) -> list[Value]:
        items: list[Value] = []
        while (event := self._next()).__class__ is not SequenceEndEvent:
            items.append(self._value(event, depth))
        return items

    def _mapping(self, start: Any, depth: int) -> Placed:
        mapping = Placed()
        mapping.line = start.start_mark.line + 1
        keys: dict[str, Any] = {}
        while (event := self._next()).__class__ is not MappingEndEvent:
            if event.__class__ is ScalarEvent and event.tag is None and event.anchor is None:
                key = event.value
            else:
                key = self._unusual_key(event, depth)
            if key in keys:
                self._report_duplicate(event, keys[key])
            else:
                keys[key] = event
            mapping[key] = self._value(self._next(), depth)
        return mapping

    def _unusual_key(self, event: Any, depth: int) -> str:
        """Return a key that has an anchor or a tag, or a stand-in for one that is no text."""
        if event.__class__ is not ScalarEvent:
            found = {AliasEvent: "an alias", SequenceStartEvent: "a list"}.get(event.__class__, "a mapping")
            hint = "put text that begins with *, [ or { in quotes"
            self._report("key-not-text", f"expected text as the key, found {found}", event, hint)
            self._value(event, depth)
            return f"\0{event.start_mark.line}:{event.start_mark.column}"
        if event.tag is not None and event.tag not in _TAGS_OF_TEXT and event.tag not in _TYPES_OF_TAGS:
            self._report_tag(event)
        if event.anchor is not None:
            self._anchored[event.anchor] = event.value
        return str(event.value)

    def _plain(self, event: Any) -> Value:
        """Return what text without quotes means."""
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in _BEGINS_NUMBER or not (number := _NUMBER.fullmatch(text)):
            return text
        if len(text) > MAX_NUMBER_LENGTH:
            message = f"expected a number of at most {MAX_NUMBER_LENGTH} characters, found {len(text)}"
            self._report("number-too-long", message, event, "put it in quotes if it is text")
            return None
        if number["whole"]:
            return int(text, 0)
        if number["decimal"] and math.isfinite(decimal := float(text)):
            return decimal
        message = f"expected a finite number, found {quoted(text)}"
        self._report("not-finite", message, event, "put it in quotes if it is text")
        return None

    def _tagged(self, event: Any) -> Value:
        """Return what text with a tag means, in quotes or not."""
        if event.tag in _TAGS_OF_TEXT:
            return str(event.value)
        if event.tag not in _TYPES_OF_TAGS:
            self._report_tag(event)
            return None
        value = self._plain(event)
        if type(value) not in _TYPES_OF_TAGS[event.tag]:
            message = f"expected a value that fits its tag {_shown_tag(event.tag)}, found {quoted(event.value)}"
            self._report("yaml-tag", message, event, "delete the tag")
        return float(value) if isinstance(value, int) and event.tag == _FLOAT else value

    def _alias(self, event: Any, depth: int) -> Value:
        if event.anchor not in self._anchored:
            message = f"expected the name of an anchor that stands above, found {quoted('*' + event.anchor)}"
            self._report("unknown-alias", message, event, "put text that begins with * in quotes")
            return None
        value = self._anchored[event.anchor]
        if value is _UNFINISHED:
            message = f"expected a value, found {quoted('*' + event.anchor)}, which stands inside what it repeats"
            self._report("recursive-alias", message, event, "write the value out")
            return None
        return self._repeat(value, event, depth)

    def _repeat(self, value: Value, event: Any, depth: int) -> Value:
        """Return a copy of an anchored value, so that no two places of the document share one."""
        self._repeated += 1
        if self._repeated > MAX_ALIASED_VALUES:
            message = f"expected at most {MAX_ALIASED_VALUES} values repeated by aliases, found more"
            self._stop("too-many-aliases", message, event, "write the values out")
        if not isinstance(value, list | Placed):
            return value
        if depth == MAX_DEPTH:
            self._refuse_depth(event)
        if isinstance(value, list):
            return [self._repeat(item, event, depth + 1) for item in value]
        copy = Placed()
        copy.line = value.line
        for key, item in value.items():
            copy[key] = self._repeat(item, event, depth + 1)
        return copy

    def _report_duplicate(self, event: Any, first: Any) -> None:
        message = (
            f"expected each key once, found {quoted(event.value)} again; it first stands in line "
            f"{first.start_mark.line + 1}"
        )
        hint = "delete or rename one of them; a new entry of a list begins with '- '"
        self._report("duplicate-key", message, event, hint)

    def _report_tag(self, event: Any) -> None:
        hint = "delete it, or put text that begins with ! in quotes"
        self._report("yaml-tag", f"expected no tag, found {_shown_tag(event.tag)}", event, hint)

    def _refuse_depth(self, event: Any) -> NoReturn:
        self._stop("too-deep", TOO_DEEP, event, BRACKETS)

    def _stop(self, code: str, message: str, event: Any, hint: str) -> NoReturn:
        self._report(code, message, event, hint)
        raise InvalidData(self.problems)

    def _report(self, code: str, message: str, event: Any, hint: str) -> None:
        position = self._source.span(event.start_mark, event.end_mark)
        self.problems.append(self._source.problem(code, message, position, hint))
        if len(self.problems) == MAX_PROBLEMS:
            raise InvalidData(self.problems)


# What text without quotes means, and which tags say nothing new.

_UNFINISHED: Final = object()
"""Stands for the value of an anchor as long as that value is being read."""

_WORDS: Final[dict[str, Value]] = (
    dict.fromkeys(["", "~", "null", "Null", "NULL"])
    | dict.fromkeys(["true", "True", "TRUE"], True)
    | dict.fromkeys(["false", "False", "FALSE"], False)
)
_BEGINS_NUMBER: Final = frozenset("+-.0123456789")
_NUMBER: Final = re.compile(
    r"(?P<whole>[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<decimal>[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)

_CORE: Final = "tag:yaml.org,2002:"
_FLOAT: Final = f"{_CORE}float"
_TAGS_OF_TEXT: Final = frozenset(["!", f"{_CORE}str"])
_TYPES_OF_TAGS: Final[dict[str, tuple[type, ...]]] = {
    f"{_CORE}null": (NoneType,),
    f"{_CORE}bool": (bool,),
    f"{_CORE}int": (int,),
    _FLOAT: (float, int),
}
_TAGS_OF_COLLECTIONS: Final = {
    MappingStartEvent: frozenset([None, "!", f"{_CORE}map"]),
    SequenceStartEvent: frozenset([None, "!", f"{_CORE}seq"]),
}


def _shown_tag(tag: str) -> str:
    return quoted(f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag)


# What is checked before parsing, and where a file cannot be read at all.

_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML forbids, and what its versions disagree about: other line ends (U+0085, U+2028, U+2029) and U+FEFF."""
_DIRECTIVE: Final = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*%")


def _check_characters(source: Source) -> None:
    """Raise InvalidData for what is no UTF-8 text, holds hidden characters, or asks for another YAML than ours."""
    if len(source.data) > MAX_FILE_BYTES:
        message = f"expected a file of at most {MAX_FILE_BYTES} bytes, found more"
        _refuse(source.name, "file-too-large", message, "split it into several files")
    try:
        text = source.text
    except UnicodeDecodeError as error:
        _refuse_encoding(source, error)
    if hidden := _HIDDEN.search(text):
        char, others = visible(hidden[0]), len(_HIDDEN.findall(text)) - 1
        message = f"expected printable text, found the hidden character {char}" + (
            f" and {others} more" if others else ""
        )
        position = _position_after(text[: hidden.start()])
        hint = f'delete it, or write "{char}" in double quotes'
        raise InvalidData([source.problem("control-character", message, position, hint)])
    if directive := _DIRECTIVE.match(text):
        position = _position_after(text[: directive.end() - 1])
        position = position._replace(length=len(source.lines[position.line - 1]))
        hint = "delete the line, every file is read as YAML 1.2; or put text that begins with % in quotes"
        raise InvalidData([source.problem("yaml-syntax", "expected data, found a directive", position, hint)])


def _refuse_encoding(source: Source, error: UnicodeDecodeError) -> NoReturn:
    byte = error.object[error.start]
    line, column, _ = _position_after(error.object[: error.start].decode())
    readable = Source(source.name, error.object.decode(errors="backslashreplace").encode())
    position = Position(line, column, len(f"\\x{byte:02x}"))
    hint = "save the file as UTF-8"
    raise InvalidData([readable.problem("not-utf8", f"expected UTF-8, found the byte {byte:02x}", position, hint)])


def _position_after(text: str) -> Position:
    lines = LINE_END.split(text)
    return Position(len(lines), len(lines[-1]) + 1, 1)


def _refuse(name: str, code: str, message: str, hint: str | None) -> NoReturn:
    raise InvalidData([Problem(code, message, Location(name, 1, 1), hint=hint)])


def _similar_file(path: Path) -> str | None:
    from cafematch.reading.labels import did_you_mean  # here and not above: it knows what documents look like

    try:
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])
    except OSError:
        return None
