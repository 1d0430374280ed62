"""What is worth a look in the sample networks: exactly what was planted, each with its place."""

from __future__ import annotations

from cafematch.upkeep.checks import check_network
from shipped import bordeaux, neuwerder


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


# What thirteen services cannot do. It is many, it is true, and each is told as a gap to whoever needs it.
UNSERVED_IN_BORDEAUX = """
admin.digital_skills admin.online_access admin.repair
basic.clothing_household basic.energy_cutoff basic.hygiene
family.caring_for_relative family.couple_conflict family.parenting family.relief family.school_support
family.separation_custody
health.addiction health.care_need health.disability_support health.mental_distress health.no_insurance
health.physical_untreated health.pregnancy health.trauma
housing.tenancy_dispute
language.interpreting language.literacy language.local_b1plus language.local_basic language.local_vocational
language.practice
money.account_seized money.budgeting money.debts
safety.child_endangerment safety.domestic_violence safety.exploitation safety.medical_emergency safety.sexual_violence
safety.suicidality safety.threat_stalking safety.unaccompanied_minor
situation.bereavement situation.care_leaver situation.crime_victim situation.prison_release
situation.youth_home_conflict
social.neighbour_help
status.asylum_procedure status.deportation_threat status.discrimination status.family_reunification
status.identity_documents status.naturalisation status.residence_permit status.toleration status.undocumented
work.job_search work.permit work.rights_dispute work.self_employment work.training
"""


def test_what_is_worth_a_look_in_bordeaux() -> None:
    found = check_network(bordeaux().catalog, bordeaux().rules)
    gaps = [problem.message for problem in found if problem.code == "unserved-need"]
    assert {message.split("'")[1] for message in gaps} == set(UNSERVED_IN_BORDEAUX.split())
    assert [(problem.code, problem.message) for problem in found if problem.code != "unserved-need"] == [
        ("cold-interface", "between 'bxa' and 'xmdsi_b' people fall through: no agreement, quality 0"),
    ]
    assert {problem.severity for problem in found} == {"warning"}
