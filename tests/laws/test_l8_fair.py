"""L8. Fair: the metamorphic checks M1–M10 hold (M3: every need answered before stays answered). Persons are never scored.

Each check changes one thing about a person, or about a network, and says what may follow. They are tried in small
networks that are drawn, and in the shipped networks with the people of the examples and people drawn for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from builders import RULES, Raw, shuffled, told, vocabulary, yaml
from cafematch import InvalidData, read_profile
from cafematch.matching.suggestion import Path, Step, Suggestion
from cafematch.model.catalog import Capacity, Handover, Service
from cafematch.model.conditions import All, AnyOf, Condition, Not, Test, leaves, subjects
from cafematch.model.duration import Duration
from cafematch.model.rules import Include, Safeguard
from cafematch.model.rules import Offer as OfferRule
from cafematch.rendering.json import to_json
from laws.visits import NETWORKS, Visit, every_visit, shipped

EXPERIENCE = "previous_contacts"
LEVELS = {f"{letter}{number}": number for letter in "TH" for number in range(5)}
"""Thresholds and hand-overs by their names in an answer."""


def way(path: Path | None) -> tuple[str, ...]:
    """Return the services of a path in their order."""
    return tuple(step.service for step in path.steps) if path else ()


def ways(answer: Suggestion) -> list[tuple[int, tuple[str, ...]]]:
    """Return all paths as their scores and services."""
    return [(path.score, way(path)) for path in answer.paths]


def same_answer(one: Visit, other: Visit, *, without: tuple[str, ...] = ()) -> None:
    """Fail unless both are answered alike, but for some parts of the answer."""
    before, after = told(one.answer), told(other.answer)
    for name in before:
        assert name in without or before[name] == after[name], name


def shipped_rule(kind: str, name: str) -> Raw:
    """Return a shipped rule as its file says it, without its examples: those name shipped services."""
    said: dict[str, Any] = yaml((RULES / kind / f"{name}.yaml").read_text("utf-8"))
    return {key: value for key, value in said.items() if key != "examples"}


# M1: nationality changed, same residence class: the same path.

NATIONALITIES = (
    "nationality",
    "citizenship",
    "country_of_origin",
    "birthplace",
    "ethnicity",
    "religion",
    "skin",
    "name",
)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("fact", NATIONALITIES)
@pytest.mark.parametrize("section", ["background", "constraints"])
def test_m1_no_profile_can_say_a_nationality(network: str, fact: str, section: str) -> None:
    """There is no such fact: what a paper allows is known as a class, and where somebody is from is not known at all."""
    catalog = shipped(network).catalog
    assert not any(fact in name.split("_") or fact == name for name in catalog.vocabulary.facts)
    with pytest.raises(InvalidData) as refused:
        read_profile({section: {fact: "x"}}, catalog)
    assert [problem.code for problem in refused.value.problems] == ["unknown-fact"]


UNHEARD = ("xh", "qu")
"""Languages that no network here knows."""


@every_visit(100)
def test_m1_a_language_that_nobody_here_shares_changes_nothing(visit: Visit) -> None:
    """Neither beside the languages a person speaks, nor another one in its place."""
    spoken = visit.known("languages")
    if spoken is None:
        return
    same_answer(visit, visit.stating("languages", {**spoken, UNHEARD[0]: "native"}))
    one, other = (visit.stating("languages", {code: "native"}) for code in UNHEARD)
    same_answer(one, other)


def retold(person: Any, word: str) -> Any:
    """Return a profile with every free text replaced by a word."""
    if isinstance(person, dict):
        return {
            key: word if key in ("case", "wish", "in_own_words", "label", "reason", "because") else retold(value, word)
            for key, value in person.items()
        }
    return [retold(entry, word) for entry in person] if isinstance(person, list | tuple) else person


@every_visit(100)
def test_m1_what_somebody_says_in_own_words_decides_nothing(visit: Visit) -> None:
    """A name or an origin that slips into a text, a pseudonym or the name of a competence is never read."""
    said = {"case": "x", "wish": "x", **visit.person}
    one, other = (
        Visit(visit.matcher, retold(said, word)) for word in ("Anna Müller, Deutsche", "Amadou Diallo, Guinée")
    )
    same_answer(one, other, without=("wish", "offers"))
    assert [told(replace(offer, because=None)) for offer in one.answer.offers] == [  # type: ignore[arg-type]
        told(replace(offer, because=None))  # type: ignore[arg-type]
        for offer in other.answer.offers
    ]


# M2: distrust up: the threshold of step 1 never up, the hand-over level never down.

DISTRUST = ("distrust_services", "distrust_authorities")


def rules_of_trust() -> list[Raw]:
    """Return the shipped rules that set dials by distrust alone."""
    found = []
    for path in sorted([*RULES.glob("threshold/*.yaml"), *RULES.glob("handover/*.yaml")]):
        said = shipped_rule(path.parent.name, path.stem)
        if all(
            set(line) <= {f"feeling.{name}" for name in DISTRUST if name in vocabulary().feelings}
            for line in said["when"]
        ):
            found.append(said)
    return found


def more_and_more_distrust(visit: Visit) -> Iterator[tuple[str, list[Visit]]]:
    """Yield the same person with a feeling of distrust from none to the highest, under the shipped rules about it."""
    ruled = with_rules_of_trust(visit)
    if ruled is None or ruled.answer.stops:
        return
    feelings = visit.person.get("feelings", {})
    for feeling in DISTRUST:
        yield feeling, [ruled.saying(feelings={**feelings, feeling: number}) for number in range(5)]


def is_shipped(visit: Visit) -> bool:
    """Return whether a visit is one in a shipped network."""
    return visit.catalog.network.network in NETWORKS


def weighed_as_shipped(visit: Visit) -> bool:
    """Return whether the points are the shipped ones: with others anything may matter more than anything else."""
    weights, own = shipped(NETWORKS[0]).rules.weights, visit.matcher.rules.weights
    return all(weights[name].points == own[name].points for name in own.keys() & weights.keys())


def with_rules_of_trust(visit: Visit) -> Visit | None:
    """Return a visit under the shipped rules of trust; None where services or other rules ask for trust themselves."""
    if is_shipped(visit):
        return visit
    asked = any(f"feeling.{name}" in visit.asks_about for name in DISTRUST)
    return None if asked or not weighed_as_shipped(visit) else visit.with_rules(*rules_of_trust())


def starts_with_advice(visit: Visit) -> bool:
    """Return whether the first step is what a rule puts before others, within the cap: advice before the office (R14)."""
    assert visit.first_step is not None
    (cap,) = [LEVELS[value.value] for value in visit.answer.parameters if value.name == "first_threshold_cap"]
    kinds = {kind for rule in visit.acting_rules(Include) for kind in rule.then.include}
    step = visit.first_step
    return not step.answers and step.kind in kinds and LEVELS[step.threshold.level] <= cap


@every_visit(100)
def test_m2_more_distrust_never_makes_the_first_threshold_higher(visit: Visit) -> None:
    """Who distrusts offices begins with independent advice instead, be it a door with an appointment."""
    for feeling, visits in more_and_more_distrust(visit):
        own = [met for met in visits if met.first_step and not starts_with_advice(met)]
        levels = [LEVELS[met.first_step.threshold.level] for met in own if met.first_step]
        assert levels == sorted(levels, reverse=True), feeling


def warmth(visit: Visit) -> int:
    """Return the hand-over of the first step; where somebody comes along to it, what would hold without them."""
    kinds, (minimum,) = (
        visit.catalog.vocabulary.kinds,
        [LEVELS[value.value] for value in visit.answer.parameters if value.name == "handover_min"],
    )
    assert visit.first_step is not None
    level = LEVELS[visit.first_step.handover.level]
    assert level >= minimum
    along = [support for support in visit.first_step.supports if kinds[support.kind].raises_handover]
    return minimum if along else level


@every_visit(100)
def test_m2_more_distrust_never_makes_the_first_hand_over_cooler(visit: Visit) -> None:
    """Whoever comes along to one first step, past a barrier or to an office, need not come along to another."""
    for feeling, visits in more_and_more_distrust(visit):
        levels = [warmth(met) for met in visits if met.first_step]
        assert levels == sorted(levels), feeling


@every_visit(100)
def test_m2_no_step_of_the_way_is_handed_over_cooler_for_more_distrust(visit: Visit) -> None:
    """A service met on both ways, through the same helpers, is handed over as warmly or more warmly."""
    for feeling, visits in more_and_more_distrust(visit):
        before: dict[Any, int] = {}
        for met in visits:
            for step in met.path.steps if met.path else ():
                key = step.service, tuple(support.service for support in step.supports if support.bridges)
                level = LEVELS[step.handover.level]
                assert level >= before.get(key, 0), feeling
                before[key] = level


# M3: delete all competences: every need answered before stays answered.

COMPETENCE = "competence"


def looks_at_competences(visit: Visit) -> bool:
    """Return whether a requirement, a welcome or a rule looks at what somebody can do; a rule about offers may."""
    about_offers = {entry.id for entry in visit.matcher.rules.rules if isinstance(entry.then, OfferRule)}
    return any(name.partition(".")[0] == COMPETENCE for name in visit.without_rules(about_offers).asks_about)


def answered(visit: Visit) -> frozenset[str]:
    """Return the needs that the best path answers."""
    return frozenset(visit.path.answers) if visit.path else frozenset()


@pytest.mark.parametrize("network", NETWORKS)
def test_m3_no_shipped_service_and_no_rule_asks_what_somebody_can_do(network: str) -> None:
    """So the checks that follow leave nobody out in a shipped network."""
    assert not looks_at_competences(Visit(shipped(network), {}))


@every_visit(150)
def test_m3_without_competences_every_need_answered_stays_answered(visit: Visit) -> None:
    if weighed_as_shipped(visit) and not looks_at_competences(visit):
        assert answered(visit) <= answered(visit.saying(competences=[]))


# M4: add a competence: it only adds or upgrades optional offers, or improves the fit.

ROLES = ("guest", "helper", "lead")


def with_competence(visit: Visit, area: str) -> Visit:
    """Return the same person, who can do one thing more and wants to."""
    more = {"label": "x", "area": area, "wants_to_use": True}
    return visit.saying(competences=[*visit.person.get("competences", ()), more])


def offers(visit: Visit) -> dict[tuple[str, str], int]:
    """Return the role of every offer, by its service and area."""
    return {(offer.service, offer.area): ROLES.index(offer.role) for offer in visit.answer.offers}


@every_visit(100)
def test_m4_a_competence_more_takes_no_offer_away(visit: Visit) -> None:
    if looks_at_competences(visit):
        return
    before = offers(visit)
    for area in visit.catalog.vocabulary.competences.areas:
        after = offers(with_competence(visit, area))
        assert all(after.get(key, -1) >= role for key, role in before.items()), area
        assert {key[1] for key in after.keys() - before.keys()} <= {area}


@every_visit(100)
def test_m4_a_competence_more_leaves_every_need_answered_and_fits_as_well(visit: Visit) -> None:
    if looks_at_competences(visit) or visit.path is None or not weighed_as_shipped(visit):
        return
    for area in visit.catalog.vocabulary.competences.areas:
        able = with_competence(visit, area)
        assert answered(visit) <= answered(able), area
        assert able.path is not None
        assert able.path.score >= visit.path.score, area


@every_visit(60)
def test_m4_a_competence_more_changes_nothing_else(visit: Visit) -> None:
    """Protection, dials, questions, gaps of the network, and what is left aside stay as they were."""
    if looks_at_competences(visit):
        return
    for area in visit.catalog.vocabulary.competences.areas:
        able = with_competence(visit, area)
        for part in ("safeguards", "parameters", "assumed", "not_recommended"):
            assert told(getattr(visit.answer, part)) == told(getattr(able.answer, part)), (area, part)


# M5: the order of lists and keys is no matter. L2 shuffles every file; here it is what somebody says.


@every_visit(100)
def test_m5_the_order_in_which_somebody_tells_things_is_no_matter(visit: Visit) -> None:
    for seed in range(3):
        told_otherwise = Visit(visit.matcher, shuffled(visit.person, Random(seed)))
        assert to_json(told_otherwise.answer, visit.catalog, "en") == to_json(visit.answer, visit.catalog, "en")


# M6: a bad experience added: that organisation leaves the path, or carries the sole-provider warning.

BAD = "not-back-to-a-bad-experience"


def with_bad_experience(visit: Visit, **whom: str) -> Visit:
    """Return the same person after a bad experience, under the shipped rule about it."""
    ruled = visit if is_shipped(visit) else visit.with_rules(shipped_rule("exclude", BAD))
    return ruled.stating(EXPERIENCE, [*(visit.known(EXPERIENCE) or ()), {**whom, "experience": "bad"}])


def warned(visit: Visit, step: Step) -> bool:
    """Return whether a step says openly that it leads back to where it was bad: to the only one, or by the person's choice."""
    then: Any = next(rule.then for rule in visit.matcher.rules.rules if rule.id == BAD)
    return not {then.unless_sole_provider, then.unless_chosen}.isdisjoint(step.warnings)


