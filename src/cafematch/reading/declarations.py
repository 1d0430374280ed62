"""What a vocabulary declares: every word it uses and leaves open, and every declaration that leaves something out."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from cafematch.errors import Problem, quoted
from cafematch.model.refusals import Refused
from cafematch.model.relied_on import ASKED_FACTS, FACTS, PARAMETERS, SCALE_OF, SCALES
from cafematch.model.scopes import KnownNames
from cafematch.model.vocabulary import DECLARED_TYPES, Vocabulary
from cafematch.reading.known import declared_words, text_at
from cafematch.reading.labels import did_you_mean
from cafematch.reading.naming import inside, problem_of, unknown_names
from cafematch.reading.nearest import nearest
from cafematch.reading.problems import Files, naming_problem
from cafematch.reading.salvage import is_sound
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile


def link_vocabulary(
    values: Mapping[str, object], vocabulary: Vocabulary | None, lost: Container[object], files: Files
) -> Iterator[Problem]:
    """Yield every word the vocabulary uses and does not declare, and declarations that leave something out.

    `values` is what its files say, by their names, as far as they could be read; `vocabulary` what is good of it, without
    the words that are `lost`.
    """
    known = declared_words(values)
    if "scale" in known:  # one that every vocabulary needs is missed where it belongs
        known = {**known, "scale": dict.fromkeys((*known["scale"], *SCALES))}
    for name in unknown_names(Vocabulary, values, known):
        file = files[f"vocabulary/{name.path[0]}.yaml"]
        yield problem_of(file, name._replace(path=name.path[1:]), known)
    yield from _link_ranks(inside(values.get("scales")), files)
    if "need" in known:
        for fact in inside(values.get("facts")):
            term = fact.removeprefix("need.").partition(".detail.")[0]
            if fact.startswith("need.") and term not in known["need"]:
                file = files["vocabulary/facts.yaml"]
                yield naming_problem(file, "unknown-need", "need", term, known["need"], (fact,), of="key")
    yield from _link_relied_on(values, files)
    if vocabulary is not None and is_sound(vocabulary):
        yield from _link_defaults(vocabulary, lost, files)


def _link_defaults(vocabulary: Vocabulary, lost: Container[object], files: Files) -> Iterator[Problem]:
    for name, declared in vocabulary.parameters.items():
        if SCALE_OF.get(name, declared.scale) != declared.scale:  # by which scale is it to be judged?
            continue
        try:
            vocabulary.type_of(declared).read(declared.default, KnownNames())
        except Refused as refused:
            hint = refused.hint or (did_you_mean(refused.word, refused.among) if refused.word else None)
            if refused.word not in lost:
                file = files["vocabulary/parameters.yaml"]
                yield file.problem(refused.code, refused.message, (name, "default"), hint=hint)


def _link_ranks(scales: Mapping[str, object], files: Files) -> Iterator[Problem]:
    for name, levels in scales.items():
        first: dict[object, str] = {}
        for level, entry in inside(levels).items():
            rank = inside(entry).get("rank")
            if isinstance(rank, int) and (other := first.setdefault(rank, level)) != level:
                message = f"expected a rank of its own for each level, found {rank}, which {other} has"
                yield files["vocabulary/scales.yaml"].problem("duplicate-rank", message, (name, level, "rank"))


def _link_relied_on(values: Mapping[str, object], files: Files) -> Iterator[Problem]:
    """Yield a problem for every word that the engine relies on and that is missing, or declared as something else."""
    for what, wanted, types in (
        ("scale", [*SCALES], {}),
        ("parameter", [*PARAMETERS], PARAMETERS),
        ("fact", [*ASKED_FACTS], FACTS),
    ):
        if isinstance(found := values.get(f"{what}s"), Mapping):
            file = files[f"vocabulary/{what}s.yaml"]
            yield from _missing(what, wanted, found, file, ())
            for name, type_ in types.items():
                yield from _other_type(name, type_, inside(found.get(name)), file)
    scales, parameters = inside(values.get("scales")), inside(values.get("parameters"))
    for scale, levels in SCALES.items():
        if isinstance(found := scales.get(scale), Mapping) and found:
            yield from _missing("level", levels, found, files["vocabulary/scales.yaml"], (scale,))
    for name, scale in SCALE_OF.items():
        found = inside(parameters.get(name)).get("scale")
        if isinstance(found, str) and found in scales and found != scale:
            message = f"expected the scale {scale}, since the program itself uses '{name}'; found {quoted(found)}"
            yield files["vocabulary/parameters.yaml"].problem("unknown-value", message, (name, "scale"))


def _missing(
    what: str, wanted: Sequence[str], found: Mapping[str, object], file: YamlFile, path: Path
) -> Iterator[Problem]:
    """Yield a problem for every name that is missing among those found at a place."""
    for name in wanted:
        if name not in found:
            near = nearest(name, [other for other in found if other not in wanted])
            hint = f"add it, or rename {quoted(near)} to '{name}'" if near else "add it: it is needed by every network"
            yield file.problem("missing-key", f"the {what} '{name}' is missing here", path, of="key", hint=hint)


def _other_type(name: str, wanted: str, declared: Mapping[str, object], file: YamlFile) -> Iterator[Problem]:
    """Yield a problem where a declaration is of another type than it is read as."""
    whole, _, part = wanted.partition(" of ")
    for type_, at, path in (
        (whole, declared, (name, "type")),
        (part, inside(declared.get("of")), (name, "of", "type")),
    ):
        found = text_at(at, "type")
        if type_ and found in DECLARED_TYPES and found != type_:
            message = f"expected the type {type_}, since the program itself uses '{name}'; found {found}"
            hint = f"write 'type: {type_}', or give what you mean a name of its own"
            yield file.problem("wrong-type", message, path, hint=hint)
