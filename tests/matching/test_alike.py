"""Plans among many services that are alike: of as many points, organisations, steps and ids decide, as the oracle has it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cafematch.matching.planning.plans import plan
from laws.drawn import examples
from oracle import best_plans, seen
from strategies import Dice, Situation

NEEDS = ("work.job", "housing.rent_debts", "daily.food", "work.course")
ORGANISATIONS = ("east", "lake", "west", "house")


def drawn(tape: bytes) -> Situation:
    """Return a network where few things differ: whose a service is, which needs it answers, sometimes a wait or a hand-over."""
    dice = Dice(tape)
    services: list[dict[str, Any]] = []
    for number in range(dice.between(2, 9)):
        made: dict[str, Any] = {"id": f"{dice.one(ORGANISATIONS)}.s{number}", "addresses": dice.some(NEEDS, 2, 1)}
        if dice.seldom(5):
            made["capacity"] = {"state": "open", "wait": "2 weeks"}
        if dice.seldom(6):
            made["door"] = {"hours": dice.one(("Tu 09:00-12:00", "We 14:00-16:00"))}
        if dice.seldom(6):
            made["requires"] = [{"letter": True}]
        if dice.seldom(8):
            made["door"] = {"place": {"organisation": "house"}}
        services.append(made)
    edges = [
        {"from": one, "to": other, "offers": dice.one(("H1", "H3"))}
        for one, other in (("house", "east"), ("east", "lake"), ("lake", "west"))
        if dice.seldom(4)
    ]
    urgencies = ("weeks", "weeks", "now", "later")
    needs = [{"need": need, "urgency": dice.one(urgencies)} for need in dice.some(NEEDS, 4, 2)]
    known = {"letter": True} if dice.seldom(3) else {}
    return Situation(tuple(services), tuple(edges), person={"needs": needs, **known})


@examples(300)
@given(st.binary(max_size=90))
def test_the_best_plans_are_those_of_all_sets_of_services(tape: bytes) -> None:
    situation = drawn(tape)
    everything = best_plans(situation.problem, 6)
    for top in (1, 2, 3, 6):
        found = plan(situation.problem, top)
        assert found.truncated is None
        assert seen(found.best) == seen(everything[:top])
