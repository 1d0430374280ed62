"""Why an answer is not as expected: whatever is asked about any shipped scenario, every reason has words and a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cafematch import Matcher
from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.suggestion import Message
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.answered import Answered
from cafematch.upkeep.scenarios.expectations import Expectation
from cafematch.upkeep.scenarios.failures import (
    Asked,
    Crowded,
    Failure,
    Lacking,
    Otherwise,
    Present,
    Shortfall,
    Silent,
    Unasked,
    Unoffered,
)
from cafematch.upkeep.scenarios.shortfalls import MOST_REASONS, reasons_for
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry
from cafematch.upkeep.scenarios.shortfalls.lacking import why_before
from shipped import EXAMPLES, ROOT, matcher_for, neuwerder, profile_of, suggestion_for

SAYS = Message.of("found_certain")


def inquiry(example: str, matcher: Matcher | None = None) -> Inquiry:
    """Return what may be asked about the answer to a shipped scenario."""
    there = matcher or matcher_for(example)
    return Inquiry(Answered(there, profile_of(example), suggestion_for(example), Expectation()))


def shortfalls(answered: Answered) -> Iterator[Shortfall]:
    """Yield every sort of shortfall there might be about an answer."""
    vocabulary = answered.catalog.vocabulary
    yield from (Lacking((kind,), first=True) for kind in vocabulary.kinds)
    yield from (Lacking(services=(id_,)) for id_ in answered.catalog.services)
    yield from (Present((shown,)) for shown in answered.shown())
    yield from (Silent((rule.id,)) for rule in answered.matcher.rules.rules)
    for _, step in answered.steps():
        yield Otherwise(step, "threshold", first=True)
        yield Otherwise(step, "handover")
        yield Otherwise(step, "moment")
        yield Otherwise(step, "status")
        yield Otherwise(step, "company")
    yield Crowded(answered.path)
    yield from (Unasked((fact,)) for fact in vocabulary.facts)
    yield from (Unoffered((kind,)) for kind in vocabulary.kinds)
    if answered.suggestion.questions:
        yield Asked(tuple(question.fact for question in answered.suggestion.questions))


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_shortfall_has_reasons_in_words_and_with_places(example: str) -> None:
    asked = inquiry(example)
    words = [Wording(asked.answered.catalog, language) for language in LANGUAGES]
    for shortfall in shortfalls(asked.answered):
        reasons = reasons_for(asked, Failure(SAYS, SAYS, shortfall))
        assert len(reasons) <= MOST_REASONS
        if not isinstance(shortfall, Unoffered | Present):  # offered all the same; or there by another step's grace
            assert reasons, shortfall
        for reason in reasons:
            assert place_exists(reason)
            for wording in words:
                told = wording.say(reason.says)
                assert told.strip()
                assert not re.search(r"[A-Z][a-z]+\(|frozenset|=|[{}]", told), told


def place_exists(reason: Reason) -> bool:
    file, _, line = reason.at.rpartition(":")
    return not reason.at or (int(line) > 0 and any((ROOT / folder / file).is_file() for folder in ("catalog", "rules")))


@pytest.mark.parametrize("example", EXAMPLES)
def test_where_nothing_but_the_id_decides_the_order_all_else_is_equal(example: str) -> None:
    asked = inquiry(example)
    for path in asked.paths:
        steps = path.layout.steps
        for sooner, later in ((one, other) for place, one in enumerate(steps) for other in steps[place + 1 :]):
            code = why_before(asked, path, sooner, later)[0].code
            openings = sooner.candidate.opening, later.candidate.opening
            assert code != "order_alike" or (openings[0] == openings[1] and sooner.candidate.id < later.candidate.id)
            assert code != "order_opening" or openings[0] < openings[1]


@pytest.mark.parametrize("example", ["pregnant-without-papers", "no-insurance-and-no-paper"])
def test_what_a_rule_hides_is_in_no_reason(example: str) -> None:
    asked = inquiry(example)
    wording = Wording(asked.answered.catalog, "de")
    for shortfall in shortfalls(asked.answered):
        if shortfall == Unasked(("residence_basis",)):  # that word is in the expectation itself
            continue
        for reason in reasons_for(asked, Failure(SAYS, SAYS, shortfall)):
            assert "Aufenthaltspapier" not in wording.say(reason.says), shortfall


def test_an_open_service_that_no_path_needs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inquiry, "paths", ())
    shortfall = Lacking(services=("kl.notfall",))
    (reason,) = reasons_for(inquiry("two-deadlines-and-a-clear-head"), Failure(SAYS, SAYS, shortfall))
    assert Wording(neuwerder().catalog, "en").say(reason.says) == (
        "“Debt emergency hour (protected account, energy cut-off)” (kl.notfall) would be possible, but no path is better "
        "with it."
    )


def test_a_rule_that_is_not_in_force_says_so() -> None:
    rules = neuwerder().rules
    retired = [
        rule.model_copy(update={"status": "retired"}) if rule.id == "bed-tonight" else rule for rule in rules.rules
    ]
    matcher = Matcher(neuwerder().catalog, rules.model_copy(update={"rules": tuple(retired)}))
    asked = inquiry("released-this-morning", matcher)
    (reason,) = reasons_for(asked, Failure(SAYS, SAYS, Silent(("bed-tonight",))))
    assert Wording(matcher.catalog, "en").say(reason.says) == (
        "rule “Whoever has nowhere to sleep tonight gets a bed first” (bed-tonight) is not in force (status)."
    )