@every_visit(60)
def test_m6_after_a_bad_experience_the_organisation_leaves_the_path_or_is_named_with_a_warning(visit: Visit) -> None:
    for organisation in sorted({step.organisation for step in visit.steps}):
        hurt = with_bad_experience(visit, organisation=organisation)
        for step in hurt.steps:
            assert step.organisation != organisation or warned(hurt, step), step.service
            entrance = hurt.answer.entrance.service
            helpers = {support.service for support in step.supports} - {entrance}
            assert organisation not in {visit.catalog.provider[helper].organisation for helper in helpers}


@every_visit(60)
def test_m6_after_a_bad_experience_the_service_leaves_the_path_or_is_named_with_a_warning(visit: Visit) -> None:
    for service in sorted({step.service for step in visit.steps}):
        hurt = with_bad_experience(visit, service=service)
        assert all(step.service != service or warned(hurt, step) for step in hurt.steps), service


@every_visit(60)
def test_m6_who_is_warned_of_is_the_only_one_for_some_need(visit: Visit) -> None:
    """Nobody is sent back where somebody else could help, unless they chose it; what is said about it is true."""
    for organisation in sorted({step.organisation for step in visit.steps}):
        hurt = with_bad_experience(visit, organisation=organisation)
        for step in hurt.steps:
            choice = hurt.judgement.verdicts[step.service].chosen
            if warned(hurt, step) and (choice is None or choice.by != "person"):
                needs = set(hurt.catalog.services[step.service].addresses)
                verdicts = hurt.judgement.verdicts
                answering = hurt.matcher.index.answering
                alone = [
                    need
                    for need in needs | {need.partition(".")[0] for need in needs}
                    if all(
                        other == step.service or verdicts[other].state == "closed" or verdicts[other].kept
                        for other in answering.get(need, ())
                    )
                ]
                assert alone, step.service


