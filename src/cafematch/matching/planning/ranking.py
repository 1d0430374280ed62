"""Rank: the lines that make up the score of a path, each with its points, its rule or weight, and the reason.

A score is the sum of its lines and nothing else. Every number comes from `rules/weights.yaml`. Vacancy is no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from cafematch.matching.judging.doors import OpenDoor
from cafematch.matching.judging.truth import YES, truth
from cafematch.matching.judging.verdicts import Judgement, Verdict
from cafematch.model.profile import ProfileNeed
from cafematch.model.rules import Expire, Points, Weight
from cafematch.model.text import Text
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score: whole points, the rule or weight that gives them, why, and where that is written.

    `about` names what the line counts, where one weight is used for several things (a need, an organisation).
    """

    points: int
    rule: str
    because: Text
    at: str
    about: str = ""


def weigh(judgement: Judgement, name: str, times: int = 1, about: str = "") -> Line:
    """Return a line of a built-in weight, counted `times` times."""
    weight: Weight = judgement.index.weights[name]
    return Line(weight.points * times, name, weight.because, weight.at, about)


def answered_lines(judgement: Judgement, need: ProfileNeed) -> tuple[Line, ...]:
    """Return what answering a need is worth: by urgency, more with a deadline, more if the person named it.

    A need of which it is not known whether it is one counts as `later`.
    """
    urgency = need.urgency if need.state == "unmet" else "later"
    lines = [weigh(judgement, f"need_{urgency}", about=need.need)]
    if need.deadline is not None:
        lines.append(weigh(judgement, "need_deadline", about=need.need))
    if need.voiced_by == "person":
        lines.append(weigh(judgement, "need_voiced", about=need.need))
    return tuple(lines)


def unanswered_line(judgement: Judgement, need: ProfileNeed) -> Line:
    """Return what it costs to leave a need open."""
    urgency = need.urgency if need.state == "unmet" else "later"
    return weigh(judgement, f"unanswered_{urgency}", about=need.need)


def own_lines(judgement: Judgement, verdict: Verdict, door: OpenDoor) -> tuple[Line, ...]:
    """Return the lines a service brings to any path it is in through a door, wherever it stands there."""
    return tuple(_own_lines(judgement, verdict, door))


def _own_lines(judgement: Judgement, verdict: Verdict, door: OpenDoor) -> Iterator[Line]:
    service, profile = verdict.indexed.service, judgement.knowledge.profile
    weeks = ceil(service.capacity.wait.days / 7)
    if weeks:
        yield weigh(judgement, "wait_week", weeks)
    papers = len(door.indexed.door.papers or ())
    if papers:
        yield weigh(judgement, "missing_paper", papers)
    for support in door.supports:
        yield weigh(judgement, "support_attached", about=support.service)
    wanted = {competence.area for competence in profile.competences if competence.wants_to_use != "no"}
    for area in sorted(wanted & {area for welcome in service.roles for area in welcome.areas})[:1]:
        yield weigh(judgement, "competence_used", about=area)
    if service.welcomes.parts and truth(service.welcomes, judgement.knowledge) is YES:
        yield weigh(judgement, "welcomed")
    if verdict.chosen is not None:
        yield weigh(judgement, "choice_met")
    for entry in judgement.acting:
        rule = entry.rule
        if entry.truth is not YES or not isinstance(rule.then, Points | Expire):
            continue
        if door.facts.concerned_by(rule) is not YES:
            continue
        name = rule.then.points if isinstance(rule.then, Points) else "stale_entry"
        yield Line(judgement.index.weights[name].points, rule.id, rule.because, rule.at)
