"""The words of a vocabulary that the engine looks up by itself, without any file naming them, and what they must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from cafematch.model.catalog import HandoverLevel
from cafematch.model.profile import Urgency

SCALES: Final[Mapping[str, tuple[str, ...]]] = {
    "cefr": (),
    "handover": get_args(HandoverLevel),
    "threshold": (),
    "urgency": get_args(Urgency),
}
"""Scales that every vocabulary declares, and those of their levels that the engine or its documents call by name."""

PARAMETERS: Final[Mapping[str, str]] = {
    "anonymity": "level",
    "conversation_level": "level",
    "first_threshold_cap": "level",
    "handover_min": "level",
    "horizon": "integer",
    "new_organisations_at_once": "integer",
}
"""Parameters that every vocabulary declares, with their types."""

SCALE_OF: Final[Mapping[str, str]] = {
    "conversation_level": "cefr",
    "first_threshold_cap": "threshold",
    "handover_min": "handover",
}
"""The scales of those parameters that are compared with levels of services and persons."""

FACTS: Final[Mapping[str, str]] = {
    "accessibility": "set",
    "anonymity": "choice",
    "availability": "hours",
    "channels": "set",
    "channels_not": "set",
    "children_along": "boolean",
    "cost_limit": "money",
    "district": "place",
    "existing_trust": "list",
    "gender": "choice",
    "gender_preference": "choice",
    "interpreter": "record",
    "languages": "languages",
    "literacy": "choice",
    "pets": "set",
    "previous_contacts": "list of record",
    "reach": "choice",
    "safe_contact": "choice",
    "will_sign_forms": "boolean",
}
"""The facts that a person and a door are matched by without any condition naming them, with the types they are read as."""

ASKED_FACTS: Final = ("district", "gender", "languages", "pets")
"""Those of them that every vocabulary declares: the engine asks for them where it must know them."""
