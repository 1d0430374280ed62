"""What one file says about another: every name that must be known elsewhere, checked once all files are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from cafematch.errors import Problem, quoted
from cafematch.model import rules
from cafematch.model.catalog import Catalog, Door, Handover, Organisation, Service
from cafematch.model.conditions import subjects
from cafematch.model.described import DescribedService
from cafematch.model.documents import PlacedDocument
from cafematch.model.hours import check_hours
from cafematch.model.rules import (
    WEIGHTS_OF_COST,
    WEIGHTS_OF_GAIN,
    Ask,
    Derive,
    Escalate,
    Include,
    Points,
    Privacy,
    Rule,
    RuleSet,
    Safeguard,
    Setter,
)
from cafematch.model.text import LANGUAGE_CODES, shown
from cafematch.model.values import ChoiceType, RecordType, SetType, ValueType, is_language
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.labels import did_you_mean, language_meant
from cafematch.reading.nearest import nearest
from cafematch.reading.problems import Files, level_problem, naming_problem, unknown_words
from cafematch.reading.shapes import Path
from cafematch.reading.yamlfile import YamlFile


def handover_key(handover: Handover) -> tuple[str, str]:
    """Return what hand-overs are sorted by in a catalog."""
    return handover.from_, handover.to


def _file_of(document: PlacedDocument) -> str:
    return document.at.rpartition(":")[0]


def _place_of(document: PlacedDocument, files: Files) -> str:
    """Return where a document begins, as problems show it."""
    name, _, line = document.at.rpartition(":")
    return f"{files[name].name}:{line}"


# The network.


def link_catalog(catalog: Catalog, files: Files, *, whole: bool = True) -> Iterator[Problem]:
    """Yield every name a network's files use and nothing has, and every id that stands twice.

    `whole` says that all organisations could be read; otherwise names of organisations and services are not judged.
    """
    yield from _link_network(catalog, files, whole)
    first: dict[str, Service] = {}
    owners: dict[str, Organisation] = {}
    for organisation in catalog.organisations:
        file = files[_file_of(organisation)]
        if (owner := owners.setdefault(organisation.organisation, organisation)) is not organisation:
            message = f"expected each organisation once, found '{organisation.organisation}' again"
            hint = f"the other stands at {_place_of(owner, files)}; give one of them its own id"
            yield file.problem("duplicate-id", message, ("organisation",), hint=hint)
        for position, service in enumerate(organisation.services):
            path: Path = ("services", position)
            if (other := first.setdefault(service.id, service)) is not service:
                message = f"expected each service id once, found '{service.id}' again"
                hint = f"the other stands at {_place_of(other, files)}; give one of them its own id"
                yield file.problem("duplicate-id", message, (*path, "id"), hint=hint)
            yield from _link_service(catalog, service, file, path)
            for number, door in enumerate(service.doors):
                yield from _link_door(catalog, door, file, (*path, "doors", number), whole)
    yield from _link_handovers(catalog, files, whole)
    yield from _link_ladder(catalog, files["vocabulary/thresholds.yaml"])


def _link_network(catalog: Catalog, files: Files, whole: bool) -> Iterator[Problem]:
    network = catalog.network
    file = files[_file_of(network)]
    yield from _check_languages(network.languages, file, ("languages",))
    if whole and network.entrance not in catalog.services:
        yield naming_problem(file, "unknown-service", "service", network.entrance, catalog.services, ("entrance",))
    for name, place in network.places.items():
        if place.within is not None and place.within not in network.places:
            yield naming_problem(file, "unknown-place", "place", place.within, network.places, ("places", name, "in"))
        yield from unknown_words(
            file, "unknown-place", "place", place.next_to, network.places, ("places", name, "next_to")
        )
    hours = (door.hours for service in catalog.services.values() for door in service.doors if door.hours)
    if any("PH" in text for text in hours) and check_hours("PH off", network.country) is not None:
        message = f"expected a country whose public holidays (PH) are known, found {shown(network.country)}"
        hint = "write the country's code such as DE or FR, or name the holidays by their dates in the opening hours"
        yield file.problem("unknown-country", message, ("country",), hint=hint)


def _check_languages(codes: Sequence[str], file: YamlFile, path: Path) -> Iterator[Problem]:
    for position, code in enumerate(codes):
        if not is_language(code):
            message = f"expected a language code such as de, found {shown(code)}"
            yield file.problem(
                "not-a-language", message, (*path, position), hint=language_meant(code) or LANGUAGE_CODES
            )


def _link_service(catalog: Catalog, service: Service, file: YamlFile, path: Path) -> Iterator[Problem]:
    vocabulary = catalog.vocabulary
    areas, side_offers = vocabulary.competences.areas, vocabulary.words.side_offers
    if service.kind not in vocabulary.kinds:
        kinds = vocabulary.kinds
        yield naming_problem(file, "unknown-kind", "kind of service", service.kind, kinds, (*path, "kind"))
    yield from unknown_words(file, "unknown-need", "need", service.addresses, vocabulary.terms, (*path, "addresses"))
    yield from unknown_words(
        file, "unknown-side-offer", "side offer", service.also_offers, side_offers, (*path, "also_offers")
    )
    for position, welcome in enumerate(service.roles):
        yield from unknown_words(
            file, "unknown-area", "area of competence", welcome.areas, areas, (*path, "roles", position, "areas")
        )
    if service.languages is not None and service.languages.spoken != "any":
        yield from _check_languages(service.languages.spoken, file, (*path, "languages", "spoken"))
    if service.interpreting is not None:
        genders = _choices(vocabulary, "interpreter", "gender")
        place = (*path, "interpreting", "genders")
        yield from _unchosen(file, service.interpreting.genders, genders, place, vocabulary)


def _link_door(catalog: Catalog, door: Door, file: YamlFile, path: Path, whole: bool) -> Iterator[Problem]:
    places, vocabulary = catalog.network.places, catalog.vocabulary
    if door.place.district is not None and door.place.district not in places:
        place = (*path, "place", "district")
        yield naming_problem(file, "unknown-place", "place", door.place.district, places, place)
    host = door.place.organisation
    if whole and host is not None and host not in catalog.organisation:
        place = (*path, "place", "organisation")
        yield naming_problem(file, "unknown-organisation", "organisation", host, catalog.organisation, place)
    yield from _link_words_of_door(vocabulary, door, file, path)


def _link_words_of_door(vocabulary: Vocabulary, door: Door, file: YamlFile, path: Path) -> Iterator[Problem]:
    accessibility = vocabulary.words.accessibility
    yield from _unchosen(file, door.accessibility, frozenset(accessibility), (*path, "accessibility"), vocabulary)
    yield from _unchosen(file, door.pets or (), _choices(vocabulary, "pets"), (*path, "pets"), vocabulary)


def _choices(vocabulary: Vocabulary, fact: str, field: str | None = None) -> frozenset[str] | None:
    """Return the words that a fact, or a field of it, can be; None where the vocabulary does not declare it so."""
    type_: ValueType | None = vocabulary.fact_types.get(fact)
    if isinstance(type_, RecordType):
        type_ = dict(type_.fields).get(field or "")
    if isinstance(type_, SetType):
        type_ = type_.item
    return type_.values if isinstance(type_, ChoiceType) else None


def _unchosen(
    file: YamlFile, words: Sequence[str], among: frozenset[str] | None, path: Path, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Yield a problem for every word of a list that is none of those to choose from."""
    for position, word in enumerate(words):
        if among is not None and word not in among:
            message = f"expected one of {', '.join(sorted(among))}; found {shown(word)}"
            hint = did_you_mean(word, among, vocabulary.labels)
            yield file.problem("unknown-value", message, (*path, position), hint=hint)


