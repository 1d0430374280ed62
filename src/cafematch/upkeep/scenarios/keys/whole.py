"""Whether an answer as a whole is as expected: what must stand nowhere, which rules act, what is offered and asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafematch.matching.suggestion import Message, Offer, SafeguardCard, Step
from cafematch.upkeep.scenarios.answered import Answered, Shown
from cafematch.upkeep.scenarios.expectations import FLAGGING
from cafematch.upkeep.scenarios.failures import (
    Acting,
    Asked,
    Failure,
    Offered,
    Present,
    Silent,
    Unasked,
    Unoffered,
)
from cafematch.upkeep.scenarios.keys.telling import Looking, place_in, step_at


def _flags(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    raised = {card.rule for card in answered.suggestion.safeguards}
    raised |= {
        applied.rule
        for applied in answered.suggestion.applied
        if applied.rule in answered.rules and answered.rules[applied.rule].kind in FLAGGING
    }
    found = Message.of("found_flags", rules=answered.rules_of(sorted(raised)))
    if missing := tuple(rule for rule in expected if rule not in raised):
        wanted = Message.of("expect_flags", rules=answered.rules_of(missing))
        yield Failure(
            wanted, found if raised else Message.of("found_no_flags"), Silent(missing), place_in(expected, missing)
        )
    elif raised and not expected:
        yield Failure(Message.of("expect_no_flags"), found, Acting(tuple(sorted(raised))))


def _forbidden(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    return _present(answered, expected, [shown for shown in answered.shown() if shown.kind in expected])


def _forbidden_services(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    return _present(
        answered, expected, [shown for shown in answered.shown() if answered.is_at(shown.service, expected)]
    )


def _present(answered: Answered, expected: Sequence[str], found: Iterable[Shown]) -> Iterator[Failure]:
    """Yield every service that is found, with where it is: as each thing it is, once."""
    services: dict[str, dict[str, Shown]] = {}
    for shown in found:
        services.setdefault(shown.service, {}).setdefault(shown.role, shown)
    for id_, roles in services.items():
        kind, owner = answered.catalog.services[id_].kind, answered.catalog.provider[id_].organisation
        wanted = Message.of("expect_nowhere", service=answered.service(id_), kind=answered.kind(kind))
        places = tuple(_as_what(answered, shown) for shown in roles.values())
        came = Message.of("found_places", places=places)
        yield Failure(wanted, came, Present(tuple(roles.values())), place_in(expected, [id_, owner, kind]))


def _as_what(answered: Answered, shown: Shown) -> Message:
    match shown.by:
        case Step() as step if shown.role == "step":
            return Message.of("found_step", path=shown.path, position=step.position)
        case Step() as step:
            at = step_at(shown.path, step)
            return Message.of("found_support" if shown.role == "support" else "found_fallback", where=at)
        case Offer():
            return Message.of("found_offer")
        case SafeguardCard(rule=rule):
            return Message.of("found_contact", rule=answered.rule(rule))


def _offers_any_of(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    offered = {offer.kind for offer in answered.suggestion.offers}
    if offered.isdisjoint(expected):
        wanted = Message.of("expect_offers", kinds=answered.kinds(expected))
        found = Message.of("found_offers", offers=answered.kinds(sorted(offered)))
        yield Failure(wanted, found if offered else Message.of("found_no_offers"), Unoffered(tuple(expected)))


def _no_offers(answered: Answered, expected: bool) -> Iterator[Failure]:
    offers = answered.suggestion.offers
    if expected and offers:
        found = Message.of("found_offers", offers=answered.services(offer.service for offer in offers))
        yield Failure(Message.of("expect_no_offers"), found, Offered(offers))
    if not expected and not offers:
        yield Failure(Message.of("expect_some_offer"), Message.of("found_no_offers"), Unoffered(()))


def _asks_any_of(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    asked = tuple(question.fact for question in answered.suggestion.questions)
    found = Message.of("found_asked", facts=tuple(map(answered.fact, asked)))
    if asked and not expected:
        yield Failure(Message.of("expect_no_question"), found, Asked(asked))
    elif expected and set(asked).isdisjoint(expected):
        wanted = Message.of("expect_asked", facts=tuple(map(answered.fact, expected)))
        yield Failure(wanted, found if asked else Message.of("found_no_question"), Unasked(tuple(expected)))


def _explained_by(answered: Answered, expected: Sequence[str]) -> Iterator[Failure]:
    named = {applied.rule for applied in answered.suggestion.applied}
    named |= {card.rule for card in answered.suggestion.safeguards}
    if missing := tuple(rule for rule in expected if rule not in named):
        wanted = Message.of("expect_acting", rules=answered.rules_of(missing))
        yield Failure(
            wanted, Message.of("found_idle", count=len(missing)), Silent(missing), place_in(expected, missing)
        )


KEYS: Looking = {
    "flags": _flags,
    "forbidden": _forbidden,
    "forbidden_services": _forbidden_services,
    "offers_any_of": _offers_any_of,
    "no_offers": _no_offers,
    "asks_any_of": _asks_any_of,
    "explained_by": _explained_by,
}
"""What looks at each key that speaks about the answer as a whole."""
