"""What each list can be filtered by: the keys, numbers and flags of the filter language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from inventory_tui.domain.history import Deed
from inventory_tui.domain.moments import parse_moment
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.wording import tr


class Compare(StrEnum):
    """How the value of a key is compared."""

    WHOLE = "whole"
    """With all of a code, ``*`` standing for any characters."""
    INSIDE = "inside"
    """Looked for anywhere in a text."""
    CHOICE = "choice"
    """One of a few words."""
    ID = "id"
    MOMENT = "moment"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a list."""

    name: str
    compare: Compare
    help: str
    choices: tuple[str, ...] = ()
    numeric: bool = False
    """Whether it takes ``<`` and its like beside a value."""

    @property
    def has_numbers(self) -> bool:
        """Whether numbers compare with it."""
        return self.numeric or self.compare is Compare.NUMBER


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one list understands."""

    list: str
    """What its rows are called."""
    keys: tuple[Key, ...]
    flags: dict[str, str]
    """Flag → what it means."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every key."""
        return tuple(key.name for key in self.keys)

    def key(self, typed: str) -> Key | None:
        """The key a word names, whatever its letter case."""
        word = typed.lower()
        return next((key for key in self.keys if key.name == word), None)


def moment_problem(text: str) -> str | None:
    """Return why ``text`` is no date, or None."""
    try:
        parse_moment(text, today=date(2000, 1, 1), zone=UTC, end=True)
    except ValueError as problem:
        return str(problem)
    return None


_YES_NO = ("yes", "no")
_TYPES = tuple(type.value for type in ProductType)
_STATES = tuple(status.value for status in ProductStatus)
_DEEDS = tuple(deed.value for deed in Deed)
_PRODUCT_KEYS = (
    Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
    Key("name", Compare.INSIDE, tr("inside the name")),
    Key("gtin", Compare.WHOLE, tr("its GTIN, with zeros before it or without")),
    Key("id", Compare.ID, tr("the number of the product")),
    Key("type", Compare.CHOICE, tr("what it is made of"), _TYPES),
    Key("set", Compare.WHOLE, tr("the attribute set")),
    Key("visibility", Compare.WHOLE, tr("where a shop shows it")),
    Key("website", Compare.WHOLE, tr("one of its websites")),
    Key("channel", Compare.WHOLE, tr("a shop of this channel shows it")),
    Key("price", Compare.WHOLE, tr("the price"), numeric=True),
    Key("enabled", Compare.CHOICE, tr("the status of the product"), _YES_NO),
    Key("state", Compare.CHOICE, tr("where it stands by its dates"), _STATES),
    Key("source", Compare.WHOLE, tr("has a row at this source")),
    Key("stock", Compare.WHOLE, tr("has a row at a source of this stock")),
    Key("status", Compare.CHOICE, tr("the status of a row"), ("in", "out")),
    Key("qty", Compare.NUMBER, tr("on hand, at all sources or the one named")),
    Key("salable", Compare.NUMBER, tr("what the stock shown can still promise")),
    Key(
        "reserved", Compare.NUMBER, tr("the signed sum of its reservations: -7 when 7 are held")
    ),
)
MARKED = {"marked": tr("is marked")}
SINCE_UNTIL = (
    Key("since", Compare.MOMENT, tr("from this day on: 2026-11-20, today, yesterday, 7d")),
    Key("until", Compare.MOMENT, tr("up to the end of this day")),
)

