"""cafematch: one entrance, many doors. From a person's profile to ranked, explained referral paths.

from cafematch import Matcher, load_catalog, load_profile, load_rules

catalog = load_catalog()
matcher = Matcher(catalog, load_rules(catalog=catalog))
suggestion = matcher.suggest(load_profile("profile.yaml", catalog))
"""

from cafematch.errors import InvalidData, Location, Problem
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.catalog import Catalog
from cafematch.model.profile import Profile
from cafematch.model.rules import RuleSet
from cafematch.reading.loading import load_catalog, load_profile, load_rules, read_profile

__all__ = [
    "Catalog",
    "InvalidData",
    "Location",
    "Matcher",
    "Problem",
    "Profile",
    "RuleSet",
    "Suggestion",
    "load_catalog",
    "load_profile",
    "load_rules",
    "read_profile",
]
