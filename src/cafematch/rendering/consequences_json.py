"""What a change to catalog or rules does to people, for tools: one JSON document.

```
{ "cafematch_diff": "1", "language",
  "before", "after"               what the two states are called; null for the working folder
  "changes": [{"sort", "network", "name", "title", "how": added | removed | changed, "file", "line",
               "details": [{"steps": […], "before", "after", "line"}]}],
  "summary": {"profiles", "touched", "safeguard", "first_step", "path", "aside", "unreadable"},
  "profiles": [{"profile", "impact": none | aside | path | first_step | safeguard,
                "unreadable": null | before | after, "problems": […],
                "differences": [{"part", "name", "how": appears | goes | changes, "aspects": […], "before", "after",
                                 "causes": […]}],
                "causes": [[…]], "proven"}] }
```

`before` and `after` of a difference are parts of the answers as `suggest --format json` has them; of something that
changes only the fields that are named in `aspects`. `causes` of a profile are groups of places in `changes`, counted from
0; those of a difference are the groups each of which makes it alone. `proven` is null where nothing differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cafematch.errors import visible
from cafematch.rendering.json import dumped, plain
from cafematch.rendering.wording import Wording
from cafematch.upkeep.changes.consequences import Consequence, Consequences
from cafematch.upkeep.changes.differences import Difference
from cafematch.upkeep.changes.documents import Change

FORMAT_VERSION: Final = "1"


def consequences_to_json(found: Consequences, language: str) -> str:
    """Return a report as JSON, every text in one language. Raises ValueError for a language there are no words in."""
    wording = Wording(found.catalog, language)
    places = {change: place for place, change in enumerate(found.changes)}
    told = {
        "cafematch_diff": FORMAT_VERSION,
        "language": language,
        "before": found.before.shown_as or None,
        "after": found.after.shown_as or None,
        "changes": [_change(change, wording) for change in found.changes],
        "summary": found.summary,
        "profiles": [_profile(entry, places, found, language) for entry in found.people],
    }
    return dumped(told, indent=2)


def _change(change: Change, wording: Wording) -> dict[str, Any]:
    return {
        "sort": change.sort,
        "network": change.network,
        "name": change.name,
        "title": wording.text(change.title) if change.title else None,
        "how": change.how,
        "file": change.file,
        "line": change.line,
        "details": [
            {"steps": list(detail.steps), "before": detail.before, "after": detail.after, "line": detail.line}
            for detail in change.details
        ],
    }


def _profile(entry: Consequence, places: Mapping[Change, int], found: Consequences, language: str) -> dict[str, Any]:
    wording = Wording(entry.catalog or found.catalog, language)
    causes = entry.causes.causes if entry.causes else ()
    unreadable = ("after" if entry.readable_before else "before") if entry.unreadable else None
    return {
        "profile": entry.person.name,
        "impact": entry.impact.name.lower(),
        "unreadable": unreadable,
        "problems": [visible(str(problem)) for problem in entry.unreadable],
        "differences": [
            {
                **_difference(difference, wording),
                "causes": [number for number, cause in enumerate(causes) if cause.makes(difference)],
            }
            for difference in entry.differences
        ],
        "causes": [[places[change] for change in cause.changes] for cause in causes],
        "proven": entry.causes.proven if entry.causes else None,
    }


def _difference(difference: Difference, wording: Wording) -> dict[str, Any]:
    before, after = (
        {name: plain(getattr(value, name), wording) for name in difference.aspects if name != "order"}
        if difference.aspects and difference.aspects != ("order",)
        else plain(value, wording)
        for value in (difference.before, difference.after)
    )
    return {
        "part": difference.part,
        "name": difference.name,
        "how": difference.how,
        "aspects": list(difference.aspects),
        "before": before,
        "after": after,
    }
