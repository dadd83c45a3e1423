"""The list of products as people look at it: what is asked for, and one line of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_ID
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, Coverage

SORTS = (
    "sku",
    "name",
    "type",
    "enabled",
    "state",
    "quantity",
    "elsewhere",
    "on_hand",
    "salable",
    "reserved",
    "safety",
    "incoming",
    "price",
    "id",
    "set",
    "visibility",
    "websites",
    "weight",
)
"""What a list can be sorted by; ``state`` puts what is off after the states, in their order.
Products without a value come last in either direction;
those whose stock is not managed can promise any amount and so count as more than any."""


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """Which products, in which order, seen from which source and stock."""

    filter: str = ""
    """In the filter language."""
    stock_id: int = DEFAULT_STOCK_ID
    source_id: int = DEFAULT_SOURCE_ID
    sort: str = "sku"
    descending: bool = False
    marked: Sequence[int] = ()
    """Product ids the filter's ``marked`` stands for."""
    words_are_skus: bool = False
    """Whether bare words of the filter are looked for in SKUs alone."""


@dataclass(frozen=True, slots=True)
class ItemBrief:
    """What lies of a product at one source, in the space of a word."""

    source: str
    quantity: Quantity
    low: bool
    in_stock: bool
    enabled: bool
    """Whether the source is."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One line of the list."""

    id: int
    sku: str
    name: str
    type: ProductType
    enabled: bool
    price: str
    quantity: Quantity | None
    """At the source of the query; None where the product has no row there."""
    item_version: int | None
    low: bool
    """Whether its row at the source of the query is in the low-stock report."""
    status_in: bool | None
    """The status of that row."""
    elsewhere: tuple[ItemBrief, ...]
    """Its rows at all other sources: the largest quantity first, then by code."""
    on_hand: Quantity
    """Over all its sources, whatever their state."""
    reserved: Quantity
    """In the stock of the query, signed: -7 when 7 are held."""
    salable: Quantity | None
    """In the stock of the query; None where it is not managed, or not there at all."""
    managed: bool
    coverage: Coverage
    infinite: bool
    """Whether any amount may be promised while one source item is In Stock."""
    parts: int = 0
    """Of how many different products it is made."""
    attribute_set: str = ""
    visibility: str = ""
    websites: str = ""
    """Codes, separated by commas."""
    weight: str = ""
    unit: str = ""
    """Key of the unit of measure it is counted in."""
    state: ProductStatus = ProductStatus.APPROVED
    """Where it stands by its dates, at the moment it was looked at."""
