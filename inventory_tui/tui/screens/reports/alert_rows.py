"""Alerts as their list shows them: subscriptions, with the messages that wait for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from rich.cells import cell_len

from inventory_tui.domain.pickup import READY
from inventory_tui.domain.quantity import SCALE, Quantity
from inventory_tui.domain.row_filter import Described
from inventory_tui.services import Database
from inventory_tui.services.reports import alerts
from inventory_tui.services.reports.alert_rounds import ERROR
from inventory_tui.services.reports.alerts import Alert, AlertKind, Waiting
from inventory_tui.tui import dates
from inventory_tui.tui.widgets.columns import Cell
from inventory_tui.wording import tr

_OF_NOBODY = 1 << 40
"""Above every id of a subscription: messages that belong to none."""
_FAILURES = Cell(tr("failures"), "attention", "!")
_FAILED = Cell(tr("failed"), "wrong", "!")
_WAITING = Cell(tr("waiting"), "attention")
_TOLD = Cell(tr("told"), "dim")
_TO_BE_FETCHED = tr("to be fetched")
KIND_WIDTH = max(cell_len(text) for text in (_TO_BE_FETCHED, *(one.label for one in AlertKind)))


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A subscription with what waits for it; or a message that belongs to none."""

    alert: Alert | None
    waiting: tuple[Waiting, ...] = ()
    subscribed: datetime | None = None
    """In the zone to show, as is ``last_sent``."""
    last_sent: datetime | None = None

    @property
    def sku(self) -> str:
        """The product's, where it is about one."""
        return "" if self.alert is None else self.alert.sku

    @property
    def email(self) -> str:
        """Where its messages go."""
        if self.alert is not None:
            return self.alert.email
        return str(self.waiting[0].message.get("email", "")) if self.waiting else ""

    @property
    def kind(self) -> str:
        """An `AlertKind`, or ``error``."""
        return self.alert.kind.value if self.alert else self.waiting[0].kind

    @property
    def count(self) -> int:
        """How many messages were delivered."""
        return 0 if self.alert is None else self.alert.sent

    @property
    def failure(self) -> str:
        """Why its last delivery failed; empty: it did not."""
        return next((one.error for one in reversed(self.waiting) if one.error), "")


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What of the alerts is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False
    zone: str = ""
    marked: frozenset[int] = field(default_factory=frozenset)


SORTS: dict[str, Callable[[AlertRow], object]] = {
    "sku": lambda row: row.sku,
    "kind": lambda row: row.kind,
    "channel": lambda row: row.alert.channel if row.alert else "",
    "customer": lambda row: row.alert.customer if row.alert else "",
    "email": lambda row: row.email,
    "subscribed": lambda row: row.subscribed.isoformat() if row.subscribed else "",
    "sent": lambda row: row.last_sent.isoformat() if row.last_sent else "",
    "count": lambda row: row.count,
    "state": lambda row: row.failure or str(len(row.waiting)),
}


def alert_rows(database: Database, asked: AlertQuery) -> dict[int, AlertRow]:
    zone = dates.zone_of(database, asked.zone)
    rows = {
        one.id: AlertRow(
            one,
            (),
            one.subscribed_at.astimezone(zone),
            None if one.last_sent_at is None else one.last_sent_at.astimezone(zone),
        )
        for one in alerts.listed(database)
    }
    for message in alerts.waiting(database):
        id = message.alert.id if message.alert is not None else _OF_NOBODY + message.id
        row = rows.get(id, AlertRow(None))
        rows[id] = replace(row, waiting=(*row.waiting, message))
    return rows


def told(row: AlertRow) -> str:
    if row.last_sent is None:
        return tr("Nothing was sent yet.")
    return tr(
        "{count:,} sent, the last {last_sent:%Y-%m-%d %H:%M}.",
        count=row.count,
        last_sent=row.last_sent,
    )


def kind_of(row: AlertRow) -> str | Cell:
    if row.kind == ERROR:
        return _FAILURES
    return _TO_BE_FETCHED if row.kind == READY else AlertKind(row.kind).label


def state_in(row: AlertRow, width: int) -> str | Cell:
    """Why it failed only where that can be read; ``i`` says it anywhere."""
    return _FAILED if row.failure and width < 24 else state_of(row)


def state_of(row: AlertRow) -> str | Cell:
    if row.failure:
        return Cell(f"{_FAILED.text}: {row.failure}", "wrong", "!")
    if row.waiting:
        return _WAITING
    return _TOLD if row.count else Cell("–", "dim")


def described(row: AlertRow, *, marked: bool) -> Described:
    one = row.alert
    flags = {"marked"} if marked else set()
    if row.waiting:
        flags.add("failed" if row.failure else "waiting")
    who = f"{one.customer} {one.email}" if one else row.email
    return Described(
        f"{row.sku} {one.name if one else ''} {who}",
        {
            "sku": row.sku,
            "channel": one.channel if one else "",
            "customer": who,
            "kind": row.kind,
        },
        {"count": Quantity(row.count * SCALE)},
        frozenset(flags),
    )
