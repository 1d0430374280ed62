"""Coverage as people read it and as JSON has it, of values made by hand: whole texts, whole documents."""

from __future__ import annotations

import io

from rich.console import Console

from cafematch.model.text import Text
from cafematch.rendering.coverage import coverage_to_json, print_coverage
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.coverage import Coverage, Entry, Sort, Touch
from shipped import neuwerder

TOUCHES: dict[str, Touch] = {"a": "touched", "b": "mentioned", "c": "untouched"}


def entries(*ids: str) -> tuple[Entry, ...]:
    return tuple(Entry(id_, Text.of(id_.upper()), TOUCHES[id_[-1]]) for id_ in ids)


def coverage(network: str, scenarios: int, **found: tuple[Entry, ...]) -> Coverage:
    sorts: dict[Sort, tuple[Entry, ...]] = {
        "rules": entries("rule-a", "rule-c"),
        "services": found["services"],
        "needs": entries("need.a", "need.b"),
        "organisations": found["organisations"],
        "kinds": found["kinds"],
    }
    return Coverage(Text.of(network.title()), network, scenarios, sorts)


TOWN = coverage(
    "town",
    2,
    services=entries("t.a", "t.b", "t.c"),
    organisations=entries("t_a"),
    kinds=entries("kind_a", "kind_c"),
)
VILLAGE = coverage("village", 1, services=entries("v.c"), organisations=entries("v_c"), kinds=entries("kind_c"))


def printed(*found: Coverage) -> str:
    file = io.StringIO()
    print_coverage(found, Wording(neuwerder().catalog, "en"), Console(file=file, width=60))
    return file.getvalue()


def test_of_one_network_all_that_no_scenario_touches_is_listed() -> None:
    assert printed(TOWN) == (
        "\n"
        "What is touched: Town (2 scenarios)\n"
        "  Rules that acted: 1 of 2\n"
        "    not at all      RULE-C (rule-c)\n"
        "  Services on a path: 1 of 3\n"
        "    only mentioned  T.B (t.b)\n"
        "    not at all      T.C (t.c)\n"
        "  Needs that somebody names: 1 of 2\n"
        "    only mentioned  NEED.B (need.b)\n"
        "  Organisations on a path: 1 of 1\n"
        "  Kinds of service on a path: 1 of 2\n"
        "    not at all      KIND_C (kind_c)\n"
    )


def test_of_several_networks_what_they_share_is_listed_once() -> None:
    assert printed(TOWN, VILLAGE) == (
        "\n"
        "What is touched: Town (2 scenarios)\n"
        "  Rules that acted: 1 of 2\n"
        "  Services on a path: 1 of 3\n"
        "    only mentioned  T.B (t.b)\n"
        "    not at all      T.C (t.c)\n"
        "  Needs that somebody names: 1 of 2\n"
        "  Organisations on a path: 1 of 1\n"
        "  Kinds of service on a path: 1 of 2\n"
        "\n"
        "What is touched: Village (1 scenario)\n"
        "  Rules that acted: 1 of 2\n"
        "  Services on a path: 0 of 1\n"
        "    not at all      V.C (v.c)\n"
        "  Needs that somebody names: 1 of 2\n"
        "  Organisations on a path: 0 of 1\n"
        "    not at all      V_C (v_c)\n"
        "  Kinds of service on a path: 0 of 1\n"
        "\n"
        "What is touched: all networks together (3 scenarios)\n"
        "  Rules that acted: 1 of 2\n"
        "    not at all      RULE-C (rule-c)\n"
        "  Services on a path: 1 of 4\n"
        "  Needs that somebody names: 1 of 2\n"
        "    only mentioned  NEED.B (need.b)\n"
        "  Organisations on a path: 1 of 2\n"
        "  Kinds of service on a path: 1 of 2\n"
        "    not at all      KIND_C (kind_c)\n"
    )


def test_nothing_is_printed_where_nobody_asked_for_it() -> None:
    assert printed() == ""


def test_in_json_every_network_and_all_together_have_the_same_shape() -> None:
    told = coverage_to_json([TOWN, VILLAGE], Wording(neuwerder().catalog, "en"))
    rules = {"all": 2, "touched": 1, "mentioned": [], "untouched": [{"id": "rule-c", "label": "RULE-C"}]}
    needs = {"all": 2, "touched": 1, "mentioned": [{"id": "need.b", "label": "NEED.B"}], "untouched": []}
    assert told["networks"][1] == {
        "network": "village",
        "scenarios": 1,
        "rules": rules,
        "services": {"all": 1, "touched": 0, "mentioned": [], "untouched": [{"id": "v.c", "label": "V.C"}]},
        "needs": needs,
        "organisations": {"all": 1, "touched": 0, "mentioned": [], "untouched": [{"id": "v_c", "label": "V_C"}]},
        "kinds": {"all": 1, "touched": 0, "mentioned": [], "untouched": [{"id": "kind_c", "label": "KIND_C"}]},
    }
    assert (told["networks"][0]["network"], told["total"]["scenarios"]) == ("town", 3)
    assert (told["total"]["rules"], told["total"]["needs"]) == (rules, needs)
    assert [*told["total"]] == [*told["networks"][0]][1:]
