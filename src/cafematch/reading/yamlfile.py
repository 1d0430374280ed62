"""Text becomes plain values that know their line: YAML 1.2 core, strictly, or every problem with its place.

What is read: text, whole numbers, decimals, true and false, null, lists, and mappings whose keys are text. Everything
else stays text: `no`, `2026-03-02`, `09:30`, and, stricter than YAML's core, a number that begins with a superfluous
zero (`01123` is a post code). What the values mean is not known here.

The codes of problems: missing-file, not-a-file, unreadable, file-too-large, not-utf8, control-character, yaml-syntax,
yaml-tag, several-documents, duplicate-key, key-not-text, not-finite, number-too-long, too-deep, unknown-alias,
recursive-alias, too-many-aliases.
"""

import gc
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import cached_property
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, NamedTuple, NoReturn, Protocol, TypeAlias

import yaml.parser
import yaml.reader
import yaml.scanner
import yaml.tokens
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
from cafematch.quick import dataclass
from cafematch.reading.nearest import did_you_mean

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 100
"""How many mappings and lists may stand inside each other."""
MAX_ALIASED_VALUES: Final = 10_000
"""How many values the aliases of a file may repeat, all together."""
MAX_NUMBER_LENGTH: Final = 40
"""How many characters a number may have."""
MAX_PROBLEMS: Final = 1_000
"""How many problems of a file are told; where it has so many, it is read no further."""

Value: TypeAlias = "bool | int | float | str | list[Value] | Placed | None"
"""What a YAML text holds."""


class Placed(dict[str, "Value"]):
    """A mapping, and `line`, counted from 1, where it begins in its file."""

    __slots__ = ("line",)
    line: int


class Position(NamedTuple):
    """Where something stands in a text: line and column, counted from 1, and its length in characters on that line."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file says, and its source, so that a problem found later can show its place."""

    value: Value
    source: "Source"

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
        return self.source.problem(code, message, self.source.position(path, of), hint, severity)


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
            composer.problems.append(_syntax_problem(error, source))
    if composer.problems:
        raise InvalidData(composer.problems)
    return YamlFile(value, source)


def locate(text: bytes | str, path: Sequence[str | int], *, of: Literal["key", "value"]) -> Position:
    """Return where the value at `path`, or the key that names it, stands in a text that `parse_yaml` accepts.

    A path holds keys and, for lists, indexes from 0; where it leads out of the text, its deepest existing part counts.
    A block of several lines is shown by what it begins with: its first key, its first dash, its first line.
    """
    return Source("", text if isinstance(text, bytes) else text.encode()).position(path, of)


@dataclass(slots=True)
class _Place:
    """The positions of a value and of the key that names it, and the places of what is inside the value."""

    value: Position
    key: Position | None
    inside: dict[str | int, "_Place"]


@dataclass(frozen=True)
class Source:
    """A file's name and bytes; all else is worked out when first asked for, which is when there is a problem."""

    name: str
    data: bytes = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The file's text without a byte order mark; UnicodeDecodeError where it is not UTF-8."""
        return self.data.removeprefix(b"\xef\xbb\xbf").decode()

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their ends."""
        return _LINE_END.split(self.text)

    def problem(
        self, code: str, message: str, position: Position, hint: str | None, severity: Severity = "error"
    ) -> Problem:
        """Return a problem that shows the line it stands on."""
        line, column, length = position
        return Problem(code, message, Location(self.name, line, column), self.lines[line - 1], length, hint, severity)

    def span(self, start: Any, end: Any) -> Position:
        """Return the position of what stands between two marks of the parser, as far as it stands on the first line."""
        if start.line == len(self.lines):  # libyaml ends the last line of a text where the text does not
            return Position(len(self.lines), len(self.lines[-1]) + 1, 1)
        stop = end.column if end.line == start.line else len(self.lines[start.line].rstrip())
        return Position(start.line + 1, start.column + 1, max(1, stop - start.column))

    def position(self, path: Sequence[str | int], of: Literal["key", "value"]) -> Position:
        """Return where the value at `path`, or the key that names it, stands; see `locate`."""
        place = self._outline
        for part in path:
            if part not in place.inside:
                break
            place = place.inside[part]
        return place.key if of == "key" and place.key is not None else place.value

    @cached_property
    def _outline(self) -> _Place:
        next_event: Callable[[], Any] = Parser(self.text).get_event
        anchored: dict[str, dict[str | int, _Place]] = {}

        def place(event: Any, key: Position | None) -> _Place:
            inside: dict[str | int, _Place] = {}
            end = event
            kind = event.__class__
            if kind is AliasEvent:
                inside = anchored[event.anchor]
            elif kind is SequenceStartEvent:
                while (end := next_event()).__class__ is not SequenceEndEvent:
                    inside[len(inside)] = place(end, None)
            elif kind is MappingStartEvent:
                while (end := next_event()).__class__ is not MappingEndEvent:
                    inside[end.value] = place(next_event(), self.span(end.start_mark, end.end_mark))
            if event.anchor is not None:
                anchored[event.anchor] = inside
            value = self.span(event.start_mark, end.end_mark)
            if end is not event and not event.flow_style:
                first = next(iter(inside.values())).key
                value = first if first is not None and first[:2] == value[:2] else value._replace(length=1)
            return _Place(value, key, inside)

        next_event()  # the stream starts
        if isinstance(next_event(), StreamEndEvent):
            return _Place(Position(1, 1, 1), None, {})
        return place(next_event(), None)


class _Composer:
    """Turns the parser's events into values and collects what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._next: Callable[[], Any] = Parser(source.text).get_event
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
        self._stop("too-deep", _TOO_DEEP, event, _BRACKETS)

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

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
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
    lines = _LINE_END.split(text)
    return Position(len(lines), len(lines[-1]) + 1, 1)


