"""Stocks: which sources they take from, in which order, and which channels sell from them.

The Default Stock takes from the Default Source alone, and keeps every channel that no other
stock claims (spec 2.7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain import forms
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Stock
from inventory_tui.services import Database
from inventory_tui.services.sourcing.remapping import (
    as_seen,
    codes_of,
    default_link,
    refuse_default_link,
    refuse_taken,
    remap,
    save,
    sources_for,
)
from inventory_tui.store.sourcing import previewing
from inventory_tui.store.sourcing.eligibility import counting
from inventory_tui.wording import tr

_NAME = tuple(field for field in forms.STOCK if field.name == "name")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a stock sees, and would see with other sources."""

    stock: str
    products: int
    """Products with a row at a source of the stock."""
    salable: Quantity
    """The sum over them, a negative one as it is; one that is not managed adds nothing."""
    products_before: int
    salable_before: Quantity


def list_stocks(database: Database) -> list[Stock]:
    """Return every stock by id, with its sources in priority order and its channels."""
    with database.read(Permission.WAREHOUSES) as transaction:
        return transaction.stocks.all()


def get_stock(database: Database, stock: str) -> Stock:
    """Return one stock by its name or its id.

    Raises:
        Refused: There is no such stock.
    """
    with database.read(Permission.WAREHOUSES) as transaction:
        return transaction.stocks.known(stock)


def stock_of_channel(database: Database, channel: str) -> Stock:
    """Return the stock a channel sells from.

    Raises:
        Refused: There is no such channel.
    """
    with database.read() as transaction:
        return transaction.stocks.of_channel(channel)


def preview_mapping(
    database: Database,
    stock: str | None,
    sources: Sequence[str] | None = None,
    *,
    assign: Sequence[str] = (),
    unassign: Sequence[str] = (),
    channels: Sequence[str] | None = None,
) -> Preview:
    """Return what a stock would see, exactly as saving would have it; nothing is written.

    Args:
        stock: None for one that is yet to be added.
        sources: Codes of all the sources it would have; None: those it has.
        assign: Codes to add to them.
        unassign: Codes to take from them.
        channels: Codes of all the channels it would have; None: those it has.

    Raises:
        Refused: The stock, a channel or a source is unknown, or may not be linked.
    """
    with database.read() as transaction:
        before = Stock(0, "") if stock is None else transaction.stocks.known(stock)
        wanted = codes_of(before) if sources is None else list(sources)
        extra = transaction.sources.all_known(assign, field="assign")
        gone = {source.id for source in transaction.sources.all_known(unassign)}
        whole = transaction.sources.all_known([*wanted, *(one.code for one in extra)])
        whole = [source for source in whole if source.id not in gone]
        refuse_default_link(before, whole)
        connection = transaction.connection
        products_before, salable_before = (
            previewing.seen(connection, before.id) if before.id else (0, ZERO)
        )
        products, salable = products_before, salable_before
        ids = {source.id: source.enabled for source in whole}
        same = ids.keys() == {link.source_id for link in before.sources}
        if transaction.eligibility.any_specific:
            served = list(before.channels)
            if channels is not None:
                served = transaction.channels.all_known(channels, field="channels")
            serving = counting(connection, list(ids), [one.id for one in served])
            ids = {id: enabled and serving[id] for id, enabled in ids.items()}
            counted = {link.source_id: link.counts for link in before.sources}
            same = same and counted == dict(serving)
        if not same:
            products, salable = previewing.would_see(
                connection, transaction.options, before.id, ids
            )
        return Preview(before.name, products, salable, products_before, salable_before)


def add_stock(
    database: Database,
    name: str,
    *,
    sources: Sequence[str] = (),
    channels: Sequence[str] = (),
    cause: Cause,
) -> Receipt:
    """Add a stock with these sources, first to ship from first, and these channels.

    The counts hold its ``id`` beside what `map_stock` counts.

    Raises:
        InvalidInput: The name is missing or too long.
        Refused: The name is taken; a source or channel is unknown or may not be linked.

    Source: spec 1.3, 2.7.
    """
    name = read_form(_NAME, {"name": name})["name"]
    with database.write(whole=bool(sources or channels)) as transaction:
        transaction.stocks.hold()
        refuse_taken(transaction, name)
        wanted = sources_for(transaction, Stock(0, name), sources)
        claimed = transaction.channels.all_known(channels, field="channels")
        number = transaction.journal.begin(Deed.STOCK_ADDED, cause, reason="added")
        stock = transaction.stocks.add(name)
        transaction.journal.changed(number, "stock", stock.id, name, {"*": None}, {"*": name})
        mapped, notices = remap(transaction, number, stock, name, wanted, claimed)
        counts = {"created": 1, "id": stock.id, **mapped}
        message = tr("Stock {name} added", name=name)
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.STOCK_ADDED, counts, message, notices)


