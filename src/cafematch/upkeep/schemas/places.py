"""Where the files of each kind stand, seen from the working folder, and how an editor is told which schema is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.reading.placing import seen_from_here
from cafematch.upkeep.schemas import KINDS, FileKind


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of a catalog and its rules."""

    catalog: str
    rules: str

    @classmethod
    def of(cls, catalog: Catalog, rules: RuleSet) -> Workspace:
        """Return the workspace of what was loaded; of the samples as if they stood in the working folder."""
        if catalog.sample:
            return cls(catalog.folder, rules.folder)
        return cls(seen_from_here(Path(catalog.path)), seen_from_here(Path(rules.path)))

    def place(self, kind: FileKind) -> str:
        """Return where files of a kind stand, as a pattern of paths."""
        folders = {"CATALOG": self.catalog, "RULES": self.rules}
        return "/".join(folders.get(part, part) for part in kind.place.split("/"))

    def settings(self, schemas: Path) -> Mapping[str, object]:
        """Return the settings of VS Code with which its YAML extension finds the schemas in a folder."""
        folder = seen_from_here(schemas)
        beside = f"./{folder}" if not PurePosixPath(folder).is_absolute() else folder
        return {"yaml.schemas": {f"{beside}/{file_name(kind)}": self.place(kind) for kind in KINDS}}

    def first_line(self, kind: FileKind, schemas: Path) -> str:
        """Return the first line of a file of a kind that tells any editor where its schema is."""
        up = "../" * (len(PurePosixPath(self.place(kind)).parts) - 1)
        folder = seen_from_here(schemas)
        way = folder if PurePosixPath(folder).is_absolute() else f"{up}{folder}"
        return f"# yaml-language-server: $schema={way}/{file_name(kind)}"


def file_name(kind: FileKind) -> str:
    """Return what the file with the schema of a kind is called."""
    return f"{kind.name}.schema.json"