def _refuse(name: str, code: str, message: str, hint: str | None) -> NoReturn:
    raise InvalidData([Problem(code, message, Location(name, 1, 1), hint=hint)])


def _similar_file(path: Path) -> str | None:
    try:
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])
    except OSError:
        return None


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Hold the search for garbage while values are made: they are many, and none of them is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# The parsers: libyaml's where PyYAML has it, else PyYAML's own, some twenty times slower.


_BLANK: Final = "\0 \t\r\n"


class _Events(Protocol):
    def get_event(self) -> Any: ...


class PythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's own parser, taught to read spaces, plain text and escapes as libyaml does.

    About a few texts the two still disagree: one of them refuses, never do both read with two meanings.
    """

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Pass over spaces, tabs that do not indent, comments and line ends."""
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0\r\n":
                    self.forward()
            if not self.scan_line_break():  # type: ignore[no-untyped-call]
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> yaml.tokens.ScalarToken:
        """Read text without quotes; within brackets it may hold a `?` and may not end with a `:`."""
        chunks: list[str] = []
        start = end = self.get_mark()
        indent = self.indent + 1
        ends = _BLANK + ",[]{}" if self.flow_level else _BLANK
        spaces: list[str] | None = []
        while self.peek() != "#":
            length = 0
            while (char := self.peek(length)) not in ends and not (char == ":" and self.peek(length + 1) in _BLANK):
                if char == ":" and self.flow_level and self.peek(length + 1) in ",?[]{}":
                    self.forward(length)
                    problem = "found unexpected ':'"
                    raise yaml.scanner.ScannerError("while scanning a plain scalar", start, problem, self.get_mark())
                length += 1
            if length == 0:
                break
            self.allow_simple_key = False
            chunks += [*(spaces or []), self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(indent, start)
            if not spaces or (not self.flow_level and self.column < indent):
                break
        return yaml.tokens.ScalarToken("".join(chunks), True, start, end)

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str] | None:
        """Return the blanks, or the folded line ends, within text without quotes; None where a document ends."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        self.forward(length)
        ends: list[str] = []
        while self.peek() in "\r\n" or (ends and self.peek() in " \t"):
            if self.peek() == "\t" and self.column < indent:
                break
            if self.peek() in " \t":
                self.forward()
                continue
            ends.append(self.scan_line_break())  # type: ignore[no-untyped-call]
            self.allow_simple_key = True
            if self.prefix(3) in ("---", "...") and self.peek(3) in _BLANK:
                return None
        if ends:
            return ends[1:] or [" "]
        return [blanks] if blanks else []

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Read a part of quoted text; an escape of what is no character is a ScannerError."""
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
            "".join(chunks).encode()
        except (ValueError, OverflowError):
            problem = "found invalid Unicode character escape code"
            raise yaml.scanner.ScannerError(None, start_mark, problem, self.get_mark()) from None
        return chunks


Parser: Callable[[str], _Events]
try:
    from yaml._yaml import CParser as Parser
except ImportError:
    Parser = PythonParser


