"""Checks of what services require: can it be met, and for how long does it hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from cafematch.matching.judging.truth import follows, in_force
from cafematch.model.catalog import Organisation, Service
from cafematch.model.conditions import PLAIN, All, AnyOf, Compare, Condition, Not, Test
from cafematch.model.rules import Exclude, Prerequisite
from cafematch.model.scopes import PersonScope
from cafematch.model.values import ChoiceType
from cafematch.model.vocabulary import Vocabulary
from cafematch.upkeep.checks.firing import speaks_about_any, surely_about
from cafematch.upkeep.conditions.satisfying import Satisfying
from cafematch.upkeep.inspection import Dated, Finding, Inspection
from cafematch.upkeep.inspection.conditions import entry_of, requirements_of
from cafematch.upkeep.inspection.groups import smallest_clash, told_together, whole
from cafematch.upkeep.inspection.lines import Line, Lines, lines_at, lines_inside
from cafematch.upkeep.inspection.openers import Openers
from cafematch.upkeep.inspection.sources import Place, Sources, Steps


def unreachable_services(inspection: Inspection) -> Iterator[Finding]:
    """Somebody must be able to enter each service: what it, its doors and the rules about it require can hold together.

    Rules count that speak about it at each of its doors and leave no way round.
    """
    satisfying = inspection.satisfying
    for organisation, service, steps in inspection.services():
        lines = all_required(inspection, organisation, service, steps)
        for day in satisfying.days(whole(lines)):
            clash = smallest_clash(Satisfying(satisfying.world, day), inspection.sources, standing(lines, day.date()))
            if clash:
                when = "" if day == inspection.as_of else f"from {day.date()} on "
                message = f"{when}nobody can enter '{service.id}': {told_together(clash, inspection.sources)}"
                yield Finding(message, clash[0].place, "find out what is meant, and change one of them")
                break


def unfounded_requirements(inspection: Inspection) -> Iterator[Finding]:
    """Each requirement of a service or a door must say why, in words for whoever comes to a closed door. Of an `any` or
    `all` the group may say it, or every line in it.
    """
    for organisation, service, steps in inspection.services():
        entries = (entry_of(organisation, service, steps, number) for number in range(len(service.doors)))
        for line in (*requirements_of(organisation, service, steps), *chain.from_iterable(entries)):
            if not _says_why(line.condition):
                message = f"'{service.id}' requires {line.told(inspection.sources)} and does not say why"
                yield Finding(message, line.place, "add 'because:' with a sentence that may be read to the person")


def _says_why(condition: Condition) -> bool:
    if condition.note.because is not None:
        return True
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            return bool(parts) and all(map(_says_why, parts))
        case Not(part=part):
            return _says_why(part)
        case Test():
            return False


def all_required(inspection: Inspection, organisation: Organisation, service: Service, steps: Steps) -> Lines:
    """Return all that must hold for whoever enters a service."""
    doors = [
        (
            *entry_of(organisation, service, steps, number),
            *_for_whom(inspection.catalog.vocabulary, organisation, steps, number, service),
        )
        for number in range(len(service.doors))
    ]
    lines = [*requirements_of(organisation, service, steps)]
    if len(doors) == 1:
        lines += doors[0]
    elif all(doors):
        place = Place.inside(organisation, *steps, "doors")
        lines.append(Line(AnyOf(tuple(map(whole, doors))), place, "what its doors require"))
    for rule in inspection.index.rules:
        added: Condition | None = None
        alone = ""
        match rule.then:
            case Exclude(unless_sole_provider=None, unless_chosen=None):
                added, alone = Not(rule.when), "excludes whoever comes"
            case Prerequisite(require=require):
                added, alone = AnyOf((Not(rule.when), require)), "requires what nobody can meet"
        if added is not None and surely_about(rule, service.id, inspection.index, inspection.as_of):
            lines.append(Line(added, Place.inside_rule(rule, "then"), f"the rule '{rule.id}'", alone))
    return tuple(lines)


def _for_whom(
    vocabulary: Vocabulary, organisation: Organisation, steps: Steps, number: int, service: Service
) -> Iterator[Line]:
    """Yield what a door for women or for men only requires."""
    subject = PersonScope(vocabulary).subject("gender")
    for key, word in (("women_only", "woman"), ("men_only", "man")):
        known = subject is not None and isinstance(subject.type, ChoiceType) and word in subject.type.values
        if subject is not None and known and getattr(service.doors[number], key):
            place = Place.inside(organisation, *steps, "doors", number, key)
            yield Line(Test(subject, Compare("is", word)), place, f"'{key}: true'")


def standing(lines: Lines, day: date) -> Lines:
    """Return the lines in force on a day, as if they always were."""
    conditions = tuple(line.condition for line in lines)
    return tuple(
        replace(line, condition=replace(line.condition, note=replace(PLAIN, if_unknown=line.condition.note.if_unknown)))
        for line in lines
        if in_force(line.condition, conditions, day) == "now"
    )


def unprovided_facts(inspection: Inspection) -> Iterator[Finding]:
    """What nobody has by themselves (`comes_from: services`) must be provided by some service before another requires it."""
    openers = Openers(inspection.index, Dated(inspection.catalog, {}, inspection.as_of))
    required: list[tuple[str, Lines]] = []
    for organisation, service, steps in inspection.services():
        doors = (entry_of(organisation, service, steps, number) for number in range(len(service.doors)))
        required += [(f"'{service.id}'", lines) for lines in (requirements_of(organisation, service, steps), *doors)]
    for rule in inspection.index.rules:
        if isinstance(rule.then, Prerequisite) and speaks_about_any(rule, inspection.index, inspection.as_of):
            lines = lines_at(rule.then.require, Place.inside_rule(rule, "then", "require"))
            required.append((f"the rule '{rule.id}'", lines))
    for who, lines in required:
        for line, fact in _unprovided(lines, inspection, openers):
            message = f"{who} requires '{fact}', and nobody in {inspection.catalog.network.network} provides it"
            hint = "find out who does, and add it to the 'outcomes' there"
            yield Finding(message, line.place, hint)


def _unprovided(lines: Lines, inspection: Inspection, openers: Openers) -> Iterator[tuple[Line, str]]:
    """Yield the lines that cannot be met since nobody provides a fact, with the fact."""
    for line in lines:
        match line.condition:
            case Test(subject=subject):
                declared = inspection.catalog.vocabulary.facts.get(subject.name)
                needed = declared is not None and declared.comes_from == "services"
                if needed and not openers.makers(line.condition) and not openers.derived(line.condition):
                    yield line, subject.name
            case All():
                yield from _unprovided(lines_inside(line, inspection.sources), inspection, openers)
            case AnyOf():
                branches = [
                    [*_unprovided((branch,), inspection, openers)] for branch in lines_inside(line, inspection.sources)
                ]
                if all(branches):
                    yield from (found for branch in branches for found in branch)
            case Not():
                pass


def ending_requirements(inspection: Inspection) -> Iterator[Finding]:
    """A requirement with an end date needs another that follows it."""
    for organisation, service, steps in inspection.services():
        for line, beside in _with_siblings(requirements_of(organisation, service, steps), inspection.sources):
            until = line.condition.note.valid_until
            state = in_force(line.condition, beside, inspection.as_of.date())
            followed = until is not None and any(follows(other, line.condition, date.max) for other in beside)
            if until is None or followed or state == "not_yet":
                continue
            word = "ended" if state == "ended" else "ends"
            message = f"a requirement of '{service.id}' {word} on {until}, and nothing follows it"
            hint = "find out what holds after that day and add it with 'valid_from'"
            yield Finding(message, line.place.below("valid_until"), hint)


def _with_siblings(lines: Lines, sources: Sources) -> Iterator[tuple[Line, tuple[Condition, ...]]]:
    """Yield lines and those inside `all` and `any`, each with the conditions it stands among."""
    together = tuple(line.condition for line in lines)
    for line in lines:
        yield line, together
        if isinstance(line.condition, All | AnyOf):
            yield from _with_siblings(lines_inside(line, sources), sources)
