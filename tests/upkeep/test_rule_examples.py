"""Every rule proves itself: its examples are run, and they hold a yes, a no, and an unknown or near miss."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from builders import yaml
from cafematch import load_catalog, load_rules
from cafematch.matching.judging.index import Index, build_index
from cafematch.model.rules import Rule
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.rule_examples import run_examples
from shipped import rule_in_shipped_words

ROOT = Path(__file__).parents[2]
RULES = sorted(path.stem for path in (ROOT / "rules").glob("*/*.yaml"))
NETWORKS = ("neuwerder", "bordeaux")


@cache
def shipped(network: str = "neuwerder") -> Index:
    catalog = load_catalog(ROOT / "catalog", network)
    return build_index(catalog, load_rules(ROOT / "rules", catalog=catalog))


def where_it_holds(name: str) -> tuple[Index, Rule]:
    """Return a rule and a sample network in which it is in force: its examples may name services of that network."""
    found = [(index, rule) for index in map(shipped, NETWORKS) for rule in index.rules if rule.id == name]
    return found[0]


@pytest.mark.parametrize("name", RULES)
def test_examples_come_as_expected(name: str) -> None:
    index, rule = where_it_holds(name)
    results = list(run_examples(index, rule))
    assert [(result.example.name, result.found) for result in results] == [
        (result.example.name, result.example.expect) for result in results
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_an_example_each_way(name: str) -> None:
    _, rule = where_it_holds(name)
    expected = [example.expect for example in rule.examples]
    assert {"yes", "no"} <= set(expected)
    assert len(expected) >= 3 or "unknown" in expected or not rule.when.parts


@pytest.mark.parametrize("network", NETWORKS)
def test_every_example_can_be_run_in_every_network(network: str) -> None:
    index = shipped(network)
    found = [(result.example.name, result.passed) for rule in index.rules for result in run_examples(index, rule)]
    assert found == [(example.name, True) for rule in index.rules for example in rule.examples]


CONTACT = "background: {previous_contacts: [{service: there.desk, experience: bad}]}"
CONFLICT = "background: {conflict_organisations: [there]}"
ALONG = "constraints: {children_along: true}"
DESCRIBED = (
    # the rule looks at            the example says of the service                       and of the person   it acts
    ("kind: food_aid", "{kind: food_aid}", "", "yes"),
    ("kind: food_aid", "{kind: open_cafe}", "", "no"),
    ("addresses: money", "{kind: food_aid, addresses: [money.debts]}", "", "yes"),
    ("addresses: money", "{kind: food_aid}", "", "no"),
    ("capacity: waitlist", "{kind: food_aid, capacity: {state: waitlist}}", "", "yes"),
    ("capacity: open", "{kind: food_aid}", "", "yes"),
    ("languages: {has: ar}", "{kind: food_aid, languages: {spoken: [ar]}}", "", "yes"),
    ("transmission_duty: true", "{kind: food_aid, transmission_duty: true}", "", "yes"),
    ("transmission_duty: true", "{kind: food_aid}", "", "unknown"),
    ("authority: true", "{kind: food_aid}", "", "no"),
    ("verified: {before_last: 6 months}", "{kind: food_aid, verified: {on: 2025-01-01, by: x}}", "", "yes"),
    ("verified: {before_last: 6 months}", "{kind: food_aid}", "", "no"),
    ("threshold: {at_least: T2}", "{kind: food_aid, doors: [{appointment: required}]}", "", "yes"),
    ("threshold: {at_least: T2}", "{kind: food_aid}", "", "no"),
    ("forms: many", "{kind: food_aid, doors: [{forms: many}]}", "", "yes"),
    ("forms: many", "{kind: food_aid}", "", "unknown"),
    # the door is the one that suits the person best
    ("children_on_site: true", "{kind: food_aid, doors: [{}, {children_on_site: true}]}", ALONG, "yes"),
    ("earlier_experience: bad", "{id: there.desk, kind: food_aid}", CONTACT, "yes"),
    ("earlier_experience: bad", "{id: there.other, kind: food_aid}", CONTACT, "no"),
    ("earlier_experience: bad", "{kind: food_aid}", CONTACT, "no"),
    ("trusted: true", "{id: there.desk, kind: food_aid}", "background: {existing_trust: [there]}", "yes"),
    ("host: {one_of: {from: conflict_organisations}}", "{id: there.desk, kind: food_aid}", CONFLICT, "yes"),
    # in place of a service of the network, and in the house where the person sits
    ("kind: food_aid", "{id: wc.cafe, kind: food_aid}", "at: wc", "yes"),
    ("kind: food_aid", "{kind: food_aid}", "at: nh.tafel", "yes"),
)  # fmt: skip


@pytest.mark.parametrize(("services", "described", "person", "acts"), DESCRIBED)
def test_a_service_is_what_an_example_says_it_is(services: str, described: str, person: str, acts: str) -> None:
    profile = {"as_of": "2026-03-16T10:00", **(yaml(person) or {})}
    example = {"name": "somebody", "profile": profile, "service": yaml(described), "expect": acts}
    raw = {
        "id": "any",
        "kind": "exclude",
        "services": [yaml(services)],
        "then": {"exclude": True},
        "examples": [example] * 2,
    }
    rule = rule_in_shipped_words(raw)
    assert [result.found for result in run_examples(shipped(), rule)] == [acts, acts]


def test_a_wrong_example_is_found() -> None:
    rule = next(rule for rule in shipped().rules if len({example.expect for example in rule.examples}) > 1)
    examples = tuple(
        example.model_copy(update={"expect": {"yes": "no", "no": "yes", "unknown": "yes"}[example.expect]})
        for example in rule.examples
    )
    results = run_examples(shipped(), rule.model_copy(update={"examples": examples}))
    assert not any(result.passed for result in results)


def test_a_wrong_example_is_told_with_the_lines_that_decide() -> None:
    rule = next(rule for rule in shipped().rules if rule.id == "no-adult-shelter-under-18")
    wording = Wording(shipped().catalog, "en")
    told = {}
    for example in rule.examples:
        wrong = example.model_copy(update={"expect": "no" if example.expect != "no" else "yes"})
        (result,) = run_examples(shipped(), rule.model_copy(update={"examples": (wrong,)}))
        assert not result.passed
        (reason,) = result.why
        told[example.name] = f"{wording.say(reason.says)} [{reason.at}]"
    assert told == {
        "16 Jahre, heute kein Bett": "rule “Under 18 no night shelter for adults” (no-adult-shelter-under-18) acts. It asks "
        "for: Age under 18 – known is: 16; kind: emergency_shelter – known is: emergency_shelter. "
        "[exclude/no-adult-shelter-under-18.yaml:12]",
        "Der Jugendnotdienst bleibt offen": "rule “Under 18 no night shelter for adults” (no-adult-shelter-under-18) does "
        "not act here. It asks for: kind: emergency_shelter – known is: youth_emergency. "
        "[exclude/no-adult-shelter-under-18.yaml:14]",
        "Gerade 18 geworden": "rule “Under 18 no night shelter for adults” (no-adult-shelter-under-18) does not act here. "
        "It asks for: Age under 18 – known is: 18. [exclude/no-adult-shelter-under-18.yaml:12]",
        "Alter nicht bekannt": "rule “Under 18 no night shelter for adults” (no-adult-shelter-under-18): whether it acts "
        "is open. It asks for: Age under 18 – nothing is said about it. [exclude/no-adult-shelter-under-18.yaml:12]",
        "Noch 17, morgen Geburtstag": "rule “Under 18 no night shelter for adults” (no-adult-shelter-under-18) acts. It asks "
        "for: Age under 18 – known is: 17; kind: emergency_shelter – known is: emergency_shelter. "
        "[exclude/no-adult-shelter-under-18.yaml:12]",
    }


def test_a_rule_without_conditions_always_acts() -> None:
    rule = next(rule for rule in shipped().rules if rule.id == "waitlists-come-later")
    example = rule.examples[0].model_copy(update={"service": None, "expect": "no"})
    (result,) = run_examples(shipped(), rule.model_copy(update={"examples": (example,)}))
    (reason,) = result.why
    assert (result.found, reason.holds) == ("yes", "yes")
    assert Wording(shipped().catalog, "en").say(reason.says) == (
        "rule “A waiting list is never the first step” (waitlists-come-later) always acts."
    )


def test_an_example_that_came_as_expected_needs_no_reason() -> None:
    index, rule = where_it_holds("no-adult-shelter-under-18")
    assert [result.why for result in run_examples(index, rule)] == [()] * len(rule.examples)
