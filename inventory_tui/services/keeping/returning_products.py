"""Products that a deed added: taken back by undo, and brought again by the undo of that.

Taking such a deed back leaves a tombstone.  What the product had of its own goes with it, and
stands in the history of that undo; from there the redo brings it back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inventory_tui.domain.composition_text import parts_of_text, text_of_parts
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import SETTINGS, text_of, unset
from inventory_tui.services.keeping import reversing_options
from inventory_tui.services.keeping.changed_things import Texts, Thing
from inventory_tui.services.products import succession
from inventory_tui.services.products.composing import PARTS
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def comes_back(thing: Thing) -> bool:
    """Whether taking the deed back brings a product again."""
    return thing.kind == "product" and thing.was_removed


def returning(transaction: Transaction, things: Sequence[Thing]) -> dict[int, Product]:
    """Return the products that are to come back, by index, as their tombstones have them."""
    back = {index: thing.id for index, thing in enumerate(things) if comes_back(thing)}
    found = transaction.products.by_ids(back.values())
    return {index: found[id] for index, id in back.items()}


# what goes with them ------------------------------------------------------------------


def keep(transaction: Transaction, things: Sequence[Thing]) -> None:
    """Note of products that go what they have of their own, beside what the deed said."""
    going = {thing.id: thing for thing in things if thing.was_created}
    for id, texts in _own(transaction, list(going)).items():
        thing = going[id]
        for name, text in texts.items():
            thing.before.setdefault(name, text_of(unset(name)) if name in SETTINGS else None)
            thing.after[name] = text


def _own(transaction: Transaction, ids: Sequence[int]) -> dict[int, Texts]:
    """Settings, parts and ends of products, as the history keeps them."""
    stored = transaction.product_options.of(ids)
    channels = {one.id: one.code for one in transaction.channels.all()} if stored else {}
    ends = succession.texts(transaction, list(stored))
    made_of = transaction.parts.of(ids)
    found: dict[int, Texts] = {}
    for id, product in transaction.products.by_ids(ids).items():
        texts = {key: text_of(value) for key, value in product.own.items()}
        for (key, channel_id), text in stored.get(id, {}).items():
            name = key if channel_id is None else f"{key}@{channels[channel_id]}"
            if reversing_options.concerns(name):
                texts[name] = text
        if id in made_of:
            texts[PARTS] = text_of_parts(product.type, made_of[id])
        texts |= {name: text for name, text in ends.get(id, {}).items() if text is not None}
        found[id] = texts
    return found


# who cannot come back -----------------------------------------------------------------


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some products (by index) cannot come back: a sentence each."""
    back = returning(transaction, things)
    if not back:
        return {}
    keys = {index: key_of(product.sku) for index, product in back.items()}
    there = transaction.products.by_skus(
        [
            *(product.sku for product in back.values()),
            *(sku for index in back if (sku := _replacement(things[index]))),
        ]
    )
    claimed = transaction.units.claimed(set(keys.values()))
    why: dict[int, str] = {}
    for index, key in keys.items():
        instead = _replacement(things[index])
        if key in there:
            why[index] = tr("{sku} is another product now", sku=visible(back[index].sku))
        elif key in claimed:
            why[index] = tr(
                "{sku} is a unit of another product now", sku=visible(back[index].sku)
            )
        elif instead and key_of(instead) not in {*there, *keys.values()}:
            why[index] = tr(
                "{label} was replaced by {instead}, now gone",
                label=things[index].label,
                instead=visible(instead),
            )
    return why


def stay_without(
    transaction: Transaction, things: Sequence[Thing], staying: Collection[int]
) -> dict[int, str]:
    """Return why more products (by index) cannot come back: what they name does not.

    Args:
        staying: Indexes of those that do not.
    """
    back = returning(transaction, things)
    gone = {key_of(product.sku): product.sku for at, product in back.items() if at in staying}
    if not gone:
        return {}
    waiting = {
        index: _named(product, things[index])
        for index, product in back.items()
        if index not in staying
    }
    why: dict[int, str] = {}
    while True:
        more = {index for index, keys in waiting.items() if not keys.isdisjoint(gone)}
        if not more:
            return why
        for index in more:
            missing = visible(gone[min(waiting.pop(index) & gone.keys())])
            why[index] = tr(
                "{label} needs {missing}, which does not come back",
                label=things[index].label,
                missing=missing,
            )
        gone |= {key_of(back[index].sku): back[index].sku for index in more}


def _replacement(thing: Thing) -> str:
    return thing.before.get("replacement") or ""


def _named(product: Product, thing: Thing) -> set[str]:
    """Keys of the SKUs a product is made of, or replaced by."""
    made_of = parts_of_text(product.type, thing.before.get(PARTS))
    skus = [part.sku for part in made_of.every_part]
    return {key_of(sku) for sku in (*skus, _replacement(thing)) if sku}
