"""The skeleton of a rule: every key it needs, in the order of all rules, with words of the vocabulary that fit its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cafematch.model.catalog import Catalog
from cafematch.model.rules import ABOUT_SERVICES, WEIGHTS_OF_COST, WEIGHTS_OF_GAIN, Derive, Rule, RuleKind, RuleSet
from cafematch.model.vocabulary import FactDeclaration, Parameter
from cafematch.reading.loading import load_rules
from cafematch.reading.placing import placed
from cafematch.upkeep.beginning.commented import commented
from cafematch.upkeep.beginning.ids import check_rule
from cafematch.upkeep.explained import Explained

Then = Mapping[str, Any]


def begin_rule(id_: str, kind: RuleKind, catalog: Catalog, rules: RuleSet, language: str, today: date) -> str:
    """Write the skeleton of a rule, a draft, into the folder of its kind; return where, inside the rules folder.

    Raises InvalidData, and writes nothing, if there is such a rule or the rules would have problems.
    """
    check_rule(id_)
    name = f"{kind}/{id_}.yaml"
    with placed(Path(rules.path), {name: rule_skeleton(id_, kind, catalog, rules, language, today)}):
        load_rules(rules.path, catalog=catalog)
    return name


def rule_skeleton(id_: str, kind: RuleKind, catalog: Catalog, rules: RuleSet, language: str, today: date) -> str:
    """Return the text of a rule that reads well, holds its examples, and says what has to be put in."""
    explained = Explained(language)
    words = _Words(catalog, rules, explained)
    hold = explained.placeholder
    feeling = next(iter(catalog.vocabulary.feelings))
    spoken_of = words.about_services() if kind in ABOUT_SERVICES else []
    there = {"service": spoken_of[0]} if spoken_of else {}
    said = {
        "id": id_,
        "title": hold("one_sentence"),
        "domain": [],
        "status": "draft",
        "owner": hold("who_answers"),
        "applies_in": [],
        "kind": kind,
        "when": [{f"feeling.{feeling}": {"at_least": 3}}],
        "services": spoken_of,
        "then": words.consequence(kind),
        "because": hold("one_sentence"),
        "source": {"title": hold("where_from"), "checked": today.isoformat()},
        "review_by": _a_year_later(today).isoformat(),
        "examples": [
            {"name": hold("case_yes"), "profile": {"feelings": {feeling: 4}}, **there, "expect": "yes"},
            {"name": hold("case_no"), "profile": {"feelings": {feeling: 1}}, **there, "expect": "no"},
            {"name": hold("case_unknown"), "profile": {}, **there, "expect": "unknown"},
        ],
    }
    about = (explained.file("rule"), explained.beginning("draft"), explained.beginning("comment"))
    notes = {key: explained.beginning("stands_for") for key in ("when", "services", "then") if said[key]}
    return commented(Rule, said, explained, about, notes)


def _a_year_later(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


class _Words:
    """Words of a network that fit where a rule needs some: the first that do."""

    def __init__(self, catalog: Catalog, rules: RuleSet, explained: Explained) -> None:
        self.vocabulary = catalog.vocabulary
        self.rules = rules
        self.hold = explained.placeholder

    def about_services(self) -> list[Then]:
        return [{"kind": self._kinds()[0]}]

    def consequence(self, kind: RuleKind) -> Then:
        """Return what follows from a rule of a kind, with all that it needs."""
        first, second = self._kinds()
        sentence = self.hold("one_sentence")
        ways: Mapping[RuleKind, Callable[[], Then]] = {
            "derive": lambda: {"fact": {self._fact_not_derived(): True}},
            "safeguard": lambda: {
                "show": [{"rank": 1, "text": sentence}],
                "contacts": [{"rank": 1, "kind": first, "instruction": sentence}],
            },
            "exclude": lambda: {"exclude": True},
            "prerequisite": lambda: {"require": [{self._fact_not_derived(): True}]},
            "sequence": lambda: {"before": {"first": [{"kind": first}], "then": [{"kind": second}]}},
            "pace": lambda: self._setting(lambda entry: entry.type == "integer"),
            "threshold": lambda: self._setting(lambda entry: entry.scale == "threshold"),
            "handover": lambda: self._setting(lambda entry: entry.scale == "handover"),
            "include": lambda: {"include": first},
            "prefer": lambda: {"points": self._weight(1, WEIGHTS_OF_GAIN)},
            "dampen": lambda: {"points": self._weight(-1, WEIGHTS_OF_COST)},
            "offer": lambda: {"role": "guest"},
            "ask": lambda: {"ask": self._fact(lambda fact: fact.sensitivity == "ordinary")},
            "privacy": lambda: {"hide": [self._fact(lambda fact: fact.sensitivity == "special")]},
            "escalate": lambda: {"suggest": "round_table", "show": sentence, "with": [first], "organisations": 4},
            "expire": lambda: {"flag": "stale", "show": sentence},
        }
        return ways[kind]()

    def _kinds(self) -> tuple[str, str]:
        """Return two kinds of services that are places to go to."""
        kinds = [name for name, kind in self.vocabulary.kinds.items() if not kind.companion]
        return kinds[0], kinds[-1]

    def _fact(self, fits: Callable[[FactDeclaration], bool]) -> str:
        facts = self.vocabulary.facts
        return next((name for name, fact in facts.items() if fits(fact)), next(iter(facts)))

    def _fact_not_derived(self) -> str:
        thens = [rule.then for rule in self.rules.rules if isinstance(rule.then, Derive)]
        derived = {setting.name for then in thens for setting in then.fact}
        booleans = [name for name, fact in self.vocabulary.facts.items() if fact.type == "boolean"]
        return _first([name for name in booleans if name not in derived], booleans)

    def _setting(self, fits: Callable[[Parameter], bool]) -> Then:
        parameters = self.vocabulary.parameters
        name = _first([name for name, entry in parameters.items() if fits(entry)], parameters)
        return {"set": {name: parameters[name].default}}

    def _weight(self, sign: int, builtin: Iterable[str]) -> str:
        weights = [name for name, weight in self.rules.weights.items() if weight.points * sign > 0]
        return _first([name for name in weights if name not in builtin], weights)


def _first(*lists: Iterable[str]) -> str:
    """Return the first entry of the first list that has any."""
    return next(entry for entries in lists for entry in entries)
