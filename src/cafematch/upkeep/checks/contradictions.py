"""A check of what is said twice in other words: can both be so?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from cafematch.model.catalog import Cost, Door, Organisation, Service
from cafematch.model.text import Text
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place

INTRODUCED: Final = frozenset(("H3", "H4"))
"""The hand-overs to which both sides must have agreed: somebody on the other side expects the person."""

NOTHING: Final = frozenset(("none", "nothing", "keine", "keins", "nichts", "aucun", "aucune", "rien", "-"))
"""Words that stand in a list of papers to say that there are none."""

_DECIDE: Final = "decide which of them holds"


def contradicting_entries(inspection: Inspection) -> Iterator[Finding]:
    """Nothing must be said that excludes itself: a waiting list without any wait, a price of nothing, no language at all; a
    door in two places or a guest in its own house, without appointment and booked ahead, without a name and with papers,
    with a paper called "none", with many forms and no writing; an introduction or company that nobody has agreed on; a
    rule in force that says why it was retired.
    """
    for organisation, service, steps in inspection.services():
        whole = Place.inside(organisation, *steps)
        doors = (
            _of_door(door, service, organisation, whole.below("doors", number))
            for number, door in enumerate(service.doors)
        )
        yield from chain(_of_service(service, whole), *doors)
    for handover in inspection.catalog.handovers:
        if handover.agreement == "none" and handover.offers in INTRODUCED:
            message = f"'{handover.from_}' and '{handover.to}' have agreed on nothing, and people are introduced there"
            hint = "write under 'agreement' what was agreed, or a way that needs none"
            yield Finding(message, inspection.inside_handover(handover, "offers"), hint)
    for rule in inspection.rules.rules:
        if rule.status == "active" and rule.retired_because is not None:
            message = f"the rule '{rule.id}' is in force, and says why it was retired"
            yield Finding(message, Place.inside_rule(rule, "retired_because"), "retire it, or delete the reason")


def _of_service(service: Service, place: Place) -> Iterator[Finding]:
    if service.capacity.state == "waitlist" and service.capacity.wait.days < 1:
        message, hint = "has a waiting list, and nobody has to wait", "write under 'wait' how long, or that it is open"
        yield Finding(f"'{service.id}' {message}", place.below("capacity"), hint)
    if service.languages is not None and not service.languages.spoken:
        message, hint = "speaks no language", "name them; where nothing is said, write 'languages: none'"
        yield Finding(f"'{service.id}' {message}", place.below("languages"), hint)
    if isinstance(service.cost, Cost) and not service.cost.amount:
        message, hint = "costs nothing, and yet a price is named", "write 'cost: none'"
        yield Finding(f"'{service.id}' {message}", place.below("cost"), hint)


def _of_door(door: Door, service: Service, organisation: Organisation, place: Place) -> Iterator[Finding]:
    this = f"this door of '{service.id}'"
    if door.place.organisation == organisation.organisation:
        hint = "write the district: 'organisation' is for other hosts"
        yield Finding(f"{this} is the guest of its own organisation", place.below("place"), hint)
    elif door.place.organisation is not None and door.place.district is not None:
        hint = "write one of them: a guest's door is where the host is"
        yield Finding(f"{this} is in a district and at a host", place.below("place"), hint)
    if door.appointment == "none" and door.lead_time.days:
        message = f"{this} needs no appointment, and has to be booked {door.lead_time} ahead"
        yield Finding(message, place.below("lead_time"), _DECIDE)
    if any(map(_is_nothing, door.papers or ())):
        hint = "write 'papers: none' if nothing has to be brought"
        yield Finding(f"{this} asks for a paper called 'none'", place.below("papers"), hint)
    elif door.name == "anonymous" and door.papers:
        yield Finding(f"{this} asks for no name, and for papers", place.below("papers"), _DECIDE)
    if door.forms == "many" and door.oral:
        yield Finding(f"{this} has many forms, and goes without reading and writing", place.below("oral"), _DECIDE)


def _is_nothing(paper: Text) -> bool:
    return any(words.strip(" .").casefold() in NOTHING for _, words in paper.versions)
