"""What a source must have before it may be switched on, and where it may be.

Source: the warehouse half, 1.1.
"""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.regions import region_of, regions_of
from inventory_tui.domain.source import Source
from inventory_tui.store.database import Transaction


def not_located(sources: Iterable[Source]) -> list[Problem]:
    """Why sources may not be switched on where a location is needed."""
    return [
        Problem(
            Kind.NO_LOCATION,
            f"{one.code} is not enabled: it has no latitude and longitude yet, and the setting "
            f"asks for them. Set them, or find them by its address: sources locate {one.code}.",
            "enabled",
            source=one.code,
        )
        for one in sources
        if not one.is_located
    ]


def archived(sources: Iterable[Source]) -> list[Problem]:
    """Why sources may not be switched on that are archived."""
    return [
        Problem(
            Kind.SOURCE_ARCHIVED,
            f"{one.code} is archived. Bring it back first: sources archive {one.code} "
            "--restore.",
            "enabled",
            source=one.code,
        )
        for one in sources
        if one.archived
    ]


def allowed_address(transaction: Transaction, source: Source) -> list[Problem]:
    """Why a source may not be in its country or region, where countries are chosen."""
    enabled = str(transaction.options.value("countries")).split()
    if not enabled:
        return []
    country = source.country.upper()
    if country and country not in enabled:
        named = visible(COUNTRIES.get(country, country))
        sentence = f"Country: {named} is not enabled; there are {', '.join(enabled)}."
        return [Problem(Kind.VALIDATION_FAILED, sentence, "country")]
    if source.region and region_of(country, source.region) is None:
        sentence = (
            f"State/Province: {visible(source.region)} is none of {COUNTRIES[country]}; "
            f"there are {', '.join(regions_of(country))}."
        )
        return [Problem(Kind.VALIDATION_FAILED, sentence, "region")]
    return []


def choices_of_country(transaction: Transaction) -> list[tuple[str, str]]:
    """Return the countries a source may be in, code and name."""
    enabled = str(transaction.options.value("countries")).split()
    return [(code, COUNTRIES[code]) for code in enabled or COUNTRIES]
