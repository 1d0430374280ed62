"""What opening hours mean, what is said about those that cannot be used, and a naive clock that must agree."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from cafematch.model import hours as module
from cafematch.model.hours import (
    HORIZON,
    LONGEST,
    Hours,
    Span,
    check_hours,
    ever_overlap,
    never_opens,
    next_opening,
    parts_with_a_year,
    years_in,
)

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """Read `03-11 09:30` in 2026, or a whole ISO moment; 2026-03-11 is a Wednesday."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}")


def span(text: str) -> Span | None:
    """Read `03-11 09:30 to 03-11 16:00`; a dash is no opening."""
    if text == "-":
        return None
    start, end = text.split(" to ")
    return at(start), at(end)


# One set of hours: the text, the moment one asks, the first span from then on. In Germany.

OPENINGS = """
Mo-Fr 09:00-17:00                       | 03-11 08:00         | 03-11 09:00 to 03-11 17:00
Mo-Fr 09:00-17:00                       | 03-11 09:00         | 03-11 09:00 to 03-11 17:00
Mo-Fr 09:00-17:00                       | 03-11 16:59         | 03-11 16:59 to 03-11 17:00
Mo-Fr 09:00-17:00                       | 03-11 17:00         | 03-12 09:00 to 03-12 17:00
Mo-Fr 09:00-17:00                       | 03-13 18:00         | 03-16 09:00 to 03-16 17:00
Mo-Fr 09:00-17:00                       | 2026-03-11T16:58:01 | 03-11 16:59 to 03-11 17:00
Mo-Fr 09:00-17:00                       | 2026-03-11T16:59:01 | 03-12 09:00 to 03-12 17:00
Tu 09:00-12:00                          | 03-11 09:30         | 03-17 09:00 to 03-17 12:00
Mo,We 09:00-12:00,14:00-16:00           | 03-11 12:00         | 03-11 14:00 to 03-11 16:00
Mo-Fr 09:00-17:00; We off               | 03-11 09:30         | 03-12 09:00 to 03-12 17:00
Mo-Fr 09:00-17:00; We 09:00-12:00       | 03-11 12:00         | 03-12 09:00 to 03-12 17:00
Mo-Fr 09:00-12:00 "am Hintereingang"    | 03-11 08:00         | 03-11 09:00 to 03-11 12:00
We 09:00-12:00 "a", We 12:00-13:00 "b"  | 03-11 08:00         | 03-11 09:00 to 03-11 13:00
We 09:00-12:00 unknown; Th 09:00-10:00  | 03-11 09:30         | 03-12 09:00 to 03-12 10:00
We 09:00+                               | 03-11 09:30         | 03-11 09:30 to 03-12 00:00
Mo-Fr                                   | 03-14 09:30         | 03-16 00:00 to 03-21 00:00
24/7                                    | 03-11 09:30         | 03-11 09:30 to 2027-04-15T09:30
off                                     | 03-11 09:30         | -
Mo-Su 19:00-08:00                       | 03-11 07:00         | 03-11 07:00 to 03-11 08:00
Mo-Su 19:00-08:00                       | 03-11 08:00         | 03-11 19:00 to 03-12 08:00
Tu 19:00-08:00                          | 03-11 07:00         | 03-11 07:00 to 03-11 08:00
Su 19:00-08:00                          | 03-16 00:00         | 03-16 00:00 to 03-16 08:00
Su 19:00-08:00                          | 03-15 23:00         | 03-15 23:00 to 03-16 08:00
Su 19:00-08:00                          | 03-16 08:00         | 03-22 19:00 to 03-23 08:00
Mo-Su 02:00-03:00                       | 03-29 00:00         | 03-29 02:00 to 03-29 03:00
We[1] 10:00-12:00                       | 03-11 09:30         | 04-01 10:00 to 04-01 12:00
We[-1] 10:00-12:00                      | 03-11 09:30         | 03-25 10:00 to 03-25 12:00
Jan 31 10:00-12:00                      | 03-11 09:30         | 2027-01-31T10:00 to 2027-01-31T12:00
Feb 29 10:00-12:00                      | 03-11 09:30         | -
Feb 29 10:00-12:00                      | 2027-02-01T00:00    | 2028-02-29T10:00 to 2028-02-29T12:00
Oct-Feb We 15:00-17:00                  | 03-11 09:30         | 10-07 15:00 to 10-07 17:00
2026 Apr 18 14:00-18:00                 | 03-11 09:30         | 04-18 14:00 to 04-18 18:00
2026 Apr 18 14:00-18:00                 | 04-18 15:00         | 04-18 15:00 to 04-18 18:00
2026 Apr 18 14:00-18:00                 | 04-18 18:00         | -
2027 Apr 14 14:00-18:00                 | 03-11 09:30         | 2027-04-14T14:00 to 2027-04-14T18:00
2027 Apr 16 14:00-18:00                 | 03-11 09:30         | -
2026 Dec 31 22:00-02:00                 | 2027-01-01T01:00    | 2027-01-01T01:00 to 2027-01-01T02:00
Mo-Fr 09:00-17:00; 2026 Mar 9-2026 Mar 13 off | 03-09 08:00   | 03-16 09:00 to 03-16 17:00
Mo-Fr 09:00-17:00; PH off               | 04-03 08:00         | 04-07 09:00 to 04-07 17:00
Mo-Fr 09:00-17:00; PH off               | 04-06 10:00         | 04-07 09:00 to 04-07 17:00
Mo-Fr 09:00-17:00; PH off               | 05-01 10:00         | 05-04 09:00 to 05-04 17:00
Mo-Fr 09:00-17:00; PH 10:00-11:00       | 05-01 08:00         | 05-01 10:00 to 05-01 11:00
PH 10:00-12:00                          | 04-06 12:00         | 05-01 10:00 to 05-01 12:00
"""


