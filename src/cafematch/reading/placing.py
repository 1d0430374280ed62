"""Writing several files together: all of them or none, and never over what somebody else has written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cafematch.errors import InvalidData, Problem, quoted


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder, by their paths inside it, over those of the same name.

    Raises InvalidData if one cannot be written.
    """
    for name, text in files.items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf8", newline="\n")
        except OSError as error:
            raise InvalidData([_not_written(folder / name, error)]) from None


@contextmanager
def placed(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Write new files into a folder; if anything raises before the end, take them away again.

    Raises InvalidData if one of them is there already, before anything is written, or if one cannot be written.
    """
    there = [folder / name for name in files if os.path.lexists(folder / name)]
    if there:
        raise InvalidData(_there_already(path) for path in there)
    made: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            try:
                _make_folders(path.parent, made)
                with path.open("x", encoding="utf8", newline="\n") as file:
                    made.append(path)
                    file.write(text)
            except OSError as error:
                raise InvalidData([_not_written(path, error)]) from None
        yield
    except BaseException:
        _take_away(made)
        raise


@contextmanager
def replaced(path: Path, data: bytes) -> Iterator[None]:
    """Write other content into a file; if anything raises before the end, put back what was there.

    Raises InvalidData if it cannot be written.
    """
    try:
        before = path.read_bytes()
        path.write_bytes(data)
    except OSError as error:
        raise InvalidData([_not_written(path, error)]) from None
    try:
        yield
    except BaseException:
        path.write_bytes(before)
        raise


def seen_from_here(path: Path) -> str:
    """Return a path from the working folder, as it is where it lies elsewhere; parts are joined with `/`."""
    whole = Path(os.path.abspath(path))
    here = Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those it lies in, as far as they are not there, and note which."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _take_away(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # a folder stays if somebody has put something into it meanwhile
            path.rmdir() if path.is_dir() else path.unlink()


def _there_already(path: Path) -> Problem:
    message = f"expected no file at {quoted(seen_from_here(path))}, found one"
    return Problem("not-written", message, hint="nothing was written; choose another name, or another folder")


def _not_written(path: Path, error: OSError) -> Problem:
    message = f"{quoted(seen_from_here(path))} cannot be written: {error.strerror or error}"
    return Problem("not-written", message, hint="nothing was written; check whether the folder may be changed")
