"""The one way a stock's name, sources and channels are written, by whichever deed.

For every stock it touches the history keeps its ``name``, its ``sources`` (codes in priority
order) and its ``channels`` (codes), before and after, which is what undo goes by.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import Source
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SalesChannel, Stock
from inventory_tui.services.sourcing.eligibility import recount_stocks
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def remap(
    transaction: Transaction,
    number: int,
    before: Stock,
    name: str,
    sources: Sequence[Source],
    channels: Sequence[SalesChannel],
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Write what a stock is to be, with the kept sums and the history of every stock touched.

    Args:
        number: The operation it belongs to.
        sources: All of them, in priority order.
        channels: All of them.

    Returns:
        The counts and the notices of `map_stock`.
    """
    linked = {link.source_id for link in before.sources}
    wanted = {source.id for source in sources}
    come = [channel for channel in channels if channel.stock_id != before.id]
    go = [one for one in before.channels if one.id not in {channel.id for channel in channels}]
    stay: list[SalesChannel] = []
    if before.is_default:
        go, stay = stay, go
    touched = {before.id, *(channel.stock_id for channel in come)}
    if go:
        touched.add(DEFAULT_STOCK_ID)
    stocks = {id: transaction.stocks.get(id) for id in sorted(touched)}
    if name != before.name:
        transaction.stocks.rename(before.id, name)
    if [source.id for source in sources] != [link.source_id for link in before.sources]:
        transaction.stocks.link(before.id, [source.id for source in sources])
    transaction.channels.move([channel.id for channel in come], before.id)
    transaction.channels.move([channel.id for channel in go], DEFAULT_STOCK_ID)
    transaction.stocks.touch(touched)
    recounted = recount_stocks(transaction, touched)
    if changed := (linked ^ wanted) | recounted:
        refreshed = sorted(touched) if recounted else [before.id]
        transaction.levels.refresh(transaction.sources.products_at(changed), refreshed)
    for id, stock in stocks.items():
        now = transaction.stocks.get(id)
        transaction.journal.changed(number, "stock", id, now.name, texts(stock), texts(now))
    default = transaction.stocks.get(DEFAULT_STOCK_ID).name
    notices = [
        tr("{channel} is taken from {stock}", channel=one.code, stock=stocks[one.stock_id].name)
        for one in come
    ]
    notices += [tr("{channel} goes to {stock}", channel=one.code, stock=default) for one in go]
    notices += [
        tr(
            "{channel} stays in {stock}: no other stock claims it",
            channel=one.code,
            stock=default,
        )
        for one in stay
    ]
    counts = {
        "assigned": len(wanted - linked),
        "unassigned": len(linked - wanted),
        "channels": len(come) + len(go),
    }
    return counts, tuple(notices)


def texts(stock: Stock) -> dict[str, str | None]:
    """Return a stock as the history keeps it."""
    return {
        "name": stock.name,
        "sources": ",".join(codes_of(stock)) or None,
        "channels": ",".join(channel.code for channel in stock.channels) or None,
    }


def save(
    transaction: Transaction,
    before: Stock,
    name: str | None,
    sources: Sequence[Source],
    channels: Sequence[str] | None,
    cause: Cause,
    already: dict[str, int] | None = None,
) -> Receipt:
    """Save a stock if anything of it differs."""
    name = before.name if name is None else name
    if key_of(name) != key_of(before.name):
        refuse_taken(transaction, name)
    claimed = (
        list(before.channels)
        if channels is None
        else transaction.channels.all_known(channels, field="channels")
    )
    renamed = name != before.name
    reordered = [one.id for one in sources] != [link.source_id for link in before.sources]
    moved = {one.id for one in claimed} != {one.id for one in before.channels}
    if before.is_default:
        moved = any(channel.stock_id != before.id for channel in claimed)
    deed = Deed.STOCK_MAPPED if reordered or moved or not renamed else Deed.STOCK_RENAMED
    if not (renamed or reordered or moved):
        counts = {"assigned": 0, "unassigned": 0, "channels": 0, **(already or {})}
        return Receipt(None, deed, counts, tr("{name} is like that already", name=before.name))
    number = transaction.journal.begin(deed, cause, reason="mapped")
    counts, notices = remap(transaction, number, before, name, sources, claimed)
    counts |= already or {}
    message = _summary(before, name, sources if reordered else None, claimed if moved else None)
    transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, deed, counts, message, notices)


def _summary(
    before: Stock,
    name: str,
    sources: Sequence[Source] | None,
    channels: Sequence[SalesChannel] | None,
) -> str:
    parts = [] if name == before.name else [tr("named {name}", name=name)]
    if sources is not None:
        codes = ", ".join(source.code for source in sources) or tr("none")
        parts.append(tr("sources {codes}", codes=codes))
    if channels is not None:
        codes = ", ".join(one.code for one in channels) or tr("none")
        parts.append(tr("channels {codes}", codes=codes))
    return f"{before.name}: {' · '.join(parts)}"


def as_seen(transaction: Transaction, stock: str, seen_version: int | None) -> Stock:
    """The stock a person means, as they saw it."""
    found = transaction.stocks.known(stock)
    if seen_version not in (None, found.version):
        raise ChangedElsewhere(
            tr(
                "{name} was changed on another terminal; nothing of yours was saved. "
                "Look at it again.",
                name=found.name,
            )
        )
    return found


def sources_for(transaction: Transaction, stock: Stock, codes: Sequence[str]) -> list[Source]:
    """The whole list of sources a stock is to have."""
    found = transaction.sources.all_known(codes, field="sources")
    seen: set[str] = set()
    for code in codes:
        key = key_of(code.strip())
        if key in seen:
            raise Refused(
                Kind.VALIDATION_FAILED, tr("{code} is named twice.", code=code), field="sources"
            )
        seen.add(key)
    if len(found) < len(seen):
        said = tr("A source is named twice: by its code and by its reference.")
        raise Refused(Kind.VALIDATION_FAILED, said, field="sources")
    refuse_default_link(stock, found)
    return found


def codes_of(stock: Stock) -> list[str]:
    """The codes of a stock's sources in priority order."""
    return [link.code for link in stock.sources]


def refuse_default_link(stock: Stock, sources: Sequence[Source]) -> None:
    """The Default Stock has the Default Source and no other, and nobody else has it."""
    defaults = sum(source.is_default for source in sources)
    if (stock.is_default and (len(sources), defaults) != (1, 1)) or (
        not stock.is_default and defaults
    ):
        raise default_link()


def default_link() -> Refused:
    """The refusal to touch the link of the built-in stock and source."""
    return Refused(
        Kind.DEFAULT_LINK_PROTECTED,
        tr(
            "The Default Stock always takes from the Default Source, from it alone, and "
            "is the only one to do so."
        ),
        field="sources",
    )


def refuse_taken(transaction: Transaction, name: str) -> None:
    """Names of stocks are unique, letter case ignored (spec 1.3)."""
    if other := transaction.stocks.named(name):
        raise Refused(
            Kind.NOT_UNIQUE,
            tr(
                "Name: {name!r} is the name of stock {id} already.",
                name=other.name,
                id=other.id,
            ),
            field="name",
        )
