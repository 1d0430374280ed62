"""The words of one language, from `messages/<language>.yaml`, and how values are put into them.

Whatever a value holds is shown as text: a template is read once, and what is put into it is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cafematch.errors import visible
from cafematch.quick import dataclass
from cafematch.reading.yamlfile import read_yaml

LANGUAGES: Final = ("de", "en", "fr")
"""The languages there are words for."""

_FOLDER = Path(__file__).parent / "messages"
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ALL_BUT_JOINERS = re.compile(r"[^\u200c\u200d]+")

Template = str | Mapping[str, str]
"""Words with `{places}` for values, or one version for each of the cases `fill` chooses from."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The words of one language: of the engine's messages, of the fixed parts of an answer, of days and hours."""

    says: Mapping[str, Template]
    words: Mapping[str, Template]
    languages: Mapping[str, str]
    time: Mapping[str, Any]


_INNER_QUOTES = str.maketrans("„“”", "‚‘’")


@lru_cache(maxsize=len(LANGUAGES))
def load_messages(language: str) -> Messages:
    """Return the words of a language. Raises ValueError if it is none of LANGUAGES."""
    if language not in LANGUAGES:
        raise ValueError(f"there are words in {', '.join(LANGUAGES)}, not in {language!r}")
    value: Any = read_yaml(_FOLDER / f"{language}.yaml", f"{language}.yaml").value
    return Messages(value["says"], value["words"], value["languages"], value["time"])


def word(language: str, key: str, **values: str | int) -> str:
    """Return fixed words of a language, with words or numbers in their places, where there is no network to speak of."""
    return fill(load_messages(language).words[key], {name: harmless(str(value)) for name, value in values.items()})


def fill(template: Template, values: Mapping[str, str], case: str = "other") -> str:
    """Return a template with values in their places; a part in square brackets is left out if a value in it is missing.

    `case` chooses among the versions of a template that has several: `one` or `other` for a number, else a word.
    """
    chosen = template if isinstance(template, str) else template.get(case) or template["other"]
    kept = _OPTIONAL.sub(lambda part: part[1] if _all_said(part[1], values) else "", chosen)
    kept = kept if kept == chosen else kept.lstrip(", ")  # what joined a part that was left out to the next
    return _PLACEHOLDER.sub(lambda place: _within(kept[: place.start()], values[place[1]]), kept)


def _within(before: str, value: str) -> str:
    """Return a value as it stands behind what comes before it: quotation marks within quotation marks are single ones."""
    return value.translate(_INNER_QUOTES) if before.endswith(("„", "“")) else value


def _all_said(part: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _PLACEHOLDER.findall(part))


def harmless(text: str) -> str:
    """Return words of a file as one line of plain text: spaces for line breaks, escapes for whatever does not print."""
    return printable(" ".join(text.replace("\u00ad", "").split()))


def printable(line: str) -> str:
    """Return a line with an escape for every character that does not print.

    The joiners that some scripts and emoji are written with stay; they can do no harm.
    """
    return line if line.isprintable() else _ALL_BUT_JOINERS.sub(lambda part: visible(part[0]), line)
