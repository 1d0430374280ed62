"""Where a rule ends is shown by examples of this network; one of which all misses are of elsewhere is checked there."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.upkeep.checks import check_network
from laid_over import lay_over

CASE = Path(__file__).parents[1] / "worth_a_look" / "untried-rule" / "everything-differs"
TOLD = "no example of the rule 'gentle' shows where it ends: one in which all of its lines hold but one"
ELSEWHERE = "background: {conflict_organisations: [zoo]}"
MISSES: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({}, [TOLD]),
    ({"{hope: 3, agency: 3}": f"{{hope: 3, agency: 3}}, {ELSEWHERE}"}, [TOLD]),
    ({"{hope: 3, agency: 3}": f"{{hope: 3, agency: 3}}, {ELSEWHERE}", "profile: {}": f"profile: {{{ELSEWHERE}}}"}, []),
)


@pytest.mark.parametrize(("changes", "told"), MISSES)
def test_a_rule_is_untried_unless_its_misses_are_of_elsewhere(
    changes: dict[str, str], told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_over(CASE, always=("catalog", "rules"))
    rule = Path("rules/threshold/gentle.yaml")
    for old, new in changes.items():
        text = rule.read_text(encoding="utf-8")
        assert old in text
        rule.write_text(text.replace(old, new), encoding="utf-8")
    catalog = load_catalog("catalog")
    found = check_network(catalog, load_rules("rules", catalog=catalog))
    assert [problem.message for problem in found if problem.code == "untried-rule"] == told
