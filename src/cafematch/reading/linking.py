"""What one file says about another: every name that must be known elsewhere, looked up once all files are read.

A file is looked at as it was written, whether a document could be made of it or not; so that a slip in one line keeps none
of the others from being told. What could not be read at all is not there, and nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel

from cafematch.errors import Problem, quoted, visible
from cafematch.model.catalog import Handover, HandoversFile, Ladder, Network, Organisation
from cafematch.model.described import DescribedService
from cafematch.model.hours import check_hours
from cafematch.model.rules import CONSEQUENCES, WEIGHTS_OF_COST, WEIGHTS_OF_GAIN, Derive, Rule
from cafematch.model.text import shown
from cafematch.quick import dataclass
from cafematch.reading.known import listed, text_at
from cafematch.reading.naming import Known, inside, problem_of, unknown_names
from cafematch.reading.nearest import nearest
from cafematch.reading.problems import naming_problem
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile


@dataclass(frozen=True, slots=True)
class Part:
    """A file by its name inside its folder, what it says, and the document that was made of that, if one could be."""

    name: str
    file: YamlFile
    value: object
    document: BaseModel | None = None

    def unknown(self, model: type[BaseModel], known: Known) -> Iterator[Problem]:
        """Yield the problem of every name that nothing has."""
        for name in unknown_names(model, self.value, known):
            yield problem_of(self.file, name, known)

    def place(self, path: Path) -> str:
        """Return where something stands, as problems show it."""
        return f"{self.file.name}:{self.file.position(path, 'value').line}"


def handover_key(handover: Handover) -> tuple[str, str]:
    """Return what hand-overs are sorted by in a catalog."""
    return handover.from_, handover.to


# The network.


@dataclass(frozen=True, slots=True)
class NetworkParts:
    """The files of one network that could be read."""

    network: Part | None
    organisations: Sequence[Part]
    handovers: Part | None
    ladder: Part | None


def link_catalog(parts: NetworkParts, known: Known) -> Iterator[Problem]:
    """Yield every name a network's files use and nothing has, and every id that stands twice."""
    if parts.network is not None:
        yield from parts.network.unknown(Network, known)
        yield from _link_country(parts.network, parts.organisations)
    yield from _once("organisation", ((part, (), part.value, "organisation") for part in parts.organisations))
    services = (
        (part, ("services", position), service, "id")
        for part in parts.organisations
        for position, service in enumerate(listed(part.value, "services"))
    )
    yield from _once("service id", services)
    for part in parts.organisations:
        yield from part.unknown(Organisation, known)
    if parts.handovers is not None:
        yield from _link_handovers(parts.handovers, parts.organisations, known)
    if parts.ladder is not None:
        yield from parts.ladder.unknown(Ladder, known)


def _once(what: str, entries: Iterable[tuple[Part, Path, object, str]]) -> Iterator[Problem]:
    """Yield a problem for every id that stands a second time: in which file, at which entry, what that says, and its key."""
    first: dict[str, tuple[Part, Path]] = {}
    for part, path, entry, key in entries:
        word = text_at(entry, key)
        if word in first:
            other, there = first[word]
            message = f"expected each {what} once, found {quoted(word)} again"
            hint = f"the other stands at {other.place(there)}; give one of them its own id"
            yield part.file.problem("duplicate-id", message, (*path, key), hint=hint)
        elif word:
            first[word] = part, path


def _link_country(network: Part, organisations: Iterable[Part]) -> Iterator[Problem]:
    country = text_at(network.value, "country")
    hours = (
        text_at(door, "hours")
        for part in organisations
        for service in listed(part.value, "services")
        for door in listed(service, "doors")
    )
    if country and any("PH" in text for text in hours) and check_hours("PH off", country) is not None:
        message = f"expected a country whose public holidays (PH) are known, found {shown(country)}"
        hint = "write the country's code such as DE or FR, or name the holidays by their dates in the opening hours"
        yield network.file.problem("unknown-country", message, ("country",), hint=hint)


def _link_handovers(part: Part, organisations: Iterable[Part], known: Known) -> Iterator[Problem]:
    for name in unknown_names(HandoversFile, part.value, known):
        problem = problem_of(part.file, name, known)
        if name.sort == "provider":
            what = "organisation or service"
            problem = naming_problem(part.file, "handover-to-nobody", what, name.word, known[name.sort], name.path)
        elif name.path[-1] == "from" and (owner := _owner(name.word, organisations)):
            problem = replace(problem, hint=f"a hand-over begins at an organisation: write {quoted(owner)}")
        yield problem
    seen: dict[tuple[str, str], int] = {}
    for position, entry in enumerate(listed(part.value, "handovers")):
        from_, to = text_at(entry, "from"), text_at(entry, "to")
        first = seen.setdefault((from_, to), position)
        if from_ and to and first != position:
            message = f"expected one hand-over from {quoted(from_)} to {quoted(to)}, found a second"
            hint = f"the other stands at {part.place(('handovers', first))}; join them"
            yield part.file.problem("duplicate-id", message, ("handovers", position, "to"), hint=hint)


