"""What one file says about another: every name that must be known elsewhere, checked once all files are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from cafematch.errors import Problem
from cafematch.model.catalog import Catalog, Door, Organisation, Service
from cafematch.model.documents import PlacedDocument
from cafematch.model.rules import WEIGHTS_OF_COST, WEIGHTS_OF_GAIN, Derive, Points, Privacy, Rule, RuleSet, Safeguard
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.problems import Path, naming_problem
from cafematch.reading.yamlfile import YamlFile

Files = Mapping[str, YamlFile]


def _file_of(document: PlacedDocument) -> str:
    return document.at.rpartition(":")[0]


def _unknown(
    file: YamlFile, what: str, words: Sequence[str], among: Mapping[str, object] | frozenset[str], path: Path
) -> Iterator[Problem]:
    """Yield a problem for every word of a list that is not among the known."""
    for position, word in enumerate(words):
        if word not in among:
            yield naming_problem(
                file, f"unknown-{what.replace(' ', '-')}", what, word, sorted(among), (*path, position)
            )


def link_vocabulary(vocabulary: Vocabulary, files: Files) -> Iterator[Problem]:
    """Yield every word the vocabulary uses and does not declare."""
    kinds = files["vocabulary/kinds.yaml"]
    handover = vocabulary.scales.get("handover", {})
    for name, kind in vocabulary.kinds.items():
        yield from _unknown(kinds, "need", kind.answers, vocabulary.terms, (name, "answers"))
        if kind.raises_handover is not None and kind.raises_handover not in handover:
            yield naming_problem(
                kinds,
                "not-a-level",
                "hand-over level",
                kind.raises_handover,
                sorted(handover),
                (name, "raises_handover"),
            )
    for part, declared in (("facts", vocabulary.facts), ("parameters", vocabulary.parameters)):
        for name, entry in declared.items():
            if entry.type == "level" and entry.scale not in vocabulary.scales:
                file = files[f"vocabulary/{part}.yaml"]
                yield naming_problem(
                    file, "unknown-scale", "scale", str(entry.scale), sorted(vocabulary.scales), (name, "scale")
                )
    for name in ("cefr", "urgency", "threshold", "handover"):
        if name not in vocabulary.scales:
            message = f"the scale '{name}' is missing here"
            yield files["vocabulary/scales.yaml"].problem("missing-key", message, ())


def link_catalog(catalog: Catalog, files: Files) -> Iterator[Problem]:
    """Yield every name a network's files use and nothing has, and every id that stands twice."""
    yield from _link_network(catalog, files)
    first: dict[str, Service] = {}
    owners: dict[str, Organisation] = {}
    for organisation in catalog.organisations:
        file = files[_file_of(organisation)]
        if organisation.organisation in owners:
            elsewhere = owners[organisation.organisation].at
            message = f"the organisation '{organisation.organisation}' stands twice; the first is at {elsewhere}"
            yield file.problem("duplicate-id", message, ("organisation",))
        owners[organisation.organisation] = organisation
        for position, service in enumerate(organisation.services):
            if service.id in first:
                message = f"the service id '{service.id}' is used twice; the first is at {first[service.id].at}"
                yield file.problem(
                    "duplicate-id", message, ("services", position, "id"), hint="give one of them its own id"
                )
            first.setdefault(service.id, service)
            yield from _link_service(catalog, service, file, ("services", position))
    yield from _link_handovers(catalog, files)
    yield from _link_ladder(catalog, files)


def _link_network(catalog: Catalog, files: Files) -> Iterator[Problem]:
    network = catalog.network
    file = files[_file_of(network)]
    if network.entrance not in catalog.services:
        yield naming_problem(
            file, "unknown-service", "service", network.entrance, sorted(catalog.services), ("entrance",)
        )
    for name, place in network.places.items():
        if place.within is not None and place.within not in network.places:
            yield naming_problem(
                file, "unknown-place", "place", place.within, sorted(network.places), ("places", name, "in")
            )
        yield from _unknown(file, "place", place.next_to, network.places, ("places", name, "next_to"))


def _link_service(catalog: Catalog, service: Service, file: YamlFile, path: Path) -> Iterator[Problem]:
    vocabulary = catalog.vocabulary
    if service.kind not in vocabulary.kinds:
        yield naming_problem(
            file, "unknown-kind", "kind of service", service.kind, sorted(vocabulary.kinds), (*path, "kind")
        )
    yield from _unknown(file, "need", service.addresses, vocabulary.terms, (*path, "addresses"))
    yield from _unknown(file, "side offer", service.also_offers, vocabulary.words.side_offers, (*path, "also_offers"))
    for position, welcome in enumerate(service.roles):
        yield from _unknown(
            file, "area", welcome.areas, vocabulary.competences.areas, (*path, "roles", position, "areas")
        )
    for position, door in enumerate(service.doors):
        yield from _link_door(catalog, door, file, (*path, "doors", position))


def _link_door(catalog: Catalog, door: Door, file: YamlFile, path: Path) -> Iterator[Problem]:
    places = catalog.network.places
    if door.place.district is not None and door.place.district not in places:
        place = (*path, "place", "district")
        yield naming_problem(file, "unknown-place", "place", door.place.district, sorted(places), place)
    host = door.place.organisation
    if host is not None and host not in catalog.organisation:
        place = (*path, "place", "organisation")
        yield naming_problem(file, "unknown-organisation", "organisation", host, sorted(catalog.organisation), place)
    yield from _unknown(
        file, "accessibility", door.accessibility, catalog.vocabulary.words.accessibility, (*path, "accessibility")
    )