# M7: consent withdrawn: the same path.


@every_visit(60)
def test_m7_consent_given_or_withdrawn_changes_no_path(visit: Visit) -> None:
    recipients = sorted(visit.catalog.organisation)
    given = [{"recipient": name, "items": ["needs", "wish"], "until": "2027-01-01"} for name in recipients]
    withdrawn = [{**entry, "withdrawn_on": "2026-03-01"} for entry in given]
    for consent in (given, withdrawn, given[:1]):
        same_answer(visit.saying(consent=[]), visit.saying(consent=consent))


# M8: gender unknown: no service for one gender is a confirmed step; the question is asked where it decides.


def genders(visit: Visit) -> list[str]:
    """Return the words for genders."""
    return sorted(visit.catalog.vocabulary.facts["gender"].values or ())


@every_visit(150)
def test_m8_while_gender_is_unknown_no_confirmed_step_is_closed_to_any(visit: Visit) -> None:
    unknown = visit.stating("gender", None)
    if "gender" in unknown.judgement.knowledge.values:
        return
    known = [unknown.stating("gender", gender) for gender in genders(visit)]
    for step in unknown.steps:
        if step.status == "confirmed":
            assert all(met.judgement.verdicts[step.service].state != "closed" for met in known), step.service


@every_visit(150)
def test_m8_a_step_that_hangs_on_gender_says_so_and_asks(visit: Visit) -> None:
    unknown = visit.stating("gender", None)
    for step in unknown.steps:
        if any(entry.fact == "gender" for entry in step.hangs_on):
            assert step.status == "conditional", step.service
            asked = {question.fact for question in unknown.answer.questions}
            assert "gender" in asked | set(unknown.profile.declined), step.service