# What the parsers' terse words mean for a writer.


class _Complaint(NamedTuple):
    """What is told when a parser says something matching `says` while the line up to there matches `after`.

    {found} is what stands at that place, {line} the line where the unfinished thing begins, {text} what stands there.
    `at_start` shows that beginning instead.
    """

    says: str
    message: str
    hint: str
    after: str = ""
    at_start: bool = False
    code: str = "yaml-syntax"


_TOO_DEEP: Final = f"expected at most {MAX_DEPTH} mappings and lists inside each other, found more"
_BRACKETS: Final = "check the brackets and the indentation"
_INDENTATION: Final = "check the indentation of this line, and the quotes and brackets above it"
_CLOSED: Final = "put the whole text in quotes; inside '…' an apostrophe is doubled: ''"

_COMPLAINTS: Final = (
    _Complaint("maximum nesting depth", _TOO_DEEP, _BRACKETS, code="too-deep"),
    _Complaint(
        "could not find expected ':'",
        "expected a key followed by ': ', found text without it",
        "write 'key: value', or indent the line if it continues the text above",
        at_start=True,
    ),
    _Complaint(
        "mapping values are not allowed",
        "expected one 'key: value', found a second ': '",
        "put text that contains ': ' in quotes",
        after=r":\s",
    ),
    _Complaint(
        "mapping values are not allowed",
        "expected the text above to go on, found a key",
        "indent the key like those beside it, or put the text above in quotes",
    ),
    _Complaint(
        "sequence entries are not allowed",
        "expected a value, found a list on the line of its key",
        "begin the list on a line of its own, or put text that begins with - in quotes",
    ),
    _Complaint("mapping keys are not allowed", "expected a value, found '?'", "put text that begins with ? in quotes"),
    _Complaint(
        "cannot start any token", "expected a value, found {found}", "put text that begins with {found} in quotes"
    ),
    _Complaint(
        "quoted scalar: found unexpected",
        "expected a closing quote, found none",
        "close the quote that opens here; inside '…' an apostrophe is doubled: ''",
        at_start=True,
    ),
    _Complaint(
        "unknown escape",
        "expected an escape that YAML knows, found '\\{escaped}'",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Complaint(
        "hexa?decimal",
        "expected more hexadecimal digits after the backslash, found {found}",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Complaint(
        "invalid Unicode character",
        "expected escapes of Unicode characters, found one that is none",
        "write the character itself instead of \\u and a number",
        at_start=True,
    ),
    _Complaint(
        "block (mapping|collection):", "expected the end of the line, found {found}", _CLOSED, after=r"[\"'\]}]\s*$"
    ),
    _Complaint(
        "block mapping:", "expected the next key of the mapping that begins in line {line}, found {found}", _INDENTATION
    ),
    _Complaint(
        "block collection:", "expected the next '-' of the list that begins in line {line}, found {found}", _INDENTATION
    ),
    _Complaint(
        "flow sequence:",
        "expected ',' or ']' in the list that begins in line {line}, found {found}",
        "close the list with ], or put a comma between its items",
    ),
    _Complaint(
        "flow mapping:",
        "expected ',' or '}}' in the mapping that begins in line {line}, found a second ': '",
        "put text that contains ': ' in quotes, or put a comma between two entries",
        after=r"[{,]\s*[\w.]+: [^{},\[\]\"']+$",
    ),
    _Complaint(
        "flow mapping:",
        "expected ',' or '}}' in the mapping that begins in line {line}, found {found}",
        "close the mapping with }}, or put a comma between its entries",
    ),
    _Complaint(
        "block node:", "expected a value, found {found}", "delete it, or put text that begins with it in quotes"
    ),
    _Complaint(
        "flow node:",
        "expected a value, found {found}",
        "close the brackets, or delete what is too much, or put it in quotes",
    ),
    _Complaint("document start", "expected the end of the file, found {found}", _INDENTATION),
    _Complaint(
        "an anchor:", "expected a name after '&', found {text}", "put text that begins with & in quotes", at_start=True
    ),
    _Complaint(
        "an alias:", "expected a name after '*', found {text}", "put text that begins with * in quotes", at_start=True
    ),
    _Complaint(
        "a tag:|tag handle",
        "expected no tag, found {text}",
        "delete it, or put text that begins with ! in quotes",
        at_start=True,
        code="yaml-tag",
    ),
    _Complaint(
        "block scalar:",
        "expected the end of the line after '|' or '>', found {found}",
        "begin the text on the next line, or put text that begins with | or > in quotes",
    ),
    _Complaint(
        "unexpected ':'",
        "expected a space after ':', found none",
        "put a space after the ':', or put text that ends with ':' in quotes",
    ),
    _Complaint("", "expected YAML, found {found}", _INDENTATION),
)

_WORD: Final = re.compile(r"\w[\w.-]*|\S")
_GLUED_KEY: Final = re.compile(r"\s*(?:- +)*([^\W\d][\w.-]*:)([^\s/]\S*)")
"""A line that begins with a key whose ':' lacks its space."""
_GLUED_DASH: Final = re.compile(r"\s*-([^\W\d][\w.-]*: .*)")
"""A line that begins an entry of a list with a '-' that lacks its space."""


def _syntax_problem(error: MarkedYAMLError, source: Source) -> Problem:
    """Return what a parser complains about in a writer's words."""
    says = f"{error.context}: {error.problem}"
    row, column, ended = _inside(error.problem_mark, source)
    start_row, start_column, _ = _inside(error.context_mark or error.problem_mark, source)
    if "unknown escape" in says:  # where libyaml's mark stands before the escaped character, PyYAML's stands after
        column = source.lines[row].rindex("\\", 0, column + 1)
    before, rest = source.lines[row][:column], source.lines[row][column:]
    beginning = source.lines[start_row][start_column:].rstrip()

    if glued := _glued_key(says, source, start_row, row) or _glued_dash(says, source, row):
        return glued
    if rest.startswith("\t"):
        hint = "indent with spaces; an editor can turn tabs into spaces"
        return source.problem("yaml-syntax", "expected a space, found a tab", Position(row + 1, column + 1, 1), hint)
    word = _WORD.match(rest)
    words = {
        "found": quoted(word[0]) if word else "the end of the file" if ended else "the end of the line",
        "line": start_row + 1,
        "text": quoted(beginning.split(" ")[0]),
        "escaped": rest[1:2],
    }
    complaint = next(each for each in _COMPLAINTS if re.search(each.says, says) and re.search(each.after, before))
    position = Position(row + 1, column + 1, len(word[0]) if word else 1)
    if complaint.at_start or ended:
        position = Position(start_row + 1, start_column + 1, max(1, len(beginning)))
    message, hint = complaint.message.format(**words), complaint.hint.format(**words)
    return source.problem(complaint.code, message, position, hint)


def _inside(mark: Any, source: Source) -> tuple[int, int, bool]:
    """Return a mark's row and column from 0, those of the text's end if only space follows, and if that is so."""
    rows = range(mark.line, len(source.lines))
    if any(source.lines[row][mark.column if row == mark.line else 0 :].strip() for row in rows):
        return mark.line, mark.column, False
    row = next((row for row in reversed(range(len(source.lines))) if source.lines[row].strip()), 0)
    return row, len(source.lines[row].rstrip()), True


def _glued_key(says: str, source: Source, start: int, row: int) -> Problem | None:
    """Return the problem of a key without a space after its ':', which parsers notice only later."""
    if "could not find expected ':'" in says:
        suspect = start
    elif "mapping values are not allowed" in says:
        suspect = next((above for above in range(row - 1, -1, -1) if source.lines[above].strip()), row)
    else:
        return None
    glued = _GLUED_KEY.match(source.lines[suspect])
    if glued is None:
        return None
    key, value = glued.groups()
    position = Position(suspect + 1, glued.start(2) + 1, len(value))
    message = f"expected a space after {quoted(key)}, found {quoted(value)}"
    return source.problem("yaml-syntax", message, position, f"write {quoted(f'{key} {value}')}")


def _glued_dash(says: str, source: Source, row: int) -> Problem | None:
    """Return the problem of a '-' without a space after it, which parsers notice only later, or call by another name."""
    if "mapping values are not allowed" in says:
        suspect = next((above for above in range(row - 1, -1, -1) if source.lines[above].strip()), row)
    elif "block collection:" in says or "block mapping:" in says:
        suspect = row
    else:
        return None
    glued = _GLUED_DASH.match(source.lines[suspect])
    if glued is None:
        return None
    position = Position(suspect + 1, glued.start(1), 1)
    message = f"expected a space after '-', found {quoted(glued[1].partition(' ')[0])}"
    return source.problem("yaml-syntax", message, position, f"write {quoted(f'- {glued[1]}')}")
