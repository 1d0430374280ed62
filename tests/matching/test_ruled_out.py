"""What is ruled out for a person without a look at it is closed to them, and stays so whatever others bring about."""

from __future__ import annotations

from itertools import combinations

from builders import Raw, catalog, profile, rules
from cafematch import Matcher
from cafematch.matching.judging.concerned import surely_concerned
from cafematch.matching.judging.services import SETTLED
from cafematch.matching.judging.truth import NO, YES
from cafematch.matching.planning.problem import problem_of
from cafematch.model.conditions import leaves
from laws.drawn import every
from strategies import Situation


@every(300)
def test_no_outcome_and_no_helper_opens_it(situation: Situation) -> None:
    verdicts = situation.judgement.verdicts
    makers = [service for service in situation.catalog.services.values() if service.outcomes]
    for id_ in verdicts.ruled_out:
        verdict = verdicts[id_]
        assert verdict.state == "closed"
        for size in range(len(makers) + 1) if verdict.reachable else ():
            for some in combinations(makers, size):
                later = situation.knowledge.after(outcome for service in some for outcome in service.outcomes)
                assert verdict.requirement_after(later) is NO


@every(300)
def test_a_rule_surely_speaks_only_about_services_it_speaks_about(situation: Situation) -> None:
    """Of what is the same for all doors and visitors it is told in full."""
    index, verdicts = situation.matcher.index, situation.judgement.verdicts
    for rule in index.rules:
        concerned = surely_concerned(index, rule, situation.knowledge)
        found = set(index.set_of(concerned))
        naive = {id_ for id_ in index.services if verdicts[id_].facts.concerned_by(rule) is YES}
        assert found <= naive
        if all(leaf.subject.name in SETTLED for leaf in leaves(rule.services)):
            assert found == naive


def ruled_out(person: Raw, *services: Raw) -> list[str]:
    network = catalog(services)
    problem = problem_of(Matcher(network, rules()).index, profile(person, network), None)
    return list(problem.judgement.verdicts.ruled_out)


def test_services_out_of_reach_are_ruled_out_unless_somebody_goes_along() -> None:
    near = {"id": "east.near", "door": {"place": {"district": "north"}}}
    far = {"id": "east.far", "door": {"place": {"district": "village"}}}
    both = {"id": "east.both", "doors": [far["door"], near["door"]]}
    two = {"id": "east.two", "doors": [far["door"], {"place": {"district": "south"}}]}
    called = {"id": "east.called", "doors": [far["door"], {"place": {"district": "village"}, "channels": ["phone"]}]}
    person: Raw = {"reach": "walk", "district": "north"}
    assert ruled_out(person, near, far, both, two, called) == ["east.far", "east.two"]
    companion = {"id": "west.along", "kind": "companion", "door": {"place": {"district": "middle"}}}
    assert ruled_out(person, near, far, both, two, called, companion) == []
    assert ruled_out({"district": "north"}, near, far, both, two, called) == []


def test_what_nobody_can_make_so_is_ruled_out() -> None:
    closed = {"id": "east.closed", "requires": [{"letter": True}]}
    group = {"id": "east.group", "requires": [{"any": [{"letter": True}, {"proof": True}]}]}
    person: Raw = {"letter": False, "proof": False}
    assert ruled_out(person, closed, group) == ["east.closed", "east.group"]
    maker = {"id": "west.maker", "outcomes": [{"proof": True, "after": "1 week"}]}
    assert ruled_out(person, closed, group, maker) == ["east.closed"]
    assert ruled_out({"letter": False}, closed, group) == ["east.closed"]
