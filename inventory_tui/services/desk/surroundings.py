"""Where a person works: the current source and stock a program starts with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import DEFAULT_SOURCE_ID, sees_simple_screens
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.store.database import Database


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A source and a stock by id and label."""

    source_id: int
    source: str
    stock_id: int
    stock: str
    several_sources: bool
    """Whether the screens for more than one source are shown (C14)."""


def at_work(
    database: Database, source: str | None, stock: str | None
) -> tuple[Surroundings, dict[str, Sequence[str]]]:
    """Return the source and stock named, or the built-in ones where they are gone.

    Beside it the labels that filters may name: of sources, stocks and channels.
    """
    with database.read() as transaction:
        channels = [one.code for one in transaction.channels.all()]
        sources = {key_of(one.code): one for one in transaction.sources.seen()}
        default = transaction.sources.by_ids([DEFAULT_SOURCE_ID])[DEFAULT_SOURCE_ID]
        stocks = {key_of(one.name): one for one in transaction.stocks.all()}
    at = sources.get(key_of(source or ""))
    pool = stocks.get(key_of(stock or ""))
    if at is None:
        at = next(iter(sources.values()), default)
    if pool is None:
        pool = next(one for one in stocks.values() if one.id == DEFAULT_STOCK_ID)
    labels: dict[str, Sequence[str]] = {
        "source": [one.code for one in sources.values()],
        "stock": [f'"{one.name}"' if " " in one.name else one.name for one in stocks.values()],
        "channel": channels,
    }
    several = not sees_simple_screens(sum(one.enabled for one in sources.values()))
    return Surroundings(at.id, at.code, pool.id, pool.name, several), labels
