"""The parsers of YAML: libyaml's where PyYAML has it, else PyYAML's own, some twenty times slower."""

from collections.abc import Callable
from typing import Any, Final, Protocol

import yaml.parser
import yaml.reader
import yaml.scanner
import yaml.tokens

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