def map_stock(
    database: Database,
    stock: str,
    *,
    name: str | None = None,
    sources: Sequence[str] | None = None,
    channels: Sequence[str] | None = None,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Give a stock a name, its sources in priority order and its channels, in one deed.

    What is None stays.  A channel that another stock has is taken from it, one that is left
    out goes to the Default Stock; the receipt's warnings name both.  The counts are
    ``assigned`` and ``unassigned`` sources, and ``channels`` that moved.

    Args:
        seen_version: The version the user was looking at; None takes what is stored now.

    Raises:
        InvalidInput: The name is blank or too long.
        Refused: The name is taken; a source or channel is unknown or may not be linked.
        ChangedElsewhere: Someone changed the stock after ``seen_version``.

    Source: spec 1.3, 1.4, 2.7.
    """
    if name is not None:
        name = read_form(_NAME, {"name": name})["name"]
    with database.write(whole=sources is not None or channels is not None) as transaction:
        transaction.stocks.hold()
        before = as_seen(transaction, stock, seen_version)
        wanted = sources_for(
            transaction, before, codes_of(before) if sources is None else sources
        )
        return save(transaction, before, name, wanted, channels, cause)


def rename_stock(database: Database, stock: str, name: str, *, cause: Cause) -> Receipt:
    """Give a stock another name.

    Raises:
        InvalidInput: The name is blank or too long.
        Refused: No such stock, or the name is taken.
    """
    return map_stock(database, stock, name=name, cause=cause)


def set_channels(
    database: Database, stock: str, channels: Sequence[str], *, cause: Cause
) -> Receipt:
    """Make these the channels of a stock; see `map_stock`.

    Raises:
        Refused: The stock or a channel is unknown.
    """
    return map_stock(database, stock, channels=channels, cause=cause)


def assign_sources(
    database: Database, stock: str, sources: Sequence[str], *, cause: Cause
) -> Receipt:
    """Let a stock take from these sources too, after those it has; counts ``already`` as well.

    Raises:
        Refused: The stock or a source is unknown, none is given, or a link of the Default
            Stock or the Default Source would change.
    """
    _refuse_none(sources)
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        before = transaction.stocks.known(stock)
        more = transaction.sources.all_known(sources, field="sources")
        linked = {link.source_id for link in before.sources}
        new = [source for source in more if source.id not in linked]
        wanted = [*transaction.sources.all_known(codes_of(before)), *new]
        refuse_default_link(before, wanted)
        already = {"already": len(more) - len(new)}
        return save(transaction, before, None, wanted, None, cause, already)


def unassign_sources(
    database: Database, stock: str, sources: Sequence[str], *, cause: Cause
) -> Receipt:
    """Let a stock no longer take from these sources; their rows and quantities stay.

    Those it does not take from are counted as ``already``.

    Raises:
        Refused: The stock or a source is unknown, none is given, or a link of the Default
            Stock or the Default Source is named.
    """
    _refuse_none(sources)
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        before = transaction.stocks.known(stock)
        gone = transaction.sources.all_known(sources, field="sources")
        if before.is_default or any(source.is_default for source in gone):
            raise default_link()
        ids = {source.id for source in gone}
        wanted = [
            source
            for source in transaction.sources.all_known(codes_of(before))
            if source.id not in ids
        ]
        already = {"already": len(ids) - (len(before.sources) - len(wanted))}
        return save(transaction, before, None, wanted, None, cause, already)


def prioritise(
    database: Database, stock: str, sources: Sequence[str], *, cause: Cause
) -> Receipt:
    """Order the sources of a stock, first to ship from first; priorities become 1 to n.

    Raises:
        Refused: A source of the stock is left out, named twice, or none of its own.

    Source: spec 2.7.
    """
    with database.write() as transaction:
        transaction.stocks.hold()
        before = transaction.stocks.known(stock)
        wanted = sources_for(transaction, before, sources)
        linked = {link.source_id: link.code for link in before.sources}
        problems = [
            Problem(
                Kind.UNKNOWN_SOURCE,
                tr(
                    "{code} is no source of {stock}; assign it first.",
                    code=source.code,
                    stock=before.name,
                ),
                "sources",
            )
            for source in wanted
            if source.id not in linked
        ]
        missing = linked.keys() - {source.id for source in wanted}
        problems += [
            Problem(
                Kind.VALIDATION_FAILED,
                tr(
                    "{code} is left out; name every source of {stock}.",
                    code=code,
                    stock=before.name,
                ),
                "sources",
            )
            for id, code in linked.items()
            if id in missing
        ]
        if problems:
            raise Refused.because(problems)
        return save(transaction, before, None, wanted, None, cause)


def _refuse_none(sources: Sequence[str]) -> None:
    if not sources:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one source."), field="sources")
