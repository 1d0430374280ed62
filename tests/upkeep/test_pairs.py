"""Pairs: two people who differ in one fact, and what must change because of it – and what must not.

The table below is meant to be read, also by people who do not program. A block is one pair:

    the sentence that says who is right          (R04: the rule of the domain that decides, where one does)
        people   the two folders of examples/
        differ   the one thing in which the two profiles differ: what the first says / what the second says
        changes  something in the answer: for the first / for the second
        stays    something in the answer: the same for both

What can be looked at, in the answer and in its first path, the recommended one:

    first kind, first service, first threshold, first handover, first date     of the first step, companions passed over
                             where they only come along
    step KIND                yes if a step or somebody who comes along is of this kind
    date of KIND             the day on which the first step of this kind can begin
    KIND before KIND         yes if a step of the first kind stands before one of the second
    need NEED                the service that answers it, or open
    shown KIND               yes if it is anywhere in the answer, contacts, offers, alternatives and ways on included
    offer KIND               yes if it is offered
    asks FACT                yes if it is asked for
    left out SERVICE         the rule that says why it is not recommended, or no
    rule RULE                acts or silent
    setting NAME             the value of a dial of the path
    safeguards               those that show a card
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from cafematch import Suggestion
from cafematch.matching.suggestion import Step
from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.scenarios.running import load_scenario
from shipped import ROOT, matcher, matcher_for, suggestion_for

PAIRS = """
R04 before R10: a bed may ask for a first name, one level above the cap, even where somebody rejects everything
    people   roofless-tonight-with-a-dog / a-friend-lets-him-sleep-tonight
    differ   needs.housing.roofless_tonight.state: not said / met
    changes  first kind: emergency_shelter / peer_support
    changes  first threshold: T1 / T0
    changes  safeguards: bed-tonight municipal-duty-to-shelter / none
    stays    setting first_threshold_cap: T0
    stays    first handover: H3
    stays    step peer_support: yes

R11 carries R05: two deadlines and no strength left, so one contact is his and the navigator makes the other call
    people   two-deadlines-and-no-strength-left / two-deadlines-and-a-clear-head
    differ   feelings.overwhelm: 4 / 1
    changes  setting new_organisations_at_once: 1 / 5
    changes  setting handover_min: H2 / H0
    changes  step navigation: yes / no
    changes  step benefits_advice: no / yes
    changes  rule one-new-place-when-it-is-all-too-much: acts / silent
    stays    first service: kl.notfall
    stays    date of debt_emergency: 2026-03-16
    stays    date of housing_protection: 2026-03-16

R03 before R08: a minor in danger is protected, told so openly, even against the wish for silence
    people   sixteen-and-not-going-home / sixteen-and-afraid-at-home
    differ   needs.safety.child_endangerment: not said / named
    changes  safeguards: none / child-in-danger child-protection-consultation-by-law
    changes  need safety.child_endangerment: not named / ks.fachberatung
    stays    first service: ks.fachberatung
    stays    first threshold: T1
    stays    rule doors-without-a-name-when-afraid: acts
    stays    shown statutory_office: no

R13 beside R24: the house where it was bad stays only where nothing else is free, with a warning and with company
    people   hungry-and-free-only-after-work / hungry-and-free-all-day
    differ   constraints.availability: Mo-Fr 16:00-18:00 / Mo-Fr 08:00-18:00
    changes  first service: nh.sofort / ob.tagestreff
    changes  left out nh.sofort: no / not-back-to-a-bad-experience
    stays    rule not-back-to-a-bad-experience: acts
    stays    first handover: H2
    stays    first date: 2026-03-16

R15 before R16: where contact is dangerous, clearing comes first and no service that asks for a paper or reports
    people   no-insurance-and-no-paper / no-insurance-and-a-family-permit
    differ   background.residence_basis: none / permit_family
    changes  step migration_counselling_adult: no / yes
    changes  left out x.auslaenderbehoerde: no-reporting-office-where-contact-is-dangerous / no
    changes  rule status-stays-unwritten: acts / silent
    stays    first service: mn.clearing
    stays    first handover: H2

R20 beside R07: taking part is no measure; it is open before the home is, to those who want it
    people   no-home-and-glad-to-cook / no-home-and-not-at-the-stove-now
    differ   competences.1.wants_to_use: true / false
    changes  offer cooking_group: yes / no
    changes  rule taking-the-lead-with-skill-and-heart: acts / silent
    stays    first kind: homeless_advice
    stays    homeless_advice before job_placement: yes
    stays    rule home-and-safety-before-courses: acts

