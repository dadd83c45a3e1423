"""Settings the reference does not have."""

from __future__ import annotations

from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.options.option import PER_CHANNEL, Option, switch, words
from inventory_tui.domain.source import parse_country
from inventory_tui.wording import tr

SECTION = tr("This program")

_LONGEST_INTERVAL = 525_600
"""A year, in minutes."""

SEEDED_REASONS = (
    "received",
    "damaged",
    "lost",
    "found",
    "counted",
    "correction",
    "sample",
    "returned",
    "supplier",
)
"""Reasons for people to choose from; more by the setting ``reasons``."""


def _reasons(text: str) -> str:
    given = text.replace(",", " ").split()
    for word in given:
        if not word.replace("_", "").replace("-", "").isalnum():
            raise ValueError(tr("{word!r}: use letters, digits, - and _ only.", word=word))
    return " ".join(dict.fromkeys(word.lower() for word in given))


def _countries(text: str) -> str:
    codes = [parse_country(word) for word in text.replace(",", " ").split()]
    for code in codes:
        if code not in COUNTRIES:
            raise ValueError(tr("{code!r} is no country code of ISO 3166.", code=code))
    return " ".join(sorted(set(codes)))


def _time_zone(text: str) -> str:
    try:
        from zoneinfo import ZoneInfo  # it asks how this Python was built

        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError):
        raise ValueError(tr("write a name such as Europe/Berlin or UTC.")) from None


def _interval(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= _LONGEST_INTERVAL:
        raise ValueError(
            tr(
                "enter whole minutes from 1 to {most}.",
                most=_LONGEST_INTERVAL,
            )
        )
    return int(text)


OUR_OPTIONS = (
    switch(
        "protect_shared_sources",
        tr("Protect shared sources"),
        SECTION,
        False,
        tr(
            "Yes: stocks that share a source never promise the same unit; what one "
            "stock's open orders must take is no longer promised by the others. No: each "
            "stock sees only its own orders, and may promise a unit the other has "
            "promised."
        ),
        affects_salable=True,
    ),
    switch(
        "ship_only_invoiced",
        tr("Ship only invoiced lines"),
        SECTION,
        False,
        tr("Yes: only what was invoiced may be shipped. No: goods may leave before."),
    ),
    switch(
        "orders_need_invoice",
        tr("Orders need an invoice"),
        SECTION,
        False,
        tr(
            "Yes: an order is complete when it is shipped and invoiced. No: when it is shipped."
        ),
    ),
    switch(
        "reasons_required",
        tr("Reasons required"),
        SECTION,
        False,
        tr("Yes: a quantity changed by hand needs a reason."),
    ),
    words(
        "reasons",
        tr("More reasons"),
        SECTION,
        "",
        tr("Reason codes of your own beside the built-in ones, separated by blanks."),
        parse=_reasons,
    ),
    switch(
        "sources_start_disabled",
        tr("New sources start disabled and need a location to be enabled"),
        SECTION,
        False,
        tr(
            "Yes: a name alone makes a source, which is off until it has a latitude and "
            "a longitude and somebody enables it. No: it is on, with a country and a "
            "postcode."
        ),
    ),
    words(
        "countries",
        tr("Enabled countries"),
        SECTION,
        "",
        tr(
            "The countries sources may be in, such as DE FR US; their regions are then "
            "picked from the country's list. Empty: any country, any region."
        ),
        parse=_countries,
    ),
    Option(
        "status_check_minutes",
        tr("Check Interval of Product Dates"),
        SECTION,
        _interval,
        str,
        15,
        tr(
            "Every so many minutes the history is told which products went on sale or "
            "off it by their dates. Orders and screens go by the dates themselves and "
            "wait for nothing."
        ),
    ),
    Option(
        "time_zone",
        tr("Time zone"),
        SECTION,
        _time_zone,
        str,
        "UTC",
        tr("The zone dates are shown and typed in; a channel's own is that of its schedules."),
        PER_CHANNEL,
    ),
)
