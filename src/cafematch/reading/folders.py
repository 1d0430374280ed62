"""Where catalog and rules are found: named by the caller, nearest above the working folder, or inside the package."""

from __future__ import annotations

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
    """Return the folder `catalog` or `rules`: as given, else at or above `start` (or the working folder), or samples.

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
        if (found / _MARKS[name]).is_file():
            return Folder(found, name if above == begin else found.as_posix())
    return sample_folder(name)


def sample_folder(name: str) -> Folder:
    """Return the folder `catalog` or `rules` of the samples."""
    samples = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return Folder(samples / name, name, sample=True)


_MARKS = {"catalog": "catalog.yaml", "rules": "weights.yaml"}