@every_visit(150)
def test_m8_gender_is_asked_where_it_decides(visit: Visit) -> None:
    """Where two answers would lead to different best paths, the question is among those to ask."""
    unknown = visit.stating("gender", None)
    hidden = any("gender" in getattr(entry.rule.then, "hide", ()) for entry in unknown.judgement.acting)
    if unknown.answer.stops or hidden or "gender" in unknown.profile.declined or "gender" in unknown.profile.dont_know:
        return
    best = {way(unknown.stating("gender", gender).path) for gender in genders(visit)}
    if len(best) > 1:
        assert "gender" in {question.fact for question in unknown.answer.questions}


# M9: the running organisation changed: the same services in the path.

HANDOVER_LINES = ("handover_below_min", "retelling")
"""What is counted from where somebody sits: who can be introduced in person there."""


def with_equal_interfaces(visit: Visit) -> Visit:
    """Return a visit in a network where everybody passes people on to everybody else as warmly as in one house."""
    organisations = sorted(visit.catalog.organisation)
    edge = {"agreement": "informal", "offers": "H3", "how": "x", "feedback": "partly", "quality": 1}
    edges = [
        Handover.model_validate({"from": one, "to": other, **edge})
        for one in organisations
        for other in organisations
        if one != other
    ]
    return visit.in_network(handovers=edges)


