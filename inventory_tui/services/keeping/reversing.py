"""Taking back what a deed changed besides quantities, one kind of thing at a time.

Each kind says what a thing looks like now (in the texts the history keeps) and how it is
made to look as before.  What does not look as the deed left it was touched since, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain import forms
from inventory_tui.domain.composite import named
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.product_form import SETTINGS, text_of, unset, value_of
from inventory_tui.services.keeping import reversing_parts
from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing
from inventory_tui.services.orders.order_rules import put_status, standing
from inventory_tui.services.products.composing import PARTS
from inventory_tui.services.sourcing import channels, remapping, sourcing
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.chosen import choose


def touched(
    transaction: Transaction, operation: int, things: Sequence[Thing], kept: Collection[int]
) -> dict[int, str]:
    """Return why some things (by index) cannot go back: a sentence each.

    Args:
        operation: The deed they were changed by.
        kept: Products that keep quantities, because a later deed changed them.
    """
    by_kind: dict[str, list[int]] = defaultdict(list)
    for index, thing in enumerate(things):
        by_kind[thing.kind].append(index)
    needed = _needed_products(transaction, operation, things, kept)
    why = reversing_parts.stay(transaction, things)
    for kind, indexes in by_kind.items():
        now = _NOW[kind](transaction, [things[index] for index in indexes])
        for index, texts in zip(indexes, now, strict=True):
            thing = things[index]
            sentence = _difference(thing, texts) or (
                _still_needed(transaction, thing, needed) if thing.was_created else None
            )
            if sentence:
                why[index] = sentence
    return why


def restore(transaction: Transaction, operation: int, things: Sequence[Thing]) -> None:
    """Make these things look as before, recorded under ``operation``."""
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing)
    for kind in ("source", "channel", "stock", "product", "setting", "order"):
        if by_kind[kind]:
            _RESTORE[kind](transaction, operation, by_kind[kind])


def _difference(thing: Thing, now: Texts | None) -> str | None:
    """Why a thing does not look as the deed left it, or None."""
    if thing.was_removed:
        return None if now is None else f"{thing.label} is there again"
    if now is None:
        return f"{thing.label} is no longer there"
    for name, after in thing.after.items():
        if name != EXISTS and now.get(name) != after:
            return f"{thing.label}: {name} is now {now.get(name) or 'not set'}"
    return None


def _needed_products(
    transaction: Transaction, operation: int, things: Sequence[Thing], kept: Collection[int]
) -> dict[int, str]:
    """Why products that the deed created must stay, by id."""
    created = [thing.id for thing in things if thing.kind == "product" and thing.was_created]
    why = dict.fromkeys(transaction.products.ordered(created), "is part of orders")
    elsewhere = transaction.source_items.untouched_by(operation, created)
    for id in {*elsewhere, *(id for id in created if id in kept)}:
        why[id] = "holds quantities that were changed since"
    for id, parents in transaction.parts.parents(created).items():
        staying = [parent.sku for parent in parents if parent.id not in set(created)]
        if staying:
            why[id] = f"is a part of {named(staying)}"
    return why


def _still_needed(
    transaction: Transaction, thing: Thing, needed: Mapping[int, str]
) -> str | None:
    """Why a thing that the deed created must stay, or None."""
    if thing.kind == "product" and thing.id in needed:
        return f"{thing.label} {needed[thing.id]}"
    if thing.kind == "stock" and transaction.stocks.open_orders(thing.id)[0]:
        return f"{thing.label} serves open orders"
    if thing.kind == "channel" and transaction.channels.open_orders(thing.id)[0]:
        return f"{thing.label} has open orders"
    return None


# what things look like now ------------------------------------------------------------


def _products_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    products = transaction.products.by_ids([thing.id for thing in things])
    made_of = reversing_parts.texts(transaction, things)
    found: list[Texts | None] = []
    for thing in things:
        product = products.get(thing.id)
        if product is None:
            found.append(None)
            continue
        found.append(
            {
                name: made_of[thing.id]
                if name == PARTS
                else text_of(
                    product.own.get(name, unset(name))
                    if name in SETTINGS
                    else getattr(product, name)
                )
                for name in thing.after
                if name != EXISTS
            }
        )
    return found


def _sources_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    sources = transaction.sources.by_ids([thing.id for thing in things])
    return [
        sourcing.texts(sources[thing.id]) if thing.id in sources else None for thing in things
    ]


def _stocks_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    stocks = {stock.id: stock for stock in transaction.stocks.all()}
    return [
        remapping.texts(stocks[thing.id]) if thing.id in stocks else None for thing in things
    ]


def _channels_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    known = {channel.id: channel for channel in transaction.channels.all()}
    return [channels.texts(known[thing.id]) if thing.id in known else None for thing in things]


def _settings_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    stored = transaction.options.stored()
    return [{thing.label: stored.get((thing.label, thing.id or None))} for thing in things]


def _orders_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    orders = {order.id: order for order in transaction.orders.get_many([t.id for t in things])}
    return [{"status": orders[thing.id].status.value} for thing in things]


# making them look as before -----------------------------------------------------------


def _restore_products(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    edited: list[tuple[int, dict[str, object]]] = []
    gone: list[int] = []
    for thing in things:
        if thing.was_created:
            transaction.products.delete(thing.id, operation)
            gone.append(thing.id)
            continue
        if thing.was_removed:
            transaction.products.revive(thing.id)
        values = {
            name: value_of(name, text)
            for name, text in thing.before.items()
            if name not in (EXISTS, PARTS)
        }
        if values:
            edited.append((thing.id, values))
    transaction.products.update_many(edited)
    transaction.parts.forget(gone)
    reversing_parts.restore(transaction, things)
    _record(transaction, operation, things)
    restored = [thing.id for thing in things if not thing.was_created]
    transaction.levels.refresh(choose(transaction.connection, restored, name="restored"))


def _restore_sources(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    sources = transaction.sources.by_ids([thing.id for thing in things])
    switched = []
    for thing in things:
        texts = {name: text or "" for name, text in thing.before.items()}
        values: dict[str, Any] = {
            name: "" if value is None and name not in ("latitude", "longitude") else value
            for name, value in read_form(forms.SOURCE, texts, partial=True).items()
        }
        transaction.sources.put(replace(sources[thing.id], **values))
        if "enabled" in texts:
            switched.append(thing.id)
    _record(transaction, operation, things)
    if switched:
        transaction.levels.refresh(transaction.sources.products_at(switched))


def _restore_channels(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    for thing in things:
        if thing.was_created:
            transaction.channels.remove(thing.id, operation)
            continue
        if thing.was_removed:
            transaction.channels.revive(thing.id)
        known = next(one for one in transaction.channels.all() if one.id == thing.id)
        texts = {name: text or "" for name, text in thing.before.items() if name != EXISTS}
        transaction.channels.put(
            replace(
                known, code=texts.get("code", known.code), name=texts.get("name", known.name)
            )
        )
    _record(transaction, operation, things)


def _restore_stocks(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    # the Default Stock last: what the others let go comes to it by itself
    for thing in sorted(things, key=lambda thing: -thing.id):
        if thing.was_removed:
            transaction.stocks.revive(thing.id)
        stock = transaction.stocks.get(thing.id)
        codes = thing.before.get("sources") if "sources" in thing.before else None
        listed = thing.before.get("channels") if "channels" in thing.before else None
        sources = (
            transaction.sources.all_known((codes or "").split(",") if codes else [])
            if "sources" in thing.before
            else transaction.sources.all_known(link.code for link in stock.sources)
        )
        known = (
            transaction.channels.all_known((listed or "").split(",") if listed else [])
            if "channels" in thing.before
            else list(stock.channels)
        )
        name = (thing.before.get("name") if not thing.was_created else None) or stock.name
        remapping.remap(transaction, operation, stock, name, sources, known)
        if thing.was_created or thing.was_removed:
            _record(transaction, operation, [_only_existence(thing)])
        if thing.was_created:
            transaction.stocks.remove(thing.id, operation)


def _restore_settings(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    for thing in things:
        transaction.options.put(thing.label, thing.id or None, thing.before[thing.label])
    _record(transaction, operation, things)
    if any(OPTIONS[thing.label].affects_salable and not thing.id for thing in things):
        transaction.levels.refresh(None)


def _restore_orders(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    for order in transaction.orders.get_many([thing.id for thing in things]):
        text = next(thing for thing in things if thing.id == order.id).before["status"]
        before = OrderStatus(str(text))
        if before is not OrderStatus.HOLDED:
            # its payment or its parcels may have moved on while it was on hold
            before = standing(transaction, order, order.lines)
        put_status(transaction, operation, order, before)


def _only_existence(thing: Thing) -> Thing:
    return replace(
        thing, before={EXISTS: thing.before[EXISTS]}, after={EXISTS: thing.after[EXISTS]}
    )


def _record(transaction: Transaction, operation: int, things: Sequence[Thing]) -> None:
    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": thing.kind,
                "subject_id": thing.id,
                "subject": thing.label,
                "field": name,
                "before": after,
                "after": thing.before[name],
            }
            for thing in things
            for name, after in thing.after.items()
        ],
    )


_NOW: Mapping[str, Callable[[Transaction, Sequence[Thing]], list[Texts | None]]] = {
    "product": _products_now,
    "source": _sources_now,
    "stock": _stocks_now,
    "channel": _channels_now,
    "setting": _settings_now,
    "order": _orders_now,
}
_RESTORE: Mapping[str, Callable[[Transaction, int, list[Thing]], None]] = {
    "product": _restore_products,
    "source": _restore_sources,
    "stock": _restore_stocks,
    "channel": _restore_channels,
    "setting": _restore_settings,
    "order": _restore_orders,
}
