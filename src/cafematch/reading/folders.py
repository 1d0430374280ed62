"""Where catalog, rules and examples are found: named by the caller, nearest above the working folder, or inside the package."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from cafematch.errors import InvalidData, Location, Problem
from cafematch.quick import dataclass
from cafematch.reading.yamlfile import YamlFile, parse_yaml, read_bytes

NETWORK_FILE = "network.yaml"
_PACKAGED = Path(__file__).parent.parent / "data"
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of data and how it is named to a reader; `sample` says that nobody chose it.

    `files` is what its YAML files held at some moment, by their names inside the folder; without it the disk is read.
    """

    path: Path
    shown_as: str
    sample: bool = False
    files: Mapping[str, bytes] | None = None

    def shown(self, name: str) -> str:
        """Return what a file of the folder is called to a reader."""
        return f"{self.shown_as}/{name}"

    def bytes_of(self, name: str) -> bytes:
        """Return what a file holds. Raises InvalidData if it cannot be read."""
        if self.files is None:
            return read_bytes(self.path / name, self.shown(name))
        if name not in self.files:
            message = "expected a file, found nothing of this name"
            raise InvalidData([Problem("missing-file", message, Location(self.shown(name), 1, 1))])
        return self.files[name]

    def open(self, name: str) -> YamlFile:
        """Read a file. Raises InvalidData with every problem of its syntax."""
        return parse_yaml(self.bytes_of(name), self.shown(name))

    def names(self, inside: str = "") -> list[str]:
        """Return the names of all YAML files, or of those in a folder inside this one, sorted; hidden ones are left out.

        Raises InvalidData if a folder in there cannot be looked into: nobody would miss the files that lie in it.
        """
        if self.files is not None:
            begin = f"{inside}/" if inside else ""
            return sorted(name for name in self.files if name.startswith(begin))
        names = []
        for path, folders, files in os.walk(self.path / inside, onerror=self._refuse):
            folders[:] = [name for name in folders if not name.startswith(".")]
            if links := sorted(name for name in folders if os.path.islink(os.path.join(path, name))):
                self._cannot_look_into(Path(path, links[0]), "a link to one", "links are not followed: move it here")
            above = Path(path).relative_to(self.path).as_posix().removeprefix(".")
            names += [f"{above}/{name}".removeprefix("/") for name in (*files, *folders) if is_yaml(name)]
        return sorted(names)

    def _refuse(self, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            self._cannot_look_into(Path(error.filename), error.strerror or str(error), "check who may read it")

    def _cannot_look_into(self, path: Path, found: str, hint: str) -> NoReturn:
        where = Location(self.shown(path.relative_to(self.path).as_posix()), 1, 1)
        message = f"expected a folder that can be read, found: {found}"
        raise InvalidData([Problem("unreadable", message, where, hint=hint)])

    def folders(self) -> list[str]:
        """Return the names of the folders inside this one, sorted."""
        if self.files is not None:
            return sorted({name.partition("/")[0] for name in self.files if "/" in name})
        return sorted(path.name for path in self.path.iterdir() if path.is_dir())

    def networks(self) -> list[str]:
        """Return the ids of the networks of a catalog, sorted."""
        if self.files is not None:
            return [name for name in self.folders() if f"{name}/{NETWORK_FILE}" in self.files]
        return sorted(path.parent.name for path in self.path.glob(f"*/{NETWORK_FILE}"))

    def held(self) -> Folder:
        """Return the folder with all its files in memory as they are now. Raises InvalidData if one cannot be read."""
        files = {name: self.bytes_of(name) for name in self.names() if not (self.path / name).is_dir()}
        return Folder(self.path, self.shown_as, self.sample, files)


def is_yaml(name: str) -> bool:
    """Return whether a file is looked at because of its name."""
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


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
        if any(path.is_file() for path in found.glob(MARKS[name])):
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


MARKS = {"catalog": "catalog.yaml", "rules": "weights.yaml", "examples": "*/expect.yaml"}
"""What makes a folder of that name the one that is looked for."""
