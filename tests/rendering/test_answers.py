"""Whole answers: what a caseworker reads, and what a tool reads."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from cafematch import Suggestion
from cafematch.reading.loading import read_profile
from cafematch.rendering.json import suggestion_schema, to_json
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.text import print_suggestion
from reviewed import reviewed
from shipped import EXAMPLES, ROOT, matcher, matcher_for, neuwerder, suggestion_for

HOSTILE = "[bold red]fett[/] \x1b[31mrot\x1b[0m \u202eumgedreht =1+1 <b>"


def text_of(suggestion: Suggestion, language: str = "de", *, scores: bool = False) -> str:
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
    print_suggestion(suggestion, matcher(suggestion.network).catalog, language, console, scores=scores)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    ["thoughts-of-suicide", "nothing-known-yet", "eviction-with-two-small-children", "fourteen-and-wants-to-earn"],
)
def test_the_text_is_as_reviewed(name: str, language: str) -> None:
    """Compared whole; after a change on purpose, read the new text aloud before you put it there."""
    text = text_of(suggestion_for(name), language)
    assert text == reviewed(ROOT / "tests/rendering/texts" / f"{name}.{language}.txt", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_fits_80_columns_and_has_no_control_codes(name: str, language: str) -> None:
    for line in text_of(suggestion_for(name), language, scores=True).splitlines():
        assert len(line) <= 80
        assert line.isprintable()
        assert line == line.rstrip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_is_as_the_schema_says(name: str, language: str) -> None:
    answer = json.loads(to_json(suggestion_for(name), matcher_for(name).catalog, language))
    jsonschema.validate(answer, suggestion_schema())
    assert answer["language"] == language


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = ROOT / "src/cafematch/rendering/suggestion-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == suggestion_schema()


def test_no_score_is_shown_unless_asked_for() -> None:
    suggestion = suggestion_for("eviction-with-two-small-children")
    assert "need_now" not in text_of(suggestion)
    assert "+300  need_now" in text_of(suggestion, scores=True)


def test_every_line_of_a_score_names_its_rule_and_its_place() -> None:
    answer = json.loads(to_json(suggestion_for("vocational-german-with-a2"), neuwerder().catalog, "de"))

    def lines(value: Any) -> Any:
        if isinstance(value, dict):
            if "points" in value:
                yield value
            for inner in value.values():
                yield from lines(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from lines(inner)

    found = list(lines(answer))
    assert found
    for line in found:
        file, _, number = line["at"].rpartition(":")
        assert (ROOT / "rules" / file).is_file()
        assert int(number) > 0
        assert line["rule"]


def test_what_a_profile_holds_is_shown_as_text() -> None:
    raw = {
        "needs": ["social.loneliness"],
        "wish": HOSTILE,
        "competences": [{"label": HOSTILE, "area": "crafts_repair"}],
    }
    text = text_of(neuwerder().suggest(read_profile(raw, neuwerder().catalog)))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold red]fett[/] \\x1b[31mrot\\x1b[0m \\u202eumgedreht" in " ".join(text.split())
