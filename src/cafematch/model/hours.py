"""Opening hours: what they say, what is wrong with them, and when several of them are open at once.

Hours are text in OpenStreetMap's `opening_hours` notation, evaluated by opening_hours_py, which only this module knows.
Every moment is naive local time in the network's time zone, to the minute. What an organisation's staff may have meant
by text that cannot be read is guessed here too; who is told, and where the text stood, is not this module's concern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from cafematch.model.text import shown
from cafematch.quick import dataclass

if TYPE_CHECKING:
    from opening_hours import OpeningHours

HORIZON = 400
"""Days that are looked ahead: a yearly event is found wherever in the year one stands."""

LONGEST = 1000
"""Characters that hours may have: room for a course with its forty dates."""

Span = tuple[datetime, datetime]
"""A time of being open: the first minute of it, and the first minute after it."""

_AHEAD = timedelta(days=HORIZON)
_EVALUATED = timedelta(days=HORIZON + 14)  # from the Monday of a moment, with a week in reserve
_MINUTE = timedelta(minutes=1)
_KEPT = 8192  # tables of a week, 1 to 2 KB each


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours as written, and the country whose public holidays `PH` means.

    `text` is what `check_hours` has found fine; `country` is an ISO 3166 code in capitals, or None where no day is a
    public holiday. Nothing is parsed until the hours are asked about, which raises ValueError if they cannot be read.
    """

    text: str
    country: str | None


def next_opening(
    after: datetime, *hours: Hours, at_least: timedelta = timedelta(0), limit_days: int = HORIZON
) -> Span | None:
    """Return the first span from `after` on during which all `hours` are open at once, or None.

    The span starts at `after` (rounded up to a whole minute) if all are open then, is `at_least` so long, which may be
    up to a week, and starts within `limit_days` (1 to HORIZON). It ends where the first of them closes, or HORIZON days
    after it was asked for. What is only perhaps open (`unknown`) counts as closed; no hours at all are always open.

    Raises ValueError for a moment with a time zone, for a limit beyond HORIZON, and for hours that cannot be read.
    """
    if after.tzinfo is not None:
        raise ValueError("opening hours are local time: expected a moment without a time zone")
    if limit_days > HORIZON:
        raise ValueError(f"opening hours are known for {HORIZON} days: cannot look {limit_days} days ahead")
    if after.second or after.microsecond:
        after = after.replace(second=0, microsecond=0) + _MINUTE
    found = _first_after(after, hours, at_least)
    if found is None or found[0] - after >= timedelta(limit_days):
        return None
    return found[0], min(found[1], after + _AHEAD)


def ever_overlap(after: datetime, *hours: Hours) -> bool:
    """Return whether all `hours` are open at once at some time within HORIZON days; raises as `next_opening` does."""
    return next_opening(after, *hours) is not None


def never_opens(hours: Hours, after: datetime) -> bool:
    """Return whether `hours` stay closed for HORIZON days, as after a dated event; raises as `next_opening` does."""
    return next_opening(after, hours) is None


def parts_with_a_year(hours: Hours) -> tuple[Hours, ...]:
    """Return the parts of `hours` that name a year, each as if it opened: also where it says that it closes."""
    parts = (part.strip() for part in _spoken(hours.text).split(";"))
    return tuple(Hours(_STATE.sub("open", part), hours.country) for part in parts if _YEAR.search(part))


def years_in(hours: Hours) -> tuple[int, ...]:
    """Return the years that `hours` name, as often as they do."""
    return tuple(int(year) for year in _YEAR.findall(_spoken(hours.text)))


# The timetable. One week of one combination of hours is worked out once and kept; a suggestion asks for it many times.


def _first_after(after: datetime, hours: tuple[Hours, ...], at_least: timedelta) -> Span | None:
    week = _week_of(after)
    for start, end in _common(hours, week):
        if end > after and end - (begin := max(start, after)) >= at_least:
            return begin, end
    return _first_from(hours, at_least, week + 1)


@lru_cache(maxsize=_KEPT)
def _first_from(hours: tuple[Hours, ...], at_least: timedelta, first: int) -> Span | None:
    """Return the first common span of that length from the `first` week on, None if there is none before the horizon.

    Weeks in which one of the hours stays closed are leapt over. What began before the week was too short there.
    """
    week = first
    while week <= first + HORIZON // 7 + 1:
        for start, end in _common(hours, week):
            if end - start >= at_least:
                return start, end
        if week == first and _never_meet(hours, at_least, first):
            return None
        tables, next_monday = [_table(each, week) for each in hours], _monday(week + 1)
        week += 1
        for table in tables:
            upcoming = next((start for start, end in table if end > next_monday), None)
            if upcoming is None:
                return None
            week = max(week, _week_of(upcoming))
    return None