def rows(table: str, *, width: int) -> list[tuple[str, ...]]:
    cells = [tuple(cell.strip() for cell in line.split(" | ")) for line in table.strip().splitlines()]
    assert {len(row) for row in cells} == {width}
    return cells


@pytest.mark.parametrize(("text", "after", "expected"), rows(OPENINGS, width=3))
def test_the_first_opening_of_one_door(text: str, after: str, expected: str) -> None:
    assert check_hours(text, "DE") is None
    assert next_opening(at(after), Hours(text, "DE")) == span(expected)


# Several at once: hours joined by `&`, the least length in minutes, the moment, the first common span.

MEETINGS = """
Mo-Fr 09:00-17:00 & Tu,Th 08:00-12:00                                |   0 | 03-11 09:30 | 03-12 09:00 to 03-12 12:00
Mo-Fr 09:00-17:00 & We 08:00-12:00                                   |   0 | 03-11 09:30 | 03-11 09:30 to 03-11 12:00
Mo-Fr 09:00-17:00 & We 08:00-12:00                                   | 150 | 03-11 09:30 | 03-11 09:30 to 03-11 12:00
Mo-Fr 09:00-17:00 & We 08:00-12:00                                   | 151 | 03-11 09:30 | 03-18 09:00 to 03-18 12:00
Mo-Fr 09:00-17:00 & We 08:00-12:00                                   | 181 | 03-11 09:30 | -
Mo-Fr 09:00-17:00                                                    | 481 | 03-11 09:30 | -
Mo-Fr 09:00-17:00 & We 17:00-19:00                                   |   0 | 03-11 09:30 | -
Mo-Fr 09:00-17:00 & Mo-Su 18:00-10:00                                |   0 | 03-11 10:00 | 03-12 09:00 to 03-12 10:00
Su 19:00-08:00 & Mo-Su 20:00-06:00                                   | 300 | 03-16 00:00 | 03-16 00:00 to 03-16 06:00
Su 19:00-08:00 & Mo-Su 20:00-06:00                                   | 300 | 03-16 02:00 | 03-22 20:00 to 03-23 06:00
24/7 & We 17:00-19:00                                                |   0 | 03-12 00:00 | 03-18 17:00 to 03-18 19:00
24/7 & 24/7                                                          | 0 | 03-11 09:30 | 03-11 09:30 to 2027-04-15T09:30
2026 Apr 18 14:00-18:00 & Sa 09:00-15:00                             |   0 | 03-11 09:30 | 04-18 14:00 to 04-18 15:00
2026 Apr 18 14:00-18:00 & Mo-Fr 09:00-15:00                          |   0 | 03-11 09:30 | -
2026 Apr 18 14:00-18:00 & Mo-Fr                                      |   0 | 03-11 09:30 | -
Mo 09:00-12:00; PH off & Mo 10:00-13:00                              |   0 | 04-06 08:00 | 04-13 10:00 to 04-13 12:00
Mo 09:00-12:00; PH off & PH 10:00-13:00                              |   0 | 03-11 09:30 | -
Th 14:00-16:00; PH off & Th 13:00-15:00                              |   0 | 05-08 09:30 | 05-21 14:00 to 05-21 15:00
Tu 09:00-12:00; Th 14:00-16:00, PH off & Th 13:00-15:00              |   0 | 05-08 09:30 | 05-21 14:00 to 05-21 15:00
Th 09:00-12:00 & Mo-Fr 13:00-16:00; Oct-Dec Th 09:00-10:00           |   0 | 03-11 09:30 | 10-01 09:00 to 10-01 10:00
Th 09:00-12:00 & Mo-Fr 13:00-16:00; 2027 Apr Th 09:00-10:00 | 0 | 03-11 09:30 | 2027-04-01T09:00 to 2027-04-01T10:00
Oct-Feb Mo-Fr 14:00-18:00 & Mo-Fr 09:00-14:00                        |   0 | 03-11 09:30 | -
Mo-Fr 09:00-17:00 & Tu,We 11:00-13:00 & We 12:00-14:00               |   0 | 03-11 09:30 | 03-11 12:00 to 03-11 13:00
"""


