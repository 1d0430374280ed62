"""Many profiles, answered one after the other: a line of JSON each, whatever is wrong with some of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from cafematch.errors import InvalidData, Problem
from cafematch.matching.many import for_each
from cafematch.matching.matcher import Matcher
from cafematch.quick import dataclass
from cafematch.reading.loading import load_profile
from cafematch.reading.people import Unread
from cafematch.rendering.json import problems_to_json_line, to_json_line


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of JSON, and what was wrong with the profile it is about."""

    line: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of every answer."""

    as_of: datetime | None
    top: int
    language: str


def answers(matcher: Matcher, people: Iterator[Unread], wanted: Wanted, jobs: int) -> Iterator[Answered]:
    """Yield the answer for every profile, in their order; `jobs` processes work at them."""
    if jobs == 1:
        yield from for_each(matcher, partial(_answer, wanted), people, None)
        return
    from cafematch.cli.workers import Workers

    with Workers(jobs) as executor:
        yield from for_each(matcher, partial(_answer, wanted), people, executor)


def _answer(wanted: Wanted, matcher: Matcher, person: Unread) -> Answered:
    try:
        try:
            profile = load_profile(person.parse(), matcher.catalog, as_of=wanted.as_of)
        except InvalidData:
            profile = load_profile(person.at_its_line().parse(), matcher.catalog, as_of=wanted.as_of)
    except InvalidData as error:
        return Answered(problems_to_json_line(person.shown_as, error.problems), error.problems)
    suggestion = matcher.suggest(profile, top=wanted.top)
    return Answered(to_json_line(person.shown_as, suggestion, matcher.catalog, wanted.language))
