"""The shipped data, loaded once for all tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import builders
from cafematch import Catalog, Matcher, Profile, Suggestion, load_catalog, load_profile, load_rules
from cafematch.model.documents import ReadingContext
from cafematch.model.rules import Rule
from cafematch.model.scopes import Words
from cafematch.reading.loading import network_of
from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.scenarios.running import ScenarioResult, load_scenario, run_scenario

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/profile.yaml"))


@cache
def matcher(network: str) -> Matcher:
    """Return the matcher of a sample network."""
    catalog = load_catalog(ROOT / "catalog", network)
    return Matcher(catalog, load_rules(ROOT / "rules", catalog=catalog))


def neuwerder() -> Matcher:
    """Return the matcher of the German sample network."""
    return matcher("neuwerder")


def bordeaux() -> Matcher:
    """Return the matcher of the French sample network."""
    return matcher("bordeaux")


def matcher_for(example: str) -> Matcher:
    """Return the matcher of the network that a situation of `examples/` names, by default the catalog's."""
    file = read_yaml(ROOT / "examples" / example / "profile.yaml")
    return matcher(network_of(file) or "neuwerder")


@cache
def profile_of(example: str) -> Profile:
    """Return the person of a situation of `examples/`."""
    return load_profile(ROOT / "examples" / example / "profile.yaml", matcher_for(example).catalog)


@cache
def suggestion_for(example: str) -> Suggestion:
    """Return the answer for a situation of `examples/`, in its network."""
    return matcher_for(example).suggest(profile_of(example))


@cache
def result_of(example: str) -> ScenarioResult:
    """Return what came of a scenario of `examples/`, in its network."""
    return run_scenario(matcher_for(example), load_scenario(ROOT / "examples" / example))


def facts_of(catalog: Catalog) -> list[str]:
    """Return the facts that are unknown until somebody tells them, in the order of the vocabulary."""
    return [name for name, fact in catalog.vocabulary.facts.items() if fact.absent == "unknown"]


def without_facts(profile: Profile, catalog: Catalog) -> Profile:
    """Return what a person names in the first minutes: needs, feelings and statements, but no facts."""
    facts = set(facts_of(catalog))
    kept = {
        section: tuple(pair for pair in getattr(profile, section) if pair[0] not in facts)
        for section in ("background", "constraints")
    }
    needs = tuple(need.model_copy(update={"detail": ()}) for need in profile.needs)
    return profile.model_copy(update={**kept, "needs": needs, "declined": (), "dont_know": ()})


def rule_in_shipped_words(entry: Mapping[str, Any]) -> Rule:
    """Return a rule from what is particular about it, in the words of the shipped vocabulary."""
    context = ReadingContext("rules", Words(neuwerder().catalog.vocabulary))
    return Rule.model_validate(builders.rule(entry), context=context)
