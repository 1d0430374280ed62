"""Files of a folder, read one by one: as plain values, then as documents, with every problem that is found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cafematch.errors import InvalidData, Location, Problem, quoted, visible
from cafematch.model.documents import ReadingContext
from cafematch.model.scopes import Words
from cafematch.quick import dataclass
from cafematch.reading.cache import digest, meaning
from cafematch.reading.folders import Folder
from cafematch.reading.linking import Part
from cafematch.reading.problems import empty_file, misspelt_keys, problems_of, unknown_key
from cafematch.reading.yamlfile import Steps, YamlFile, parse_yaml

Model = TypeVar("Model", bound=BaseModel)

MAX_FILES = 50_000
"""How many files a folder of organisations or rules may hold."""


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of one file and go on with the next."""
    try:
        yield
    except InvalidData as error:
        problems.extend(error.problems)
    except Unjudged:
        pass


class Unjudged(Exception):
    """A document of which nobody can say whether it is good: it hangs on words whose declaration is not."""


@dataclass(slots=True)
class Shelf:
    """The files read so far, by their name inside the folder, and every problem found in them."""

    folder: Folder
    data: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, YamlFile] = field(default_factory=dict)
    meanings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raise InvalidData if a problem was found."""
        if any(problem.severity == "error" for problem in self.problems):
            raise InvalidData(self.problems)

    def open(self, name: str) -> YamlFile:
        """Read one file. Raises InvalidData with every problem of its syntax."""
        file = parse_yaml(self.bytes_of(name), self.folder.shown(name))
        self.files[name] = file
        self.meanings.append(meaning(file.value))
        return file

    def bytes_of(self, name: str) -> bytes:
        """Return what a file holds, which is asked for once. Raises InvalidData if it cannot be read."""
        if name not in self.data:
            self.data[name] = self.folder.bytes_of(name)
        return self.data[name]

    def text_of(self, name: str) -> bytes | None:
        """Return what was read of a file; None if nothing was, or if it says nothing."""
        file = self.files.get(name)
        return None if file is not None and file.value is None else self.data.get(name)

    def content(self, names: Iterable[str]) -> str:
        """Return a hash of what files are called and hold. Raises InvalidData if one cannot be read."""
        return digest("\n".join(f"{digest(self.bytes_of(name))} {name}" for name in names).encode())

    def part(self, name: str) -> Part | None:
        """Read one file as plain values; None if its text has problems, which are kept."""
        with collecting(self.problems):
            file = self.open(name)
            return Part(name, file, file.value)
        return None

    def document(self, part: Part | None, model: type[Model], words: Words | None = None) -> Model | None:
        """Make a document of what a file says; None if it has problems, which are kept."""
        if part is None:
            return None
        document, self.files[part.name], problems = read_as_meant(part.file, part.name, model, words)
        self.problems.extend(problems)
        return document

    def as_meant(self, part: Part, document: BaseModel | None = None) -> Part:
        """Return a file as its document was read, with that: as if keys that can only be misspelt were written right."""
        file = self.files[part.name]
        return Part(part.name, file, file.value, document)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Keep problems, except where a problem of the same place is kept already: it is told in which way it is wrong."""
        told = {problem.location for problem in self.problems}
        self.problems.extend(problem for problem in problems if problem.location not in told)

    def names(self, folder: str, pattern: str = "*.yaml") -> list[str]:
        """Return the names of all files of a folder, sorted; a folder that is missing has none.

        Files beside the pattern, that somebody may believe to be read, are problems; hidden files are not looked at.
        """
        depth = pattern.count("/")
        found: list[str] = []
        others: list[str] = []
        for name in self.folder.names(folder):
            fits = name.endswith(".yaml") and name.removeprefix(f"{folder}/").count("/") == depth
            (found if fits else others).append(name)
        if len(found) > MAX_FILES:
            where = f"{self.folder.shown_as}/{folder}".rstrip("/")
            message = f"expected at most {MAX_FILES} files in {where}, found {len(found)}"
            raise InvalidData([Problem("too-many-files", message, hint="split the network into several")])
        strays = (name for name in others if name != "weights.yaml")
        self.problems.extend(self._stray(name, f"{folder}/{pattern}".lstrip("/")) for name in strays)
        return found

    def _stray(self, name: str, pattern: str) -> Problem:
        where = Location(self.folder.shown(name), 1, 1)
        if name.endswith(".yml"):
            message = f"expected a name that ends with .yaml, found {quoted(name.rpartition('/')[2])}"
            return Problem(
                "wrong-file-name", message, where, hint="give the file the ending .yaml, else it is not read"
            )
        wanted = pattern.replace("*/*", "KIND/ID").replace("*", "ID")
        message = f"expected the file at {wanted}, found it at {visible(name)}"
        return Problem("wrong-file-name", message, where, hint="move the file, else it is not read")

    def fingerprint(self) -> str:
        """Return a hash of what the files say, whatever they are called and however they are ordered."""
        return digest("\n".join(sorted(self.meanings)).encode())[:16]


def validate(file: YamlFile, name: str, model: type[Model], words: Words | None = None) -> Model:
    """Return a file's content as a document. Raises InvalidData with everything the document refuses, or Unjudged."""
    document, _, problems = read_as_meant(file, name, model, words)
    if problems:
        raise InvalidData(problems)
    if document is None:
        raise Unjudged
    return document


def read_as_meant(
    file: YamlFile, name: str, model: type[Model], words: Words | None
) -> tuple[Model | None, YamlFile, list[Problem]]:
    """Return a file's content as a document, the file as it was read, and everything the document refuses.

    What stands under a key that can only be misspelt is read as if the key were right, and the key is told. The document
    is None where there are problems, and where nobody can say whether it is good, as it hangs on words that are lost.
    """
    told: list[Problem] = []
    while True:
        value: Any = {} if file.value is None else file.value
        try:
            document = model.model_validate(value, context=ReadingContext(name, words))
        except ValidationError as error:
            needed = [entry.alias or key for key, entry in model.model_fields.items() if entry.is_required()]
            if file.value is None and needed:
                return None, file, [empty_file(file, needed)]
            misspelt = misspelt_keys(error, model, value)
            if not misspelt:
                return None, file, [*told, *problems_of(error, model, partial(_placed, file), value, words=words)]
            for path, key in misspelt.items():
                told.append(unknown_key(file, path, f"did you mean '{key}'?"))
                file = file.reading(path, key)
        else:
            return None if told else document, file, told


def _placed(file: YamlFile, path: Steps) -> tuple[YamlFile, Steps]:
    return file, path
