"""Names and codes that come back by undo: what has them meanwhile keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from inventory_tui.domain.labels import key_of
from inventory_tui.services.keeping.changed_things import Texts, Thing
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

_NAMES = ("code", "name", "erc")
_Labels = Mapping[int, Mapping[str, str]]
"""Id of a thing → what no other of its kind is called, by field."""


def stay(transaction: Transaction, things: Sequence[Thing]) -> dict[int, str]:
    """Return why some (by index) cannot be called as before: another is called so now."""
    why: dict[int, str] = {}
    there: dict[str, _Labels] = {}
    for index, thing in enumerate(things):
        if thing.kind not in _LABELS or thing.was_created:
            continue
        before = _gone(transaction, thing) if thing.was_removed else thing.before
        wanted = {name: key_of(text) for name in _NAMES if (text := before.get(name))}
        if not wanted:
            continue
        if thing.kind not in there:
            there[thing.kind] = _LABELS[thing.kind](transaction)
        for id, labels in there[thing.kind].items():
            taken = [text for name, text in labels.items() if wanted.get(name) == key_of(text)]
            if taken and id != thing.id:
                why[index] = tr(
                    "{label}: {row} is called {erc} now",
                    label=thing.label,
                    row=next(iter(labels.values())),
                    erc=taken[0],
                )
    return why


def _gone(transaction: Transaction, thing: Thing) -> Texts:
    """What a stock or a channel that went was called."""
    if thing.kind == "channel":
        code, erc = transaction.channels.labels_of(thing.id)
        return {"code": code, "erc": erc}
    return {"name": transaction.stocks.name_of(thing.id)}


def _sources(transaction: Transaction) -> _Labels:
    return {
        one.id: {"code": one.code, "name": one.name, "erc": one.erc}
        for one in transaction.sources.all()
    }


def _channels(transaction: Transaction) -> _Labels:
    return {one.id: {"code": one.code, "erc": one.erc} for one in transaction.channels.all()}


def _stocks(transaction: Transaction) -> _Labels:
    return {one.id: {"name": one.name} for one in transaction.stocks.all()}


def _roles(transaction: Transaction) -> _Labels:
    return {one.id: {"name": one.name} for one in transaction.people.roles()}


_LABELS: Mapping[str, Callable[[Transaction], _Labels]] = {
    "source": _sources,
    "channel": _channels,
    "stock": _stocks,
    "role": _roles,
}
"""Kind of thing → those that are there, and their labels; by the first they are called."""
