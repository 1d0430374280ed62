"""Time: a closed door is never today, nothing comes before what it waits for, pace holds back, and what is late is said.

What hours say is read here by the hours' own library, minute by minute, and not by the module that plans with them.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from opening_hours import OpeningHours

from cafematch.matching.planning.layout import lay_out
from cafematch.matching.planning.timeline import Moment, schedule
from cafematch.matching.suggestion import Message
from cafematch.model.catalog import Door
from cafematch.model.profile import ProfileNeed
from laws.drawn import every
from laws.visits import Visit, every_visit
from strategies import Situation


def doors_of(visit: Visit, service: str) -> tuple[Door, ...]:
    return visit.catalog.services[service].doors


@every_visit(80)
def test_a_closed_door_is_never_told_as_open(visit: Visit) -> None:
    """At the earliest moment of a step its door is open, the person is free, and whoever comes along is there."""
    country = visit.catalog.network.country
    kinds = visit.catalog.vocabulary.kinds
    free = visit.known("availability")
    for step in visit.steps:
        if step.earliest is None or step.hours is None:
            continue
        told = [step.hours, *([free] if free else [])]
        assert all(OpeningHours(hours, country=country).is_open(step.earliest) for hours in told), step.service
        along = [
            [door.hours for door in doors_of(visit, support.service)]
            for support in step.supports
            if kinds[support.kind].carries_handover is None
        ]
        assert any(
            all(hours is None or OpeningHours(hours, country=country).is_open(step.earliest) for hours in ways)
            for ways in product(*along)
        ), step.service


@every_visit(80)
def test_nothing_begins_before_now_its_lead_time_and_its_wait(visit: Visit) -> None:
    now = visit.answer.as_of
    for step in visit.steps:
        if step.earliest is None:
            continue
        service = visit.catalog.services[step.service]
        soonest = min(max(door.lead_time.after(now), service.capacity.wait.after(now)) for door in service.doors)
        assert step.earliest >= soonest, step.service


def moments_of(situation: Situation) -> list[tuple[tuple[str, ...], dict[str, Moment]]]:
    """Return every plan's order with its moments."""
    problem = situation.problem
    laid = [(plan.layout, lay_out(problem, plan.layout.ids)) for plan in situation.plans]
    return [
        (tuple(step.candidate.id for step in layout.steps), schedule(problem, layout)) for layout, same in laid if same
    ]


@every(150)
def test_nothing_begins_before_what_it_waits_for_has_done_its_work(situation: Situation) -> None:
    for order, moments in moments_of(situation):
        for id_ in order:
            begin = moments[id_].earliest
            for other, outcome in moments[id_].after:
                before = moments[other].earliest
                assert order.index(other) < order.index(id_)
                if begin is not None and before is not None:
                    assert begin >= outcome.after.after(before), (other, id_)


@every(150)
def test_no_more_new_places_at_once_than_the_pace_allows(situation: Situation) -> None:
    """Of the contacts that must not be made in spite of the pace, each waits for the one so many places before it."""
    problem = situation.problem
    at_once = problem.judgement.parameters["new_organisations_at_once"].value
    for order, moments in moments_of(situation):
        known, contacts = {problem.origin}, list[str]()
        for id_ in order:
            candidate = problem.candidates[id_]
            if not candidate.new_organisation or candidate.organisation in known:
                continue
            known.add(candidate.organisation)
            moment = moments[id_]
            if moment.carried:
                presses = any(problem.needs[need].need.presses for need in candidate.needs)
                assert candidate.safeguard or presses
                continue
            if len(contacts) >= at_once:
                before = moments[contacts[-at_once]]
                assert moment.paced_by == contacts[-at_once]
                if moment.contact is not None and before.contact is not None:
                    assert moment.contact >= before.contact
            contacts.append(id_)


def pressing(need: ProfileNeed) -> tuple[int, date]:
    """Return how much a need presses: the most first."""
    return ("now", "days", "weeks", "later").index(need.urgency), need.deadline or date.max


@every_visit(80)
def test_what_presses_and_is_not_met_in_time_is_said(visit: Visit) -> None:
    """For every need that is met too late, or that presses and is left open, there is an alert that names it."""
    terms = visit.catalog.vocabulary.terms
    needs: dict[str, ProfileNeed] = {}
    for need in visit.profile.needs:  # of a need that is named twice, what presses more counts, and the nearer deadline
        if need.state == "unmet":
            needs[need.need] = min(need, needs.get(need.need, need), key=pressing)
    days = {"now": 0, "days": 3}
    for path in visit.answer.paths:
        told = {
            (alert.code, words)
            for alert in path.alerts
            for name, words in alert.values
            if isinstance(alert, Message) and name == "need"
        }
        for met in path.met:
            if met.need not in needs or met.earliest is None:
                continue
            need = needs[met.need]
            limit = need.deadline
            if limit is None and need.urgency in days:
                limit = (visit.answer.as_of + timedelta(days=days[need.urgency])).date()
            late = limit is not None and met.earliest.date() > limit
            code = "alert_deadline" if need.deadline else "alert_late"
            assert met.in_time == (not late), met.need
            assert ((code, terms[met.need].label) in told) == late, met.need
        for name in path.unanswered:
            if name in needs and (needs[name].urgency in days or needs[name].deadline):
                assert ("alert_open", terms[name].label) in told, name
