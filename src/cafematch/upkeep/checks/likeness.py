"""Checks for duplicates in disguise: is something there twice, under two ids?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

from cafematch.model.catalog import Organisation
from cafematch.model.text import Text
from cafematch.reading.nearest import twins
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Sources, Steps

Key = TypeVar("Key", bound=Hashable)


def twin_organisations(inspection: Inspection) -> Iterator[Finding]:
    """Two organisations should not have nearly the same name: one may be in the catalog twice."""
    organisations = inspection.catalog.organisation
    for one, other in _twins({id_: entry.name for id_, entry in organisations.items()}, inspection):
        message = f"the organisations '{one}' and '{other}' have nearly the same name"
        hint = "join them if they are one, else give them names that tell them apart"
        yield Finding(message, Place.inside(organisations[other], "name"), hint)


def twin_services(inspection: Inspection) -> Iterator[Finding]:
    """Two organisations should not offer services of one kind with nearly the same name: it may be one service, entered
    twice, or an offer both could share. Within an organisation no two services have the very same name.
    """
    places: dict[str, tuple[Organisation, Steps]] = {}
    of_kind: dict[str, dict[str, Text]] = defaultdict(dict)
    for organisation, service, steps in inspection.services():
        places[service.id] = organisation, steps
        of_kind[service.kind][service.id] = service.name
    for names in of_kind.values():
        for one, other in _twins(names, inspection):
            organisation, steps = places[other]
            if organisation is not places[one][0]:
                message = f"'{one}' and '{other}' are of one kind and have nearly the same name"
                hint = "delete one if they are the same, else give them names that tell them apart"
                yield Finding(message, Place.inside(organisation, *steps, "name"), hint)
    yield from _namesakes(inspection)


def _namesakes(inspection: Inspection) -> Iterator[Finding]:
    called: dict[tuple[str, str], str] = {}
    for organisation, service, steps in inspection.services():
        name = service.name.in_language(inspection.catalog.network.language)
        first = called.setdefault((organisation.organisation, name.casefold()), service.id)
        if first != service.id:
            message = f"'{first}' and '{service.id}' have the same name"
            hint = "delete one if they are the same, else give them names that tell them apart"
            yield Finding(message, Place.inside(organisation, *steps, "name"), hint)


def twin_words(inspection: Inspection) -> Iterator[Finding]:
    """Two needs, feelings, areas of competence, kinds, facts, parameters or places should not have nearly the same label:
    nobody could choose between them.
    """
    vocabulary, network = inspection.catalog.vocabulary, inspection.catalog.network
    needs: dict[tuple[str, ...], Text] = {
        (domain, "terms", name): term.label
        for domain, entry in vocabulary.needs.items()
        for name, term in entry.terms.items()
    }
    lists: tuple[tuple[str, str, Mapping[tuple[str, ...], Text]], ...] = (
        ("needs", "vocabulary/needs.yaml", needs),
        ("feelings", "vocabulary/feelings.yaml", {(name,): entry.label for name, entry in vocabulary.feelings.items()}),
        (
            "areas of competence",
            "vocabulary/competences.yaml",
            {("areas", name): entry.label for name, entry in vocabulary.competences.areas.items()},
        ),
        (
            "kinds of services",
            "vocabulary/kinds.yaml",
            {(name,): kind.label for name, kind in vocabulary.kinds.items()},
        ),
        ("facts", "vocabulary/facts.yaml", {(name,): fact.label for name, fact in vocabulary.facts.items()}),
        (
            "parameters",
            "vocabulary/parameters.yaml",
            {(name,): entry.label for name, entry in vocabulary.parameters.items()},
        ),
        ("places", Sources.file_of(network), {("places", name): place.label for name, place in network.places.items()}),
    )
    for what, file, labels in lists:
        for one, other in _twins(labels, inspection):
            message = f"the {what} '{one[-1]}' and '{other[-1]}' have nearly the same label"
            yield Finding(message, Place("catalog", file, other), "join them, or label them so that one can choose")


def _twins(names: Mapping[Key, Text], inspection: Inspection) -> Iterator[tuple[Key, Key]]:
    """Yield every two whose names are nearly the same in a language of the network."""
    told: set[tuple[Key, Key]] = set()
    for language in inspection.catalog.network.languages:
        for pair in twins({key: name.in_language(language) for key, name in names.items()}):
            if pair not in told:
                told.add(pair)
                yield pair