def _never_meet(hours: tuple[Hours, ...], at_least: timedelta, week: int) -> bool:
    """Return whether hours that missed each other for a week provably always do, because every week is the same.

    A rule that says `off` only takes hours away: hours that do not meet without such rules do not meet with them.
    """
    every_week = tuple(Hours(_OFF_RULE.sub("", each.text), each.country) for each in hours)
    if not all(_EVERY_WEEK.fullmatch(each.text) for each in every_week):
        return False
    return every_week == hours or _first_from(every_week, at_least, week) is None


_OFF_RULE = re.compile(r';(?:[^;,|"]|,(?! ))*\b(?:off|closed) *(?=;|$)')
_EVERY_WEEK = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|24/7|off|closed|\d?\d:\d\d|[-,; ])*")


@lru_cache(maxsize=_KEPT)
def _common(hours: tuple[Hours, ...], week: int) -> tuple[Span, ...]:
    """Return the common spans in order: all that touch the week, and the next ones if they can already be seen."""
    if not hours:
        return ((_monday(week), _monday(week) + _EVALUATED),)
    return reduce(_overlaps, [_table(each, week) for each in hours])


@lru_cache(maxsize=_KEPT)
def _table(hours: Hours, week: int) -> tuple[Span, ...]:
    """Return the spans of `hours` that touch the week, and the first one after it, each to its real end."""
    next_monday = _monday(week + 1)
    table: list[Span] = []
    for span in _evaluated(hours, _monday(week)):
        table.append(span)
        if span[0] >= next_monday:
            break
    return tuple(table)


