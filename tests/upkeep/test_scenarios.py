"""Scenarios: the examples hold, every key of expect.yaml is met or told in full, and a wrong word is a problem."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path as FilePath

import pytest

from cafematch import Catalog, InvalidData, Matcher, Problem, RuleSet, Suggestion, load_catalog, load_rules
from cafematch.matching.suggestion import (
    Applied,
    ContactCard,
    Entrance,
    Fallback,
    Fingerprint,
    HandoverShown,
    HangsOn,
    Message,
    Offer,
    Path,
    PlaceShown,
    Question,
    SafeguardCard,
    Step,
    SupportShown,
    ThresholdShown,
)
from cafematch.model.text import Text
from cafematch.reading.yamlfile import parse_yaml
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.expectations import Expectation, StepProperties
from cafematch.upkeep.scenarios.running import Scenario, ScenarioResult, find_scenarios, load_scenario, run_scenario
from shipped import matcher_for

ROOT = FilePath(__file__).parents[2]
EXAMPLES = find_scenarios(ROOT / "examples")
SAYS = Text.of("…")
NOW = Message.of("opens_now")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "catalog", "neuwerder")


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> RuleSet:
    return load_rules(ROOT / "rules", catalog=catalog)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example(folder: FilePath) -> None:
    result = run_scenario(matcher_for(folder.name), load_scenario(folder))
    assert told(result) == []
    assert result.passed


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_says_its_situation_in_two_lines_and_expects_at_least_four_things(folder: FilePath) -> None:
    for name in ("profile.yaml", "expect.yaml"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        assert [line.startswith("# ") for line in lines[:3]] == [True, True, False][: len(lines)]
    assert len(load_scenario(folder).expectation.model_fields_set) >= 4


# A small suggestion, made by hand. Its first path:
#   1 wc.lotsen    navigation        T0 H3  16 March, 10:00
#   2 kl.notfall   debt_emergency    T1 H2  16 March, 14:00   an interpreter comes along; if it fails: kl.sozialrecht
#   3 kl.schulden  debt_counselling  T3 H1  26 May            conditional
# Its second path:
#   1 ob.peers     peer_support      T0 H4  no date           answers no need
#   2 x.jobcenter  statutory_office  T4 H0  17 March, 08:00


def step(position: int, service: str, kind: str, threshold: str, handover: str, begins: str | None) -> Step:
    organisation = service.partition(".")[0] if not service.startswith("x.") else service.replace(".", "")
    return Step(
        position=position,
        service=service,
        name=SAYS,
        organisation=organisation,
        organisation_name=SAYS,
        kind=kind,
        kind_label=SAYS,
        does=SAYS,
        answers=("money.debts",),
        status="confirmed",
        hangs_on=(),
        opens_when=NOW,
        earliest=datetime.fromisoformat(begins) if begins else None,
        door=Message.of("door"),
        place=PlaceShown(None, None, None, None),
        phone=None,
        hours=None,
        languages=(),
        threshold=ThresholdShown(threshold, SAYS, ()),
        handover=HandoverShown(handover, SAYS, handover, NOW, None, False, ""),
        supports=(),
        bring=(),
        warnings=(),
        check=(),
        confidentiality=None,
        meanwhile=None,
        if_it_fails=Fallback("wc.lotsen", SAYS, Message.of("fallback_entrance")),
        chosen=None,
        parallel_with=(),
        later=False,
        lines=(),
        at="",
    )


def path(rank: int, *steps: Step) -> Path:
    return Path(rank, 0, (), (), (), None, (), (), steps)


INTERPRETER = SupportShown("wc.sprachmittlung", SAYS, "interpreting", ("language",), None, NOW, None, "")
NAVIGATORS = step(1, "wc.lotsen", "navigation", "T0", "H3", "2026-03-16T10:00")
URGENT_DESK = replace(
    step(2, "kl.notfall", "debt_emergency", "T1", "H2", "2026-03-16T14:00"),
    supports=(INTERPRETER,),
    confidentiality=None,
    meanwhile=None,
    if_it_fails=Fallback("kl.sozialrecht", SAYS, Message.of("fallback_service")),
    handover=HandoverShown("H2", SAYS, "H3", NOW, None, False, ""),
)
DEBT_ADVICE = replace(
    step(3, "kl.schulden", "debt_counselling", "T3", "H1", "2026-05-26T09:00"),
    status="conditional",
    hangs_on=(HangsOn("papers_sorted", NOW, ""),),
)
PEERS = replace(step(1, "ob.peers", "peer_support", "T0", "H4", None), answers=())
OFFICE = step(2, "x.jobcenter", "statutory_office", "T4", "H0", "2026-03-17T08:00")

NOTHING = Suggestion(
    cafematch="1",
    network="neuwerder",
    network_name=SAYS,
    as_of=datetime(2026, 3, 16, 10),
    fingerprint=Fingerprint("", "", ""),
    wish=None,
    entrance=Entrance("wc.lotsen", SAYS, "wc", None, None, None, False),
)
ANSWER = replace(
    NOTHING,
    safeguards=(
        SafeguardCard(
            rule="bed-tonight",
            title=SAYS,
            because=SAYS,
            do=(),
            contacts=(ContactCard("ob.nacht_bruecke", SAYS, "emergency_shelter", None, None, SAYS),),
            stops_matching=False,
            no_printout=False,
            at="",
        ),
    ),
    paths=(path(1, NAVIGATORS, URGENT_DESK, DEBT_ADVICE), path(2, PEERS, OFFICE)),
    offers=(Offer("wc.kochen", SAYS, "cooking_group", "guest", "cooking_hosting", NOW, None, NOW, ""),),
    applied=(
        Applied("call-first-after-six-months", SAYS, NOW, ""),
        Applied("home-and-energy-before-debts", SAYS, NOW, ""),
    ),
    questions=(Question("income_basis", NOW, NOW, ()),),
)


class Answering(Matcher):
    """A matcher that always gives the same answer."""

    def __init__(self, catalog: Catalog, rules: RuleSet, answer: Suggestion) -> None:
        super().__init__(catalog, rules)
        self.answer = answer

    def suggest(self, *args: object, **options: object) -> Suggestion:
        return self.answer


@pytest.fixture(scope="module")
def answering(catalog: Catalog, rules: RuleSet) -> Answering:
    return Answering(catalog, rules, ANSWER)


@pytest.fixture(scope="module")
def silent(catalog: Catalog, rules: RuleSet) -> Answering:
    return Answering(catalog, rules, NOTHING)


def scenario(expect: str, profile: str = "") -> Scenario:
    file = parse_yaml(expect.encode(), "expect.yaml")
    value = file.value
    assert isinstance(value, dict)
    return Scenario("a-case", parse_yaml(profile.encode(), "profile.yaml"), Expectation.model_validate(value), file)


def failures(matcher: Matcher, expect: str, profile: str = "") -> list[str]:
    return told(run_scenario(matcher, scenario(expect, profile)))


def told(result: ScenarioResult) -> list[str]:
    """Return what does not hold, in English: line and column, what was expected, what came instead."""
    say = Wording(result.answered.catalog, "en").say
    return [
        f"{place.line}:{place.column} {say(failure.expected)} {say(failure.found)}"
        for check in result.checks
        for failure in check.failures
        for place in [result.place(check, failure)]
    ]


ROUTE = "wc.lotsen (navigation) > kl.notfall (debt_emergency) > kl.schulden (debt_counselling)"

HOLDS = [
    "flags: [bed-tonight, call-first-after-six-months]",
    "first_any_of: [debt_counselling, debt_emergency]",
    "first_any_of: [navigation]",
    "first: {threshold_max: T1, handover_min: H2, handover_max: H2, today: true, before: 2026-03-17, services: [kl]}",
    "first: {services: [kl.notfall, kl.schulden]}",
    "later_all: [navigation, interpreting, debt_counselling]",
    "later_one_of: [job_placement, debt_counselling]",
    "order: [[navigation, debt_emergency], [debt_emergency, debt_counselling], [job_placement, training_measure]]",
    "max_new_organisations: 1",
    "not_first: [debt_emergency, debt_counselling]",
    "not_before: {debt_counselling: 2026-05-26, statutory_office: 2026-03-17, peer_support: 2027-01-01}",
    "conditional_only: [debt_counselling]",
    "only_accompanied: [peer_support, job_placement]",
    "every_step: {threshold_max: T4}",
    "forbidden: [training_measure]",
    "forbidden_services: [wc.cafe, wh]",
    "offers_any_of: [repair_cafe, cooking_group]",
    "no_offers: false",
    "asks_any_of: [age, income_basis]",
    "explained_by: [bed-tonight, home-and-energy-before-debts]",
]

FAILS = [
    (
        "flags: [bed-tonight, minor-alone]",
        [
            "1:22 These safeguards or marks are there: rule “Anyone under 18 and alone is accompanied to "
            "the youth emergency service today” (minor-alone). There are: rule “Whoever has nowhere to "
            "sleep tonight gets a bed first” (bed-tonight); rule “What nobody has checked for six months "
            "is called first” (call-first-after-six-months).",
        ],
    ),
    (
        "flags: []",
        [
            "1:1 No safeguard and no mark. There are: rule “Whoever has nowhere to sleep tonight gets a "
            "bed first” (bed-tonight); rule “What nobody has checked for six months is called first” "
            "(call-first-after-six-months).",
        ],
    ),
    (
        "first_any_of: [debt_counselling]",
        [
            "1:1 The first step is of one of these kinds: debt advice (debt_counselling). The first step "
            "that does not merely come along is “…” (kl.notfall, debt_emergency). The path: 1. “…” "
            "(navigation); 2. “…” (debt_emergency); 3. “…” (debt_counselling).",
        ],
    ),
    (
        "first_any_of: []",
        [
            "1:1 There is no path and no step. The path: 1. “…” (navigation); 2. “…” (debt_emergency); 3. "
            "“…” (debt_counselling).",
        ],
    ),
    (
        "first: {threshold_max: T0, handover_min: H3, today: false, before: 2026-03-16, services: [ob, wc.lotsen]}",
        [
            "1:9 The first step, “…” (kl.notfall, debt_emergency): threshold T0 at most. Threshold T1.",
            "1:28 The first step, “…” (kl.notfall, debt_emergency): hand-over H3 at least. Hand-over H2 "
            "(offered: up to H3).",
            "1:46 The first step, “…” (kl.notfall, debt_emergency): begins later than today (Mon 16 March "
            "2026). Begins Mon 16 March 2026.",
            "1:60 The first step, “…” (kl.notfall, debt_emergency): begins before Mon 16 March 2026. "
            "Begins Mon 16 March 2026.",
            "1:80 The first step, “…” (kl.notfall, debt_emergency), is at one of these: “Obdach & Brücke "
            "e.V.” (ob); “Navigators' table” (wc.lotsen). It is “Debt emergency hour (protected account, "
            "energy cut-off)” (kl.notfall).",
        ],
    ),
    (
        "first: {handover_max: H1}",
        [
            "1:9 The first step, “…” (kl.notfall, debt_emergency): hand-over H1 at most. Hand-over H2 "
            "(offered: up to H3).",
        ],
    ),
    (
        "later_all: [debt_counselling, debt_emergency, family_centre]",
        [
            "1:31 These kinds come later or go along: urgent debt desk (debt_emergency); family centre "
            "(family_centre). The path: 1. “…” (navigation); 2. “…” (debt_emergency); 3. “…” "
            "(debt_counselling).",
        ],
    ),
    (
        "later_one_of: [debt_emergency, family_centre]",
        [
            "1:1 One of these kinds comes later or goes along: urgent debt desk (debt_emergency); family "
            "centre (family_centre). The path: 1. “…” (navigation); 2. “…” (debt_emergency); 3. “…” "
            "(debt_counselling).",
        ],
    ),
    (
        "order: [[debt_counselling, debt_emergency], [job_placement, debt_counselling]]",
        [
            "1:9 debt advice (debt_counselling) stands before urgent debt desk (debt_emergency). The path: "
            "1. “…” (navigation); 2. “…” (debt_emergency); 3. “…” (debt_counselling).",
            "1:45 job placement (job_placement) stands before debt advice (debt_counselling). The path: 1. "
            "“…” (navigation); 2. “…” (debt_emergency); 3. “…” (debt_counselling).",
        ],
    ),
    (
        "max_new_organisations: 0",
        [
            "1:1 No new organisation in the first seven days. There is one: “Klartext Schuldner- und "
            "Sozialrechtshilfe e.V.” (kl).",
        ],
    ),
    (
        "not_first: [navigation, statutory_office]",
        [
            "1:13 No path begins with: navigators (navigation). Path 1 begins with “…” (wc.lotsen, navigation).",
            "1:25 No path begins with: public office (statutory_office). Path 2 begins with “…” "
            "(x.jobcenter, statutory_office).",
        ],
    ),
    (
        "not_before: {debt_counselling: 2026-06-01}",
        [
            "1:14 Path 1, step 3, “…” (kl.schulden, debt_counselling): does not begin before Mon 1 June "
            "2026. Begins Tue 26 May 2026.",
        ],
    ),
    (
        "conditional_only: [debt_counselling, statutory_office]",
        [
            "1:38 Path 2, step 2, “…” (x.jobcenter, statutory_office), is not certain but hangs on "
            "something. The step is certain.",
        ],
    ),
    (
        "only_accompanied: [statutory_office, debt_emergency]",
        [
            "1:20 Path 2, step 2, “…” (x.jobcenter, statutory_office): somebody goes along. Nobody goes "
            "along; hand-over H0.",
            "1:38 Path 1, step 2, “…” (kl.notfall, debt_emergency): somebody goes along. Nobody goes "
            "along; hand-over H2.",
        ],
    ),
    (
        "every_step: {threshold_max: T2, before: 2026-05-01}",
        [
            "1:14 Path 1, step 3, “…” (kl.schulden, debt_counselling): threshold T2 at most. Threshold T3.",
            "1:14 Path 2, step 2, “…” (x.jobcenter, statutory_office): threshold T2 at most. Threshold T4.",
            "1:33 Path 1, step 3, “…” (kl.schulden, debt_counselling): begins before Fri 1 May 2026. "
            "Begins Tue 26 May 2026.",
            "1:33 Path 2, step 1, “…” (ob.peers, peer_support): begins before Fri 1 May 2026. No day is set.",
        ],
    ),
    (
        "forbidden: [emergency_shelter, interpreting, benefits_advice, cooking_group, debt_counselling]",
        [
            "1:13 “Night shelter Brücke” (ob.nacht_bruecke), night shelter (emergency_shelter), is "
            "nowhere. It is there: a contact of the safeguard: rule “Whoever has nowhere to sleep tonight "
            "gets a bed first” (bed-tonight).",
            "1:32 “Interpreting pool” (wc.sprachmittlung), interpreting (interpreting), is nowhere. It is "
            "there: goes along with: Path 1, step 2, “…” (kl.notfall, debt_emergency).",
            "1:46 “Independent benefits advice” (kl.sozialrecht), benefits advice (benefits_advice), is "
            "nowhere. It is there: the way on if this fails: Path 1, step 2, “…” (kl.notfall, "
            "debt_emergency).",
            "1:63 “World kitchen (cooking group)” (wc.kochen), cooking group (cooking_group), is nowhere. "
            "It is there: an offer to contribute.",
            "1:78 “Debt advice” (kl.schulden), debt advice (debt_counselling), is nowhere. It is there: "
            "Path 1, step 3.",
        ],
    ),
    (
        "forbidden_services: [ob, kl.notfall]",
        [
            "1:22 “Night shelter Brücke” (ob.nacht_bruecke), night shelter (emergency_shelter), is "
            "nowhere. It is there: a contact of the safeguard: rule “Whoever has nowhere to sleep tonight "
            "gets a bed first” (bed-tonight).",
            '1:22 “Peer guides "Back again"” (ob.peers), peer support (peer_support), is nowhere. It is '
            "there: Path 2, step 1.",
            "1:26 “Debt emergency hour (protected account, energy cut-off)” (kl.notfall), urgent debt desk "
            "(debt_emergency), is nowhere. It is there: Path 1, step 2.",
        ],
    ),
    (
        "offers_any_of: [repair_cafe]",
        [
            "1:1 An offer to contribute is of one of these kinds: repair café (repair_cafe). Offered is: "
            "cooking group (cooking_group).",
        ],
    ),
    (
        "no_offers: true",
        [
            "1:1 No offer to contribute. Offered is: “World kitchen (cooking group)” (wc.kochen).",
        ],
    ),
    (
        "asks_any_of: [age]",
        [
            "1:1 One of these is asked for: Age (age). Asked for: Income (income_basis).",
        ],
    ),
    (
        "asks_any_of: []",
        [
            "1:1 Nothing is asked. Asked for: Income (income_basis).",
        ],
    ),
    (
        "explained_by: [minor-alone, bed-tonight]",
        [
            "1:16 This had a part in it: rule “Anyone under 18 and alone is accompanied to the youth "
            "emergency service today” (minor-alone). It did nothing in this answer.",
        ],
    ),
]

HOLDS_IN_SILENCE = [
    "flags: []",
    "first_any_of: []",
    "no_offers: true",
    "asks_any_of: []",
    "max_new_organisations: 0",
    "order: [[navigation, debt_emergency]]",
    "not_first: [navigation]",
    "every_step: {threshold_max: T0}",
]

FAILS_IN_SILENCE = [
    (
        "first_any_of: [navigation]",
        "1:1 The first step is of one of these kinds: navigators (navigation). There is no path.",
    ),
    (
        "first: {today: true}",
        "1:1 There is a first step. There is no path.",
    ),
    (
        "later_all: [navigation]",
        "1:13 These kinds come later or go along: navigators (navigation). There is no path.",
    ),
    (
        "no_offers: false",
        "1:1 At least one offer to contribute. Nothing is offered.",
    ),
    (
        "asks_any_of: [age]",
        "1:1 One of these is asked for: Age (age). Nothing is asked.",
    ),
    (
        "explained_by: [minor-alone]",
        "1:16 This had a part in it: rule “Anyone under 18 and alone is accompanied to the youth emergency "
        "service today” (minor-alone). It did nothing in this answer.",
    ),
]


@pytest.mark.parametrize("expect", HOLDS)
def test_what_holds(answering: Answering, expect: str) -> None:
    assert failures(answering, expect) == []


@pytest.mark.parametrize(("expect", "told"), FAILS)
def test_what_fails_is_told_in_full(answering: Answering, expect: str, told: list[str]) -> None:
    assert failures(answering, expect) == told


@pytest.mark.parametrize("expect", HOLDS_IN_SILENCE)
def test_what_holds_where_nothing_is_suggested(silent: Answering, expect: str) -> None:
    assert failures(silent, expect) == []


@pytest.mark.parametrize(("expect", "told"), FAILS_IN_SILENCE)
def test_what_fails_where_nothing_is_suggested(silent: Answering, expect: str, told: str) -> None:
    assert failures(silent, expect) == [told]


def test_every_key_is_shown_to_hold_and_to_fail() -> None:
    keys = set(Expectation.model_fields)
    assert {expect.partition(":")[0] for expect in HOLDS} == keys
    assert {expect.partition(":")[0] for expect, _ in FAILS} == keys


def test_every_property_of_a_step_is_shown_to_fail() -> None:
    told = "".join(expect for expect, _ in FAILS if expect.startswith(("first:", "every_step:")))
    assert [name for name in StepProperties.model_fields if name not in told] == []


@pytest.mark.parametrize(
    ("profile", "new"),
    [
        ("", {"kl"}),
        ("at: kl", set()),
        ("at: ob.peers", {"kl"}),
        ("background: {existing_trust: [kl]}", set()),
        ("background: {existing_trust: [der Imam]}", {"kl"}),
        ("background: {previous_contacts: [{service: kl.schulden, experience: bad}]}", set()),
    ],
)
def test_a_familiar_organisation_is_not_new(answering: Answering, profile: str, new: set[str]) -> None:
    told = failures(answering, "max_new_organisations: 0", profile)
    assert {organisation for line in told for organisation in re.findall(r"\((\w+)\)", line)} == new


def test_a_companion_that_answers_a_need_is_a_beginning(catalog: Catalog, rules: RuleSet) -> None:
    peers_help = replace(PEERS, answers=("health.addiction",))
    matcher = Answering(catalog, rules, replace(ANSWER, paths=(path(1, peers_help, OFFICE),)))
    assert failures(matcher, "not_first: [statutory_office]") == []
    assert failures(matcher, "first_any_of: [statutory_office]") == []


def test_companions_alone_begin_with_the_first_of_them(catalog: Catalog, rules: RuleSet) -> None:
    matcher = Answering(catalog, rules, replace(ANSWER, paths=(path(1, NAVIGATORS),)))
    assert failures(matcher, "first: {services: [wc.lotsen], handover_min: H3}\nmax_new_organisations: 0") == []


def test_a_result_tells_every_line_that_fails_with_its_place(answering: Answering) -> None:
    result = run_scenario(answering, scenario("# a comment\nno_offers: false\nasks_any_of: [age]\nflags: []\n"))
    assert [(check.key, check.at.line, check.passed) for check in result.checks] == [
        ("no_offers", 2, True),
        ("asks_any_of", 3, False),
        ("flags", 4, False),
    ]
    assert not result.passed


def test_the_part_of_a_long_line_that_fails_has_its_own_place(answering: Answering) -> None:
    text = "order:\n  - [navigation, debt_emergency]\n  - [debt_counselling, debt_emergency]\nfirst:\n  threshold_max: T0\n"
    result = run_scenario(answering, scenario(text))
    assert [str(result.place(check, failure)) for check in result.checks for failure in check.failures] == [
        "expect.yaml:3:5",
        "expect.yaml:5:3",
    ]


def test_the_same_about_one_service_is_told_once(catalog: Catalog, rules: RuleSet) -> None:
    twice = (path(1, PEERS, OFFICE), path(2, OFFICE))
    matcher = Answering(catalog, rules, replace(ANSWER, paths=twice))
    assert len(failures(matcher, "every_step: {threshold_max: T1}")) == 1
    assert len(failures(matcher, "forbidden: [statutory_office]")) == 1


def test_the_story_is_what_the_two_files_begin_with() -> None:
    told_in = scenario("# We want this.\n# And that.\nflags: []\n# no more\n", "# Somebody\n#  sits here.\n\nneeds: []")
    assert told_in.story == ("Somebody", "sits here.", "We want this.", "And that.")


PROBLEMS_OF_FORM = [
    ("first_any: [navigation]\n", "expect.yaml:1:1: 'first_any' is no key here [unknown-key]"),
    ("first: {treshold_max: T1}\n", "expect.yaml:1:9: 'treshold_max' is no key here [unknown-key]"),
    ("later_all: navigation\n", "expect.yaml:1:12: expected a list, found 'navigation' [wrong-type]"),
    ("later_all:\nflags: []\n", "expect.yaml:1:11: expected a list, found nothing [wrong-type]"),
    ("forbidden: []\n", "expect.yaml:1:12: expected 1 entry or more, found none [too-few]"),
    (
        "not_before: {debt_counselling: soon}\n",
        "expect.yaml:1:32: expected a date such as 2026-03-02, found 'soon' [not-a-date]",
    ),
    ("max_new_organisations: -1\n", "expect.yaml:1:24: expected 0 or more, found -1 [out-of-range]"),
    ("first: {}\n", "expect.yaml:1:8: expected at least one key, found none [too-few]"),
    ("# nothing\n", "expect.yaml:1:1: expected at least one key, found none [too-few]"),
]


@pytest.mark.parametrize(("text", "told"), PROBLEMS_OF_FORM)
def test_what_is_wrong_with_the_form_is_a_problem(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    FilePath("expect.yaml").write_text(text, encoding="utf-8")
    FilePath("profile.yaml").write_text("", encoding="utf-8")
    assert list(problems_of_form(FilePath())) == [told]


def test_an_unknown_key_is_told_with_its_line_and_the_key_that_was_meant(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    FilePath("expect.yaml").write_text("flags: []\nfirst_any: [navigation]\n", encoding="utf-8")
    FilePath("profile.yaml").write_text("", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        load_scenario(".")
    assert str(caught.value) == (
        "expect.yaml:2:1: 'first_any' is no key here [unknown-key]\n"
        "  first_any: [navigation]\n"
        "  ^^^^^^^^^\n"
        "  hint: did you mean 'first_any_of'?"
    )


PROBLEMS_OF_NAMES = [
    (
        "later_all: [navigation, debt_councelling]\n",
        ["expect.yaml:1:25: there is no kind of service 'debt_councelling' [unknown-kind]"],
    ),
    (
        "order: [[navigation, navigator]]\n",
        ["expect.yaml:1:22: there is no kind of service 'navigator' [unknown-kind]"],
    ),
    (
        "not_before: {navigator: 2026-03-01}\n",
        ["expect.yaml:1:14: there is no kind of service 'navigator' [unknown-kind]"],
    ),
    ("explained_by: [minor-alon]\n", ["expect.yaml:1:16: there is no rule 'minor-alon' [unknown-rule]"]),
    (
        "flags: [home-and-energy-before-debts]\n",
        [
            "expect.yaml:1:9: there is no safeguard or mark of stale entries 'home-and-energy-before-debts' "
            "[unknown-flag]"
        ],
    ),
    (
        "asks_any_of: [age, need.safety.suicidality, need.work.job_search.urgency, need.housing.home]\n",
        ["expect.yaml:1:75: there is no fact 'need.housing.home' [unknown-fact]"],
    ),
    (
        "first: {services: [kl.notfal], threshold_max: T9}\nforbidden_services: [wc]\nevery_step: {handover_max: T1}\n",
        [
            "expect.yaml:1:20: there is no service or organisation 'kl.notfal' [unknown-service]",
            "expect.yaml:1:47: expected one of T0, T1, T2, T3, T4; found 'T9' [not-a-level]",
            "expect.yaml:3:28: expected one of H0, H1, H2, H3, H4; found 'T1' [not-a-level]",
        ],
    ),
]


@pytest.mark.parametrize(("text", "told"), PROBLEMS_OF_NAMES)
def test_a_name_that_nothing_has_is_a_problem(silent: Answering, text: str, told: list[str]) -> None:
    with pytest.raises(InvalidData) as caught:
        run_scenario(silent, scenario(text))
    assert [first_line(problem) for problem in caught.value.problems] == told


def test_the_problems_of_profile_and_expectation_are_told_together(silent: Answering) -> None:
    with pytest.raises(InvalidData) as caught:
        run_scenario(silent, scenario("flags: [nothing]\n", "needs: [money.dets]\n"))
    assert [problem.code for problem in caught.value.problems] == ["unknown-flag", "unknown-need"]


def test_a_folder_without_one_of_the_files_is_found_and_its_problems_told(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b-case/profile.yaml", "a-case/expect.yaml", "notes/readme.txt"):
        FilePath(name).parent.mkdir()
        FilePath(name).write_text("first: {}\n", encoding="utf-8")
    assert find_scenarios(".") == (FilePath("a-case"), FilePath("b-case"))
    for name, codes in (("a-case", ["too-few", "missing-file"]), ("b-case", ["missing-file"])):
        with pytest.raises(InvalidData) as caught:
            load_scenario(name)
        assert [problem.code for problem in caught.value.problems] == codes


def problems_of_form(folder: FilePath) -> Iterator[str]:
    with pytest.raises(InvalidData) as caught:
        load_scenario(folder)
    yield from map(first_line, caught.value.problems)


def first_line(problem: Problem) -> str:
    return str(problem).partition("\n")[0]
