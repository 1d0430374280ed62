"""Checks of the network as a whole: who serves what, who knows whom, who opens whose door."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from cafematch.model.catalog import Handover
from cafematch.model.text import shown
from cafematch.model.vocabulary import NeedDomain
from cafematch.reading.countries import country_of_timezone, usual_timezone
from cafematch.upkeep.inspection import Dated, Finding, Inspection
from cafematch.upkeep.inspection.openers import Openers
from cafematch.upkeep.inspection.sources import Place, Sources


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
        if _is_cold(handover):
            name = Sources.file_of(handover)
            position = inspection.sources.position(handover, "handovers")
            message = f"between '{handover.from_}' and '{handover.to}' people fall through: no agreement, quality 0"
            hint = "agree on an interface, or say under 'by_design' why there is none"
            yield Finding(message, Place("catalog", name, ("handovers", position)), hint)


def foreign_timezones(inspection: Inspection) -> Iterator[Finding]:
    """The time zone of a network must lie in its country: by it is told what is open now."""
    network = inspection.catalog.network
    if country_of_timezone(network.timezone) != network.country:
        usual = usual_timezone(network.country)
        hint = (
            f"write '{usual}', or correct the country"
            if usual
            else "write a zone of the country, or correct the country"
        )
        message = f"the time zone {shown(network.timezone)} does not lie in the country {network.country}"
        yield Finding(message, Place.inside(network, "timezone", of="value"), hint)


def own_handovers(inspection: Inspection) -> Iterator[Finding]:
    """A hand-over must lead to another organisation: within one of them people are introduced anyway."""
    for handover in inspection.catalog.handovers:
        catalog = inspection.catalog
        to = catalog.provider[handover.to].organisation if handover.to in catalog.provider else handover.to
        if to == handover.from_:
            message = f"'{handover.from_}' is said to hand people over to itself"
            hint = "correct where it begins or leads to, or delete it: inside a house nothing needs to be agreed"
            yield Finding(message, inspection.inside_handover(handover, "to").below(of="value"), hint)


def nearly_cut_off(inspection: Inspection) -> Iterator[Finding]:
    """From the entrance people must be handed on to every organisation of the network: by the entrance itself, or on ways
    that do not all hang on one hand-over between two others, which ends when one person there leaves.

    A hand-over that is cold (`cold-interface`) is no way; one that is so by design is. Authorities and others that are
    external are no part of the network, and that all hangs on its entrance is what a network with one entrance is.
    """
    catalog = inspection.catalog
    entrance = catalog.provider[catalog.network.entrance].organisation
    ways: nx.DiGraph[object] = nx.DiGraph()
    ways.add_node(entrance)
    for handover in catalog.handovers:
        if not _is_cold(handover):
            to = catalog.provider[handover.to].organisation if handover.to in catalog.provider else handover.to
            nx.add_path(ways, (handover.from_, (handover.from_, to), to))
    hangs_on = nx.immediate_dominators(ways, entrance)
    for organisation in catalog.organisations:
        own = organisation.organisation
        if organisation.external or own == entrance:
            continue
        match hangs_on.get(own):
            case None:
                message = f"nobody is handed over to '{own}': no way leads there from the entrance"
                hint = "agree on a hand-over, at best from the entrance"
            case (str(from_), _) if from_ != entrance:
                message = f"'{own}' is nearly cut off: all ways there lead through the hand-over from '{from_}' alone"
                hint = "agree on a second hand-over, at best from the entrance"
            case _:
                continue
        yield Finding(message, Place.inside(organisation, "organisation"), hint)


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


def _is_cold(handover: Handover) -> bool:
    return handover.agreement == "none" and handover.quality == 0 and handover.by_design is None