@pytest.mark.parametrize(("texts", "minutes", "after", "expected"), rows(MEETINGS, width=4))
def test_the_first_time_all_are_open_at_once(texts: str, minutes: str, after: str, expected: str) -> None:
    every = [Hours(text, "DE") for text in texts.split(" & ")]
    at_least = timedelta(minutes=int(minutes))
    assert next_opening(at(after), *every, at_least=at_least) == span(expected)
    assert next_opening(at(after), *reversed(every), at_least=at_least) == span(expected)


def test_no_hours_at_all_are_always_open() -> None:
    assert next_opening(at("03-11 09:30")) == (at("03-11 09:30"), at("03-11 09:30") + timedelta(HORIZON))


def test_a_span_must_start_within_the_limit() -> None:
    tuesday = Hours("Tu 09:00-12:00", "DE")
    assert next_opening(at("03-11 09:00"), tuesday, limit_days=6) is None
    assert next_opening(at("03-11 09:01"), tuesday, limit_days=6) == span("03-17 09:00 to 03-17 12:00")


def test_a_limit_beyond_the_horizon_and_a_time_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="known for 400 days: cannot look 401 days ahead"):
        next_opening(at("03-11 09:30"), limit_days=HORIZON + 1)
    with pytest.raises(ValueError, match="expected a moment without a time zone"):
        next_opening(datetime.fromisoformat("2026-03-11T09:30+01:00"))


def test_never_and_ever() -> None:
    past, evening, morning = (Hours(text, None) for text in ("2025 Mo 10:00-12:00", "18:00-20:00", "Mo-Fr 08:00-12:00"))
    assert never_opens(past, at("03-11 09:30"))
    assert not never_opens(evening, at("03-11 09:30"))
    assert not ever_overlap(at("03-11 09:30"), evening, morning)
    assert ever_overlap(at("03-11 09:30"), evening)


# Public holidays are those the whole country keeps; without a country there are none.


@pytest.mark.parametrize(
    ("country", "day", "is_holiday"),
    [
        ("DE", "05-01", True),
        ("FR", "05-01", True),
        (None, "05-01", False),
        ("DE", "05-08", False),
        ("FR", "05-08", True),
        ("DE", "04-03", True),  # Good Friday
        ("FR", "04-03", False),
        ("DE", "06-04", False),  # Corpus Christi, kept by some of the Länder only
    ],
)
def test_public_holidays_follow_the_country(country: str | None, day: str, is_holiday: bool) -> None:
    opening = next_opening(at(f"{day} 10:00"), Hours("Mo-Fr 09:00-17:00; PH off", country))
    assert opening is not None
    assert (opening[0] > at(f"{day} 10:00")) is is_holiday


def test_a_night_that_is_off_still_ends_in_the_next_morning() -> None:
    """The notation has it so: `off` closes a day from midnight to midnight, not the night that would begin on it."""
    shelter = Hours("Mo-Su 19:00-08:00; We off", None)
    assert next_opening(at("03-11 00:00"), shelter) == span("03-12 00:00 to 03-12 08:00")


