"""Turns what a document refuses into problems with a place, in the words of the people who write the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cafematch.errors import Problem, Severity, quoted, visible
from cafematch.model.languages import LANGUAGE_CODES
from cafematch.model.refusals import Refused
from cafematch.model.scopes import Words
from cafematch.model.text import shown
from cafematch.model.values import PLAIN, as_truth, in_brackets, in_quotes, without_quotes
from cafematch.quick import dataclass
from cafematch.reading.belonging import key_meant, place_of_key
from cafematch.reading.labels import Labels, did_you_mean, labels_in, labels_of
from cafematch.reading.languages import language_meant
from cafematch.reading.shapes import (
    KEYS,
    PATTERNS,
    Path,
    belongs,
    fields_at,
    leads_into,
    named_by,
    takes_text,
)
from cafematch.reading.yamlfile import YamlFile

Files = Mapping[str, YamlFile]
Finder = Callable[[Path], tuple[YamlFile, Path]]

MAX_LISTED: Final = 16
"""How many words a hint lists to choose from; more of them are looked up in their file."""

_EXPECTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": KEYS,
    "mapping_type": KEYS,
    "model_type": KEYS,
    "model_attributes_type": KEYS,
}
"""What was expected where pydantic found a value of another type."""

_STANDS_IN: Final = {
    "unknown-need": "needs stand in vocabulary/needs.yaml of the catalog",
    "unknown-feeling": "feelings stand in vocabulary/feelings.yaml of the catalog",
    "unknown-area": "areas of competence stand in vocabulary/competences.yaml of the catalog",
    "unknown-fact": "facts stand in vocabulary/facts.yaml of the catalog",
    "unknown-property": "tests of the person belong under 'when'; here stand kind, organisation, threshold, languages …",
    "unknown-kind": "kinds of services stand in vocabulary/kinds.yaml of the catalog",
    "unknown-parameter": "parameters stand in vocabulary/parameters.yaml of the catalog",
    "unknown-scale": "scales stand in vocabulary/scales.yaml of the catalog",
    "unknown-side-offer": "side offers stand in vocabulary/words.yaml of the catalog",
    "unknown-place": "places stand in the network's network.yaml",
    "unknown-service": "services stand in the network's folder organisations",
    "unknown-organisation": "organisations stand in the network's folder organisations",
    "handover-to-nobody": "organisations and their services stand in the network's folder organisations",
    "unknown-weight": "weights stand in weights.yaml of the rules",
}
"""Where a writer finds the names there are, when no name is near and they are too many to list."""


_SPEAKS_OF: Final = {
    "feeling": "unknown-feeling",
    "need": "unknown-need",
    "competence": "unknown-area",
    "parameter": "unknown-parameter",
}
"""Of what sort a fact is whose name begins with a word and a dot."""

_LIST_THEM: Final = frozenset(["not-a-level", "unknown-value"])
"""Codes whose messages already list what there is to choose from."""


@dataclass(frozen=True, slots=True)
class _Detail:
    """One refusal as pydantic tells it, at its place in the file.

    Pydantic's own place also names alternatives: `cost`, `Cost`, `amount`. They are kept apart: `choice` is the place
    of the value that has alternatives, `branch` the alternative that was tried.
    """

    kind: str
    path: Path
    found: Any
    context: Mapping[str, Any]
    of_key: bool = False
    choice: Path | None = None
    branch: str = ""

    @property
    def of_shape(self) -> bool:
        """Whether an alternative was refused as a whole and not for something inside it."""
        return self.path == self.choice and (self.kind in _EXPECTED or self.kind == "literal_error")


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    find: Finder,
    value: object,
    *,
    words: Words | None = None,
    without: Collection[str] = (),
) -> list[Problem]:
    """Return one problem for everything a document refused in `value`, of which it was to be made.

    `find` tells the file of a place inside the document, and where there. Parts `without` a file are known to be missing;
    of `words` those that are lost are not judged.
    """
    lacking = {(name,) for name in without}
    details = [detail for detail in _details(error, value) if not _follows(detail) and detail.path[:1] not in lacking]
    details = list(_decided(details))
    if words is not None and words.lost:
        details = [detail for detail in details if detail.context.get("word") not in words.lost]
    misspelt = {
        (detail.path[:-1], key_meant(model, detail.path, value))
        for detail in details
        if detail.kind == "extra_forbidden"
    }
    told = [
        _problem(detail, model, value, words, *find(detail.path))
        for detail in details
        if not (detail.kind == "missing" and (detail.path[:-1], detail.path[-1]) in misspelt)
    ]
    return list(dict.fromkeys(told))


def misspelt_keys(error: ValidationError, model: type[BaseModel], value: object) -> dict[Path, str]:
    """Return the places of keys that a document refused and that can only be misspelt, each with the key that is meant."""
    strays = (detail.path for detail in _details(error, value) if detail.kind == "extra_forbidden")
    meant = {path: key for path in strays if (key := key_meant(model, path, value, alone=True))}
    taken = Counter((path[:-1], key) for path, key in meant.items())
    return {path: key for path, key in meant.items() if taken[path[:-1], key] == 1}


def unknown_key(file: YamlFile, path: Path, hint: str | None) -> Problem:
    """Return the problem of a key that is none where it stands."""
    return file.problem("unknown-key", f"{shown(str(path[-1]))} is no key here", path, of="key", hint=hint)


def refused_at(error: ValidationError, value: object) -> Iterator[Path]:
    """Yield the places of what was refused; of what is missing, the place that misses it."""
    for detail in _details(error, value):
        yield detail.path[:-1] if detail.kind == "missing" else detail.path


def _details(error: ValidationError, value: object) -> Iterator[_Detail]:
    for told in error.errors(include_url=False):
        path: Path = ()
        choice: Path | None = None
        branch, of_key = "", False
        here: Any = value
        steps = told["loc"]
        for position, step in enumerate(steps):
            if leads_into(here, step):
                path, here = (*path, step), here[step]
            elif step == "[key]":
                of_key = True
            elif told["type"] == "missing" and position == len(steps) - 1:
                path = (*path, step)
            elif choice is None:
                choice, branch = path, str(step)
        yield _Detail(told["type"], path, told["input"], told.get("ctx") or {}, of_key, choice, branch)


def _follows(detail: _Detail) -> bool:
    """Return whether a refusal only follows from another one."""
    if detail.kind == "too_short":  # pydantic does not count the entries it refused
        return len(detail.found) >= int(detail.context["min_length"])
    return isinstance(detail.context.get("error"), Refused)  # it depends on a key beside it that was refused itself


def _decided(details: list[_Detail]) -> Iterator[_Detail]:
    """Yield the refusals; where a value had alternatives, those of the one that was meant, or one for all of them."""
    chosen: dict[Path, list[_Detail]] = {}
    for detail in details:
        if detail.choice is not None:
            chosen.setdefault(detail.choice, []).append(detail)
    for detail in details:
        if detail.choice is None:
            yield detail
            continue
        beside = chosen[detail.choice]
        meant = {other.branch for other in beside if not other.of_shape}
        if detail.branch in meant or len(beside) == 1:
            yield detail
        elif not meant and detail is beside[0]:
            yield _Detail("alternatives", detail.path, detail.found, {"among": beside})


def _problem(
    detail: _Detail, model: type[BaseModel], value: object, words: Words | None, file: YamlFile, path: Path
) -> Problem:
    kind, context, labels = detail.kind, detail.context, labels_of(words)
    hint: str | None
    of: Literal["key", "value"] = "key" if detail.of_key else "value"
    if kind == "missing":
        key = str(detail.path[-1])
        hint = f"add '{key}:' with {context.get('what') or belongs(model, detail.path, value)}"
        message = f"the key {shown(key)} is missing here"
        if "why" in context:
            return file.problem(
                "missing-key", f"{message}: {context['why']}", (*path[:-1], context["beside"]), hint=hint
            )
        return file.problem("missing-key", message, path[:-1], of="key", hint=hint)
    if kind == "extra_forbidden":
        return unknown_key(file, path, _stray_key(detail, model, value, words, file, path))
    if "sentence" in context:
        word = context["word"]
        if word is not None and detail.path and detail.path[-1] == word and kind in _OF_KEYS:
            of = "key"
        hint = context["hint"] or (None if word is None else _hint(kind, word, context["among"], labels))
        if context["hint"] == LANGUAGE_CODES:
            hint = language_meant(word) or LANGUAGE_CODES
        if of == "key" and kind in _OF_NAMES and (elsewhere := place_of_key(model, detail.path, value, words)):
            hint = elsewhere
        return file.problem(kind, visible(context["sentence"]), path, of=of, hint=hint)
    if kind == "string_type" and (what := named_by(model, detail.path, value)):
        message = f"expected the name of a {what}, found {shown(detail.found)}"
        return file.problem("wrong-type", message, path, of=of, hint=_STANDS_IN.get(f"unknown-{what}"))
    code, message, hint = _told(detail, fields_at(model, detail.path, value), labels)
    return file.problem(code, message, path, of=of, hint=hint)


def _stray_key(
    detail: _Detail, model: type[BaseModel], value: object, words: Words | None, file: YamlFile, path: Path
) -> str | None:
    """Return where a key belongs that is none here, or what it may have been."""
    line, column, length = file.position(path, "key")
    if file.source.lines[line - 1][column - 1 + length :].lstrip()[:1] in (",", "}"):  # `{amount: 3,50}`
        return (
            "a comma ends a value here: put text that contains one in quotes, lists in [], and write numbers like 3.50"
        )
    if meant := key_meant(model, detail.path, value):
        return f"did you mean '{meant}'?"
    elsewhere = place_of_key(model, detail.path, value, words)
    return elsewhere or _hint("unknown-key", str(path[-1]), fields_at(model, detail.path[:-1], value), {})


_OF_KEYS: Final = frozenset(
    [
        "not-a-condition",
        "not-a-language",
        "unknown-fact",
        "unknown-key",
        "unknown-parameter",
        "unknown-property",
        "unknown-test",
        "wrong-section",
    ]
)
"""Codes that are about a key where the key is the word that was refused."""


_OF_NAMES: Final = frozenset(["unknown-fact", "unknown-feeling", "unknown-need"])
"""Codes of a name that may be one of another part of a profile."""


def _told(detail: _Detail, fields: Mapping[str, FieldInfo], labels: Labels) -> tuple[str, str, str | None]:
    """Return code, sentence and hint of a refusal that pydantic words itself; `fields` may stand at its place."""
    kind, found, context = detail.kind, detail.found, detail.context
    hint: str | None = None
    match kind:
        case "literal_error":
            words = _words_of(detail)
            wanted = words[0] if len(words) == 1 else f"one of {', '.join(words)}"
            hint = did_you_mean(found, words, labels) if isinstance(found, str) else None
            return "unknown-value", f"expected {wanted}; found {shown(found)}", hint
        case "alternatives":
            message = f"expected {_either(context['among'], fields)}; found {shown(found)}"
            return "wrong-type", message, _with_keys(fields)
        case "string_pattern_mismatch":
            code, wanted = PATTERNS.get(context["pattern"], ("bad-id", "an id such as others in this file"))
            return code, f"expected {wanted}; found {shown(found)}", None
        case "greater_than_equal":
            return "out-of-range", f"expected {context['ge']:g} or more, found {shown(found)}", None
        case "less_than_equal":
            return "out-of-range", f"expected {context['le']:g} or less, found {shown(found)}", None
        case "too_short":
            return "too-few", f"expected {_counted(context['min_length'])} or more, found {len(found) or 'none'}", None
        case "too_long":
            return "too-many", f"expected {_counted(context['max_length'])} or fewer, found {len(found)}", None
        case "string_type":
            hint = in_quotes(found)
        case "int_type" | "float_type":
            hint = without_quotes(found)
        case "bool_type" | "bool_parsing":
            hint = as_truth(found)
        case "model_type" | "model_attributes_type":
            hint = _behind_key(found, fields)
        case "tuple_type" | "list_type":
            hint = in_brackets(found)
    return "wrong-type", f"expected {_shape(detail, fields)}, found {shown(found)}", hint


def _behind_key(found: object, fields: Mapping[str, FieldInfo]) -> str | None:
    """Return how text is written that stands where keys are expected, the first of which takes text."""
    first = next(iter(fields), None)
    if first is None or not isinstance(found, str) or not PLAIN.fullmatch(found) or not takes_text(fields[first]):
        return None
    return f"write {{{first}: {found}}}"


def _with_keys(fields: Mapping[str, FieldInfo]) -> str | None:
    """Return how keys are written that must be there."""
    needed = [f"{name}: …" for name, field in fields.items() if field.is_required()]
    return f"with keys write {{{', '.join(needed)}}}" if needed else None


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _words_of(detail: _Detail) -> list[str]:
    """Return the words a value may be one of; of pydantic's own text, since it keeps no list of them."""
    words = [word.strip(" '") for word in detail.context["expected"].replace(" or ", ", ").split(",")]
    return [word.lower() if word in ("True", "False") else word for word in words]


