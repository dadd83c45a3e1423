"""What each list can be filtered by: the keys, numbers and flags of the filter language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from inventory_tui.domain.history import Deed
from inventory_tui.domain.moments import parse_moment
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_status import ProductStatus


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
        parse_moment(text, today=date(2000, 1, 1), zone=UTC)
    except ValueError as problem:
        return str(problem)
    return None


_YES_NO = ("yes", "no")
_TYPES = tuple(type.value for type in ProductType)
_STATES = tuple(status.value for status in ProductStatus)
_DEEDS = tuple(deed.value for deed in Deed)
_PRODUCT_KEYS = (
    Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
    Key("name", Compare.INSIDE, "inside the name"),
    Key("gtin", Compare.WHOLE, "its GTIN, with zeros before it or without"),
    Key("id", Compare.ID, "the number of the product"),
    Key("type", Compare.CHOICE, "what it is made of", _TYPES),
    Key("set", Compare.WHOLE, "the attribute set"),
    Key("visibility", Compare.WHOLE, "where a shop shows it"),
    Key("website", Compare.WHOLE, "one of its websites"),
    Key("channel", Compare.WHOLE, "a shop of this channel shows it"),
    Key("price", Compare.WHOLE, "the price", numeric=True),
    Key("enabled", Compare.CHOICE, "the status of the product", _YES_NO),
    Key("state", Compare.CHOICE, "where it stands by its dates", _STATES),
    Key("source", Compare.WHOLE, "has a row at this source"),
    Key("stock", Compare.WHOLE, "has a row at a source of this stock"),
    Key("status", Compare.CHOICE, "the status of a row", ("in", "out")),
    Key("qty", Compare.NUMBER, "on hand, at all sources or the one named"),
    Key("salable", Compare.NUMBER, "what the stock shown can still promise"),
    Key("reserved", Compare.NUMBER, "the signed sum of its reservations: -7 when 7 are held"),
)
MARKED = {"marked": "is marked"}
SINCE_UNTIL = (
    Key("since", Compare.MOMENT, "from this day on: 2026-11-20, today, yesterday, 7d"),
    Key("until", Compare.MOMENT, "up to the end of this day"),
)

PRODUCTS = Vocabulary(
    "Products",
    _PRODUCT_KEYS,
    {
        "low": "is in the low-stock report",
        "unassigned": "has no row at any source",
        **MARKED,
    },
)
QUANTITIES = Vocabulary("Quantities", _PRODUCT_KEYS, {"low": "is in the low-stock report"})
SHIPMENTS = Vocabulary(
    "Shipments",
    (
        Key("number", Compare.WHOLE, "the number of the shipment"),
        Key("order", Compare.WHOLE, "the order number"),
        Key("source", Compare.WHOLE, "where it left"),
        Key("sku", Compare.WHOLE, "holds this SKU"),
        Key("carrier", Compare.WHOLE, "who carries it"),
        *SINCE_UNTIL,
    ),
    MARKED,
)
CONSIGNMENTS = Vocabulary(
    "Consignments",
    (
        Key("number", Compare.WHOLE, "the number of the consignment"),
        Key("reference", Compare.WHOLE, "its reference"),
        Key(
            "status",
            Compare.CHOICE,
            "where it stands",
            ("processing", "ready", "shipped", "delivered", "cancelled"),
        ),
        Key("account", Compare.INSIDE, "inside the account"),
        Key("order", Compare.WHOLE, "holds something of this order"),
        Key("sku", Compare.WHOLE, "holds this SKU"),
        Key("source", Compare.WHOLE, "something of it leaves here"),
        Key("carrier", Compare.WHOLE, "who carries it"),
        *SINCE_UNTIL,
    ),
    {"open": "it has not arrived, and is not cancelled", **MARKED},
)
ALERTS = Vocabulary(
    "Alerts",
    (
        Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
        Key("channel", Compare.WHOLE, "the sales channel"),
        Key("customer", Compare.INSIDE, "inside the customer's name or e-mail"),
        Key(
            "kind",
            Compare.CHOICE,
            "what they wait for",
            ("stock", "price", "low", "pickup", "error"),
        ),
        Key("count", Compare.NUMBER, "how many messages they got"),
    ),
    {"waiting": "a message was not tried yet", "failed": "a delivery failed", **MARKED},
)
PICKUPS = Vocabulary(
    "Orders that are fetched",
    (
        Key("order", Compare.WHOLE, "the order number"),
        Key("source", Compare.WHOLE, "fetched at this source"),
        Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
        Key("held", Compare.NUMBER, "how much is withheld"),
    ),
    {},
)
CHANNELS = Vocabulary(
    "Channels",
    (
        Key("channel", Compare.WHOLE, "the code of the channel"),
        Key("stock", Compare.WHOLE, "sells from this stock"),
        Key("salable", Compare.NUMBER, "what its stock may promise"),
    ),
    {},
)
SOURCES = Vocabulary(
    "Sources",
    (
        Key("code", Compare.WHOLE, "the whole code; code:b* begins with"),
        Key("name", Compare.INSIDE, "inside the name"),
        Key("country", Compare.WHOLE, "the two letters of its country"),
        Key("city", Compare.INSIDE, "inside the city"),
        Key("region", Compare.WHOLE, "its state or province"),
        Key("street", Compare.INSIDE, "inside the street"),
        Key("latitude", Compare.WHOLE, "its degrees, or latitude>50", numeric=True),
        Key("longitude", Compare.WHOLE, "its degrees, or longitude<0", numeric=True),
        Key("type", Compare.WHOLE, "what kind of place it is"),
        Key("erc", Compare.WHOLE, "what other systems call it"),
        Key("channel", Compare.WHOLE, "serves this channel"),
        Key("stock", Compare.WHOLE, "serves this stock"),
        Key("enabled", Compare.CHOICE, "whether it is on", _YES_NO),
        Key("active", Compare.CHOICE, "the same", _YES_NO),
        Key("kept", Compare.CHOICE, "whether it is archived", _YES_NO),
        Key("pickup", Compare.CHOICE, "whether customers collect there", _YES_NO),
    ),
    MARKED,
)
HISTORY = Vocabulary(
    "History entries",
    (
        Key("actor", Compare.WHOLE, "who did it"),
        Key("deed", Compare.CHOICE, "what was done", _DEEDS),
        Key("reason", Compare.WHOLE, "the reason recorded"),
        Key("sku", Compare.WHOLE, "touched this SKU"),
        Key("source", Compare.WHOLE, "touched this source"),
        Key("order", Compare.WHOLE, "concerned this order"),
        Key("consignment", Compare.WHOLE, "concerned the consignment of this number"),
        *SINCE_UNTIL,
    ),
    {"undone": "was taken back"},
)
_LINE = Key("line", Compare.NUMBER, "the line of the file")
_VERDICT = Key(
    "verdict",
    Compare.CHOICE,
    "what becomes of the row",
    ("wrong", "new", "changed", "deleted", "same", "left_out"),
)
_FILE_SKU = Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with")
FILE_ROWS = {
    "quantities": Vocabulary(
        "Rows of a file",
        (_VERDICT, _FILE_SKU, Key("source", Compare.WHOLE, "at this source"), _LINE),
        {},
    ),
    "products": Vocabulary("Rows of a file", (_VERDICT, _FILE_SKU, _LINE), {}),
    "orders": Vocabulary(
        "Orders of a file",
        (
            _VERDICT,
            Key("order", Compare.WHOLE, "the order number"),
            Key("channel", Compare.WHOLE, "the sales channel"),
            _LINE,
        ),
        {},
    ),
}
"""By what a file is about: the rows an import says its verdict on."""