def at_every_organisation(visit: Visit) -> dict[str, Visit]:
    """Return the same visit at every organisation of the network."""
    return {name: visit.saying(at=name) for name in sorted(visit.catalog.organisation)}


@every_visit(60)
def test_m9_with_equal_interfaces_the_path_is_the_same_wherever_somebody_sits(visit: Visit) -> None:
    met = at_every_organisation(with_equal_interfaces(visit))
    ways_found = {name: [found[1] for found in ways(other.answer)] for name, other in met.items()}
    first = next(iter(ways_found))
    for name, found in ways_found.items():
        assert found == ways_found[first], (first, name)


@every_visit(60)
def test_m9_whoever_runs_the_entrance_the_paths_are_the_same(visit: Visit) -> None:
    """While the person sits at the same place; with hand-overs as they are agreed."""
    here = visit.person.get("at", visit.catalog.network.entrance)
    found = visit.saying(at=here)
    for service in sorted({step.service for step in found.steps}):
        assert ways(found.in_network(entrance=service).answer) == ways(found.answer), service


@every_visit(60)
def test_m9_where_somebody_sits_changes_no_verdict(visit: Visit) -> None:
    states = {
        name: {id_: verdict.state for id_, verdict in met.judgement.verdicts.items()}
        for name, met in at_every_organisation(visit).items()
    }
    assert len({tuple(sorted(found.items())) for found in states.values()}) == 1


@every_visit(60)
def test_m9_the_own_house_brings_no_points_but_a_warmer_hand_over(visit: Visit) -> None:
    """A step through the same door with the same helpers counts the same from everywhere, hand-over apart."""
    seen: dict[Any, Any] = {}
    for name, met in at_every_organisation(visit).items():
        for path in met.answer.paths:
            for step in path.steps:
                helpers = tuple((support.service, support.bridges) for support in step.supports)
                key = (
                    step.service,
                    step.place,
                    step.hours,
                    step.door,
                    helpers,
                    step.answers,
                    step.position == 1,
                    step.hangs_on,
                )
                lines = sorted(
                    (line.rule, line.about, line.points)
                    for line in step.lines
                    if line.rule not in (*HANDOVER_LINES, "new_organisation")
                )
                assert seen.setdefault(key, lines) == lines, (name, step.service)


# M10: free places on a measure changed: the path of people without that goal is unchanged.

CAPACITIES = [
    Capacity(state="open", wait=Duration.of("at once")),
    Capacity(state="open", wait=Duration.of("30 weeks")),
    Capacity(state="waitlist", wait=Duration.of("4 weeks")),
    Capacity(state="full", wait=Duration.of("at once")),
    Capacity(state="assessment", wait=Duration.of("1 week")),
]


