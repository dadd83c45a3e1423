"""Taking back what was done to availability estimates."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.labels import key_of
from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing
from inventory_tui.services.products.estimates import texts_of
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr, trn


def now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """How estimates look now, as the history says it; None where one is gone, or where the
    title of one that comes back is free."""
    every = transaction.estimates.all()
    known = {one.id: one for one in every}
    titled = {key_of(one.title): one for one in every}
    found: list[Texts | None] = []
    for thing in things:
        title = thing.before.get("title") or thing.label
        one = titled.get(key_of(title)) if thing.was_removed else known.get(thing.id)
        # a title in a language that is not there is none
        found.append(None if one is None else dict.fromkeys(thing.after) | texts_of(one))
    return found


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some (by index) stay: products name them."""
    created = [
        index
        for index, thing in enumerate(things)
        if thing.kind == "estimate" and thing.was_created
    ]
    if not created:
        return {}
    known = {one.id: one for one in transaction.estimates.all()}
    why = {}
    for index in created:
        one = known.get(things[index].id)
        if one is not None and one.products:
            products = trn("{count:,} product", "{count:,} products", one.products)
            why[index] = tr(
                "{title} is the estimate of {products}", title=one.title, products=products
            )
    return why


def restore(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    """Make estimates look as before, recorded under ``operation``."""
    known = {one.id: one for one in transaction.estimates.all()}
    for thing in things:
        id, was, will_be = thing.id, thing.after, thing.before
        own, titles = _read(thing.before)
        if thing.was_created:
            one = known[id]
            # all of it is recorded: there is nothing else it could come back from
            was, will_be = {EXISTS: one.title, **texts_of(one)}, {}
            transaction.estimates.remove(one)
        elif thing.was_removed:
            title, priority = own.get("title") or thing.label, own.get("priority", "0")
            free = None if id in known else id
            id = transaction.estimates.add(title, priority, titles, id=free).id
        else:
            transaction.estimates.put(known[id], own, titles)
        transaction.journal.changed(operation, "estimate", id, thing.label, was, will_be)


def _read(texts: Texts) -> tuple[dict[str, str], dict[str, str]]:
    """Its own fields, and its titles by language, as the history kept them."""
    own = {name: text or "" for name, text in texts.items() if "@" not in name}
    titles = {name.partition("@")[2]: text or "" for name, text in texts.items() if "@" in name}
    own.pop(EXISTS, None)
    return own, titles
