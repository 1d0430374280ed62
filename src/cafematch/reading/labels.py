"""Did you mean: the word that was probably meant, by its letters, and by what it is called in some language.

Staff write `Hund` where `dog` is expected. The vocabulary has a label for each of its words, so it can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cafematch.model.scopes import Words
from cafematch.model.text import Text
from cafematch.reading.languages import language_meant
from cafematch.reading.nearest import closest

Labels = Mapping[str, tuple[str, ...]]
"""What words of the files are called, in every language."""

ALIKE: Final = 80.0
"""How alike, from 0 to 100, a word must be to a label: more than to an id, for `Wohnung` does not mean `wohnungslos`."""
MOST_PROPOSED: Final = 3
"""How many words are proposed together; where more could be meant, none is."""
LETTERS_OF_A_WORD: Final = 4
"""A word of fewer letters is in too many labels to tell one of them."""
LANGUAGE: Final = "language"
"""What conditions call a language by, before its code."""
_PARTS: Final = re.compile(r"\s*[/,;()&]\s*")
_WORD: Final = re.compile(r"[^\s/,;()&]+")

Proposal = tuple[str, str]
"""A word of the files, and what it is called."""


def labels_of(words: Words | None) -> Labels:
    """Return what all words that a document may use are called: those of the vocabulary, places, and who offers something.

    None are the words of a document that uses no others.
    """
    if words is None:
        return {}
    names = (words.names.places or {}, words.names.providers or {})
    return {**words.vocabulary.labels, **{id_: label for part in names for id_, label in labels_in(part).items()}}


def labels_in(among: Iterable[str]) -> Labels:
    """Return what some words are called, where they stand in a mapping of what has a label or a name, read or as written."""
    if not isinstance(among, Mapping):
        return {}
    return {id_: called for id_, entry in among.items() if (called := _called_by(entry))}


def _called_by(entry: object) -> tuple[str, ...]:
    text = getattr(entry, "label", getattr(entry, "name", entry))
    if isinstance(text, Text):
        return tuple(words for _, words in text.versions)
    if isinstance(entry, Mapping):
        text = entry.get("label", entry.get("name", entry))
    said = text.values() if isinstance(text, Mapping) else (text,)
    return tuple(words for words in said if isinstance(words, str))


NO_LABELS: Final[Labels] = MappingProxyType({})
"""Where nobody knows what words are called."""


def did_you_mean(word: str, among: Iterable[str], labels: Labels = NO_LABELS) -> str | None:
    """Return the hint `did you mean 'dog' (Hund)?`: the word among some that is most like one, or is called so.

    Without labels it is the one most alike, letter by letter: for keys, files and names that are the same in every language.
    What is called just so comes first, then what is most like it, be it a word or what it is called, then what has it in
    its label. Of `money.debt` what follows the dot counts, too. None if nothing is like it, or too much.
    """
    family, dot, rest = word.partition(".")
    if family == LANGUAGE and dot and "." not in rest and (hint := language_meant(rest, f"{LANGUAGE}.")):
        return hint
    ids = sorted(set(among))
    said = dict.fromkeys((word, word.rpartition(".")[2]))
    if not any(id_.casefold() == word.casefold() for id_ in ids):
        for name in said:
            if hint := _proposed(_called(name, ids, labels)):
                return hint
    called = {label: id_ for id_ in reversed(ids) for label in labels.get(id_, ())}
    own, other = closest(word, ids), closest(word, called)
    if other is not None and other[1] >= ALIKE and (own is None or other[1] > own[1]):
        return _proposed([(called[other[0]], other[0])])
    if own is not None:
        return f"did you mean '{own[0]}'?"
    parts = (_proposed(having(name, ids, labels)) for having in (_partly_called, _having) for name in said)
    return next(filter(None, parts), None)


def called(word: str, among: Iterable[str], labels: Labels) -> str | None:
    """Return the hint for the word among some that is called just so, or None if none is, or too many are."""
    return _proposed(_called(word, among, labels))


def _proposed(found: Iterable[Proposal]) -> str | None:
    told: dict[str, str] = {}
    for id_, label in found:
        told.setdefault(id_, f"'{id_}' ({label})")
    return f"did you mean {' or '.join(told.values())}?" if 0 < len(told) <= MOST_PROPOSED else None


def _called(word: str, ids: Iterable[str], labels: Labels) -> Iterator[Proposal]:
    """Yield what is called so."""
    for id_ in ids:
        yield from ((id_, label) for label in labels.get(id_, ()) if label.casefold() == word.casefold())


def _partly_called(word: str, ids: Iterable[str], labels: Labels) -> Iterator[Proposal]:
    """Yield what has it as one of the names in its label, as in `Telefon, Internet`."""
    for id_ in ids:
        yield from ((id_, label) for label in labels.get(id_, ()) if word.casefold() in _PARTS.split(label.casefold()))


def _having(word: str, ids: Iterable[str], labels: Labels) -> Iterator[Proposal]:
    """Yield what has all words of a phrase in its label."""
    said = {*_WORD.findall(word.casefold())}
    if not said or min(map(len, said)) < LETTERS_OF_A_WORD:
        return
    for id_ in ids:
        yield from ((id_, label) for label in labels.get(id_, ()) if said <= {*_WORD.findall(label.casefold())})