def _overlaps(some: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    pairs = ((one, other) for one in some for other in others if one[0] < other[1] and other[0] < one[1])
    return tuple((max(one[0], other[0]), min(one[1], other[1])) for one, other in pairs)


def _week_of(moment: datetime) -> int:
    """Return the number of the week, Monday first; week 0 begins on day 1 of the calendar."""
    return (moment.toordinal() - 1) // 7


def _monday(week: int) -> datetime:
    return datetime.fromordinal(week * 7 + 1)


# The library.


def _evaluated(hours: Hours, start: datetime) -> Iterator[Span]:
    """Yield when `hours` are open from `start` until past the horizon; no two spans touch."""
    from opening_hours import State

    until = start + _EVALUATED
    opened: datetime | None = None
    library = _parsed(hours.text, hours.country if "PH" in hours.text else None)
    for begin, _, state, _ in library.intervals(start, until):
        if state == State.OPEN:
            opened = opened or begin
        elif opened is not None:
            yield opened, begin
            opened = None
    if opened is not None:
        yield opened, until


@lru_cache(maxsize=_KEPT)
def _parsed(text: str, country: str | None) -> OpeningHours:
    """Return the library's reading of `text`, imported on first use (24 ms; 6 more for the first country).

    Raises ValueError with the library's own words.
    """
    import opening_hours

    try:
        return opening_hours.OpeningHours(text, country=country)
    except (opening_hours.ParserError, opening_hours.UnknownCountryError) as error:  # type: ignore[attr-defined]
        raise ValueError(str(error)) from error


# What is wrong with hours.


def check_hours(text: str, country: str | None = None) -> str | None:
    """Return None if `text` is fine as hours, else a sentence for staff: what is wrong, and what may have been meant.

    Refused are text that is empty, too long or unreadable, what hangs on the sun or on school holidays, and what can be
    read but says something else than it seems to. With a `country`, its public holidays must be known if `PH` is used.
    """
    wrong = next((wrong for check in _CHECKS if (wrong := check(text))), None)
    if wrong is None and country is not None and "PH" in text and _stops_at(text, country) is not None:
        return f"the public holidays (PH) of {shown(country)} are not known: name the dates, as in 'Dec 25 off'"
    return wrong


def _is_missing(text: str) -> str | None:
    if not text.strip():
        return "expected opening hours such as 'Mo-Fr 09:00-17:00', found nothing"
    if len(text) > LONGEST:
        return f"expected opening hours of at most {LONGEST} characters, found {len(text)}"
    return None


def _is_unsupported(text: str) -> str | None:
    found = ((re.search(word, _spoken(text)), why) for word, why in _UNSUPPORTED)
    return next((why.format(match[0]) for match, why in found if match), None)


def _is_unreadable(text: str) -> str | None:
    stop = _stops_at(text)
    if stop is None:
        return None
    if meant := _meant(text):
        return f"{shown(text)} is not understood: did you mean {meant}?"
    word = text.rfind(" ", 0, stop) + 1
    where = f" from {shown(text[word:])} on" if word else ""
    return f"{shown(text)} is not understood{where}: write it like 'Mo-Fr 09:00-17:00; PH off'"


def _is_a_slip(text: str) -> str | None:
    """Return what is wrong with hours that can be read, yet surely do not say what was meant."""
    spoken = _spoken(text)
    if spoken != text and not _SAYS_WHEN.search(spoken):
        return f"{shown(text)} names no times: leave the hours out where people come by arrangement"
    if backwards := next(filter(_ends_before_it_begins, _DATES.finditer(spoken)), None):
        return f"{shown(backwards[0])} ends before it begins: write both days whole, as in '2026 Jul 20-2026 Aug 07'"
    rules = [rule.strip() for rule in spoken.split(";")]
    bare = [part for rule in rules for part in rule.split(", ") if not _SAYS_WHEN.search(part)]
    if bare and any(map(_CLOCK.search, rules)):
        return f"{shown(bare[0])} has no times here: write days that share their times as in 'Tu,Th 09:00-12:00'"
    seen: list[str] = []
    for rule in rules:
        clock = _CLOCK.search(rule)
        if clock is None or _CLOSES.search(rule):
            seen.append("PH off" if "PH" in rule else rule)
            continue
        days = rule[: clock.start()].strip()
        if days in seen:
            return f"{shown(rule)} replaces the one before: join them as in 'Mo 09:00-12:00,14:00-16:00'"
        if "PH off" in seen and _EVERY_WEEK.fullmatch(rule):
            return f"{shown(rule)} would open on public holidays again: put 'PH off' last"
        closure = next((other for other in seen if _CLOSES.search(other) and _DATED.search(other)), None)
        if closure is not None and _EVERY_WEEK.fullmatch(rule):
            return f"{shown(rule)} would open again on those days: put {shown(closure)} last"
        seen.append(days)
    return None


def _ends_before_it_begins(dates: re.Match[str]) -> bool:
    """Return whether a span of dates runs backwards: as written, or so that it would run on for more than half a year."""
    year, month, day, last_year, last_month, last_day = dates.groups()
    if last_month is None:
        return int(last_day) < int(day)
    begin, end = (_MONTHS.index(month), int(day)), (_MONTHS.index(last_month), int(last_day))
    if year is None or last_year is not None:
        return year is not None and (int(last_year), *end) < (int(year), *begin)
    return end < begin and begin[0] - end[0] < len(_MONTHS) // 2


_CHECKS: tuple[Callable[[str], str | None], ...] = (_is_missing, _is_unsupported, _is_unreadable, _is_a_slip)
_UNSUPPORTED = (
    (r"(?i)sunrise|sunset|dawn|dusk", "'{}' moves with the sun: write a time of the clock, as in 'Mo-Fr 09:00-17:00'"),
    (r"(?i)\bSH\b", "school holidays ({}) are not known: name the dates, as in '2026 Jul 09-2026 Aug 19 off'"),
    (r"\|\|", "'{}' (or else) is not supported: after ';' a rule replaces the earlier ones on its days"),
)
_CLOCK = re.compile(r"\d?\d:\d\d|24/7")
_CLOSES = re.compile(r"\b(?:off|closed)\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "|".join(_MONTHS)
_DATED = re.compile(rf"\b(?:{_MONTH}|\d{{4}})\b")
_DATES = re.compile(
    rf"\b(?:(\d{{4}}) )?({_MONTH}) (\d\d?) ?- ?(?:(\d{{4}}) )?(?:({_MONTH}) )?(\d\d?)\b(?!:)"
)  # from one day to another: the year of either, and the month of the latter, may be left out
_YEAR = re.compile(r"\b2\d{3}\b")
_STATE = re.compile(r"\b(?:off|closed|unknown)\b")
_SAYS_WHEN = re.compile(rf"{_CLOCK.pattern}|\b(?:off|closed|open|unknown)\b")


def _spoken(text: str) -> str:
    """Return `text` without its quoted comments."""
    return re.sub(r'"[^"]*"', "", text)


def _stops_at(text: str, country: str | None = None) -> int | None:
    """Return how many characters the library understands before it gives up, or None if it reads all of `text`."""
    try:
        _parsed(text, country)
    except ValueError as error:
        column = re.search(r"--> 1:(\d+)", str(error))
        return int(column[1]) - 1 if column else 0
    return None


# What may have been meant. A guess is offered only if it is fine; which of two languages it was, people decide.

_WORDS = {  # what it means: in English, German, French
    "Mo": ("mo mon monday mondays", "mo montag montags", "lu lun lundi"),
    "Tu": ("tu tue tues tuesday tuesdays", "di dienstag dienstags", "ma mar mardi"),
    "We": ("we wed wednesday wednesdays", "mi mittwoch mittwochs", "me mer mercredi"),
    "Th": ("th thu thur thurs thursday thursdays", "do donnerstag donnerstags", "je jeu jeudi"),
    "Fr": ("fr fri friday fridays", "fr freitag freitags", "ve ven vendredi"),
    "Sa": ("sa sat saturday saturdays", "sa samstag samstags sonnabend", "sa sam samedi"),
    "Su": ("su sun sunday sundays", "so sonntag sonntags", "di dim dimanche"),
    "Mo-Su": ("daily", "täglich", "quotidien"),
    "Sa,Su": ("weekend weekends", "wochenende", "weekend"),
    "Jan": ("january", "januar jänner", "janvier janv"),
    "Feb": ("february", "februar feber", "février févr fév"),
    "Mar": ("march", "märz mär mrz", "mars"),
    "Apr": ("april", "april", "avril avr"),
    "May": ("may", "mai", "mai"),
    "Jun": ("june", "juni", "juin"),
    "Jul": ("july", "juli", "juillet juil"),
    "Aug": ("august", "august", "août"),
    "Sep": ("september sept", "september sept", "septembre sept"),
    "Oct": ("october", "oktober okt", "octobre"),
    "Nov": ("november", "november", "novembre"),
    "Dec": ("december", "dezember dez", "décembre déc"),
    "PH": ("ph holiday holidays", "ph feiertag feiertage feiertags", "ph férié fériés"),
    "off": ("off closed", "geschlossen zu", "fermé"),
    "-": ("to until", "bis", "à au"),
    ",": ("and", "und u", "et"),
    "": ("from in on", "von vom uhr im am", "de du jours en le"),
}
_LANGUAGES = {
    language: {word: meaning for meaning, words in _WORDS.items() for word in words[column].split()}
    for column, language in enumerate(("English", "German", "French"))
}
_DATE = re.compile(r"\b(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)[./](\d\d?)[./](\d{4})\b|(\d\d?)\.(\d\d?)\.(?!\d))")
_Steps = tuple[tuple[str, str], ...]
_BEFORE_WORDS: _Steps = (
    (r"[‐‑–—]", "-"),
    (r"(?<=[^\W\d_])\.", ""),
    (r"\b(\d\d?) ?[h.] ?(\d\d)\b", r"\1:\2"),
    (r"\b(\d\d?) ?h\b", r"\1:00"),
)
_AFTER_WORDS: _Steps = (
    (r" *- *", "-"),
    (rf"(?<![-:\d])(\d\d?)(?:\.|er)? ?({'|'.join(_MONTHS)})\b", r"\2 \1"),
    (rf"(?<=-)(\d\d?)\. ?({'|'.join(_MONTHS)})\b", r"\2 \1"),
    (r"(?<=[A-Za-z]):", " "),
    (rf"(?<![\d:])(?<!{' )(?<!'.join(_MONTHS)} )(\d\d?)(?![\d:])", r"\1:00"),
    (r"\b(\d:\d\d)", r"0\1"),
    (r"(?<=[A-Za-z]) *[,/] *(?=[A-Z])", ","),
    (r"(:\d\d)(?: *[,/] *| +)(?=\d)", r"\1,"),
    (r"(:\d\d)(?: *[,;/] *| +)(?=[A-Z])", r"\1; "),
    (r"\s+", " "),
)


def _meant(text: str) -> str:
    """Return what `text` may have meant, quoted and with the language it is in if there are several, or ''."""
    text = _rewritten(_BEFORE_WORDS, _DATE.sub(_as_date, _spoken(text)))
    meant: dict[str, str] = {}
    for language, words in _LANGUAGES.items():
        said = (words.get(word.lower(), word) for word in re.split(r"([^\W\d_]+)", text))
        guess = _rewritten(_AFTER_WORDS, "".join(said)).strip(" ,;")
        if _stops_at(guess) is None and not any(check(guess) for check in (_is_missing, _is_unsupported, _is_a_slip)):
            meant.setdefault(guess, language)
    return " or ".join(f"'{guess}'{f' ({language})' if len(meant) > 1 else ''}" for guess, language in meant.items())


def _rewritten(steps: _Steps, text: str) -> str:
    for pattern, written in steps:
        text = re.sub(pattern, written, text)
    return text


def _as_date(match: re.Match[str]) -> str:
    year, month, day = (
        match.group(1, 2, 3) if match[1] else match.group(6, 5, 4) if match[4] else ("", match[8], match[7])
    )
    return f"{year} {_MONTHS[int(month) - 1]} {day}".lstrip() if 1 <= int(month) <= 12 else match[0]
