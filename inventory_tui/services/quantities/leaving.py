"""Goods that leave one source for another: what may go, and what stocks have promised.

The rules are the same whether they arrive at once (`moving`) or are on the road for a while
(`inventory_tui.services.goods.transfers`).

Source: spec 2.8; the warehouse half 1.2 (*transfers*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.services.quantities.reasons import overriding
from inventory_tui.store.database import Transaction
from inventory_tui.store.history.journal import Movement
from inventory_tui.wording import tr, trn


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves a source for another, looked through and held; nothing is written yet."""

    origin: Source
    destination: Source
    products: Mapping[int, Product]
    wanted: Mapping[int, Quantity]
    """Product id → units."""
    there: Mapping[tuple[int, int], SourceItem]
    """What lies at both ends, by (product id, source id)."""
    on_hand: Mapping[tuple[int, int], Quantity]
    """What stocks had on hand before, by (product id, stock id)."""
    let_go: Mapping[int, Quantity]
    """Safety stock that somebody with a reason lets go, by product id."""
    takes_safety: bool = False
    """Whether safety stock goes along."""

    @property
    def ids(self) -> list[int]:
        """The products, in one order for everybody."""
        return sorted(self.wanted)

    @property
    def units(self) -> Quantity:
        """All that leaves."""
        return total(self.wanted.values())

    @property
    def named(self) -> str:
        """What leaves, for people: the SKU, or how many."""
        first = visible(self.products[next(iter(self.wanted))].sku)
        return (
            first
            if len(self.wanted) == 1
            else trn("{count} SKU", "{count} SKUs", len(self.wanted))
        )

    def item(self, product_id: int) -> SourceItem:
        """What lies of a product at the origin."""
        return self.there[product_id, self.origin.id]

    def out(self, product_id: int) -> Movement:
        """The movement at the origin: with nothing left there it is Out of Stock."""
        item = self.item(product_id)
        left = item.quantity - self.wanted[product_id]
        notify = None if item.notify_below is None else item.notify_below.parts
        return Movement(
            product_id,
            self.origin.id,
            item.quantity.parts,
            left.parts,
            item.in_stock,
            item.in_stock and bool(left),
            notify,
            notify,
        )

    def refuse_promised(self, transaction: Transaction, cause: Cause) -> None:
        """Refuse where a stock has promised more than it is left with, once it is written.

        Where only safety stock that is let go covers the promise, that is moving it.

        Raises:
            Refused: ``blocked``; as `overriding`.
        """
        for product in self.products.values():
            for short in shortages(transaction, product, self.on_hand):
                let_go = self.let_go.get(product.id, ZERO)
                if short.units > let_go:
                    raise replace(short, units=short.units - let_go).refusal
                overriding(transaction, cause)


def leaving(
    transaction: Transaction,
    items: Sequence[tuple[str, Quantity]],
    *,
    origin: str,
    destination: str,
    override_safety: bool,
) -> Leaving:
    """Look through what is to leave a source for another, and hold its products.

    Args:
        items: SKU and quantity; those of one product are summed.
        override_safety: Also safety stock.

    Raises:
        Refused: Anything is unknown or both ends are one; a quantity is 0 or a fraction of
            a product that has none; ``not_enough_in_source``; ``not_for_sale``;
            ``safety_stock``; each product has its sentence.
    """
    out, arriving = _ends(transaction, [sku for sku, _ in items], origin, destination)
    wanted: dict[int, Quantity] = {}
    products: dict[int, Product] = {}
    for sku, quantity in items:
        product = transaction.products.known(sku)
        products[product.id] = product
        wanted[product.id] = wanted.get(product.id, ZERO) + quantity
    transaction.lock_products(sorted(wanted))
    there = transaction.source_items.of_products(list(wanted), [out.id, arriving.id])
    asides = transaction.levels.set_asides.of(list(wanted), [out.id])
    problems: list[Problem] = []
    for id, quantity in wanted.items():
        try:
            item = _checked(transaction, products[id], quantity, out, there.get((id, out.id)))
            aside = asides.get((id, out.id), NOTHING_ASIDE)
            _refuse_aside(item, quantity, aside, override_safety=override_safety)
        except Refused as refusal:
            problems += (replace(one, sku=products[id].sku) for one in refusal.problems)
    if problems:
        raise Refused.because(problems)
    on_hand = {
        (level.product_id, level.stock_id): level.on_hand
        for id in wanted
        for level in transaction.levels.of_product(id)
    }
    let_go = {
        id: aside.safety
        for (id, at), aside in asides.items()
        # with nothing left there, nothing of it is kept back any more
        if override_safety and there[id, at].quantity > wanted[id]
    }
    takes_safety = any(
        aside.spare(there[id, at].quantity) < wanted[id] for (id, at), aside in asides.items()
    )
    return Leaving(out, arriving, products, wanted, there, on_hand, let_go, takes_safety)