PRODUCTS = Vocabulary(
    tr("Products"),
    _PRODUCT_KEYS,
    {
        "low": tr("is in the low-stock report"),
        "unassigned": tr("has no row at any source"),
        **MARKED,
    },
)
QUANTITIES = Vocabulary(
    tr("Quantities"), _PRODUCT_KEYS, {"low": tr("is in the low-stock report")}
)
SHIPMENTS = Vocabulary(
    tr("Shipments"),
    (
        Key("number", Compare.WHOLE, tr("the number of the shipment")),
        Key("order", Compare.WHOLE, tr("the order number")),
        Key("source", Compare.WHOLE, tr("where it left")),
        Key("sku", Compare.WHOLE, tr("holds this SKU")),
        Key("carrier", Compare.WHOLE, tr("who carries it")),
        *SINCE_UNTIL,
    ),
    MARKED,
)
CONSIGNMENTS = Vocabulary(
    tr("Consignments"),
    (
        Key("number", Compare.WHOLE, tr("the number of the consignment")),
        Key("reference", Compare.WHOLE, tr("its reference")),
        Key(
            "status",
            Compare.CHOICE,
            tr("where it stands"),
            ("processing", "ready", "shipped", "delivered", "cancelled"),
        ),
        Key("account", Compare.INSIDE, tr("inside the account")),
        Key("order", Compare.WHOLE, tr("holds something of this order")),
        Key("sku", Compare.WHOLE, tr("holds this SKU")),
        Key("source", Compare.WHOLE, tr("something of it leaves here")),
        Key("carrier", Compare.WHOLE, tr("who carries it")),
        *SINCE_UNTIL,
    ),
    {"open": tr("it has not arrived, and is not cancelled"), **MARKED},
)
ALERTS = Vocabulary(
    tr("Alerts"),
    (
        Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
        Key("channel", Compare.WHOLE, tr("the sales channel")),
        Key("customer", Compare.INSIDE, tr("inside the customer's name or e-mail")),
        Key(
            "kind",
            Compare.CHOICE,
            tr("what they wait for"),
            ("stock", "price", "low", "pickup", "error"),
        ),
        Key("count", Compare.NUMBER, tr("how many messages they got")),
    ),
    {"waiting": tr("a message was not tried yet"), "failed": tr("a delivery failed"), **MARKED},
)
PICKUPS = Vocabulary(
    tr("Orders that are fetched"),
    (
        Key("order", Compare.WHOLE, tr("the order number")),
        Key("source", Compare.WHOLE, tr("fetched at this source")),
        Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
        Key("held", Compare.NUMBER, tr("how much is withheld")),
    ),
    {},
)
CHANNELS = Vocabulary(
    tr("Channels"),
    (
        Key("channel", Compare.WHOLE, tr("the code of the channel")),
        Key("stock", Compare.WHOLE, tr("sells from this stock")),
        Key("salable", Compare.NUMBER, tr("what its stock may promise")),
    ),
    {},
)
SOURCES = Vocabulary(
    tr("Sources"),
    (
        Key("code", Compare.WHOLE, tr("the whole code; code:b* begins with")),
        Key("name", Compare.INSIDE, tr("inside the name")),
        Key("country", Compare.WHOLE, tr("the two letters of its country")),
        Key("city", Compare.INSIDE, tr("inside the city")),
        Key("region", Compare.WHOLE, tr("its state or province")),
        Key("street", Compare.INSIDE, tr("inside the street")),
        Key("latitude", Compare.WHOLE, tr("its degrees, or latitude>50"), numeric=True),
        Key("longitude", Compare.WHOLE, tr("its degrees, or longitude<0"), numeric=True),
        Key("type", Compare.WHOLE, tr("what kind of place it is")),
        Key("erc", Compare.WHOLE, tr("what other systems call it")),
        Key("channel", Compare.WHOLE, tr("serves this channel")),
        Key("stock", Compare.WHOLE, tr("serves this stock")),
        Key("enabled", Compare.CHOICE, tr("whether it is on"), _YES_NO),
        Key("active", Compare.CHOICE, tr("the same"), _YES_NO),
        Key("kept", Compare.CHOICE, tr("whether it is archived"), _YES_NO),
        Key("pickup", Compare.CHOICE, tr("whether customers collect there"), _YES_NO),
    ),
    MARKED,
)
HISTORY = Vocabulary(
    tr("History entries"),
    (
        Key("actor", Compare.WHOLE, tr("who did it")),
        Key("deed", Compare.CHOICE, tr("what was done"), _DEEDS),
        Key("reason", Compare.WHOLE, tr("the reason recorded")),
        Key("sku", Compare.WHOLE, tr("touched this SKU")),
        Key("source", Compare.WHOLE, tr("touched this source")),
        Key("order", Compare.WHOLE, tr("concerned this order")),
        Key("consignment", Compare.WHOLE, tr("concerned the consignment of this number")),
        *SINCE_UNTIL,
    ),
    {"undone": tr("was taken back")},
)
_LINE = Key("line", Compare.NUMBER, tr("the line of the file"))
_VERDICT = Key(
    "verdict",
    Compare.CHOICE,
    tr("what becomes of the row"),
    ("wrong", "new", "changed", "deleted", "same", "left_out"),
)
_FILE_SKU = Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with"))
FILE_ROWS = {
    "quantities": Vocabulary(
        tr("Rows of a file"),
        (_VERDICT, _FILE_SKU, Key("source", Compare.WHOLE, tr("at this source")), _LINE),
        {},
    ),
    "products": Vocabulary(tr("Rows of a file"), (_VERDICT, _FILE_SKU, _LINE), {}),
    "orders": Vocabulary(
        tr("Orders of a file"),
        (
            _VERDICT,
            Key("order", Compare.WHOLE, tr("the order number")),
            Key("channel", Compare.WHOLE, tr("the sales channel")),
            _LINE,
        ),
        {},
    ),
}
"""By what a file is about: the rows an import says its verdict on."""
