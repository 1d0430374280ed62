"""The examples of rules, run: each says whether the rule acts on a small profile, at a service where it names one."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.errors import InvalidData, Location, Problem, quoted
from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import Knowledge, know
from cafematch.matching.judging.truth import Facts, Finding, truth
from cafematch.matching.judging.verdicts import Judgement, judge
from cafematch.matching.suggestion import Message
from cafematch.model.described import DescribedService
from cafematch.model.rules import Example, Rule
from cafematch.model.scopes import KnownNames
from cafematch.quick import dataclass
from cafematch.reading.loading import read_profile
from cafematch.upkeep.scenarios.described import around
from cafematch.upkeep.scenarios.shortfalls.rulings import lines_of, told, why_rule


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What came of one example of a rule in one network, with the lines of the rule that made it so; `folder` holds the rules."""

    rule: Rule
    example: Example
    found: str
    network: str
    why: tuple[Reason, ...]
    folder: str

    @property
    def at(self) -> str:
        """Where the example stands."""
        return f"{self.folder}/{self.example.at or self.rule.at}"

    @property
    def passed(self) -> bool:
        """Whether it came as expected."""
        return self.found == self.example.expect


def run_examples(index: Index, rule: Rule, folder: str = "rules") -> Iterator[ExampleResult]:
    """Yield the result of every example of a rule, also of one that is not in force in this network.

    Raises InvalidData as `run_example` does.
    """
    return (run_example(index, rule, example, folder) for example in rule.examples)


def run_example(index: Index, rule: Rule, example: Example, folder: str = "rules") -> ExampleResult:
    """Return the result of one example of a rule.

    One that describes its service may name other services and organisations as it likes. Raises InvalidData if its profile
    is not a profile of this network, or its service none of its services.
    """
    judgement = _judged(index, rule, example)
    person, service = _facts(judgement, example)
    acts = truth(rule.when, person)
    if service is not None:
        acts = min(acts, truth(rule.services, service))
    found = acts.name.lower()
    why = () if found == example.expect else (_why(rule, judgement, person, service or person),)
    return ExampleResult(rule, example, found, index.catalog.network.network, why, folder)


def facts_of(index: Index, rule: Rule, example: Example) -> tuple[Facts, Facts | None]:
    """Return what an example knows of the person and of the service it names, if it does.

    Raises InvalidData as `run_example` does.
    """
    return _facts(_judged(index, rule, example), example)


def _facts(judgement: Judgement, example: Example) -> tuple[Knowledge, Facts | None]:
    at = example.service.id if isinstance(example.service, DescribedService) else example.service
    return judgement.knowledge, None if at is None else judgement.verdicts[at].facts


def _judged(index: Index, rule: Rule, example: Example) -> Judgement:
    catalog, service = index.catalog, example.service
    described = isinstance(service, DescribedService)
    wanted = example.profile.get("at") if described else service
    if (
        isinstance(wanted, str)
        and wanted not in catalog.services
        and not (described and wanted in catalog.organisation)
    ):
        file, _, line = (example.at or rule.at).rpartition(":")
        message = f"there is no service {quoted(wanted)}"
        raise InvalidData([Problem("unknown-service", message, Location(file, int(line), 1) if line else None)])
    names = KnownNames(catalog.network.places) if described else None  # whom else it speaks of is nobody's here either
    profile = read_profile(example.profile, catalog, shown_as=example.at or rule.at, names=names)
    assert profile.as_of is not None
    if isinstance(service, DescribedService):
        index = around(service, profile, index)
    knowledge, acting = know(index.catalog, index.rules, profile, profile.as_of)
    return judge(index, knowledge, acting)


def _why(rule: Rule, judgement: Judgement, knowledge: Knowledge, facts: Facts) -> Reason:
    """Return which lines of `when`, and of `services` where a service is looked at, decide: the least certain."""
    lines: list[tuple[Finding, Facts]] = [(line, knowledge) for line in lines_of(rule.when, knowledge)]
    lines += [(line, facts) for line in lines_of(rule.services, facts)] if facts is not knowledge else []
    least = min((line.truth for line, _ in lines), default=None)
    told_of = [
        (line, told(line, looked_at, knowledge, judgement.hidden)) for line, looked_at in lines if line.truth is least
    ]
    named = Message.of("named_rule", name=rule.title, id=rule.id)
    return (
        why_rule(named, told_of, rule.at)
        if lines
        else Reason(Message.of("since_rule_always", rule=named), "yes", rule.at)
    )
