"""Whoever finds a service open is somebody who can enter it: what is required there can hold."""

from __future__ import annotations

from hypothesis import given

from builders import Raw, catalog, rules
from cafematch.upkeep.checks.requirements import all_required, standing
from cafematch.upkeep.conditions.cases import World
from cafematch.upkeep.conditions.satisfying import Satisfying
from cafematch.upkeep.inspection import Inspection, inspect
from cafematch.upkeep.inspection.groups import whole
from strategies import Situation, situations


def inspection_of(situation: Situation) -> Inspection:
    """Return a drawn network under inspection at the moment of its person."""
    return inspect(situation.catalog, situation.rule_set, situation.knowledge.as_of)


def unreachable(inspection: Inspection) -> set[str]:
    """Return the services that nobody can enter on the day of an inspection."""
    satisfying = Satisfying(World.of(inspection.catalog, inspection.rules), inspection.as_of)
    today = inspection.as_of.date()
    return {
        service.id
        for organisation, service, steps in inspection.services()
        if satisfying.never(whole(standing(all_required(inspection, organisation, service, steps), today)))
    }


@given(situations())
def test_an_open_service_is_never_called_unreachable(situation: Situation) -> None:
    verdicts = situation.judgement.verdicts
    open_ = {id_ for id_ in verdicts if verdicts[id_].state == "open"}
    assert not unreachable(inspection_of(situation)) & open_


def test_what_contradicts_itself_is_called_unreachable() -> None:
    services: list[Raw] = [
        {"id": "house.two", "requires": [{"age": {"at_least": 27}}, {"age": {"at_most": 26}}]},
        {"id": "house.door", "requires": [{"gender": "man"}], "doors": [{"women_only": True}]},
        {"id": "house.doors", "requires": [{"letter": True}], "doors": [{"requires": [{"letter": False}]}, {}]},
        {"id": "house.rule", "requires": [{"age": {"at_most": 17}}], "kind": "shelter"},
        {"id": "house.kept", "requires": [{"age": {"at_most": 17}}], "kind": "office"},
        {"id": "house.asked", "requires": [{"proof": True}], "kind": "course"},
        {"id": "house.asked_some", "requires": [{"form": True}], "kind": "course"},
        {"id": "house.open"},
    ]
    adults: Raw = {"kind": "exclude", "when": [{"age": {"below": 18}}]}
    rule_set = rules(
        [
            {"id": "adults-only", **adults, "services": [{"kind": "shelter"}], "then": {"exclude": True}},
            {
                "id": "adults-first",
                **adults,
                "services": [{"kind": "office"}],
                "then": {"exclude": True, "unless_chosen": "you chose it"},
            },
            {
                "id": "no-proof",
                "kind": "prerequisite",
                "when": [],
                "services": [{"kind": "course"}],
                "then": {"require": [{"proof": False}]},
            },
            {
                "id": "no-form-from-some",
                "kind": "prerequisite",
                "when": [{"age": {"below": 18}}],
                "services": [{"kind": "course"}],
                "then": {"require": [{"form": False}]},
            },
        ]
    )
    network = catalog(services)
    assert network.network.as_of is not None
    found = unreachable(inspect(network, rule_set, network.network.as_of))
    assert found == {
        "house.two",
        "house.door",
        "house.rule",
        "house.asked",
    }
