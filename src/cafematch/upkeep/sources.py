"""Where documents stand in their files: for findings that are made after reading, when only the documents are left."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cafematch.errors import Problem, Severity
from cafematch.model.catalog import Catalog
from cafematch.model.documents import PlacedDocument
from cafematch.model.rules import RuleSet
from cafematch.reading.yamlfile import YamlFile, read_yaml

Steps = tuple[str | int, ...]


class Sources:
    """The files of a catalog and its rules, read again when a finding needs a line of them."""

    def __init__(self, catalog: Catalog, rules: RuleSet) -> None:
        self._folders = {"catalog": (catalog.path, catalog.folder), "rules": (rules.path, rules.folder)}
        self._read = cache(self._open)

    def _open(self, folder: str, name: str) -> YamlFile:
        path, shown_as = self._folders[folder]
        return read_yaml(Path(path) / name, f"{shown_as}/{name}")

    def warning(
        self, code: str, message: str, folder: str, name: str, steps: Steps, hint: str | None = None
    ) -> Problem:
        """Return a warning about the value at `steps` inside a file of `folder`: `catalog` or `rules`."""
        severity: Severity = "warning"
        return self._read(folder, name).problem(code, message, steps, of="key", hint=hint, severity=severity)

    def position(self, document: PlacedDocument, key: str) -> int:
        """Return which entry of the list under `key` a document of the catalog is, by the line it begins on."""
        name, _, line = document.at.rpartition(":")
        value = self._read("catalog", name).value
        assert isinstance(value, dict)
        entries = value[key]
        assert isinstance(entries, list)
        return [getattr(entry, "line", 0) for entry in entries].index(int(line))

    @staticmethod
    def file_of(document: PlacedDocument) -> str:
        """Return the name of the file a document stands in, relative to its folder."""
        return document.at.rpartition(":")[0]
