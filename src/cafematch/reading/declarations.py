"""What a vocabulary declares: every word it uses and leaves open, and every declaration that leaves something out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cafematch.errors import Problem, quoted
from cafematch.model.refusals import Refused
from cafematch.model.scopes import KnownNames
from cafematch.model.values import ValueType
from cafematch.model.vocabulary import FieldDeclaration, Vocabulary
from cafematch.reading.nearest import did_you_mean, nearest
from cafematch.reading.problems import Files, level_problem, naming_problem, unknown_words
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile

SCALES = ("cefr", "urgency", "threshold", "handover")
PARAMETERS = ("first_threshold_cap", "handover_min", "conversation_level")
"""The scales and parameters the engine itself asks for."""


def link_vocabulary(vocabulary: Vocabulary, files: Files) -> Iterator[Problem]:
    """Yield every word the vocabulary uses and does not declare, and declarations that leave something out."""
    yield from _link_kinds(vocabulary, files["vocabulary/kinds.yaml"])
    yield from _link_scales(vocabulary, files["vocabulary/scales.yaml"])
    facts, parameters = files["vocabulary/facts.yaml"], files["vocabulary/parameters.yaml"]
    for name, fact in vocabulary.facts.items():
        yield from _link_declaration(vocabulary, fact, facts, (name,))
        term = name.removeprefix("need.").partition(".detail.")[0]
        if name.startswith("need.") and term not in vocabulary.terms:
            yield naming_problem(facts, "unknown-need", "need", term, vocabulary.terms, (name,), of="key")
    for name, parameter in vocabulary.parameters.items():
        wrong = list(_link_declaration(vocabulary, parameter, parameters, (name,)))
        yield from wrong
        if not wrong:
            yield from _check_default(vocabulary.type_of(parameter), parameter.default, parameters, (name, "default"))
    yield from _missing("parameter", PARAMETERS, vocabulary.parameters, parameters)


def _link_kinds(vocabulary: Vocabulary, file: YamlFile) -> Iterator[Problem]:
    levels = vocabulary.scales.get("handover", {})
    for name, kind in vocabulary.kinds.items():
        yield from unknown_words(file, "unknown-need", "need", kind.answers, vocabulary.terms, (name, "answers"))
        if kind.raises_handover is not None and kind.raises_handover not in levels:
            yield level_problem(file, kind.raises_handover, levels, (name, "raises_handover"))
        if kind.carries_handover is not None and kind.carries_handover not in levels:
            yield level_problem(file, kind.carries_handover, levels, (name, "carries_handover"))


def _link_scales(vocabulary: Vocabulary, file: YamlFile) -> Iterator[Problem]:
    for name, levels in vocabulary.scales.items():
        if not levels:
            yield file.problem("too-few", "expected 1 level or more, found none", (name,))
        first: dict[int, str] = {}
        for level, entry in levels.items():
            if entry.rank in first:
                message = (
                    f"expected a rank of its own for each level, found {entry.rank}, which {first[entry.rank]!s} has"
                )
                yield file.problem("duplicate-rank", message, (name, level, "rank"))
            first.setdefault(entry.rank, level)
    yield from _missing("scale", SCALES, vocabulary.scales, file)


def _missing(what: str, wanted: Iterable[str], found: Mapping[str, object], file: YamlFile) -> Iterator[Problem]:
    """Yield a problem for every name that a file must declare and does not."""
    for name in wanted:
        if name not in found:
            near = nearest(name, [other for other in found if other not in wanted])
            hint = f"add it, or rename {quoted(near)} to '{name}'" if near else "add it: it is needed by every network"
            yield file.problem("missing-key", f"the {what} '{name}' is missing here", (), of="key", hint=hint)


def _link_declaration(
    vocabulary: Vocabulary, declared: FieldDeclaration, file: YamlFile, path: Path
) -> Iterator[Problem]:
    """Yield what a declared type leaves open, and what is wrong with the types inside it."""
    needed: Mapping[str, tuple[str, object, str]] = {
        "choice": ("values", declared.values, "the words to choose from, with their labels"),
        "set": ("values", declared.values, "the words to choose from, with their labels"),
        "level": ("scale", declared.scale, "the name of a scale"),
        "list": ("of", declared.of, "the type of each entry, such as {type: text}"),
        "record": ("fields", declared.fields, "the names and types of what belongs together"),
    }
    if declared.type in needed:
        key, value, what = needed[declared.type]
        if not value:
            message = f"the key '{key}' is missing here: type {declared.type} needs it"
            yield file.problem("missing-key", message, (*path, "type"), hint=f"add '{key}:' with {what}")
        elif key == "scale" and value not in vocabulary.scales:
            yield naming_problem(file, "unknown-scale", "scale", str(value), sorted(vocabulary.scales), (*path, key))
    low, high = declared.minimum, declared.maximum
    if low is not None and high is not None and low > high:
        message = f"expected a maximum above the minimum {low}, found {high}"
        yield file.problem("swapped-bounds", message, (*path, "maximum"))
    if declared.of:
        yield from _link_declaration(vocabulary, declared.of, file, (*path, "of"))
    for name, entry in (declared.fields or {}).items():
        yield from _link_declaration(vocabulary, entry, file, (*path, "fields", name))


def _check_default(type_: ValueType, default: object, file: YamlFile, path: Path) -> Iterator[Problem]:
    try:
        type_.read(default, KnownNames())
    except Refused as refused:
        hint = refused.hint or (did_you_mean(refused.word, refused.among) if refused.word else None)
        yield file.problem(refused.code, refused.message, path, hint=hint)
