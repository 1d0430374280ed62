"""What files said when they were last read, kept in the user's cache folder, so that nothing is parsed twice.

An entry is found by the hash of a file's bytes and holds only what the parser would say again: documents are built from
it and checked as ever, so a stale or foreign entry can break no check. Profiles are never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cafematch.quick import dataclass
from cafematch.reading.yamlfile import Placed, Source, Value, YamlFile, parse_yaml
from cafematch.version import __version__

FORMAT: Final = f"cafematch {__version__} cache 1"
"""The first line of a cache file; one that begins otherwise was written by other software, and is made anew."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one file said: its value as JSON, the lines where its mappings begin, and a hash of what it means."""

    meaning: str
    lines: str
    value: str


class Cache:
    """The known contents of a set of files that are read together.

    Whatever is wrong with the cache folder or a file in it, files are simply parsed.
    """

    def __init__(self, files: str, folder: Path | None = None) -> None:
        """Open the cache of the set `files`, a text that names it; `folder` is the user's cache folder by default."""
        self._folder = folder if folder is not None else _users_folder()
        self._path = self._folder / f"{digest(files.encode())}.txt"
        self._used: dict[str, Known] = {}
        self._known = dict(self._read())
        self._changed = False

    def parse(self, data: bytes, shown_as: str) -> tuple[YamlFile, str]:
        """Return a file and a hash of what it means; raises InvalidData with every problem of its syntax."""
        key = digest(data)
        entry = self._known.get(key)
        if entry is not None:
            with suppress(ValueError, IndexError, RecursionError):
                self._used[key] = entry
                return YamlFile(_value_of(entry), Source(shown_as, data)), entry.meaning
        file = parse_yaml(data, shown_as)
        self._used[key] = entry = _told(file.value)
        self._changed = True
        return file, entry.meaning

    def save(self) -> None:
        """Keep what was used; half a file is never seen by others."""
        if not self._changed and len(self._used) == len(self._known):
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self._path.with_suffix(f".{os.getpid()}")
            lines = (f"{key}\t{entry.meaning}\t{entry.lines}\t{entry.value}\n" for key, entry in self._used.items())
            try:
                half.write_text(f"{FORMAT}\n{''.join(lines)}", "UTF-8", newline="\n")
                half.replace(self._path)
            finally:
                half.unlink(missing_ok=True)

    def _read(self) -> Iterator[tuple[str, Known]]:
        with suppress(OSError, ValueError):
            if not _private(self._folder):
                return
            first, *lines = self._path.read_text("UTF-8").split("\n")
            if first == FORMAT:
                for parts in (line.split("\t") for line in lines):
                    if len(parts) == 4:
                        yield parts[0], Known(*parts[1:])


def digest(data: bytes) -> str:
    """Return a hash of bytes, as text."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def meaning(value: Value) -> str:
    """Return a hash of a value that does not depend on the order of keys and entries."""
    return digest(_canonical(value).encode())


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key}:{_canonical(entry)}" for key, entry in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_canonical, value))) + "]"
    return repr(value)


def _told(value: Value) -> Known:
    return Known(meaning(value), ",".join(map(str, _lines(value))), json.dumps(value))


def _lines(value: Value) -> Iterator[int]:
    """Yield the lines of all mappings in the order in which a JSON parser ends them: what is inside comes first."""
    if isinstance(value, Placed):
        for entry in value.values():
            yield from _lines(entry)
        yield value.line
    elif isinstance(value, list):
        for entry in value:
            yield from _lines(entry)


def _value_of(entry: Known) -> Value:
    lines = [int(line) for line in reversed(entry.lines.split(","))] if entry.lines else []

    def placed(mapping: dict[str, Value]) -> Placed:
        made = Placed(mapping)
        made.line = lines.pop()
        return made

    value: Value = json.loads(entry.value, object_hook=placed)
    return value


def _users_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("cafematch", appauthor=False)


def _private(folder: Path) -> bool:
    """Return whether nobody but the user can have written into a folder."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