def _owner(service: str, organisations: Iterable[Part]) -> str | None:
    """Return the organisation that offers a service, if one does."""
    for part in organisations:
        if any(text_at(entry, "id") == service for entry in listed(part.value, "services")):
            return text_at(part.value, "organisation")
    return None


# The rules.


def link_rules(rules: Sequence[Part], weights: Part | None, known: Known) -> Iterator[Problem]:
    """Yield every name rules use and nothing has, weights missing or of the wrong sign, and facts derived in two ways.

    Where the weights could not be read, nothing is said about them.
    """
    points: Mapping[str, object] | None = None
    if weights is not None and isinstance(entries := inside(weights.value).get("weights"), Mapping):
        points = {name: inside(entry).get("points") for name, entry in entries.items()}
        known = {**known, "weight": points}
        yield from _link_weights(points, weights.file)
    derived: dict[str, tuple[object, Part]] = {}
    for part in rules:
        kind, then = text_at(part.value, "kind"), inside(part.value).get("then")
        consequence = next((model for known_kind, model in CONSEQUENCES.items() if known_kind == kind), None)
        for name in unknown_names(consequence, then, known) if consequence else ():
            yield problem_of(part.file, name._replace(path=("then", *name.path)), known)
        for position, example in enumerate(listed(part.value, "examples")):
            service = inside(example).get("service")
            for name in unknown_names(DescribedService, service, known) if isinstance(service, dict) else ():
                yield problem_of(part.file, name._replace(path=("examples", position, "service", *name.path)), known)
        if points:
            yield from _link_points(part, kind, points.get(text_at(then, "points")))
        if isinstance(rule := part.document, Rule) and isinstance(rule.then, Derive):
            for setting in rule.then.fact:
                value, other = derived.setdefault(setting.name, (setting.value, part))
                if value != setting.value:
                    first = text_at(other.value, "id")
                    message = f"expected one value of '{setting.name}', found another than the rule '{first}' derives"
                    hint = f"the other stands at {other.place(())}; let one of them decide"
                    yield part.file.problem(
                        "contradicting-derivation", message, ("then", "fact", setting.name), hint=hint
                    )


def link_rule_files(rules: Sequence[Part]) -> Iterator[Problem]:
    """Yield every id of a rule that stands twice, and every file that does not stand where its id and kind belong."""
    yield from _once("rule id", ((part, (), part.value, "id") for part in rules))
    for part in rules:
        id_, kind = text_at(part.value, "id"), text_at(part.value, "kind")
        folder, _, stem = part.name.removesuffix(".yaml").rpartition("/")
        if id_ and kind in CONSEQUENCES and (folder, stem) != (kind, id_):
            message = f"expected this rule at {kind}/{visible(id_)}.yaml, found it at {part.name}"
            hint = "move the file, or change id and kind"
            yield part.file.problem("wrong-file-name", message, ("id" if stem != id_ else "kind",), hint=hint)


def _link_points(part: Part, kind: str, points: object) -> Iterator[Problem]:
    wrong: Literal["above", "below"] | None = None
    if not isinstance(points, int):
        return
    if kind == "prefer" and points < 0:
        wrong = "above"
    if kind == "dampen" and points > 0:
        wrong = "below"
    if wrong:
        message = f"expected a weight with points {wrong} zero for the kind {kind}, found {points}"
        hint = "kind prefer adds points, kind dampen takes some away"
        yield part.file.problem("wrong-sign", message, ("then", "points"), hint=hint)


def _link_weights(weights: Mapping[str, object], file: YamlFile) -> Iterator[Problem]:
    builtin = (*WEIGHTS_OF_GAIN, *WEIGHTS_OF_COST)
    for names, sign, word in ((WEIGHTS_OF_GAIN, 1, "more"), (WEIGHTS_OF_COST, -1, "less")):
        for name in names:
            points = weights.get(name, 0)
            if name not in weights:
                near = nearest(name, [other for other in weights if other not in builtin])
                hint = (
                    f"add it, or rename {quoted(near)} to '{name}'" if near else "add it, with points, title, because"
                )
                message = f"the weight '{name}' is missing here"
                yield file.problem("missing-key", message, ("weights",), of="key", hint=hint)
            elif isinstance(points, int) and points * sign < 0:
                message = f"expected 0 points or {word} for '{name}', found {points}"
                yield file.problem("wrong-sign", message, ("weights", name, "points"))
