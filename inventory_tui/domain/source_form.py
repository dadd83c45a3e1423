"""The form of a source: what a place is, where it is, and whom it serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inventory_tui.domain import eligibility, languages
from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.fields import Field, choice, line, show_yes_no, yes_no
from inventory_tui.domain.labels import parse_code, parse_name, storable
from inventory_tui.domain.source import CARRIERS, coordinate, parse_country
from inventory_tui.wording import tr

_YES_NO = (("yes", tr("Yes")), ("no", tr("No")))
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


_GENERAL, _CONTACT, _ADDRESS, _PICKUP = (
    tr("General"),
    tr("Contact"),
    tr("Address"),
    tr("Pickup"),
)
_CARRIERS = tr("Carriers")
_SERVES = tr("Serves")
_LANGUAGES = tr("Languages")

SOURCE = (
    Field(
        "name",
        tr("Name"),
        parse_name,
        required=True,
        section=_GENERAL,
        help=tr("What people call the place; no two sources share one."),
    ),
    Field(
        "code",
        tr("Code"),
        parse_code,
        required=True,
        section=_GENERAL,
        verbatim=True,
        help=tr("Its key in files and commands: letters, digits, - and _. Never changes."),
    ),
    _switch(
        "enabled",
        tr("Enabled"),
        _GENERAL,
        "yes",
        tr("No: its quantities stay, but count for nothing and nothing ships from it."),
    ),
    Field(
        "description",
        tr("Description"),
        _long_text,
        section=_GENERAL,
        help=tr("Anything worth knowing about the place."),
    ),
    Field(
        "latitude",
        tr("Latitude"),
        coordinate(90),
        section=_GENERAL,
        help=tr("Signed degrees such as 32.7555; with the longitude it serves distances."),
    ),
    Field(
        "longitude",
        tr("Longitude"),
        coordinate(180),
        section=_GENERAL,
        help=tr("Signed degrees such as -97.3308."),
    ),
    _switch(
        "pickup",
        tr("Pickup location"),
        _GENERAL,
        "no",
        tr("Yes: customers may collect orders here; needs a street, a city and a phone."),
    ),
    Field(
        "type",
        tr("Type"),
        short_text,
        section=_GENERAL,
        help=tr("What kind of place it is, in your own words."),
    ),
    Field(
        "erc",
        tr("Reference"),
        short_text,
        section=_GENERAL,
        help=tr("What other systems call it; may stand wherever its code does."),
    ),
    line("contact", tr("Contact name"), _CONTACT, tr("Full name of the main contact.")),
    line("email", tr("Email"), _CONTACT),
    line("phone", tr("Phone"), _CONTACT, tr("In any format.")),
    line("fax", tr("Fax"), _CONTACT, tr("In any format.")),
    Field(
        "country",
        tr("Country"),
        parse_country,
        required=True,
        section=_ADDRESS,
        offered=tuple(COUNTRIES.items()),
        help=tr("Two letters of ISO 3166, such as DE."),
    ),
    line("region", tr("State/Province"), _ADDRESS, tr("Its usual abbreviation.")),
    line("city", tr("City"), _ADDRESS),
    line("street", tr("Street"), _ADDRESS),
    Field(
        "postcode",
        tr("Postcode"),
        storable,
        required=True,
        section=_ADDRESS,
        help=tr("As written there; it is not checked against the country."),
    ),
    line("street2", tr("Street, line 2"), _ADDRESS),
    line("street3", tr("Street, line 3"), _ADDRESS),
    line(
        "frontend_name", tr("Frontend name"), _PICKUP, tr("What shoppers read; else the name.")
    ),
    Field(
        "frontend_description",
        tr("Frontend description"),
        _long_text,
        section=_PICKUP,
        help=tr("Opening hours and landmarks, for shoppers."),
    ),
    _switch(
        "own_carriers",
        tr("Own carriers"),
        _CARRIERS,
        "no",
        tr("Yes: goods leave here by these carriers only; no: by any."),
    ),
    Field(
        "carriers",
        tr("Carriers"),
        _carriers,
        section=_CARRIERS,
        help=tr(
            "Codes separated by commas, the usual one first: {codes}.",
            codes=", ".join(CARRIERS),
        ),
    ),
)
"""A source, in the order and the sections of spec 1.2."""

ELIGIBILITY = (
    Field(
        "channels",
        tr("Channels"),
        eligibility.parse_channels,
        default="all",
        section=_SERVES,
        show=eligibility.show_channels,
        several=True,
        help=tr(
            "all; none; or the codes of those it serves and no others, separated by commas."
        ),
    ),
    Field(
        "accounts",
        tr("Accounts"),
        eligibility.parse_names,
        section=_SERVES,
        show=eligibility.show_names,
        help=tr("Only orders of these accounts (or groups) go out here; empty: of all."),
    ),
    Field(
        "groups",
        tr("Groups"),
        eligibility.parse_names,
        section=_SERVES,
        show=eligibility.show_names,
        help=tr("Only orders of these customer groups (or accounts); empty: of all."),
    ),
    Field(
        "order_types",
        tr("Order types"),
        eligibility.parse_order_types,
        section=_SERVES,
        show=eligibility.show_order_types,
        help=tr(
            "Only orders of these types, with the rank it is asked in: wholesale=1, web=2."
        ),
    ),
)
"""Whom a source serves (the warehouse half, 1.1)."""

SOURCE_EDITOR = (*SOURCE, *ELIGIBILITY)
"""All that can be said of a source."""

WORDS = (
    Field(
        "names",
        tr("Names"),
        languages.parse_words,
        section=_LANGUAGES,
        help=tr(
            "In other languages, with semicolons between: de=Lager Berlin; fr=Dépôt Berlin."
        ),
    ),
    Field(
        "descriptions",
        tr("Descriptions"),
        languages.parse_words,
        section=_LANGUAGES,
        help=tr("Likewise: de=Hinter dem Bahnhof; fr=Derrière la gare."),
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
