"""Hand-overs: how a step is handed over from the one before, who goes along, and who calls and stays responsible."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.matching.judging.doors import Support
from cafematch.matching.judging.index import Index, offered_level
from cafematch.matching.judging.services import IndexedDoor, IndexedService
from cafematch.matching.judging.truth import NO
from cafematch.matching.planning.candidates import Candidate
from cafematch.matching.planning.layout import LaidStep, handover_level, raised_handover
from cafematch.matching.planning.problem import Problem
from cafematch.matching.planning.timeline import Moment
from cafematch.matching.suggestion import HandoverShown, Message, SupportShown, Words
from cafematch.model.rules import Rule
from cafematch.model.text import Text


def phone_of(indexed: IndexedService, door: IndexedDoor) -> str | None:
    """Return the number to call for a door: its own, else the service's, else the organisation's."""
    return door.door.phone or indexed.service.phone or indexed.organisation.phone


def handover(problem: Problem, candidate: Candidate, before: str) -> HandoverShown:
    """Return how a step is handed over: the lowest offered level that meets what is needed, or a repair."""
    index, indexed, door = problem.judgement.index, candidate.verdict.indexed, candidate.door
    scale = index.catalog.vocabulary.scale("handover")
    offered = handover_level(problem, before, candidate)
    origins = dict.fromkeys((before, problem.origin))
    found = [offered_level(index, origin, indexed, door.indexed.host) for origin in origins]
    edge = max(found, key=lambda pair: pair[0])[1]
    repaired = offered < problem.handover_min
    accompanied = raised_handover(index, door)
    level = max(problem.handover_min, accompanied) if repaired or accompanied else min(offered, problem.handover_min)
    inside = candidate.organisation in origins
    how: Words
    if repaired:
        how = Message.of("handover_repaired")
    elif inside or (edge is None and door.indexed.host in origins):
        how = Message.of("handover_inside")
    elif edge is not None and level == index.catalog.vocabulary.ranks["handover"][edge.offers]:
        how = edge.how
    elif level and (what := index.catalog.vocabulary.scales["handover"][scale.name_of(level)].what):
        how = what
    else:
        how = Message.of("handover_signpost")
    name = scale.name_of(level)
    return HandoverShown(
        level=name,
        label=index.catalog.vocabulary.scales["handover"][name].label,
        offered=scale.name_of(offered),
        how=how,
        contact=edge.contact if edge and not inside else None,
        repaired=repaired,
        at=edge.at if edge else "",
    )


def supports(problem: Problem, step: LaidStep, moment: Moment) -> Iterator[SupportShown]:
    """Yield who is beside a step: what bridges its barriers, and who makes the hand-over where rules ask for a warm one."""
    index, door = problem.judgement.index, step.candidate.door
    for support in door.supports:
        yield _support(index, support)
    parameter = problem.judgement.parameters["handover_min"]
    entrance = index.services[index.catalog.network.entrance]
    carries = index.catalog.vocabulary.kinds[entrance.service.kind].carries_handover
    here = {support.service for support in door.supports} | {step.candidate.id}
    if carries is None or entrance.id in here or problem.judgement.visitor.support_truth(entrance.id) is NO:
        return
    if moment.carried:
        pace = problem.judgement.parameters["new_organisations_at_once"]
        yield _navigator(entrance, Message.of("support_carries", name=entrance.service.name), pace.rules)
        return
    if not parameter.rules:
        return
    needed = max(parameter.value.low, raised_handover(index, door))
    if needed >= index.catalog.vocabulary.ranks["handover"][carries]:
        yield _navigator(entrance, Message.of("support_calls", name=entrance.service.name), parameter.rules)


def _navigator(entrance: IndexedService, how: Message, rules: tuple[Rule, ...]) -> SupportShown:
    return SupportShown(
        service=entrance.id,
        name=entrance.service.name,
        kind=entrance.service.kind,
        bridges=(),
        rule=min((rule.id for rule in rules), default=None),
        how=how,
        phone=phone_of(entrance, entrance.doors[0]),
        at=entrance.service.at,
    )


def how_beside(support: Support, name: Text) -> Message:
    """Return what somebody beside a step does: which barriers they bridge, or that they come along."""
    if support.bridges:
        return Message.of("support", name=name, bridges=tuple(sorted(support.bridges)))
    return Message.of("support_along", name=name)


def _support(index: Index, support: Support) -> SupportShown:
    indexed = index.services[support.service]
    return SupportShown(
        service=support.service,
        name=indexed.service.name,
        kind=indexed.service.kind,
        bridges=tuple(sorted(support.bridges)),
        rule=support.rule,
        how=how_beside(support, indexed.service.name),
        phone=phone_of(indexed, indexed.doors[0]),
        at=indexed.service.at,
    )
