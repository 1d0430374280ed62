"""Feelings and readiness act only through the dials of the path: rules set a dial, and the other rules look at that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from cafematch import Suggestion
from cafematch.model.conditions import Condition, subjects
from cafematch.model.rules import Before, Rule, Sequence, Setter
from cafematch.reading.loading import read_profile
from shipped import neuwerder

INNER = ("feeling", "readiness")
SETTERS = ("pace", "threshold", "handover")

# Rules that look at a feeling and set no dial, and why they may.
ALLOWED = {
    "ask-openly-when-hope-is-gone": "hope this low asks the question of safety (R01), openly and on no other ground",
}


def conditions_of(rule: Rule) -> Iterator[Condition]:
    yield rule.when
    yield rule.services
    then = rule.then
    if isinstance(then, Sequence):
        yield from (part for part in (then.after, then.until) if part is not None)
        if isinstance(then.before, Before):
            yield then.before.first
            yield then.before.then
    yield from (
        part for part in (getattr(then, "require", None), getattr(then, "competence", None)) if part is not None
    )


def names_inner_life(rule: Rule) -> bool:
    return any(subject.family in INNER for condition in conditions_of(rule) for subject in subjects(condition))


RULES = neuwerder().rules.rules


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_only_rules_that_set_a_dial_look_at_feelings(rule: Rule) -> None:
    if names_inner_life(rule) and rule.id not in ALLOWED:
        assert rule.kind in SETTERS
        assert isinstance(rule.then, Setter)


def test_no_exception_is_listed_in_vain() -> None:
    assert {rule.id for rule in RULES if names_inner_life(rule) and rule.kind not in SETTERS} == set(ALLOWED)


def test_every_dial_is_set_by_some_rule() -> None:
    moved = {setting.name for rule in RULES if isinstance(rule.then, Setter) for setting in rule.then.set}
    assert set(neuwerder().catalog.vocabulary.parameters) - moved == {"conversation_level"}


def test_every_feeling_moves_some_dial() -> None:
    looked_at = {
        subject.key[0]
        for rule in RULES
        if isinstance(rule.then, Setter)
        for subject in subjects(rule.when)
        if subject.family == "feeling"
    }
    assert looked_at == set(neuwerder().catalog.vocabulary.feelings)


def answer(**raw: object) -> Suggestion:
    return neuwerder().suggest(read_profile({"network": "neuwerder", **raw}, neuwerder().catalog))


DIALS = """
feelings: {fear_consequences: 1} | anonymity | not_needed |
feelings: {fear_consequences: 2} | anonymity | preferred | without-a-name-first-when-afraid
feelings: {fear_consequences: 3} | anonymity | required | no-name-leaves-the-house-when-very-afraid
constraints: {anonymity: preferred} | anonymity | preferred | without-a-name-first-when-wished
constraints: {anonymity: required} | anonymity | required | no-name-leaves-the-house-when-wished
feelings: {shame: 1} | tone | plain |
feelings: {shame: 2} | tone | discreet | discreet-when-ashamed
feelings: {hope: 1} | tone | encouraging | encouraging-when-hope-is-gone
feelings: {hope: 1, shame: 4} | tone | discreet | discreet-when-ashamed
readiness: {work.job_search: {importance: 3}} | way_to_work | not_pressed | no-push-to-a-job-that-does-not-matter
readiness: {work.job_search: {importance: 8, confidence: 2}} | way_to_work | small_steps | small-steps-to-a-job-that-seems-far
readiness: {work.training: {importance: 3}} | way_to_training | not_pressed | no-push-to-a-course-that-does-not-matter
readiness: {work.training: {importance: 8, confidence: 8}} | way_to_training | as_wished |
"""


@pytest.mark.parametrize("row", DIALS.strip().splitlines())
def test_the_answer_shows_the_dial_and_the_rule_that_set_it(row: str) -> None:
    said, dial, value, rule = (cell.strip() for cell in row.split("|"))
    shown = {entry.name: entry for entry in answer(needs=["social.loneliness"], **yaml.safe_load(said)).parameters}
    assert (shown[dial].value, shown[dial].rules) == (value, (rule,) if rule else ())
