"""The form of a source: what a place is, where it is, and whom it serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inventory_tui.domain import eligibility, languages
from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.fields import Field, choice, line, show_yes_no, yes_no
from inventory_tui.domain.labels import parse_code, parse_name, storable
from inventory_tui.domain.source import CARRIERS, coordinate, parse_country

_YES_NO = (("yes", "Yes"), ("no", "No"))
_LONGEST_TEXT = 10_000
_SHORT = 75


def _long_text(text: str) -> str:
    return storable(text, _LONGEST_TEXT)


def short_text(text: str) -> str:
    """Read a word or two: at most 75 characters."""
    return storable(text, _SHORT)


def _carriers(text: str) -> str:
    known = choice(*CARRIERS)
    return ",".join(dict.fromkeys(known(code) for code in text.replace(",", " ").split()))


def _switch(name: str, label: str, section: str, default: str, help: str) -> Field:
    return Field(
        name,
        label,
        yes_no,
        default=default,
        help=help,
        section=section,
        choices=_YES_NO,
        show=show_yes_no,
    )


_GENERAL, _CONTACT, _ADDRESS, _PICKUP = "General", "Contact", "Address", "Pickup"
_CARRIERS = "Carriers"
_SERVES = "Serves"
_LANGUAGES = "Languages"

SOURCE = (
    Field(
        "name",
        "Name",
        parse_name,
        required=True,
        section=_GENERAL,
        help="What people call the place; no two sources share one.",
    ),
    Field(
        "code",
        "Code",
        parse_code,
        required=True,
        section=_GENERAL,
        verbatim=True,
        help="Its key in files and commands: letters, digits, - and _. Never changes.",
    ),
    _switch(
        "enabled",
        "Enabled",
        _GENERAL,
        "yes",
        "No: its quantities stay, but count for nothing and nothing ships from it.",
    ),
    Field(
        "description",
        "Description",
        _long_text,
        section=_GENERAL,
        help="Anything worth knowing about the place.",
    ),
    Field(
        "latitude",
        "Latitude",
        coordinate(90),
        section=_GENERAL,
        help="Signed degrees such as 32.7555; with the longitude it serves distances.",
    ),
    Field(
        "longitude",
        "Longitude",
        coordinate(180),
        section=_GENERAL,
        help="Signed degrees such as -97.3308.",
    ),
    _switch(
        "pickup",
        "Pickup location",
        _GENERAL,
        "no",
        "Yes: customers may collect orders here; needs a street, a city and a phone.",
    ),
    Field(
        "type",
        "Type",
        short_text,
        section=_GENERAL,
        help="What kind of place it is, in your own words.",
    ),
    Field(
        "erc",
        "Reference",
        short_text,
        section=_GENERAL,
        help="What other systems call it; may stand wherever its code does.",
    ),
    line("contact", "Contact name", _CONTACT, "Full name of the main contact."),
    line("email", "Email", _CONTACT),
    line("phone", "Phone", _CONTACT, "In any format."),
    line("fax", "Fax", _CONTACT, "In any format."),
    Field(
        "country",
        "Country",
        parse_country,
        required=True,
        section=_ADDRESS,
        offered=tuple(COUNTRIES.items()),
        help="Two letters of ISO 3166, such as DE.",
    ),
    line("region", "State/Province", _ADDRESS, "Its usual abbreviation."),
    line("city", "City", _ADDRESS),
    line("street", "Street", _ADDRESS),
    Field(
        "postcode",
        "Postcode",
        storable,
        required=True,
        section=_ADDRESS,
        help="As written there; it is not checked against the country.",
    ),
    line("street2", "Street, line 2", _ADDRESS),
    line("street3", "Street, line 3", _ADDRESS),
    line("frontend_name", "Frontend name", _PICKUP, "What shoppers read; else the name."),
    Field(
        "frontend_description",
        "Frontend description",
        _long_text,
        section=_PICKUP,
        help="Opening hours and landmarks, for shoppers.",
    ),
    _switch(
        "own_carriers",
        "Own carriers",
        _CARRIERS,
        "no",
        "Yes: goods leave here by these carriers only; no: by any.",
    ),
    Field(
        "carriers",
        "Carriers",
        _carriers,
        section=_CARRIERS,
        help="Codes separated by commas, the usual one first: " + ", ".join(CARRIERS) + ".",
    ),
)
"""A source, in the order and the sections of spec 1.2."""

ELIGIBILITY = (
    Field(
        "channels",
        "Channels",
        eligibility.parse_channels,
        default="all",
        section=_SERVES,
        show=eligibility.show_channels,
        several=True,
        help="all; none; or the codes of those it serves and no others, separated by commas.",
    ),
    Field(
        "accounts",
        "Accounts",
        eligibility.parse_names,
        section=_SERVES,
        show=eligibility.show_names,
        help="Only orders of these accounts (or groups) go out here; empty: of all.",
    ),
    Field(
        "groups",
        "Groups",
        eligibility.parse_names,
        section=_SERVES,
        show=eligibility.show_names,
        help="Only orders of these customer groups (or accounts); empty: of all.",
    ),
    Field(
        "order_types",
        "Order types",
        eligibility.parse_order_types,
        section=_SERVES,
        show=eligibility.show_order_types,
        help="Only orders of these types, with the rank it is asked in: wholesale=1, web=2.",
    ),
)
"""Whom a source serves (the warehouse half, 1.1)."""

SOURCE_EDITOR = (*SOURCE, *ELIGIBILITY)
"""All that can be said of a source."""

WORDS = (
    Field(
        "names",
        "Names",
        languages.parse_words,
        section=_LANGUAGES,
        help="In other languages, with semicolons between: de=Lager Berlin; fr=Dépôt Berlin.",
    ),
    Field(
        "descriptions",
        "Descriptions",
        languages.parse_words,
        section=_LANGUAGES,
        help="Likewise: de=Hinter dem Bahnhof; fr=Derrière la gare.",
    ),
)
"""Its texts by language, as the editor writes them in one line each."""
WORD_FIELDS = {"names": "name", "descriptions": "description"}
"""The field whose texts each of `WORDS` holds."""


def without_address(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The form where a name makes a source (setting ``sources_start_disabled``)."""
    return tuple(
        replace(field, required=False) if field.section == _ADDRESS else field
        for field in fields
    )


def without_code(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The form where a blank code is made from the name."""
    return tuple(
        replace(field, required=False) if field.name == "code" else field for field in fields
    )