def _shape(detail: _Detail, fields: Mapping[str, FieldInfo]) -> str:
    shape = _EXPECTED.get(detail.kind, "another value")
    return f"{KEYS} such as '{next(iter(fields))}: …'" if shape == KEYS and fields else shape


def _either(details: Iterable[_Detail], fields: Mapping[str, FieldInfo]) -> str:
    """Return what was expected where a value had alternatives."""
    shapes: list[str] = []
    for detail in details:
        shapes += map(quoted, _words_of(detail)) if detail.kind == "literal_error" else [_shape(detail, fields)]
    return " or ".join(dict.fromkeys(shapes))


def _hint(code: str, word: str, among: Iterable[str], labels: Labels) -> str | None:
    """Return the nearest word, or the few there are, or where they stand."""
    words = list(among)
    if hint := did_you_mean(word, words, labels):
        return hint
    if words == ["one_of"]:
        return "write the value itself, or one_of with a list of values"
    if 0 < len(words) <= MAX_LISTED and code not in _LIST_THEM:
        return f"possible here: {', '.join(words)}"
    sort, dot, _ = word.partition(".")
    return _STANDS_IN.get(_SPEAKS_OF.get(sort, code) if dot and code == "unknown-fact" else code)


def empty_file(file: YamlFile, needed: Sequence[str] = ()) -> Problem:
    """Return the problem of a file that says nothing though it must hold some keys."""
    hint = f"it needs {', '.join(needed)}" if needed else None
    return file.problem("empty-file", f"expected {KEYS}, found an empty file", (), hint=hint)


def naming_problem(
    file: YamlFile,
    code: str,
    what: str,
    word: str,
    among: Iterable[str],
    path: Path,
    of: Literal["key", "value"] = "value",
    severity: Severity = "error",
) -> Problem:
    """Return the problem of a name that nothing has, with the nearest that something has, or where to look.

    Where the names stand in a mapping of what has a label, they are also found by what they are called.
    """
    hint = _hint(code, word, sorted(among), labels_in(among))
    return file.problem(code, f"there is no {what} {shown(word)}", path, of=of, hint=hint, severity=severity)
