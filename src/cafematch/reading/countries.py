"""What is usual in a country, by the CLDR that Babel brings along: which languages it speaks, what time it is."""

from __future__ import annotations

from collections.abc import Collection

from babel.core import get_global
from babel.languages import get_official_languages


def is_country(code: str) -> bool:
    """Return whether two capital letters are the code of a country."""
    return len(code) == 2 and code.isalpha() and code.isupper() and code in get_global("territory_zones")


def usual_language(country: str, among: Collection[str]) -> str | None:
    """Return the first of a country's official languages that is among some; None where none is."""
    return next((code for code in get_official_languages(country, de_facto=True) if code in among), None)


def usual_country(language: str) -> str | None:
    """Return the country most speakers of a language live in, if it has one time; None where that cannot be told."""
    likely = get_global("likely_subtags").get(language, "").rpartition("_")[2]
    return likely if likely and usual_timezone(likely) else None


def usual_timezone(country: str) -> str | None:
    """Return the time zone of a country; None where it has several, none of them the usual one."""
    zones = get_global("territory_zones").get(country, [])
    main = [zone for zone in zones if zone in set(get_global("windows_zone_mapping").values())]
    return zones[0] if len(zones) == 1 else main[0] if len(main) == 1 else None


def country_of_timezone(zone: str) -> str | None:
    """Return the country a time zone lies in; None for one such as UTC, which lies in none."""
    return get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone))
