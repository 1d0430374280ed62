"""Know: what a profile says, what rules derive from it, and which rules act.

`Knowledge` answers what a condition asks about the person. Facts are open-world: absent is unknown. Statements count
only as named: absent is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from typing import Any

from cafematch.matching.judging.truth import ABSENT, NO, UNKNOWN, YES, AtLeast, Truth, truth
from cafematch.model.catalog import Catalog, Outcome
from cafematch.model.conditions import Subject
from cafematch.model.profile import Profile, ProfileNeed
from cafematch.model.rules import Derive, Rule, Setter
from cafematch.model.scopes import LOCAL
from cafematch.model.values import SKILLS, BooleanType, Level, ListType, SetType
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass

Gained = Mapping[tuple[str, ...], Any]
STATES: Mapping[str, Truth] = {"unmet": YES, "unknown": UNKNOWN, "met": NO, "declined": NO, "none": NO}


class NeedTruths(dict[str, Truth]):
    """Whether somebody has a need, a domain standing for its terms; what nobody named is none, or unknown where declared so."""

    def __init__(self, vocabulary: Vocabulary, needs: Iterable[ProfileNeed]) -> None:
        super().__init__()
        for need in needs:
            state = STATES[need.state]
            self[need.need] = max(state, self.get(need.need, NO))
        self._named = frozenset(self)
        for name in vocabulary.unnamed_is_unknown:
            whole = self.get(name.partition(".")[0])
            self.setdefault(name, NO if whole is NO else UNKNOWN)
        for name, state in sorted(self.items()):
            domain = name.partition(".")[0]
            if domain != name:
                self[domain] = max(state, self.get(domain, NO))
        self._wholly = [name for name in self._named if "." not in name and self[name] is YES and self._broad(name)]

    def __missing__(self, name: str) -> Truth:
        if not self._wholly:  # mostly: nobody is asked for a need as often as for those nobody named
            return NO
        return UNKNOWN if name.partition(".")[0] in self._wholly else NO

    def count_named(self) -> int:
        """Return how many needs somebody surely has, a domain not counted beside its terms."""
        return sum(1 for name in self._named if self[name] is YES and ("." in name or self._broad(name)))

    def _broad(self, domain: str) -> bool:
        """Return whether a domain was named as such, and no need within it."""
        return domain in self._named and not any(name.startswith(f"{domain}.") for name in self._named)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything known about one person in one run. `gained` holds what the steps before a step have made true."""

    catalog: Catalog
    profile: Profile
    as_of: datetime
    values: Mapping[str, Any]
    needs: NeedTruths
    gained: Gained = field(default_factory=dict)
    parameters: Mapping[str, SetParameter] = field(default_factory=dict)

    def value(self, subject: Subject) -> Any:
        """Return the value of a subject, None where it is not known, `ABSENT` where nobody stated it."""
        family, key = subject.family, subject.key
        if family == "fact":
            if key in self.gained:
                return self.gained[key]
            name = key[0]
            if name in self.values:
                return self.values[name]
            return self._unsaid(name, subject)
        match family:
            case "need":
                return self.needs
            case "need_attribute":
                return self._need_attribute(*key)
            case "feeling":
                return self.profile.feelings.get(key[0])
            case "readiness":
                rulers = self.profile.readiness.get(key[0])
                return getattr(rulers, key[1]) if rulers else None
            case "language":
                code, skill = key
                return self.language(self.catalog.network.language if code == LOCAL else code, skill)
            case "parameter":
                return self.parameters[key[0]].value if key[0] in self.parameters else None
            case "competence":
                return frozenset(competence.area for competence in self.profile.competences)
            case _:
                return self._competence_attribute(*key)

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.catalog.lies_in(place)

    def after(self, outcomes: Iterable[Outcome]) -> Knowledge:
        """Return what is known once these outcomes hold: they only add, a level takes the higher one."""
        known = self
        for outcome in outcomes:
            known = replace(known, gained={**known.gained, outcome_key(outcome): known._grown(outcome)})
        return known

    def _grown(self, outcome: Outcome) -> Any:
        """Return what a fact becomes through an outcome: at least that, and what it was before."""
        before, new = self.value(outcome.subject), outcome.value
        match new:
            case Level():
                top = self.catalog.vocabulary.scale(outcome.subject.type.scale).ranks[-1][1]  # type: ignore[union-attr]
                if outcome.subject.family == "language":
                    held = self.gained.get(outcome_key(outcome), new)
                else:
                    held = before if isinstance(before, Level) else Level(0, top)
                return held.raised_to(new.low)
            case frozenset() if isinstance(before, frozenset):
                return before | new
            case tuple() if isinstance(before, tuple):
                return (*before, *new)
            case frozenset() | tuple():
                known = before if isinstance(before, AtLeast) else {}
                return AtLeast({**known, **dict.fromkeys(new, YES)})
            case _:
                return new

    def language(self, code: str, skill: str = "") -> Level | None:
        """Return the level in a language, of one skill or of all; None where no languages were named at all."""
        spoken = self.values.get("languages")
        skills = (skill,) if skill else SKILLS
        reached = [self._reached(code, name) for name in skills]
        if spoken is None and not any(reached):
            return None
        top = self.catalog.vocabulary.scale("cefr").ranks[-1][1]
        silent = Level(0, 0) if spoken is not None and code not in dict(spoken) else Level(0, top)
        own = dict(dict(spoken).get(code, ())) if spoken is not None else {}
        levels = [own.get(name, silent).raised_to(rank) for name, rank in zip(skills, reached, strict=True)]
        return Level(min(level.low for level in levels), min(level.high for level in levels))

    def _reached(self, code: str, skill: str) -> int:
        """Return the rank that earlier steps have brought a skill to, 0 if none has."""
        gained = [self.gained[key] for key in (("language", code, ""), ("language", code, skill)) if key in self.gained]
        return max((level.low for level in gained), default=0)

    def _unsaid(self, name: str, subject: Subject) -> Any:
        """Return what silence about a fact means: unknown, or none for a statement."""
        if name.startswith("need."):
            term = name.partition(".detail.")[0].removeprefix("need.")
            return None if self.needs[term] is not NO else ABSENT
        if self.catalog.vocabulary.facts[name].absent == "unknown":
            return None
        match subject.type:
            case BooleanType():
                return False
            case SetType():
                return frozenset()
            case ListType():
                return ()
            case _:
                return ABSENT

    def _need_attribute(self, term: str, attribute: str) -> Any:
        """Return an attribute of a named need: the most pressing where several fall under the term."""
        narrower = self.catalog.vocabulary.narrower[term]
        named = [need for need in self.profile.needs if need.need in narrower]
        if not named:
            return ABSENT
        current = [need for need in named if STATES[need.state] is not NO]
        if attribute in ("urgency", "deadline", "wanted_now") and not current:
            return ABSENT
        named = current or named
        if attribute == "urgency":
            scale = self.catalog.vocabulary.scales["urgency"]
            rank = max(scale[need.urgency].rank for need in named)
            return Level(rank, rank)
        if attribute == "deadline":
            return min((need.deadline for need in named if need.deadline), default=ABSENT)
        if attribute == "wanted_now":
            return any(need.wanted_now for need in named)
        pressing = max(named, key=lambda need: _weight(need, self.catalog))
        return getattr(pressing, attribute)

    def _competence_attribute(self, area: str, attribute: str) -> Any:
        own = [competence for competence in self.profile.competences if competence.area == area]
        if not own:
            return ABSENT
        if attribute.startswith("level5."):
            ratings = [getattr(competence.level5, attribute.removeprefix("level5.")) for competence in own]
            return max((rating for rating in ratings if rating is not None), default=None)
        order = {"yes": 2, "maybe": 1, "no": 0}
        found = [getattr(competence, attribute) for competence in own if getattr(competence, attribute) is not None]
        return max(found, key=lambda word: (order.get(word, 0), word), default=None)