# Hours are values.


def test_hours_are_equal_by_text_and_country() -> None:
    assert Hours("Tu 09:00-12:00", "DE") == Hours("Tu 09:00-12:00", "DE")
    assert len({Hours("24/7", "DE"), Hours("24/7", "DE"), Hours("24/7", "FR"), Hours("24/7", None)}) == 3


def test_hours_survive_pickling_after_use() -> None:
    used = Hours("Mo-Fr 09:00-17:00; PH off", "DE")
    expected = next_opening(at("05-01 10:00"), used)
    copy = pickle.loads(pickle.dumps(used))
    assert copy == used
    assert next_opening(at("05-01 10:00"), copy) == expected


def test_hours_nobody_checked_say_so_when_asked() -> None:
    with pytest.raises(ValueError, match="Failed to parse"):
        next_opening(at("03-11 09:30"), Hours("Di 09:00-12:00", "DE"))
    with pytest.raises(ValueError, match="Unknown ISO code"):
        next_opening(at("03-11 09:30"), Hours("PH off", "XX"))


def test_the_library_is_imported_when_first_needed() -> None:
    use = "import sys; from cafematch.model.hours import Hours; Hours('24/7', 'DE')"
    code = f"{use}; assert 'opening_hours' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_a_week_is_evaluated_once() -> None:
    door, person = Hours("Mo-Fr 09:00-16:30; PH off", "DE"), Hours("Tu,Th 09:00-11:30", "DE")
    next_opening(at("03-09 00:00"), door, person)
    evaluated = module._table.cache_info().misses
    for hour in range(72):
        next_opening(at("03-09 00:00") + hour * HOUR, door, person)
    assert module._table.cache_info().misses == evaluated


# What is said about hours that cannot be used. Each line holds the text and the sentence, or `fine`.

SENTENCES = """
Mo-Fr 09:00-17:00 => fine
Mo-Fr 9:00-17:00 => fine
mo-fr 09:00-17:00 => fine
Mo-Fr => fine
Mo-Fr; PH off => fine
24/7 => fine
off => fine
Mo-Fr 09:00-12:00 "mit Termin" => fine
Mo-Fr 09:00-12:00, We 14:00-16:00 => fine
Mo-Fr 09:00-12:00; We 14:00-16:00 => fine
Mo-Fr 09:00-12:00; PH off; Dec 25 10:00-12:00 => fine
2026 Apr 18 14:00-18:00; 2026 Apr 25 14:00-18:00 => fine
 => expected opening hours such as 'Mo-Fr 09:00-17:00', found nothing
"nach Vereinbarung" => '"nach Vereinbarung"' names no times: leave the hours out where people come by arrangement
Mo-Fr "mit Termin" => 'Mo-Fr "mit Termin"' names no times: leave the hours out where people come by arrangement
09:00-sunset => 'sunset' moves with the sun: write a time of the clock, as in 'Mo-Fr 09:00-17:00'
Mo dawn-dusk => 'dawn' moves with the sun: write a time of the clock, as in 'Mo-Fr 09:00-17:00'
Mo 09:00-12:00; SH off => school holidays (SH) are not known: name the dates, as in '2026 Jul 09-2026 Aug 19 off'
Mo 09:00-12:00 || off => '||' (or else) is not supported: after ';' a rule replaces the earlier ones on its days
Mo 9am-5pm => 'Mo 9am-5pm' is not understood from '9am-5pm' on: write it like 'Mo-Fr 09:00-17:00; PH off'
Mo 10:00 => 'Mo 10:00' is not understood from '10:00' on: write it like 'Mo-Fr 09:00-17:00; PH off'
offen => 'offen' is not understood: write it like 'Mo-Fr 09:00-17:00; PH off'
32.13.2026 14-18 => '32.13.2026 14-18' is not understood: write it like 'Mo-Fr 09:00-17:00; PH off'
Tu, Th 09:00-12:00 => 'Tu' has no times here: write days that share their times as in 'Tu,Th 09:00-12:00'
Mo 09:00-12:00; Sa => 'Sa' has no times here: write days that share their times as in 'Tu,Th 09:00-12:00'
PH, Su off; Mo 09:00-12:00 => 'PH' has no times here: write days that share their times as in 'Tu,Th 09:00-12:00'
Mo 09:00-12:00; Mo 14:00-16:00 => 'Mo 14:00-16:00' replaces the one before: join them as in 'Mo 09:00-12:00,14:00-16:00'
PH off; Mo-Fr 09:00-12:00 => 'Mo-Fr 09:00-12:00' would open on public holidays again: put 'PH off' last
Dec 24 off; Mo-Fr 09:00-12:00 => 'Mo-Fr 09:00-12:00' would open again on those days: put 'Dec 24 off' last
"""


