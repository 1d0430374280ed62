"""Where catalog, rules and examples are found: named by the caller, nearest above the working folder, or inside the package."""

from __future__ import annotations

import os
from pathlib import Path

from cafematch.errors import InvalidData, Problem
from cafematch.quick import dataclass

_PACKAGED = Path(__file__).parent.parent / "data"
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of data and how it is named to a reader; `sample` says that nobody chose it."""

    path: Path
    shown_as: str
    sample: bool = False


def find_folder(name: str, given: Path | None = None, start: Path | None = None) -> Folder:
    """Return the folder `catalog`, `rules` or `examples`: as given, else at or above `start` (or the working folder), or
    samples.

    Raises InvalidData if a folder was given that is not there.
    """
    if given is not None:
        if not given.is_dir():
            instead = "a file" if given.is_file() else "nothing of this name"
            message = f"expected a folder with the {name} at {given.as_posix()}, found {instead}"
            hint = "check the path, or leave it out to use the samples"
            raise InvalidData([Problem("missing-folder", message, hint=hint)])
        return Folder(given, given.as_posix())
    begin = (start or Path.cwd()).absolute()
    for above in (begin, *begin.parents):
        found = above / name
        if any(path.is_file() for path in found.glob(_MARKS[name])):
            return Folder(found, name if above == begin else found.as_posix())
    return sample_folder(name)


def sample_folder(name: str) -> Folder:
    """Return the folder `catalog` or `rules` of the samples."""
    samples = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return Folder(samples / name, name, sample=True)


def from_repository(file: str, start: Path | None = None) -> str:
    """Return a file as it is called seen from the root of the git repository around `start` (or the working folder).

    A file outside of it, and every file where there is no repository, is called as before.
    """
    here = (start or Path.cwd()).absolute()
    root = next((above for above in (here, *here.parents) if (above / ".git").exists()), None)
    path = Path(os.path.normpath(here / file))
    return path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else file


_MARKS = {"catalog": "catalog.yaml", "rules": "weights.yaml", "examples": "*/expect.yaml"}
"""What makes a folder of that name the one that is looked for."""
