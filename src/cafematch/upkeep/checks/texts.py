"""Checks of texts for people: does each say something, and in every language of the network?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from cafematch.model.text import ANY_LANGUAGE, Text, shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.parts import Found, place_of
from cafematch.upkeep.inspection.sources import Place

NAMES: Final = frozenset(("name", "label"))
"""Where a text without a language is meant: names are the same in all of them."""

MAX_LISTED: Final = 5
"""So many lines of further texts are named in a message."""

A_SENTENCE: Final = 4
"""So many words are no accident: fewer may be the same in two languages."""

MANY_FILES: Final = 10
"""Where more files than these lack a language, it is being begun with, and a message for each of them helps nobody."""

LOST: Final = "\ufffd"
"""What stands for letters that could not be read."""

_GARBLED: Final = re.compile(rf"[ÃÂ][^\x00-\x7f]|â€[^\x00-\x7f]|{LOST}")


def unclear_services(inspection: Inspection) -> Iterator[Finding]:
    """A service must say for whom it is, so that staff elsewhere know whom to send. What it does and what it does not,
    no service can be read without.
    """
    for organisation, service, steps in inspection.services():
        if service.for_whom is None:
            message = f"'{service.id}' does not say for whom it is"
            yield Finding(
                message, Place.inside(organisation, *steps, "name"), "write it in a sentence under 'for_whom'"
            )


def empty_texts(inspection: Inspection) -> Iterator[Finding]:
    """A text must say something: it stands there because somebody needs it."""
    for found, text in inspection.parts.texts:
        if _is_empty(text):
            message = f"the text under '{found.key}' says nothing"
            yield Finding(message, place_of(found, inspection.sources), "write a sentence, or delete the key")
    for found, source in inspection.parts.sources:
        if not source.title.strip():
            message, hint = "this source has no title", "write what it is called: a law, a study, a page"
            yield Finding(message, place_of(found, inspection.sources, "title"), hint)


def copied_texts(inspection: Inspection) -> Iterator[Finding]:
    """A text must not be the same in two languages, nor what a service does not do the same as what it does: it was copied
    to be changed, and was not. Names and a few single words may well be the same.
    """
    for found, text in inspection.parts.texts:
        for (one, words), (other, others) in combinations(text.versions, 2):
            if found.key not in NAMES and words == others and len(words.split()) >= A_SENTENCE:
                message = f"this text is the same in '{one}' and in '{other}'"
                place = place_of(found, inspection.sources, other)
                yield Finding(message, place, f"translate it, or leave '{other}' out until it is")
                break
    for organisation, service, steps in inspection.services():
        does = dict(service.does.versions)
        same = [language for language, words in service.does_not.versions if does.get(language) == words]
        if same and not _is_empty(service.does):
            message = f"what '{service.id}' does not do is the same as what it does"
            place = Place.inside(organisation, *steps, "does_not")
            yield Finding(message, place, "write what people come for in vain")


def garbled_texts(inspection: Inspection) -> Iterator[Finding]:
    """Letters of a text must be those that were meant, and no remains of another encoding."""
    for found, text in inspection.parts.texts:
        for _, words in text.versions:
            letters, meant = next(_garbled(words), ("", ""))
            if letters:
                message = (
                    f"in this text {shown(letters)} stands for {shown(meant) if meant else 'letters that are lost'}"
                )
                hint = "write them anew, or copy them from a file that is saved as UTF-8"
                yield Finding(message, place_of(found, inspection.sources), hint)
                break


def untranslated_texts(inspection: Inspection) -> Iterator[Finding]:
    """Every text must be there in every language of the network. One that names no language is taken for the language
    that is read first, unless it is a name. The texts of a file are told together; where very many files lack a
    language, the language is told.
    """
    network = inspection.catalog.network
    for number, language in enumerate(network.languages):
        missing = _missing(language, inspection)
        if len(missing) > MANY_FILES:
            texts = sum(map(len, missing.values()))
            message = f"{texts} texts in {len(missing)} files are not there in the language '{language}'"
            place = Place.inside(network, "languages", number, of="value")
            yield Finding(message, place, "write them, or leave the language out until they are written")
            continue
        for places in missing.values():
            first, *others = sorted(places, key=inspection.sources.line)
            lines = list(dict.fromkeys(str(inspection.sources.line(place)) for place in others))
            beside = f", nor is what stands on line {_listed(lines)}" if others else ""
            message = f"this text is not there in the language '{language}'{beside}"
            yield Finding(message, first, f"add '{language}:' with the words")


def _garbled(words: str) -> Iterator[tuple[str, str]]:
    """Yield letters that were written in UTF-8 and read in the encoding of Windows, each with what was meant; '' if that
    is lost.
    """
    for letters in _GARBLED.findall(words):
        try:
            yield letters, "" if letters == LOST else letters.encode("cp1252").decode("utf-8")
        except UnicodeError:  # a word of some language may well be written so
            continue


def _missing(language: str, inspection: Inspection) -> dict[str, list[Place]]:
    """Return the places of all texts that are not there in a language, by their files."""
    missing: dict[str, list[Place]] = defaultdict(list)
    for found, text in inspection.parts.texts:
        if not _is_in(language, text, found, inspection.catalog.network.language) and not _is_empty(text):
            missing[found.place.file].append(place_of(found, inspection.sources))
    for name, feeling in inspection.catalog.vocabulary.feelings.items():
        if language not in feeling.anchors:
            place = Place("catalog", "vocabulary/feelings.yaml", (name, "anchors"))
            missing[place.file].append(place)
    return missing


def _listed(lines: list[str]) -> str:
    more = [f"{len(lines) - MAX_LISTED} more"] if len(lines) > MAX_LISTED else []
    return ", ".join([*lines[:MAX_LISTED], *more])


def _is_empty(text: Text) -> bool:
    return not any(words.strip() for _, words in text.versions)


def _is_in(language: str, text: Text, found: Found, first: str) -> bool:
    """Return whether somebody who reads a language finds words in it."""
    for code, words in text.versions:
        if code == language or (code == ANY_LANGUAGE and (language == first or found.key in NAMES)):
            return bool(words.strip())
    return False
