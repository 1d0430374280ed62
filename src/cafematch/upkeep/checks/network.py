"""Checks of the network as a whole: who serves what, who knows whom, who opens whose door."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from cafematch.model.vocabulary import NeedDomain
from cafematch.upkeep.inspection import Dated, Finding, Inspection
from cafematch.upkeep.openers import Openers
from cafematch.upkeep.sources import Place, Sources


def unserved_needs(inspection: Inspection) -> Iterator[Finding]:
    """Every need of the vocabulary should be addressed by some service of the network; else it is a gap."""
    for name, term in inspection.catalog.vocabulary.terms.items():
        if isinstance(term, NeedDomain) or inspection.index.answering.get(name):
            continue
        domain, _, own = name.partition(".")
        label = term.label.in_language("en")
        message = f"nobody in {inspection.catalog.network.network} answers the need '{name}' ({label})"
        hint = "find or found a service for it, and tell the network about the gap"
        yield Finding(message, Place("catalog", "vocabulary/needs.yaml", (domain, "terms", own)), hint)


def cold_interfaces(inspection: Inspection) -> Iterator[Finding]:
    """Two organisations that know of each other should have an agreement or a good experience, or say why not."""
    for handover in inspection.catalog.handovers:
        if handover.agreement == "none" and handover.quality == 0 and handover.by_design is None:
            name = Sources.file_of(handover)
            position = inspection.sources.position(handover, "handovers")
            message = f"between '{handover.from_}' and '{handover.to}' people fall through: no agreement, quality 0"
            hint = "agree on an interface, or say under 'by_design' why there is none"
            yield Finding(message, Place("catalog", name, ("handovers", position)), hint)


def prerequisite_circles(inspection: Inspection) -> Iterator[Finding]:
    """Services must not each require what only the others bring about: whoever lacks it would get nowhere."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for id_, awaited in Openers(inspection.index, Dated(inspection.catalog, {}, inspection.as_of)).stuck().items():
        graph.add_edges_from((id_, other) for other in awaited)
    for circle in sorted(sorted(component) for component in nx.strongly_connected_components(graph)):
        if len(circle) > 1 or graph.has_edge(circle[0], circle[0]):
            names = ", ".join(f"'{id_}'" for id_ in circle)
            organisation = inspection.catalog.provider[circle[0]]
            position = [service.id for service in organisation.services].index(circle[0])
            message = f"{names} require what only they bring about: whoever lacks it gets nowhere"
            place = Place.inside(organisation, "services", position, "requires")
            yield Finding(message, place, "open one of them without it")
