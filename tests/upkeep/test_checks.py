"""What is worth a look in the sample network: exactly what was planted, each with its place."""

from __future__ import annotations

from cafematch.upkeep.checks import check_network
from shipped import neuwerder


def test_the_planted_defects_of_neuwerder() -> None:
    found = check_network(neuwerder().catalog, neuwerder().rules)
    told = {
        (problem.code, problem.message.partition(" (")[0], problem.location.file.rpartition("/")[2])
        for problem in found
        if problem.location is not None
    }
    assert told == {
        (
            "always-free",
            "'wh.lager' always has free places; this never counts as a reason",
            "wh.yaml",
        ),
        (
            "cold-interface",
            "between 'ks' and 'kl' people fall through: no agreement, quality 0",
            "handovers.yaml",
        ),
        (
            "duplicate-offer",
            "'wh.vermittlung' and 'lk.kompetenz' both offer help with the CV",
            "wh.yaml",
        ),
        (
            "long-wait",
            "'an.psz' has a wait of 7 months, with something in the meantime",
            "an.yaml",
        ),
        (
            "requirement-ends",
            "a requirement of 'sf.ikurs' ends on 2026-12-31, and nothing follows it",
            "sf.yaml",
        ),
        ("stale-entry", "'nh.tafel' was last verified on 2025-01-14", "nh.yaml"),
        ("unserved-need", "nobody in neuwerder answers the need 'health.disability_support'", "needs.yaml"),
        ("unserved-need", "nobody in neuwerder answers the need 'situation.care_leaver'", "needs.yaml"),
        ("unserved-need", "nobody in neuwerder answers the need 'situation.crime_victim'", "needs.yaml"),
        ("unserved-need", "nobody in neuwerder answers the need 'status.discrimination'", "needs.yaml"),
    }
    assert {problem.severity for problem in found} == {"warning"}
