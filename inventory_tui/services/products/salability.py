"""What a stock can sell: of products that lie at sources and of composites alike, in sets.

The numbers are those kept of each product in each stock; a composite's answer follows from
the numbers of its parts at the moment it is asked for.

Source: spec 1.6, 2.1, 2.14.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.composite import (
    NOTHING,
    Composition,
    Offer,
    Part,
    can_be_sold,
    sorting_quantity,
)
from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product, ProductType, StockRules
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.product_status import ProductStatus, Unfit
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import (
    DEFAULT_STOCK_ID,
    Coverage,
    SalesChannel,
    StockLevel,
    is_salable,
)
from inventory_tui.services.products.channel_levels import by_rules, levels_for, own_rules
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.fitness import not_for_sale
from inventory_tui.store.products.lives import states

_APPROVED = ProductStatus.APPROVED
_CHUNK = 5_000
_SUGGESTIONS = 20  # beyond that nobody reads them one by one

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Status:
    """What one stock can do of one product."""

    product_id: int
    sku: str
    type: ProductType
    enabled: bool
    is_salable: bool
    salable: Quantity | None
    """0 of a composite, and of a product the stock has not; None where it is not managed."""
    assigned: bool
    """Whether the product has a row at a source of the stock; never of a composite."""
    state: ProductStatus = ProductStatus.APPROVED
    """Where it stands by its dates."""
    unfit: Unfit | None = None
    """Why it cannot be ordered although it is published, where it cannot."""

    @property
    def for_sale(self) -> bool:
        """Whether it is published, and may be ordered as its dates and the rest stand."""
        return self.enabled and self.state is _APPROVED and self.unfit is None


def statuses(
    database: Database, skus: Iterable[str] | None = None, stock: str | int | None = None
) -> dict[str, Status]:
    """Return what a stock can do of these products, by SKU as it is stored.

    Args:
        skus: Which; None: all products.
        stock: Its name or id; None: the Default Stock.

    Raises:
        Refused: There is no such stock, or some of the products are unknown; each is named.
    """
    with database.read(whole=True) as transaction:
        stock_id = _stock(transaction, stock)
        if skus is None:
            ids: Iterable[int] = transaction.products.ids(ProductQuery(sort="id"))
        else:
            ids = [product.id for product in all_known(transaction, skus).values()]
        return {
            status.sku: status
            for chunk in chunks(ids, _CHUNK)
            for status in statuses_of(transaction, chunk, stock_id).values()
        }


def statuses_of(
    transaction: Transaction,
    ids: Sequence[int],
    stock_id: int,
    channel: SalesChannel | None = None,
) -> dict[int, Status]:
    """Return what a stock can do of these products, by id; a handful of statements.

    Args:
        channel: For this one of its channels; None: for whoever sells from it.
    """
    products = transaction.products.by_ids(ids)
    own = [one for one in products.values() if one.type.has_source_items]
    made = [one.id for one in products.values() if not one.type.has_source_items]
    parts = transaction.parts.of(made)
    offers = offers_of(transaction, own, stock_id, channel)
    missing = {id for one in parts.values() for id in one.child_ids} - offers.keys()
    children = transaction.products.by_ids(missing)
    offers |= offers_of(transaction, children.values(), stock_id, channel)
    stand = states(transaction, products.values())
    unfit = not_for_sale(transaction, products.values())
    return {
        id: _status(
            product,
            parts.get(id, NOTHING),
            offers,
            stand.get(id, _APPROVED),
            unfit.get(id),
        )
        for id, product in products.items()
    }


def _status(
    product: Product,
    made_of: Composition,
    offers: Mapping[int, Offer],
    state: ProductStatus,
    unfit: Unfit | None,
) -> Status:
    if product.type.has_source_items:
        offer = offers[product.id]
        salable, can, assigned = offer.salable, offer.on_offer, offer.assigned
    else:
        salable, assigned = ZERO, False
        can = (
            product.enabled
            and state is _APPROVED
            and unfit is None
            and product.parent_in_stock
            and can_be_sold(product.type, made_of, offers)
        )
    return Status(
        product.id,
        product.sku,
        product.type,
        product.enabled,
        can,
        salable,
        assigned,
        state,
        unfit,
    )


def offers_of(
    transaction: Transaction,
    products: Iterable[Product],
    stock_id: int,
    channel: SalesChannel | None = None,
) -> dict[int, Offer]:
    """Return what a stock can do of products that lie at sources, by id."""
    found: dict[int, Offer] = {}
    for chunk in chunks(products, _CHUNK):
        ids = [product.id for product in chunk]
        rules = transaction.products.rules(ids)
        levels = levels_for(transaction, stock_id, channel, ids)
        others = own_rules(transaction, channel, chunk)
        stand = states(transaction, chunk)
        unfit = not_for_sale(transaction, chunk)
        for product in chunk:
            its, level = rules[product.id], levels.get(product.id)
            own = others.get(product.id, its)
            state = stand.get(product.id, _APPROVED)
            found[product.id] = offer_of(
                product,
                own,
                by_rules(level, its, own),
                state,
                is_fit=product.id not in unfit,
            )
    return found


def offer_of(
    product: Product,
    rules: StockRules,
    level: StockLevel | None,
    state: ProductStatus = _APPROVED,
    *,
    is_fit: bool = True,
) -> Offer:
    """Return what a stock can do of a product that lies at sources.

    Args:
        level: Its kept sums there; None where it has none.
        state: Where it stands by its dates.
        is_fit: Whether it may be ordered once it is published.
    """
    coverage = level.coverage if level else Coverage.NONE
    salable = level.salable if level else ZERO if rules.manage_stock else None
    return Offer(
        product.enabled and state is _APPROVED and is_fit,
        is_salable(salable, rules, coverage),
        salable,
        rules.infinite_backorders,
        level.on_hand if level else ZERO,
        coverage is not Coverage.NONE,
    )


def salable_children(
    database: Database, sku: str, stock: str | int | None = None
) -> tuple[Part, ...]:
    """Return the parts of a composite that are on offer in a stock.

    With *Display Out of Stock Products* on these are all enabled ones, else those that can
    be sold.

    Args:
        stock: Its name or id; None: the Default Stock.

    Raises:
        Refused: There is no such product, or no such stock.

    Source: spec 1.9, 2.13.
    """
    with database.read(whole=True) as transaction:
        stock_id = _stock(transaction, stock)
        product = transaction.products.known(sku)
        made_of = transaction.parts.of([product.id]).get(product.id, NOTHING)
        offers = offers_of_parts(transaction, made_of, stock_id)
        every = bool(transaction.options.value("show_out_of_stock"))
        return tuple(
            part
            for part in made_of.every_part
            if (offer := offers[part.child_id]).on_offer or (every and offer.enabled)
        )


def offers_of_parts(
    transaction: Transaction, made_of: Composition, stock_id: int
) -> dict[int, Offer]:
    """Return what a stock can do of the parts of a composite, by product id."""
    children = transaction.products.by_ids(made_of.child_ids)
    return offers_of(transaction, children.values(), stock_id)


def stock_quantities(
    database: Database, skus: Iterable[str] | None = None, stock: str | int | None = None
) -> dict[str, Quantity | None]:
    """Return what products are sorted by where it is by stock: usable units, by SKU.

    Of a configurable product it is the sum over its salable children; None of other
    composites and of products the stock has not: they come below 0.

    Raises:
        Refused: There is no such stock, or some of the products are unknown; each is named.

    Source: spec 2.1, last line.
    """
    with database.read(whole=True) as transaction:
        stock_id = _stock(transaction, stock)
        if skus is None:
            ids: Iterable[int] = transaction.products.ids(ProductQuery(sort="id"))
        else:
            ids = [product.id for product in all_known(transaction, skus).values()]
        found: dict[str, Quantity | None] = {}
        for chunk in chunks(ids, _CHUNK):
            products = transaction.products.by_ids(chunk)
            parts = transaction.parts.of(
                one.id for one in products.values() if one.type is ProductType.CONFIGURABLE
            )
            children = {id for one in parts.values() for id in one.child_ids}
            every = {**transaction.products.by_ids(children), **products}
            offers = offers_of(transaction, every.values(), stock_id)
            for id, product in products.items():
                if product.type is ProductType.CONFIGURABLE:
                    found[product.sku] = sorting_quantity(parts.get(id, NOTHING), offers)
                else:
                    offer = offers[id]
                    found[product.sku] = offer.on_hand if offer.assigned else None
        return found


def all_known(transaction: Transaction, skus: Iterable[str]) -> dict[str, Product]:
    """Return the products of these SKUs, by `key_of` their SKU.

    Raises:
        Refused: Some are unknown; each is named.
    """
    wanted = list(dict.fromkeys(skus))
    found = transaction.products.by_skus(wanted)
    unknown = [sku for sku in wanted if key_of(sku) not in found]
    if unknown:
        raise Refused.because(
            Problem(refused.kind, str(refused), "sku", sku=sku)
            for at, sku in enumerate(unknown)
            for refused in [transaction.products.missing(sku, hint=at < _SUGGESTIONS)]
        )
    return found


def _stock(transaction: Transaction, stock: str | int | None) -> int:
    if isinstance(stock, str):
        return transaction.stocks.known(stock).id
    return transaction.stocks.get(DEFAULT_STOCK_ID if stock is None else stock).id
