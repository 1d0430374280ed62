"""Mistakes people make in catalog, rules and scenarios: one slip in one file each, and who must tell of it.

`tests/upkeep/test_mutations.py` makes each of them in a copy of the shipped data and asserts that it is told on its line.
"""

from __future__ import annotations

from dataclasses import dataclass

NEUWERDER = "catalog/neuwerder/organisations"


@dataclass(frozen=True)
class Mutation:
    """One slip: in `file` the first `old` after `after` becomes `new`.

    `code` is what `cafematch check` tells then, and `line` a part of the line that it names; where it is `cafematch
    test` that finds the slip, `code` names the scenario or the rule whose example fails, and `line` the line that fails.
    """

    slip: str
    file: str
    old: str
    new: str
    code: str
    line: str
    after: str = ""


MUTATIONS = (
    # words and shapes, told while reading
    Mutation(
        "a need misspelt", f"{NEUWERDER}/ob.yaml", "housing.unfit]", "housing.unfti]", "unknown-need", "housing.unfti]"
    ),
    Mutation(
        "a kind misspelt",
        f"{NEUWERDER}/kl.yaml",
        "kind: debt_counselling",
        "kind: debt_counceling",
        "unknown-kind",
        "kind: debt_counceling",
    ),
    Mutation(
        "a key misspelt", f"{NEUWERDER}/kl.yaml", "    addresses: [", "    adresses: [", "unknown-key", "adresses: ["
    ),
    Mutation(
        "a kind left out",
        f"{NEUWERDER}/kl.yaml",
        "    kind: debt_counselling\n",
        "",
        "missing-key",
        "- id: kl.schulden",
    ),
    Mutation(
        "an id used twice",
        f"{NEUWERDER}/kl.yaml",
        "id: kl.notfall",
        "id: kl.schulden",
        "duplicate-id",
        "id: kl.schulden",
    ),
    Mutation(
        "a capital in an id", f"{NEUWERDER}/kl.yaml", "id: kl.notfall", "id: kl.Notfall", "bad-id", "id: kl.Notfall"
    ),
    Mutation(
        "a host nobody knows",
        f"{NEUWERDER}/kl.yaml",
        "{organisation: wc",
        "{organisation: cw",
        "unknown-organisation",
        "{organisation: cw",
    ),
    Mutation(
        "a hand-over to nobody",
        "catalog/neuwerder/handovers.yaml",
        "to: ob\n",
        "to: obb\n",
        "handover-to-nobody",
        "to: obb",
    ),
    Mutation(
        "hours in German",
        f"{NEUWERDER}/kl.yaml",
        "hours: Mo-Th 09:00-16:00; PH off",
        "hours: Mo-Do 9-16 Uhr",
        "bad-hours",
        "Mo-Do 9-16 Uhr",
    ),
    Mutation(
        "a level there is not",
        f"{NEUWERDER}/wh.yaml",
        "language.de: {at_least: B1}",
        "language.de: {at_least: B3}",
        "not-a-level",
        "{at_least: B3}",
    ),
    Mutation(
        "swapped bounds",
        f"{NEUWERDER}/wc.yaml",
        "between: [1, 8]",
        "between: [8, 1]",
        "swapped-bounds",
        "between: [8, 1]",
    ),
    Mutation(
        "a day no calendar has",
        f"{NEUWERDER}/kl.yaml",
        "on: 2026-03-02",
        "on: 2026-02-30",
        "not-a-date",
        "on: 2026-02-30",
    ),
    Mutation(
        "a duration in German",
        f"{NEUWERDER}/kl.yaml",
        "wait: 10 weeks",
        "wait: 10 Wochen",
        "not-a-duration",
        "10 Wochen",
    ),
    Mutation(
        "a fact misspelt in a rule",
        "rules/exclude/no-adult-shelter-under-18.yaml",
        "- age:",
        "- agee:",
        "unknown-fact",
        "- agee:",
    ),
    Mutation(
        "a weight misspelt",
        "rules/prefer/start-where-there-is-trust.yaml",
        "points: ",
        "points: x",
        "unknown-weight",
        "points: x",
    ),
    Mutation(
        "a file indented wrongly",
        f"{NEUWERDER}/kl.yaml",
        "    kind: debt_counselling",
        "   kind: debt_counselling",
        "yaml-syntax",
        "kind: debt_counselling",
    ),
    Mutation(
        "a rule retired without a reason",
        "rules/exclude/no-couple-talks-where-there-is-violence.yaml",
        "status: active",
        "status: retired",
        "missing-key",
        "status: retired",
    ),
    Mutation(
        "what a service does not do is left out",
        f"{NEUWERDER}/kl.yaml",
        "    does_not:",
        "    does:",
        "duplicate-key",
        "    does:",
    ),
    # what can never work, decided by the conditions
    Mutation(
        "an age nobody has",
        f"{NEUWERDER}/mi.yaml",
        "- age: {at_least: 27}",
        "- age: {at_least: 27, at_most: 26}",
        "unreachable-service",
        "{at_least: 27, at_most: 26}",
    ),
    Mutation(
        "two lines that exclude each other",
        f"{NEUWERDER}/mi.yaml",
        "at_least: 12",
        "at_least: 27",
        "unreachable-service",
        "{at_least: 27}",
    ),
    Mutation(
        "a line that excludes nobody",
        f"{NEUWERDER}/mi.yaml",
        "- age: {at_least: 27}",
        "- age: {at_least: 0}",
        "always-holds",
        "{at_least: 0}",
    ),
    Mutation(
        "a line written twice",
        f"{NEUWERDER}/wh.yaml",
        "      - cv: true\n",
        "      - cv: true\n      - cv: true\n",
        "superfluous-line",
        "- cv: true",
    ),
    Mutation(
        "a branch written twice",
        "rules/sequence/home-and-energy-before-debts.yaml",
        "{need: housing.eviction_risk}, ",
        "{need: housing.eviction_risk}, {need: housing.eviction_risk}, ",
        "dead-branch",
        "{need: housing.eviction_risk}, {need",
    ),
    Mutation(
        "a service that requires what it gives",
        f"{NEUWERDER}/lk.yaml",
        "    requires: []",
        "    requires: [cv: true]",
        "prerequisite-circle",
        "requires: [cv: true]",
    ),
    Mutation(
        "a letter nobody writes any more",
        "catalog/bordeaux/organisations/bxd.yaml",
        "      - orientation_letter: true\n        after: 1 week\n",
        "",
        "unprovided-fact",
        "- orientation_letter: true",
    ),
    Mutation(
        "a rule that can never act",
        "rules/threshold/low-threshold-when-distrustful.yaml",
        "  - feeling.distrust_services: {at_least: 3}\n",
        "  - feeling.distrust_services: {at_least: 3}\n  - feeling.distrust_services: {at_most: 1}\n",
        "rule-never-acts",
        "{at_least: 3}",
    ),
    Mutation(
        "a rule about no service",
        "rules/exclude/no-adult-shelter-under-18.yaml",
        "- kind: emergency_shelter",
        "- kind: emergency_shelter\n  - transmission_duty: true",
        "rule-without-service",
        "services:",
    ),
    Mutation(
        "a setting nobody can fall below",
        "rules/pace/one-new-place-when-it-is-all-too-much.yaml",
        "new_organisations_at_once: 1",
        "new_organisations_at_once: 3",
        "always-holds",
        "new_organisations_at_once: {at_least: 2}",
    ),
    # what grew old, or no longer fits together
    Mutation(
        "nobody answers a need any more", f"{NEUWERDER}/ob.yaml", ", housing.unfit]", "]", "unserved-need", "unfit:"
    ),
    Mutation(
        "nobody gets on any more",
        "catalog/bordeaux/handovers.yaml",
        "quality: 1",
        "quality: 0",
        "cold-interface",
        "- from:",
    ),
    Mutation(
        "an entry grown old",
        f"{NEUWERDER}/lk.yaml",
        "verified: {on: 2026-03-05",
        "verified: {on: 2024-03-05",
        "stale-entry",
        "2024-03-05",
    ),
    Mutation(
        "a number of places grown old",
        f"{NEUWERDER}/kl.yaml",
        "as_of: 2026-03-02}",
        "as_of: 2025-03-02}",
        "old-capacity",
        "as_of: 2025-03-02}",
    ),
    Mutation(
        "a service copied from another organisation",
        f"{NEUWERDER}/wh.yaml",
        "id: wh.lager",
        "id: wc.lager",
        "foreign-id",
        "id: wc.lager",
    ),
    Mutation(
        "a day still to come",
        f"{NEUWERDER}/kl.yaml",
        "as_of: 2026-03-02}",
        "as_of: 2027-03-02}",
        "date-in-future",
        "as_of: 2027-03-02}",
    ),
    Mutation(
        "a source nobody has looked at",
        "rules/threshold/low-threshold-when-distrustful.yaml",
        "checked: 2026-03-01",
        "checked: 2023-03-01",
        "old-source",
        "checked: 2023-03-01",
    ),
    Mutation(
        "an address cut short",
        "rules/threshold/low-threshold-when-distrustful.yaml",
        "url: https://pmc",
        "url: pmc",
        "source-address",
        "url: pmc",
    ),
    Mutation(
        "a review date passed",
        "rules/pace/side-by-side-when-managing.yaml",
        "review_by: 2027-03-01",
        "review_by: 2026-03-01",
        "review-due",
        "review_by: 2026-03-01",
    ),
    Mutation(
        "a requirement that ends",
        f"{NEUWERDER}/wh.yaml",
        "source: {title: § 4a AufenthG und § 61 AsylG, checked: 2026-03-01}",
        "valid_until: 2027-06-30",
        "requirement-ends",
        "valid_until: 2027-06-30",
    ),
    Mutation(
        "hours that are over",
        f"{NEUWERDER}/kl.yaml",
        "hours: Mo-Th 09:00-16:00; PH off",
        "hours: 2025 Mo-Th 09:00-16:00",
        "never-open",
        "2025 Mo-Th",
    ),
    Mutation(
        "a hand-over without a contact",
        "catalog/neuwerder/handovers.yaml",
        "    contact: {de: Tagesdienst im Tagestreff, en: Duty desk at the day centre, fr: Permanence de l'accueil de jour}\n",
        "",
        "missing-contact",
        "- from: wc",
    ),
    Mutation(
        "a translation left out",
        f"{NEUWERDER}/kl.yaml",
        ", fr: Conseil en surendettement}",
        "}",
        "untranslated-text",
        "{de: Soziale Schuldnerberatung, en: Debt advice}",
    ),
    Mutation(
        "a second file for one organisation",
        f"{NEUWERDER}/kl.yaml",
        "name: Klartext Schuldner- und Sozialrechtshilfe e.V.",
        "name: Nachbarschaftshaus Südring",
        "twin-organisations",
        "Nachbarschaftshaus Südring",
    ),
    Mutation(
        "somebody else's phone number",
        f"{NEUWERDER}/kl.yaml",
        "+49 30 23125 500",
        "+49 30 23125 560",
        "shared-phone",
        "+49 30 23125 560",
    ),
    Mutation(
        "a key in another place",
        f"{NEUWERDER}/kl.yaml",
        "{state: waitlist, wait: 10 weeks,",
        "{wait: 10 weeks, state: waitlist,",
        "key-order",
        "{wait: 10 weeks, state: waitlist,",
    ),
    # what good advice was, told by `cafematch test`
    Mutation(
        "a bound turned round",
        "rules/threshold/low-threshold-when-distrustful.yaml",
        "{at_least: 3}",
        "{at_most: 3}",
        "low-threshold-when-distrustful",
        "Vorsichtig, aber bereit",
    ),
    Mutation(
        "a threshold raised by one level",
        "rules/threshold/low-threshold-when-distrustful.yaml",
        "first_threshold_cap: T1",
        "first_threshold_cap: T2",
        "somebody-beside-the-bed",
        "Beratung braucht er nicht, ein Bett schon",
    ),
    Mutation(
        "grown up at seventeen",
        "rules/exclude/no-adult-shelter-under-18.yaml",
        "{below: 18}",
        "{below: 17}",
        "seventeen-at-eight-in-the-evening",
        "no-adult-shelter-under-18",
    ),
    Mutation(
        "another kind put later",
        "rules/sequence/home-and-energy-before-debts.yaml",
        "    then: [{kind: debt_counselling}]",
        "    then: [{kind: debt_emergency}]",
        "two-deadlines-and-no-strength-left",
        "first_any_of: [debt_emergency]",
    ),
    Mutation(
        "a safeguard made a draft",
        "rules/safeguard/violence-at-home.yaml",
        "status: active",
        "status: draft",
        "violence-at-home-by-day",
        "flags: [violence-at-home",
    ),
    Mutation(
        "an age limit moved",
        f"{NEUWERDER}/mi.yaml",
        "at_most: 26",
        "at_most: 36",
        "a-course-that-matters-to-him",
        "later_all: [training_measure]",
    ),
    Mutation(
        "a duty to report forgotten",
        f"{NEUWERDER}/x.jobcenter.yaml",
        "transmission_duty: true",
        "transmission_duty: false",
        "pregnant-without-papers",
        "explained_by: ",
    ),
    Mutation(
        "a colder hand-over",
        "rules/handover/introduce-in-person-where-there-is-violence.yaml",
        "H3",
        "H1",
        "violence-at-home-by-day",
        "handover_min: H3",
    ),
    Mutation(
        "a key of a scenario misspelt",
        "examples/thoughts-of-suicide/expect.yaml",
        "flags:",
        "flag:",
        "unknown-key",
        "flag: [",
    ),
    Mutation(
        "a need of a scenario misspelt",
        "examples/thoughts-of-suicide/profile.yaml",
        "safety.suicidality",
        "safety.suicidalty",
        "unknown-need",
        "safety.suicidalty",
    ),
)
