"""What is drawn is what people could write: every network, its rules and profiles are accepted as files too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builders import ENTRANCE as ENTRANCE_SERVICE
from builders import (
    NETWORK,
    handover,
    raw_organisations,
    raw_profile,
    raw_vocabulary,
    raw_weights,
    rule,
    shipped_words,
    told,
)
from cafematch import Matcher, load_catalog, load_profile, load_rules
from laws.drawn import every
from strategies import Situation


def write(path: Path, value: Any) -> None:
    """Write a file; JSON is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def write_all(folder: Path, situation: Situation) -> None:
    """Write a situation as the files it stands for."""
    catalog, name = folder / "catalog", NETWORK["network"]
    write(catalog / "catalog.yaml", {"default_network": name})
    for part, words in raw_vocabulary().items():
        write(catalog / f"vocabulary/{part}.yaml", words)
    write(catalog / "vocabulary/thresholds.yaml", shipped_words("thresholds"))
    write(catalog / f"{name}/network.yaml", NETWORK)
    for organisation in raw_organisations([*situation.services, ENTRANCE_SERVICE]):
        write(catalog / f"{name}/organisations/{organisation['organisation']}.yaml", organisation)
    write(catalog / f"{name}/handovers.yaml", {"handovers": [handover(edge) for edge in situation.handovers]})
    write(folder / "rules/weights.yaml", {"weights": raw_weights(situation.points)})
    for entry in situation.rules:
        write(folder / f"rules/{entry['kind']}/{entry['id']}.yaml", rule(entry))
    write(folder / "profile.yaml", raw_profile(situation.person or {}))


@every(40)
def test_what_is_drawn_is_accepted_as_files_and_answered_alike(situation: Situation) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_all(folder, situation)
        catalog = load_catalog(folder / "catalog")
        matcher = Matcher(catalog, load_rules(folder / "rules", catalog=catalog))
        profile = load_profile(folder / "profile.yaml", catalog)
    found = matcher.suggest(profile, top=5)
    assert told(replace(found, fingerprint=situation.answer.fingerprint)) == told(situation.answer)
