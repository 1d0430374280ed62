"""Durations: how they are written, what they add to a moment, and how they compare."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafematch.model.duration import UNITS, Duration
from cafematch.model.refusals import Refused

WRITTEN = """
at once    | 0 minute
0 days     | 0 day
1 minute   | 1 minute
90 minutes | 90 minute
1 hour     | 1 hour
2 days     | 2 day
1 week     | 1 week
7 months   | 7 month
1 year     | 1 year
1 days     | 1 day
2 week     | 2 week
"""

ADDED = """
2026-03-11T09:30 | at once   | 2026-03-11T09:30
2026-03-11T09:30 | 45 minutes | 2026-03-11T10:15
2026-03-11T09:30 | 3 hours   | 2026-03-11T12:30
2026-03-11T09:30 | 2 weeks   | 2026-03-25T09:30
2026-03-11T09:30 | 1 month   | 2026-04-11T09:30
2026-01-31T09:30 | 1 month   | 2026-02-28T09:30
2028-01-31T09:30 | 1 month   | 2028-02-29T09:30
2026-12-31T09:30 | 2 months  | 2027-02-28T09:30
2028-02-29T09:30 | 1 year    | 2029-02-28T09:30
2026-11-30T09:30 | 14 months | 2028-01-30T09:30
"""

TAKEN_AWAY = """
2026-03-11T09:30 | 2 weeks   | 2026-02-25T09:30
2026-03-31T09:30 | 1 month   | 2026-02-28T09:30
2026-01-15T09:30 | 2 months  | 2025-11-15T09:30
2028-02-29T09:30 | 1 year    | 2027-02-28T09:30
"""


def can_be_written(duration: Duration) -> bool:
    """Return whether a duration is accepted as text."""
    try:
        Duration.of(str(duration))
    except Refused:
        return False
    return True


durations = st.builds(Duration, st.integers(0, 9999), st.sampled_from(UNITS)).filter(can_be_written)
"""Every duration that can be written."""


def rows(table: str) -> list[list[str]]:
    """Return the cells of every row."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "meant"), rows(WRITTEN))
def test_written(text: str, meant: str) -> None:
    amount, unit = meant.split()
    assert Duration.of(text) == Duration(int(amount), unit)


@pytest.mark.parametrize(
    "raw",
    ["", "2", "weeks", "two weeks", "-1 day", "1.5 days", "1  day", "1 fortnight", "10000 days", 2, None, True, []],
)
def test_refused(raw: object) -> None:
    with pytest.raises(Refused, match="expected a duration such as '2 weeks' or 'at once', found"):
        Duration.of(raw)


@pytest.mark.parametrize(("moment", "text", "then"), rows(ADDED))
def test_added_to_a_moment(moment: str, text: str, then: str) -> None:
    assert Duration.of(text).after(datetime.fromisoformat(moment)) == datetime.fromisoformat(then)


@pytest.mark.parametrize(("moment", "text", "then"), rows(TAKEN_AWAY))
def test_taken_from_a_moment(moment: str, text: str, then: str) -> None:
    assert Duration.of(text).before(datetime.fromisoformat(moment)) == datetime.fromisoformat(then)


@given(durations)
def test_what_is_shown_can_be_read_again(duration: Duration) -> None:
    again = Duration.of(str(duration))
    assert again.days == duration.days
    assert str(again) == str(duration)


@given(durations)
def test_every_duration_can_be_added_and_taken_away(duration: Duration) -> None:
    """However long it is, it leads to a moment."""
    now = datetime(2026, 3, 11, 9, 30)
    assert duration.before(now) <= now <= duration.after(now)


@given(durations, durations)
def test_the_longer_one_ends_later(one: Duration, other: Duration) -> None:
    now = datetime(2026, 3, 11, 9, 30)
    if one.unit == other.unit and one.amount < other.amount:
        assert one.days < other.days
        assert one.after(now) < other.after(now)


@given(st.integers(0, 9999), st.sampled_from(("minute", "hour", "day", "week")))
def test_days_are_what_the_clock_says(amount: int, unit: str) -> None:
    now = datetime(2026, 3, 11, 9, 30)
    duration = Duration(amount, unit)
    assert duration.after(now) - now == timedelta(days=duration.days)


HINTS = """
2 Wochen     | write 2 weeks
1 Woche      | write 1 week
eine Woche   | write 1 week
3 Tage       | write 3 days
2 Std        | write 2 hours
2h           | write 2 hours
6 Monate     | write 6 months
un an        | write 1 year
deux mois    | write a number and minutes, hours, days, weeks, months or years
2 semaines   | write 2 weeks
2 Weeks      | write 2 weeks
2weeks       | write 2 weeks
a week       | write 1 week
0 Tage       | write at once
sofort       | write at once
2-3 Wochen   | write a number and minutes, hours, days, weeks, months or years
Wochen       | write a number and minutes, hours, days, weeks, months or years
"""


@pytest.mark.parametrize("line", HINTS.strip().splitlines())
def test_it_is_told_how_a_duration_in_other_words_is_written(line: str) -> None:
    said, hint = (part.strip() for part in line.split("|"))
    with pytest.raises(Refused) as refused:
        Duration.of(said)
    assert refused.value.hint == hint
    if " or " not in hint:
        Duration.of(hint.removeprefix("write "))
