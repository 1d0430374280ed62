"""The answer for tools: one JSON document, with a published schema, every text in the language asked for."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

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
    wording = Wording(catalog, language, suggestion.as_of)
    answer = json.dumps({"language": language, **_plain(suggestion, wording)}, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda character: json.dumps(character[0])[1:-1], answer)


def _plain(value: Any, wording: Wording) -> Any:
    """Return a value as what JSON knows: words are put into the reader's language on the way."""
    if isinstance(value, Text | Message):
        return wording.say(value)
    if isinstance(value, tuple):
        return [_plain(entry, wording) for entry in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    names: tuple[str, ...] = getattr(value, "__match_args__", ())  # of a dataclass: its fields
    if names:
        return {name: _plain(getattr(value, name), wording) for name in names}
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
