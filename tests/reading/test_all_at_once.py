"""All problems in one run: whatever else is wrong, a slip is told as if it were alone, once, and nothing follows from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from cafematch.errors import InvalidData, Problem
from cafematch.reading.loading import load_catalog, load_with, problems_beside
from cafematch.upkeep.scenarios.trials import Networks, run_scenarios
from shipped import ROOT

Slip = tuple[str, str, str]
"""A file, what stands in it, and what somebody wrote instead: on the same lines."""

ORGANISATIONS, VOCABULARY = "catalog/neuwerder/organisations", "catalog/vocabulary"
NH, LK, WC, SF = (f"{ORGANISATIONS}/{name}.yaml" for name in ("nh", "lk", "wc", "sf"))
NETWORK, HANDOVERS = "catalog/neuwerder/network.yaml", "catalog/neuwerder/handovers.yaml"
COMPANION = "rules/include/a-companion-by-right-at-the-office.yaml"
WARY = "rules/threshold/low-threshold-when-distrustful.yaml"
WAITING = "rules/dampen/waitlist-needs-a-bridge.yaml"

SLIPS: list[Slip] = [
    # An organisation: names of every sort, and whatever else can be wrong beside them.
    (NH, "kind: neighbour_help", "kind: neighbor_helpp"),
    (NH, "addresses: [social.neighbour_help]", "addresses: [social.neighbour_hlp]"),
    (NH, "district: {one_of: [suedring, hafen]}", "district: {one_of: [suedrng, hafen]}"),
    (NH, "areas: [caring_health, gardening_nature]", "areas: [caring_helth, gardening_nature]"),
    (NH, "hours: Mo-Fr 09:00-17:00; PH off", "hours: Mo bis Fr 9-17"),
    (NH, "place: {district: suedring, step_free: true}", "place: {district: sudring, step_free: true}"),
    (NH, "kind: repair_cafe", "kind: reparatur"),
    (NH, "transmission_duty: false", "transmision_duty: false"),
    (NH, "languages: {spoken: [de, tr], interpreter: false}", "languages: {spoken: [de, Türkisch], interpreter: false}"),
    (NH, "duration: 1 hour", "duration: 1 Stunde"),
    (LK, "also_offers: [cv_coaching]", "also_offers: [cv_couching]"),
    (WC, "interpreting: {genders: [woman, man]", "interpreting: {genders: [women, man]"),
    (WC, "pets: [dog]", "pets: [dogs]"),
    (WC, "children: {some: {between: [1, 8]}}", "childrn: {some: {between: [1, 8]}}"),
    (WC, "kind: childcare_onsite", "kind: childcare"),
    (SF, "  - id: sf.ikurs", "  - iid: sf.ikurs"),
    (SF, "kind: integration_course", "kind: integrations_course"),
    # The network and its hand-overs.
    (NETWORK, "next_to: [hafen, nordend, lindenhof]", "next_to: [hafen, nordende, lindenhof]"),
    (NETWORK, "timezone: Europe/Berlin", "timezone: Europe/Berln"),
    (NETWORK, "entrance: wc.lotsen", "entrance: wc.lotse"),
    (HANDOVERS, "    to: ob\n", "    to: obb\n"),
    (HANDOVERS, "offers: H4", "offers: H5"),
    (HANDOVERS, "feedback: closed", "feedbak: closed"),
    # Words, and what is said in them.
    (f"{VOCABULARY}/thresholds.yaml", "lowest: T0", "lowest: T9"),
    (f"{VOCABULARY}/thresholds.yaml", "- appointment: same_day", "- apointment: same_day"),
    (f"{VOCABULARY}/kinds.yaml", "answers: [money.debts, money.budgeting]", "answers: [money.debt, money.budgeting]"),
    (f"{VOCABULARY}/facts.yaml", "label: {de: Tiere, en: Pets, fr: Animaux}", "label: [Tiere]"),
    (f"{VOCABULARY}/scales.yaml", "rank: 1", "rank: 2"),
    # Rules and weights.
    (COMPANION, "parameter.authority_policy: {at_least: accompanied}", "parameter.authority_polcy: {at_least: accompanied}"),
    (COMPANION, "then: {include: accompaniment}", "then: {include: acompaniment}"),
    (COMPANION, "  - addresses: money", "  - addresses: mony"),
    (COMPANION, "  checked: 2026-03-01", "  checked: 1.3.2026"),
    (WARY, "status: active", "status: retired"),
    (WARY, "owner: ", "ownr: "),
    (WAITING, "id: waitlist-needs-a-bridge", "id: waitlist-needs-bridge"),
    (WAITING, "review_by: 2027", "review_by: bald 2027"),
    ("rules/weights.yaml", "new_organisation:", "new_organisatoin:"),
    # A person.
    ("profile.yaml", "need: housing.eviction_risk", "need: housing.eviction_rsk"),
    ("profile.yaml", "urgency: now", "urgency: jetzt"),
    ("profile.yaml", "age: 28", "age: achtundzwanzig"),
    ("profile.yaml", "district: hafen", "district: haffen"),
    ("profile.yaml", "service: wc.kochen", "service: wc.kohen"),
    ("profile.yaml", "wish:", "wisch:"),
]  # fmt: skip

BROKEN: list[Slip] = [
    # What nobody can read on, or what names others use: nothing is told of what may stand there.
    (NH, "services:\n  - id", "services:\n   - : id"),
    (NH, "organisation: nh", "organization: nh"),
    (NH, "organisation: nh", "organisation: NH"),
    (NH, "  - id: nh.repair", "  - name2: x"),
    (NH, "  - id: nh.repair", "  - id: nh.Repair"),
    (NH, "services:\n  - id: nh.hilfe", "services: none\nmore:\n  - id: nh.hilfe"),
    (NETWORK, "languages: [de, en, fr]", "languages: [de, en, fr"),
    (NETWORK, "places:", "plaeces:"),
    (NETWORK, "  hafen: {", "  Hafen: {"),
    (HANDOVERS, "handovers:", "handover:"),
    (f"{VOCABULARY}/kinds.yaml", "answers: [money.debts", "answers: [money.debts]]"),
    (f"{VOCABULARY}/facts.yaml", "type: integer", "type: integer: x"),
    (f"{VOCABULARY}/facts.yaml", "type: integer", "type: integr"),
    (f"{VOCABULARY}/needs.yaml", "terms:", "terms: [x"),
    (f"{VOCABULARY}/needs.yaml", "terms:", "tems:"),
    (f"{VOCABULARY}/scales.yaml", "cefr:", "cerf:"),
    (f"{VOCABULARY}/competences.yaml", "areas:", "aereas:"),
    (f"{VOCABULARY}/words.yaml", "side_offers:", "side_ofers:"),
    (f"{VOCABULARY}/parameters.yaml", "default: T2", "default: T9"),
    (f"{VOCABULARY}/parameters.yaml", "default: T2", "default: {T2"),
    (f"{VOCABULARY}/feelings.yaml", "anchors:", "ankers:"),
    ("rules/weights.yaml", "weights:", "weights: ["),
    ("rules/weights.yaml", "weights:", "wheights:"),
    (WARY, "kind: threshold", "kind: treshold"),
    (WARY, "id: ", "idd: "),
    ("profile.yaml", "needs:", "nedes:"),
]

PROFILE = """\
network: neuwerder
needs:
  - {need: housing.eviction_risk}
  - {need: money.debts, urgency: now}
