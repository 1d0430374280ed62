"""History: what a person had to do with services before, and whom they trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.services import IndexedService


class History:
    """What a person had to do with services before: earlier contacts, and whom they trust."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._contacts = [dict(contact) for contact in knowledge.values.get("previous_contacts", ())]
        self._trusted = knowledge.values.get("existing_trust", ())

    def with_service(self, indexed: IndexedService) -> Mapping[str, Any]:
        """Return what rules may ask about the person's history with a service and its organisation."""
        if not self._contacts and not self._trusted:
            return STRANGER
        ids = (indexed.id, indexed.organisation.organisation)
        own = [entry for entry in self._contacts if entry.get("service") in ids or entry.get("organisation") in ids]
        told = {contact.get("experience") for contact in own}
        return {
            "earlier_experience": next((word for word in ("bad", "good", "neutral") if word in told), "none"),
            "never_again": any(contact.get("never_again") is True for contact in own),
            "earlier_results": frozenset(contact["result"] for contact in own if contact.get("result") is not None),
            "trusted": any(word in ids for word in self._trusted),
        }

    def knows(self, indexed: IndexedService) -> bool:
        """Return whether the organisation of a service is not new to the person, and fared well enough with them."""
        joined = self.with_service(indexed)
        return bool(joined["trusted"]) or joined["earlier_experience"] in ("good", "neutral")


STRANGER: Mapping[str, Any] = {
    "earlier_experience": "none",
    "never_again": False,
    "earlier_results": frozenset[str](),
    "trusted": False,
}
