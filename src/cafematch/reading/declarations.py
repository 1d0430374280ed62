"""What a vocabulary declares: every word it uses and leaves open, and every declaration that leaves something out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cafematch.errors import Problem, quoted
from cafematch.model.refusals import Refused
from cafematch.model.scopes import KnownNames
from cafematch.model.values import ValueType
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.known import words_of
from cafematch.reading.naming import inside, problem_of, unknown_names
from cafematch.reading.nearest import did_you_mean, nearest
from cafematch.reading.problems import Files, naming_problem
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile

SCALES = ("cefr", "urgency", "threshold", "handover")
PARAMETERS = ("first_threshold_cap", "handover_min", "conversation_level")
"""The scales and parameters the engine itself asks for."""


def link_vocabulary(values: Mapping[str, object], vocabulary: Vocabulary | None, files: Files) -> Iterator[Problem]:
    """Yield every word the vocabulary uses and does not declare, and declarations that leave something out.

    `values` is what its files say, by their names, as far as they could be read; `vocabulary` what was made of it, if that
    could be. Only of a whole vocabulary it is judged what parameters are by default.
    """
    known = words_of(values)
    unknown = unknown_names(Vocabulary, values, known)
    for name in unknown:
        file = files[f"vocabulary/{name.path[0]}.yaml"]
        yield problem_of(file, name._replace(path=name.path[1:]), known)
    yield from _link_ranks(inside(values.get("scales")), files)
    if "need" in known:
        for fact in inside(values.get("facts")):
            term = fact.removeprefix("need.").partition(".detail.")[0]
            if fact.startswith("need.") and term not in known["need"]:
                file = files["vocabulary/facts.yaml"]
                yield naming_problem(file, "unknown-need", "need", term, sorted(known["need"]), (fact,), of="key")
    for what, names in (("scale", SCALES), ("parameter", PARAMETERS)):
        if isinstance(found := values.get(f"{what}s"), Mapping):
            yield from _missing(what, names, found, files[f"vocabulary/{what}s.yaml"])
    if vocabulary is not None and not unknown:
        file = files["vocabulary/parameters.yaml"]
        for parameter, declared in vocabulary.parameters.items():
            yield from _check_default(vocabulary.type_of(declared), declared.default, file, (parameter, "default"))


def _link_ranks(scales: Mapping[str, object], files: Files) -> Iterator[Problem]:
    for name, levels in scales.items():
        first: dict[object, str] = {}
        for level, entry in inside(levels).items():
            rank = inside(entry).get("rank")
            if isinstance(rank, int) and (other := first.setdefault(rank, level)) != level:
                message = f"expected a rank of its own for each level, found {rank}, which {other} has"
                yield files["vocabulary/scales.yaml"].problem("duplicate-rank", message, (name, level, "rank"))


def _missing(what: str, wanted: Iterable[str], found: Mapping[str, object], file: YamlFile) -> Iterator[Problem]:
    """Yield a problem for every name that a file must declare and does not."""
    for name in wanted:
        if name not in found:
            near = nearest(name, [other for other in found if other not in wanted])
            hint = f"add it, or rename {quoted(near)} to '{name}'" if near else "add it: it is needed by every network"
            yield file.problem("missing-key", f"the {what} '{name}' is missing here", (), of="key", hint=hint)


def _check_default(type_: ValueType, default: object, file: YamlFile, path: Path) -> Iterator[Problem]:
    try:
        type_.read(default, KnownNames())
    except Refused as refused:
        hint = refused.hint or (did_you_mean(refused.word, refused.among) if refused.word else None)
        yield file.problem(refused.code, refused.message, path, hint=hint)
