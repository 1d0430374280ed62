"""What was changed between two states: which documents, which of their keys, and where to look."""

from __future__ import annotations

import pytest

from cafematch.reading.folders import Folder
from cafematch.reading.history import State
from cafematch.upkeep.changes.documents import Change, Detail, changes_between
from edited import Edit, edited, rule_file, shipped_state

RULES = {
    "threshold/calm.yaml": "id: calm\ntitle: Ruhe\nwhen:\n  - feeling.hope: {at_least: 3}\nthen: {set: {cap: T1}}\n",
    "weights.yaml": "weights:\n  near: {points: 3, title: Nah}\n  far: {points: -2, title: Weit}\n",
}
CATALOG = {
    "catalog.yaml": "default_network: town\n",
    "vocabulary/kinds.yaml": "cafe: {label: Café}\n",
    "vocabulary/thresholds.yaml": "lowest: T0\nrungs: []\n",
    "town/network.yaml": "network: town\nname: Stadt\n",
    "town/handovers.yaml": "handovers:\n  - {from: a, to: b, offers: H1}\n",
    "town/organisations/a.yaml": (
        "organisation: a\nname: Haus A\nservices:\n"
        "  - id: a.tea\n    name: Tee\n    doors:\n"
        "      - {hours: Mo 09:00-10:00}\n      - {hours: Tu 09:00-10:00}\n"
    ),
}


def state(rules: dict[str, str], catalog: dict[str, str], called: str = "new") -> State:
    from pathlib import Path

    def folder(name: str, files: dict[str, str]) -> Folder:
        held = {file: text.encode() for file, text in files.items()}
        return Folder(Path(name), f"{called}:{name}", files=held)

    return State(called, folder("catalog", catalog), folder("rules", rules))


def changed(file: str, old: str, new: str) -> tuple[Change, ...]:
    """Return what changes if other words stand in one of the files."""
    after = {"rules": dict(RULES), "catalog": dict(CATALOG)}
    folder, _, name = file.partition("/")
    assert old in after[folder].get(name, old)
    after[folder][name] = after[folder].get(name, old).replace(old, new)
    return changes_between(state(RULES, CATALOG, "old"), state(after["rules"], after["catalog"]))