def _link_handovers(catalog: Catalog, files: Files, whole: bool) -> Iterator[Problem]:
    known = {**catalog.organisation, **catalog.services}
    seen: dict[tuple[str, str], Handover] = {}
    for handover, position in zip(catalog.handovers, _positions(catalog, files), strict=True):
        file = files[_file_of(handover)]
        path: Path = ("handovers", position)
        if whole and handover.from_ not in catalog.organisation:
            among = catalog.organisation
            problem = naming_problem(
                file, "unknown-organisation", "organisation", handover.from_, among, (*path, "from")
            )
            if handover.from_ in catalog.provider:
                owner = catalog.provider[handover.from_].organisation
                problem = replace(problem, hint=f"a hand-over begins at an organisation: write '{owner}'")
            yield problem
        if whole and handover.to not in known:
            what = "organisation or service"
            yield naming_problem(file, "handover-to-nobody", what, handover.to, known, (*path, "to"))
        host = handover.colocated.place if handover.colocated else None
        if whole and host is not None and host not in catalog.organisation:
            place = (*path, "colocated", "place")
            among = catalog.organisation
            yield naming_problem(file, "unknown-organisation", "organisation", host, among, place)
        first = seen.setdefault(handover_key(handover), handover)
        if first is not handover:
            message = f"expected one hand-over from '{handover.from_}' to '{handover.to}', found a second"
            hint = f"the other stands at {_place_of(first, files)}; join them"
            yield file.problem("duplicate-id", message, (*path, "to"), hint=hint)


