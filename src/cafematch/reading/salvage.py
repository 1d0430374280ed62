"""What is good of values that were refused, so that the rest of the files can be judged by it, and nothing more.

A vocabulary with a slip in one entry still has all its other words; only what names the entry cannot be judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from cafematch.model.documents import ReadingContext
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass
from cafematch.reading.known import Gathered, written_in
from cafematch.reading.problems import refused_at
from cafematch.reading.shapes import Path, leads_into

_FAMILIES: Final = frozenset({"competence", "feeling", "need", "parameter", "readiness"})
"""What the name of a fact may begin with that is named by a word of another file."""

_STEPS: Final[Mapping[str, int]] = {"competences": 3, "needs": 4, "scales": 3, "words": 3}
"""How many steps lead to an entry of a part, where it is not two: a half of an entry says something else than the whole."""


_MAY_BE_EMPTY: Final = ("facts", "feelings", "kinds", "needs", "parameters")
"""The parts without which a vocabulary can still be read."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The words that were left out, and what belongs to them: with `money` also `need.money.debts.urgency`.

    Of `texts`, files left out as a whole, it is lost whatever is written in them.
    """

    words: frozenset[str] = frozenset()
    texts: tuple[Gathered, ...] = ()

    def __contains__(self, word: object) -> bool:
        family, _, rest = str(word).partition(".")
        steps = (rest if family in _FAMILIES else str(word)).split(".")
        names = [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
        return any(name in self.words or any(name in text for text in self.texts) for name in names)


def salvaged(values: Mapping[str, Any], texts: Mapping[str, bytes | None]) -> tuple[Vocabulary | None, Lost]:
    """Return the vocabulary without what is wrong, and what that is; None if it cannot do without.

    `values` are what its files say, and `texts` these files, as far as they could be read.
    """
    left = {part: _copied(value) for part, value in values.items()}
    lost, whole = set[str](), set[str]()
    while True:
        for part in _MAY_BE_EMPTY:
            if part not in left:
                left[part] = {}
                whole.add(part)
        try:
            vocabulary = Vocabulary.model_validate(left, context=ReadingContext("vocabulary"))
        except ValidationError as error:
            wrong = [path[: _STEPS.get(str(path[0]), 2)] for path in list(refused_at(error, left)) if path]
            removed = [path for path in wrong if _remove(left, path)]
            if not removed:
                return None, Lost()
            lost.update(_word_at(path) for path in removed)
        else:
            unread = tuple(written_in(texts.get(part)) for part in sorted(whole))
            return vocabulary, Lost(frozenset(lost), unread)


def is_sound(vocabulary: Vocabulary) -> bool:
    """Return whether all types can be made: whether there is every scale that is needed."""
    try:
        for parameter in vocabulary.parameters.values():
            vocabulary.type_of(parameter)
        return bool(
            [vocabulary.fact_types, vocabulary.service_types, vocabulary.scale("cefr"), vocabulary.scale("urgency")]
        )
    except KeyError:
        return False


def _copied(value: Any) -> Any:
    return {key: _copied(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _remove(values: Any, path: Path) -> bool:
    """Remove what stands at a path; return whether it was there."""
    for step in path[:-1]:
        if not leads_into(values, step):
            return False
        values = values[step]
    return isinstance(values, dict) and values.pop(path[-1], path) is not path


def _word_at(path: Path) -> str:
    """Return the word that stands at a path, a need by its full name."""
    part, *steps = (str(step) for step in path)
    return ".".join((steps[0], steps[-1])) if part == "needs" and len(steps) > 1 else (steps or [part])[-1]