background:
  age: 28
  district: hafen
choices: [{service: wc.kochen, want: true}]
wish: Dass wir nicht rausfliegen.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the working folder, with a copy of the shipped catalog and rules and with a profile."""
    place = tmp_path_factory.mktemp("network")
    for name in ("catalog", "rules"):
        shutil.copytree(ROOT / name, place / name)
    (place / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        yield place


@pytest.fixture(scope="module")
def alone(folder: Path) -> dict[Slip, list[Problem]]:
    """Return what is told of every slip where it is the only one."""
    return {slip: told_with([slip]) for slip in SLIPS}


def told_with(slips: Iterable[Slip]) -> list[Problem]:
    """Return what is told of catalog, rules and profile with these slips; the files are as they were afterwards."""
    before: dict[Path, str] = {}
    for name, old, new in slips:
        text = Path(name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        before.setdefault(Path(name), text)
        Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems: list[Problem] = []
    try:
        catalog = load_catalog("catalog")
    except InvalidData as error:
        problems += [*error.problems, *problems_beside("catalog", None, "rules", ["profile.yaml"])]
    else:
        try:
            load_with(catalog, "rules", ["profile.yaml"])
        except InvalidData as error:
            problems += error.problems
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    return sorted(problems, key=lambda problem: problem.sort_key)


def shortly(problems: Iterable[Problem]) -> list[str]:
    """Return what is told, without the lines shown, on which more than one slip may stand."""
    return sorted(f"{problem.location}: {problem.message} [{problem.code}]" for problem in problems)


def test_a_slip_is_told_once(alone: dict[Slip, list[Problem]]) -> None:
    assert [slip for slip, told in alone.items() if len(told) != 1] == []


def test_slips_do_not_hide_each_other_and_nothing_follows_from_them(alone: dict[Slip, list[Problem]]) -> None:
    chance = Random(5)
    for some in (SLIPS, *(chance.sample(SLIPS, 3) for _ in range(12))):
        assert shortly(told_with(some)) == shortly(chain.from_iterable(alone[slip] for slip in some))


@pytest.mark.parametrize("broken", BROKEN, ids=[f"{Path(slip[0]).stem}-{number}" for number, slip in enumerate(BROKEN)])
def test_of_what_may_stand_where_nothing_can_be_read_nothing_is_told(
    broken: Slip, alone: dict[Slip, list[Problem]]
) -> None:
    others = [slip for slip in SLIPS if slip[0] != broken[0]]
    itself = told_with([broken])
    assert {problem.location.file for problem in itself if problem.location} == {broken[0]}
    told = shortly(told_with([broken, *others]))
    expected = shortly(chain(itself, *(alone[slip] for slip in others)))
    assert set(told) <= set(expected)
    assert len(told) == len(set(told))
    if broken[0].startswith((ORGANISATIONS, "rules", "profile")):
        assert told == expected


def test_names_of_an_expectation_and_of_its_profile_are_told_beside_other_problems(folder: Path) -> None:
    scenario = folder / "examples/a-case"
    scenario.mkdir(parents=True)
    (scenario / "profile.yaml").write_text("needs: [money.dets]\nage: 3\n", encoding="utf-8")
    (scenario / "expect.yaml").write_text(
        "flags: [nothing]\nfirst_any_of: [open_cafee]\nnot_frist: [open_cafe]\nfirst: {threshold_max: T9, today: morgen}\n",
        encoding="utf-8",
    )
    trial = run_scenarios(Networks(folder / "catalog", folder / "rules"), [Path("examples/a-case")])
    assert trial.unread == 1
    assert shortly(trial.problems) == [
        "examples/a-case/expect.yaml:1:9: there is no safeguard or mark of stale entries 'nothing' [unknown-flag]",
        "examples/a-case/expect.yaml:2:16: there is no kind of service 'open_cafee' [unknown-kind]",
        "examples/a-case/expect.yaml:3:1: 'not_frist' is no key here [unknown-key]",
        "examples/a-case/expect.yaml:4:24: expected one of T0, T1, T2, T3, T4; found 'T9' [not-a-level]",
        "examples/a-case/expect.yaml:4:35: expected true or false, found 'morgen' [wrong-type]",
        "examples/a-case/profile.yaml:1:9: there is no need 'money.dets' [unknown-need]",
        "examples/a-case/profile.yaml:2:1: 'age' is no key here [unknown-key]",
    ]
