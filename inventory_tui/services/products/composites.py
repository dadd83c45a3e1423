"""Composites: what they are made of, set and asked; their own flag; what they can promise.

A composition is a field of its product: a deed on it is an edit of the product, told by the
history and taken back by `undo`.

Source: spec 1.6, 2.14, C7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from inventory_tui.domain.composite import NOTHING, BundleOption, Composition, Part
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.product_form import text_of
from inventory_tui.services.products import composing
from inventory_tui.services.products.product_changes import put
from inventory_tui.services.products.product_guard import held
from inventory_tui.services.products.salability import (
    Status,
    salable_children,
    statuses,
    stock_quantities,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.product_parts import Parent
from inventory_tui.wording import tr, trn

__all__ = [
    "BundleOption",
    "Composition",
    "Parent",
    "Part",
    "Status",
    "add_part",
    "composition",
    "compositions",
    "parents",
    "remove_part",
    "salable_children",
    "set_bundle",
    "set_in_stock",
    "set_members",
    "set_variations",
    "statuses",
    "stock_quantities",
]

_DEED = Deed.PRODUCT_EDITED

Wish = Callable[[Product, Composition], Composition]
"""What a product is to be made of, said of what it is made of now."""


def composition(database: Database, product: str | int) -> Composition:
    """Return what a product is made of; nothing of one that lies at sources itself.

    Args:
        product: Its SKU, or its id.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        return of_product(transaction, found)


def compositions(database: Database, ids: Sequence[int]) -> dict[int, Composition]:
    """Return what these products are made of, by id; those without parts are missing."""
    with database.read() as transaction:
        return transaction.parts.of(ids)


def parents(database: Database, product: str | int) -> tuple[Parent, ...]:
    """Return the products this one is a part of, by SKU.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        return transaction.parts.parents([found.id]).get(found.id, ())


def of_product(transaction: Transaction, product: Product) -> Composition:
    """Return what a product is made of, inside a transaction."""
    found = transaction.parts.of([product.id]).get(product.id, NOTHING)
    return replace(found, ship_together=product.ship_together)


def set_variations(
    database: Database,
    sku: str,
    variations: Sequence[Part],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Say which products a configurable one is sold as, in place of those it had.

    Raises:
        Refused: Its type has no variations; each part that cannot be one has its sentence.
        ChangedElsewhere: It was changed after the version a person saw.
    """
    parts = tuple(replace(part, changeable=False) for part in variations)
    return _compose(database, sku, Composition(parts), None, cause, seen_version)


