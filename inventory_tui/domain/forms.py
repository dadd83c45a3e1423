"""Every form of the program: which fields it has, in which order and section.

A dialog, ``FIELD=VALUE`` on the command line and a column of a file read the same tuple.
Rules across fields or against what is stored are the services'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inventory_tui.domain.errors import Kind, RuleBroken
from inventory_tui.domain.fields import Field, choice, line
from inventory_tui.domain.labels import (
    parse_code,
    parse_codes,
    parse_title,
    show_codes,
    storable,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import (
    CARRIERS,
    LOCKED_ON_DEFAULT,
    Source,
)
from inventory_tui.domain.source_form import ELIGIBILITY, SOURCE, SOURCE_EDITOR, short_text
from inventory_tui.wording import tr

_LONGEST_TEXT = 10_000
_LONGEST_URL = 2_000


def parse_status(text: str) -> bool:
    """Read a Source Item Status: ``in`` or ``out`` (files: 1 or 0); True is In Stock."""
    word = " ".join(text.lower().replace("_", " ").split())
    if word in ("in", "in stock", "1"):
        return True
    if word in ("out", "out of stock", "0"):
        return False
    raise RuleBroken(Kind.UNKNOWN_STATUS, tr("write in or out."))


def show_status(in_stock: bool) -> str:
    """The word of a Source Item Status."""
    return "in" if in_stock else "out"


def parse_notify_below(text: str) -> Quantity | None:
    """Read a notify quantity; ``default`` (None) takes the product's or the global one."""
    if text.strip().lower() == "default":
        return None
    return Quantity.parse_signed(text)


def _channel_type(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,15}", text.lower()):
        raise ValueError(tr("one word of at most 16 letters, digits, - and _, such as store."))
    return text.lower()


def parse_url(text: str) -> str:
    """Read an address of the web.

    Raises:
        ValueError: It is none.
    """
    text = storable(text.strip(), _LONGEST_URL)
    scheme, slashes, rest = text.partition("://")
    if scheme.lower() not in ("http", "https") or not slashes or not rest.strip("/"):
        raise ValueError(tr("write an address such as https://dhl.example/JD0123."))
    if any(character.isspace() for character in text):
        raise ValueError(tr("must not hold blanks."))
    return text


def _long_text(text: str) -> str:
    return storable(text, _LONGEST_TEXT)


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError(tr("write the three letters of ISO 4217, such as EUR."))
    return text.upper()


STOCK = (
    Field(
        "name",
        tr("Name"),
        parse_title,
        required=True,
        help=tr("No two stocks share one."),
    ),
    Field(
        "channels",
        tr("Sales channels"),
        parse_codes,
        show=show_codes,
        help=tr("Codes separated by commas. One that another stock has is taken from it."),
    ),
    Field(
        "sources",
        tr("Sources"),
        parse_codes,
        show=show_codes,
        help=tr("Codes separated by commas, the first to ship from first."),
    ),
)
"""A stock and what belongs to it (spec 1.3)."""

CHANNEL = (
    Field(
        "code",
        tr("Code"),
        parse_code,
        required=True,
        verbatim=True,
        help=tr("Its key in files and commands: letters, digits, - and _."),
    ),
    Field("name", tr("Name"), parse_title, required=True, help=tr("What people call it.")),
    Field(
        "type",
        tr("Type"),
        _channel_type,
        default="website",
        help=tr("What kind it is: website, store, marketplace or a word of your own."),
        offered=(
            ("website", tr("Website")),
            ("store", tr("Store")),
            ("marketplace", tr("Marketplace")),
        ),
    ),
    Field(
        "currency",
        tr("Currency"),
        _currency,
        help=tr("Three letters of ISO 4217, such as EUR."),
    ),
    Field("erc", tr("Reference"), short_text, help=tr("What other systems call it.")),
)
"""A sales channel (spec 1.5; the warehouse half, L-020)."""

SHIP_TO = (
    line("name", tr("Name"), ""),
    line("email", tr("Email"), ""),
    line("street", tr("Street"), ""),
    line("city", tr("City"), ""),
    line("region", tr("State/Province"), ""),
    line("postcode", tr("Postcode"), ""),
    line("country", tr("Country"), "", tr("Two letters of ISO 3166, such as DE.")),
)
"""Where an order goes (the fields of `domain.order.Address`)."""

__all__ = [
    "CHANNEL",
    "ELIGIBILITY",
    "SHIP_TO",
    "SOURCE",
    "SOURCE_EDITOR",
    "STOCK",
    "TRACKING",
    "defaults",
    "filled",
    "locked",
    "parse_notify_below",
    "parse_status",
    "show_status",
]

_CARRIER_NAMES = {
    "custom": tr("Custom Value"),
    "dhl": "DHL",
    "fedex": "Federal Express",
    "ups": "United Parcel Service",
    "usps": "United States Postal Service",
}

TRACKING = (
    Field(
        "carrier",
        tr("Carrier"),
        choice(*CARRIERS),
        required=True,
        default="custom",
        choices=tuple((code, _CARRIER_NAMES[code]) for code in CARRIERS),
    ),
    line("title", tr("Title"), ""),
    Field("number", tr("Number"), storable, required=True, help=tr("As the carrier gave it.")),
    Field("url", "URL", parse_url, help=tr("Where it can be followed: https://…")),
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
    why = {"code": tr("never changes; files and other programs name the source by it")}
    return {**why, **LOCKED_ON_DEFAULT} if source.is_default else why