def _weight(need: ProfileNeed, catalog: Catalog) -> tuple[Any, ...]:
    """Return an order of what was said about needs, the weightiest last: it does not depend on who said it when."""
    ranks = catalog.vocabulary.ranks["urgency"]
    told = (str(need.deadline), need.wanted_now, str(need.voiced_by), need.in_own_words or "", str(need.detail))
    return STATES[need.state], ranks[need.urgency], need.voiced_by == "person", need.need, told


def latest(knowledge: Knowledge, need: ProfileNeed) -> date | None:
    """Return the last day on which an answer to a need is in time: its deadline, else how long its urgency can wait."""
    if need.deadline is not None or need.state != "unmet":
        return need.deadline
    within = knowledge.catalog.vocabulary.scales["urgency"][need.urgency].within
    return within.after(knowledge.as_of).date() if within is not None else None


def outcome_key(outcome: Outcome) -> tuple[str, ...]:
    """Return where an outcome is kept among what was gained."""
    subject = outcome.subject
    return ("language", *subject.key) if subject.family == "language" else subject.key


@dataclass(frozen=True, slots=True)
class ActingRule:
    """A rule in force here, and whether its `when` holds for the person."""

    rule: Rule
    truth: Truth


@dataclass(frozen=True, slots=True)
class SetParameter:
    """A parameter's value in this run, and the rules that set it; none means the default."""

    name: str
    value: Any
    rules: tuple[Rule, ...]