@pytest.mark.parametrize("line", SENTENCES.strip("\n").splitlines())
def test_what_is_said_about_hours(line: str) -> None:
    text, sentence = line.split(" => ")
    assert check_hours(text, "DE") == (None if sentence == "fine" else sentence)


# Closures, and the dates in them that run backwards; none where they do not.

CLOSURES = """
2026 Jul 09-2026 Aug 19                             | -
2026 Aug 19-2026 Jul 09                             | 2026 Aug 19-2026 Jul 09
2026 Dec 24-2027 Jan 03                             | -
2027 Jan 03-2026 Dec 24                             | 2027 Jan 03-2026 Dec 24
2026 Dec 24-Jan 03                                  | -
2026 Oct 24-Mar 03                                  | -
2026 Aug 19-Jul 09                                  | 2026 Aug 19-Jul 09
2026 Aug 19-Aug 09                                  | 2026 Aug 19-Aug 09
2026 Jul 09-19                                      | -
2026 Jul 19-09                                      | 2026 Jul 19-09
Jul 19-09                                           | Jul 19-09
Dec 24-Jan 03                                       | -
Aug 19-Jul 09                                       | -
2026 Jul 9-2026 Jul 13,2026 Oct 9-2026 Oct 3        | 2026 Oct 9-2026 Oct 3
"""


@pytest.mark.parametrize(("dates", "backwards"), rows(CLOSURES, width=2))
def test_dates_that_run_backwards(dates: str, backwards: str) -> None:
    sentence = f"'{backwards}' ends before it begins: write both days whole, as in '2026 Jul 20-2026 Aug 07'"
    assert check_hours(f"Mo 09:00-12:00; {dates} off", "DE") == (None if backwards == "-" else sentence)


# What people type, and what they are offered instead.

