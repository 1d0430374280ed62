"""What it takes to ask why an answer is as it is: the planning problem behind it, worked out once it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.knowledge import ActingRule, Knowledge
from cafematch.matching.judging.truth import NO, Finding
from cafematch.matching.judging.verdicts import Verdict
from cafematch.matching.planning.plans import Plan, plan, worth_showing
from cafematch.matching.planning.problem import Problem, problem_of
from cafematch.matching.suggestion import Message, Step, Words
from cafematch.upkeep.scenarios.answered import Answered
from cafematch.upkeep.scenarios.shortfalls.rulings import lines_of, told, why_requirement_line, why_rule

SHOWN_PATHS = 3
"""How many paths a suggestion shows by itself."""


@dataclass(frozen=True)
class Inquiry:
    """An answer, and the planning problem that it answers."""

    answered: Answered

    @cached_property
    def problem(self) -> Problem:
        return problem_of(self.answered.matcher.index, self.answered.profile, self.answered.as_of)

    @cached_property
    def paths(self) -> tuple[Plan, ...]:
        """The paths that are shown, best first."""
        return worth_showing(self.problem, plan(self.problem, SHOWN_PATHS))

    @property
    def knowledge(self) -> Knowledge:
        return self.problem.judgement.knowledge

    @property
    def hidden(self) -> frozenset[str]:
        return self.problem.judgement.hidden

    @cached_property
    def acting(self) -> dict[str, ActingRule]:
        """The rules in force here by id."""
        return {entry.rule.id: entry for entry in self.problem.judgement.acting}

    def verdict(self, id_: str) -> Verdict:
        """Return what was found about a service."""
        return self.problem.judgement.verdicts[id_]

    def place(self, step: Step) -> str:
        """Return where a step's service is written."""
        return step.at or self.answered.catalog.services[step.service].at

    def stopped(self) -> Iterator[Reason]:
        """Yield the rules that stop all else."""
        for card in self.answered.suggestion.safeguards:
            if card.stops_matching:
                yield Reason(Message.of("since_stopped", rule=self.answered.rule(card.rule)), "", card.at)

    def known(self, finding: Finding) -> Message | None:
        """Return what is known of all that a line looks at; None if a rule hides any of it."""
        return told(finding, self.knowledge, self.knowledge, self.hidden)

    def why_rule(self, name: str) -> Reason:
        """Return why a rule acts or does not, by the lines that decide, or why it is not asked here at all."""
        rule, named = self.answered.rules[name], self.answered.rule(name)
        if name not in self.acting:
            inactive = rule.status != "active"
            says = Message.of("since_rule_inactive" if inactive else "since_rule_elsewhere", rule=named)
            return Reason(says, "no", rule.at)
        lines = [(line, self.known(line)) for line in lines_of(rule.when, self.knowledge)]
        return (
            why_rule(named, lines, rule.at)
            if lines
            else Reason(Message.of("since_rule_always", rule=named), "yes", rule.at)
        )

    def closed_by(self, verdict: Verdict) -> Iterator[Reason]:
        """Yield what closes a service, most deciding first: rules, the person's choice, requirements, barriers."""
        answered, service = self.answered, self.answered.service(verdict.id)
        at = verdict.indexed.service.at
        for rule in verdict.exclusions:
            yield Reason(Message.of("since_excluded", service=service, rule=answered.rule(rule.id)), "no", rule.at)
        if verdict.refused is not None:
            says: Words = Message.of("refused_by", by=verdict.refused.by)
            yield Reason(Message.of("since_closed", service=service, reason=says), "no", at)
        if verdict.requirement is NO:
            yield from self.required_by(verdict)
        if verdict.door is None:
            barriers = min(
                (tuple(sorted(door.barriers)) for door in verdict.barred),
                key=lambda found: (len(found), found),
                default=(),
            )
            yield Reason(Message.of("since_barred", service=service, barriers=barriers), "no", at)

    def required_by(self, verdict: Verdict) -> Iterator[Reason]:
        """Yield the lines that decide whether what a service requires is met."""
        service, at = self.answered.service(verdict.id), verdict.indexed.service.at
        for condition in verdict.conditions:
            for line in lines_of(condition, self.knowledge):
                if line.truth is verdict.requirement:
                    yield why_requirement_line(service, line, self.known(line), at)
