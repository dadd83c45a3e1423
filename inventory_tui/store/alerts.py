"""Subscriptions to alerts, and the messages recorded for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from inventory_tui.domain.alerts import Alert, AlertKind, Waiting, as_text
from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID, key_of
from inventory_tui.store.options import Options
from inventory_tui.store.products.product_filter import is_low
from inventory_tui.store.tables import (
    alert,
    alert_delivery,
    channel,
    product,
    source,
    source_item,
    stock_source,
)
from inventory_tui.wording import tr

_AT_ONCE = 500


class Alerts:
    """Reads and writes subscriptions and their messages."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    # -- subscriptions ----------------------------------------------------------------------

    def listed(
        self,
        *,
        product_id: int | None = None,
        channel_id: int | None = None,
        kind: AlertKind | None = None,
    ) -> list[Alert]:
        """Return subscriptions, in the order they were made."""
        wanted: list[ColumnElement[bool]] = []
        if product_id is not None:
            wanted.append(alert.c.product_id == product_id)
        if channel_id is not None:
            wanted.append(alert.c.channel_id == channel_id)
        if kind is not None:
            wanted.append(alert.c.kind == kind.value)
        rows = self._connection.execute(_alerts().where(*wanted).order_by(alert.c.id))
        return [_alert(row) for row in rows]

    def all_known(self, ids: Iterable[int], *, lock: bool = False) -> list[Alert]:
        """Return these subscriptions, by id.

        Args:
            lock: Hold them until the transaction ends (PostgreSQL).

        Raises:
            Refused: ``unknown_alert``: there is none of one of these ids.
        """
        wanted = sorted(set(ids))
        found = {one.id: one for one in self.of(wanted, lock=lock)}
        missing = [id for id in wanted if id not in found]
        if missing:
            raise Refused(
                Kind.UNKNOWN_ALERT,
                tr("There is no alert {id}.", id=missing[0]),
                field="id",
            )
        return [found[id] for id in wanted]

    def of(self, ids: Sequence[int], *, lock: bool = False) -> list[Alert]:
        """Return those of these subscriptions that are there, by id."""
        found: list[Alert] = []
        wanted = [id for id in ids if 0 < id <= LARGEST_ID]
        for some in chunks(wanted, _AT_ONCE):
            query = _alerts().where(alert.c.id.in_(some)).order_by(alert.c.id)
            if lock:
                query = query.with_for_update(of=alert)
            found.extend(_alert(row) for row in self._connection.execute(query))
        return found

    def tally(self) -> dict[tuple[int, AlertKind], int]:
        """Return how many subscriptions there are, by channel id and kind."""
        rows = self._connection.execute(
            select(alert.c.channel_id, alert.c.kind, func.count()).group_by(
                alert.c.channel_id, alert.c.kind
            )
        )
        return {(channel_id, AlertKind(kind)): int(count) for channel_id, kind, count in rows}

    def same(
        self, kind: AlertKind, product_id: int, channel_id: int, email: str
    ) -> Alert | None:
        """Return the subscription someone has already, if they have."""
        row = self._connection.execute(
            _alerts().where(
                alert.c.kind == kind.value,
                alert.c.product_id == product_id,
                alert.c.channel_id == channel_id,
                alert.c.email_key == key_of(email),
            )
        ).one_or_none()
        return None if row is None else _alert(row)

    def add(
        self,
        kind: AlertKind,
        product_id: int,
        channel_id: int,
        customer: str,
        email: str,
        *,
        price: str,
        met: bool,
    ) -> int:
        """Write a subscription and return its id."""
        return int(
            self._connection.execute(
                insert(alert)
                .values(
                    kind=kind.value,
                    product_id=product_id,
                    channel_id=channel_id,
                    customer=customer,
                    email=email,
                    email_key=key_of(email),
                    price=price,
                    met=met,
                    subscribed_at=self._now,
                )
                .returning(alert.c.id)
            ).scalar_one()
        )

    def remove(self, ids: Sequence[int]) -> None:
        """Delete subscriptions and what was not delivered for them."""
        for some in chunks(ids, _AT_ONCE):
            self._connection.execute(
                delete(alert_delivery).where(
                    alert_delivery.c.alert_id.in_(some), alert_delivery.c.sent_at.is_(None)
                )
            )
            self._connection.execute(
                update(alert_delivery)
                .where(alert_delivery.c.alert_id.in_(some))
                .values(alert_id=None)
            )
            self._connection.execute(delete(alert).where(alert.c.id.in_(some)))

    def seen(self, changes: Iterable[tuple[int, bool, str]]) -> None:
        """Store what was found when looking: (alert id, whether it is so, price known)."""
        rows = [{"alert": id, "now_met": met, "known": price} for id, met, price in changes]
        if rows:
            self._connection.execute(
                update(alert)
                .where(alert.c.id == bindparam("alert"))
                .values(met=bindparam("now_met"), price=bindparam("known")),
                rows,
            )

    def low_at(
        self, options: Options, stock_id: int, product_ids: Sequence[int]
    ) -> dict[int, list[str]]:
        """Return where these products are low: product id → codes of a stock's sources."""
        found: dict[int, list[str]] = {}
        for some in chunks(product_ids, _AT_ONCE):
            rows = self._connection.execute(
                select(source_item.c.product_id, source.c.code)
                .select_from(source_item)
                .join(product, product.c.id == source_item.c.product_id)
                .join(source, source.c.id == source_item.c.source_id)
                .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
                .where(
                    stock_source.c.stock_id == stock_id,
                    source_item.c.product_id.in_(some),
                    is_low(options),
                )
                .order_by(source_item.c.product_id, stock_source.c.priority)
            )
            for product_id, code in rows:
                found.setdefault(product_id, []).append(code)
        return found

    # -- messages ---------------------------------------------------------------------------

    def record(self, messages: Iterable[tuple[str, int | None, str, dict[str, Any]]]) -> None:
        """Write messages to be delivered: (key, alert id, kind, what it says)."""
        rows = [
            {
                "key": key,
                "alert_id": alert_id,
                "kind": kind,
                "message": as_text(message),
                "created_at": self._now,
            }
            for key, alert_id, kind, message in messages
        ]
        if rows:
            self._connection.execute(insert(alert_delivery), rows)

    def waiting(self, *, after: int = 0, limit: int | None = None) -> list[Waiting]:
        """Return what is not delivered, the oldest first.

        Args:
            after: Only those recorded after this delivery id.
        """
        rows = self._connection.execute(
            select(alert_delivery)
            .where(alert_delivery.c.sent_at.is_(None), alert_delivery.c.id > after)
            .order_by(alert_delivery.c.id)
            .limit(limit)
        ).all()
        alerts = {one.id: one for one in self.of(sorted({row.alert_id or 0 for row in rows}))}
        return [
            Waiting(
                id=row.id,
                key=row.key,
                kind=row.kind,
                message=json.loads(row.message),
                alert=alerts.get(row.alert_id),
                created_at=row.created_at,
                attempts=row.attempts,
                error=row.error,
            )
            for row in rows
        ]

    def count_waiting(self, *, after: int = 0) -> int:
        """Return how many messages are not delivered."""
        query = select(func.count()).where(
            alert_delivery.c.sent_at.is_(None), alert_delivery.c.id > after
        )
        return int(self._connection.execute(query).scalar_one())

    def waits(self, kind: str) -> bool:
        """Whether a message of this kind waits."""
        query = select(alert_delivery.c.id).where(
            alert_delivery.c.sent_at.is_(None), alert_delivery.c.kind == kind
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def delivered(self, id: int) -> None:
        """A message left: count it once, whoever else delivered it too."""
        row = self._connection.execute(
            update(alert_delivery)
            .where(alert_delivery.c.id == id, alert_delivery.c.sent_at.is_(None))
            .values(sent_at=self._now, attempts=alert_delivery.c.attempts + 1, error="")
            .returning(alert_delivery.c.alert_id)
        ).one_or_none()
        if row is not None and row.alert_id is not None:
            self._connection.execute(
                update(alert)
                .where(alert.c.id == row.alert_id)
                .values(sent=alert.c.sent + 1, last_sent_at=self._now)
            )

    def failed(self, id: int, why: str) -> None:
        """A message did not leave."""
        self._connection.execute(
            update(alert_delivery)
            .where(alert_delivery.c.id == id, alert_delivery.c.sent_at.is_(None))
            .values(attempts=alert_delivery.c.attempts + 1, error=why)
        )


def _alerts() -> Select[Any]:
    return (
        select(
            alert,
            product.c.sku,
            product.c.name,
            channel.c.code.label("channel"),
        )
        .join(product, product.c.id == alert.c.product_id)
        .join(channel, channel.c.id == alert.c.channel_id)
    )


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        kind=AlertKind(row.kind),
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        channel_id=row.channel_id,
        channel=row.channel,
        customer=row.customer,
        email=row.email,
        price=row.price,
        subscribed_at=row.subscribed_at,
        last_sent_at=row.last_sent_at,
        sent=row.sent,
        met=row.met,
    )
