"""What every key of every file means, in a sentence for people who keep these files, in the languages there are.

The sentences stand in `explained.yaml`. An editor shows them beside the key, a new file holds them as comments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.reading.yamlfile import read_yaml

_FILE = Path(__file__).with_suffix(".yaml")
_ANYWHERE = "anywhere"
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Explained:
    """The sentences in one language."""

    language: str

    def key(self, document: str | type, key: str) -> str:
        """Return what a key means in a document or one it is made of, else anywhere; the empty text where nothing is said."""
        said = _sentences()
        names = (document,) if isinstance(document, str) else (part.__name__ for part in document.__mro__)
        text = next((said[name][key] for name in (*names, _ANYWHERE) if key in said.get(name, {})), None)
        return text.in_language(self.language) if text else ""

    def file(self, kind: str) -> str:
        """Return what a kind of file is for. Raises `KeyError` for no such kind."""
        return _sentences()["files"][kind].in_language(self.language)

    def beginning(self, key: str) -> str:
        """Return a sentence that stands in new files. Raises `KeyError` for no such sentence."""
        return _sentences()["beginning"][key].in_language(self.language)

    def placeholder(self, key: str) -> str:
        """Return words that hold the place of what somebody has to write, marked as such."""
        return f"{self.beginning('placeholder')}: {self.beginning(key)}"

    def words(self, words: Collection[str]) -> Mapping[str, str]:
        """Return what those words of the formats mean that are explained, if all of them are; else nothing."""
        said = _sentences()[_WORDS]
        return {word: said[word].in_language(self.language) for word in words} if said.keys() >= set(words) else {}


@cache
def _sentences() -> Mapping[str, Mapping[str, Text]]:
    value: Any = read_yaml(_FILE, _FILE.name).value
    return {part: {key: Text.of(said) for key, said in keys.items()} for part, keys in value.items()}


@cache
def placeholders() -> tuple[str, ...]:
    """Return the beginnings of words that hold a place, in all languages."""
    return tuple(f"{word}:" for _, word in _sentences()["beginning"]["placeholder"].versions)
