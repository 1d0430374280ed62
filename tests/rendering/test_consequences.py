"""What a change does to people, told: everything has words, nothing is markup, and a comment has its bounds."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from cafematch.matching.suggestion import Path, SafeguardCard, Step, Suggestion
from cafematch.rendering.consequences import MAX_COMMENT, consequences_to_markdown, print_consequences
from cafematch.rendering.consequences_json import consequences_to_json
from cafematch.rendering.differences import lines
from cafematch.rendering.messages import LANGUAGES, load_messages
from cafematch.rendering.wording import Wording
from cafematch.upkeep.changes.consequences import Consequence, Consequences
from cafematch.upkeep.changes.differences import Part, differences
from edited import Edit, consequences_of, rule_file
from rendering.hostile import HOSTILE, TAMED, with_every_text
from shipped import EXAMPLES, neuwerder, suggestion_for

CAP = Edit("", rule_file("low-threshold-when-distrustful"), "cap: T1", "cap: T2")
TONE = Edit("", rule_file("discreet-when-ashamed"), "tone: discreet", "tone: encouraging")
SITUATIONS = ("not-back-there", "account-seized-and-power-cut", "thoughts-of-suicide")
HERE = [example for example in EXAMPLES if suggestion_for(example).network == "neuwerder"]


@cache
def two_changes() -> Consequences:
    return consequences_of(CAP, TONE, for_whom=SITUATIONS)


def printed(found: Consequences, language: str) -> str:
    file = io.StringIO()
    print_consequences(found, language, Console(file=file, width=80))
    return file.getvalue()


def test_with_several_causes_every_line_says_which_makes_it() -> None:
    told = printed(two_changes(), "en").split("\n\n")
    (both,) = [part for part in told if part.startswith("not-back-there")]
    assert both == (
        "not-back-there – Only in passing\n"
        "  He was told to get dry first and come back then. He did not come back, and\n"
        "  drinks again since the winter. He plays drums and talks to nobody with a\n"
        "  lanyard round their neck.\n"
        "  · Settings: ± Highest threshold of the first step T1 → T2, ± Tone discreet →\n"
        "    encouraging [1, 2]\n"
        "  · Rules that act: − Whoever trusts nobody gets a person beside the bed [2]\n"
        "  Cause [1]: Rule “With shame the tone stays discreet”: then.set.tone: discreet\n"
        "  → encouraging (edited/rules/threshold/discreet-when-ashamed.yaml:14)\n"
        "  Cause [2]: Rule “Distrust needs a low threshold”:\n"
        "  then.set.first_threshold_cap: T1 → T2\n"
        "  (edited/rules/threshold/low-threshold-when-distrustful.yaml:11)"
    )


def test_json_has_the_shape_that_is_documented() -> None:
    told = json.loads(consequences_to_json(two_changes(), "en"))
    assert told["changes"][1] == {
        "sort": "rule",
        "network": None,
        "name": "low-threshold-when-distrustful",
        "title": "Distrust needs a low threshold",
        "how": "changed",
        "file": "edited/rules/threshold/low-threshold-when-distrustful.yaml",
        "line": 1,
        "details": [{"steps": ["then", "set", "first_threshold_cap"], "before": "T1", "after": "T2", "line": 11}],
    }
    assert told["summary"] == {
        "profiles": 3,
        "touched": 2,
        "safeguard": 0,
        "first_step": 0,
        "path": 0,
        "aside": 2,
        "unreadable": 0,
    }
    both, second, none = told["profiles"]
    assert none == {
        "profile": "thoughts-of-suicide",
        "impact": "none",
        "unreadable": None,
        "problems": [],
        "differences": [],
        "causes": [],
        "proven": None,
    }
    assert (both["causes"], both["proven"], second["causes"]) == ([[0], [1]], True, [[0]])
    assert both["differences"][0] == {
        "part": "parameter",
        "name": "first_threshold_cap",
        "how": "changes",
        "aspects": ["value", "rules"],
        "before": {"value": "T1", "rules": ["low-threshold-when-distrustful"]},
        "after": {"value": "T2", "rules": both["differences"][0]["after"]["rules"]},
        "causes": [1],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_can_differ_has_a_name(language: str) -> None:
    words = load_messages(language).words["diff_aspect"]
    unseen = {"at", "service", "need", "rule", "cafematch", "fingerprint"}
    told_apart = {"parameters", "paths", "offers", "escalations", "applied", "questions", "near_misses", "gaps"}
    told_apart |= {"safeguards", "not_recommended"}
    for sort in (Step, Path, SafeguardCard, Suggestion):
        for name in sort.__match_args__:
            assert name in words or name in unseen | told_apart, name
    parts: tuple[str, ...] = Part.__args__  # type: ignore[attr-defined]
    aside = {"first_step", "assumed", "unused", "rest"}
    named = load_messages(language).words["diff_part"]
    assert isinstance(named, dict)
    assert {*parts} - aside - {"path"} <= named.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_differs_between_two_people_can_be_told(language: str) -> None:
    """Answers for different people differ in everything that can differ."""
    wording = Wording(neuwerder().catalog, language)
    for one, other in pairwise(HERE):
        found = differences(suggestion_for(one), suggestion_for(other))
        told = list(lines(wording, found))
        safeguards = {difference.name for difference in found if difference.part == "safeguard"}
        about = {id(difference) for line in told for difference in line.about}
        for difference in found:
            silent = difference.part == "rule" and difference.name in safeguards
            assert (id(difference) in about) is not silent
        assert all(line.words.strip() and "None" not in line.words for line in told)


def hostile() -> Consequences:
    """Return consequences in which whatever comes from files would like to be markup."""
    before, after = (suggestion_for(name) for name in ("violence-at-home-by-day", "debts-and-some-hope"))
    found = differences(with_every_text(before, HOSTILE), with_every_text(after, HOSTILE))
    entry = two_changes().people[0]
    person = replace(entry.person, name=HOSTILE, says=HOSTILE)
    changes = tuple(replace(change, name=HOSTILE, file=HOSTILE) for change in two_changes().changes)
    told = Consequence(person, (before, after), found, entry.causes, catalog=entry.catalog)
    return replace(
        two_changes(), before=replace(two_changes().before, shown_as=HOSTILE), changes=changes, people=(told,)
    )


def test_nothing_of_a_file_reaches_a_terminal_alive() -> None:
    told = printed(hostile(), "de")
    assert "\x1b" not in told
    assert all(line.isprintable() for line in told.split("\n"))
    assert TAMED.split(" ")[0] in told


def tags(html: str) -> set[str]:
    return set(re.findall(r"<(\w+)", html))


def test_nothing_of_a_file_is_markup_in_a_comment() -> None:
    told = consequences_to_markdown(hostile(), "de")
    assert "\x1b" not in told
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(told)
    ours = {"h3", "table", "thead", "tbody", "tr", "th", "td", "p", "strong", "ul", "li", "details", "summary", "code"}
    assert tags(html) <= ours | {"blockquote"}
    assert html.count("<details>") == html.count("</details>") == 1
    assert "&lt;b&gt;" in html


def test_a_comment_renders_as_a_table_and_what_is_folded_below() -> None:
    told = consequences_to_markdown(two_changes(), "en")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(told)
    assert html.count("<table>") == 1
    assert html.count("<details>") == html.count("</details>") == 2
    assert "<td>2 of 3 profiles</td>" in html
    assert "<li>± Rule “Distrust needs a low threshold”" in html


def test_a_comment_has_its_bounds() -> None:
    found = two_changes()
    many = tuple(
        replace(entry, person=replace(entry.person, name=f"{place}", says="x" * 500), differences=entry.differences * 9)
        for place in range(400)
        for entry in found.people[:1]
    )
    deep: Any = [replace(entry, differences=differences(*map(suggestion_for, HERE[:2]))) for entry in many]
    told = consequences_to_markdown(replace(found, people=tuple(deep)), "de")
    assert len(told) < MAX_COMMENT + 5_000
    assert told.count("<details>") == told.count("</details>") < 400
    assert "Und weitere, für die hier kein Platz ist: " in told
