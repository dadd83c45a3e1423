"""Every form of the program: which fields it has, in which order and section.

A dialog, ``FIELD=VALUE`` on the command line and a column of a file read the same tuple.
Rules across fields or against what is stored are the services'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.errors import Kind, RuleBroken
from inventory_tui.domain.fields import Field, choice, show_yes_no, yes_no
from inventory_tui.domain.labels import parse_code, parse_name, parse_title, storable
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import (
    CARRIERS,
    LOCKED_ON_DEFAULT,
    Source,
    coordinate,
    parse_country,
)

_YES_NO = (("yes", "Yes"), ("no", "No"))
_LONGEST_TEXT = 10_000


def parse_status(text: str) -> bool:
    """Read a Source Item Status: ``in`` or ``out`` (files: 1 or 0); True is In Stock."""
    word = " ".join(text.lower().replace("_", " ").split())
    if word in ("in", "in stock", "1"):
        return True
    if word in ("out", "out of stock", "0"):
        return False
    raise RuleBroken(Kind.UNKNOWN_STATUS, "write in or out.")


def show_status(in_stock: bool) -> str:
    """The word of a Source Item Status."""
    return "in" if in_stock else "out"


def parse_notify_below(text: str) -> Quantity | None:
    """Read a notify quantity; ``default`` (None) takes the product's or the global one."""
    if text.strip().lower() == "default":
        return None
    return Quantity.parse_signed(text)


def parse_codes(text: str) -> tuple[str, ...]:
    """Read a list of codes separated by commas or blanks, each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def show_codes(codes: Sequence[str]) -> str:
    """The text of a list of codes."""
    return ",".join(codes)


def _long_text(text: str) -> str:
    return storable(text, _LONGEST_TEXT)


def _carriers(text: str) -> str:
    known = choice(*CARRIERS)
    return show_codes(tuple(dict.fromkeys(known(code) for code in parse_codes(text))))


def _line(name: str, label: str, section: str, help: str = "") -> Field:
    return Field(name, label, storable, section=section, help=help)


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
    _line("contact", "Contact name", _CONTACT, "Full name of the main contact."),
    _line("email", "Email", _CONTACT),
    _line("phone", "Phone", _CONTACT, "In any format."),
    _line("fax", "Fax", _CONTACT, "In any format."),
    Field(
        "country",
        "Country",
        parse_country,
        required=True,
        section=_ADDRESS,
        offered=tuple(COUNTRIES.items()),
        help="Two letters of ISO 3166, such as DE.",
    ),
    _line("region", "State/Province", _ADDRESS, "Its usual abbreviation."),
    _line("city", "City", _ADDRESS),
    _line("street", "Street", _ADDRESS),
    Field(
        "postcode",
        "Postcode",
        storable,
        required=True,
        section=_ADDRESS,
        help="As written there; it is not checked against the country.",
    ),
    _line("frontend_name", "Frontend name", _PICKUP, "What shoppers read; else the name."),
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

STOCK = (
    Field(
        "name",
        "Name",
        parse_title,
        required=True,
        help="No two stocks share one.",
    ),
    Field(
        "channels",
        "Sales channels",
        parse_codes,
        show=show_codes,
        help="Codes separated by commas. One that another stock has is taken from it.",
    ),
    Field(
        "sources",
        "Sources",
        parse_codes,
        show=show_codes,
        help="Codes separated by commas, the first to ship from first.",
    ),
)
"""A stock and what belongs to it (spec 1.3)."""

CHANNEL = (
    Field(
        "code",
        "Code",
        parse_code,
        required=True,
        verbatim=True,
        help="Its key in files and commands: letters, digits, - and _.",
    ),
    Field("name", "Name", parse_title, required=True, help="What people call it."),
)
"""A sales channel (spec 1.5)."""

SHIP_TO = (
    _line("name", "Name", ""),
    _line("email", "Email", ""),
    _line("street", "Street", ""),
    _line("city", "City", ""),
    _line("region", "State/Province", ""),
    _line("postcode", "Postcode", ""),
    _line("country", "Country", "", "Two letters of ISO 3166, such as DE."),
)
"""Where an order goes (the fields of `domain.order.Address`)."""

_CARRIER_NAMES = {
    "custom": "Custom Value",
    "dhl": "DHL",
    "fedex": "Federal Express",
    "ups": "United Parcel Service",
    "usps": "United States Postal Service",
}

TRACKING = (
    Field(
        "carrier",
        "Carrier",
        choice(*CARRIERS),
        required=True,
        default="custom",
        choices=tuple((code, _CARRIER_NAMES[code]) for code in CARRIERS),
    ),
    _line("title", "Title", ""),
    Field("number", "Number", storable, required=True, help="As the carrier gave it."),
)
"""How to follow a parcel (spec 1.10)."""


def filled(fields: Sequence[Field], thing: object) -> dict[str, str]:
    """Return the texts that fill a form with what ``thing`` has; a blank where it has none."""
    values = {field.name: getattr(thing, field.name) for field in fields}
    return {
        field.name: "" if values[field.name] is None else field.show(values[field.name])
        for field in fields
    }


def defaults(fields: Sequence[Field]) -> dict[str, str]:
    """Return the texts a form for something new begins with."""
    return {field.name: field.default for field in fields}


def locked(source: Source) -> Mapping[str, str]:
    """Return the fields of a source that never change, and why (spec 2.6)."""
    why = {"code": "never changes; files and other programs name the source by it"}
    return {**why, **LOCKED_ON_DEFAULT} if source.is_default else why
