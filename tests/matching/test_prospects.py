"""Many services looked at together are seen as each alone: what they promise, and the plans that come of it."""

from __future__ import annotations

from unittest.mock import patch

from builders import catalog, rules
from cafematch import Matcher
from cafematch.matching.judging.sets import ServiceSet
from cafematch.matching.planning import candidates
from cafematch.matching.planning.plans import plan
from cafematch.matching.planning.problem import pose
from cafematch.matching.planning.prospects import Prospects
from laws.drawn import every
from oracle import seen
from strategies import Situation


@every(300)
def test_what_is_foreseen_is_what_is_found(situation: Situation) -> None:
    index = situation.matcher.index
    together, alone = Prospects(situation.judgement), Prospects(situation.judgement)
    numbering = index.requirements.numbering
    together.foresee(ServiceSet.of(numbering, range(len(numbering.ids))))
    for id_ in index.services:
        assert together.of(id_) == alone.of(id_)


@every(200)
def test_plans_are_the_same_whether_services_are_few_or_many(situation: Situation) -> None:
    with patch.object(candidates, "FEW", 0):
        many = plan(pose(situation.judgement), 5)
    few = plan(pose(situation.judgement), 5)
    assert (seen(many.best), many.truncated) == (seen(few.best), few.truncated)


def test_a_service_looks_at_what_any_of_its_doors_requires() -> None:
    """Even where another door asks for nothing: that one may be barred."""
    makes = {"id": "east.makes", "outcomes": [{"letter": True}]}
    asks = {"id": "east.asks", "doors": [{"requires": [{"letter": True}]}, {"hours": "Mo 10:00-12:00"}]}
    other = {"id": "east.other", "doors": [{"requires": [{"permit": True}]}, {"hours": "Mo 10:00-12:00"}]}
    index = Matcher(catalog((makes, asks, other)), rules()).index
    assert list(index.set_of(index.openable)) == ["east.asks"]
