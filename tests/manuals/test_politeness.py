"""The shipped texts say Sie and vous, or nobody at all: the same sheet is read to the old and to the young."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from builders import ROOT
from cafematch.reading.yamlfile import read_yaml
from cafematch.rendering.messages import LANGUAGES

FAMILIAR = {
    "de": re.compile(r"\b(du|dir|dich|dein\w*|euch|eure\w*)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|tes|te|t'\w+)\b", re.IGNORECASE),
}
OTHER_VOICES = {"also", "anchors", "name", "source", "examples"}
"""Keys under which others speak: people themselves, an organisation that names its offer, a book, whoever tests a rule."""
MESSAGES = "src/cafematch/rendering/messages"
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("rules", "catalog", MESSAGES)
    for path in (ROOT / folder).rglob("*.yaml")
)


def texts(value: Any, language: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text whose language is said, with the language."""
    if isinstance(value, str):
        yield language, str(value)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            if key not in OTHER_VOICES:
                yield from texts(entry, key if key in LANGUAGES else language)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from texts(entry, language)


@pytest.mark.parametrize("file", FILES)
def test_nobody_is_addressed_like_a_friend(file: str) -> None:
    said = texts(read_yaml(ROOT / file).value, Path(file).stem if file.startswith(MESSAGES) else "")
    assert [text for language, text in said if language in FAMILIAR and FAMILIAR[language].search(text)] == []