def _positions(catalog: Catalog, files: Files) -> list[int]:
    """Return for each hand-over of the catalog, which sorts them, which entry of its file it is."""
    if not catalog.handovers:
        return []
    value: Any = files[_file_of(catalog.handovers[0])].value
    entries = value["handovers"]
    return sorted(range(len(entries)), key=lambda position: (entries[position]["from"], entries[position]["to"]))


def _link_ladder(catalog: Catalog, file: YamlFile) -> Iterator[Problem]:
    levels = catalog.vocabulary.scales["threshold"]
    named: list[tuple[str, Path]] = [(catalog.ladder.lowest, ("lowest",))]
    named += [(rung.level, ("rungs", position, "level")) for position, rung in enumerate(catalog.ladder.rungs)]
    for level, path in named:
        if level not in levels:
            yield level_problem(file, level, levels, path)


# The rules.


ABOUT_SERVICES = ("exclude", "prerequisite", "sequence", "include", "prefer", "dampen", "expire")
"""The kinds of rules that speak about services; all others act on the whole answer."""


def link_rules(rule_set: RuleSet, catalog: Catalog, files: Files, *, weighed: bool = True) -> Iterator[Problem]:
    """Yield every name rules use and nothing has, ids that stand twice, and weights missing or of the wrong sign.

    `weighed` says that the weights could be read; otherwise nothing is said about them.
    """
    if weighed:
        yield from _link_weights(rule_set, files["weights.yaml"])
    seen: dict[str, Rule] = {}
    derived: dict[str, tuple[object, Rule]] = {}
    for rule in rule_set.rules:
        name = _file_of(rule)
        file = files[name]
        if (first := seen.setdefault(rule.id, rule)) is not rule:
            message = f"expected each rule id once, found '{rule.id}' again"
            hint = f"the other stands at {_place_of(first, files)}; give one of them its own id"
            yield file.problem("duplicate-id", message, ("id",), hint=hint)
        folder, _, stem = name.removesuffix(".yaml").rpartition("/")
        if (folder, stem) != (rule.kind, rule.id):
            message = f"expected this rule at {rule.kind}/{rule.id}.yaml, found it at {name}"
            hint = "move the file, or change id and kind"
            yield file.problem("wrong-file-name", message, ("id" if stem != rule.id else "kind",), hint=hint)
        if rule.status == "retired" and rule.retired_because is None:
            message = "the key 'retired_because' is missing here: a retired rule says why it was retired"
            yield file.problem("missing-key", message, ("status",), hint="add 'retired_because:' with text")
        if rule.services.parts and rule.kind not in ABOUT_SERVICES:
            message = (
                f"expected no services here: a rule of kind {rule.kind} speaks about the person, and acts everywhere"
            )
            hint = f"'services' narrows rules of the kinds {', '.join(ABOUT_SERVICES)}; say the rest under 'when'"
            yield file.problem("idle-services", message, ("services",), hint=hint)
        yield from _link_consequence(rule, catalog, file)
        yield from _circles(rule, file)
        for position, example in enumerate(rule.examples):
            if isinstance(service := example.service, DescribedService):
                path: Path = ("examples", position, "service")
                yield from _link_service(catalog, service, file, path)
                for number, door in enumerate(service.doors):
                    yield from _link_words_of_door(catalog.vocabulary, door, file, (*path, "doors", number))
        if weighed and isinstance(rule.then, Points):
            yield from _link_points(rule, rule.then.points, rule_set, file)
        if isinstance(rule.then, Derive):
            for setting in rule.then.fact:
                value, other = derived.setdefault(setting.name, (setting.value, rule))
                if value != setting.value:
                    message = (
                        f"expected one value of '{setting.name}', found another than the rule '{other.id}' derives"
                    )
                    hint = f"the other stands at {_place_of(other, files)}; let one of them decide"
                    yield file.problem("contradicting-derivation", message, ("then", "fact", setting.name), hint=hint)


