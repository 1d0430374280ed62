"""Explain: turn verdicts and plans into the answer, every line with its reason and its place in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from cafematch.matching.doors import OpenDoor, Support
from cafematch.matching.index import Index, IndexedDoor, IndexedService, offered_level
from cafematch.matching.layout import (
    Candidate,
    LaidStep,
    Problem,
    handover_level,
    raised_handover,
    step_lines,
    unanswered_lines,
)
from cafematch.matching.plans import Plan, Plans
from cafematch.matching.provenance import applied_rules, assumptions, unused_fields
from cafematch.matching.questions import OpenFact, open_facts, questions
from cafematch.matching.ranking import Line
from cafematch.matching.suggestion import (
    FORMAT_VERSION,
    ContactCard,
    Entrance,
    Fallback,
    Fingerprint,
    Gap,
    HandoverShown,
    HangsOn,
    Message,
    NearMiss,
    NotRecommended,
    Offer,
    ParameterValue,
    Path,
    PlaceShown,
    SafeguardCard,
    ScoreLine,
    Step,
    Suggestion,
    SupportShown,
    ThresholdShown,
    Truncated,
    Words,
)
from cafematch.matching.timeline import Moment, schedule
from cafematch.matching.tradeoffs import trade_off
from cafematch.matching.truth import NO, UNKNOWN, YES, Finding, deciding
from cafematch.matching.verdicts import Judgement, Verdict
from cafematch.model.conditions import Test
from cafematch.model.hours import next_opening
from cafematch.model.rules import Contact, Exclude, Expire, Privacy, Rule, Safeguard
from cafematch.model.values import Level, LevelType, NumberType
from cafematch.model.vocabulary import Vocabulary
from cafematch.version import __version__


def explain(problem: Problem, plans: Plans, rules_fingerprint: str) -> Suggestion:
    """Return the answer: safeguards first, and nothing else if one of them stops matching."""
    judgement = problem.judgement
    catalog, knowledge = judgement.index.catalog, judgement.knowledge
    suggestion = Suggestion(
        cafematch=FORMAT_VERSION,
        network=catalog.network.network,
        network_name=catalog.network.name,
        as_of=knowledge.as_of,
        fingerprint=Fingerprint(catalog.fingerprint, rules_fingerprint, __version__),
        wish=knowledge.profile.wish,
        entrance=_entrance(judgement),
        safeguards=tuple(_safeguards(judgement)),
    )
    return suggestion if suggestion.stops else _with_paths(suggestion, problem, plans)


def _with_paths(bare: Suggestion, problem: Problem, plans: Plans) -> Suggestion:
    judgement = problem.judgement
    hidden = hidden_facts(judgement)
    paths = _paths(problem, plans, hidden)
    shown = frozenset(step.service for path in paths for step in path.steps)
    return Suggestion(
        cafematch=bare.cafematch,
        network=bare.network,
        network_name=bare.network_name,
        as_of=bare.as_of,
        fingerprint=bare.fingerprint,
        wish=bare.wish,
        entrance=bare.entrance,
        safeguards=bare.safeguards,
        parameters=tuple(_parameters(judgement)),
        assumed=tuple(assumption for assumption in assumptions(judgement) if assumption.fact not in hidden),
        paths=paths,
        offers=tuple(_offers(judgement)),
        applied=applied_rules(problem, plans),
        questions=questions(problem, shown, hidden),
        near_misses=tuple(miss for miss in _near_misses(problem, hidden) if miss.service not in shown),
        gaps=tuple(_gaps(problem, plans)),
        not_recommended=tuple(_not_recommended(problem)),
        unused=tuple(entry for entry in unused_fields(problem) if entry.field.rpartition(".")[2] not in hidden),
        truncated=Truncated(plans.truncated) if plans.truncated else None,
    )


def hidden_facts(judgement: Judgement) -> frozenset[str]:
    """Return the facts that acting privacy rules keep out of the answer."""
    return frozenset(
        fact
        for entry in judgement.acting
        if entry.truth is YES and isinstance(entry.rule.then, Privacy)
        for fact in entry.rule.then.hide
    )


def _entrance(judgement: Judgement) -> Entrance:
    index = judgement.index
    indexed = index.services[index.catalog.network.entrance]
    never = (datetime.max, datetime.max)
    spans = [(_opening(door, judgement.knowledge.as_of) or never, door) for door in indexed.doors]
    (opening, _), door = min(spans, key=lambda pair: (pair[0][0], pair[0][0] - pair[0][1], pair[1].sort_key))
    return Entrance(
        service=indexed.id,
        name=indexed.service.name,
        organisation=indexed.organisation.organisation,
        phone=_phone(indexed, door),
        hours=door.door.hours,
        earliest=None if opening == datetime.max else opening,
    )


def _opening(door: IndexedDoor, after: datetime) -> tuple[datetime, datetime] | None:
    return next_opening(after, door.hours) if door.hours else None


def _phone(indexed: IndexedService, door: IndexedDoor) -> str | None:
    return door.door.phone or indexed.service.phone or indexed.organisation.phone


def _safeguards(judgement: Judgement) -> Iterator[SafeguardCard]:
    for entry in judgement.acting:
        rule, then = entry.rule, entry.rule.then
        if entry.truth is YES and isinstance(then, Safeguard):
            yield SafeguardCard(
                rule=rule.id,
                title=rule.title,
                because=rule.because,
                do=tuple(
                    advice.text for advice in sorted(then.show, key=lambda advice: (advice.rank, advice.text.versions))
                ),
                contacts=tuple(
                    _contacts(judgement, sorted(then.contacts, key=lambda contact: (contact.rank, contact.kind)))
                ),
                stops_matching=then.stop,
                no_printout=then.no_printout,
                at=rule.at,
            )


def _contacts(judgement: Judgement, contacts: Iterable[Contact]) -> Iterator[ContactCard]:
    """Yield every service a safeguard names by kind, but none that rules keep away from this person.

    A service that does not take them is named all the same: the worker asks there who does.
    """
    for contact in contacts:
        for id_, indexed in sorted(judgement.index.services.items()):
            if indexed.service.kind != contact.kind or judgement.verdicts[id_].exclusions:
                continue
            door = min(indexed.doors, key=lambda door: ("phone" not in door.door.channels, door.sort_key))
            yield ContactCard(
                service=id_,
                name=indexed.service.name,
                kind=contact.kind,
                phone=_phone(indexed, door),
                hours=door.door.hours,
                instruction=contact.instruction,
            )


def _parameters(judgement: Judgement) -> Iterator[ParameterValue]:
    vocabulary = judgement.index.catalog.vocabulary
    for name, parameter in judgement.parameters.items():
        yield ParameterValue(
            name=name,
            label=vocabulary.parameters[name].label,
            value=_value_shown(vocabulary, name, parameter.value),
            rules=tuple(sorted(rule.id for rule in parameter.rules)),
        )


def _value_shown(vocabulary: Vocabulary, name: str, value: object) -> str:
    type_ = vocabulary.type_of(vocabulary.parameters[name])
    return type_.name_of(value.low) if isinstance(type_, LevelType) and isinstance(value, Level) else str(value)


def _paths(problem: Problem, plans: Plans, hidden: frozenset[str]) -> tuple[Path, ...]:
    best = worth_showing(problem, plans)
    schedules = [schedule(problem, plan.layout) for plan in best]
    paths = []
    for rank, (plan, moments) in enumerate(zip(best, schedules, strict=True), 1):
        first = None if rank == 1 else trade_off(problem, best[0], schedules[0], plan, moments)
        paths.append(
            Path(
                rank=rank,
                score=plan.score,
                lines=tuple(_line(line) for line in unanswered_lines(problem, plan.layout)),
                answers=tuple(sorted(need for step in plan.layout.steps for need in step.answers)),
                unanswered=plan.layout.unanswered,
                trade_off=first,
                steps=tuple(_steps(problem, plan, moments, hidden)),
            )
        )
    return tuple(paths)


def worth_showing(problem: Problem, plans: Plans) -> tuple[Plan, ...]:
    """Return the plans to show: one that leaves open a pressing need which the best answers is no alternative."""
    if not plans.best:
        return ()
    left = set(plans.best[0].layout.unanswered)
    pressing = {name for name, value in problem.needs.items() if value.pressing and name not in left}
    return tuple(plan for plan in plans.best if pressing.isdisjoint(plan.layout.unanswered))


def _line(line: Line) -> ScoreLine:
    return ScoreLine(line.points, line.rule, line.because, line.about, line.at)


def _steps(problem: Problem, plan: Plan, moments: Mapping[str, Moment], hidden: frozenset[str]) -> Iterator[Step]:
    positions = {step.candidate.id: position for position, step in enumerate(plan.layout.steps, 1)}
    before = problem.origin
    for step, lines in zip(plan.layout.steps, step_lines(problem, plan.layout), strict=True):
        yield _step(problem, plan, step, lines, moments[step.candidate.id], positions, before, hidden)
        before = step.candidate.organisation


def _step(
    problem: Problem,
    plan: Plan,
    step: LaidStep,
    lines: tuple[Line, ...],
    moment: Moment,
    positions: Mapping[str, int],
    before: str | None,
    hidden: frozenset[str],
) -> Step:
    index, verdict = problem.judgement.index, step.candidate.verdict
    indexed, service, door = verdict.indexed, verdict.indexed.service, verdict.door
    assert door is not None
    vocabulary = index.catalog.vocabulary
    hangs_on = tuple(_hangs_on(problem, step, moment, positions, hidden))
    sure = not hangs_on and not step.waits_for and step.certain
    return Step(
        position=positions[verdict.id],
        service=verdict.id,
        name=service.name,
        organisation=indexed.organisation.organisation,
        organisation_name=indexed.organisation.name,
        kind=service.kind,
        kind_label=vocabulary.kinds[service.kind].label,
        does=service.does,
        answers=step.answers,
        status="confirmed" if sure else "conditional",
        hangs_on=hangs_on,
        opens_when=_opens_when(moment, positions),
        earliest=moment.earliest,
        door=_door_message(door),
        place=_place(index, door),
        phone=_phone(indexed, door.indexed),
        hours=door.indexed.door.hours,
        languages=_languages(indexed),
        threshold=_threshold(vocabulary, door),
        handover=_handover(problem, step.candidate, before),
        supports=tuple(_supports(problem, step, before)),
        bring=tuple(sorted(door.indexed.door.papers or (), key=lambda paper: paper.versions)),
        check=tuple(_checks(problem, step, door)),
        if_it_fails=_fallback(problem, plan, step),
        lines=tuple(_line(line) for line in lines),
        at=service.at,
    )


def _hangs_on(
    problem: Problem, step: LaidStep, moment: Moment, positions: Mapping[str, int], hidden: frozenset[str]
) -> Iterator[HangsOn]:
    """Yield what a step waits for: outcomes of earlier steps, unknown facts, a need nobody is sure of."""
    judgement, verdict = problem.judgement, step.candidate.verdict
    for id_, outcome in moment.after:
        at = problem.candidates[id_].verdict.indexed.service.at
        says = Message.of("outcome_of_step", position=positions[id_], subject=outcome.subject, value=outcome.value)
        yield HangsOn(outcome.subject.name, says, at)
    if not step.certain:
        earlier = [id_ for id_ in positions if positions[id_] < positions[verdict.id]]
        known = judgement.knowledge.after(problem.outcomes_of(earlier))
        found = sorted(open_facts(judgement, verdict, known), key=_by_name)
        told = {fact: (subject, because) for fact, subject, because in reversed(found) if fact not in hidden}
        for fact, (subject, because) in sorted(told.items()):
            unknown: Words = because or Message.of("fact_unknown", fact=fact, subject=subject)
            yield HangsOn(fact, unknown, verdict.indexed.service.at)
        if not found:  # nothing about the person is unknown: it is not known whether a rule speaks about this service
            for rule in sorted(_perhaps(verdict), key=lambda rule: rule.id):
                yield HangsOn(None, rule.because, rule.at)
    for need in step.answers:
        if problem.needs[need].need.state == "unknown":
            yield HangsOn(
                f"need.{need}", Message.of("need_unsure", need=judgement.index.catalog.vocabulary.terms[need].label), ""
            )


def _by_name(open_fact: OpenFact) -> tuple[str, str, str]:
    fact, subject, because = open_fact
    return fact, str(because), subject.name if subject else ""


def _perhaps(verdict: Verdict) -> Iterator[Rule]:
    """Yield the rules of which it is not known whether they exclude a service or ask more of its visitors."""
    yield from (entry.rule for entry in verdict.perhaps)
    yield from (ruled.rule for ruled in verdict.ruled if ruled.acting is UNKNOWN)


def _opens_when(moment: Moment, positions: Mapping[str, int]) -> Message:
    if not moment.after:
        return Message.of("opens_now")
    parts = tuple(
        Message.of("outcome_of_step", position=positions[id_], subject=outcome.subject, value=outcome.value)
        for id_, outcome in moment.after
    )
    return Message.of("opens_after", outcomes=parts)


def _door_message(door: OpenDoor) -> Message:
    own = door.indexed.door
    return Message.of("door", appointment=own.appointment, name=own.name, channels=tuple(sorted(own.channels)))


def _place(index: Index, door: OpenDoor) -> PlaceShown:
    own, places = door.indexed, index.catalog.network.places
    return PlaceShown(
        name=own.door.place.name,
        district=places[own.district].label if own.district is not None else None,
        with_organisation=index.catalog.organisation[own.host].name if own.host else None,
        step_free=own.step_free,
    )


def _languages(indexed: IndexedService) -> tuple[str, ...]:
    languages = indexed.service.languages
    if languages is None:
        return ()
    return ("any",) if languages.spoken == "any" else tuple(sorted(languages.spoken))


def _threshold(vocabulary: Vocabulary, door: OpenDoor) -> ThresholdShown:
    scale = vocabulary.scale("threshold")
    level = scale.name_of(door.threshold)
    reasons = sorted({rung.because for rung in door.rungs if rung.level == level}, key=lambda text: text.versions)
    if not reasons and (what := vocabulary.scales["threshold"][level].what):
        reasons = [what]
    return ThresholdShown(level, vocabulary.scales["threshold"][level].label, tuple(reasons))


def _handover(problem: Problem, candidate: Candidate, before: str | None) -> HandoverShown:
    """Return how a step is handed over: the lowest offered level that meets what is needed, or a repair."""
    index, indexed, door = problem.judgement.index, candidate.verdict.indexed, candidate.verdict.door
    assert door is not None
    scale = index.catalog.vocabulary.scale("handover")
    offered = handover_level(problem, before, candidate)
    origins = sorted(
        {origin for origin in (problem.origin, before) if origin}, key=lambda origin: (origin != before, origin)
    )
    found = [offered_level(index, origin, indexed, door.indexed.host) for origin in origins]
    edge = max(found, key=lambda pair: pair[0], default=(0, None))[1]
    repaired = offered < problem.handover_min
    accompanied = raised_handover(index, door)
    level = max(problem.handover_min, accompanied) if repaired or accompanied else min(offered, problem.handover_min)
    inside = candidate.organisation in origins
    how: Words
    if repaired:
        how = Message.of("handover_repaired", name=indexed.service.name)
    elif inside or (edge is None and door.indexed.host in origins):
        how = Message.of("handover_inside")
    elif edge is not None and level == index.catalog.vocabulary.ranks["handover"][edge.offers]:
        how = edge.how
    elif level and (what := index.catalog.vocabulary.scales["handover"][scale.name_of(level)].what):
        how = what
    else:
        how = Message.of("handover_signpost")
    name = scale.name_of(level)
    return HandoverShown(
        level=name,
        label=index.catalog.vocabulary.scales["handover"][name].label,
        offered=scale.name_of(offered),
        how=how,
        contact=edge.contact if edge and not inside else None,
        repaired=repaired,
        at=edge.at if edge else "",
    )


def _supports(problem: Problem, step: LaidStep, before: str | None) -> Iterator[SupportShown]:
    """Yield who is beside a step: what bridges its barriers, and who makes the hand-over where rules ask for a warm one."""
    index, verdict = problem.judgement.index, step.candidate.verdict
    assert verdict.door is not None
    for support in verdict.door.supports:
        yield _support(index, support, verdict)
    parameter = problem.judgement.parameters["handover_min"]
    entrance = index.services[index.catalog.network.entrance]
    carries = index.catalog.vocabulary.kinds[entrance.service.kind].carries_handover
    here = {support.service for support in verdict.door.supports} | {verdict.id}
    if carries is None or not parameter.rules or entrance.id in here:
        return
    needed = max(parameter.value.low, raised_handover(index, verdict.door))
    if needed >= index.catalog.vocabulary.ranks["handover"][carries]:
        yield SupportShown(
            service=entrance.id,
            name=entrance.service.name,
            kind=entrance.service.kind,
            bridges=(),
            rule=min(rule.id for rule in parameter.rules),
            how=Message.of("support_calls", name=entrance.service.name),
            phone=_phone(entrance, entrance.doors[0]),
            at=entrance.service.at,
        )


def _support(index: Index, support: Support, verdict: Verdict) -> SupportShown:
    indexed = index.services[support.service]
    name, bridges = indexed.service.name, tuple(sorted(support.bridges))
    return SupportShown(
        service=support.service,
        name=indexed.service.name,
        kind=indexed.service.kind,
        bridges=bridges,
        rule=None if bridges else verdict.kept[0].id,
        how=Message.of("support", name=name, bridges=bridges) if bridges else Message.of("support_along", name=name),
        phone=_phone(indexed, indexed.doors[0]),
        at=indexed.service.at,
    )


def _checks(problem: Problem, step: LaidStep, door: OpenDoor) -> Iterator[Words]:
    """Yield what staff must still check with the service: its own notes, what it has not stated, what has gone stale."""
    judgement, verdict = problem.judgement, step.candidate.verdict
    yield from sorted(verdict.indexed.service.confirm, key=lambda text: text.versions)
    if any(problem.too_late(need, door.opening) for need in step.answers):
        yield Message.of("check_too_late")
    for mismatch in sorted(door.unclear, key=lambda entry: entry.barrier):
        if mismatch.fact is None:
            yield Message.of("check_barrier", barrier=mismatch.barrier)
    for finding in verdict.findings(judgement.knowledge):
        for ended in _ended(finding):
            until = ended.condition.note.valid_until
            yield Message.of("check_ended", until=until, because=ended.condition.note.because)
    for rule in verdict.kept:
        if isinstance(rule.then, Exclude) and rule.then.unless_sole_provider is not None:
            yield rule.then.unless_sole_provider
    for entry in judgement.acting:
        then = entry.rule.then
        if entry.truth is YES and isinstance(then, Expire) and door.facts.concerned_by(entry.rule) is YES:
            yield then.show


def _ended(finding: Finding) -> Iterator[Finding]:
    if finding.force == "ended":
        yield finding
    for child in finding.children:
        yield from _ended(child)


def _fallback(problem: Problem, plan: Plan, step: LaidStep) -> Fallback:
    """Return the next best service for what a step answers, else the way back to the entrance."""
    index = problem.judgement.index
    others = [
        candidate
        for candidate in problem.candidates.values()
        if candidate.id not in plan.layout.ids and candidate.start is not NO and candidate.needs & set(step.answers)
    ]
    best = min(
        others,
        key=lambda other: (-len(other.needs & set(step.answers)), other.start is not YES, -other.points, other.id),
        default=None,
    )
    if best is None:
        entrance = index.services[index.catalog.network.entrance]
        return Fallback(entrance.id, entrance.service.name, Message.of("fallback_entrance", name=entrance.service.name))
    name = best.verdict.indexed.service.name
    return Fallback(best.id, name, Message.of("fallback_service", name=name))


def _offers(judgement: Judgement) -> Iterator[Offer]:
    """Yield the places where what a person can do is welcome; none where a safeguard says so."""
    index, knowledge = judgement.index, judgement.knowledge
    if any(
        entry.truth is YES and isinstance(entry.rule.then, Safeguard) and entry.rule.then.no_offers
        for entry in judgement.acting
    ):
        return
    areas: dict[str, str] = {}
    for competence in sorted(knowledge.profile.competences, key=lambda entry: (entry.area, entry.label)):
        if competence.wants_to_use != "no":
            areas.setdefault(competence.area, competence.label)
    for area, label in areas.items():
        for id_, indexed in sorted(index.services.items()):
            roles = {welcome.role for welcome in indexed.service.roles if area in welcome.areas}
            role = next((name for name in ("guest", "helper") if name in roles), None)
            if role is None:
                continue
            verdict = judgement.verdicts[id_]
            if verdict.exclusions or verdict.refused or verdict.door is None:
                continue
            yield Offer(
                service=id_,
                name=indexed.service.name,
                kind=indexed.service.kind,
                role=role,
                area=area,
                because=Message.of("offer", label=label, area=index.catalog.vocabulary.competences.areas[area].label),
                opens_when=Message.of("open_from", moment=verdict.door.opening, hours=verdict.door.indexed.door.hours),
                at=indexed.service.at,
            )


def _near_misses(problem: Problem, hidden: frozenset[str]) -> Iterator[NearMiss]:
    """Yield the services for a named need that only one requirement closes, and who could turn it."""
    judgement = problem.judgement
    for verdict in _answering(problem):
        if verdict.requirement is not NO or not verdict.reachable:
            continue
        findings = [finding for finding in verdict.findings(judgement.knowledge) if finding.truth is NO]
        leaves = [leaf for finding in findings for leaf in deciding(finding)]
        if len(leaves) != 1 or not isinstance(leaves[0].condition, Test):
            continue
        leaf = leaves[0].condition
        if leaf.subject.asked_fact in hidden or isinstance(leaf.subject.type, NumberType):
            continue  # nobody can open a door that closes on age
        key = ("language", leaf.subject.key[0]) if leaf.subject.family == "language" else leaf.subject.key
        makers = tuple(id_ for id_ in judgement.index.making.get(key, ()) if judgement.verdicts[id_].reachable)
        closed_by: Words = leaf.note.because or Message.of("requirement", test=leaf)
        name = verdict.indexed.service.name
        yield NearMiss(verdict.id, name, closed_by, makers, leaf.at or verdict.indexed.service.at)


def _answering(problem: Problem) -> Iterator[Verdict]:
    """Yield the verdicts on all services that address a need of the person."""
    index = problem.judgement.index
    for id_ in sorted({id_ for need in problem.needs for id_ in index.answering.get(need, ())}):
        yield problem.judgement.verdicts[id_]


def _gaps(problem: Problem, plans: Plans) -> Iterator[Gap]:
    terms = problem.judgement.index.catalog.vocabulary.terms
    answered = {need for plan in plans.best for step in plan.layout.steps for need in step.answers}
    for need in problem.needs:
        if not problem.judgement.index.answering.get(need):
            yield Gap(need, "network", Message.of("gap_network", need=terms[need].label))
        elif need not in answered:
            yield Gap(need, "person", Message.of("gap_person", need=terms[need].label))


def _not_recommended(problem: Problem) -> Iterator[NotRecommended]:
    for verdict in _answering(problem):
        service = verdict.indexed.service
        for rule in verdict.exclusions:
            yield NotRecommended(verdict.id, service.name, rule.id, rule.because, rule.at)
        if verdict.refused is not None:
            yield NotRecommended(
                verdict.id, service.name, None, Message.of("refused_by", by=verdict.refused.by), service.at
            )
        if verdict.door is None and not verdict.exclusions:
            barriers = tuple(sorted({mismatch.barrier for closed in verdict.barred for mismatch in closed.barred_by}))
            yield NotRecommended(verdict.id, service.name, None, Message.of("barred", barriers=barriers), service.at)
