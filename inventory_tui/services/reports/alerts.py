"""Who wants to know when a product is back, cheaper or low: subscriptions.

Looking for what came true and telling it: `inventory_tui.services.reports.alert_rounds`.

Source: spec 1.12, 2.12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.alerts import SUBSCRIPTION, Alert, AlertKind, Waiting
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.stock import DEFAULT_CHANNEL_ID, SalesChannel
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.services.reports.alert_conditions import Now
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr, trn

__all__ = [
    "SUBSCRIPTION",
    "Alert",
    "AlertKind",
    "Subscribed",
    "Waiting",
    "add",
    "listed",
    "offered",
    "remove",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Receipt of a subscription."""

    alert: Alert
    unchanged: bool
    """They had it already; nothing was written."""
    receipt: Receipt


def add(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Subscribed:
    """Subscribe someone to an alert (the fields of `SUBSCRIPTION`).

    Sent again it changes nothing.  What a shop would not have offered is taken all the same,
    and said in the receipt's warnings: see `offered`.

    Raises:
        InvalidInput: A field is missing or cannot be read.
        Refused: There is no such product or channel.
    """
    values = read_form(SUBSCRIPTION, typed)
    kind: AlertKind = values["kind"]
    with database.write() as transaction:
        product = transaction.products.known(values["sku"], "sku")
        channel = _channel(transaction, values["channel"])
        known = transaction.alerts.same(kind, product.id, channel.id, values["email"])
        if known is not None:
            text = tr(
                "{email} is told already (alert {id}).", email=visible(known.email), id=known.id
            )
            counts: dict[str, int | str] = {"added": 0, "unchanged": 1, "id": known.id}
            return Subscribed(known, True, Receipt(None, Deed.ALERT_ADDED, counts, text))
        warnings = list(_not_offered(transaction, kind, product.id, channel))
        if "@" not in values["email"]:
            warnings.append(tr("{email!r} has no @", email=values["email"]))
        met = Now(transaction, channel, [product.id]).holds(kind, product.id)
        operation = transaction.journal.begin(Deed.ALERT_ADDED, cause, reason="added")
        id = transaction.alerts.add(
            kind,
            product.id,
            channel.id,
            values["customer"],
            values["email"],
            price=product.price,
            met=met,
        )
        # who it is for stays out of the history: it outlives what must be forgotten
        summary = tr(
            "Alert {id} added: {sku} {kind} at {channel}",
            id=id,
            sku=visible(product.sku),
            kind=kind.label,
            channel=channel.code,
        )
        transaction.journal.changed(
            operation, "alert", id, str(id), {"*": None}, {"*": product.sku}
        )
        counts = {"added": 1, "unchanged": 0, "id": id}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        (alert,) = transaction.alerts.all_known([id])
        return Subscribed(
            alert,
            False,
            Receipt(operation, Deed.ALERT_ADDED, counts, f"{summary}.", tuple(warnings)),
        )


def remove(database: Database, ids: Sequence[int], *, cause: Cause) -> Receipt:
    """Take subscriptions away, with the messages that wait for them.

    Raises:
        Refused: ``unknown_alert``; ``nothing_given``.
    """
    if not ids:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one alert."), field="id")
    with database.write() as transaction:
        alerts = transaction.alerts.all_known(ids, lock=True)
        operation = transaction.journal.begin(Deed.ALERT_REMOVED, cause, reason="removed")
        for one in alerts:
            transaction.journal.changed(
                operation, "alert", one.id, str(one.id), {"*": one.sku}, {"*": None}
            )
        transaction.alerts.remove([one.id for one in alerts])
        count = len(alerts)
        summary = (
            tr("Alert {id} removed: {sku}", id=alerts[0].id, sku=visible(alerts[0].sku))
            if count == 1
            else trn("{count:,} alert removed", "{count:,} alerts removed", count)
        )
        counts: dict[str, int | str] = {"removed": count}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        return Receipt(operation, Deed.ALERT_REMOVED, counts, f"{summary}.")


def listed(
    database: Database,
    *,
    sku: str | None = None,
    channel: str | None = None,
    kind: AlertKind | None = None,
) -> list[Alert]:
    """Return subscriptions, in the order they were made.

    Raises:
        Refused: There is no such product or channel.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        return transaction.alerts.listed(
            product_id=None if sku is None else transaction.products.known(sku).id,
            channel_id=None if channel is None else transaction.channels.known(channel).id,
            kind=kind,
        )


def waiting(database: Database) -> list[Waiting]:
    """Return messages that are not delivered, the oldest first."""
    with database.read(Permission.ORDER_VIEW) as transaction:
        return transaction.alerts.waiting()


def offered(
    database: Database, sku: str, kind: AlertKind = AlertKind.STOCK, channel: str | None = None
) -> tuple[str, ...]:
    """Return why a shop would not offer an alert; empty where it would.

    A stock alert is offered on the page of a product that is out of stock, where alerts are
    allowed and out of stock products are displayed.

    Source: spec 2.12.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        product = transaction.products.known(sku)
        at = _channel(transaction, channel)
        return tuple(_not_offered(transaction, kind, product.id, at))


def _not_offered(
    transaction: Transaction, kind: AlertKind, product_id: int, channel: SalesChannel
) -> Iterator[str]:
    options = transaction.options
    if kind.setting and not options.value(kind.setting, channel.id):
        yield tr(
            "nobody is told before the setting {setting} is yes for {channel}",
            setting=kind.setting,
            channel=channel.code,
        )
    if kind is not AlertKind.STOCK:
        return
    if not options.value("show_out_of_stock"):
        yield tr("out of stock products are not displayed (show_out_of_stock is no)")
    found = statuses_of(transaction, [product_id], channel.stock_id, channel)
    status = found[product_id]
    if status.is_salable:
        yield tr(
            "{sku} can be sold now; they are told when it is back the next time", sku=status.sku
        )


def _channel(transaction: Transaction, code: str | None) -> SalesChannel:
    if code:
        return transaction.channels.known(code, "channel")
    every = transaction.channels.all()
    return next(one for one in every if one.id == DEFAULT_CHANNEL_ID)
