"""L10. Honest: it never says "entitled", never invents a service, says what it assumed and what staff must still check."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from rich.console import Console

from builders import RULES, yaml
from cafematch.matching.suggestion import Message, Step
from cafematch.model.catalog import Door
from cafematch.model.conditions import Condition, leaves
from cafematch.model.rules import Expire, Safeguard
from cafematch.model.text import Text
from cafematch.rendering.messages import LANGUAGES, load_messages
from cafematch.rendering.text import print_suggestion
from cafematch.rendering.wording import Wording
from laws.visits import NETWORKS, Visit, every_visit, shipped

# No word of an answer promises what others decide.

PROMISES = {
    "de": (
        r"\b(Sie|[Dd]u) (haben|hast)( \w+){0,3} (Rechts)?[Aa]nspruch",
        r"\bAnspruch (haben|hast) (Sie|du)\b",
        r"\b(steht|stehen) (Ihnen|dir)( \w+)? zu\b",
        r"\b(sind|bist) (dazu |dafür )?berechtigt\b",
        r"\b(bekommen|erhalten) Sie( \w+)? (sicher|bestimmt|garantiert|auf jeden Fall)",
        r"\bwird( \w+)? (sicher|bestimmt|garantiert|auf jeden Fall)( \w+)? (bewilligt|genehmigt|anerkannt)",
        r"\b[Gg]arantiert(?! keine)",
        r"\bmit Sicherheit\b",
    ),
    "en": (
        r"\b([Yy]ou|[Tt]hey) (are|have|will be)( \w+)? (entitled|eligible|an entitlement)\b",
        r"\b([Yy]ou|[Tt]hey) (qualify|will qualify)\b",
        r"\b([Yy]ou|[Tt]hey) will (certainly|definitely|surely) (get|receive|be)\b",
        r"\b(is|are) guaranteed\b",
        r"\b[Gg]uarantees? (?!no)(you|a|the)\b",
    ),
    "fr": (
        r"\b[Vv]ous (y )?avez( \w+)? droit\b",
        r"\b[Vv]ous êtes (éligible|en droit)",
        r"\b[Vv]ous (aurez|recevrez|obtiendrez) (certainement|sûrement|forcément)",
        r"\b(est|sont) garanti",
        r"(?<![Nn]e )\bgarantit\b",
    ),
}
"""What an answer must not say of a person's claims, in the words that people would use. What a house asks for ("from 15
on"), what it does not do ("guarantees no job"), and what a person may do ("you may complain") is no promise."""


def test_the_promises_are_found() -> None:
    """The list itself: sentences that say it are found, their honest sisters are not."""
    said = {
        "de": (["Sie haben Anspruch auf Bürgergeld.", "Ein Platz steht Ihnen zu.", "Anspruch haben Sie in jedem Fall.",
                "Sie sind berechtigt.", "Das bekommen Sie sicher."],
               ["prüft, was Ihnen an Leistungen zusteht", "Garantiert keine Stelle.", "Einen eigenen Anspruch gibt es ab 15."]),
        "en": (["You are entitled to housing benefit.", "You qualify.", "They will certainly get it.", "A place is guaranteed."],
               ["Guarantees no job and pays no wage.", "for anyone with an entitlement"]),
        "fr": (["Vous avez droit au RSA.", "Vous y avez droit.", "Vous êtes éligible.", "La place est garantie."],
               ["Ne garantit pas d'emploi", "a droit au cours"]),
    }  # fmt: skip
    for language, (promising, honest) in said.items():
        assert all(promises(language, sentence) for sentence in promising), language
        assert not any(promises(language, sentence) for sentence in honest), language


def promises(language: str, sentence: str) -> bool:
    """Return whether a sentence promises what others decide."""
    return any(re.search(pattern, sentence) for pattern in PROMISES[language])