GUESSES = """
Mo-Fr 9-17 => 'Mo-Fr 09:00-17:00'
Mo-Fr: 09:00-17:00 => 'Mo-Fr 09:00-17:00'
Mo-Fr 09:00–17:00 => 'Mo-Fr 09:00-17:00'
Mo-Fr 09:00-17:00; => 'Mo-Fr 09:00-17:00'
Mo-Fr 8:00-12:00 14:00-18:00 => 'Mo-Fr 08:00-12:00,14:00-18:00'
Mon-Fri 9-17 => 'Mo-Fr 09:00-17:00'
Monday to Thursday 9-12 and 14-16 => 'Mo-Th 09:00-12:00,14:00-16:00'
Di 09:00-12:00 => 'Tu 09:00-12:00' (German) or 'Su 09:00-12:00' (French)
Mi 14:00-16:00 => 'We 14:00-16:00'
Do 14:00-16:00 => 'Th 14:00-16:00'
So 14:00-16:00 => 'Su 14:00-16:00'
Di-Do 09:00-12:00 => 'Tu-Th 09:00-12:00'
Di 9-12 "und nach Absprache" => 'Tu 09:00-12:00' (German) or 'Su 09:00-12:00' (French)
Di, Do 9-12 => 'Tu,Th 09:00-12:00'
Di/Do 9-12 => 'Tu,Th 09:00-12:00'
Mo 9-12, Mi 14-16 => 'Mo 09:00-12:00; We 14:00-16:00'
Montag und Mittwoch von 9 bis 12 Uhr => 'Mo,We 09:00-12:00'
Mi 9.30 – 12.00 Uhr => 'We 09:30-12:00'
täglich 10–20 => 'Mo-Su 10:00-20:00'
Mo-Fr 9-17, feiertags geschlossen => 'Mo-Fr 09:00-17:00; PH off'
Lu 09:00-12:00 => 'Mo 09:00-12:00'
Ma 09:00-12:00 => 'Tu 09:00-12:00'
Me 09:00-12:00 => 'We 09:00-12:00'
Je 09:00-12:00 => 'Th 09:00-12:00'
Ve 09:00-12:00 => 'Fr 09:00-12:00'
Lu-Ve 9h-12h30 => 'Mo-Fr 09:00-12:30'
lundi à vendredi de 9h à 17h => 'Mo-Fr 09:00-17:00'
2026-04-18 14:00-18:00 => '2026 Apr 18 14:00-18:00'
18.04.2026 14-18 Uhr => '2026 Apr 18 14:00-18:00'
18/04/2026 14h-18h => '2026 Apr 18 14:00-18:00'
Mo-Fr 9-17 Uhr => 'Mo-Fr 09:00-17:00'
Montag bis Freitag 9:00-17:00 => 'Mo-Fr 09:00-17:00'
Mo. bis Fr. 9-12 u. 14-16 Uhr => 'Mo-Fr 09:00-12:00,14:00-16:00'
Wochenende 10-14 => 'Sa,Su 10:00-14:00'
Jan-März => 'Jan-Mar'
Okt-Mai => 'Oct-May'
Okt-Mai Mo-Fr 9-17 Uhr => 'Oct-May Mo-Fr 09:00-17:00'
Januar bis März Mo-Fr 09:00-17:00 => 'Jan-Mar Mo-Fr 09:00-17:00'
Okt–Mai: Mo–Fr 9–16 Uhr; Juni–Sept.: Mo–Fr 9–18 Uhr => 'Oct-May Mo-Fr 09:00-16:00; Jun-Sep Mo-Fr 09:00-18:00'
October to May Mo-Fr 9-17 => 'Oct-May Mo-Fr 09:00-17:00'
janv.-mars lu-ve 9h-12h => 'Jan-Mar Mo-Fr 09:00-12:00'
Mo-Fr 9-17; im August zu => 'Mo-Fr 09:00-17:00; Aug off'
Mo-Fr 9-17 Uhr, 24. Dezember geschlossen => 'Mo-Fr 09:00-17:00; Dec 24 off'
Mo-Fr 09:00-17:00; 24.12.-1.1. zu => 'Mo-Fr 09:00-17:00; Dec 24-Jan 1 off'
Vom 24. Dez. bis 6. Jänner geschlossen => 'Dec 24-Jan 6 off'
lu-ve 9h-17h; 1er mai fermé => 'Mo-Fr 09:00-17:00; May 1 off'
"""


@pytest.mark.parametrize("line", GUESSES.strip().splitlines())
def test_what_may_have_been_meant(line: str) -> None:
    text, meant = line.split(" => ")
    assert check_hours(text) == f"'{text}' is not understood: did you mean {meant}?"


def test_hours_have_a_longest_length() -> None:
    rule = "Mo 09:00-12:00, "
    assert (
        check_hours(rule * 70 + "Tu 09:00-12:00")
        == f"expected opening hours of at most {LONGEST} characters, found 1134"
    )


def test_public_holidays_must_be_known_where_they_are_used() -> None:
    sentence = "the public holidays (PH) of 'IN' are not known: name the dates, as in 'Dec 25 off'"
    assert check_hours("Mo-Fr 09:00-17:00; PH off", "IN") == sentence
    assert check_hours("Mo-Fr 09:00-17:00", "IN") is None


