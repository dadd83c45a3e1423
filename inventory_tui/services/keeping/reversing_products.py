"""Taking back what a deed changed of products."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inventory_tui.domain.composite import named
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import SETTINGS, text_of, unset, value_of
from inventory_tui.domain.product_life import SUCCESSION_NAMES
from inventory_tui.services.keeping import (
    returning_products,
    reversing_options,
    reversing_parts,
)
from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing, record
from inventory_tui.services.products import succession
from inventory_tui.services.products.composing import PARTS
from inventory_tui.store.database import Transaction
from inventory_tui.store.products import tombstones
from inventory_tui.store.products.chosen import choose
from inventory_tui.wording import tr


def stay(
    transaction: Transaction, operation: int, things: Sequence[Thing], kept: Collection[int]
) -> dict[int, str]:
    """Return why products (by index) that the deed created must stay: a sentence each.

    Args:
        operation: The deed they were created by.
        kept: Products that keep quantities, because a later deed changed them.
    """
    there = {
        thing.id: index
        for index, thing in enumerate(things)
        if thing.kind == "product" and thing.was_created
    }
    created = list(there)
    why = dict.fromkeys(transaction.products.ordered(created), tr("is part of orders"))
    elsewhere = transaction.source_items.untouched_by(operation, created)
    for id in {*elsewhere, *(id for id in created if id in kept)}:
        why[id] = tr("holds quantities that were changed since")
    why |= dict.fromkeys(
        transaction.units.of_bases(created), tr("is counted in units of measure")
    )
    for id, parents in transaction.parts.parents(created).items():
        staying = [parent.sku for parent in parents if parent.id not in there]
        if staying:
            why[id] = tr("is a part of {products}", products=named(staying))
    return {
        index: f"{things[index].label} {why[id]}" for id, index in there.items() if id in why
    }


def now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """Return what the products look like now; None: they are deleted."""
    ids = [thing.id for thing in things]
    products = transaction.products.by_ids(ids)
    buried = tombstones.among(transaction.connection, ids)
    beside = reversing_options.texts(transaction, things)
    made_of = reversing_parts.texts(transaction, things)
    ends = succession.texts(transaction, _ending(things))

    def text(product: Product, name: str) -> str | None:
        if name == PARTS:
            return made_of[product.id]
        if reversing_options.concerns(name):
            return beside[product.id][name]
        if name in SUCCESSION_NAMES:
            return ends[product.id][name]
        if name in SETTINGS:
            return text_of(product.own.get(name, unset(name)))
        return text_of(getattr(product, name))

    return [
        None
        if thing.id in buried
        else {name: text(products[thing.id], name) for name in thing.after if name != EXISTS}
        for thing in things
    ]


def _ending(things: Sequence[Thing]) -> list[int]:
    """The products of which it was changed that they end."""
    return [thing.id for thing in things if not SUCCESSION_NAMES.isdisjoint(thing.after)]


def restore(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    """Make the products look as before, recorded under ``operation``."""
    returning_products.keep(transaction, things)
    edited: list[tuple[int, dict[str, object]]] = []
    gone: list[int] = []
    for thing in things:
        if thing.was_created:
            tombstones.bury(transaction.connection, thing.id, operation)
            transaction.product_options.drop([thing.id])
            gone.append(thing.id)
            continue
        if thing.was_removed:
            tombstones.revive(transaction.connection, thing.id)
        values = {
            name: value_of(name, text)
            for name, text in thing.before.items()
            if name not in (EXISTS, PARTS)
            and name not in SUCCESSION_NAMES
            and not reversing_options.concerns(name)
        }
        if values:
            edited.append((thing.id, values))
    transaction.products.update_many(edited)
    ended = {
        thing.id: ends
        for thing in things
        if not thing.was_created
        and (ends := {key: thing.before[key] for key in SUCCESSION_NAMES & thing.before.keys()})
    }
    if ended:
        succession.restore(transaction, ended)
    transaction.parts.forget(gone)
    reversing_parts.restore(transaction, things)
    reversing_options.restore(transaction, things)
    record(transaction, operation, things)
    restored = [thing.id for thing in things if not thing.was_created]
    transaction.levels.refresh(choose(transaction.connection, restored, name="restored"))
