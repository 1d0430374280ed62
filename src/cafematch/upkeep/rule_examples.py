"""The examples of rules, run: each says whether the rule acts on a small profile, at a service where it names one."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.matching.index import Index
from cafematch.matching.knowledge import know
from cafematch.matching.truth import Facts, Truth, truth
from cafematch.matching.verdicts import judge
from cafematch.model.rules import Example, Rule
from cafematch.quick import dataclass
from cafematch.reading.loading import read_profile


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What came of one example of a rule."""

    rule: Rule
    example: Example
    found: str

    @property
    def passed(self) -> bool:
        """Whether it came as expected."""
        return self.found == self.example.expect


def run_examples(index: Index, rule: Rule) -> Iterator[ExampleResult]:
    """Yield the result of every example of a rule, also of one that is not in force in this network.

    Raises InvalidData if an example's profile is not a profile of this network.
    """
    for example in rule.examples:
        yield ExampleResult(rule, example, _truth(index, rule, example).name.lower())


def facts_of(index: Index, rule: Rule, example: Example) -> tuple[Facts, Facts | None]:
    """Return what an example knows of the person and of the service it names, if it does.

    Raises InvalidData as `run_examples` does.
    """
    profile = read_profile(example.profile, index.catalog, shown_as=example.at or rule.at)
    assert profile.as_of is not None
    knowledge, acting = know(index.catalog, index.rules, profile, profile.as_of)
    if example.service is None:
        return knowledge, None
    return knowledge, judge(index, knowledge, acting).verdicts[example.service].facts


def _truth(index: Index, rule: Rule, example: Example) -> Truth:
    person, service = facts_of(index, rule, example)
    acts = truth(rule.when, person)
    return acts if service is None else min(acts, truth(rule.services, service))
