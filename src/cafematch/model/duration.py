"""Durations as people write them: `1 week`, `20 minutes`, `7 months`, `at once`."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cafematch.model.refusals import Refused, refusing
from cafematch.model.text import shown
from cafematch.quick import dataclass

UNITS = ("minute", "hour", "day", "week", "month", "year")
_MINUTES = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080}
_DAYS_IN_MONTH = 30.4375
MOST_YEARS = 999
"""How many years a duration may have, so that what is counted from today stays in the calendar."""
_WRITTEN = re.compile(r"([0-9]{1,4}) (minute|hour|day|week|month|year)s?")
_SAID = re.compile(r"([0-9]{1,4}|[^\W\d_]+) ?([^\W\d_]+)")
_AT_ONCE = frozenset(("sofort", "gleich", "immediately", "now", "tout de suite", "immédiatement"))
_ONE = "a an one ein eine un une"
_MEANT = {  # in English, German, French
    "minute": "minute minutes min minuten",
    "hour": "hour hours h stunde stunden std heure heures",
    "day": "day days d tag tage tagen jour jours",
    "week": "week weeks woche wochen semaine semaines",
    "month": "month months monat monate monaten mois",
    "year": "year years jahr jahre jahren an ans année années",
}
_UNIT_OF = {word: unit for unit, words in _MEANT.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: `amount` (0 to 9999, of years 999) of one `unit`; months and years follow the calendar."""

    amount: int
    unit: str

    @classmethod
    def of(cls, raw: object) -> Duration:
        """Read `2 weeks` or `at once`; raises `Refused` for anything else."""
        if isinstance(raw, Duration):
            return raw
        if raw == "at once":
            return cls(0, "minute")
        match = _WRITTEN.fullmatch(raw) if isinstance(raw, str) else None
        if match is None:
            message = f"expected a duration such as '2 weeks' or 'at once', found {shown(raw)}"
            raise Refused("not-a-duration", message, hint=_how_to_write(raw))
        amount, unit = int(match[1]), match[2]
        if unit == "year" and amount > MOST_YEARS:
            raise Refused("out-of-range", f"expected a duration of at most {MOST_YEARS} years, found {shown(raw)}")
        return cls(amount, unit)

    def after(self, moment: datetime) -> datetime:
        """Return `moment` plus this duration; the last day of a shorter month stands for days it lacks."""
        if self.unit in _MINUTES:
            return moment + timedelta(minutes=self.amount * _MINUTES[self.unit])
        return _months_later(moment, self.amount * (12 if self.unit == "year" else 1))

    def before(self, moment: datetime) -> datetime:
        """Return `moment` minus this duration."""
        if self.unit in _MINUTES:
            return moment - timedelta(minutes=self.amount * _MINUTES[self.unit])
        return _months_later(moment, -self.amount * (12 if self.unit == "year" else 1))

    @property
    def days(self) -> float:
        """The length in days, a month counted as 30.4375 of them: for comparing and scoring, not for dates."""
        if self.unit in _MINUTES:
            return self.amount * _MINUTES[self.unit] / 1_440
        return self.amount * _DAYS_IN_MONTH * (12 if self.unit == "year" else 1)

    def __str__(self) -> str:
        return "at once" if not self.amount else f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            refusing(cls.of), serialization=core_schema.to_string_ser_schema()
        )


def _how_to_write(raw: object) -> str:
    """Return how a duration is written that stands there in other words; else how any is."""
    said = raw.casefold().strip() if isinstance(raw, str) else ""
    match = _SAID.fullmatch(said)
    if said in _AT_ONCE:
        return "write at once"
    if match is not None and (unit := _UNIT_OF.get(match[2])) and (match[1].isdecimal() or match[1] in _ONE.split()):
        return f"write {Duration(int(match[1]) if match[1].isdecimal() else 1, unit)}"
    return "write a number and minutes, hours, days, weeks, months or years"


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))
