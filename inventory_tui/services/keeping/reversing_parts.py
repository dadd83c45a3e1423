"""Taking back what products were made of, and types that decide whether they are."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.composite import NOTHING, named
from inventory_tui.domain.composition_text import parts_of_text, text_of_parts
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import ProductType
from inventory_tui.services.keeping.changed_things import Thing
from inventory_tui.services.keeping.returning_products import returning
from inventory_tui.services.products.composing import PARTS, resolved
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some products (by index) keep what they are made of: a sentence each."""
    return _kept(transaction, things) | _lost(transaction, things)


def _kept(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Products that would lie at sources again, but were composed since."""
    back = {
        index: thing
        for index, thing in enumerate(things)
        if thing.kind == "product"
        and "type" in thing.after
        and PARTS not in thing.after
        and ProductType(str(thing.before["type"])).has_source_items
    }
    made_of = transaction.parts.of([thing.id for thing in back.values()])
    return {
        index: tr("{label} is made of other products since", label=thing.label)
        for index, thing in back.items()
        if thing.id in made_of
    }


def _lost(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Products whose parts are gone, or can be none any more."""
    composed = {
        index: thing
        for index, thing in enumerate(things)
        if thing.kind == "product" and thing.before.get(PARTS)
    }
    if not composed:
        return {}
    products = transaction.products.by_ids([thing.id for thing in composed.values()])
    back = {
        index: parts_of_text(
            ProductType(str(thing.before["type"]))
            if "type" in thing.before
            else products[thing.id].type,
            thing.before[PARTS],
        )
        for index, thing in composed.items()
    }
    children = {
        key_of(one.sku): one for one in returning(transaction, things).values()
    } | transaction.products.by_skus(
        part.sku for one in back.values() for part in one.every_part
    )
    why: dict[int, str] = {}
    for index, one in back.items():
        lost = [
            part.sku
            for part in one.every_part
            if (child := children.get(key_of(part.sku))) is None
            or not child.type.has_source_items
        ]
        if lost:
            why[index] = tr(
                "{label} had {parts}, which can be no part now",
                label=things[index].label,
                parts=named(lost),
            )
    return why


def texts(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str | None]:
    """Return what products are made of now, as the history says it, by product id."""
    ids = [thing.id for thing in things if PARTS in thing.after]
    if not ids:
        return {}
    products, made_of = transaction.products.by_ids(ids), transaction.parts.of(ids)
    return {
        id: text_of_parts(product.type, made_of.get(id, NOTHING))
        for id, product in products.items()
    }


def restore(transaction: Transaction, things: Sequence[Thing]) -> None:
    """Make products again of what they were made of; their types are as before already."""
    back = [thing for thing in things if PARTS in thing.before and not thing.was_created]
    if not back:
        return
    products = transaction.products.by_ids([thing.id for thing in back])
    wanted = {
        thing.id: parts_of_text(products[thing.id].type, thing.before[PARTS]) for thing in back
    }
    children = transaction.products.by_skus(
        part.sku for one in wanted.values() for part in one.every_part
    )
    transaction.parts.put({id: resolved(one, children) for id, one in wanted.items()})
