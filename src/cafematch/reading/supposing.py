"""What if: one thing of a profile said otherwise, as in `language.de=B1`, checked as a profile is."""

from __future__ import annotations

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.catalog import Catalog
from cafematch.model.documents import mapping_or_empty
from cafematch.model.profile import Profile
from cafematch.model.refusals import Refused
from cafematch.model.saying import say
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.labels import did_you_mean
from cafematch.reading.yamlfile import parse_yaml

TAKEN_BACK = ("", "null", "~")
"""What stands behind the equals sign where nobody has said anything after all."""


def suppose(profile: Profile, assumptions: list[str], catalog: Catalog) -> Profile:
    """Return a profile in which some things are said otherwise.

    An assumption is `NAME=VALUE`, with the names conditions use: a fact (`age=17`, `residence_basis=tolerated`), a
    language (`language.de=B1`), a feeling (`feeling.overwhelm=4`), a need by its state or urgency (`need.money.debts=now`)
    or one of its attributes (`need.money.debts.deadline=2026-04-01`), a readiness. Nothing behind the sign takes it back.

    Raises InvalidData with every assumption that cannot be made, and what was meant instead.
    """
    problems: list[Problem] = []
    for assumption in assumptions:
        try:
            profile = _assume(profile, assumption, catalog)
        except Refused as refused:
            problems += problems_of_answer(f"what if {quoted(assumption)}", refused, catalog.vocabulary)
    if problems:
        raise InvalidData(problems)
    return profile


def problems_of_answer(where: str, refused: Refused, vocabulary: Vocabulary) -> list[Problem]:
    """Return what is wrong with one thing that was said, each with what may have been meant."""
    if refused.parts:
        parts = (problems_of_answer(where, part, vocabulary) for _, _, part in refused.parts)
        return [problem for part in parts for problem in part]
    word = refused.word
    hint = refused.hint or (None if word is None else did_you_mean(word, refused.among, vocabulary.labels))
    return [Problem(refused.code, f"{where}: {refused.message}", hint=hint)]


def _assume(profile: Profile, assumption: str, catalog: Catalog) -> Profile:
    name, sign, text = (part.strip() for part in assumption.partition("="))
    if not sign or not name:
        raise Refused("not-an-assumption", "expected a name, '=' and a value", hint="write it as in language.de=B1")
    value: object = {} if text in TAKEN_BACK else parse_yaml(f"value: {text}".encode(), "what if").value
    return say(profile, catalog, name, mapping_or_empty(value).get("value"))
