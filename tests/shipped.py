"""The shipped data, loaded once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cafematch import Matcher, Suggestion, load_catalog, load_profile, load_rules

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/profile.yaml"))


@cache
def neuwerder() -> Matcher:
    """Return the matcher of the sample network."""
    catalog = load_catalog(ROOT / "catalog", "neuwerder")
    return Matcher(catalog, load_rules(ROOT / "rules", catalog=catalog))


@cache
def suggestion_for(example: str) -> Suggestion:
    """Return the answer for a situation of `examples/`."""
    return neuwerder().suggest(load_profile(ROOT / "examples" / example / "profile.yaml", neuwerder().catalog))