R09 and R08: a free place is no reason; a wish is one
    people   a-place-is-free-and-he-did-not-ask / a-place-is-free-and-he-asks-for-it
    differ   needs.work.training.voiced_by: worker / person
    changes  step training_measure: no / yes
    changes  left out wh.lager: no-job-or-training-without-own-goal / no
    changes  need work.training: open / wh.lager
    stays    need admin.paperwork: wc.lotsen

R15: a pregnancy is looked after with papers and without; without them no office that must report is anywhere
    people   pregnant-without-papers / pregnant-with-a-family-permit
    differ   background.residence_basis: none / permit_family
    changes  left out x.jobcenter: no-reporting-office-where-contact-is-dangerous / no
    changes  rule status-stays-unwritten: acts / silent
    changes  rule doors-without-a-name-where-contact-is-dangerous: acts / silent
    stays    first threshold: T0
    stays    first date: 2026-03-16
    stays    first kind: medical_lowthreshold
    stays    need health.no_insurance: mn.praxis
    stays    need money.benefits_claim: kl.sozialrecht

German for the job begins at B1: whoever has it is not sent through a beginners' course, nor kept waiting for it
    people   vocational-german-with-a2 / vocational-german-with-b1
    differ   constraints.languages.de: A2 / B1
    changes  step language_course_volunteer: yes / no
    changes  date of vocational_language_course: 2027-01-25 / 2026-04-20
    stays    need language.local_vocational: sf.bsk
    stays    need work.recognition: lk.anerkennung
    stays    migration_counselling_adult before vocational_language_course: yes
    stays    shown training_measure: no

R03: the eighteenth birthday changes the house for tonight, and nothing else
    people   seventeen-at-eight-in-the-evening / eighteen-at-eight-in-the-evening
    differ   background.age: 17 / 18
    changes  first kind: youth_emergency / emergency_shelter
    changes  first handover: H4 / H1
    changes  rule minor-alone: acts / silent
    changes  left out ob.nacht_bruecke: no-adult-shelter-under-18 / no
    changes  rule bed-tonight: silent / acts
    stays    first threshold: T1
    stays    first date: 2026-03-18

R26: counselling for young newcomers ends on the twenty-seventh birthday, and the one for adults begins
    people   ten-months-here-and-twenty-six / ten-months-here-and-twenty-seven
    differ   background.age: 26 / 27
    changes  need status.residence_permit: mi.jmd / mi.mbe
    changes  shown migration_counselling_youth: yes / no
    changes  shown migration_counselling_adult: no / yes
    changes  date of migration_counselling_youth: 2026-03-16 / no such step
    stays    need language.practice: wc.sprachcafe
    stays    rule advice-before-the-office-when-wary: acts
    stays    step statutory_office: no

R04: with a bed for tonight the same day begins with something else, and the rest of the path stays as it was
    people   released-this-morning / released-this-morning-to-a-sofa
    differ   needs.housing.roofless_tonight.state: not said / met
    changes  first kind: emergency_shelter / homeless_advice
    changes  safeguards: bed-tonight municipal-duty-to-shelter / none
    changes  shown emergency_shelter: yes / no
    stays    need situation.prison_release: ob.beratung
    stays    need basic.postal_address: ob.beratung
    stays    need situation.fine_default: kl.sozialrecht
    stays    first threshold: T1
    stays    shown training_measure: no

R13: whoever goes back by their own choice is not held back; nobody else is sent there
    people   hungry-and-free-all-day / hungry-and-goes-back-there-himself
    differ   choices: not said / named
    changes  first service: ob.tagestreff / nh.sofort
    changes  left out nh.sofort: not-back-to-a-bad-experience / no
    stays    first threshold: T0
    stays    first date: 2026-03-16
    stays    shown drop_in_day: yes

What somebody declined is nowhere; what they named is answered, after what they came for
    people   said-no-to-two-things / said-no-to-one-thing
    differ   needs.health.addiction.state: declined / unmet
    changes  need health.addiction: not named / ob.peers
    changes  shown peer_support: no / yes
    stays    first service: ob.wohnraum
    stays    asks income_basis: no

R01: little hope is a reason to ask, not to be alarmed
    people   debts-and-hardly-any-hope / debts-and-some-hope
    differ   feelings.hope: 1 / 3
    changes  asks need.safety.suicidality: yes / no
    changes  rule ask-openly-when-hope-is-gone: acts / silent
    stays    safeguards: none
    stays    need money.debts: kl.schulden
    stays    date of navigation: 2026-03-16
    stays    shown crisis_service: no

R10: trust decides where to begin and how warmly, not whether there is help
    people   drinks-less-and-glad-of-advice / drinks-less-and-you-are-all-the-same
    differ   feelings.distrust_services: 0 / 4
    changes  first kind: addiction_counselling / peer_support
    changes  first threshold: T2 / T0
    changes  first handover: H1 / H3
    changes  setting first_threshold_cap: T4 / T0
    stays    first date: 2026-03-16
    stays    shown addiction_counselling: yes