def _ends(
    transaction: Transaction, skus: Sequence[str], origin: str, destination: str
) -> tuple[Source, Source]:
    """Both sources, or every one that is unknown, with the products that cannot lie there."""
    if not skus:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one product."), field="items")
    found: list[Source] = []
    problems: list[Problem] = []
    for code, kind, field in (
        (origin, Kind.UNKNOWN_ORIGIN_SOURCE, "origin"),
        (destination, Kind.UNKNOWN_DESTINATION_SOURCE, "destination"),
    ):
        try:
            found.append(transaction.sources.known(code, kind, field))
        except Refused as refusal:
            problems += refusal.problems
            problems += (
                Problem(
                    Kind.UNKNOWN_SOURCE_ITEM,
                    tr(
                        "{sku} is not assigned to {source}.",
                        sku=visible(sku),
                        source=visible(code),
                    ),
                    field,
                    sku,
                    source=code,
                )
                for sku in dict.fromkeys(skus)
            )
    if problems:
        raise Refused.because(problems)
    leaving, arriving = found
    if leaving.id == arriving.id:
        raise Refused(
            Kind.TRANSFER_SOURCE_TO_ITSELF,
            tr("{source} is both ends; choose another destination.", source=leaving.code),
            field="destination",
        )
    return leaving, arriving


def _checked(
    transaction: Transaction,
    product: Product,
    quantity: Quantity,
    leaving: Source,
    there: SourceItem | None,
) -> SourceItem:
    """Return what lies at the origin, if so much of it may go."""
    shown = visible(product.sku)
    if not product.type.has_source_items:
        raise Refused(
            Kind.TYPE_HAS_NO_SOURCE_ITEMS,
            tr(
                "{sku} is {type}: its quantities are those of its parts.",
                sku=shown,
                type=product.type,
            ),
            field="sku",
        )
    if quantity <= ZERO:
        raise Refused(Kind.VALIDATION_FAILED, tr("Move more than 0."), field="quantity")
    if not quantity.is_whole:
        rules = transaction.products.rules([product.id])[product.id]
        if fraction := rules.fraction(shown, quantity):
            raise Refused(Kind.QTY_DECIMAL, fraction, field="quantity")
    if there is None:
        raise Refused(
            Kind.UNKNOWN_SOURCE_ITEM,
            tr("{sku} is not assigned to {source}.", sku=shown, source=leaving.code),
            field="origin",
        )
    if quantity > there.quantity:
        raise Refused(
            Kind.NOT_ENOUGH_IN_SOURCE,
            tr(
                "{source} holds {there} of {sku}; {quantity} cannot be moved.",
                source=leaving.code,
                there=there.quantity,
                sku=shown,
                quantity=quantity,
            ),
            field="quantity",
        )
    return there


def _refuse_aside(
    there: SourceItem, quantity: Quantity, aside: Aside, *, override_safety: bool
) -> None:
    """Refuse to move what is not for sale, or safety stock without a word."""
    shown, code = visible(there.sku), there.source_code
    sound = aside.sound(there.quantity)
    if quantity > sound:
        raise Refused(
            Kind.NOT_FOR_SALE,
            tr(
                "{source} holds {there} of {sku}, but {staying}. At most {sound} can be moved.",
                source=code,
                there=there.quantity,
                sku=shown,
                staying=aside.staying(aside.unsound),
                sound=sound,
            ),
            field="quantity",
        )
    spare = aside.spare(there.quantity)
    if quantity > spare and not override_safety:
        raise Refused(
            Kind.SAFETY_STOCK,
            tr(
                "{source} holds {there} of {sku}; {staying}, so at most {spare} can "
                "be moved. Override safety stock with a reason to move more.",
                source=code,
                there=there.quantity,
                sku=shown,
                staying=aside.staying(there.quantity - spare),
                spare=spare,
            ),
            field="quantity",
        )


@dataclass(frozen=True, slots=True)
class Shortage:
    """A stock that has promised more of a product than it would be left with."""

    sku: str
    stock: str
    units: Quantity

    @property
    def refusal(self) -> Refused:
        """``blocked``, with what to do."""
        return Refused(
            Kind.BLOCKED,
            tr(
                "{sku}: {stock} has promised {short} more than would be left. Force "
                "it, or finish the orders.",
                sku=visible(self.sku),
                stock=self.stock,
                short=self.units,
            ),
            field="quantity",
        )


def shortages(
    transaction: Transaction, product: Product, before: Mapping[tuple[int, int], Quantity]
) -> Iterator[Shortage]:
    """Find the stocks that lost units and have promised more than they are left with.

    With nothing left on hand a positive threshold keeps nothing back any more.

    Args:
        before: What stocks had on hand before, by (product id, stock id).

    Source: spec 2.8.
    """
    for level in transaction.levels.of_product(product.id):
        kept_back = level.threshold if level.on_hand else min(level.threshold, ZERO)
        left = level.for_sale + level.reserved - kept_back - level.promised_elsewhere
        lost = level.on_hand < before.get((product.id, level.stock_id), ZERO)
        if lost and level.salable is not None and left < ZERO:
            stock = transaction.stocks.known(str(level.stock_id))
            yield Shortage(product.sku, stock.name, -left)
