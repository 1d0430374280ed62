"""The examples show the whole town: every age, every sort of need, both networks, and people in very different states."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.scenarios.coverage import Coverage, Sort, coverage_of, together
from shipped import EXAMPLES, ROOT, bordeaux, neuwerder, result_of


class Said:
    """What one profile says, as it is written."""

    def __init__(self, name: str) -> None:
        self.value: Any = read_yaml(ROOT / "examples" / name / "profile.yaml").value or {}

    def at(self, place: str, otherwise: Any = None) -> Any:
        value = self.value
        for key in place.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return otherwise if value is None else value

    @property
    def needs(self) -> list[dict[str, Any]]:
        return [{"need": need} if isinstance(need, str) else need for need in self.at("needs", [])]

    @property
    def skills(self) -> list[dict[str, Any]]:
        return list(self.at("competences", []))

    @property
    def contacts(self) -> list[dict[str, Any]]:
        return list(self.at("background.previous_contacts", []))


AGES = [(14, 14), (15, 15), (16, 16), (17, 17), (18, 26), (28, 50), (55, 69), (70, 120)]

# Somebody is there with …
PEOPLE: dict[str, Callable[[Said], bool]] = {
    "children": lambda said: bool(said.at("background.children")),
    "children who come along": lambda said: said.at("constraints.children_along") is True,
    "a dog": lambda said: "dog" in said.at("background.pets", ()),
    "a relative to care for": lambda said: "relative" in said.at("background.cares_for", ()),
    "no papers": lambda said: said.at("background.residence_basis") == "none",
    "no income": lambda said: said.at("background.income_basis") == "none",
    "a pension": lambda said: said.at("background.income_basis") == "pension",
    "no way to read": lambda said: said.at("constraints.literacy") == "oral_only",
    "no way out of the house": lambda said: said.at("constraints.reach") == "none",
    "a wheelchair": lambda said: "step_free" in said.at("constraints.accessibility", ()),
    "no word of the language of the town": lambda said: not {"de", "fr"} & {*said.at("constraints.languages", "de")},
    "wishes about the interpreter": lambda said: bool(said.at("constraints.interpreter")),
    "full trust": lambda said: said.at("feelings.distrust_services") == 0,
    "no trust at all": lambda said: said.at("feelings.distrust_services") == 4,
    "no trust in offices": lambda said: said.at("feelings.distrust_authorities") == 4,
    "much fear": lambda said: said.at("feelings.fear_consequences", 0) >= 3,
    "much shame": lambda said: said.at("feelings.shame", 0) >= 3,
    "no strength left": lambda said: said.at("feelings.overwhelm") == 4,
    "a clear head": lambda said: said.at("feelings.overwhelm") == 0,
    "little hope": lambda said: said.at("feelings.hope", 4) <= 1,
    "strong readiness": lambda said: any(min(one.values()) >= 8 for one in said.at("readiness", {}).values()),
    "weak readiness": lambda said: any(one["importance"] <= 3 for one in said.at("readiness", {}).values()),
    "something they can do and would like to": lambda said: any(one.get("wants_to_use") is True for one in said.skills),
    "something they can do and would rather not": lambda said: any(
        one.get("wants_to_use") is False for one in said.skills
    ),
    "a place they chose": lambda said: bool(said.at("choices")),
    "a place they trust": lambda said: bool(said.at("background.existing_trust")),
    "a bad experience": lambda said: any(one.get("experience") == "bad" for one in said.contacts),
    "a question they refused": lambda said: bool(said.at("declined")),
    "a need they declined": lambda said: any(need.get("state") == "declined" for need in said.needs),
    "help that works and is left alone": lambda said: any(need.get("state") == "met" for need in said.needs),
    "a deadline": lambda said: any("deadline" in need for need in said.needs),
    "nothing said yet": lambda said: not said.needs,
}


PROFILES = {name: Said(name) for name in EXAMPLES}


def test_there_are_25_scenarios_at_least() -> None:
    assert len(EXAMPLES) >= 25


@cache
def touched() -> Coverage:
    """Return what the scenarios touch, in both networks together."""
    results = [result_of(name) for name in EXAMPLES]
    return together(coverage_of(matcher, results) for matcher in (neuwerder(), bordeaux()))


def test_each_of_the_twelve_domains_of_need_is_named_by_somebody() -> None:
    domains = {term for term in neuwerder().catalog.vocabulary.terms if "." not in term}
    assert len(domains) == 12
    assert {need.id.partition(".")[0] for need in touched().of("needs", "touched")} == domains


@pytest.mark.parametrize("sort", ["rules", "services", "kinds"])
def test_of_all_there_is_four_fifths_have_a_scenario_in_which_they_count(sort: Sort) -> None:
    assert touched().count(sort) * 5 >= len(touched().entries[sort]) * 4


@pytest.mark.parametrize(("youngest", "oldest"), AGES)
def test_every_age_is_there(youngest: int, oldest: int) -> None:
    assert [name for name, said in PROFILES.items() if youngest <= said.at("background.age", -1) <= oldest]


@pytest.mark.parametrize("network", [neuwerder, bordeaux], ids=["neuwerder", "bordeaux"])
def test_both_networks_have_several(network: Callable[[], Any]) -> None:
    here = network().catalog.network.network
    assert len([name for name, said in PROFILES.items() if said.at("network", "neuwerder") == here]) >= 8


@pytest.mark.parametrize("who", PEOPLE)
def test_somebody_is_there_with(who: str) -> None:
    assert [name for name, said in PROFILES.items() if PEOPLE[who](said)]
