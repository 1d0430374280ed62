"""The words of the three languages: the same keys, the same places for values, nothing missing, nothing left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cafematch.reading.yamlfile import read_yaml
from cafematch.rendering.messages import LANGUAGES

SOURCE = Path(__file__).parents[2] / "src/cafematch"


def words_of(language: str) -> dict[str, Any]:
    value: Any = read_yaml(SOURCE / "rendering/messages" / f"{language}.yaml").value
    return dict(value)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{number}")
    else:
        yield path, str(value)


def codes_in_source() -> set[str]:
    """Return every code a message is made with, as written; a computed one by its fixed beginning."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Message.of":
                first = node.args[0]
                options = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                for option in options:
                    if isinstance(option, ast.Constant):
                        found.add(str(option.value))
                    elif isinstance(option, ast.JoinedStr):
                        found.add(str(ast.literal_eval(option.values[0])) + "*")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    german = {path for path, _ in leaves(words_of("de"))}
    assert {path for path, _ in leaves(words_of(language))} == german


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_places_for_values(language: str) -> None:
    def places(words: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", words))

    own = dict(leaves({"says": words_of(language)["says"]}))
    for path, words in leaves({"says": words_of("de")["says"]}):
        assert places(own[path]) == places(words), path


def test_every_message_has_words_and_all_words_are_used() -> None:
    written = set(words_of("de")["says"])
    made = codes_in_source()
    families = tuple(code.removesuffix("*") for code in made if code.endswith("*"))
    assert {code for code in made if not code.endswith("*")} <= written
    assert {code for code in written if code not in made and not code.startswith(families)} == set()
