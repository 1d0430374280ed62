"""L1. Unknown is never no: learning a fact turns UNKNOWN into YES or NO, and nothing else changes.

What is learned is a fact nobody knew and no rule derived. A rule that keeps a service only while nobody else answers a
need looks at the other services, not at the person; it has no part in this law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builders import conditions, knowledge
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.truth import UNKNOWN, Truth, examine, truth
from cafematch.model.conditions import All, subjects
from cafematch.model.rules import Exclude
from laws.drawn import every
from strategies import FACTS, STEADY_TESTS, Situation


def all_conditions(situation: Situation) -> dict[str, All]:
    """Return every condition over the person that a situation holds, by a name for it."""
    found: dict[str, All] = {}
    for id_, service in situation.catalog.services.items():
        found[f"{id_} requires"] = service.requires
        found[f"{id_} welcomes"] = service.welcomes
        found |= {f"{id_} door {number}": door.requires for number, door in enumerate(service.doors)}
    found |= {f"{rule.id} when": rule.when for rule in situation.rule_set.rules}
    return found


def learned(situation: Situation, *, of_pets: bool = True) -> Iterator[tuple[str, Situation]]:
    """Yield the same person with one more fact known, for every value of every fact that something asks about."""
    person = situation.person or {}
    asked = {subject.name for condition in all_conditions(situation).values() for subject in subjects(condition)}
    known = situation.knowledge.values
    for name in sorted((asked | {"gender", "district"}) & FACTS.keys() - known.keys()):
        for value in FACTS[name] if of_pets or name != "pets" else ():
            yield f"{name}: {value}", situation.with_person({**person, name: value})


def truths(known: Knowledge, asked: Mapping[str, All]) -> dict[str, Truth]:
    """Return the truth of every condition."""
    return {name: truth(condition, known) for name, condition in asked.items()}


def changed(before: Mapping[str, Any], after: Mapping[str, Any], open_ended: Any) -> list[str]:
    """Return what was settled before and is otherwise now."""
    return [name for name, was in before.items() if was is not open_ended and was != after[name]]


@every(100)
def test_learning_a_fact_changes_no_truth_but_unknown(situation: Situation) -> None:
    asked = all_conditions(situation)
    before = truths(situation.knowledge, asked)
    for fact, wiser in learned(situation):
        after = truths(wiser.knowledge, asked)
        assert not changed(before, after, UNKNOWN), fact


def states(situation: Situation) -> dict[str, str]:
    """Return the verdict on every service in a word."""
    return {id_: verdict.state for id_, verdict in situation.judgement.verdicts.items()}


def keeps_sole_providers(situation: Situation) -> bool:
    """Return whether a rule may keep a service because of what is known about others."""
    return any(isinstance(rule.then, Exclude) and rule.then.unless_sole_provider for rule in situation.rule_set.rules)


@every(50)
def test_learning_a_fact_changes_no_verdict_but_conditional(situation: Situation) -> None:
    if not keeps_sole_providers(situation):
        before = states(situation)
        for fact, wiser in learned(situation, of_pets=False):
            assert not changed(before, states(wiser), "conditional"), fact


@every(50)
def test_learning_of_a_pet_changes_no_verdict_but_conditional(situation: Situation) -> None:
    person = situation.person or {}
    if "pets" not in person and not keeps_sole_providers(situation):
        before = states(situation)
        for pets in FACTS["pets"]:
            assert not changed(before, states(situation.with_person({**person, "pets": pets})), "conditional"), pets


@every(50)
def test_learning_a_fact_changes_no_requirement_but_unknown(situation: Situation) -> None:
    """While the same door is the best, all requirements of a service together only become certain."""
    before = situation.judgement.verdicts
    for fact, wiser in learned(situation):
        for id_, after in wiser.judgement.verdicts.items():
            was, now = before[id_].door, after.door
            if was and now and was.indexed.number == now.indexed.number and before[id_].requirement is not UNKNOWN:
                assert after.requirement is before[id_].requirement, fact


@every(100)
def test_a_rule_that_acts_goes_on_acting(situation: Situation) -> None:
    """Whatever else is learned, and a rule that is known not to act stays so."""
    before = {entry.rule.id: entry.truth for entry in situation.acting}
    for fact, wiser in learned(situation):
        assert not changed(before, {entry.rule.id: entry.truth for entry in wiser.acting}, UNKNOWN), fact


@every(200)
def test_what_is_examined_is_what_is_true(situation: Situation) -> None:
    """The short answer and the long one, with every child kept, always agree."""
    known = situation.knowledge
    for name, condition in all_conditions(situation).items():
        assert examine(condition, known).truth is truth(condition, known), name


def test_every_sort_of_test_is_unknown_while_its_fact_is() -> None:
    """No test of a fact can tell that the fact is not known."""
    nobody = knowledge({})
    for test in STEADY_TESTS:
        (name,) = test
        if name in FACTS:
            assert truth(conditions([test]), nobody) is UNKNOWN, test
            assert truth(conditions([{"not": test}]), nobody) is UNKNOWN, test
