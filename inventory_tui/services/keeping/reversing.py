"""Taking back what a deed changed besides quantities, one kind of thing at a time.

Each kind says what a thing looks like now (in the texts the history keeps) and how it is
made to look as before.  What does not look as the deed left it was touched since, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.order import OrderStatus
from inventory_tui.services.keeping import (
    returning_products,
    reversing_estimates,
    reversing_labels,
    reversing_options,
    reversing_parts,
    reversing_people,
    reversing_products,
    reversing_references,
)
from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing, record
from inventory_tui.services.orders.order_rules import put_status, standing
from inventory_tui.services.sourcing import channels, remapping, source_state
from inventory_tui.services.sourcing.eligibility import follow, recount_stocks, refresh_levels
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.item_references import REFERENCE
from inventory_tui.wording import tr


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
    why = reversing_parts.stay(transaction, things)
    if REFERENCE in by_kind:
        why |= reversing_references.stay(transaction, things)
    why |= reversing_labels.stay(transaction, things)
    why |= reversing_options.stay(transaction, things)
    why |= reversing_estimates.stay(transaction, things)
    why |= reversing_products.stay(transaction, operation, things, kept)
    why |= returning_products.stay(transaction, things)
    for kind, indexes in by_kind.items():
        looks, _ = _KINDS[kind]
        now = looks(transaction, [things[index] for index in indexes])
        for index, texts in zip(indexes, now, strict=True):
            thing = things[index]
            sentence = _difference(thing, texts) or _still_needed(transaction, thing)
            if sentence:
                why[index] = sentence
    why |= reversing_options.stay_coded(transaction, things, why)
    return why | returning_products.stay_without(transaction, things, why)


def stay_away(transaction: Transaction, operation: int, things: Sequence[Thing]) -> set[int]:
    """Return the ids of products that would come back, but cannot."""
    comes_back = returning_products.comes_back
    if not any(map(comes_back, things)):
        return set()
    why = touched(transaction, operation, things, ())
    return {things[index].id for index in why if comes_back(things[index])}


def restore(transaction: Transaction, operation: int, things: Sequence[Thing]) -> None:
    """Make these things look as before, recorded under ``operation``."""
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing)
    for kind, (_, put_back) in _KINDS.items():
        if by_kind[kind]:
            put_back(transaction, operation, by_kind[kind])


def _difference(thing: Thing, now: Texts | None) -> str | None:
    """Why a thing does not look as the deed left it, or None."""
    if thing.was_removed:
        return None if now is None else tr("{label} is there again", label=thing.label)
    if now is None:
        return tr("{label} is no longer there", label=thing.label)
    for name, after in thing.after.items():
        if name != EXISTS and now.get(name) != after:
            return tr(
                "{label}: {field} is now {value}",
                label=thing.label,
                field=name,
                value=now.get(name) or tr("not set"),
            )
    return None


def _still_needed(transaction: Transaction, thing: Thing) -> str | None:
    """Why a stock or a channel that the deed created must stay, or None."""
    if not thing.was_created:
        return None
    if thing.kind == "stock" and transaction.stocks.open_orders(thing.id)[0]:
        return tr("{label} serves open orders", label=thing.label)
    if thing.kind == "channel" and transaction.channels.open_orders(thing.id)[0]:
        return tr("{label} has open orders", label=thing.label)
    return None


# what things look like now ------------------------------------------------------------


def _sources_now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    sources = transaction.sources.by_ids([thing.id for thing in things])
    whole = source_state.states(transaction, sources.values())
    found: list[Texts | None] = []
    for thing in things:
        state = whole.get(thing.id)
        # a text in a language that is not there is none
        found.append(None if state is None else {**dict.fromkeys(thing.after), **state.texts()})
    return found


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


def _restore_sources(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    sources = transaction.sources.by_ids([thing.id for thing in things])
    whole = source_state.states(transaction, sources.values())
    before, after = [], []
    for thing in things:
        texts = {name: text or "" for name, text in thing.before.items()}
        archived = texts.pop("archived", None)
        state = whole[thing.id]
        back = state.changed_by(
            source_state.read_typed(texts, partial=True, needs_address=False)
        )
        if archived is not None:
            back = replace(back, source=replace(back.source, archived=bool(archived)))
        source_state.put(transaction, state, back)
        before.append(state)
        after.append(back)
    record(transaction, operation, things)
    follow(transaction, before, after)


def _restore_channels(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    ids = {thing.id for thing in things}
    restored = [one for one in transaction.channels.all() if one.id in ids]
    for thing in things:
        if thing.was_created:
            transaction.channels.remove(thing.id, operation)
            continue
        if thing.was_removed:
            transaction.channels.revive(thing.id)
        known = next(one for one in transaction.channels.all() if one.id == thing.id)
        texts: dict[str, Any] = {
            name: text or ""
            for name, text in thing.before.items()
            if name not in (EXISTS, "stock")
        }
        transaction.channels.put(replace(known, **texts))
    record(transaction, operation, things)
    if changed := recount_stocks(transaction, {one.stock_id for one in restored}):
        refresh_levels(transaction, changed)


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
            record(transaction, operation, [_only_existence(thing)])
        if thing.was_created:
            transaction.stocks.remove(thing.id, operation)


def _restore_settings(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    for thing in things:
        transaction.options.put(thing.label, thing.id or None, thing.before[thing.label])
    record(transaction, operation, things)
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


_Now = Callable[[Transaction, Sequence[Thing]], list[Texts | None]]
_Restore = Callable[[Transaction, int, list[Thing]], None]
_KINDS: Mapping[str, tuple[_Now, _Restore]] = {
    "estimate": (reversing_estimates.now, reversing_estimates.restore),
    "source": (_sources_now, _restore_sources),
    "channel": (_channels_now, _restore_channels),
    "stock": (_stocks_now, _restore_stocks),
    "product": (reversing_products.now, reversing_products.restore),
    "setting": (_settings_now, _restore_settings),
    "order": (_orders_now, _restore_orders),
    REFERENCE: (reversing_references.now, reversing_references.restore),
    "role": (reversing_people.roles_now, reversing_people.restore_roles),
    "person": (reversing_people.people_now, reversing_people.restore_people),
}
"""Kind of thing → how it is asked and restored, in the order in which they go back."""
