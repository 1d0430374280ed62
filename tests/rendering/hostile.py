"""Words that would like to be markup, control codes or formulas, and how to put them everywhere in an answer."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from cafematch.matching.suggestion import Message
from cafematch.model.text import Text

T = TypeVar("T")

HOSTILE = "[bold]a[/] \x1b[31mb\x9b0m \x1b]0;c\x07 \u202ed\u2066 \ue000 \u200b{name}[x] <b> =1+1 \n\r\t~"
TAMED = r"[bold]a[/] \x1b[31mb\x9b0m \x1b]0;c\x07 \u202ed\u2066 \ue000 \u200b{name}[x] <b> =1+1 ~"


def with_every_text(value: T, words: str) -> T:
    """Return a value in which every text, and every string that is for people, says `words`."""

    def changed(value: Any, name: str = "") -> Any:
        if isinstance(value, Text):
            return Text.of(words)
        if isinstance(value, Message):
            return Message(value.code, tuple((key, changed(entry, key)) for key, entry in value.values))
        if isinstance(value, tuple):
            return tuple(changed(entry, name) for entry in value)
        if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.endswith("suggestion"):
            return replace(
                value, **{field.name: changed(getattr(value, field.name), field.name) for field in fields(value)}
            )
        free = ("phone", "hours", "wish", "label", "rule", "about", "at", "fact", "opened_by", "answers", "unanswered")
        return words if isinstance(value, str) and name in free else value

    changed_value: T = changed(value)
    return changed_value
