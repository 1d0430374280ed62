"""cafematch: one entrance, many doors. From a person's profile to ranked, explained referral paths.

from cafematch import Matcher, load_catalog, load_profile, load_rules

catalog = load_catalog()
matcher = Matcher(catalog, load_rules(catalog=catalog))
suggestion = matcher.suggest(load_profile("profile.yaml", catalog))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cafematch.errors import InvalidData, Location, Problem
    from cafematch.matching.asking.interview import Interview
    from cafematch.matching.judging.requirements import Eligibility
    from cafematch.matching.matcher import Matcher
    from cafematch.matching.suggestion import Suggestion
    from cafematch.model.catalog import Catalog
    from cafematch.model.profile import Profile
    from cafematch.model.refusals import Refused
    from cafematch.model.rules import RuleSet
    from cafematch.reading.loading import load_catalog, load_profile, load_rules, read_profile

__all__ = [
    "Catalog",
    "Eligibility",
    "Interview",
    "InvalidData",
    "Location",
    "Matcher",
    "Problem",
    "Profile",
    "Refused",
    "RuleSet",
    "Suggestion",
    "load_catalog",
    "load_profile",
    "load_rules",
    "read_profile",
]

_HOMES = {
    "errors": ("InvalidData", "Location", "Problem"),
    "matching.asking.interview": ("Interview",),
    "matching.matcher": ("Matcher",),
    "matching.judging.requirements": ("Eligibility",),
    "matching.suggestion": ("Suggestion",),
    "model.catalog": ("Catalog",),
    "model.profile": ("Profile",),
    "model.refusals": ("Refused",),
    "model.rules": ("RuleSet",),
    "reading.loading": ("load_catalog", "load_profile", "load_rules", "read_profile"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that a part of the library costs only what it needs itself."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
