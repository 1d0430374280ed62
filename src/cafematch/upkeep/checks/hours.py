"""Checks of opening hours that can be read, and yet may say something else than was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cafematch.model.duration import Duration
from cafematch.model.hours import Hours, never_opens, parts_with_a_year, years_in
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place

LONGEST_NIGHT: Final = 16 * 60
"""Minutes that a night may last: shelters and crisis lines are open from the afternoon until the next morning."""

SHORTEST: Final = 15
"""Minutes that a door is open at least: a quarter of an hour to hand out food."""

SMALL_HOURS: Final = (1 * 60, 6 * 60)
"""From when to when, in minutes of the day, hardly anybody opens a door anew."""

DATES_LAST: Final = Duration(1, "year")
"""How long dates may be over and still stand there: after a year those of this year are missing."""

_DAY: Final = 24 * 60
_TIMES: Final = re.compile(r"(\d?\d):(\d\d) ?- ?(\d?\d):(\d\d)")


def odd_hours(inspection: Inspection) -> Iterator[Finding]:
    """Hours that pass midnight should last 16 hours at most, others a quarter of an hour at least; none should lie between
    one and six in the night, nor within those before them. It is mostly a slip: an end that comes before its beginning,
    an afternoon on a clock of twelve hours. Times name their days: alone they hold every day.
    """
    for hours, place in _every_hours(inspection):
        for message, hint in odd_times(hours.text):
            yield Finding(message, place, hint)


def odd_times(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is odd about the times in opening hours, and how each is mended."""
    for part in text.split(";"):
        if (bare := _TIMES.match(part.strip())) and bare[0] != "00:00-24:00":
            message = f"{shown(part.strip())} holds on every day of the week, since no day stands before it"
            yield message, "write the days before the times; times of one day are joined by a comma"
    before: re.Match[str] | None = None
    for times in _TIMES.finditer(text):
        begin, end = _minute(times[1], times[2]), _minute(times[3], times[4])
        lasts = (end - begin) if end > begin else end + _DAY - begin
        beside = before is not None and text[before.end() : times.start()].strip() == ","
        if begin + lasts > _DAY and lasts > LONGEST_NIGHT:
            message = f"{shown(times[0])} lasts {_told(lasts)}, until the next day"
            yield message, "correct the times; what is open day and night is written 24/7"
        elif SMALL_HOURS[0] <= begin < end <= SMALL_HOURS[1]:
            afternoon = f"{_clock(begin + _DAY // 2)}-{_clock(end + _DAY // 2)}"
            yield f"{shown(times[0])} is in the night", f"write {afternoon} if the afternoon is meant"
        elif lasts < SHORTEST:
            yield f"{shown(times[0])} lasts {lasts} minutes", "correct the times"
        elif before is not None and beside and begin < _minute(before[3], before[4]):
            yield f"{shown(times[0])} begins before {shown(before[0])} ends", "correct the times, or join them"
        before = times


def past_dates(inspection: Inspection) -> Iterator[Finding]:
    """Dates in the hours must be days there are, each on its day of the week, and must not be over for more than a year:
    somebody has forgotten to write the new ones.
    """
    a_year_ago = DATES_LAST.before(inspection.as_of)
    for hours, place in _every_hours(inspection):
        if never_opens(hours, inspection.as_of):
            continue  # it is the door that is told
        for part in parts_with_a_year(hours):
            years = years_in(part)
            if never_opens(part, datetime(min(years), 1, 1)):
                message = f"these hours name a day of {min(years)} that no calendar has"
                yield Finding(message, place, "compare dates and days of the week with a calendar")
            elif max(years) <= a_year_ago.year and never_opens(part, a_year_ago):
                message = f"dates of {max(years)} in these hours have been over for more than a year"
                yield Finding(message, place, "write those of this year, or take them away")


def _every_hours(inspection: Inspection) -> Iterator[tuple[Hours, Place]]:
    """Yield the hours of every door, and of everybody who sits at another's place."""
    country = inspection.catalog.network.country
    for organisation, service, steps in inspection.services():
        for number, door in enumerate(service.doors):
            if door.hours is not None:
                place = Place.inside(organisation, *steps, "doors", number, "hours", of="value")
                yield Hours(door.hours, country), place
    for handover in inspection.catalog.handovers:
        if handover.colocated is not None:
            place = inspection.inside_handover(handover, "colocated", "hours")
            yield Hours(handover.colocated.hours, country), place


def _minute(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)


def _told(minutes: int) -> str:
    return f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes // 60}:{minutes % 60:02} hours"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
