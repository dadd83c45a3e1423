"""Taking back the names that other systems gave rows at sources."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.labels import key_of
from inventory_tui.services.keeping.changed_things import Texts, Thing
from inventory_tui.store.database import Transaction
from inventory_tui.store.quantities.item_references import REFERENCE, Pair
from inventory_tui.wording import tr


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some rows (by index) cannot have their name back: a sentence each."""
    wanted = {
        index: erc
        for index, thing in enumerate(things)
        if thing.kind == REFERENCE and (erc := thing.before["erc"]) is not None
    }
    taken = transaction.item_references.named({key_of(erc) for erc in wanted.values()})
    return {
        index: tr(
            "{label}: {row} is called {erc} now",
            label=things[index].label,
            row=named.label,
            erc=erc,
        )
        for index, erc in wanted.items()
        if (named := taken.get(key_of(erc))) is not None and named.label != things[index].label
    }


def now(transaction: Transaction, things: Sequence[Thing]) -> list[Texts | None]:
    """Return what the rows are called now."""
    pairs = _pairs(transaction, things)
    names = transaction.item_references.of(pairs)
    return [{"erc": names.get(pair)} for pair in pairs]


def restore(transaction: Transaction, operation: int, things: list[Thing]) -> None:
    """Call the rows as before."""
    pairs = _pairs(transaction, things)
    wanted = {
        pair: (thing.label, thing.before["erc"])
        for pair, thing in zip(pairs, things, strict=True)
    }
    transaction.item_references.put(operation, wanted)


def _pairs(transaction: Transaction, things: Sequence[Thing]) -> list[Pair]:
    ids = {key_of(source.code): source.id for source in transaction.sources.all()}
    codes = (thing.label.rpartition(" at ")[2] for thing in things)
    return [
        (thing.id, ids.get(key_of(code), 0)) for thing, code in zip(things, codes, strict=True)
    ]
