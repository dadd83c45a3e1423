"""Sales channels: what sells, each from exactly one stock (spec 1.5).

Which stock that is, is changed with the stock: `inventory_tui.services.sourcing.mapping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inventory_tui.domain import forms
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SalesChannel
from inventory_tui.services import Database
from inventory_tui.store.database import Transaction


@dataclass(frozen=True, slots=True)
class ListedChannel:
    """A channel and the name of the stock it sells from."""

    channel: SalesChannel
    stock: str

    @property
    def code(self) -> str:
        """Its code."""
        return self.channel.code

    @property
    def name(self) -> str:
        """Its name."""
        return self.channel.name


def list_channels(database: Database) -> list[ListedChannel]:
    """Return every channel: the default channel first, then by code."""
    with database.read() as transaction:
        names = {stock.id: stock.name for stock in transaction.stocks.all()}
        return [ListedChannel(one, names[one.stock_id]) for one in transaction.channels.all()]


def add_channel(database: Database, code: str, name: str, *, cause: Cause) -> Receipt:
    """Add a channel; it sells from the Default Stock until another stock claims it.

    Raises:
        InvalidInput: The code or the name is missing or breaks a rule.
        Refused: The code is taken.
    """
    new = read_form(forms.CHANNEL, {"code": code, "name": name})
    with database.write() as transaction:
        transaction.stocks.hold()
        _refuse_taken(transaction, new["code"])
        number = transaction.journal.begin(Deed.CHANNEL_ADDED, cause, reason="added")
        added = transaction.channels.add(new["code"], new["name"], DEFAULT_STOCK_ID)
        transaction.stocks.touch([DEFAULT_STOCK_ID])
        transaction.journal.changed(
            number, "channel", added.id, added.code, {"*": None}, {"*": added.code}
        )
        stock = transaction.stocks.get(DEFAULT_STOCK_ID)
        counts = {"created": 1, "id": added.id}
        message = f"Channel {added.code} added; it sells from {stock.name}"
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.CHANNEL_ADDED, counts, message)


def edit_channel(
    database: Database,
    code: str,
    typed: Mapping[str, str],
    *,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Change the code or the name of a channel, as far as ``typed`` has them.

    Raises:
        InvalidInput: One of them is blank or breaks a rule.
        Refused: No such channel, or the new code is taken.
        ChangedElsewhere: Someone changed the channel after ``seen_version``.
    """
    values = read_form(forms.CHANNEL, typed, partial=True)
    with database.write() as transaction:
        transaction.stocks.hold()
        before = transaction.channels.known(code)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                f"{before.code} was changed on another terminal; nothing of yours was saved. "
                "Look at it again."
            )
        after = replace(before, **values)
        if key_of(after.code) != key_of(before.code):
            _refuse_taken(transaction, after.code)
        if after == before:
            message = f"Channel {before.code} is like that already"
            return Receipt(None, Deed.CHANNEL_RENAMED, {"changed": 0}, message)
        number = transaction.journal.begin(Deed.CHANNEL_RENAMED, cause, reason="renamed")
        transaction.channels.put(after)
        transaction.stocks.touch([before.stock_id])
        counts = {
            "changed": transaction.journal.changed(
                number, "channel", before.id, after.code, texts(before), texts(after)
            )
        }
        message = f"Channel {before.code}: now {after.code}, {after.name}"
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.CHANNEL_RENAMED, counts, message)


def rename_channel(database: Database, code: str, new: str, *, cause: Cause) -> Receipt:
    """Give a channel another code; its orders and settings stay with it.

    Raises:
        InvalidInput: The new code breaks a rule.
        Refused: No such channel, or the new code is taken.
    """
    return edit_channel(database, code, {"code": new}, cause=cause)


def delete_channel(database: Database, code: str, *, cause: Cause) -> Receipt:
    """Delete a channel and its own settings; its finished orders keep naming it.

    Raises:
        Refused: No such channel, the default channel, or it has open orders.

    Source: spec 1.5.
    """
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        channel = transaction.channels.known(code)
        if channel.is_default:
            raise Refused(
                Kind.DEFAULT_CHANNEL_PROTECTED,
                f"{channel.code} is the default channel and is never deleted.",
            )
        count, numbers = transaction.channels.open_orders(channel.id)
        if count:
            named = ", ".join(numbers) + (f" and {count - len(numbers):,} more" * (count > 5))
            raise Refused(
                Kind.OPEN_ORDERS,
                f"{channel.code} not deleted: it has open orders: {named}. Ship or cancel them "
                "first.",
            )
        number = transaction.journal.begin(Deed.CHANNEL_DELETED, cause, reason="deleted")
        transaction.journal.changed(
            number, "channel", channel.id, channel.code, {"*": channel.code}, {"*": None}
        )
        for (key, channel_id), text in transaction.options.stored().items():
            if channel_id == channel.id:
                transaction.journal.changed(
                    number, "setting", channel.id, key, {key: text}, {key: None}
                )
        transaction.channels.remove(channel.id, number)
        transaction.stocks.touch([channel.stock_id])
        counts = {"deleted": 1}
        message = f"Channel {channel.code} deleted"
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.CHANNEL_DELETED, counts, message)


def texts(channel: SalesChannel) -> dict[str, str | None]:
    """Return a channel as the history keeps it."""
    return {"code": channel.code, "name": channel.name, "stock": str(channel.stock_id)}


def _refuse_taken(transaction: Transaction, code: str) -> None:
    if other := transaction.channels.by_code(code):
        raise Refused(
            Kind.NOT_UNIQUE,
            f"Code: {other.code!r} is the code of channel {other.name} already.",
            field="code",
        )