def set_members(
    database: Database,
    sku: str,
    members: Sequence[Part],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Say which products a group consists of, each with its default quantity.

    Raises:
        Refused: As `set_variations`.
        ChangedElsewhere: It was changed after the version a person saw.
    """
    return _compose(database, sku, Composition(tuple(members)), None, cause, seen_version)


def set_bundle(
    database: Database,
    sku: str,
    options: Sequence[BundleOption],
    *,
    ship_together: bool | None = None,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Say what a bundle offers to choose from.

    Args:
        ship_together: Whether all selections leave from one source; None leaves it.

    Raises:
        Refused: As `set_variations`; ``bundle_ship_together_needs_single_common_source``.
        ChangedElsewhere: It was changed after the version a person saw.
    """
    wanted = Composition(options=tuple(options))
    return _compose(database, sku, wanted, ship_together, cause, seen_version)


def add_part(
    database: Database, sku: str, part: Part, *, option: str = "", cause: Cause
) -> Receipt:
    """Add one product to a composite; one that is a part already is written anew.

    Args:
        option: Of a bundle, the title of the option it can be chosen in; a new title adds a
            required option, no title takes the first option.

    Raises:
        Refused: As `set_variations` and `set_bundle`.
    """

    def with_part(product: Product, now: Composition) -> Composition:
        if product.type is not ProductType.BUNDLE:
            return replace(now, parts=_with(now.parts, part))
        title = option or (now.options[0].title if now.options else "Option")
        options = [
            replace(one, parts=_with(one.parts, part))
            if key_of(one.title) == key_of(title)
            else one
            for one in now.options
        ]
        if all(key_of(one.title) != key_of(title) for one in options):
            options.append(BundleOption(title, (part,)))
        return replace(now, options=tuple(options))

    return _change(database, sku, with_part, cause)


def remove_part(database: Database, sku: str, child: str, *, cause: Cause) -> Receipt:
    """Take one product out of a composite; an option left without selections goes too.

    Raises:
        Refused: There is no such product, or it is no part.
    """

    def without(product: Product, now: Composition) -> Composition:
        key = key_of(child)
        if all(key_of(part.sku) != key for part in now.every_part):
            sentence = tr(
                "{child} is no part of {sku}.", child=visible(child), sku=visible(product.sku)
            )
            raise Refused(Kind.UNKNOWN_PRODUCT, sentence, field="sku")

        def rest(parts: tuple[Part, ...]) -> tuple[Part, ...]:
            return tuple(part for part in parts if key_of(part.sku) != key)

        options = (replace(option, parts=rest(option.parts)) for option in now.options)
        return replace(
            now,
            parts=rest(now.parts),
            options=tuple(option for option in options if option.parts),
        )

    return _change(database, sku, without, cause)


def set_in_stock(
    database: Database, skus: Sequence[str], in_stock: bool, *, cause: Cause
) -> Receipt:
    """Set the own flag of composites: out keeps them from being sold, whatever their parts.

    Raises:
        Refused: A product is unknown, or has its status at its sources; each is named.

    Source: spec 2.14.
    """
    with database.write() as transaction:
        found = transaction.products.by_skus(skus)
        transaction.lock_products(sorted(product.id for product in found.values()))
        products = transaction.products.by_skus(skus)
        problems = [
            problem for sku in skus if (problem := _no_flag(transaction, sku, products))
        ]
        if problems:
            raise Refused.because(problems)
        changing = [one for one in products.values() if one.parent_in_stock != in_stock]
        counts: dict[str, int | str] = {"changed": len(changing)}
        if not changing:
            return Receipt(None, _DEED, counts, tr("Nothing changed."))
        operation = transaction.journal.begin(_DEED, cause, reason="edited")
        values = {"parent_in_stock": in_stock}
        transaction.products.update_many((one.id, values) for one in changing)
        for one in changing:
            transaction.journal.changed(
                operation,
                "product",
                one.id,
                one.sku,
                {"parent_in_stock": text_of(one.parent_in_stock)},
                {"parent_in_stock": text_of(in_stock)},
            )
        state = tr("In Stock") if in_stock else tr("Out of Stock")
        several = trn("{count:,} product", "{count:,} products", len(changing))
        what = changing[0].sku if len(changing) == 1 else several
        summary = f"{what}: {state}"
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, _DEED, counts, summary)


def _no_flag(
    transaction: Transaction, sku: str, products: dict[str, Product]
) -> Problem | None:
    product = products.get(key_of(sku))
    if product is None:
        refused = transaction.products.missing(sku)
        return Problem(refused.kind, str(refused), "sku", sku=sku)
    if product.type.has_source_items:
        sentence = tr(
            "{sku} is {type}: its status is that of its rows at sources; set it there.",
            sku=visible(product.sku),
            type=product.type,
        )
        return Problem(Kind.LOCKED_FIELD, sentence, "status", sku=product.sku)
    return None


def _with(parts: tuple[Part, ...], new: Part) -> tuple[Part, ...]:
    if any(key_of(part.sku) == key_of(new.sku) for part in parts):
        return tuple(new if key_of(part.sku) == key_of(new.sku) else part for part in parts)
    return (*parts, new)


def _compose(
    database: Database,
    sku: str,
    wanted: Composition,
    ship_together: bool | None,
    cause: Cause,
    seen_version: int | None,
) -> Receipt:
    def wish(product: Product, now: Composition) -> Composition:
        together = now.ship_together if ship_together is None else ship_together
        return replace(wanted, ship_together=together)

    return _change(database, sku, wish, cause, seen_version)


def _change(
    database: Database,
    sku: str,
    wish: Wish,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    with database.write() as transaction:
        product = held(transaction, sku, seen_version)
        before = of_product(transaction, product)
        change = composing.change(transaction, product, before, wish(product, before))
        if change is None:
            return Receipt(None, _DEED, {"changed": 0}, tr("Nothing changed."))
        operation = transaction.journal.begin(_DEED, cause, reason="edited")
        words = put(transaction, operation, product, [change])
        summary = f"{product.sku}: {', '.join(words)}"
        counts: dict[str, int | str] = {"changed": len(words), "parts": len(change.after)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, _DEED, counts, summary)
