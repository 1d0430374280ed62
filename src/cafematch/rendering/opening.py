"""Opening hours in words a reader knows: `Mo-Fr 09:00-13:00; PH off` becomes `Mo–Fr 9–13 Uhr; feiertags zu`.

Only the common forms of the notation are put into words. Where a single part of a text is of another form, the whole
text stays as it was written: half a translation would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cafematch.rendering.messages import fill
from cafematch.rendering.moments import clock_in_words

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY, _MONTH, _CLOCK = "|".join(_WEEKDAYS), "|".join(_MONTHS), r"\d{1,2}:\d{2}"
_DATE = rf"(?:\d{{4}} )?(?:{_MONTH})(?: \d{{1,2}})?"
_DAY = rf"(?:{_WEEKDAY}|PH|SH)(?:-(?:{_WEEKDAY}))?(?:\[(?:[1-5]|-1)\])?"
_RANGE = rf"{_CLOCK}(?:-{_CLOCK}|\+)"
_RULE = re.compile(
    rf"(?P<dates>{_DATE}(?:-{_DATE})?(?:,{_DATE})*)?"
    rf" ?(?P<days>{_DAY}(?:,{_DAY})*)?"
    rf" ?(?P<times>{_RANGE}(?:,{_RANGE})*|off|closed)?"
    r'(?: "(?P<comment>[^"]*)")?'
)
_ONE_DATE = re.compile(rf"(?:(?P<year>\d{{4}}) )?(?P<month>{_MONTH})(?: (?P<d>\d{{1,2}}))?")
_ONE_DAY = re.compile(rf"(?P<day>{_WEEKDAY}|PH|SH)(?:\[(?P<nth>[1-5]|-1)\])?")


def hours_in_words(time: Mapping[str, Any], hours: str, separator: str = "; ") -> str:
    """Return opening hours in words, their parts apart by `separator`, or as they are written if of a rarer form."""
    if hours.strip() == "24/7":
        return str(time["always"])
    rules = [_RULE.fullmatch(rule.strip()) for rule in hours.split(";") if rule.strip()]
    told = [_rule(time, rule) for rule in rules if rule is not None]
    return separator.join(told) if told and len(told) == len(rules) and all(told) else hours


def _rule(time: Mapping[str, Any], rule: re.Match[str]) -> str:
    dates = _each(rule["dates"], lambda text: _date(time, text))
    days = time["daily"] if rule["days"] == "Mo-Su" else _each(rule["days"], lambda text: _day(time, text))
    comment = f" ({rule['comment']})" if rule["comment"] else ""
    when = " ".join(part for part in (dates, days) if part)
    if rule["times"] in ("off", "closed"):
        return fill(time["closed"], {"days": when}) + comment
    if rule["times"] is None:
        return when + comment
    times = fill(time["opening"], {"ranges": ", ".join(_range(time, text) for text in rule["times"].split(","))})
    return f"{when or time['daily']} {times}{comment}"


def _each(parts: str | None, say: Callable[[str], str]) -> str:
    """Return a list of days or dates in words; a dash stands between two of them, except in `Sa[-1]`."""
    told = [[part] if "[" in part else part.split("-") for part in (parts or "").split(",") if part]
    return ", ".join("–".join(map(say, ends)) for ends in told)


def _date(time: Mapping[str, Any], text: str) -> str:
    found = _ONE_DATE.fullmatch(text)
    assert found is not None, "the rule's pattern is made of this one"
    month = time["months"][_MONTHS.index(found["month"])]
    values = {"d": found["d"] or "", "month": month, "year": found["year"] or ""}
    return fill(time["date_in_hours" if found["d"] else "month_in_hours"], values)


def _day(time: Mapping[str, Any], text: str) -> str:
    found = _ONE_DAY.fullmatch(text)
    assert found is not None, "the rule's pattern is made of this one"
    if found["day"] in ("PH", "SH"):
        return str(time[found["day"]])
    weekday = time["weekdays"][_WEEKDAYS.index(found["day"])]
    if found["nth"] is None:
        return str(weekday)
    which = time["nth"][-1 if found["nth"] == "-1" else int(found["nth"]) - 1]
    return fill(time["day_in_month"], {"weekday": weekday, "nth": which})


def _range(time: Mapping[str, Any], text: str) -> str:
    start, _, end = text.removesuffix("+").partition("-")
    if not end:
        return fill(time["open_end"], {"from": _clock(time, start)})
    return fill(time["until"], {"from": _clock(time, start), "to": _clock(time, end)})


def _clock(time: Mapping[str, Any], text: str) -> str:
    hour, minute = map(int, text.split(":"))
    return clock_in_words(time["other_time" if minute else "full_hour"], hour, minute)
