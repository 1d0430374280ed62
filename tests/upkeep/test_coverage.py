"""Coverage: what counts as touched, what only as mentioned, in one network and in several together."""

from __future__ import annotations

import pytest

from cafematch import Suggestion
from cafematch.upkeep.scenarios.coverage import SORTS, Coverage, Sort, coverage_of, together
from shipped import EXAMPLES, bordeaux, matcher_for, neuwerder, result_of


def coverage(*examples: str) -> Coverage:
    return coverage_of(neuwerder(), [result_of(example) for example in examples])


def ids(found: Coverage, sort: Sort, touch: str) -> set[str]:
    return {entry.id for entry in found.entries[sort] if entry.touch == touch}


def test_nothing_is_touched_by_no_scenario() -> None:
    found = coverage()
    assert all(entry.touch == "untouched" for sort in SORTS for entry in found.entries[sort])
    assert ids(found, "rules", "untouched") == {rule.id for rule in neuwerder().index.rules}
    assert ids(found, "services", "untouched") == {*neuwerder().catalog.services}
    assert ids(found, "organisations", "untouched") == {*neuwerder().catalog.organisation}
    assert ids(found, "kinds", "untouched") == {service.kind for service in neuwerder().catalog.services.values()}
    assert ids(found, "needs", "untouched") == {need for need in neuwerder().index.answering if "." in need}


def test_one_scenario_touches_what_acts_what_is_on_its_paths_and_what_it_names() -> None:
    found = coverage("seventeen-at-eight-in-the-evening")
    assert ids(found, "needs", "touched") == {"housing.roofless_tonight"}
    assert ids(found, "services", "touched") == {"ks.notdienst", "wc.lotsen"}
    assert ids(found, "organisations", "touched") == {"ks", "wc"}
    assert "minor-alone" in ids(found, "rules", "touched")
    assert "no-adult-shelter-under-18" in ids(found, "rules", "touched")
    assert "ob.nacht_bruecke" in ids(found, "services", "mentioned")
    assert "emergency_shelter" in ids(found, "kinds", "mentioned")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_service_and_rule_an_answer_names_is_at_least_mentioned(example: str) -> None:
    answer = result_of(example).suggestion
    found = coverage_of(matcher_for(example), [result_of(example)])
    assert named_services(answer) == ids(found, "services", "touched") | ids(found, "services", "mentioned")
    steps = {step.service for path in answer.paths for step in path.steps}
    assert steps <= ids(found, "services", "touched")
    acted = {applied.rule for applied in answer.applied} | {card.rule for card in answer.safeguards}
    assert ids(found, "rules", "touched") == acted


def named_services(answer: Suggestion) -> set[str]:
    """Return every service that an answer names, read from the whole of it by the fields that name services."""
    found = {answer.entrance.service}

    def look(value: object) -> None:
        if isinstance(value, tuple):
            for part in value:
                look(part)
        for name in getattr(value, "__match_args__", ()):
            inner = getattr(value, name)
            if name == "service" and inner is not None:
                found.add(inner)
            elif name == "nearest":
                found.update(inner)
            elif name not in ("questions", "values"):
                look(inner)

    look(answer)
    return found


def test_of_several_networks_together_each_thing_counts_as_near_as_the_nearest_came() -> None:
    results = [result_of(example) for example in EXAMPLES]
    town, other = (coverage_of(matcher, results) for matcher in (neuwerder(), bordeaux()))
    whole = together([town, other])
    assert whole.scenarios == town.scenarios + other.scenarios == len(EXAMPLES)
    for sort in SORTS:
        for touch in ("touched", "mentioned", "untouched"):
            either = ids(town, sort, touch) | ids(other, sort, touch)
            assert ids(whole, sort, touch) <= either
        assert ids(whole, sort, "touched") == ids(town, sort, "touched") | ids(other, sort, "touched")
        assert not ids(whole, sort, "untouched") & (ids(town, sort, "mentioned") | ids(other, sort, "mentioned"))
        assert [entry.id for entry in whole.entries[sort]] == sorted({entry.id for entry in whole.entries[sort]})
