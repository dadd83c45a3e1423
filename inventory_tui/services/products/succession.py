"""Products that end, and what is offered instead of them.

A product may be *discontinued*: what is there is still sold.  Once it is out of stock, and no
backorders are taken, its replacement is offered instead, and that one's in turn: a chain
leads to the first that can still be had, or to its end.

Source: warehouse half 1.7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import show_yes_no
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Backorders, Product
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SalesChannel
from inventory_tui.services.products.channel_levels import own_rules
from inventory_tui.services.products.product_changes import Texts
from inventory_tui.services.products.replacements import Chains
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.successions import (
    NONE,
    Succession,
    put_succession,
    put_successions,
    successions,
)
from inventory_tui.wording import tr

__all__ = [
    "NONE",
    "EndChange",
    "Resolved",
    "Succession",
    "change",
    "hints",
    "of",
    "resolve",
    "restore",
    "texts",
    "texts_of",
]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is offered for a product."""

    sku: str
    """Its own SKU, or that of the one that replaces it."""
    chain: tuple[str, ...]
    """Every SKU on the way, its own first."""

    @property
    def is_replaced(self) -> bool:
        """Whether something else is offered instead."""
        return len(self.chain) > 1


@dataclass(frozen=True, slots=True)
class EndChange:
    """What changes of the end of a product."""

    before: Succession
    after: Succession

    @property
    def columns(self) -> Mapping[str, Any]:
        """Nothing of it stands in the product's own row."""
        return {}

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """Those that differ."""
        before, after = texts_of(self.before), texts_of(self.after)
        names = [name for name in after if before[name] != after[name]]
        return {name: before[name] for name in names}, {name: after[name] for name in names}

    def put(self, transaction: Transaction, product_id: int) -> None:
        """Store it."""
        put_succession(transaction.product_options, product_id, self.after)

    def words(self) -> Iterator[str]:
        """``replacement – → MB02``."""
        before, after = self.texts
        for name, text in after.items():
            yield f"{name} {before[name] or '–'} → {text or '–'}"


def of(transaction: Transaction, product_id: int) -> Succession:
    """Return what is said of the end of a product."""
    return successions(transaction.connection, [product_id]).get(product_id, NONE)


def change(
    transaction: Transaction, product: Product, wished: Mapping[str, Any]
) -> EndChange | None:
    """Return what is wished of the end of a product that is held; None: it is so already.

    Raises:
        Refused: ``unknown_product``: there is no such replacement; ``validation_failed``:
            it would in the end be replaced by itself.
    """
    if not wished:
        return None
    before = of(transaction, product.id)
    after = _wished(transaction, product, before, wished)
    return None if after == before else EndChange(before, after)


def _wished(
    transaction: Transaction, product: Product, before: Succession, wished: Mapping[str, Any]
) -> Succession:
    after = before
    if "discontinued" in wished:
        after = replace(after, discontinued=bool(wished["discontinued"]))
    if "discontinued_on" in wished:
        after = replace(after, discontinued_on=wished["discontinued_on"] or "")
    if "replacement" in wished:
        sku = wished["replacement"]
        if not sku:
            return replace(after, replacement_id=None, replacement="")
        found = transaction.products.known(sku, "replacement")
        # two at once could close a circle that neither of them sees
        transaction.lock_products(sorted({product.id, found.id}))
        refuse_circle(transaction, product, found)
        after = replace(after, replacement_id=found.id, replacement=found.sku)
    return after


def refuse_circle(transaction: Transaction, product: Product, replacement: Product) -> None:
    """Refuse a replacement whose own replacements lead back.

    Raises:
        Refused: ``validation_failed``.
    """
    chains = Chains(transaction, locking=True)
    chains.follow([replacement])
    if way := chains.circle(product.sku, replacement.sku):
        raise Refused(Kind.VALIDATION_FAILED, leads_back(way), field="replacement")


def leads_back(way: Sequence[str]) -> str:
    """The sentence about a replacement that would lead back, by these SKUs."""
    shown = [visible(sku) for sku in way]
    return tr(
        "{sku} would in the end be replaced by itself: {way}.",
        sku=shown[0],
        way=" → ".join(shown),
    )