CASES = [
    (
        ("rules/threshold/calm.yaml", "T1", "T2"),
        [
            (
                "rule",
                None,
                "calm",
                "changed",
                "new:rules/threshold/calm.yaml",
                1,
                [(("then", "set", "cap"), "T1", "T2", 5)],
            )
        ],
    ),
    (
        ("rules/threshold/calm.yaml", "at_least: 3", "at_most: 1"),
        [
            (
                "rule",
                None,
                "calm",
                "changed",
                "new:rules/threshold/calm.yaml",
                1,
                [
                    (("when", 1, "feeling.hope", "at_most"), None, 1, 4),
                    (("when", 1, "feeling.hope", "at_least"), 3, None, 4),
                ],
            )
        ],
    ),
    (
        ("rules/threshold/calm.yaml", "id: calm", "id: calmer"),
        [
            ("rule", None, "calm", "removed", "old:rules/threshold/calm.yaml", 1, []),
            ("rule", None, "calmer", "added", "new:rules/threshold/calm.yaml", 1, []),
        ],
    ),
    (
        ("rules/weights.yaml", "points: 3", "points: 4"),
        [("weight", None, "near", "changed", "new:rules/weights.yaml", 2, [(("points",), 3, 4, 2)])],
    ),
    (
        ("catalog/town/organisations/a.yaml", "Tu 09:00-10:00", "We 09:00-10:00"),
        [
            (
                "service",
                "town",
                "a.tea",
                "changed",
                "new:catalog/town/organisations/a.yaml",
                4,
                [(("doors", 2, "hours"), "Tu 09:00-10:00", "We 09:00-10:00", 8)],
            )
        ],
    ),
    (
        ("catalog/town/organisations/a.yaml", "      - {hours: Mo 09:00-10:00}\n", ""),
        [
            (
                "service",
                "town",
                "a.tea",
                "changed",
                "new:catalog/town/organisations/a.yaml",
                4,
                [(("doors", 1), {"hours": "Mo 09:00-10:00"}, None, 6)],
            )
        ],
    ),
    (
        ("catalog/town/organisations/a.yaml", "name: Haus A", "name: Haus B"),
        [
            (
                "organisation",
                "town",
                "a",
                "changed",
                "new:catalog/town/organisations/a.yaml",
                1,
                [(("name",), "Haus A", "Haus B", 2)],
            )
        ],
    ),
    (
        ("catalog/town/handovers.yaml", "offers: H1", "offers: H2"),
        [
            (
                "handover",
                "town",
                "a → b",
                "changed",
                "new:catalog/town/handovers.yaml",
                2,
                [(("offers",), "H1", "H2", 2)],
            )
        ],
    ),
    (
        ("catalog/town/network.yaml", "name: Stadt", "name: Dorf"),
        [("network", "town", "town", "changed", "new:catalog/town/network.yaml", 1, [(("name",), "Stadt", "Dorf", 2)])],
    ),
    (
        ("catalog/vocabulary/kinds.yaml", "Café", "Kaffee"),
        [
            (
                "words",
                None,
                "kinds",
                "changed",
                "new:catalog/vocabulary/kinds.yaml",
                1,
                [(("cafe", "label"), "Café", "Kaffee", 1)],
            )
        ],
    ),
    (
        ("catalog/vocabulary/thresholds.yaml", "T0", "T1"),
        [
            (
                "thresholds",
                None,
                "thresholds",
                "changed",
                "new:catalog/vocabulary/thresholds.yaml",
                1,
                [(("lowest",), "T0", "T1", 1)],
            )
        ],
    ),
    (
        ("catalog/catalog.yaml", "town", "village"),
        [
            (
                "default_network",
                None,
                "default_network",
                "changed",
                "new:catalog/catalog.yaml",
                1,
                [(("default_network",), "town", "village", 1)],
            )
        ],
    ),
    (("rules/threshold/calm.yaml", "id: calm\n", "# said otherwise\nid:   calm\n"), []),
    (
        ("rules/threshold/calm.yaml", "title: Ruhe\n", ""),
        [("rule", None, "calm", "changed", "new:rules/threshold/calm.yaml", 1, [(("title",), "Ruhe", None, 1)])],
    ),
]


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=[f"{case[0][1]}-{case[0][2]}"[:40] for case in CASES])
def test_a_change_is_told_by_document_and_key(edit: tuple[str, str, str], expected: list[tuple[object, ...]]) -> None:
    found = changed(*edit)
    assert [
        (
            change.sort,
            change.network,
            change.name,
            change.how,
            change.file,
            change.line,
            [(detail.steps, detail.before, detail.after, detail.line) for detail in change.details],
        )
        for change in found
    ] == expected


def test_a_rule_that_only_moves_to_another_file_is_no_change() -> None:
    name = "threshold/calm.yaml"
    rules = {("pace/calm.yaml" if file == name else file): text for file, text in RULES.items()}
    assert changes_between(state(RULES, CATALOG), state(rules, CATALOG)) == ()


def test_a_service_that_moves_to_another_organisation_is_changed() -> None:
    text = CATALOG["town/organisations/a.yaml"]
    head, _, services = text.partition("services:\n")
    other = f"organisation: b\nname: Haus B\nservices:\n{services}"
    catalog = {**CATALOG, "town/organisations/a.yaml": f"{head}services: []\n", "town/organisations/b.yaml": other}
    found = changes_between(state(RULES, CATALOG), state(RULES, catalog))
    assert [(change.sort, change.name, change.how) for change in found] == [
        ("service", "a.tea", "changed"),
        ("organisation", "b", "added"),
    ]
    assert found[0].details == (Detail(("organisation",), "a", "b", 4),)


def test_what_people_call_a_document_is_told() -> None:
    file = rule_file("low-threshold-when-distrustful")
    (change,) = changes_between(shipped_state(), edited(Edit("", file, "cap: T1", "cap: T2")))
    assert change.title is not None
    assert change.title.in_language("en") == "Distrust needs a low threshold"


def test_the_same_state_has_no_changes() -> None:
    assert changes_between(shipped_state(), edited()) == ()
