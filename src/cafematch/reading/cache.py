"""Checked documents as they were last read, kept in the user's cache folder, so that nothing is parsed or checked twice.

An entry is made of certain files, byte for byte, by this software and no other; else it is not looked into, nor if it
was left half written, or if others may write into the folder. It holds plain data and can name nothing but documents.
Profiles are never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pydantic
from pydantic_core import from_json

from cafematch.reading.plain import NOT_PLAIN, from_plain, to_plain
from cafematch.reading.yamlfile import Value
from cafematch.version import __version__

FORMAT: Final = "cafematch cache 2"


class Cache:
    """What was last made of one set of files, such as those of a network.

    Whatever is wrong with the cache folder or a file in it, nothing is found.
    """

    def __init__(self, files: str, folder: Path | None = None) -> None:
        """Open the cache of the set `files`, a text that names it; `folder` is the user's cache folder by default."""
        self._folder = folder if folder is not None else _users_folder()
        self._path = self._folder / f"{digest(files.encode())}.txt"

    def find(self, key: str) -> Any:
        """Return the document that was kept under this key, a hash of all that it was made of; else None."""
        with suppress(OSError, *NOT_PLAIN):
            if _private(self._folder):
                heading, _, told = self._path.read_bytes().partition(b"\n")
                if heading == _heading(key, told):
                    return from_plain(from_json(told, cache_strings="none"))
        return None

    def keep(self, key: str, document: object) -> None:
        """Keep a document instead of what was kept before; half a file is never seen by others."""
        told = json.dumps(to_plain(document), ensure_ascii=False, separators=(",", ":")).encode()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = self._path.with_suffix(f".{os.getpid()}")
            try:
                half.write_bytes(_heading(key, told) + b"\n" + told)
                half.replace(self._path)
            finally:
                half.unlink(missing_ok=True)


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


def _heading(key: str, told: bytes) -> bytes:
    """Return the first line of an entry: who wrote it, of what it was made, and a hash of what follows."""
    return " ".join((FORMAT, _software(), key, digest(told))).encode()


def _software() -> str:
    """Return what tells this software from any that may read or check files otherwise, such as a working copy of it."""
    package = Path(__file__).parents[1]
    modules = sorted((*package.glob("model/*.py"), *package.glob("reading/*.py")))
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in modules]
    return digest(repr((__version__, pydantic.VERSION, told)).encode())


def _users_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("cafematch", appauthor=False)


def _private(folder: Path) -> bool:
    """Return whether nobody but the user can have written into a folder."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