def measures(visit: Visit) -> frozenset[str]:
    """Return the services that answer nothing this person needs, open no step, help at no step, guard nobody and are
    included by no rule.
    """
    index, kinds = visit.matcher.index, visit.catalog.vocabulary.kinds
    wanted = {id_ for need in visit.profile.needs for id_ in index.answering.get(need.need, ())}
    guarding = {visit.catalog.network.entrance}
    for rule in visit.matcher.rules.rules:
        if isinstance(rule.then, Safeguard):
            called = {*rule.then.first, *(contact.kind for contact in rule.then.contacts)}
            guarding |= {id_ for id_, service in visit.catalog.services.items() if service.kind in called}
        if isinstance(rule.then, Include):
            guarding |= {id_ for id_, service in visit.catalog.services.items() if service.kind in rule.then.include}
    return frozenset(
        id_
        for id_, service in visit.catalog.services.items()
        if not service.outcomes and not kinds[service.kind].bridges and not kinds[service.kind].raises_handover
    ) - (wanted | guarding)


@every_visit(60)
def test_m10_free_places_for_a_goal_somebody_does_not_have_change_nothing(visit: Visit) -> None:
    others = measures(visit)
    for capacity in CAPACITIES:

        def change(service: Service, capacity: Capacity = capacity) -> Service:
            return service.model_copy(update={"capacity": capacity}) if service.id in others else service

        same_answer(visit, visit.in_network(change), without=("fingerprint", "offers", "applied"))


# B.11: facts about who somebody is act only through a cited prerequisite or protection, or the person's own preference.

WHO_SOMEBODY_IS = ("age", "gender", "children", "residence_basis", "months_in_country", "languages", "language")
MAY_LOOK = ("safeguard", "exclude", "prerequisite", "derive", "privacy", "include", "ask")
PROTECTION = {"R01", "R02", "R03", "R04", "R15"}
"""The sentences of the domain that protect somebody: their rules may also set a dial or prefer a door."""


def looks_at_who_somebody_is(*conditions: Condition) -> bool:
    """Return whether a condition looks at a fact about who somebody is."""
    names = {subject.name.partition(".")[0] for condition in conditions for subject in subjects(condition)}
    return not names.isdisjoint(WHO_SOMEBODY_IS)


@pytest.mark.parametrize("network", NETWORKS)
def test_rules_look_at_who_somebody_is_only_to_protect_or_where_a_prerequisite_is_cited(network: str) -> None:
    found = [rule for rule in shipped(network).rules.rules if looks_at_who_somebody_is(rule.when, rule.services)]
    assert found
    for rule in found:
        assert rule.source.title
        assert rule.kind in MAY_LOOK or PROTECTION & set(rule.domain), rule.id
        if rule.kind == "prerequisite":
            assert all(leaf.note.source or rule.source.url for leaf in leaves(rule.then.require)), rule.id  # type: ignore[union-attr]


@pytest.mark.parametrize("network", NETWORKS)
def test_services_look_at_who_somebody_is_only_as_a_prerequisite_that_says_why(network: str) -> None:
    """A soft preference would count in a score: it must cite whose it is, too."""
    for service in shipped(network).catalog.services.values():
        for leaf in leaves(service.welcomes):
            assert not looks_at_who_somebody_is(leaf) or (leaf.note.because and leaf.note.source), leaf.at
        for condition in (service.requires, *(door.requires for door in service.doors)):
            for reason in unexplained(condition):
                pytest.fail(f"{service.id} asks for {reason} and does not say why")


def unexplained(condition: Condition, because: bool = False) -> Iterator[str]:
    """Yield every test of who somebody is that neither says why nor lies in a line that does."""
    because = because or condition.note.because is not None
    match condition:
        case Test():
            if not because and looks_at_who_somebody_is(condition):
                yield condition.subject.name
        case Not(part=part):
            yield from unexplained(part, because)
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from unexplained(part, because)


@every_visit(60)
def test_no_score_has_a_line_for_who_somebody_is(visit: Visit) -> None:
    """Persons are never scored: every line is about a service, an organisation or a need, none about a fact."""
    facts = set(visit.catalog.vocabulary.facts)
    for path in visit.answer.paths:
        for line in (*path.lines, *(line for step in path.steps for line in step.lines)):
            assert line.about not in facts
