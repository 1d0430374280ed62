"""The compiled requirements say of every service what asking it by itself says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import catalog, knowledge, profile, rules
from cafematch import Matcher
from cafematch.matching.judging.asked import MOST_VALUES_KEPT
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.requirements import Eligibility, Requirements
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth, truth
from cafematch.model.catalog import Catalog, Service
from laws.drawn import every
from strategies import FACTS, Dice, Situation, line, person


def asked_by_itself(service: Service, known: Knowledge) -> Truth:
    """Return whether a service's own lines hold, and those of at least one of its doors."""
    return min(truth(service.requires, known), max(truth(door.requires, known) for door in service.doors))


def told(network: Catalog, found: Eligibility) -> dict[str, Truth]:
    """Return the truth of every service, found by every way of asking for it."""
    sets = {NO: found.no, UNKNOWN: found.unknown, YES: found.yes}
    for ids in sets.values():
        assert list(ids) == sorted(ids)
        assert len(ids) == len(list(ids)) == sum(id_ in ids for id_ in network.services)
    by_set = {id_: state for state, ids in sets.items() for id_ in ids}
    assert by_set == {id_: found.of(id_) for id_ in network.services}
    return by_set


def agrees(network: Catalog, requirements: Requirements, known: Knowledge) -> None:
    naive = {id_: asked_by_itself(service, known) for id_, service in network.services.items()}
    assert told(network, requirements.of(known)) == naive


@every(300)
def test_of_every_drawn_person_and_network(situation: Situation) -> None:
    agrees(situation.catalog, situation.matcher.index.requirements, situation.knowledge)


@every(100)
def test_also_after_steps(situation: Situation) -> None:
    """What steps bring about is known as other things are; of a set or a level it may be known in part."""
    outcomes = [outcome for service in situation.catalog.services.values() for outcome in service.outcomes]
    for some in (outcomes[:1], outcomes[1:], outcomes):
        agrees(situation.catalog, situation.matcher.index.requirements, situation.knowledge.after(some))


def drawn_network(dice: Dice) -> Catalog:
    """Return a network of services that require something of every form, groups above all."""

    def requirement(depth: int = 0) -> dict[str, Any]:
        made = dict(line(dice))
        if depth == 0 and dice.seldom(2):
            made = {"any": [requirement(1) for _ in range(dice.between(1, 4))]}
        if dice.seldom(12):
            made["if_unknown"] = "yes"
        return made

    def service(number: int) -> dict[str, Any]:
        doors = [{"requires": [requirement(1)]} for _ in range(dice.below(3))]
        lines = [requirement() for _ in range(dice.below(5))]
        return {"id": f"east.s{number:02}", "requires": lines, **({"doors": doors} if doors else {})}

    return catalog([service(number) for number in range(dice.between(1, 30))])


@given(st.binary(max_size=600), st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_of_many_services_and_one_person_after_another(services: bytes, people: list[bytes]) -> None:
    """What is kept from one person never shows in the answer to another."""
    network = drawn_network(Dice(services))
    requirements = Requirements(tuple(network.services.values()))
    for tape in people:
        dice = Dice(tape)
        facts = {name: dice.one(values) for name, values in FACTS.items() if dice.seldom(2)}
        known = knowledge({**person(dice, list(network.services), ["east"]), **facts}, network)
        agrees(network, requirements, known)


def test_values_beyond_what_is_kept_are_asked_anew() -> None:
    network = catalog(
        [{"id": "east.sum", "requires": [{"savings": 3}]}, {"id": "east.word", "requires": [{"nickname": "Bo 7"}]}]
    )
    requirements = Requirements(tuple(network.services.values()))
    for number in (*range(MOST_VALUES_KEPT + 5), 7, 3):
        agrees(network, requirements, knowledge({"nickname": f"Bo {number}", "savings": number}, network))


def test_a_date_closes_a_line_that_was_open() -> None:
    lines = [{"letter": True, "valid_until": "2026-03-31"}, {"age": {"at_least": 18}}]
    either = [{"any": [{"proof": True, "valid_from": "2026-04-01"}, {"letter": True}]}]
    network = catalog([{"id": "east.both", "requires": lines}, {"id": "east.either", "requires": either}])
    requirements = Requirements(tuple(network.services.values()))
    known = knowledge({"letter": False, "proof": True, "age": 30}, network)
    found = {}
    for day in (1, 31, 32):
        moment = known.as_of.replace(month=3 if day < 32 else 4, day=day if day < 32 else 1)
        agrees(network, requirements, replace(known, as_of=moment))
        found[day] = [requirements.of(replace(known, as_of=moment)).of(id_) for id_ in ("east.both", "east.either")]
    assert found == {1: [NO, NO], 31: [NO, NO], 32: [UNKNOWN, YES]}


def test_a_test_against_another_fact_or_the_day_is_made_anew_for_everybody() -> None:
    network = catalog(
        [
            {"id": "east.older", "requires": [{"age": {"above": {"from": "stated_age"}}}]},
            {"id": "east.recent", "requires": [{"arrived": {"within_last": "1 month"}}]},
        ]
    )
    requirements = Requirements(tuple(network.services.values()))
    for stated, day in ((20, 11), (40, 11), (40, 30), (20, 30)):
        known = knowledge({"age": 30, "stated_age": stated, "arrived": "2026-02-20"}, network)
        agrees(network, requirements, replace(known, as_of=known.as_of.replace(day=day)))


def test_a_matcher_tells_it_of_a_profile() -> None:
    network = catalog([{"id": "east.adults", "requires": [{"age": {"at_least": 18}}]}, {"id": "east.all"}])
    matcher = Matcher(network, rules())
    for said, expected in (({}, UNKNOWN), ({"age": 17}, NO), ({"age": 18}, YES)):
        found = matcher.eligibility(profile(said, network))
        assert found.of("east.adults") is expected
        assert [id_ for id_ in ("east.adults", "east.all", "house.cafe") if id_ in found.yes] == [
            *(["east.adults"] if expected is YES else []),
            "east.all",
            "house.cafe",
        ]
    with pytest.raises(KeyError):
        found.of("east.nobody")


def test_derived_facts_count() -> None:
    network = catalog([{"id": "east.adults", "requires": [{"letter": True}]}])
    rule = {"id": "grown", "kind": "derive", "when": [{"age": {"at_least": 18}}], "then": {"fact": {"letter": True}}}
    assert Matcher(network, rules([rule])).eligibility(profile({"age": 20}, network)).of("east.adults") is YES
