"""The parts of a composite as its page shows them, and what each stock can sell of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.composite import Composition, Offer, Part, can_be_sold
from inventory_tui.domain.product import Product, StockRules
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage, StockLevel
from inventory_tui.services.products.salability import offer_of
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.fitness import not_for_sale
from inventory_tui.store.products.lives import states

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part of a composite, as one stock sees it."""

    part: Part
    option: str
    """Of a bundle: the title of the option it can be chosen in."""
    required: bool
    """Whether one of that option's selections has to be chosen."""
    name: str
    enabled: bool
    on_hand: Quantity
    """Over all its sources, whatever their state."""
    salable: Quantity | None
    """None where its stock is not managed."""
    is_salable: bool
    state: ProductStatus = ProductStatus.APPROVED
    """Where it stands by its dates."""


class PartsShown:
    """The parts of one composite, with what every stock can do of them."""

    def __init__(
        self, transaction: Transaction, product: Product, made_of: Composition
    ) -> None:
        self._product, self._made_of = product, made_of
        ids = list(made_of.child_ids)
        self._children: dict[int, Product] = transaction.products.by_ids(ids)
        every = [product, *self._children.values()]
        self._states = states(transaction, every)
        self._unfit = not_for_sale(transaction, every)
        self._rules: Mapping[int, StockRules] = transaction.products.rules(ids)
        self._levels: dict[int, dict[int, StockLevel]] = defaultdict(dict)
        self._on_hand: dict[int, int] = defaultdict(int)
        for some in chunks(ids, _CHUNK):
            for level in transaction.levels.of_products(some):
                self._levels[level.stock_id][level.product_id] = level
            for item in transaction.source_items.of_products(some).values():
                self._on_hand[item.product_id] += item.quantity.parts

    @property
    def stock_ids(self) -> list[int]:
        """The stocks that have any of the parts."""
        return sorted(self._levels)

    def in_stock(self, stock_id: int) -> tuple[PartShown, ...]:
        """Return the parts as one stock sees them, those of a bundle option by option."""
        offers = self._offers(stock_id)
        return tuple(
            self._shown(part, offers[part.child_id], title, required=required)
            for title, required, parts in [
                ("", False, self._made_of.parts),
                *((one.title, one.required, one.parts) for one in self._made_of.options),
            ]
            for part in parts
        )

    def can_sell(self, stock_id: int) -> bool:
        """Return whether a stock can sell the composite (spec 2.1, 2.14)."""
        product = self._product
        return (
            product.enabled
            and product.id not in self._states
            and product.id not in self._unfit
            and product.parent_in_stock
            and can_be_sold(product.type, self._made_of, self._offers(stock_id))
        )

    def level(self, stock_id: int) -> StockLevel:
        """A composite has no numbers of its own."""
        return StockLevel(stock_id, self._product.id, ZERO, ZERO, ZERO, ZERO, Coverage.NONE)

    def _offers(self, stock_id: int) -> dict[int, Offer]:
        levels = self._levels.get(stock_id, {})
        return {
            id: offer_of(
                child,
                self._rules[id],
                levels.get(id),
                self._states.get(id, ProductStatus.APPROVED),
                is_fit=id not in self._unfit,
            )
            for id, child in self._children.items()
        }

    def _shown(self, part: Part, offer: Offer, option: str, *, required: bool) -> PartShown:
        return PartShown(
            part,
            option,
            required,
            self._children[part.child_id].name,
            self._children[part.child_id].enabled,
            Quantity(self._on_hand[part.child_id]),
            offer.salable,
            offer.on_offer,
            self._states.get(part.child_id, ProductStatus.APPROVED),
        )
