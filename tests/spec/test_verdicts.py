"""Verdicts: open, conditional or closed.

Closed: a requirement is no, a rule excludes the service, or at every door a barrier stands that nothing bridges.
Conditional: nothing is no and something is unknown. Open: all else. The worst part decides, in the order closed,
conditional, open.
"""

from __future__ import annotations

from typing import Any

import pytest

from builders import Raw, yaml
from strategies import Situation

REQUIREMENTS = """
service requires                         | person        | verdict
[]                                       | nothing       | open
[{letter: true}]                         | letter: true  | open
[{letter: true}]                         | letter: false | closed
[{letter: true}]                         | nothing       | conditional
[{letter: true}, {proof: true}]          | letter: false | closed
[{letter: true}, {proof: true}]          | letter: true  | conditional
[{any: [{letter: true}, {proof: true}]}] | letter: true  | open
[{any: [{letter: true}, {proof: true}]}] | letter: false | conditional
[{not: {letter: true}}]                  | letter: true  | closed
[{not: {letter: true}}]                  | nothing       | conditional
[{need: safety.violence}]                | nothing       | conditional
[{need: work.job}]                       | nothing       | closed
[{age: 20, valid_until: 2026-01-31}]     | age: 20       | conditional
[{age: 20, valid_until: 2026-01-31}]     | age: 9        | conditional
"""

DOORS = """
doors                                                       | person                       | verdict
[{}]                                                        | nothing                      | open
[{requires: [{letter: true}]}]                              | letter: true                 | open
[{requires: [{letter: true}]}]                              | letter: false                | closed
[{requires: [{letter: true}]}]                              | nothing                      | conditional
[{requires: [{letter: true}]}, {}]                          | letter: false                | open
[{requires: [{letter: true}]}, {requires: [{proof: true}]}] | letter: false                | conditional
[{requires: [{letter: true}]}, {requires: [{proof: true}]}] | letter: false, proof: false  | closed
[{women_only: true}]                                        | gender: woman                | open
[{women_only: true}]                                        | gender: man                  | closed
[{women_only: true}]                                        | nothing                      | conditional
[{women_only: true}, {}]                                    | gender: man                  | open
[{pets: [dog]}]                                             | pets: [dog]                  | open
[{pets: []}]                                                | pets: [dog]                  | closed
[{pets: []}]                                                | pets: []                     | open
[{}]                                                        | pets: [dog]                  | open
[{}]                                                        | children_along: true         | closed
[{children_on_site: true}]                                  | children_along: true         | open
[{channels: [phone]}]                                       | channels_not: [phone]        | closed
[{channels: [phone]}, {channels: [in_person]}]              | channels_not: [phone]        | open
[{channels: [phone]}]                                       | safe_contact: only_in_person | open
[{channels: [letter]}]                                      | safe_contact: only_in_person | closed
[{name: full}]                                              | anonymity: required          | closed
[{name: pseudonym}]                                         | anonymity: required          | open
[{forms: many}]                                             | will_sign_forms: false       | closed
[{forms: many}]                                             | literacy: oral_only          | closed
[{forms: many, oral: true}]                                 | literacy: oral_only          | open
[{place: {district: middle, step_free: false}}]             | accessibility: [step_free]   | closed
[{place: {district: middle, step_free: true}}]              | accessibility: [step_free]   | open
[{place: {district: middle}}]                               | reach: walk, district: north | open
[{place: {district: village}}]                              | reach: walk, district: north | closed
[{place: {district: village}}]                              | reach: walk                  | conditional
[{place: {district: village}}]                              | reach: transit               | open
[{hours: Mo-Fr 09:00-12:00}]                                | availability: Mo 10:00-11:00 | open
[{hours: Mo-Fr 09:00-12:00}]                                | availability: Sa             | closed
[{}]                                                        | availability: Sa             | open
"""

HELP = """
helper                                      | person                              | verdict
nobody                                      | children_along: true                | closed
kind: childcare                             | children_along: true                | open
kind: childcare, requires: [{letter: true}] | children_along: true, letter: true  | open
kind: childcare, requires: [{letter: true}] | children_along: true, letter: false | closed
kind: childcare, requires: [{letter: true}] | children_along: true                | conditional
kind: interpreting                          | children_along: true                | closed
kind: paper_help                            | children_along: true                | closed
"""

RULES = """
rule                                                         | person                     | verdict
when: [{letter: true}], then: {exclude: true}                | letter: true               | closed
when: [{letter: true}], then: {exclude: true}                | letter: false              | open
when: [{letter: true}], then: {exclude: true}                | nothing                    | conditional
when: [], then: {exclude: true}                              | nothing                    | closed
services: [{kind: course}], then: {exclude: true}            | nothing                    | open
services: [{transmission_duty: true}], then: {exclude: true} | nothing                    | conditional
when: [{letter: true}], then: {require: [{proof: true}]}     | nothing                    | conditional
when: [{letter: true}], then: {require: [{proof: true}]}     | letter: false              | open
when: [{letter: true}], then: {require: [{proof: true}]}     | proof: false               | conditional
when: [{letter: true}], then: {require: [{proof: true}]}     | letter: true, proof: false | closed
when: [{letter: true}], then: {require: [{proof: true}]}     | letter: true, proof: true  | open
when: [{letter: true}], then: {require: [{proof: true}]}     | proof: true                | open
"""

CHOICES = """
person                                        | verdict
choices: [{service: east.one, want: true}]    | open
choices: [{service: east.one, want: false}]   | closed
choices: [{service: house.cafe, want: false}] | open
"""


def rows(table: str) -> list[list[str]]:
    """Return the cells of every row, the heading left out."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def said(cell: str) -> dict[str, Any]:
    """Return what a cell says."""
    return {} if cell in ("nothing", "nobody") else dict(yaml(f"{{{cell}}}"))


def verdict(service: Raw, person: str, *others: Raw, rules: tuple[Raw, ...] = ()) -> str:
    """Return the verdict on a service for a person."""
    situation = Situation(({"id": "east.one", **service}, *others), rules=rules, person=said(person))
    return situation.judgement.verdicts["east.one"].state


@pytest.mark.parametrize(("requires", "person", "expected"), rows(REQUIREMENTS))
def test_requirements(requires: str, person: str, expected: str) -> None:
    assert verdict({"requires": yaml(requires)}, person) == expected


@pytest.mark.parametrize(("doors", "person", "expected"), rows(DOORS))
def test_doors_and_barriers(doors: str, person: str, expected: str) -> None:
    assert verdict({"doors": yaml(doors)}, person) == expected


@pytest.mark.parametrize(("helper", "person", "expected"), rows(HELP))
def test_what_a_helper_bridges(helper: str, person: str, expected: str) -> None:
    others = [] if helper == "nobody" else [{"id": "house.helper", **said(helper)}]
    assert verdict({}, person, *others) == expected


@pytest.mark.parametrize(("rule", "person", "expected"), rows(RULES))
def test_rules_that_close_or_require(rule: str, person: str, expected: str) -> None:
    made = said(rule)
    kind = "exclude" if "exclude" in made["then"] else "prerequisite"
    assert verdict({"kind": "advice"}, person, rules=({"id": "a-rule", "kind": kind, **made},)) == expected


@pytest.mark.parametrize(("person", "expected"), rows(CHOICES))
def test_what_the_person_has_decided(person: str, expected: str) -> None:
    assert verdict({}, person) == expected
