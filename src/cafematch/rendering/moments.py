"""Days and moments in words: `heute 17:00`, `Mi 18.03. 14:00`. Opening hours are in `opening`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from cafematch.rendering.messages import fill


def day_in_words(time: Mapping[str, Any], day: date, as_of: datetime | None) -> str:
    """Return a date with its weekday, and with its year if that is not the one of `as_of`."""
    this_year = as_of is not None and as_of.year == day.year
    return fill(time["day" if this_year else "day_of_another_year"], _parts_of_day(time, day))


def moment_in_words(time: Mapping[str, Any], moment: datetime, as_of: datetime | None) -> str:
    """Return a moment as one says it at `as_of`: at once, today, tomorrow, or the day."""
    if moment == as_of:
        return str(time["now"])
    clock = clock_in_words(time["time"], moment.hour, moment.minute)
    days = None if as_of is None else moment.date() - as_of.date()
    if days == timedelta(0):
        return fill(time["today"], {"time": clock})
    if days == timedelta(1):
        return fill(time["tomorrow"], {"time": clock})
    return fill(time["moment"], {"date": day_in_words(time, moment.date(), as_of), "time": clock})


def moment_in_full(time: Mapping[str, Any], moment: datetime) -> str:
    """Return a moment that can be read on any other day: the whole name of the weekday, the date, the time."""
    parts = _parts_of_day(time, moment.date()) | {"weekday": time["weekdays_in_full"][moment.weekday()]}
    clock = clock_in_words(time["time"], moment.hour, moment.minute)
    return fill(time["moment_in_full"], {"day": fill(time["day_in_full"], parts), "time": clock})


def clock_in_words(template: str, hour: int, minute: int) -> str:
    """Return a time of day."""
    return fill(template, {"h": str(hour), "hh": f"{hour:02}", "minute": f"{minute:02}"})


def _parts_of_day(time: Mapping[str, Any], day: date) -> dict[str, str]:
    return {
        "weekday": time["weekdays"][day.weekday()],
        "month": time["months"][day.month - 1],
        "d": str(day.day),
        "dd": f"{day.day:02}",
        "mm": f"{day.month:02}",
        "year": str(day.year),
    }
