"""Why a rule acts or is silent, told by the lines of its `when` that decide and by what is known of the person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.judging.knowledge import STATES, Knowledge
from cafematch.matching.judging.truth import ABSENT, NO, UNKNOWN, YES, Facts, Finding, examine
from cafematch.matching.suggestion import Message
from cafematch.model.conditions import All, Condition, Not, Subject, Test, subjects


def deciding_lines(finding: Finding) -> Iterator[Finding]:
    """Yield the lines that made a finding what it is, as they are written: what is negated or one of several stays whole."""
    if not isinstance(finding.condition, All) or finding.force == "ended":
        yield finding
        return
    for child in finding.children:
        if child.counts and child.truth is finding.truth:
            yield from deciding_lines(child)


def place_of(condition: Condition, otherwise: str) -> str:
    """Return where a condition is written, as nearly as that is known."""
    match condition:
        case Test():
            return condition.at or otherwise
        case Not(part=part):
            return place_of(part, otherwise)
        case _:
            return next((place for part in condition.parts if (place := place_of(part, ""))), otherwise)


def told(finding: Finding, facts: Facts, knowledge: Knowledge, hidden: Collection[str]) -> Message | None:
    """Return what is known of all that a line looks at; None if a rule hides any of it."""
    condition = finding.condition
    looked_at = {subject.name: subject for subject in subjects(condition)}
    if any(subject.asked_fact in hidden for subject in looked_at.values()):
        return None
    if len(looked_at) == 1:
        (subject,) = looked_at.values()
        if subject.family == "need":
            return _told_needs(finding, subject, knowledge)
        return _told(subject, facts, knowledge)
    return Message.of("told_each", each=tuple(_named(subject, facts, knowledge) for subject in looked_at.values()))


def _told(subject: Subject, facts: Facts, knowledge: Knowledge) -> Message:
    value = _value(subject, facts, knowledge)
    if value is None:
        return Message.of("told_nothing")
    if value is True:
        return Message.of("told_yes")
    if value in ((), frozenset()):
        return Message.of("told_none")
    return Message.of("told_value", subject=subject, value=value)


def _told_needs(finding: Finding, subject: Subject, knowledge: Knowledge) -> Message:
    if finding.truth is YES:
        return Message.of("told_yes")
    needs = _value(subject, knowledge, knowledge)
    return Message.of("told_needs", subject=subject, value=needs) if needs else Message.of("told_no_needs")


def _named(subject: Subject, facts: Facts, knowledge: Knowledge) -> Message:
    value = _value(subject, facts, knowledge)
    if value is None:
        return Message.of("told_nothing_about", subject=subject, value=True)
    return Message.of("told_about", subject=subject, value=value)


def _value(subject: Subject, facts: Facts, knowledge: Knowledge) -> object:
    """Return what is known about a subject, None if nothing is; of needs those that somebody has."""
    if subject.family == "need":
        return frozenset(need.need for need in knowledge.profile.needs if STATES[need.state] is not NO)
    value = facts.value(subject)
    return None if value is ABSENT else value


def why_rule(rule: Message, lines: Sequence[tuple[Finding, Message | None]], at: str) -> Reason:
    """Return what the lines of a rule that decide ask, whether that is so, and what is known about each.

    Of a line about something that a rule hides (None is known) no more is said than that.
    """
    least, place = lines[0][0].truth, place_of(lines[0][0].condition, at)
    asked = tuple(
        Message.of("rule_line", test=line.condition, told=known) if known else Message.of("told_hidden")
        for line, known in lines
    )
    if least is NO:
        return Reason(Message.of("since_rule_fails", rule=rule, lines=asked), "no", place)
    if least is UNKNOWN:
        return Reason(Message.of("since_rule_unknown", rule=rule, lines=asked), "unknown", place)
    return Reason(Message.of("since_rule_holds", rule=rule, lines=asked), "yes", place)


def why_requirement_line(service: Message, finding: Finding, known: Message | None, at: str) -> Reason:
    """Return what a service asks of a person, whether that is so, and what is known about it, unless a rule hides it."""
    condition, place = finding.condition, place_of(finding.condition, at)
    if known is None:
        return Reason(Message.of("since_private", service=service), "", place)
    if finding.truth is NO:
        return Reason(Message.of("since_required", service=service, test=condition, told=known), "no", place)
    return Reason(Message.of("since_met", service=service, test=condition, told=known), "yes", place)


def lines_of(condition: Condition, facts: Facts) -> tuple[Finding, ...]:
    """Return the lines of a condition that decide whether it holds; none if it asks nothing."""
    finding = examine(condition, facts)
    return tuple(deciding_lines(finding)) if finding.children or isinstance(condition, Test) else ()
