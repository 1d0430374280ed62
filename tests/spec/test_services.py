"""What rules and the ladder of thresholds may ask about a service and its door.

Most of it stands in the catalog; what is not stated there is unknown. The person's history with the service is a
statement: what was not told did not happen.
"""

from __future__ import annotations

from typing import Any

import pytest

from builders import vocabulary, yaml
from cafematch.matching.judging.truth import truth
from cafematch.model.conditions import read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.scopes import ServiceScope
from strategies import Situation

SERVICE = """
service                                          | condition                                       | holds
kind: advice                                     | kind: advice                                    | yes
kind: advice                                     | kind: {one_of: [office, course]}                | no
id: east.one                                     | organisation: east                              | yes
id: east.one                                     | id: east.one                                    | yes
id: east.one                                     | id: {one_of: [east, west.one]}                  | no
addresses: [work.job]                            | addresses: {has: work.job}                      | yes
addresses: [work.job]                            | addresses: work                                 | yes
addresses: [work.job]                            | addresses: {has_any: [work.course, daily.food]} | no
addresses: [work]                                | addresses: work.job                             | yes
capacity: {state: waitlist, wait: 3 weeks}       | capacity: {one_of: [waitlist, full]}            | yes
capacity: {state: waitlist, wait: 3 weeks}       | wait: {above: 2 weeks}                          | yes
capacity: {state: open}                          | wait: {above: 0 days}                           | no
capacity: {state: full, bridge: come by}         | bridge: true                                    | yes
transmission_duty: true                          | transmission_duty: true                         | yes
kind: advice                                     | transmission_duty: true                         | unknown
kind: advice                                     | not: {transmission_duty: true}                  | unknown
languages: {spoken: [de, ar]}                    | languages: {has: ar}                            | yes
languages: {spoken: [de, ar], interpreter: true} | interpreter: true                               | yes
cost: none                                       | free_of_charge: true                            | yes
cost: {amount: 5, currency: EUR}                 | free_of_charge: true                            | no
kind: advice                                     | free_of_charge: true                            | unknown
roles: [{role: guest, areas: [crafts_repair]}]   | roles: crafts_repair                            | yes
kind: advice                                     | verified: {before_last: 6 months}               | no
verified: {on: 2025-09-10, by: x}                | verified: {before_last: 6 months}               | yes
"""

DOOR = """
door                         | condition                               | holds
name: pseudonym              | name: {one_of: [anonymous, pseudonym]}  | yes
appointment: required        | appointment: required                   | yes
hours: Mo-Fr 09:00-17:00     | appointment: required                   | unknown
place: {district: north}     | district: town                          | yes
place: {organisation: house} | district: middle                        | yes
channels: [phone, online]    | channels: {has_any: [in_person, phone]} | yes
papers: [a letter, a form]   | papers: {at_least: 2}                   | yes
papers: none                 | papers: 0                               | yes
hours: Mo-Fr 09:00-17:00     | papers: 0                               | unknown
forms: many                  | forms: many                             | yes
oral: true                   | oral: true                              | yes
hours: Mo-Fr 09:00-17:00     | oral: true                              | unknown
women_only: true             | women_only: true                        | yes
children_on_site: true       | children_on_site: true                  | yes
children_on_site: false      | children_on_site: true                  | no
hours: Mo-Fr 09:00-17:00     | children_on_site: true                  | unknown
hours: Mo-Fr 09:00-17:00     | women_only: true                        | no
name: full                   | threshold: T2                           | yes
papers: [a letter]           | threshold: {at_least: T3}               | yes
name: anonymous              | threshold: T0                           | yes
"""

HISTORY = """
person                                                       | condition                | holds
previous_contacts: [{organisation: east, experience: bad}]   | earlier_experience: bad  | yes
previous_contacts: [{service: east.one, experience: good}]   | earlier_experience: good | yes
previous_contacts: [{organisation: house, experience: bad}]  | earlier_experience: none | yes
previous_contacts: [{organisation: east, never_again: true}] | never_again: true        | yes
existing_trust: [east]                                       | trusted: true            | yes
nothing                                                      | earlier_experience: bad  | no
nothing                                                      | never_again: true        | no
nothing                                                      | trusted: true            | no
"""

CONFLICT = """
person                          | condition                                              | holds
conflict_organisations: [east]  | organisation: {one_of: {from: conflict_organisations}} | yes
conflict_organisations: [house] | organisation: {one_of: {from: conflict_organisations}} | no
nothing                         | organisation: {one_of: {from: conflict_organisations}} | no
"""


def rows(table: str) -> list[list[str]]:
    """Return the cells of every row, the heading left out."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def holds(service: dict[str, Any], person: dict[str, Any], condition: str) -> str:
    """Return whether a condition holds of a service at its best door for a person."""
    situation = Situation(({"id": "east.one", **service},), person=person)
    door = situation.judgement.verdicts["east.one"].door
    assert door is not None
    names = ServiceScope(vocabulary()).names
    read = read_conditions([yaml(f"{{{condition}}}")], ServiceScope(vocabulary(), names), ReadingContext())
    return truth(read, door.facts).name.lower()


@pytest.mark.parametrize(("service", "condition", "expected"), rows(SERVICE))
def test_what_the_catalog_says_of_a_service(service: str, condition: str, expected: str) -> None:
    assert holds(yaml(f"{{{service}}}"), {}, condition) == expected


@pytest.mark.parametrize(("door", "condition", "expected"), rows(DOOR))
def test_what_the_catalog_says_of_a_door(door: str, condition: str, expected: str) -> None:
    assert holds({"door": yaml(f"{{{door}}}")}, {}, condition) == expected


@pytest.mark.parametrize(("person", "condition", "expected"), rows(HISTORY) + rows(CONFLICT))
def test_what_the_person_had_to_do_with_a_service(person: str, condition: str, expected: str) -> None:
    assert holds({}, {} if person == "nothing" else yaml(f"{{{person}}}"), condition) == expected
