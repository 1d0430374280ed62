"""What the main job must show, on the shipped network."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cafematch import Suggestion
from cafematch.reading.loading import read_profile
from shipped import neuwerder, suggestion_for


def suggest(raw: dict[str, Any]) -> Suggestion:
    return neuwerder().suggest(read_profile(raw, neuwerder().catalog))


def test_suicidality_shows_the_crisis_card_and_nothing_else() -> None:
    debts = {"need": "money.debts", "urgency": "weeks"}
    crisis = suggest({"needs": [{"need": "safety.suicidality", "urgency": "now"}, debts]})
    assert [card.stops_matching for card in crisis.safeguards] == [True]
    assert [contact.kind for contact in crisis.safeguards[0].contacts] == ["crisis_service", "crisis_call"]
    nothing = (crisis.paths, crisis.offers, crisis.questions, crisis.near_misses, crisis.gaps, crisis.not_recommended)
    assert all(part == () for part in nothing)
    assert suggest({"needs": [debts]}).paths


def test_vocational_german_at_a2_goes_through_what_creates_b1() -> None:
    for path in suggestion_for("vocational-german-with-a2").paths:
        course = next(step for step in path.steps if step.kind == "vocational_language_course")
        assert course.status == "conditional"
        assert course.hangs_on
    best = suggestion_for("vocational-german-with-a2").paths[0]
    assert [step.service for step in best.steps][:3] == ["sf.ankommen", "mi.mbe", "sf.bsk"]


def test_an_empty_profile_is_answered_with_the_entrance_and_the_first_question() -> None:
    answer = suggest({})
    assert answer.entrance.service == "wc.lotsen"
    assert [question.fact for question in answer.questions] == ["needs"]
    assert answer.paths == ()


def test_a_matcher_can_be_pickled_and_shared_between_threads() -> None:
    profile = read_profile({"needs": ["housing.rent_arrears", "social.loneliness"]}, neuwerder().catalog)
    expected = neuwerder().suggest(profile)
    assert pickle.loads(pickle.dumps(neuwerder())).suggest(profile) == expected
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: neuwerder().suggest(profile), range(16)))
    assert all(answer == expected for answer in answers)
