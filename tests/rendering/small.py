"""A small answer made by hand: every part of an answer once, and none of it from an engine or a network that may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cafematch.matching.suggestion import (
    Assumption,
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
    Path,
    PlaceShown,
    Question,
    SafeguardCard,
    ScoreLine,
    Step,
    Suggestion,
    SupportShown,
    ThresholdShown,
    Truncated,
)
from cafematch.model.conditions import Subject
from cafematch.model.duration import Duration
from cafematch.model.text import Text
from cafematch.model.values import BooleanType

QUESTIONS: tuple[tuple[str, Text | Message], ...] = (
    ("language.de", Message.of("ask_language", language="de")),
    ("language.tr", Message.of("ask_language", language="tr")),
    *((f"fact_{n}", Text.of({"de": f"Frage {n}?", "en": f"Question {n}?", "fr": f"Question {n} ?"})) for n in range(5)),
)
PAPERS_SORTED = Subject("papers_sorted", "fact", ("papers_sorted",), BooleanType())


def text(de: str, en: str, fr: str) -> Text:
    return Text.of({"de": de, "en": en, "fr": fr})


TABLE = text("Lots*innen-Tisch", "Navigators' table", "Table des guides")
DEBTS = text("Schuldnerberatung", "Debt advice", "Conseil en dettes")
LETTERS = text("Post ordnen geht schnell.", "Sorting letters is quick.", "Trier le courrier va vite.")
DEBT_NEED = text("Schulden", "debts", "dettes")

SAFEGUARD = SafeguardCard(
    rule="warm-night",
    title=text("Heute Nacht im Warmen", "Warm tonight", "Au chaud cette nuit"),
    because=text("Niemand soll frieren.", "Nobody should be cold.", "Personne ne doit avoir froid."),
    do=(text("Rufen Sie gemeinsam an.", "Call together.", "Appelez ensemble."),),
    contacts=(
        ContactCard(
            service="x.nacht",
            name=text("Nachtbus", "Night bus", "Bus de nuit"),
            kind="outreach",
            phone="+49 30 23125 011",
            hours="Mo-Su 19:00-08:00",
            instruction=text("Sagen, wo Sie sind.", "Say where you are.", "Dire où vous êtes."),
        ),
    ),
    stops_matching=False,
    no_printout=True,
    at="rules/safeguard/warm-night.yaml:1",
)

FIRST = Step(
    position=1,
    service="wc.lotsen",
    name=TABLE,
    organisation="wc",
    organisation_name=Text.of("Weltcafé"),
    kind="navigation",
    kind_label=TABLE,
    does=text("Ordnet Post mit Ihnen.", "Sorts letters with you.", "Trie le courrier avec vous."),
    answers=(),
    status="confirmed",
    hangs_on=(),
    opens_when=Message.of("opens_now"),
    earliest=datetime(2026, 3, 16, 14),
    door=Message.of("door", appointment="none", name="anonymous", channels=("in_person",)),
    place=PlaceShown(None, Text.of("Hafen"), None, True),
    phone="+49 30 23125 001",
    hours="Mo-Fr 10:00-18:00; PH off",
    languages=("any",),
    threshold=ThresholdShown("T0", text("Einfach hingehen", "Just walk in", "Entrer librement"), ()),
    handover=HandoverShown("H1", Text.of("H1"), "H3", Message.of("handover_inside"), None, False, ""),
    supports=(),
    bring=(),
    warnings=(),
    check=(),
    confidentiality=None,
    meanwhile=None,
    if_it_fails=Fallback("wc.lotsen", TABLE, Message.of("fallback_entrance", name=TABLE)),
    chosen=None,
    parallel_with=(),
    later=False,
    lines=(ScoreLine(25, "need_voiced", LETTERS, "", "weights.yaml:9"),),
    at="wc.yaml:5",
)

SECOND = replace(
    FIRST,
    position=2,
    service="kl.schulden",
    name=DEBTS,
    organisation="kl",
    organisation_name=Text.of("Klartext"),
    answers=("money.debts",),
    status="conditional",
    hangs_on=(
        HangsOn(
            "papers_sorted",
            Message.of("outcome_of_step", position=1, subject=PAPERS_SORTED, value=True),
            at="wc.yaml:5",
        ),
    ),
    opens_when=Message.of("opens_now"),
    earliest=datetime(2026, 5, 25, 9),
    door=Message.of("door", appointment="required", name="full", channels=("in_person", "phone")),
    place=PlaceShown(None, Text.of("Altstadt"), Text.of("Nachbarschaftshaus"), False),
    phone="+49 30 23125 501",
    hours=None,
    threshold=ThresholdShown(
        "T4",
        Text.of("T4"),
        (
            text("Man braucht einen Termin.", "You need an appointment.", "Il faut un rendez-vous."),
            text("Das ist ein Amt.", "This is a public authority.", "C'est une administration."),
        ),
    ),
    handover=HandoverShown(
        level="H2",
        label=text("Gemeinsam angerufen", "Called together", "Appelé ensemble"),
        offered="H4",
        how=Message.of("handover_repaired"),
        contact=text("Tagesdienst", "Duty desk", "Permanence"),
        repaired=True,
        at="handovers.yaml:3",
    ),
    supports=(
        SupportShown(
            service="wc.kinder",
            name=text("Kinderinsel", "Children's corner", "Coin des enfants"),
            kind="childcare_onsite",
            bridges=("children_along", "hours"),
            rule=None,
            how=Message.of(
                "support",
                name=text("Kinderinsel", "Children's corner", "Coin des enfants"),
                bridges=("children_along", "hours"),
            ),
            phone=None,
            at="wc.yaml:90",
        ),
    ),
    bring=(text("alle Briefe", "all letters", "tout le courrier"), text("Ausweis", "ID card", "pièce d'identité")),
    warnings=(),
    check=(Message.of("check_barrier", barrier="pets"),),
    confidentiality=None,
    meanwhile=Message.of("meanwhile", name=TABLE),
    if_it_fails=Fallback("kl.notfall", DEBTS, Message.of("fallback_service", name=DEBTS)),
    chosen=None,
    parallel_with=(),
    later=False,
    lines=(
        ScoreLine(25, "need_voiced", LETTERS, "money.debts", "weights.yaml:9"),
        ScoreLine(
            80, "need_weeks", text("Das drängt.", "This presses.", "Cela presse."), "money.debts", "weights.yaml:2"
        ),
        ScoreLine(-4, "new_organisation", text("Neue Stelle.", "New place.", "Nouveau lieu."), "kl", "weights.yaml:5"),
    ),
    at="kl.yaml:12",
)

OFFERS = tuple(
    Offer(
        service=f"wc.{number}",
        name=text(f"Küche {number}", f"Kitchen {number}", f"Cuisine {number}"),
        kind="cooking_group",
        role="helper",
        area="cooking_hosting",
        because=Message.of("offer", label="Suppe kochen", area=Text.of("Kochen")),
        rule=None,
        opens_when=Message.of("open_from", moment=datetime(2026, 3, 17, 17), hours="Tu 17:00-19:30"),
        at="wc.yaml:70",
    )
    for number in range(1, 6)
)

SMALL = Suggestion(
    cafematch="1",
    network="neuwerder",
    network_name=text("Netzwerk Neuwerder", "Neuwerder network", "Réseau de Neuwerder"),
    as_of=datetime(2026, 3, 16, 10),
    fingerprint=Fingerprint("c", "r", "0"),
    wish="Ruhe\nvor den Briefen.",
    entrance=Entrance("wc.lotsen", TABLE, "wc", "+49 30 23125 001", "Mo-Fr 10:00-18:00; PH off", None, False),
    safeguards=(SAFEGUARD,),
    assumed=(
        Assumption("children_along", text("kommt ohne Kinder", "comes without children", "vient sans enfants"), True),
        Assumption("languages", text("spricht Deutsch", "speaks German", "parle allemand"), True),
    ),
    paths=(
        Path(1, 121, (), ("money.debts",), ("social.loneliness", "housing.search"), None, (), (), (FIRST, SECOND)),
        Path(
            rank=2,
            score=40,
            lines=(),
            answers=(),
            unanswered=("money.debts",),
            trade_off=Message.of(
                "trade_off",
                parts=(
                    Message.of("trade_open", need=DEBT_NEED),
                    Message.of("trade_sooner", time=Duration(2, "month")),
                    Message.of("trade_fewer_places", count=1),
                ),
            ),
            alerts=(),
            met=(),
            steps=(FIRST,),
        ),
    ),
    offers=OFFERS,
    questions=tuple(
        Question(fact, ask, text("Es hilft beim Suchen.", "It helps the search.", "Cela aide à chercher."), ())
        for fact, ask in QUESTIONS
    ),
    near_misses=(
        NearMiss(
            service="sf.kurs",
            name=text("Kurs", "Course", "Cours"),
            closed_by=text("Er beginnt auf B1.", "It starts at B1.", "Il commence au B1."),
            opened_by=("sf.ankommen", "nowhere"),
            at="sf.yaml:3",
        ),
    ),
    gaps=(
        Gap(
            "housing.search",
            "network",
            Message.of("gap_network", need=text("Wohnungssuche", "finding a flat", "logement")),
        ),
    ),
    not_recommended=(
        NotRecommended("x.a", DEBTS, None, Message.of("refused_by", by="person"), "x.yaml:1"),
        NotRecommended("x.b", TABLE, None, Message.of("barred", barriers=("hours", "language", "reach")), "x.yaml:9"),
    ),
    truncated=Truncated("expansions"),
)
"""Needs a caseworker's whole page: two steps, another way, and something under every heading."""

STOPPED = replace(
    SMALL,
    safeguards=(replace(SAFEGUARD, stops_matching=True, contacts=()),),
    paths=(),
)
"""A safeguard that stops and names nobody: then the entrance is whom to turn to."""
