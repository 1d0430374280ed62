"""The space of all cases that some conditions tell apart.

More may be thought possible here than is, never less. A test of what nobody can enumerate (a list, a record, a value taken
from another fact) becomes a variable of its own, true or false as it likes; equal tests share it. So does a line that has
ended, and whether a line that counts when it is unknown is so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, assert_never

from cafematch.matching.judging.services import told
from cafematch.matching.judging.truth import ABSENT, NO, UNKNOWN, YES, in_force, passes
from cafematch.model.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Both,
    Check,
    Compare,
    Condition,
    Has,
    Not,
    Subject,
    Test,
    joined,
    leaves,
)
from cafematch.model.values import SKILLS, BooleanType, Level, LevelType, ListType, SetType
from cafematch.upkeep.conditions.cases import FREE, Case, Key, Variable, World, words_sought
from cafematch.upkeep.conditions.telling_values import telling_values


class Space:
    """All cases that some conditions tell apart, on one day.

    `conditions` are the same conditions, looking at nothing but `variables`; each variable comes after the one it hangs on.
    With `partly`, the cases of people are among them of whom something is not known, else all is known of everybody.
    """

    def __init__(self, world: World, conditions: Sequence[Condition], as_of: datetime, *, partly: bool) -> None:
        self._world = world
        self._as_of = as_of
        self._partly = partly
        self._variables: dict[Key, Variable] = {}
        self._skills: dict[str, tuple[str, ...]] = {}
        self._unsure: list[Condition] = []
        apart = [_apart(condition) for condition in conditions]
        checks: dict[Subject, list[Check]] = {}
        for leaf in (leaf for condition in apart for leaf in leaves(condition)):
            if _of_value_alone(leaf):
                checks.setdefault(leaf.subject, []).append(leaf.check)
        self._needs = {
            word for subject, own in checks.items() if subject.family == "need" for word in words_sought(own)
        }
        self._needs |= {subject.key[0] for subject in checks if subject.family == "need_attribute"}
        self._add_languages(checks)
        self._told = {subject for subject, own in checks.items() if self._tell(subject, own)}
        self.conditions = tuple(self._free(condition) or ALWAYS for condition in apart)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Everything that can be one way or another."""
        return tuple(self._variables.values())

    def case(self, said: Mapping[Key, Any]) -> Case:
        """Return the case in which this is said and nothing else."""
        return Case(said, self._skills, self._world.surroundings, self._as_of)

    def _tell(self, subject: Subject, checks: list[Check]) -> bool:
        """Add the variables that tell what these checks find; return whether that can be done."""
        if subject.family == "language":
            return True  # the skills of a language hang together: they have been added before
        if isinstance(subject.type, SetType):
            for word in words_sought(checks):
                self._member(subject, word)
            return True
        if subject.family == "parameter":
            settable = self._world.settable[subject.key[0]]
            self._add(Variable((subject.name,), self._distinct(settable, checks)))
            return True
        values = telling_values(subject.type, checks, self._world.surroundings, self._as_of)
        if values is None:
            return False
        # Of a level that a service brings somebody to it is known only that it is at least that.
        if self._partly and subject.family == "fact" and isinstance(subject.type, LevelType):
            values = tuple(Level(low.low, high.low) for low in values for high in values if low.low <= high.low)
        match subject.family:
            case "need_attribute":
                term, attribute = subject.key
                self._need(term)
                named = "need", term, "named"
                ways = _WAYS_OF_DOMAINS if "." not in term else _WAYS
                self._add(Variable(named, (), ("need", term), ways))
                given = {way: self._distinct(some, checks) for way, some in _by_way(attribute, values).items()}
                self._add(Variable((subject.name,), (), named, given))
            case "competence_attribute" if subject.key[0]:
                area = "competence", subject.key[0]
                self._add(Variable(area, (YES, NO)))
                values = self._or_unknown(self._distinct(values, checks))
                self._add(Variable((subject.name,), values, area, {YES: values, NO: (ABSENT,)}))
            case _:
                values = (*values, ABSENT) if self._may_be_absent(subject) else values
                self._add(Variable((subject.name,), self._or_unknown(self._distinct(values, checks))))
        return True

    def _or_unknown(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*values, None) if self._partly else values

    def _add_languages(self, checks: Mapping[Subject, list[Check]]) -> None:
        """Add the skills of each language that are asked for; "" stands for the lowest of the others.

        A language as a whole is as good as its weakest skill, so of levels next to each other that no check tells apart
        one is enough.
        """
        asked: dict[str, dict[str, list[Check]]] = {}
        for subject, own in checks.items():
            if subject.family == "language":
                code, skill = subject.key
                asked.setdefault(code, {})[skill] = own
                scale = subject.type
        for code, by_skill in asked.items():
            rest = ("",) if "" in by_skill and not by_skill.keys() >= set(SKILLS) else ()
            self._skills[code] = (*sorted(by_skill.keys() - {""}), *rest)
            every = [check for own in by_skill.values() for check in own]
            telling: list[Level] = []
            before = None
            for level in telling_values(scale, (), self._world.surroundings, self._as_of) or ():
                outcomes = [passes(check, level, self.case({})) for check in every]
                if outcomes != before:
                    telling.append(level)
                before = outcomes
            levels = tuple(telling)
            if self._partly:
                top = scale.ranks[-1][1] if isinstance(scale, LevelType) else 0
                ends = [*(level.low for level in levels[1:]), top + 1]
                levels = tuple(
                    Level(low.low, max(low.low, end - 1))
                    for place, low in enumerate(levels)
                    for end in (low.low + 1, *ends[place:])
                )
            for skill in self._skills[code]:
                self._add(Variable(("language", code, skill), self._or_unknown(levels)))

    def _member(self, subject: Subject, word: str) -> None:
        """Add whether somebody names a word of a set: of a fact, a set may be known only in part."""
        if subject.family == "need":
            self._need(word)
            return
        stated = subject.family != "fact" or self._world.vocabulary.facts[subject.name].absent == "none"
        if stated or not self._partly:
            self._add(Variable((subject.name, word), (YES, NO)))
            return
        whole = subject.name, "", "whole"
        self._add(Variable(whole, (YES, NO)))
        self._add(Variable((subject.name, word), (YES, NO), whole, {YES: (YES, NO), NO: (YES, UNKNOWN)}))

    def _need(self, term: str) -> None:
        """Add whether somebody has a need: whoever has it has its domain, too."""
        truths = (YES, NO, UNKNOWN) if self._partly else (YES, NO)
        domain = term.partition(".")[0]
        if domain == term or domain not in self._needs:
            self._add(Variable(("need", term), truths))
            return
        self._need(domain)
        given = {has: tuple(own for own in truths if own <= has) for has in truths}
        self._add(Variable(("need", term), truths, ("need", domain), given))

    def _add(self, variable: Variable) -> None:
        self._variables.setdefault(variable.key, variable)

    def _distinct(self, values: tuple[Any, ...], checks: list[Check]) -> tuple[Any, ...]:
        """Return of the values that no check tells apart one each."""
        case = self.case({})
        found = {tuple(passes(check, value, case) for check in checks): value for value in reversed(values)}
        return tuple(reversed(found.values()))

    def _may_be_absent(self, subject: Subject) -> bool:
        """Return whether a value can be missing without being unknown: a statement that nobody made."""
        if subject.family != "fact":
            return False
        if subject.name.startswith("need."):
            return True
        said = self._world.vocabulary.facts[subject.name].absent == "none"
        return said and not isinstance(subject.type, BooleanType | SetType | ListType)

    def _free(self, condition: Condition) -> Condition | None:
        """Return a condition, as it stands on this day, in which what cannot be told is true or false as it likes.

        None if none of its lines is in force: it says nothing.
        """
        free: Condition
        match condition:
            case Test(subject=subject, check=check):
                known = subject in self._told and _of_value_alone(condition)
                free = Test(subject, check) if known else self._freed(told(condition))
            case All(parts=parts) | AnyOf(parts=parts):
                standing = self._standing(parts)
                if parts and not standing:
                    return None
                free = All(standing) if isinstance(condition, All) else AnyOf(standing)
            case Not(part=part):
                standing = self._standing((part,))
                if not standing:
                    return None
                free = Not(standing[0])
            case _:
                assert_never(condition)
        return AnyOf((free, self._doubted(condition))) if condition.note.if_unknown else free

    def _standing(self, parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
        """Return those lines that say something on this day: of one that has ended nobody knows what holds."""
        today = self._as_of.date()
        forces = [in_force(part, parts, today) for part in parts]
        standing = (
            self._free(part) if force == "now" else self._doubted(part) if force == "ended" else None
            for part, force in zip(parts, forces, strict=True)
        )
        return tuple(part for part in standing if part is not None)

    def _doubted(self, condition: Condition) -> Test:
        """Return a test that stands for what nobody knows about a condition, the same for an equal one."""
        if condition not in self._unsure:
            self._unsure.append(condition)
        return self._freed(f"{self._unsure.index(condition)}")

    def _freed(self, name: str) -> Test:
        """Return a test that is true or false as it likes."""
        self._add(Variable((FREE, name), self._or_unknown((True, False))))
        return Test(Subject(name, FREE, (FREE, name), BooleanType()), Compare("is", True))


_WAYS: Final = {YES: ("unmet",), UNKNOWN: ("perhaps", "unnamed"), NO: ("settled", "unnamed")}
"""How a need can have been named by whether somebody has it: so that it is, perhaps is or is not to be met; or not at all."""
_WAYS_OF_DOMAINS: Final = {**_WAYS, UNKNOWN: ("perhaps", "settled", "unnamed")}


def _by_way(attribute: str, values: tuple[Any, ...]) -> Mapping[str, tuple[Any, ...]]:
    """Return what an attribute of a need can be by how the need was named: some are told of settled needs, too."""
    settled: tuple[Any, ...] = (ABSENT,)
    unmet = perhaps = values
    match attribute:
        case "deadline":
            unmet = perhaps = (*values, ABSENT)
        case "voiced_by":
            settled = values
        case "state":
            settled = tuple(value for value in values if value not in ("unmet", "unknown"))
            unmet, perhaps = ("unmet",), ("unknown",)
    return {"unmet": unmet, "perhaps": perhaps, "settled": settled, "unnamed": (ABSENT,)}


def _apart(condition: Condition) -> Condition:
    """Return a condition in which several checks of one value are several tests."""
    match condition:
        case Test(subject=subject, check=Both(checks=checks), note=note):
            return All(tuple(_apart(Test(subject, check)) for check in checks), note)
        case Test():
            return condition
        case All(parts=parts) | AnyOf(parts=parts):
            return replace(condition, parts=tuple(map(_apart, parts)))
        case Not(part=part):
            return replace(condition, part=_apart(part))
        case _:
            assert_never(condition)


def _of_value_alone(test: Test) -> bool:
    """Return whether a test looks at one value, or at single words of a set, and at no other fact."""
    if next(joined(test.check), None) is not None:
        return False
    return isinstance(test.check, Has) or not isinstance(test.subject.type, SetType | ListType)
