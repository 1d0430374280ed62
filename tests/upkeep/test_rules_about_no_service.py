"""A rule may be meant for another network that shares it: nothing is told where that cannot be known."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.upkeep.beginning.town import Town, begin_town
from cafematch.upkeep.checks import check_network
from laid_over import lay_over

CASE = Path(__file__).parents[1] / "worth_a_look" / "rule-without-service" / "two-marks"


def told(network: str = "neuwerder") -> list[str]:
    """Return what is told of the rules of a network in the working folder."""
    catalog = load_catalog("catalog", network)
    found = check_network(catalog, load_rules("rules", catalog=catalog))
    return [problem.message for problem in found if problem.code == "rule-without-service"]


def test_where_another_network_cannot_be_read_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lay_over(CASE, always=("catalog", "rules"))
    assert told() == ["the rule 'neue-regel' speaks about no service of neuwerder or bordeaux"]
    Path("catalog/bordeaux/network.yaml").write_text("network: bordeaux\n", encoding="utf-8")
    assert told() == []


def test_where_another_network_has_such_a_service_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_over(CASE, always=("catalog", "rules"))
    cafe = Path("catalog/bordeaux/organisations/bxa.yaml")
    text = cafe.read_text(encoding="utf-8")
    assert "kind: open_cafe" in text
    cafe.write_text(text.replace("services:\n", "authority: true\nservices:\n", 1), encoding="utf-8")
    assert told() == []


def test_a_rule_that_came_from_the_samples_waits_for_a_service_until_somebody_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_over(CASE, always=("catalog", "rules"))
    begin_town(Town("neuhausen", "Neuhausen", "DE", "Europe/Berlin", "de", date(2026, 3, 16)), Path())
    for network in ("neuwerder", "bordeaux"):
        shutil.rmtree(Path("catalog") / network)
    assert told("neuhausen") == ["the rule 'neue-regel' speaks about no service of neuhausen"]
    rule = Path("rules/exclude/no-adult-shelter-under-18.yaml")
    rule.write_text(rule.read_text(encoding="utf-8").replace("below: 18", "below: 21"), encoding="utf-8")
    assert told("neuhausen") == [
        "the rule 'neue-regel' speaks about no service of neuhausen",
        "the rule 'no-adult-shelter-under-18' speaks about no service of neuhausen",
    ]
