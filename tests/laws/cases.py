"""Known cases: small situations that a law was once broken in, or might well be. Each law is tried in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from strategies import Situation


@dataclass(frozen=True)
class Case:
    """A situation, and whether some step in it closes another."""

    situation: Situation
    closing: bool = False


def case(person: Any, *services: Any, rules: Any = (), closing: bool = False, **parts: Any) -> Case:
    """Return a case of a person and a network."""
    return Case(Situation(tuple(services), rules=tuple(rules), person=person, **parts), closing)


BED_FIRST = {
    "id": "bed-first",
    "kind": "safeguard",
    "when": [{"need": "housing.no_bed"}],
    "then": {"show": [{"rank": 1, "text": "a bed"}], "first": ["shelter"]},
}
BED = {"id": "east.bed", "kind": "shelter", "addresses": ["housing.no_bed"]}
JOB = {"id": "east.job", "kind": "office", "addresses": ["work.job"]}
FOOD = {"id": "west.food", "addresses": ["daily.food"]}
COURSE = {"id": "west.course", "kind": "course", "addresses": ["work.course"]}

CASES: dict[str, Case] = {
    "nobody and nothing": case({}),
    "nothing to go to": case({"needs": ["work.job"]}),
    "one need, one service": case({"needs": ["work.job"]}, JOB),
    "the same need named twice": case(
        {"needs": [{"need": "work.job", "state": "none"}, {"need": "work.job", "urgency": "now"}]}, JOB
    ),
    "a domain and one of its terms": case({"needs": ["work", "work.job"]}, JOB, COURSE),
    "two ways that are worth the same": case({"needs": ["work.job"]}, JOB, {**JOB, "id": "east.other"}),
    "a chain of five": case(
        {"needs": ["work.job"], "letter": False, "proof": False, "permit": False, "form": False, "certificate": False},
        {**JOB, "requires": [{"certificate": True}]},
        {"id": "west.e", "requires": [{"form": True}], "outcomes": [{"certificate": True, "after": "1 week"}]},
        {"id": "west.d", "requires": [{"permit": True}], "outcomes": [{"form": True}]},
        {"id": "east.c", "requires": [{"proof": True}], "outcomes": [{"permit": True, "after": "3 weeks"}]},
        {"id": "east.b", "requires": [{"letter": True}], "outcomes": [{"proof": True}]},
        {"id": "east.a", "outcomes": [{"letter": True}]},
    ),
    "two that wait for each other": case(
        {"needs": ["work.job", "daily.food"], "letter": False, "proof": False},
        {**JOB, "requires": [{"letter": True}], "outcomes": [{"proof": True}]},
        {**FOOD, "requires": [{"proof": True}], "outcomes": [{"letter": True}]},
    ),
    "two that may wait for each other": case(
        {"needs": ["work.job", "daily.food"]},
        {**JOB, "requires": [{"letter": True}], "outcomes": [{"proof": True}]},
        {**FOOD, "requires": [{"proof": True}], "outcomes": [{"letter": True}]},
    ),
    "two open the same door": case(
        {"needs": ["work.job", "daily.food", "work.course"], "letter": False},
        {**JOB, "outcomes": [{"letter": True, "after": "6 months"}]},
        {**FOOD, "outcomes": [{"letter": True, "after": "6 months"}]},
        {**COURSE, "id": "west.zoo", "requires": [{"letter": True}]},
    ),
    "a step that ends a lack": case(
        {"needs": [{"need": "work.job", "urgency": "now"}, "daily.food"], "letter": False},
        {**JOB, "outcomes": [{"letter": True}]},
        {**FOOD, "requires": [{"not": {"letter": True}}]},
        closing=True,
    ),
    "a step that raises a level too far": case(
        {"needs": [{"need": "work.job", "urgency": "now"}, "daily.food"], "languages": {"de": "A1"}},
        {**JOB, "outcomes": [{"language.de": "B2"}]},
        {**FOOD, "requires": [{"language.de": {"at_most": "B1"}}]},
        closing=True,
    ),
    "a step that may raise a level too far": case(
        {"needs": [{"need": "work.job", "urgency": "now"}, "daily.food"]},
        {**JOB, "outcomes": [{"language.de": "B2"}]},
        {**FOOD, "requires": [{"language.de": {"at_most": "B1"}}]},
        closing=True,
    ),
    "an unknown language and a course in it": case(
        {"needs": ["work.course", "daily.food"]},
        {**COURSE, "outcomes": [{"language.de": "A2"}]},
        {**FOOD, "requires": [{"language.de": {"at_least": "B1"}}]},
    ),
    "an unknown level and a step that raises it": case(
        {"needs": ["work.course", "daily.food"]},
        {**COURSE, "outcomes": [{"schooling": "primary"}]},
        {**FOOD, "requires": [{"schooling": {"at_least": "secondary"}}]},
    ),
    "unknown behind a closed door": case(
        {"needs": ["work.job"], "letter": False},
        {**JOB, "requires": [{"letter": True}, {"proof": True}]},
        {"id": "west.letter", "outcomes": [{"letter": True}]},
    ),
    "a better door for some": case(
        {"needs": ["work.job"]}, {**JOB, "doors": [{"papers": ["a passport"]}, {"women_only": True}]}
    ),
    "a step that makes one skill": case(
        {"needs": ["daily.food"], "languages": {"de": "A1"}},
        {"id": "east.talk", "outcomes": [{"language.de.speaking": "B2"}]},
        {**FOOD, "requires": [{"language.de.speaking": {"at_least": "B1"}}]},
    ),
    "a step that adds to a list": case(
        {"needs": ["work.job", "daily.food"], "children": [9]},
        {**JOB, "outcomes": [{"children": [1]}]},
        {**FOOD, "requires": [{"children": {"some": {"above": 5}}}]},
    ),
    "a requirement about a feeling nobody noted": case(
        {"needs": ["daily.food"]}, {**FOOD, "requires": [{"feeling.hope": {"at_least": 2}}]}
    ),
    "a law that has ended": case(
        {"needs": ["daily.food"], "age": 20},
        {**FOOD, "requires": [{"age": {"at_least": 18}, "valid_until": "2026-01-31"}]},
    ),
    "a helper that may be closed": case(
        {"needs": ["daily.food"], "children_along": True},
        FOOD,
        {"id": "house.kids", "kind": "childcare", "requires": [{"age": {"at_least": 18}}]},
    ),
    "a helper that may be excluded": case(
        {"needs": ["daily.food"], "children_along": True},
        FOOD,
        {"id": "house.kids", "kind": "childcare"},
        rules=[
            {
                "id": "no-kids",
                "kind": "exclude",
                "when": [{"age": {"below": 18}}],
                "services": [{"kind": "childcare"}],
                "then": {"exclude": True},
            }
        ],
    ),
    "a pet nobody asked about": case({"needs": ["daily.food"]}, {**FOOD, "door": {"pets": []}}),
    "a door for women": case({"needs": ["daily.food"]}, {**FOOD, "door": {"women_only": True}}),
    "two doors that differ in what they require": case(
        {"needs": ["daily.food"]},
        {**FOOD, "doors": [{"requires": [{"letter": True}]}, {"requires": [{"proof": True}]}]},
    ),
    "two doors that differ in name only": case(
        {"needs": ["daily.food"]},
        {
            **FOOD,
            "doors": [
                {"place": {"district": "middle", "name": "the yellow one"}},
                {"place": {"district": "middle", "name": "the blue one"}},
            ],
        },
    ),
    "notes for staff": case({"needs": ["daily.food"]}, {**FOOD, "confirm": ["ask twice", "ask once", "call first"]}),
    "refused by both": case(
        {
            "needs": ["daily.food"],
            "choices": [
                {"service": "west.food", "want": False, "by": "worker"},
                {"service": "west.food", "want": False, "by": "person"},
            ],
        },
        FOOD,
    ),
    "a bed first": case({"needs": ["housing.no_bed", "work.job"]}, BED, JOB, rules=[BED_FIRST]),
    "a bed first, and a rule that would come before": case(
        {"needs": ["housing.no_bed", "work.job"]},
        BED,
        JOB,
        rules=[
            BED_FIRST,
            {
                "id": "job-before-bed",
                "kind": "sequence",
                "then": {"before": {"first": [{"kind": "office"}], "then": [{"kind": "shelter"}]}},
            },
        ],
    ),
    "a bed first, and a rule that defers it": case(
        {"needs": ["housing.no_bed", "work.job"]},
        BED,
        JOB,
        rules=[
            BED_FIRST,
            {"id": "bed-later", "kind": "sequence", "services": [{"kind": "shelter"}], "then": {"defer": True}},
        ],
    ),
    "a bed first, but it is for others": case(
        {"needs": ["housing.no_bed", "work.job"], "age": 16},
        {**BED, "requires": [{"age": {"at_least": 18}}]},
        JOB,
        rules=[BED_FIRST],
    ),
    "a bed first, but somebody else must open it": case(
        {"needs": ["housing.no_bed", "work.job"], "letter": False},
        {**BED, "requires": [{"letter": True}]},
        JOB,
        {"id": "west.letter", "outcomes": [{"letter": True}]},
        rules=[BED_FIRST],
    ),
    "a bed first, but it is excluded": case(
        {"needs": ["housing.no_bed", "work.job"]},
        BED,
        JOB,
        rules=[
            BED_FIRST,
            {"id": "no-bed", "kind": "exclude", "services": [{"kind": "shelter"}], "then": {"exclude": True}},
        ],
    ),
    "a bad experience with the only one": case(
        {"needs": ["work.job"], "previous_contacts": [{"organisation": "east", "experience": "bad"}]},
        JOB,
        rules=[
            {
                "id": "not-back",
                "kind": "exclude",
                "services": [{"earlier_experience": "bad"}],
                "then": {"exclude": True, "unless_sole_provider": "the only one"},
            }
        ],
    ),
    "a derived fact that is required": case(
        {"needs": ["daily.food"], "letter": False},
        {"id": "east.letter", "outcomes": [{"letter": True}]},
        {**FOOD, "requires": [{"proof": True}]},
        rules=[{"id": "proof", "kind": "derive", "when": [{"letter": True}], "then": {"fact": {"proof": True}}}],
    ),
    "everything hidden": case(
        {"needs": ["daily.food"]},
        {**FOOD, "requires": [{"letter": True}]},
        rules=[{"id": "hide", "kind": "privacy", "then": {"hide": ["letter"]}}],
    ),
    "what is included for its own opener's sake": case(
        {},
        {"id": "east.course", "kind": "course", "outcomes": [{"letter": True}]},
        {"id": "house.advice", "requires": [{"letter": True}]},
        rules=[
            {
                "id": "advice",
                "kind": "include",
                "services": [{"organisation": "east"}],
                "then": {"include": ["advice"]},
            }
        ],
    ),
    "chosen in spite of a bad experience": case(
        {
            "needs": ["daily.food"],
            "choices": [{"service": "west.food", "want": True}],
            "previous_contacts": [{"service": "west.food", "experience": "bad"}],
        },
        FOOD,
        {**FOOD, "id": "east.food"},
        rules=[
            {
                "id": "not-back",
                "kind": "exclude",
                "services": [{"earlier_experience": "bad"}],
                "then": {"exclude": True, "unless_chosen": "your own choice"},
            }
        ],
    ),
    "a door that may turn out better": case(
        {"needs": [{"need": "work.course", "urgency": "now"}]},
        COURSE,
        {**COURSE, "id": "east.course", "doors": [{"hours": "Sa 10:00-12:00"}, {"women_only": True}]},
    ),
    "two that bring the same thing": case(
        {"needs": ["housing", "safety.violence"]},
        {
            "id": "east.s3",
            "addresses": ["safety.violence"],
            "requires": [{"permit": True}],
            "outcomes": [{"letter": True}],
        },
        {"id": "house.s4", "outcomes": [{"permit": True}, {"letter": True}]},
        {"id": "east.s5", "addresses": ["housing.no_bed"], "requires": [{"letter": True}]},
    ),
    "closed on the way and opened again": case(
        {"permit": False},
        {"id": "house.s1", "kind": "course", "outcomes": [{"permit": True}, {"proof": True}]},
        {"id": "east.s2", "kind": "office", "requires": [{"proof": True}], "outcomes": [{"certificate": True}]},
        {"id": "house.s3", "requires": [{"any": [{"certificate": True}, {"permit": False}]}]},
        rules=[{"id": "advice", "kind": "include", "then": {"include": ["advice"]}}],
        closing=True,
    ),
    "something known compared with something unknown": case(
        {"needs": ["work.job"], "stated_age": 20, "conflict_organisations": ["house"]},
        {
            **JOB,
            "requires": [
                {"stated_age": {"at_most": {"from": "age"}}},
                {"not": {"doctor": {"one_of": {"from": "conflict_organisations"}}}},
            ],
        },
    ),
    "rules that may act, for all that is known": case(
        {"needs": ["work.job"], "letter": True, "age": 17},
        JOB,
        rules=[
            {
                "id": "not-with-it",
                "kind": "exclude",
                "when": [{"letter": True}, {"proof": True}],
                "services": [{"kind": "office"}],
                "then": {"exclude": True},
            },
            {
                "id": "older-in-town",
                "kind": "prerequisite",
                "when": [{"district": "town"}],
                "then": {"require": [{"age": {"at_least": 18}}]},
            },
        ],
    ),
    "what is due is over": case(
        {"needs": [{"need": "housing.rent_debts", "state": "none", "deadline": "2026-03-20"}, "daily.food"]},
        {
            "id": "west.both",
            "addresses": ["housing.rent_debts", "daily.food"],
            "doors": [{"place": {"organisation": "house"}, "hours": "Sa 10:00-12:00"}, {}],
        },
    ),
    "a domain and what it is not": case(
        {"needs": ["housing", {"need": "housing.rent_debts", "state": "declined"}]},
        {
            "id": "west.letter",
            "outcomes": [{"letter": True}],
            "doors": [{"requires": [{"need": "housing.no_bed"}]}],
        },
        {**BED, "requires": [{"letter": True}]},
    ),
}
