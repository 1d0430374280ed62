"""A rule may be meant for another network that shares it: nothing is told where that cannot be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.upkeep.checks import check_network
from laid_over import lay_over

CASE = Path(__file__).parents[1] / "worth_a_look" / "rule-without-service" / "two-marks"


def told() -> list[str]:
    """Return what is told of the rules of the network in the working folder."""
    catalog = load_catalog("catalog", "neuwerder")
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
