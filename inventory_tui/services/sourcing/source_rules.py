"""What a source must have before it may be switched on, where it may be, what is taken.

Source: the warehouse half, 1.1.
"""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.regions import region_of, regions_of
from inventory_tui.domain.source import Source
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def not_located(sources: Iterable[Source]) -> list[Problem]:
    """Why sources may not be switched on where a location is needed."""
    return [
        Problem(
            Kind.NO_LOCATION,
            tr(
                "{code} is not enabled: it has no latitude and longitude yet, and the "
                "setting asks for them. Set them, or find them by its address: sources "
                "locate {code}.",
                code=one.code,
            ),
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
            tr(
                "{code} is archived. Bring it back first: sources archive {code} --restore.",
                code=one.code,
            ),
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
        sentence = tr(
            "Country: {country} is not enabled; there are {enabled}.",
            country=named,
            enabled=", ".join(enabled),
        )
        return [Problem(Kind.VALIDATION_FAILED, sentence, "country")]
    if source.region and region_of(country, source.region) is None:
        sentence = tr(
            "State/Province: {region} is none of {country}; there are {regions}.",
            region=visible(source.region),
            country=COUNTRIES[country],
            regions=", ".join(regions_of(country)),
        )
        return [Problem(Kind.VALIDATION_FAILED, sentence, "region")]
    return []


def choices_of_country(transaction: Transaction) -> list[tuple[str, str]]:
    """Return the countries a source may be in, code and name."""
    enabled = str(transaction.options.value("countries")).split()
    return [(code, COUNTRIES[code]) for code in enabled or COUNTRIES]


def taken_name(transaction: Transaction, source: Source) -> list[Problem]:
    """Why a source cannot have its name: another has it."""
    other = transaction.sources.named(source.name)
    if other is None or other.id == source.id:
        return []
    sentence = tr(
        "Name: {name!r} is the name of source {code} already.", name=other.name, code=other.code
    )
    return [Problem(Kind.NOT_UNIQUE, sentence, "name")]


def taken_labels(transaction: Transaction, source: Source) -> list[Problem]:
    """Why a source cannot have its code or its reference: they are those of another."""
    found = transaction.sources.by_codes([source.code, source.erc])
    problems = []
    other = found.get(key_of(source.code))
    if other is not None and other.id != source.id:
        problems.append(
            Problem(
                Kind.NOT_UNIQUE,
                tr("Code: {code!r} is taken already.", code=source.code),
                "code",
            )
        )
    other = found.get(key_of(source.erc))
    if other is not None and other.id != source.id:
        sentence = tr(
            "Reference: {erc!r} is that of source {code} already.",
            erc=source.erc,
            code=other.code,
        )
        problems.append(Problem(Kind.NOT_UNIQUE, sentence, "erc"))
    return problems
