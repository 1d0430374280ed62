"""The first reading of a network: its files as plain values, and the words and names in them.

Which words and names there are decides what the documents of a network, its rules and profiles may say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from cafematch.model.documents import ReadingContext
from cafematch.model.scopes import KnownNames, Words
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass
from cafematch.reading.declarations import link_vocabulary
from cafematch.reading.known import declared_names, declared_words
from cafematch.reading.linking import Part
from cafematch.reading.naming import Known
from cafematch.reading.problems import empty_file, problems_of
from cafematch.reading.salvage import Lost, is_sound, salvaged
from cafematch.reading.shelf import Shelf

VOCABULARY_FILES = ("needs", "feelings", "competences", "kinds", "facts", "scales", "parameters", "words")


@dataclass(frozen=True, slots=True)
class Gathering:
    """The files of a network as plain values, and the names in them: what decides what their documents may say.

    `vocabulary` is what is good of it, without words that are `lost`. It is None where too much is wrong: then only names
    are judged, and what is said in its words is not.
    """

    vocabulary: Vocabulary | None
    lost: Lost
    known: Known
    ladder: Part | None
    network: Part | None
    organisations: tuple[Part | None, ...]
    handovers: Part | None

    def words(self, names: KnownNames | None = None) -> Words | None:
        """Return the words that documents may use; with `names`, those of the network among them."""
        return Words(self.vocabulary, names or KnownNames(), lost=self.lost) if self.vocabulary else None

    @property
    def names(self) -> KnownNames:
        """The names of the network."""
        return KnownNames(self.known["place"], self.known["provider"])


def gather(shelf: Shelf, network: str) -> Gathering:
    """Read the files of a network as plain values; problems of the vocabulary and of all texts are kept."""
    declared, vocabulary, lost = _load_vocabulary(shelf)
    names = shelf.names(f"{network}/organisations")
    ladder, own = shelf.part("vocabulary/thresholds.yaml"), shelf.part(f"{network}/network.yaml")
    organisations = tuple(map(shelf.part, names))
    said = ((part and part.value, shelf.text_of(name)) for part, name in zip(organisations, names, strict=True))
    known = {
        **declared_words(declared, _texts_of_vocabulary(shelf)),
        **declared_names((own and own.value, shelf.text_of(f"{network}/network.yaml")), said),
    }
    return Gathering(vocabulary, lost, known, ladder, own, organisations, shelf.part(f"{network}/handovers.yaml"))


def _load_vocabulary(shelf: Shelf) -> tuple[Mapping[str, object], Vocabulary | None, Lost]:
    """Return what the files of the vocabulary say, as far as they can be read, and what is good of it, if that is enough."""
    values: dict[str, Any] = {}
    for name in VOCABULARY_FILES:
        part = shelf.part(f"vocabulary/{name}.yaml")
        if part is not None and part.value is None:
            shelf.problems.append(empty_file(part.file))
        elif part is not None:
            values[name] = part.value
    vocabulary: Vocabulary | None = None
    lost, files = Lost(), shelf.files
    try:
        vocabulary = Vocabulary.model_validate(values, context=ReadingContext("vocabulary"))
    except ValidationError as error:
        missing = values.keys() ^ set(VOCABULARY_FILES)
        found = problems_of(
            error, Vocabulary, lambda path: (files[f"vocabulary/{path[0]}.yaml"], path[1:]), values, without=missing
        )
        shelf.problems.extend(found)
        vocabulary, lost = salvaged(values, _texts_of_vocabulary(shelf))
    shelf.tell(link_vocabulary(values, vocabulary, lost, files))
    return values, vocabulary if vocabulary is not None and is_sound(vocabulary) else None, lost


def _texts_of_vocabulary(shelf: Shelf) -> Mapping[str, bytes | None]:
    return {part: shelf.text_of(f"vocabulary/{part}.yaml") for part in VOCABULARY_FILES}
