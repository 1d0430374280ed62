"""Checks of what was looked at when: entries, free places, hand-overs, sources. What was true once need not be so today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Final

from cafematch.model.duration import Duration
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.parts import place_of
from cafematch.upkeep.inspection.sources import Place

CAPACITY_LASTS: Final = Duration(6, "month")
"""How long it is believed that a service has room, or has none: after half a year a list has moved."""

HANDOVER_LASTS: Final = Duration(1, "year")
"""How long it is believed that a hand-over works as agreed: contacts change, and a network should meet once a year."""

SOURCE_LASTS: Final = Duration(2, "year")
"""How long a source is believed to say what it said: laws change with a budget or a government, pages move."""

_ADDRESS: Final = re.compile(r"https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")


def old_capacities(inspection: Inspection) -> Iterator[Finding]:
    """Whether there is room must have been asked within half a year, as must the whole entry; it changes sooner than all
    else. An entry that is stale as a whole is reported as that.
    """
    for organisation, service, steps in inspection.services():
        told = service.capacity.as_of
        verified = (service.verified or organisation.verified).on
        if told is not None and told < verified and _past(told, CAPACITY_LASTS, inspection.as_of):
            message = f"'{service.id}' last said on {told} whether there is room; all else was verified on {verified}"
            place = Place.inside(organisation, *steps, "capacity", "as_of")
            yield Finding(message, place, "ask how long the wait is, and write the new date")


def stale_handovers(inspection: Inspection) -> Iterator[Finding]:
    """A hand-over must have been verified by both sides within a year; where none is agreed, nothing can go stale."""
    for handover in inspection.catalog.handovers:
        if handover.agreement == "none":
            continue
        verified = handover.verified.on if handover.verified else None
        if verified is None or _past(verified, HANDOVER_LASTS, inspection.as_of):
            state = "was never verified" if verified is None else f"was last verified on {verified}"
            message = f"the hand-over from '{handover.from_}' to '{handover.to}' {state}"
            hint = "ask both sides whether contact and way still hold, and write under 'verified' who looked and when"
            yield Finding(message, inspection.inside_handover(handover, "verified"), hint)


def old_sources(inspection: Inspection) -> Iterator[Finding]:
    """A source must say when somebody last looked at it, and that must be less than two years ago."""
    below: tuple[str, ...]
    for found, source in inspection.parts.sources:
        if source.checked is None:
            message, below = "nobody has noted when this source was last looked at", ()
        elif _past(source.checked, SOURCE_LASTS, inspection.as_of):
            message, below = f"this source was last looked at on {source.checked}", ("checked",)
        else:
            continue
        hint = "see whether it still says so, and write the day under 'checked'"
        yield Finding(message, place_of(found, inspection.sources, *below), hint)


def source_addresses(inspection: Inspection) -> Iterator[Finding]:
    """The address of a source must be whole, so that it can be opened: https:// and no spaces."""
    for found, source in inspection.parts.sources:
        if source.url is not None and not _ADDRESS.fullmatch(source.url):
            message = f"expected an address such as https://example.org/page, found {shown(source.url)}"
            hint = "copy it from the address bar of the browser"
            yield Finding(message, place_of(found, inspection.sources, "url", of="value"), hint)


def dates_in_future(inspection: Inspection) -> Iterator[Finding]:
    """Nobody can have verified an entry, asked for room or checked a source on a day still to come."""
    today = inspection.as_of.date()
    for day, place in chain(_looked_at_after(today, inspection), _checked_after(today, inspection)):
        yield Finding(f"somebody is said to have looked on {day}, which is still to come", place, "correct the date")


def _past(day: date, lasts: Duration, as_of: datetime) -> bool:
    return day < lasts.before(as_of).date()


def _looked_at_after(today: date, inspection: Inspection) -> Iterator[tuple[date, Place]]:
    """Yield every later day on which an entry, its capacity or a hand-over is said to have been looked at."""
    for organisation in inspection.catalog.organisations:
        if organisation.verified.on > today:
            yield organisation.verified.on, Place.inside(organisation, "verified", "on")
    for organisation, service, steps in inspection.services():
        if service.verified is not None and service.verified.on > today:
            yield service.verified.on, Place.inside(organisation, *steps, "verified", "on")
        if service.capacity.as_of is not None and service.capacity.as_of > today:
            yield service.capacity.as_of, Place.inside(organisation, *steps, "capacity", "as_of")
    for handover in inspection.catalog.handovers:
        if handover.verified is not None and handover.verified.on > today:
            yield handover.verified.on, inspection.inside_handover(handover, "verified", "on")


def _checked_after(today: date, inspection: Inspection) -> Iterator[tuple[date, Place]]:
    """Yield every later day on which a source is said to have been checked."""
    for found, source in inspection.parts.sources:
        if source.checked is not None and source.checked > today:
            yield source.checked, place_of(found, inspection.sources, "checked")
