"""Where documents stand in their files: for findings that are made after reading, when only the documents are left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from cafematch.errors import Problem, Severity
from cafematch.model.catalog import Catalog
from cafematch.model.documents import PlacedDocument
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.reading.folders import sample_folder
from cafematch.reading.ordering import ordered_files
from cafematch.reading.yamlfile import Value, YamlFile, read_yaml

Steps = tuple[str | int, ...]
FOLDERS: Final[tuple[Literal["catalog", "rules"], ...]] = ("catalog", "rules")


@dataclass(frozen=True, slots=True)
class Place:
    """A value inside a file of the catalog or rules folder; `of` says whether its key or the value itself is meant."""

    folder: Literal["catalog", "rules"]
    file: str
    steps: Steps = ()
    of: Literal["key", "value"] = "key"

    @classmethod
    def inside(cls, document: PlacedDocument, *steps: str | int, of: Literal["key", "value"] = "key") -> Place:
        """Return a place in the file of a document of the catalog; `steps` lead there from the top of the file."""
        return cls("catalog", Sources.file_of(document), steps, of)

    @classmethod
    def inside_rule(cls, rule: PlacedDocument, *steps: str | int, of: Literal["key", "value"] = "key") -> Place:
        """Return a place in the file of a rule; `steps` lead there from the top of the file."""
        return cls("rules", Sources.file_of(rule), steps, of)

    def below(self, *steps: str | int, of: Literal["key", "value"] = "key") -> Place:
        """Return a place inside this one."""
        return Place(self.folder, self.file, (*self.steps, *steps), of)


class Sources:
    """The files of a catalog and its rules, read again when a finding needs a line of them."""

    def __init__(self, catalog: Catalog, rules: RuleSet) -> None:
        self._folders = {"catalog": (catalog.path, catalog.folder), "rules": (rules.path, rules.folder)}
        self.read = cache(self._open)

    def _open(self, folder: str, name: str) -> YamlFile:
        path, shown_as = self._folders[folder]
        return read_yaml(Path(path) / name, f"{shown_as}/{name}")

    def problem(self, code: str, severity: Severity, message: str, place: Place, hint: str | None = None) -> Problem:
        """Return what is told about a place, with its line."""
        file = self.read(place.folder, place.file)
        return file.problem(code, message, place.steps, of=place.of, hint=hint, severity=severity)

    def ordered(self, network: str) -> Iterator[tuple[Literal["catalog", "rules"], str, Any]]:
        """Yield every file whose keys have an order: its folder, its name, and the type of what it says.

        A catalog or rules made in memory have no files.
        """
        for folder in FOLDERS:
            path, _ = self._folders[folder]
            for name, document in ordered_files(folder, Path(path), [network]) if path else ():
                yield folder, name, document

    def line(self, place: Place) -> int:
        """Return the line a place stands on, counted from 1."""
        return self.read(place.folder, place.file).source.position(place.steps, place.of).line

    def written(self, place: Place) -> Value:
        """Return what is written at a place, None if there is nothing."""
        return _written(self.read(place.folder, place.file), place.steps)

    def from_samples(self, place: Place) -> bool:
        """Return whether a folder of one's own says at a place just what the samples say there: it came from them."""
        path, _ = self._folders[place.folder]
        sample = sample_folder(place.folder).path
        if not path or Path(path).resolve() == sample.resolve() or not (sample / place.file).is_file():
            return False
        return self.written(place) == _written(_sample(sample / place.file), place.steps)

    def shown(self, place: Place) -> str:
        """Return the file and line of a place, as messages show them."""
        return f"{self.read(place.folder, place.file).name}:{self.line(place)}"

    def position(self, document: PlacedDocument, key: str) -> int:
        """Return which entry of the list under `key` a document of the catalog is, by the line it begins on."""
        name, _, line = document.at.rpartition(":")
        value = self.read("catalog", name).value
        assert isinstance(value, dict)
        entries = value[key]
        assert isinstance(entries, list)
        return [getattr(entry, "line", 0) for entry in entries].index(int(line))

    @staticmethod
    def file_of(document: PlacedDocument) -> str:
        """Return the name of the file a document stands in, relative to its folder."""
        return document.at.rpartition(":")[0]


def _written(file: YamlFile, steps: Steps) -> Value:
    value = file.value
    for step in steps:
        inside: Any = value
        try:
            value = inside[step]
        except (LookupError, TypeError):
            return None
    return value


@cache
def _sample(path: Path) -> YamlFile:
    return read_yaml(path)
