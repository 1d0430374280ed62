"""Profiles of many people, one after the other: files, folders of files, and JSON lines. Nothing is kept."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from cafematch.errors import InvalidData, Problem
from cafematch.quick import dataclass
from cafematch.reading.yamlfile import MAX_FILE_BYTES, YamlFile, is_folder, parse_yaml, read_bytes

LINES = (".jsonl", ".ndjson")
"""How the names of files end that hold a profile on every line, as JSON."""
STANDARD_INPUT = "-"


_PAIR = re.compile(rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""How JSON writes a character beyond the first 65,536, as two escapes, which YAML does not know."""


def _one_character(pair: re.Match[bytes]) -> bytes:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return pair[1] + chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00).encode()


@dataclass(frozen=True, slots=True)
class Unread:
    """A profile as it was found: what it is called, its text, the line it begins on; or why it could not be read."""

    name: str
    text: bytes = b""
    line: int = 1
    problems: tuple[Problem, ...] = ()

    @property
    def shown_as(self) -> str:
        """What an answer calls it: the file, and of a file of many the line."""
        return f"{self.name}:{self.line}" if self.name == STANDARD_INPUT or self.name.endswith(LINES) else self.name

    def parse(self) -> YamlFile:
        """Return the text as YAML, of which JSON is a part. Raises InvalidData with every problem."""
        if self.problems:
            raise InvalidData(self.problems)
        return parse_yaml(_PAIR.sub(_one_character, self.text), self.name)

    def at_its_line(self) -> Unread:
        """Return it with as many empty lines before it as the file has, so that problems name the line of the file."""
        return replace(self, text=b"\n" * (self.line - 1) + self.text)


def unread(sources: Iterable[Path]) -> Iterator[Unread]:
    """Yield the profiles of files, folders and JSON lines in the order of the sources; of a folder sorted by name.

    Of a folder every file ending in `.yaml` or in one of LINES is taken, wherever inside; hidden ones are not, nor what is
    expected of a scenario. `-` stands for JSON lines on standard input. What cannot be read, be it a folder inside, is
    yielded with its problems.
    """
    for source in sources:
        if source.as_posix() == STANDARD_INPUT:
            yield from _lines(sys.stdin.buffer, STANDARD_INPUT)
        elif is_folder(source):
            unseen: list[OSError] = []
            for path in _inside(source, unseen.append):
                yield from _in_file(path)
            for error in unseen:
                yield _unreadable(Path(error.filename).as_posix(), "folder", error)
        else:
            yield from _in_file(source)


def _in_file(path: Path) -> Iterator[Unread]:
    name = path.as_posix()
    try:
        if name.endswith(LINES) and not is_folder(path):
            with path.open("rb") as file:
                yield from _lines(file, name)
        else:
            yield Unread(name, read_bytes(path, name))
    except InvalidData as error:
        yield Unread(name, problems=error.problems)
    except OSError as error:
        yield _unreadable(name, "file", error)


def _unreadable(name: str, what: str, error: OSError) -> Unread:
    message = f"expected a {what} that can be read, found: {error.strerror}"
    return Unread(name, problems=(Problem("unreadable", message, hint="check who may read it"),))


def _lines(file: IO[bytes], name: str) -> Iterator[Unread]:
    """Yield every line that holds something; of a line too long only as much as is needed to say so."""
    number = 0
    while line := file.readline(MAX_FILE_BYTES + 1):
        number += 1
        while not line.endswith(b"\n") and len(line) > MAX_FILE_BYTES and (more := file.readline(MAX_FILE_BYTES + 1)):
            line = line if not more.endswith(b"\n") else line + b"\n"
        if line.strip():
            yield Unread(name, line, number)


def _inside(folder: Path, unseen: Callable[[OSError], None]) -> Iterator[Path]:
    """Yield the files of a folder that hold profiles, sorted by their path; `unseen` hears of folders kept closed."""
    found = []
    for path, folders, files in os.walk(folder, onerror=unseen):
        folders[:] = [name for name in folders if not name.startswith(".")]
        taken = [name for name in files if name.endswith((".yaml", *LINES)) and not name.startswith(".")]
        if "profile.yaml" in taken and "expect.yaml" in taken:  # a scenario: a person, and what is expected for them
            taken.remove("expect.yaml")
        found += [Path(path, name) for name in taken]
    # What is no file, as a pipe, might never end; a link that leads nowhere is somebody who would be missing.
    yield from sorted(file for file in found if file.is_file() or not file.exists())
