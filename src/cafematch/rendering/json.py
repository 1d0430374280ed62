"""The answer for tools: one JSON document, with a published schema, every text in the language asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cafematch.errors import Problem, visible
from cafematch.matching.suggestion import FORMAT_VERSION, Message, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.model.text import Text
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.wording import Wording

SCHEMA_ID = f"https://cafematch.org/schemas/suggestion-{FORMAT_VERSION}.json"

_UNSEEN = re.compile(
    r"[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What does not print but may steer a terminal or turn words around; JSON tells it by number, and nothing is lost."""


def to_json(suggestion: Suggestion, catalog: Catalog, language: str) -> str:
    """Return a suggestion as JSON, keys in the order of the schema; moments are local time of the network.

    `language` is one of `rendering.messages.LANGUAGES`; ValueError for any other.
    """
    return dumped(told_in(suggestion, catalog, language), indent=2)


def to_json_line(profile: str, suggestion: Suggestion, catalog: Catalog, language: str) -> str:
    """Return a suggestion as one line of JSON: `profile`, what the profile is called, and `suggestion`, as `to_json` has it."""
    return dumped({"profile": profile, "suggestion": told_in(suggestion, catalog, language)})


def schema_to_json(schema: Mapping[str, Any]) -> str:
    """Return a JSON Schema, or settings that name some, as JSON, keys in their order."""
    return dumped(schema, indent=2)


def problems_to_json_line(profile: str, problems: Iterable[Problem]) -> str:
    """Return what is wrong with a profile as one line of JSON: `profile`, and `problems`, all of which are in its file."""
    told = [{key: said for key, said in problem_to_json(problem).items() if key != "file"} for problem in problems]
    return dumped({"profile": profile, "problems": told})


def problem_to_json(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON documents have it; `file`, `line`, `column` and `hint` may be null."""
    return {
        "code": problem.code,
        "message": visible(problem.message),
        "file": problem.location.file if problem.location else None,
        "line": problem.location.line if problem.location else None,
        "column": problem.location.column if problem.location else None,
        "hint": visible(problem.hint) if problem.hint else None,
    }


def told_in(suggestion: Suggestion, catalog: Catalog, language: str) -> dict[str, Any]:
    """Return a suggestion as what JSON knows, every text in one language. Raises ValueError for one without words."""
    return {"language": language, **plain(suggestion, Wording(catalog, language, suggestion.as_of))}


def dumped(value: object, indent: int | None = None) -> str:
    """Return a value as JSON in which nothing steers a terminal: what does not print stands there by its number."""
    return _UNSEEN.sub(
        lambda character: json.dumps(character[0])[1:-1], json.dumps(value, ensure_ascii=False, indent=indent)
    )


def plain(value: Any, wording: Wording) -> Any:
    """Return a value as what JSON knows: words are put into the reader's language on the way."""
    if isinstance(value, Text | Message):
        return wording.say(value)
    if isinstance(value, tuple):
        return [plain(entry, wording) for entry in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    names: tuple[str, ...] = getattr(value, "__match_args__", ())  # of a dataclass: its fields
    if names:
        return {name: plain(getattr(value, name), wording) for name in names}
    return value


def suggestion_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `to_json` writes."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(Suggestion).json_schema(mode="serialization")
    language = {"description": "The language of every text.", "enum": list(LANGUAGES), "type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **_closed(schema),
        "properties": {"language": language, **schema["properties"]},
        "required": ["language", *schema["properties"]],
    }


def _closed(schema: Any) -> Any:
    """Return a schema in which every key is always there and no other is, as in the answers."""
    if isinstance(schema, list):
        return [_closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items() if key != "default"}
    if "properties" in closed:
        closed |= {"additionalProperties": False, "required": list(closed["properties"])}
    if closed.get("format") == "date-time":
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}
    return closed