def sentences(value: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield every text of a document, with where it stands and its language."""
    if isinstance(value, Text):
        yield from ((at, language, words) for language, words in value.versions)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in ("examples", "words"):  # what people may search for and say
                yield from sentences(getattr(value, name), f"{at}.{name}")
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from sentences(entry, f"{at}.{key}")
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from sentences(entry, at)
    elif isinstance(value, Condition):
        for leaf in leaves(value):
            yield from sentences(leaf.note.because, at)


@pytest.mark.parametrize("network", NETWORKS)
def test_no_text_of_catalog_and_rules_promises_what_others_decide(network: str) -> None:
    matcher = shipped(network)
    documents = (matcher.catalog.organisations, matcher.catalog.handovers, matcher.catalog.ladder,
                 matcher.catalog.vocabulary, matcher.rules.rules, matcher.rules.weights)  # fmt: skip
    found = [entry for document in documents for entry in sentences(document)]
    assert len(found) > 500
    assert [entry for entry in found if entry[1] in PROMISES and promises(entry[1], entry[2])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_promises_what_others_decide(language: str) -> None:
    messages = load_messages(language)
    templates = [*messages.says.values(), *messages.words.values()]
    told = [words for entry in templates for words in ([entry] if isinstance(entry, str) else entry.values())]
    assert len(told) > 100
    assert [words for words in told if promises(language, words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_ends_by_saying_that_it_is_a_suggestion(language: str) -> None:
    visit = Visit(shipped(NETWORKS[0]), {"needs": ["money.debts"]})
    file = io.StringIO()
    print_suggestion(visit.answer, visit.catalog, language, Console(file=file, width=2_000))
    assert file.getvalue().rstrip().endswith(str(load_messages(language).words["closing"]))


# Nothing is invented.


def doors_like(visit: Visit, step: Step) -> list[Door]:
    """Return the doors of the catalog that a step can mean: of that service, at that place, at those hours."""
    catalog = visit.catalog
    found = []
    for door in catalog.services[step.service].doors:
        host = catalog.organisation[door.place.organisation].name if door.place.organisation else None
        place = (step.place.name, step.place.with_organisation, step.hours)
        district = catalog.network.places[door.place.district].label if door.place.district else step.place.district
        if place == (door.place.name, host, door.hours) and step.place.district == district:
            found.append(door)
    return found


def phones(visit: Visit, service: str) -> set[str | None]:
    """Return the numbers under which a service can be called, None among them if a door has none."""
    own, organisation = visit.catalog.services[service], visit.catalog.provider[service]
    return {door.phone or own.phone or organisation.phone for door in own.doors}


@every_visit(100)
def test_every_step_stands_in_the_catalog_as_it_is_told(visit: Visit) -> None:
    catalog = visit.catalog
    for step in visit.steps:
        service, organisation = catalog.services[step.service], catalog.provider[step.service]
        assert (step.name, step.kind, step.does) == (service.name, service.kind, service.does)
        assert (step.organisation, step.organisation_name) == (organisation.organisation, organisation.name)
        doors = doors_like(visit, step)
        assert step.phone in {door.phone or service.phone or organisation.phone for door in doors}, step.service
        papers = [sorted(door.papers or (), key=lambda paper: paper.versions) for door in doors]
        assert list(step.bring) in papers
        spoken = service.languages.spoken if service.languages else ()
        assert set(step.languages) == ({"any"} if spoken == "any" else set(spoken))


@every_visit(100)
def test_every_hand_over_told_as_an_interface_is_agreed(visit: Visit) -> None:
    contacts = {edge.contact: edge for edge in visit.catalog.handovers}
    ways = {edge.how for edge in visit.catalog.handovers}
    scale = visit.catalog.vocabulary.scales["handover"]
    general = {level.what for level in scale.values()}
    for step in visit.steps:
        handover = step.handover
        assert isinstance(handover.how, Message) or handover.how in ways | general, step.service
        if handover.contact is not None:
            assert contacts[handover.contact].to in (step.service, step.organisation)


@every_visit(100)
def test_everybody_named_stands_in_the_catalog_with_that_number(visit: Visit) -> None:
    answer, services = visit.answer, visit.catalog.services
    written = {rule.id: rule.then for rule in visit.matcher.rules.rules}
    for card in answer.safeguards:
        then = written[card.rule]
        lines = [(line.name, line.phone) for line in then.lines] if isinstance(then, Safeguard) else []
        assert [(contact.name, contact.phone) for contact in card.contacts if contact.service is None] == lines
        for contact in card.contacts:
            if contact.service is None:
                continue
            assert contact.phone in phones(visit, contact.service)
            assert contact.hours in {door.hours for door in services[contact.service].doors}
            assert (contact.name, contact.kind) == (services[contact.service].name, services[contact.service].kind)
    for step in visit.steps:
        assert step.if_it_fails.name == services[step.if_it_fails.service].name
        for support in step.supports:
            assert support.name == services[support.service].name
            assert support.phone in phones(visit, support.service)
    for offer in answer.offers:
        assert offer.name == services[offer.service].name
        assert any(
            offer.role == welcome.role and offer.area in welcome.areas for welcome in services[offer.service].roles
        )
    named = [
        *(id_ for question in answer.questions for id_ in question.changes),
        *(id_ for miss in answer.near_misses for id_ in (miss.service, *miss.opened_by)),
        *(id_ for gap in answer.gaps for id_ in gap.nearest),
        *(entry.service for entry in answer.not_recommended),
    ]
    assert set(named) <= services.keys()


# What was assumed, and what is still to be checked.


@every_visit(100)
def test_what_nobody_stated_and_was_taken_for_granted_is_listed(visit: Visit) -> None:
    if visit.answer.stops:
        return
    facts, said = visit.catalog.vocabulary.facts, visit.judgement.knowledge.values
    taken = {name for name, fact in facts.items() if fact.assumed is not None and name not in said}
    assert {entry.fact: entry.says for entry in visit.answer.assumed} == {
        name: facts[name].assumed for name in taken - visit.judgement.hidden
    }


OTHERWISE: dict[str, Any] = {
    "literacy": "oral_only",
    "will_sign_forms": False,
    "children_along": True,
    "anonymity": "required",
    "reach": "none",
    "cost_limit": 0,
}
"""What somebody might say against an assumption, where it is hardest for a door."""


@every_visit(60)
def test_an_assumption_that_does_not_matter_may_be_wrong(visit: Visit) -> None:
    """The doors of the steps shown would stay as they are."""
    if visit.answer.stops:
        return
    for entry in visit.answer.assumed:
        if entry.matters or entry.fact not in OTHERWISE:
            continue
        other = visit.stating(entry.fact, OTHERWISE[entry.fact])
        for step in visit.steps:
            before, after = (each.judgement.verdicts[step.service].door for each in (visit, other))
            assert before is not None
            assert after is not None, (entry.fact, step.service)
            assert (after.indexed.number, after.unclear) == (before.indexed.number, before.unclear), entry.fact


def unstated(visit: Visit, step: Step) -> Iterator[str]:
    """Yield every barrier about which the person has stated something and the door of a step has not."""
    indexed = visit.judgement.verdicts[step.service].door
    assert indexed is not None
    door, service = indexed.indexed.door, visit.catalog.services[step.service]
    wanted = set(visit.known("accessibility") or ())
    on_site = "in_person" in door.channels
    if ("step_free" in wanted and on_site and door.place.step_free is None and not door.place.organisation) or (
        wanted - {"step_free"} - set(door.accessibility)
    ):
        yield "accessibility"
    if visit.known("literacy") == "oral_only" and not door.oral and door.forms is None:
        yield "literacy"
    if visit.known("will_sign_forms") is False and door.forms is None:
        yield "forms"
    if visit.known("anonymity") == "required" and door.name is None:
        yield "anonymity"
    if visit.known("cost_limit") is not None and service.cost is None:
        yield "cost"
    preferred, welcome = (
        visit.known("gender_preference"),
        "woman" if door.women_only else "man" if door.men_only else None,
    )
    if preferred not in (None, "any", welcome):
        yield "gender"


@every_visit(200)
def test_what_a_door_has_not_stated_is_to_be_checked(visit: Visit) -> None:
    """Also what the service itself wants checked, word for word."""
    for step in visit.steps:
        asked = {
            dict(entry.values)["barrier"]
            for entry in step.check
            if isinstance(entry, Message) and entry.code == "check_barrier"
        }
        supported = {barrier for support in step.supports for barrier in support.bridges}
        open_facts = {entry.fact for entry in step.hangs_on}
        assert set(unstated(visit, step)) <= asked | supported | open_facts, step.service
        assert set(visit.catalog.services[step.service].confirm) <= set(step.check)


@every_visit(100)
def test_every_question_and_every_check_can_be_read(visit: Visit) -> None:
    """Nothing to be found out is told as an empty line."""
    for language in LANGUAGES:
        wording = Wording(visit.catalog, language, visit.answer.as_of)
        for step in visit.steps:
            assert all(wording.say(words).strip() for words in (*step.check, *(entry.says for entry in step.hangs_on)))
        assert all(wording.say(question.ask).strip() for question in visit.answer.questions)


@every_visit(150)
def test_a_step_is_confirmed_only_if_nothing_is_open_about_it(visit: Visit) -> None:
    for step in visit.steps:
        if step.status == "confirmed":
            assert visit.judgement.verdicts[step.service].state == "open", step.service
            assert not step.hangs_on
            waits = dict(step.opens_when.values).get("outcomes", ())
            assert {part.code for part in waits} <= {
                "contact_stands",
                "step_done",
            }  # in time, and not on anything unsure
        sure = {need.need for need in visit.profile.needs if need.state == "unmet"}
        assert step.status == "conditional" or set(step.answers) <= sure, step.service


@every_visit(60)
def test_a_conditional_step_is_printed_with_what_it_hangs_on(visit: Visit) -> None:
    """What comes later is named only, without its details."""
    if visit.path is None or visit.answer.stops:
        return
    wording, file = Wording(visit.catalog, "en", visit.answer.as_of), io.StringIO()
    print_suggestion(visit.answer, visit.catalog, "en", Console(file=file, width=5_000))
    for step in visit.path.steps:
        for entry in () if step.later else step.hangs_on:
            if not (isinstance(entry.says, Message) and entry.says.code == "outcome_of_step"):
                assert wording.say(entry.says).rstrip(".") in file.getvalue(), step.service


# Stale entries are flagged.

STALE: Any = {
    key: value
    for key, value in yaml((RULES / "expire/call-first-after-six-months.yaml").read_text("utf-8")).items()
    if key != "examples"
}
MONTHS_LATER = "2026-10-20T10:00"


@every_visit(60)
def test_entries_not_verified_for_six_months_are_flagged(visit: Visit) -> None:
    ruled = visit if visit.catalog.network.network in NETWORKS else visit.with_rules(STALE)
    (rule,) = [rule for rule in ruled.matcher.rules.rules if rule.id == STALE["id"]]
    assert isinstance(rule.then, Expire)
    for moment in (MONTHS_LATER, "2026-03-16T10:00"):
        met = ruled.saying(as_of=moment)
        for step in met.steps:
            verified = met.catalog.services[step.service].verified or met.catalog.provider[step.service].verified
            age = met.answer.as_of.date() - verified.on
            flagged = rule.then.show in step.check
            assert flagged or age < timedelta(days=185), step.service
            assert not flagged or age > timedelta(days=180), step.service


# There is always a way in.


@every_visit(100)
def test_the_entrance_is_always_there_with_its_own_number_and_hours(visit: Visit) -> None:
    for met in (visit, visit.saying(needs=[]), Visit(visit.matcher, {})):
        entrance, own = met.answer.entrance, met.catalog.services[met.catalog.network.entrance]
        assert (entrance.service, entrance.name) == (own.id, own.name)
        assert entrance.phone in phones(met, own.id)
        assert entrance.hours in {door.hours for door in own.doors}


@every_visit(60)
def test_every_printed_answer_names_somebody_to_turn_to(visit: Visit) -> None:
    file = io.StringIO()
    print_suggestion(visit.answer, visit.catalog, "en", Console(file=file, width=5_000))
    entrance = Wording(visit.catalog, "en").say(visit.answer.entrance.name)
    phones_told = [contact.phone for card in visit.answer.safeguards for contact in card.contacts if contact.phone]
    assert entrance in file.getvalue() or (
        visit.answer.stops and any(phone in file.getvalue() for phone in phones_told)
    )
