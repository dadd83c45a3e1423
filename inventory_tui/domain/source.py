"""Sources: the places goods lie at and ship from (spec 1.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside
from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.errors import InvalidInput, Kind, Problem
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.regions import region_of
from inventory_tui.wording import tr

DEFAULT_SOURCE_ID = 1
DEFAULT_SOURCE_CODE = "default"

CARRIERS = ("custom", "dhl", "fedex", "ups", "usps")
"""Codes of who brings parcels."""

EVERY_CHANNEL = "all"
"""Eligibility of a source that serves whichever channels its stocks have."""
SPECIFIC = "specific"
"""Eligibility of a source that serves the channels it lists and no others."""

LOCKED_ON_DEFAULT = {
    "name": tr("the Default Source keeps its name"),
    "enabled": tr("the Default Source is always enabled"),
    "pickup": tr("the Default Source is never a pickup location"),
    "channels": tr("the Default Source serves every channel"),
}
"""Fields of the Default Source that never change, and why (spec 2.6)."""

_NEEDED_FOR_PICKUP = (
    ("street", tr("Street")),
    ("city", tr("City")),
    ("phone", tr("Phone")),
)
_COORDINATE = re.compile(r"[+-]?\d{1,3}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """One place that holds and ships goods."""

    id: int
    code: str
    name: str
    enabled: bool = True
    description: str = ""
    latitude: str | None = None
    """Signed decimal degrees, at most 6 decimals; None where not known (0 is a place)."""
    longitude: str | None = None
    pickup: bool = False
    contact: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    frontend_name: str = ""
    frontend_description: str = ""
    own_carriers: bool = False
    """Whether it ships by carriers of its own, instead of any."""
    carriers: str = ""
    """Codes of its own carriers, separated by commas."""
    erc: str = ""
    """What other systems call it: may stand wherever its code does."""
    type: str = ""
    street2: str = ""
    street3: str = ""
    eligibility: str = EVERY_CHANNEL
    """Whether it serves all channels or those it lists (`domain.eligibility`)."""
    archived: bool = False
    """Kept for what names it; off, and offered nowhere."""
    version: int = 1

    @property
    def is_default(self) -> bool:
        """Whether it is the Default Source, which always exists."""
        return self.id == DEFAULT_SOURCE_ID

    @property
    def shown_to_shoppers(self) -> str:
        """The frontend name, or the name where none is given (F-022)."""
        return self.frontend_name or self.name

    @property
    def is_located(self) -> bool:
        """Whether it is known where it is."""
        return self.latitude is not None and self.longitude is not None

    def check(self) -> tuple[str, ...]:
        """Check what concerns several fields at once; return warnings (saved anyway).

        Raises:
            InvalidInput: A rule across fields is broken, by field name.
        """
        problems: list[Problem] = []
        if self.pickup:
            for name, label in _NEEDED_FOR_PICKUP:
                if not getattr(self, name):
                    sentence = tr("{label}: a pickup location needs one.", label=label)
                    problems.append(
                        Problem(Kind.VALIDATION_FAILED, sentence, name, rule=Kind.EMPTY)
                    )
        if self.carriers and not self.own_carriers:
            problems.append(
                Problem(
                    Kind.VALIDATION_FAILED,
                    tr("Carriers: say yes to carriers of its own first."),
                    "carriers",
                    rule=Kind.CARRIER_LINKS_NEED_OWN_CONFIG,
                )
            )
        if problems:
            raise InvalidInput.because(problems)
        return tuple(unusual(self.email, self.country, self.region).values())


def unusual(email: str, country: str, region: str = "") -> dict[str, str]:
    """Return what is unusual about a source, by field; it may be saved all the same."""
    warnings = {}
    if email and "@" not in email:
        warnings["email"] = tr("'{email}' has no @", email=email)
    if country and country.upper() not in COUNTRIES:
        warnings["country"] = tr("'{country}' is no country code of ISO 3166", country=country)
    if region and region_of(country, region) is None:
        warnings["region"] = tr(
            "'{region}' is no region of {country}",
            region=region,
            country=COUNTRIES[country.upper()],
        )
    return warnings


def code_from(name: str, taken: Collection[str] = ()) -> str:
    """Return a code for a source of this name that no other has.

    Args:
        taken: Folded codes of the others.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    letters = "".join(one for one in plain if not unicodedata.combining(one)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:56].strip("-") or "source"
    code, number = words, 1
    while code in taken:
        number += 1
        code = f"{words}-{number}"
    return code


def sees_simple_screens(enabled: int) -> bool:
    """Whether a business with so many enabled sources sees the simple screens.

    Source: spec 2.11, C14: fewer than two *enabled* ones.
    """
    return enabled < 2


def coordinate(limit: int) -> Callable[[str], str]:
    """Return a parser of signed degrees between ``-limit`` and ``limit``."""

    def parse(text: str) -> str:
        if not _COORDINATE.fullmatch(text):
            raise ValueError(
                tr("write signed degrees such as 32.7555 or -97.3308, no letters.")
            )
        sign = "-" if text.startswith("-") else ""
        whole, _, part = text.lstrip("+-").partition(".")
        millionths = round(int(whole + (part or "0").ljust(12, "0")[:12]) / 10**6)
        if millionths > limit * 10**6:
            raise ValueError(tr("must be between -{limit} and {limit}.", limit=limit))
        degrees, rest = divmod(millionths, 10**6)
        shown = f"{degrees}.{rest:06}".rstrip("0").rstrip(".") if rest else str(degrees)
        return f"{sign}{shown}" if millionths else "0"

    return parse


def parse_country(text: str) -> str:
    """Read a country: two letters."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError(tr("write the two letters of ISO 3166, such as DE."))
    return text.upper()


@dataclass(frozen=True, slots=True)
class SourceItem:
    """What lies of one product at one source (spec 1.7)."""

    product_id: int
    source_id: int
    sku: str
    source_code: str
    source_name: str
    source_enabled: bool
    quantity: Quantity
    in_stock: bool
    notify_below: Quantity | None
    """None: the product's or the global value is used."""
    version: int
    aside: Aside = NOTHING_ASIDE
    """What is set aside of it; lists and pages ask for it, deeds ask for it by itself."""

    erc: str = ""
    """The name another system gave it; lists ask for it."""

    @property
    def available(self) -> Quantity:
        """On hand and not set aside; what orders hold is not counted at a source."""
        return self.quantity - self.aside.total
