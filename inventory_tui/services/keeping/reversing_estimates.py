"""Taking back what was done to availability estimates."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.services.keeping.changed_things import EXISTS, Texts, Thing
from inventory_tui.services.products.estimates import texts_of
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr, trn


def now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """How estimates look now, as the history says it; None where one is gone, or is in use
    where taking the deed back would delete it."""
    known = {one.id: one for one in transaction.estimates.all()}
    found: list[Texts | None] = []
    for thing in things:
        one = known.get(thing.id)
        if one is None:
            found.append(None)
            continue
        texts: Texts = dict(texts_of(one))
        for name in thing.after:
            texts.setdefault(name, None)
        found.append(texts)
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
    for thing in things:
        one = next(found for found in transaction.estimates.all() if found.id == thing.id)
        if thing.was_created:
            transaction.estimates.remove(one)
        else:
            own = {name: text or "" for name, text in thing.before.items() if "@" not in name}
            titles = {
                name.partition("@")[2]: text or ""
                for name, text in thing.before.items()
                if "@" in name and name != EXISTS
            }
            transaction.estimates.put(one, own, titles)
        transaction.journal.changed(
            operation, "estimate", thing.id, thing.label, thing.after, thing.before
        )
