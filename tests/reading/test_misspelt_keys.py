"""A misspelt key is told, and what stands under it is judged as if the key were right: nothing else follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from pydantic import BaseModel

from cafematch.errors import InvalidData
from cafematch.model.catalog import HandoversFile, Network, Organisation
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule
from cafematch.model.scopes import KnownNames, Words
from cafematch.reading.shapes import Path, fields_at
from cafematch.reading.shelf import validate
from cafematch.reading.yamlfile import YamlFile, parse_yaml, read_yaml
from shipped import ROOT, neuwerder

CATALOG = neuwerder().catalog
WORDS = Words(CATALOG.vocabulary, KnownNames(CATALOG.network.places, {**CATALOG.organisation, **CATALOG.services}))
FILES: list[tuple[str, type[BaseModel]]] = [
    ("catalog/neuwerder/network.yaml", Network),
    ("catalog/neuwerder/handovers.yaml", HandoversFile),
    ("catalog/neuwerder/organisations/wc.yaml", Organisation),
    ("catalog/neuwerder/organisations/sf.yaml", Organisation),
    ("rules/safeguard/bed-tonight.yaml", Rule),
    ("rules/prefer/doors-without-a-name-when-afraid.yaml", Rule),
    ("rules/sequence/advice-before-the-office.yaml", Rule),
    ("examples/eviction-with-two-small-children/profile.yaml", Profile),
]


def keys_in(value: object, model: type[BaseModel], path: Path = (), inside: object = None) -> Iterator[Path]:
    """Yield the places of all keys of documents inside a value; `inside` is the value that `path` leads through."""
    whole = value if inside is None else inside
    if isinstance(value, dict):
        known = fields_at(model, path, whole)
        for key, entry in value.items():
            if key in known:
                yield (*path, key)
            yield from keys_in(entry, model, (*path, key), whole)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from keys_in(entry, model, (*path, number), whole)


def told_of(text: str, model: type[BaseModel]) -> list[str]:
    """Return what is told of a file with this text."""
    try:
        validate(parse_yaml(text.encode(), "file.yaml"), "file.yaml", model, WORDS)
    except InvalidData as error:
        return [str(problem) for problem in error.problems]
    return []


def misspelt(file: YamlFile, path: Path, chance: Random) -> str:
    """Return a file's text with a letter too few or too many in the key that ends a path."""
    line, column, length = file.position(path, "key")
    lines = file.source.text.split("\n")
    words, key = lines[line - 1], str(path[-1])
    at = chance.randrange(1, length)
    wrong = chance.choice([key[:at] + key[at + 1 :], key[:at] + key[at - 1] + key[at:]])
    lines[line - 1] = words[: column - 1] + wrong + words[column - 1 + length :]
    return "\n".join(lines)


@pytest.mark.parametrize(("name", "model"), FILES, ids=[name for name, _ in FILES])
def test_a_key_that_can_only_be_misspelt_is_all_that_is_told(name: str, model: type[BaseModel]) -> None:
    chance = Random(7)
    file = read_yaml(ROOT / name)
    assert told_of(file.source.text, model) == []
    tried = 0
    for path in keys_in(file.value, model):
        text = misspelt(file, path, chance)
        told = told_of(text, model)
        assert told
        if f"did you mean '{path[-1]}'?" in "".join(told):
            assert len(told) == 1, told
            tried += 1
    assert tried


PROFILE = """\
neds:
  - {ned: money.debtx, urgecy: soon}
backgroud: {age: x}
featings: {hope: 9}
"""
"""Misspelt keys, one under the other, and what is wrong under them."""


def test_what_stands_under_a_misspelt_key_is_told_at_its_place() -> None:
    assert [each.split("\n")[0] for each in told_of(PROFILE, Profile)] == [
        "file.yaml:1:1: 'neds' is no key here [unknown-key]",
        "file.yaml:2:6: 'ned' is no key here [unknown-key]",
        "file.yaml:2:11: there is no need 'money.debtx' [unknown-need]",
        "file.yaml:2:24: 'urgecy' is no key here [unknown-key]",
        "file.yaml:2:32: expected one of now, days, weeks, later; found 'soon' [unknown-value]",
        "file.yaml:3:1: 'backgroud' is no key here [unknown-key]",
        "file.yaml:3:18: expected a whole number, found 'x' [wrong-type]",
        "file.yaml:4:1: 'featings' is no key here [unknown-key]",
        "file.yaml:4:18: expected 4 or less, found 9 [out-of-range]",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("neds: [x]\nnedes: [y]\n", ["neds", "nedes"]),  # which of both is it?
        ("needs: []\nneds: [x]\n", ["neds"]),  # there is one already
        ("decline: [x]\n", ["decline", "x"]),  # nothing else is meant
        ("deadline: [x]\n", ["deadline"]),  # a key of a need
    ],
)
def test_where_it_is_not_sure_what_is_meant_nothing_is_said_of_what_stands_there(text: str, told: list[str]) -> None:
    assert [each.split("'")[1] for each in told_of(text, Profile)] == told
