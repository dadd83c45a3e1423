"""Sales channels: what sells, each from exactly one stock (spec 1.5).

Which stock that is, is changed with the stock: `inventory_tui.services.sourcing.mapping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from inventory_tui.domain import forms
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SalesChannel
from inventory_tui.services import Database
from inventory_tui.services.sourcing.eligibility import recount_stocks, refresh_levels
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


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


def add_channel(
    database: Database,
    code: str,
    name: str,
    *,
    more: Mapping[str, str] | None = None,
    cause: Cause,
) -> Receipt:
    """Add a channel; it sells from the Default Stock until another stock claims it.

    Args:
        more: Its other fields of `forms.CHANNEL`; a reference (ERC) that is not given is
            generated.

    Raises:
        InvalidInput: The code or the name is missing, or a field breaks a rule.
        Refused: The code or the reference is taken.
    """
    new = _read(read_form(forms.CHANNEL, {"code": code, "name": name, **(more or {})}))
    new["erc"] = new["erc"] or str(uuid4())
    with database.write() as transaction:
        transaction.stocks.hold()
        _refuse_taken(transaction, new["code"], "code")
        _refuse_taken(transaction, new["erc"], "erc")
        number = transaction.journal.begin(Deed.CHANNEL_ADDED, cause, reason="added")
        added = transaction.channels.add(SalesChannel(0, stock_id=DEFAULT_STOCK_ID, **new))
        transaction.stocks.touch([DEFAULT_STOCK_ID])
        transaction.journal.changed(
            number, "channel", added.id, added.code, {"*": None}, {"*": added.code}
        )
        stock = transaction.stocks.get(DEFAULT_STOCK_ID)
        counts = {"created": 1, "id": added.id}
        message = tr(
            "Channel {code} added; it sells from {stock}", code=added.code, stock=stock.name
        )
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
    """Change fields of a channel, as far as ``typed`` has them.

    Raises:
        InvalidInput: The code or the name is blank, or a field breaks a rule.
        Refused: No such channel, or the new code or reference is taken.
        ChangedElsewhere: Someone changed the channel after ``seen_version``.
    """
    values = _read(read_form(forms.CHANNEL, typed, partial=True))
    with database.write() as transaction:
        transaction.stocks.hold()
        before = transaction.channels.known(code)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                tr(
                    "{code} was changed on another terminal; nothing of yours was saved. "
                    "Look at it again.",
                    code=before.code,
                )
            )
        after = replace(before, **values)
        if "erc" in values and not after.erc:
            after = replace(after, erc=str(uuid4()))
        for name in ("code", "erc"):
            label = getattr(after, name)
            if key_of(label) != key_of(getattr(before, name)):
                _refuse_taken(transaction, label, name, before.id)
        if after == before:
            message = tr("Channel {code} is like that already", code=before.code)
            return Receipt(None, Deed.CHANNEL_RENAMED, {"changed": 0}, message)
        renamed = after == replace(before, code=after.code, name=after.name)
        deed = Deed.CHANNEL_RENAMED if renamed else Deed.CHANNEL_EDITED
        number = transaction.journal.begin(
            deed, cause, reason="renamed" if renamed else "edited"
        )
        transaction.channels.put(after)
        transaction.stocks.touch([before.stock_id])
        counts = {
            "changed": transaction.journal.changed(
                number, "channel", before.id, after.code, texts(before), texts(after)
            )
        }
        message = tr(
            "Channel {code}: now {new}, {name}",
            code=before.code,
            new=after.code,
            name=after.name,
        )
        if not renamed:
            changed = [
                one.label
                for one in forms.CHANNEL
                if getattr(before, one.name) != getattr(after, one.name)
            ]
            message = tr("Channel {code}: {fields}", code=after.code, fields=", ".join(changed))
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, deed, counts, message)


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
                tr("{code} is the default channel and is never deleted.", code=channel.code),
            )
        count, numbers = transaction.channels.open_orders(channel.id)
        if count:
            named = ", ".join(numbers) + (
                tr(" and {count:,} more", count=count - len(numbers)) * (count > 5)
            )
            raise Refused(
                Kind.OPEN_ORDERS,
                tr(
                    "{code} not deleted: it has open orders: {orders}. Ship or "
                    "cancel them first.",
                    code=channel.code,
                    orders=named,
                ),
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
        transaction.journal.changed_many(
            number,
            [
                {
                    "kind": "product",
                    "subject_id": id,
                    "subject": sku,
                    "field": f"{key}@{channel.code}",
                    "before": text,
                    "after": None,
                }
                for id, sku, key, text in transaction.product_options.drop_channel(channel.id)
            ],
        )
        transaction.channels.remove(channel.id, number)
        transaction.stocks.touch([channel.stock_id])
        if changed := recount_stocks(transaction, [channel.stock_id]):
            refresh_levels(transaction, changed)
        counts = {"deleted": 1}
        message = tr("Channel {code} deleted", code=channel.code)
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.CHANNEL_DELETED, counts, message)


def texts(channel: SalesChannel) -> dict[str, str | None]:
    """Return a channel as the history keeps it."""
    fields = {field.name: getattr(channel, field.name) or None for field in forms.CHANNEL}
    return {**fields, "stock": str(channel.stock_id)}


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """What a form read, as a `SalesChannel` keeps it."""
    blank = {field.name: field.default for field in forms.CHANNEL}
    return {name: blank[name] if value is None else value for name, value in values.items()}


def _refuse_taken(
    transaction: Transaction, label: str, field: str, but: int | None = None
) -> None:
    other = transaction.channels.by_code(label)
    if other is not None and other.id != but:
        what = next(one.label for one in forms.CHANNEL if one.name == field)
        raise Refused(
            Kind.NOT_UNIQUE,
            tr(
                "{field}: {value!r} is the code of channel {name} already.",
                field=what,
                value=label,
                name=other.name,
            )
            if field == "code"
            else tr(
                "{field}: {value!r} names channel {code} already.",
                field=what,
                value=label,
                code=other.code,
            ),
            field=field,
        )
