"""Services that an example of a rule describes: each stands in a network of its own, which has little else."""

from __future__ import annotations

from cafematch.matching.judging.index import Index, build_index
from cafematch.model.catalog import Catalog, Organisation, Verified
from cafematch.model.described import DescribedService
from cafematch.model.profile import Profile
from cafematch.model.rules import RuleSet
from cafematch.model.text import Text


def around(service: DescribedService, profile: Profile, index: Index) -> Index:
    """Return a network with a described service and the organisation where the person sits; all else is as in `index`.

    The part of the service's id before the dot names its organisation: the one where the person sits, or one that was
    verified on the day of the profile.
    """
    catalog = index.catalog
    at = profile.at or catalog.network.entrance
    here = catalog.organisation.get(at) or catalog.provider[at]
    id_ = service.id.partition(".")[0]
    owner = here if id_ == here.organisation else _new(id_, profile)
    services = (*(own for own in owner.services if own.id != service.id), service)
    others = () if owner is here else (here,)
    made = Catalog.model_construct(
        vocabulary=catalog.vocabulary,
        ladder=catalog.ladder,
        network=catalog.network,
        organisations=(*others, owner.model_copy(update={"services": services})),
        handovers=(),
    )
    return build_index(made, RuleSet.model_construct(rules=index.rules, weights=index.weights))


def _new(id_: str, profile: Profile) -> Organisation:
    assert profile.as_of is not None
    verified = Verified(on=profile.as_of.date(), by="…")
    return Organisation.model_construct(organisation=id_, name=Text.of(id_), verified=verified, services=())