A child who comes along is thought of, and is no reason to wait
    people   her-skills-on-paper-with-the-little-one / her-skills-on-paper-on-her-own
    differ   constraints.children_along: true / false
    changes  step childcare_onsite: yes / no
    stays    first service: lk.kompetenz
    stays    first date: 2026-03-24

R14: fear puts independent advice before the office; without fear the office is one of the ways
    people   a-claim-and-afraid-of-the-letter-home / a-claim-and-nothing-to-fear
    differ   feelings.fear_consequences: 4 / 0
    changes  setting authority_policy: advice_first / free
    changes  rule advice-before-the-office-when-wary: acts / silent
    changes  rule doors-without-a-name-when-afraid: acts / silent
    stays    first service: kl.sozialrecht
    stays    first date: 2026-03-18

R09: nobody pushes a course that does not matter to the person, even where everything is ready for it
    people   a-course-that-does-not-matter-to-him / a-course-that-matters-to-him
    differ   readiness.work.training.importance: 2 / 9
    changes  rule training-when-it-matters-to-the-person: acts / silent
    stays    first kind: open_learning_lab
    stays    shown job_placement: no

A letter of orientation opens the grocery; without it the rights desk comes first and writes it
    people   bastide-grocery-without-a-letter / bastide-grocery-with-a-letter
    differ   background.orientation_letter: false / true
    changes  first kind: benefits_advice / food_aid_now
    changes  step benefits_advice: yes / no
    stays    need basic.food_insecurity: bx.epicerie
    stays    date of food_aid: 2026-04-14
    stays    shown statutory_office: no
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A block of the table; what changes and what stays by the words for where to look."""

    title: str
    people: tuple[str, str]
    differ: str
    said: tuple[str, str]
    changes: Mapping[str, tuple[str, str]]
    stays: Mapping[str, str]


def read_pair(block: str) -> Pair:
    title, *lines = block.strip().splitlines()
    rows: dict[str, list[str]] = {"people": [], "differ": [], "changes": [], "stays": []}
    for line in lines:
        word, told = line.split(maxsplit=1)
        rows[word].append(told)
    [people], [differ] = rows["people"], rows["differ"]
    place, said = differ.split(": ", 1)
    changes = dict(told.split(": ", 1) for told in rows["changes"])
    return Pair(
        title=title,
        people=both(people),
        differ=place,
        said=both(said),
        changes={look: both(told) for look, told in changes.items()},
        stays=dict(told.split(": ", 1) for told in rows["stays"]),
    )


def both(told: str) -> tuple[str, str]:
    first, second = told.split(" / ")
    return first, second


TABLE = [read_pair(block) for block in PAIRS.strip().split("\n\n")]
pairs = pytest.mark.parametrize("pair", TABLE, ids=lambda pair: pair.title.partition(":")[0])


@pairs
def test_the_two_differ_in_one_thing_and_in_nothing_else(pair: Pair) -> None:
    one, other = (said_in(name) for name in pair.people)
    different = {place for place in one.keys() | other.keys() if one.get(place) != other.get(place)}
    assert different
    assert {place for place in different if not is_under(place, pair.differ)} == set()
    assert (value_at(one, pair.differ), value_at(other, pair.differ)) == pair.said


@pairs
def test_what_must_change_changes(pair: Pair) -> None:
    found = {look: tuple(seen(suggestion_for(name), look) for name in pair.people) for look in pair.changes}
    assert found == pair.changes
    assert all(one != other for one, other in found.values())


@pairs
def test_what_must_stay_stays(pair: Pair) -> None:
    for name in pair.people:
        assert {look: seen(suggestion_for(name), look) for look in pair.stays} == pair.stays, name


@pytest.mark.parametrize(
    "pair", [pair for pair in TABLE if re.match(r"R\d\d", pair.title)], ids=lambda pair: pair.title[:3]
)
def test_the_rule_that_decides_is_named_in_an_expectation(pair: Pair) -> None:
    named: set[str] = set()
    for name in pair.people:
        expectation = load_scenario(ROOT / "examples" / name).expectation
        named |= {*expectation.explained_by, *expectation.flags}
    deciding = {rule.id for rule in matcher_for(pair.people[0]).rules.rules if pair.title[:3] in rule.domain}
    assert named & deciding


def test_the_seven_conflicts_of_the_domain_are_there_and_eight_pairs_at_least() -> None:
    conflicts = [{*re.findall(r"R\d\d", pair.title)} for pair in TABLE]
    for conflict in ("R04 R10", "R05 R11", "R08 R03", "R13 R24", "R15 R16", "R20 R07", "R09 R08"):
        assert set(conflict.split()) in conflicts
    assert len(TABLE) >= 8


def test_the_manual_tells_of_every_pair() -> None:
    manual = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [name for pair in TABLE for name in pair.people if f"`{name}`" not in manual] == []


# What a profile says, place by place: needs by their names, other lists by position, from 1.


def said_in(name: str) -> dict[str, str]:
    return dict(places(read_yaml(ROOT / "examples" / name / "profile.yaml").value))


def places(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if place == "needs":
        value = {need["need"]: need for need in ({"need": one} if isinstance(one, str) else one for one in value)}
    if isinstance(value, list):
        value = {str(position): item for position, item in enumerate(value, 1)} or "none of it"
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, f"{place}.{key}".lstrip("."))
    else:
        yield place, str(value).lower() if isinstance(value, bool) else str(value)


def is_under(place: str, above: str) -> bool:
    return place == above or place.startswith(f"{above}.")


def value_at(said: Mapping[str, str], place: str) -> str:
    if place in said:
        return said[place]
    return "named" if any(is_under(told, place) for told in said) else "not said"


# Where the table looks.


def seen(answer: Suggestion, look: str) -> str:
    """Return what an answer shows where the words of the table look."""
    if " before " in look:
        return before(answer, *look.split(" before "))
    longest = max((words for words in LOOKS if look.startswith(words)), key=len)
    return LOOKS[longest](answer, look.removeprefix(longest).strip())


def steps(answer: Suggestion) -> tuple[Step, ...]:
    return answer.paths[0].steps if answer.paths else ()


def first(answer: Suggestion) -> Step:
    kinds = matcher(answer.network).catalog.vocabulary.kinds
    return next((step for step in steps(answer) if step.answers or not kinds[step.kind].companion), steps(answer)[0])


def of_kind(answer: Suggestion, kind: str) -> str:
    along = [support.kind for step in steps(answer) for support in step.supports]
    return yes(kind in [step.kind for step in steps(answer)] + along)


def date_of(answer: Suggestion, kind: str) -> str:
    return next((day(step) for step in steps(answer) if step.kind == kind), "no such step")


def day(step: Step) -> str:
    return f"{step.earliest:%Y-%m-%d}" if step.earliest else "no date"


def before(answer: Suggestion, sooner: str, later: str) -> str:
    kinds = [step.kind for step in steps(answer)]
    return yes(sooner in kinds and later in kinds and kinds.index(sooner) < kinds.index(later))


def answering(answer: Suggestion, need: str) -> str:
    if answer.paths and need in answer.paths[0].unanswered:
        return "open"
    return next((step.service for step in steps(answer) if need in step.answers), "not named")


def shown(answer: Suggestion, kind: str) -> str:
    services = matcher(answer.network).catalog.services
    found = {contact.service for card in answer.safeguards for contact in card.contacts if contact.service is not None}
    found |= {offer.service for offer in answer.offers}
    for path in answer.paths:
        for step in path.steps:
            found |= {step.service, step.if_it_fails.service, *(support.service for support in step.supports)}
    return yes(kind in {services[service].kind for service in found})


def left_out(answer: Suggestion, service: str) -> str:
    return next((entry.rule or "barriers" for entry in answer.not_recommended if entry.service == service), "no")


def acts(answer: Suggestion, rule: str) -> str:
    acting = {applied.rule for applied in answer.applied} | {card.rule for card in answer.safeguards}
    return "acts" if rule in acting else "silent"


def setting(answer: Suggestion, name: str) -> str:
    return next(str(parameter.value) for parameter in answer.parameters if parameter.name == name)


def safeguards(answer: Suggestion, _: str) -> str:
    return " ".join(sorted(card.rule for card in answer.safeguards)) or "none"


def yes(holds: bool) -> str:
    return "yes" if holds else "no"


LOOKS: Mapping[str, Callable[[Suggestion, str], str]] = {
    "first kind": lambda answer, _: first(answer).kind,
    "first service": lambda answer, _: first(answer).service,
    "first threshold": lambda answer, _: first(answer).threshold.level,
    "first handover": lambda answer, _: first(answer).handover.level,
    "first date": lambda answer, _: day(first(answer)),
    "step ": of_kind,
    "date of ": date_of,
    "need ": answering,
    "shown ": shown,
    "offer ": lambda answer, kind: yes(kind in {offer.kind for offer in answer.offers}),
    "asks ": lambda answer, fact: yes(fact in {question.fact for question in answer.questions}),
    "left out ": left_out,
    "rule ": acts,
    "setting ": setting,
    "safeguards": safeguards,
}
