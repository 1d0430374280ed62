"""The sentences of the field: each is said by a rule in force or by a weight, and some of them at work."""

from __future__ import annotations

import pytest

from cafematch import Suggestion
from cafematch.reading.loading import read_profile
from shipped import bordeaux, neuwerder

SENTENCES = [f"R{number:02}" for number in range(1, 30)]


def said_by(sentence: str) -> set[str]:
    """Return the active rules and the weights that say a sentence."""
    rules = neuwerder().rules
    own = {rule.id for rule in rules.rules if rule.status == "active" and sentence in rule.domain}
    return own | {name for name, weight in rules.weights.items() if sentence in weight.domain}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_said(sentence: str) -> None:
    assert said_by(sentence)


def test_no_rule_and_no_weight_says_a_sentence_that_is_not_there() -> None:
    rules = neuwerder().rules
    named = {name for rule in rules.rules for name in rule.domain}
    named |= {name for weight in rules.weights.values() for name in weight.domain}
    assert named <= set(SENTENCES)


def test_every_rule_says_a_sentence() -> None:
    assert not {rule.id for rule in neuwerder().rules.rules if not rule.domain}


def answer(**raw: object) -> Suggestion:
    profile = {"network": "neuwerder", "as_of": "2026-03-16T10:00", "constraints": {"languages": {"de": "native"}}}
    return neuwerder().suggest(read_profile({**profile, **raw}, neuwerder().catalog))


def kinds(found: Suggestion) -> list[str]:
    return [step.kind for step in found.paths[0].steps]


# R04 and R10: the bed asks for a name, and the person rejects everybody.


@pytest.mark.parametrize("distrust", [3, 4])
def test_beside_the_bed_there_is_somebody_for_whom_trusts_nobody(distrust: int) -> None:
    bed = {"need": "housing.roofless_tonight", "urgency": "now", "voiced_by": "person"}
    found = answer(needs=[bed], feelings={"distrust_services": distrust}, background={"age": 40, "gender": "man"})
    assert kinds(found)[0] == "emergency_shelter"
    assert {"outreach", "peer_support"} & set(kinds(found))


def test_who_asks_for_a_bed_and_no_more_gets_a_bed_and_no_more() -> None:
    bed = {"need": "housing.roofless_tonight", "urgency": "now", "voiced_by": "person"}
    found = answer(needs=[bed], feelings={"distrust_services": 1}, background={"age": 40, "gender": "man"})
    assert kinds(found) == ["emergency_shelter"]


# R08: what the person said comes first, what only the worker sees later, what was declined not at all.

LONELY = {"need": "social.loneliness", "urgency": "later", "voiced_by": "person"}
DRINKS = {"need": "health.addiction", "urgency": "days", "voiced_by": "worker"}


def test_what_the_person_said_comes_before_what_others_see() -> None:
    steps = answer(needs=[LONELY, DRINKS]).paths[0].steps
    assert [step.answers for step in steps] == [("social.loneliness",), ("health.addiction",)]


def test_what_was_declined_does_not_come_at_all() -> None:
    found = answer(needs=[LONELY, {**DRINKS, "state": "declined"}])
    assert all("health.addiction" not in path.answers for path in found.paths)
    assert "addiction_counselling" not in {step.kind for path in found.paths for step in path.steps}


def test_loneliness_is_answered_at_a_table_and_not_by_a_therapist() -> None:
    assert kinds(answer(needs=[LONELY])) in (["cooking_group"], ["open_cafe"])


# R12: with shame the path does not begin where the sign says it all.


@pytest.mark.parametrize(("shame", "first"), [(0, "addiction_counselling"), (3, "cooking_group")])
def test_with_shame_the_path_begins_where_one_can_do_something(shame: int, first: str) -> None:
    found = answer(
        needs=[
            {"need": "health.addiction", "urgency": "weeks", "voiced_by": "person"},
            {"need": "social.contribute", "urgency": "later", "voiced_by": "person"},
        ],
        feelings={"shame": shame},
        competences=[{"label": "kocht", "area": "cooking_hosting", "wants_to_use": True}],
    )
    assert {entry.name: entry.value for entry in found.parameters}["tone"] == ("discreet" if shame else "plain")
    assert kinds(found)[0] == first


# R14: the right to bring somebody is German law, and silent elsewhere.


def test_the_right_to_a_companion_is_named_in_germany_only() -> None:
    found = answer(
        needs=[{"need": "money.no_income", "urgency": "days", "voiced_by": "person"}],
        feelings={"agency": 1},
        choices=[
            {"service": "x.jobcenter", "want": True},
            {"service": "kl.sozialrecht", "want": False},
            {"service": "ob.beratung", "want": False},
        ],
    )
    along = {
        support.rule for step in found.paths[0].steps if step.kind == "statutory_office" for support in step.supports
    }
    assert "a-companion-by-right-at-the-office" in along
    there = {rule.id for rule in bordeaux().index.rules}
    assert "a-companion-by-right-at-the-office" not in there
    assert "company-at-the-office" in there


# R17: childcare before the long course.


def test_the_search_for_childcare_comes_before_the_course_every_morning() -> None:
    found = answer(
        needs=[{"need": "language.local_b1plus", "urgency": "weeks", "voiced_by": "person"}, "family.childcare"],
        background={"age": 31, "children": [2], "residence_basis": "permit_family", "integration_course": "by_right"},
        constraints={"languages": {"de": "A2", "ar": "native"}},
    )
    told = kinds(found)
    assert told.index("family_centre") < told.index("integration_course")


# R21: recognition before an unskilled job, unless the person wants the job now.


@pytest.mark.parametrize(("now", "told"), [(False, ["recognition_advice", "job_placement"]), (True, ["job_placement"])])
def test_recognition_comes_before_an_unskilled_job(now: bool, told: list[str]) -> None:
    found = answer(
        needs=[{"need": "work.job_search", "urgency": "weeks", "voiced_by": "person", "wanted_now": now}],
        background={"age": 31, "foreign_qualification": True, "cv": True, "work_permission": True},
    )
    assert kinds(found) == told


def test_a_course_waits_for_what_somebody_can_do_and_for_relief_at_home() -> None:
    found = answer(
        needs=[{"need": "work.training", "urgency": "weeks", "voiced_by": "person"}, "family.relief"],
        background={"age": 44, "gender": "woman", "cares_for": ["relative"], "residence_basis": "german"},
    )
    told = kinds(found)
    assert {"caregiver_support", "competence_review"} <= set(told[: told.index("training_measure")])
