"""What is meant by a key that means nothing where it stands: another key, misspelt, or one that belongs elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cafematch.errors import quoted
from cafematch.model.languages import is_language
from cafematch.model.scopes import Words
from cafematch.reading.labels import called
from cafematch.reading.languages import LETTERS_OF_A_USUAL_LANGUAGE, language_called
from cafematch.reading.nearest import SAME_WORD, closest
from cafematch.reading.shapes import Path, fields_at, parents_of


def key_meant(model: type[BaseModel], path: Path, value: Any, *, alone: bool = False) -> str | None:
    """Return the key that is missing in `value`, which was to be made a document of `model`, and misspelt at the end of a path.

    What is a key itself, though of another place, is misspelt only if it is nearly the same: `need` is `needs`.
    With `alone` nothing is returned where another key may be meant as well.
    """
    beside = value
    for step in path[:-1]:
        beside = beside[step]
    word, missing = str(path[-1]), fields_at(model, path[:-1], value).keys() - beside.keys()
    found = closest(word, missing)
    if found is None or (found[1] < SAME_WORD and place_of_key(model, path, value, None)):
        return None
    if alone and closest(word, missing - {found[0]}):
        return None
    return found[0]


def place_of_key(model: type[BaseModel], path: Path, value: object, words: Words | None) -> str | None:
    """Return the hint where the key that ends a path belongs in `value`, which was to be made a document of `model`.

    None if it can be nowhere, or stands in the right place already.
    """
    word = str(path[-1])
    if (outer := _beside(model, path, value)) is not None:
        return f"it belongs beside {quoted(outer)}, not within it"
    here = next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")
    if parents := parents_of(model, word):
        return None if here in parents else f"it belongs under {' or '.join(map(quoted, parents))}"
    if words is None or "background" not in model.model_fields:
        return None
    parent, hint = next(_of_a_person(word, words), (here, None))
    if parent == here == "needs":
        return f"write '{{need: {word}, …}}'" if word in words.vocabulary.terms else None
    return None if parent == here else hint


def _beside(model: type[BaseModel], path: Path, value: object) -> str | None:
    """Return the innermost key around the one that ends a path beside which that one can stand."""
    outer = range(len(path) - 2, -1, -1)
    return next((str(path[depth]) for depth in outer if path[-1] in fields_at(model, path[:depth], value)), None)


def _of_a_person(word: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield under which key of a profile something stands that is named by its word, or by what it is called."""
    vocabulary = words.vocabulary
    for parent, among in (
        ("background", [name for name, fact in vocabulary.facts.items() if fact.section == "background"]),
        ("constraints", [name for name, fact in vocabulary.facts.items() if fact.section == "constraints"]),
        ("feelings", vocabulary.feelings),
        ("needs", vocabulary.terms),
    ):
        if word in among:
            entry = f", as in '- {word}'" if parent == "needs" else ""
            yield parent, f"it belongs under {quoted(parent)}{entry}"
        elif hint := called(word, among, vocabulary.labels):
            yield parent, f"{hint} it belongs under {quoted(parent)}"
    if any(name.endswith(f".detail.{word}") for name in vocabulary.facts):
        yield "detail", "it belongs under 'detail' of its need"
    if code := language_called(word) or (
        word if is_language(word) and len(word) == LETTERS_OF_A_USUAL_LANGUAGE else None
    ):
        yield "languages", f"it belongs under 'languages' in 'constraints', as in 'languages: {{{code}: …}}'"