def know(
    catalog: Catalog, rules: tuple[Rule, ...], profile: Profile, as_of: datetime
) -> tuple[Knowledge, tuple[ActingRule, ...]]:
    """Return what is known of the person, derived facts and parameters included, and the truth of every rule in force."""
    needs = NeedTruths(catalog.vocabulary, profile.needs)
    in_order = sorted(profile.needs, key=lambda need: _weight(need, catalog))
    values = {name: value for need in in_order for name, value in need.detail}
    values.update(profile.background)
    values.update(profile.constraints)
    knowledge = Knowledge(catalog, profile, as_of, values, needs)
    knowledge = _derive(knowledge, [rule for rule in rules if isinstance(rule.then, Derive)])
    setters = [rule for rule in rules if isinstance(rule.then, Setter) and truth(rule.when, knowledge) is YES]
    knowledge = replace(knowledge, parameters=_parameters(catalog.vocabulary, setters))
    return knowledge, tuple(ActingRule(rule, truth(rule.when, knowledge)) for rule in rules)


def _derive(knowledge: Knowledge, rules: list[Rule]) -> Knowledge:
    """Add derived facts until nothing new follows; what the profile says itself stands."""
    grown = True
    while grown:
        grown = False
        for rule in rules:
            assert isinstance(rule.then, Derive)
            new = {setting.name: setting.value for setting in rule.then.fact if setting.name not in knowledge.values}
            if new and truth(rule.when, knowledge) is YES:
                knowledge = replace(knowledge, values={**knowledge.values, **new})
                grown = True
    return knowledge


def _parameters(vocabulary: Vocabulary, rules: list[Rule]) -> Mapping[str, SetParameter]:
    """Return every parameter with its value in this run: the default, or what these rules make of it together."""
    said: dict[str, list[tuple[Any, Rule]]] = {}
    for rule in rules:
        assert isinstance(rule.then, Setter)
        for setting in rule.then.set:
            said.setdefault(setting.name, []).append((setting.value, rule))
    parameters = {name: SetParameter(name, default, ()) for name, default in vocabulary.defaults.items()}
    for name, settings in said.items():
        combine = min if vocabulary.parameters[name].combine == "lowest" else max
        best = combine((value for value, _ in settings), key=_height)
        parameters[name] = SetParameter(name, best, tuple(rule for value, rule in settings if value == best))
    return parameters


def _height(value: Any) -> Any:
    """Return what values of a parameter are compared by."""
    return value.low if isinstance(value, Level) else value