def _link_handovers(catalog: Catalog, files: Files) -> Iterator[Problem]:
    known = {**catalog.organisation, **catalog.services}
    seen: dict[tuple[str, str], str] = {}
    for handover in catalog.handovers:
        name = _file_of(handover)
        file, line = files[name], int(handover.at.rpartition(":")[2])
        position = _position_of(file, line)
        for key, provider, among in (("from", handover.from_, catalog.organisation), ("to", handover.to, known)):
            if provider not in among:
                what = "organisation or service" if key == "to" else "organisation"
                yield naming_problem(
                    file, "handover-to-nobody", what, provider, sorted(among), ("handovers", position, key)
                )
        edge = (handover.from_, handover.to)
        if edge in seen:
            message = f"the hand-over from '{edge[0]}' to '{edge[1]}' stands twice; the first is at {seen[edge]}"
            yield file.problem("duplicate-id", message, ("handovers", position))
        seen.setdefault(edge, handover.at)


def _position_of(file: YamlFile, line: int) -> int:
    """Return which entry of the list of hand-overs begins on a line."""
    value = file.value
    entries = value.get("handovers", []) if isinstance(value, Mapping) else []
    lines = [getattr(entry, "line", 0) for entry in entries] if isinstance(entries, list) else []
    return lines.index(line)


def _link_ladder(catalog: Catalog, files: Files) -> Iterator[Problem]:
    file = files["vocabulary/thresholds.yaml"]
    levels = catalog.vocabulary.scales["threshold"]
    named: list[tuple[str, Path]] = [(catalog.ladder.lowest, ("lowest",))]
    named += [(rung.level, ("rungs", position, "level")) for position, rung in enumerate(catalog.ladder.rungs)]
    for level, path in named:
        if level not in levels:
            yield naming_problem(file, "not-a-level", "threshold", level, sorted(levels), path)


def link_rules(rule_set: RuleSet, catalog: Catalog, files: Files) -> Iterator[Problem]:
    """Yield every name rules use and nothing has, ids that stand twice, and weights that are missing or point the wrong way."""
    yield from _link_weights(rule_set, files)
    seen: dict[str, Rule] = {}
    derived: dict[str, tuple[object, Rule]] = {}
    for rule in rule_set.rules:
        name = _file_of(rule)
        file = files[name]
        if rule.id in seen:
            message = f"the rule id '{rule.id}' is used twice; the first is at {seen[rule.id].at}"
            yield file.problem("duplicate-id", message, ("id",))
        seen.setdefault(rule.id, rule)
        folder, _, stem = name.removesuffix(".yaml").rpartition("/")
        if (folder, stem) != (rule.kind, rule.id):
            message = f"expected this rule at {rule.kind}/{rule.id}.yaml, found it at {name}"
            yield file.problem("wrong-file-name", message, ("id" if stem != rule.id else "kind",))
        if rule.status == "retired" and rule.retired_because is None:
            message = "a retired rule says why it was retired, under 'retired_because'"
            yield file.problem("missing-key", message, ("status",))
        yield from _link_consequence(rule, rule_set, catalog, file)
        if isinstance(rule.then, Derive):
            for setting in rule.then.fact:
                value, first = derived.setdefault(setting.name, (setting.value, rule))
                if value != setting.value:
                    message = f"'{setting.name}' is derived as another value by the rule '{first.id}' ({first.at})"
                    yield file.problem("contradicting-derivation", message, ("then", "fact", setting.name))


def _link_consequence(rule: Rule, rule_set: RuleSet, catalog: Catalog, file: YamlFile) -> Iterator[Problem]:
    kinds = catalog.vocabulary.kinds
    match rule.then:
        case Safeguard(contacts=contacts, first=first):
            for position, contact in enumerate(contacts):
                if contact.kind not in kinds:
                    path: Path = ("then", "contacts", position, "kind")
                    yield naming_problem(file, "unknown-kind", "kind of service", contact.kind, sorted(kinds), path)
            yield from _unknown(file, "kind", first, kinds, ("then", "first"))
        case Points(points=points):
            if points not in rule_set.weights:
                yield naming_problem(
                    file, "unknown-weight", "weight", points, sorted(rule_set.weights), ("then", "points")
                )
            else:
                yield from _check_sign(rule, rule_set.weights[points].points, file)
        case Privacy(hide=hide):
            yield from _unknown(file, "fact", hide, catalog.vocabulary.facts, ("then", "hide"))
        case _:
            return


def _check_sign(rule: Rule, points: int, file: YamlFile) -> Iterator[Problem]:
    wrong: Literal["above", "below"] | None = None
    if rule.kind == "prefer" and points < 0:
        wrong = "above"
    if rule.kind == "dampen" and points > 0:
        wrong = "below"
    if wrong:
        message = f"a rule of kind '{rule.kind}' takes a weight {wrong} zero, found {points} points"
        yield file.problem("wrong-sign", message, ("then", "points"))


def _link_weights(rule_set: RuleSet, files: Files) -> Iterator[Problem]:
    file = files["weights.yaml"]
    for names, sign, word in ((WEIGHTS_OF_GAIN, 1, "above"), (WEIGHTS_OF_COST, -1, "below")):
        for name in names:
            weight = rule_set.weights.get(name)
            if weight is None:
                message = f"the weight '{name}' is missing here"
                yield file.problem("missing-key", message, ("weights",), of="key")
            elif weight.points * sign < 0:
                message = f"'{name}' must be zero or {word}, found {weight.points}"
                yield file.problem("wrong-sign", message, ("weights", name, "points"))