@given(st.text(alphabet="MoTuWeThFrSaSuPHJan 0123456789:-,;|/[]()+\"'.hé–\n\t", max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    sentence = check_hours(text, "DE")
    if sentence is None:
        next_opening(at("03-11 09:30"), Hours(text, "DE"))
    else:
        assert "\n" not in sentence


# The naive clock: ask the library minute by minute.


def naive_opening(after: datetime, texts: list[str], at_least: timedelta, days: int, step: timedelta) -> Span | None:
    """Walk from `after` in steps and return the first run in which all are open, up to the end of the walk."""
    doors = [OpeningHours(text, country="DE") for text in texts]
    start, moment = after, after
    while moment < after + timedelta(days):
        if not all(door.is_open(moment) for door in doors):
            if moment > start and moment - start >= at_least:
                break
            start = moment + step
        moment += step
    return (start, moment) if moment > start and moment - start >= at_least else None


DAYS = st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"])
DAY_LISTS = st.one_of(DAYS, st.tuples(DAYS, DAYS).map("-".join), st.lists(DAYS, min_size=2, max_size=3).map(",".join))
DATES = st.sampled_from(
    ["", "", "Mar-Apr ", "2026 ", "Apr 1-Apr 12 ", "2026 Mar 20-2026 May 5 ", "week 1-53/2 ", "easter "]
)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def times(grid: int) -> st.SearchStrategy[str]:
    """Spans of one day, overnight ones among them; at times two of them."""
    moments = st.integers(0, 1440 // grid - 1).map(lambda count: clock(count * grid))
    one = st.tuples(moments, moments).filter(lambda pair: pair[0] != pair[1]).map("-".join)
    return st.lists(one, min_size=1, max_size=2).map(",".join)


def rules(days: st.SearchStrategy[str], grid: int) -> st.SearchStrategy[str]:
    opening = st.tuples(days, times(grid)).map(" ".join)
    closing = st.one_of(days.map("{} off".format), opening.map("{} off".format), opening.map("{} unknown".format))
    further = st.lists(st.tuples(st.sampled_from(["; ", ", "]), st.one_of(opening, closing)), max_size=2)
    return st.tuples(opening, further).map(lambda parts: parts[0] + "".join(sign + rule for sign, rule in parts[1]))


DATED = st.tuples(DATES, st.one_of(DAY_LISTS, st.sampled_from(["PH", "We[2]", "Fr[-1]", "Mo-Su,PH"]))).map("".join)
LENGTHS = st.sampled_from([timedelta(0), HOUR, 3 * HOUR])


@settings(deadline=None, max_examples=60)
@given(st.lists(rules(DAY_LISTS, 1), min_size=1, max_size=2), st.integers(0, 400 * 1440), LENGTHS)
def test_a_naive_clock_agrees_on_weekly_hours(texts: list[str], minutes: int, at_least: timedelta) -> None:
    after = at("01-01 00:00") + timedelta(minutes=minutes)
    expected = naive_opening(after, texts, at_least, 15, timedelta(minutes=1))
    if expected is not None and expected[1] == after + timedelta(15):
        expected = expected[0], after + timedelta(HORIZON)  # a week without an end has none
    assert next_opening(after, *(Hours(text, "DE") for text in texts), at_least=at_least) == expected


@settings(deadline=None, max_examples=100)
@given(st.lists(rules(DATED, 30), min_size=1, max_size=3), st.integers(0, 120 * 48), LENGTHS)
def test_a_naive_clock_agrees_on_dates_and_holidays(texts: list[str], half_hours: int, at_least: timedelta) -> None:
    after = at("01-01 00:00") + half_hours * HOUR / 2
    found = next_opening(after, *(Hours(text, "DE") for text in texts), at_least=at_least, limit_days=60)
    expected = naive_opening(after, texts, at_least, 68, HOUR / 2)
    if expected is not None and expected[0] >= after + timedelta(60):
        expected = None
    if expected is not None and expected[1] == after + timedelta(68):
        assert found is not None
        assert found[1] >= expected[1]
        found = found[0], expected[1]
    assert found == expected


# The parts of hours that name a year, as if each opened, and the years in them.

PARTS = """
Mo 09:00-12:00; PH off                                      | -                                | -
Mo 09:00-12:00; 2026 Jul 09-2026 Aug 19 off                 | 2026 Jul 09-2026 Aug 19 open     | 2026 2026
2025 Sep 01 18:00-20:00; 2026 Sep 01 18:00-20:00            | 2025 Sep 01 18:00-20:00; 2026 Sep 01 18:00-20:00 | 2025; 2026
Mo 09:00-12:00; 2026 Jul 09 unknown                         | 2026 Jul 09 open                 | 2026
Mo 09:00-12:00 "since 2019"; 2026 Jul 09 closed "Fest"      | 2026 Jul 09 open                 | 2026
2024-2027 Mo 20:00-22:00                                    | 2024-2027 Mo 20:00-22:00         | 2024 2027
"""


@pytest.mark.parametrize(("text", "parts", "years"), rows(PARTS, width=3))
def test_the_parts_that_name_a_year(text: str, parts: str, years: str) -> None:
    assert check_hours(text, "DE") is None
    found = parts_with_a_year(Hours(text, "DE"))
    assert [part.text for part in found] == (parts.split("; ") if parts != "-" else [])
    assert "; ".join(" ".join(map(str, years_in(part))) for part in found) == ("" if years == "-" else years)
    assert not any(never_opens(part, at(f"{years_in(part)[0]}-01-01T00:00")) for part in found)