def _link_consequence(rule: Rule, catalog: Catalog, file: YamlFile) -> Iterator[Problem]:
    kinds = catalog.vocabulary.kinds
    match rule.then:
        case Safeguard(contacts=contacts, first=first):
            for position, contact in enumerate(contacts):
                if contact.kind not in kinds:
                    path: Path = ("then", "contacts", position, "kind")
                    yield naming_problem(file, "unknown-kind", "kind of service", contact.kind, kinds, path)
            yield from unknown_words(file, "unknown-kind", "kind of service", first, kinds, ("then", "first"))
        case Ask(ask=ask):
            terms = catalog.vocabulary.terms
            asked = {**catalog.vocabulary.facts, **{f"need.{name}": term for name, term in terms.items()}}
            if ask not in asked:
                yield naming_problem(file, "unknown-fact", "fact", ask, asked, ("then", "ask"))
        case Privacy(hide=hide):
            facts = catalog.vocabulary.facts
            yield from unknown_words(file, "unknown-fact", "fact", hide, facts, ("then", "hide"))
        case Include(include=included):
            yield from unknown_words(file, "unknown-kind", "kind of service", included, kinds, ("then", "include"))
            along = [name for name in included if name in kinds and kinds[name].bridges]
            if along and len(along) < len(included):
                message = f"expected either who comes along or a place to go to, found {quoted(along[0])} among places"
                hint = "write two rules: one for who is attached to steps, one for the step"
                yield file.problem("mixed-kinds", message, ("then", "include"), hint=hint)
        case Escalate(with_=invited):
            yield from unknown_words(file, "unknown-kind", "kind of service", invited, kinds, ("then", "with"))
        case rules.Sequence(before=None, after=None, until=None, defer=None):
            message = "expected 'before', 'after', 'until' or 'defer', found none of them"
            hint = "before: what comes first and what then; defer: true for what comes later, not first"
            yield file.problem("missing-key", message, ("then",), of="key", hint=hint)
        case _:
            return


def _circles(rule: Rule, file: YamlFile) -> Iterator[Problem]:
    """Yield a problem for every parameter that a rule looks at while parameters are still being set."""
    if not isinstance(rule.then, Derive | Setter):
        return
    for name in sorted({subject.name for subject in subjects(rule.when) if subject.family == "parameter"}):
        message = f"expected facts and feelings here, found '{name}', which is set only after rules of kind {rule.kind}"
        yield file.problem("circular-parameter", message, ("when",), hint="name what the parameter is set by instead")


def _link_points(rule: Rule, name: str, rule_set: RuleSet, file: YamlFile) -> Iterator[Problem]:
    weight = rule_set.weights.get(name)
    if weight is None:
        yield naming_problem(file, "unknown-weight", "weight", name, sorted(rule_set.weights), ("then", "points"))
        return
    wrong: Literal["above", "below"] | None = None
    if rule.kind == "prefer" and weight.points < 0:
        wrong = "above"
    if rule.kind == "dampen" and weight.points > 0:
        wrong = "below"
    if wrong:
        message = f"expected a weight with points {wrong} zero for the kind {rule.kind}, found {weight.points}"
        hint = "kind prefer adds points, kind dampen takes some away"
        yield file.problem("wrong-sign", message, ("then", "points"), hint=hint)


def _link_weights(rule_set: RuleSet, file: YamlFile) -> Iterator[Problem]:
    builtin = (*WEIGHTS_OF_GAIN, *WEIGHTS_OF_COST)
    for names, sign, word in ((WEIGHTS_OF_GAIN, 1, "more"), (WEIGHTS_OF_COST, -1, "less")):
        for name in names:
            weight = rule_set.weights.get(name)
            if weight is None:
                near = nearest(name, [other for other in rule_set.weights if other not in builtin])
                hint = (
                    f"add it, or rename {quoted(near)} to '{name}'" if near else "add it, with points, title, because"
                )
                message = f"the weight '{name}' is missing here"
                yield file.problem("missing-key", message, ("weights",), of="key", hint=hint)
            elif weight.points * sign < 0:
                message = f"expected 0 points or {word} for '{name}', found {weight.points}"
                yield file.problem("wrong-sign", message, ("weights", name, "points"))
