"""What can be wrong with files, code by code: what `cafematch check --list` tells beside its own checks.

Such problems are found while reading, each where it arises; here is only what their codes mean, as in tests/broken/README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "bad-hours": (
        "opening hours cannot be read, or say something else than they seem to",
        "write them as in `Mo-Fr 09:00-12:00; PH off`, days in English",
    ),
    "bad-id": (
        "an id has capital letters, spaces or umlauts, or lacks its dot",
        "use a to z, digits and `_` (in rules `-`); a service is `organisation.service`",
    ),
    "circular-parameter": (
        "a rule that sets parameters or derives facts looks at a parameter",
        "name the fact or feeling the parameter is set by",
    ),
    "contradicting-derivation": ("two rules of kind derive give one fact two values", "let one rule decide"),
    "control-character": (
        "the file holds characters nobody can see",
        "delete them; copied text often brings them along",
    ),
    "duplicate-id": (
        "two services, organisations, rules or hand-overs have the same id",
        "give one its own id, or join them",
    ),
    "duplicate-key": ("a key stands twice in one place", "delete or rename one"),
    "duplicate-rank": ("two levels of a scale have the same rank", "give each level its own rank"),
    "empty-file": ("a file says nothing though it must", "write its keys, or delete the file"),
    "file-too-large": ("a file is larger than any catalog needs", "split it"),
    "handover-to-nobody": (
        "a hand-over leads to an organisation or service that is not there",
        "correct the id, or delete the hand-over",
    ),
    "idle-services": (
        "a rule about the person narrows services",
        "say it under `when`, or use a kind that speaks about services",
    ),
    "key-not-text": ("a key begins with `[`, `{` or `*`", "put it in quotes"),
    "missing-file": ("a file that is needed is not there", "check its name and folder"),
    "missing-folder": ("the folder of catalog or rules is not there", "check the path"),
    "missing-key": (
        "something that must be said is not said",
        "add the key the message names, with what the hint says",
    ),
    "mixed-kinds": ("an include names places to go to and people who come along", "write two rules"),
    "no-git": ("a revision is named, and git's own program is not installed", "install it, or compare two folders"),
    "no-repository": (
        "a revision is named where nothing is kept in git, or git has not all of it",
        "compare two folders, or fetch it whole",
    ),
    "not-a-condition": (
        "a requirement is no list of tests, or a line holds no test, or two",
        "one test a line, each line begins with `- `",
    ),
    "not-a-date": ("a date is written another way, or no calendar has it", "year-month-day: `2026-03-02`"),
    "not-a-duration": (
        "a length of time is written another way",
        "a number and a unit in English: `2 weeks`, `1 day`; or `at once`",
    ),
    "not-a-file": ("a folder stands where a file is expected", "move what is in it"),
    "not-a-language": ("a language is not written as its code", "two or three small letters: `de`, `en`, `fr`, `ar`"),
    "not-a-level": ("a level is not on its scale", "choose one the message lists"),
    "not-a-moment": ("a date and time is written another way", "`2026-03-16T10:00`"),
    "not-an-assumption": ("what follows `--what-if` has no name or no equals sign", "write it as in `language.de=B1`"),
    "not-an-outcome": ("an outcome names no fact, or several", "one fact and `after:` in each"),
    "not-finite": ("a number is infinite, or no number", "write a number"),
    "not-text": ("a list or a number stands where text is expected", "write text, or one text for each language"),
    "not-utf8": ("the file is not saved as UTF-8", "save it as UTF-8; every editor can"),
    "not-written": (
        "a profile is to be written where nothing can be",
        "name a file in a folder that is there and can be written to",
    ),
    "number-too-long": ("a number has very many digits", "correct it; text goes in quotes"),
    "other-network": (
        "the profile was written for another network",
        "choose that network, or change the profile's `network:`",
    ),
    "out-of-range": ("a number is too small or too large", "stay within what the message says"),
    "recursive-alias": ("a `*name` stands inside what it repeats", "write the value out"),
    "several-documents": ("a line `---` begins a second document", "put it into a file of its own"),
    "swapped-bounds": ("the upper value stands first, or something ends before it begins", "swap them"),
    "too-deep": ("lists, or all, any and not, stand too deep inside each other", "split them into lines"),
    "too-few": ("a list has too few entries", "add some"),
    "too-many": ("a list has too many entries", "take some away"),
    "too-many-aliases": ("`*name` repeats very many values", "write them out"),
    "too-many-files": ("a folder holds more files than a network can have", "split the network"),
    "unknown-alias": ("text begins with `*`", "put it in quotes"),
    "unknown-area": ("an area of competence is not in the vocabulary", "choose one of `vocabulary/competences.yaml`"),
    "unknown-country": (
        "a country is not written as its code, or its public holidays are not known",
        "two capital letters: `DE`, `FR`",
    ),
    "unknown-fact": ("a fact is not in the vocabulary", "choose one of `vocabulary/facts.yaml`, or declare it there"),
    "unknown-feeling": ("a feeling is not in the vocabulary", "choose one of `vocabulary/feelings.yaml`"),
    "unknown-key": ("a key means nothing at this place", "correct it to one the hint names, or delete it"),
    "unknown-kind": ("a kind of service is not in the vocabulary", "choose one of `vocabulary/kinds.yaml`"),
    "unknown-need": ("a need is not in the vocabulary", "choose one of `vocabulary/needs.yaml`"),
    "unknown-network": ("there is no folder of this network", "correct the name"),
    "unknown-organisation": ("an organisation is not in this network", "correct the id, or add its file"),
    "unknown-parameter": ("a parameter is not in the vocabulary", "choose one of `vocabulary/parameters.yaml`"),
    "unknown-place": ("a place is not in this network", "choose one of `network.yaml`, or add it there"),
    "unknown-property": ("services have no such property", "choose another; tests of the person belong under `when:`"),
    "unknown-revision": (
        "neither a folder with a catalog nor a revision of git has this name",
        "correct it: a branch, a tag, a hash, `HEAD~1`",
    ),
    "unknown-scale": ("a scale is not in the vocabulary", "choose one of `vocabulary/scales.yaml`"),
    "unknown-service": ("a service or organisation is not in this network", "correct the id"),
    "unknown-side-offer": (
        "a side offer is not in the vocabulary",
        "choose one of `side_offers` in `vocabulary/words.yaml`",
    ),
    "unknown-test": ("this sort of value cannot be tested so", "choose a test the hint names"),
    "unknown-timezone": ("there is no such time zone", "continent and town: `Europe/Berlin`"),
    "unknown-value": ("a word is none of those to choose from", "choose one the message lists"),
    "unknown-weight": ("a weight is not in `weights.yaml`", "correct the name, or add the weight"),
    "unreadable": (
        "the computer does not let a file or folder be read, or links to a folder",
        "check who may read it, or move it here",
    ),
    "wrong-file-name": (
        "a file's name or folder does not fit what it says, or it would not be read at all",
        "move or rename it, or change its id",
    ),
    "wrong-section": ("a fact stands in another part of the profile than its own", "move it where the message says"),
    "wrong-sign": (
        "points that add are below zero, or points that cost are above",
        "turn the sign, or choose another weight",
    ),
    "wrong-type": (
        "a value is of another sort: text for a number, one word for a list",
        "write it as the message says",
    ),
    "yaml-syntax": (
        "the file cannot be read from this place on",
        "check quotes, brackets, colons and indentation there",
    ),
    "yaml-tag": ("text begins with `!`", "put it in quotes"),
}
"""For every code what is wrong, and how to mend it."""
