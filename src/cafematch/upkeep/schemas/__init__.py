"""JSON Schemas of all files, so that an editor proposes keys and names, explains them, and marks what cannot be right.

They are made of the models and of the vocabulary, for one network, in one language. What a schema refuses is refused by
reading, too; reading refuses more: what must fit together across files. Values are plain dicts, draft 07.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cafematch.model.catalog import Catalog, HandoversFile, Ladder, Network, Organisation
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule, RuleSet, WeightsFile
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.scenarios.expectations import Expectation
from cafematch.upkeep.schemas.documents import Documents
from cafematch.upkeep.schemas.values import ref, with_description
from cafematch.upkeep.schemas.words import Names, Schema

DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what it is called, where such files stand, and the type of what it holds.

    `place` is a pattern of paths in which CATALOG and RULES stand for the folders. It leads to the files of all networks,
    since names that only one network has are proposed and never judged.
    """

    name: str
    place: str
    holds: Any


KINDS = (
    FileKind("catalog", "CATALOG/catalog.yaml", None),
    *(
        FileKind(part, f"CATALOG/vocabulary/{part}.yaml", field.annotation)
        for part, field in Vocabulary.model_fields.items()
    ),
    FileKind("thresholds", "CATALOG/vocabulary/thresholds.yaml", Ladder),
    FileKind("network", "CATALOG/*/network.yaml", Network),
    FileKind("organisation", "CATALOG/*/organisations/*.yaml", Organisation),
    FileKind("handovers", "CATALOG/*/handovers.yaml", HandoversFile),
    FileKind("rule", "RULES/*/*.yaml", Rule),
    FileKind("weights", "RULES/weights.yaml", WeightsFile),
    FileKind("profile", "**/profile.yaml", Profile),
    FileKind("expect", "**/expect.yaml", Expectation),
)
"""All kinds of files, from the catalog to what is expected of an answer."""


def file_schemas(
    catalog: Catalog, rules: RuleSet, networks: Iterable[str], language: str
) -> Iterator[tuple[str, Schema]]:
    """Yield the schema of every kind of file, by the kind's name.

    `networks` are the ids of all networks of the catalog folder; `language` is the reader's, of labels and explanations.
    """
    explained = Explained(language)
    documents = Documents(Names(catalog, rules, networks, language), explained)
    for kind in KINDS:
        holds = documents.of(kind.holds) if kind.holds else _catalog_file(explained)
        told = {"description": explained.file(kind.name)}  # a title would head whatever an editor shows of a key
        yield kind.name, {"$schema": DRAFT, **told, **documents.whole(holds)}


def _catalog_file(explained: Explained) -> Schema:
    network = with_description(ref("network"), explained.key("catalog file", "default_network"))
    return {
        "type": "object",
        "properties": {"default_network": network},
        "required": ["default_network"],
    }