def resolve(database: Database, sku: str, stock: str | None = None) -> Resolved:
    """Return what a stock offers for a product: itself, or what replaces it.

    Args:
        stock: Its name or id; None: the Default Stock.

    Raises:
        Refused: There is no such product, or no such stock.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        stock_id = DEFAULT_STOCK_ID if stock is None else transaction.stocks.known(stock).id
        return resolved(transaction, product, stock_id)


def resolved(
    transaction: Transaction,
    product: Product,
    stock_id: int,
    channel: SalesChannel | None = None,
) -> Resolved:
    """Return what a stock offers for a product, as `resolve` does.

    Args:
        channel: To this one of its channels; None: to whoever sells from it.
    """
    chain, seen = [product.sku], {product.id}
    here = product
    while True:
        ends = of(transaction, here.id)
        id = ends.replacement_id
        if not ends.discontinued or id is None or not ends.replacement or id in seen:
            break
        if _can_be_had(transaction, here, stock_id, channel):
            break
        here = transaction.products.by_ids([id])[id]
        seen.add(id)
        chain.append(here.sku)
    return Resolved(chain[-1], tuple(chain))


def hints(
    transaction: Transaction, skus: Collection[str], stock_id: int, channel: str
) -> dict[str, str]:
    """Return what to say of products that a channel cannot have and are replaced, by SKU."""
    if not skus or not transaction.product_options.any:
        return {}
    known = {one.id: one for one in transaction.products.by_skus(skus).values()}
    ending = successions(transaction.connection, known)
    seller = transaction.channels.by_code(channel.strip()) if ending else None
    told = {}
    for id in ending:
        found = resolved(transaction, known[id], stock_id, seller)
        if found.is_replaced:
            told[known[id].sku] = tr(
                " It is discontinued; {sku} replaces it.", sku=visible(found.sku)
            )
    return told


def _can_be_had(
    transaction: Transaction, product: Product, stock_id: int, channel: SalesChannel | None
) -> bool:
    """Whether any of it is there, or may be ordered before it is."""
    status = statuses_of(transaction, [product.id], stock_id, channel)[product.id]
    if status.is_salable or not status.for_sale:
        return status.is_salable
    rules = transaction.products.rules([product.id])[product.id]
    rules = own_rules(transaction, channel, [product]).get(product.id, rules)
    return rules.manage_stock and rules.backorders is not Backorders.NO


# -- taking it back ------------------------------------------------------------------------


def texts(transaction: Transaction, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Return what the history keeps of the end of these products."""
    found = successions(transaction.connection, ids)
    return {id: texts_of(found.get(id, NONE)) for id in ids}


def restore(transaction: Transaction, before: Mapping[int, Mapping[str, str | None]]) -> None:
    """Make these fields of products, by id, look as before.

    Raises:
        Refused: ``unknown_product``: a replacement is gone; ``validation_failed``: one would
            lead back meanwhile.
    """
    now = successions(transaction.connection, before)
    products = transaction.products.by_ids(before)
    named = {sku for texts in before.values() if (sku := texts.get("replacement"))}
    found = transaction.products.by_skus(named)
    chains = Chains(transaction, locking=True)
    chains.follow(found.values())
    after = {}
    for id, texts in before.items():
        one = now.get(id, NONE)
        if "discontinued" in texts:
            one = replace(one, discontinued=texts["discontinued"] == "yes")
        if "discontinued_on" in texts:
            one = replace(one, discontinued_on=texts["discontinued_on"] or "")
        if "replacement" in texts:
            sku = texts["replacement"]
            if sku and key_of(sku) not in found:
                raise transaction.products.missing(sku, "replacement")
            by = found[key_of(sku)] if sku else None
            chains.put(products[id].sku, by.sku if by else None)
            one = replace(
                one, replacement_id=by.id if by else None, replacement=by.sku if by else ""
            )
        after[id] = one
    for id, one in after.items():
        if one.replacement and (way := chains.circle(products[id].sku, one.replacement)):
            raise Refused(Kind.VALIDATION_FAILED, leads_back(way), field="replacement")
    put_successions(transaction.product_options, after.items())


def texts_of(one: Succession) -> dict[str, str | None]:
    """What is said of the end of a product, as the history keeps it."""
    return {
        "discontinued": show_yes_no(True) if one.discontinued else None,
        "discontinued_on": one.discontinued_on or None,
        "replacement": one.replacement or None,
    }
