"""One suggestion on a loaded network, beside what rule engines need merely to evaluate the same requirements."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cafematch import load_profile
from shipped import EXAMPLES, ROOT, matcher_for


@pytest.mark.parametrize("name", EXAMPLES)
def test_suggest(name: str, benchmark: Any) -> None:
    matcher = matcher_for(name)
    profile = load_profile(ROOT / "examples" / name / "profile.yaml", matcher.catalog)
    suggestion = benchmark(matcher.suggest, profile)
    assert suggestion.network == matcher.catalog.network.network


# The same 53 requirements as flat expressions over one person's facts. Families and levels are written as plain names
# and ranks; what the engines cannot say (unknown, validity dates) is left out in their favour.
PERSON = {
    "age": 28,
    "german": 2,
    "integration_course": "none",
    "eligibility_certificate": False,
    "papers_sorted": False,
    "proof_of_low_income": False,
    "work_permission": True,
    "cv": False,
    "training_voucher": False,
    "trauma_referral": False,
    "refugee": True,
    "houseless": False,
    "wants_own_flat": False,
    "has_tenancy": True,
    "woman": True,
    "violence": False,
    "both_partners_want": False,
    "residence": "permit_family",
    "asylum_procedure": False,
    "foreign_qualification": True,
    "district": "hafen",
    "cares_for_relative": False,
    "child_1_to_8": True,
}
REQUIREMENTS = [
    "child_1_to_8 == true",
    "age >= 18 and woman == false",
    "age >= 18",
    "houseless == true and wants_own_flat == true",
    "has_tenancy == true",
    "woman == true and violence == true",
    "woman == true",
    "age <= 17",
    "both_partners_want == true and violence == false",
    "papers_sorted == true",
    "age >= 27 and residence in ['permit_family', 'permit_long', 'permit_humanitarian', 'eu_citizen']",
    "age >= 12 and age <= 26",
    "asylum_procedure == true",
    "foreign_qualification == true",
    "age >= 14",
    "integration_course in ['by_right', 'obliged', 'admitted']",
    "(german >= 3 or integration_course == 'completed') and eligibility_certificate == true",
    "refugee == true and trauma_referral == true",
    "district in ['suedring', 'hafen']",
    "cares_for_relative == true",
    "proof_of_low_income == true",
    "work_permission == true and cv == true",
    "german >= 3 and training_voucher == true",
]
SERVICES = REQUIREMENTS + ["age >= 0"] * (53 - len(REQUIREMENTS))


def test_rule_engine_evaluates_requirements(benchmark: Any) -> None:
    rule_engine = pytest.importorskip("rule_engine")
    rules = [rule_engine.Rule(text.replace("'", '"')) for text in SERVICES]
    assert len(benchmark(lambda: [rule.matches(PERSON) for rule in rules])) == 53


def test_zen_engine_evaluates_requirements(benchmark: Any) -> None:
    zen = pytest.importorskip("zen")
    columns = [
        {
            "_id": f"r{number}",
            "i": f"({text})",
            "o": f"'{number}'",
        }
        for number, text in enumerate(SERVICES)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "i", "name": "requirement"}],
        "outputs": [{"id": "o", "name": "service", "field": "service"}],
        "rules": columns,
    }
    content = {
        "nodes": [
            {"id": "a", "name": "in", "type": "inputNode"},
            {"id": "b", "name": "match", "type": "decisionTableNode", "content": table},
            {"id": "c", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "e1", "sourceId": "a", "targetId": "b", "type": "edge"},
            {"id": "e2", "sourceId": "b", "targetId": "c", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    assert benchmark(decision.evaluate, PERSON)["result"]
