"""Rounds of alerts: what came true is recorded once, what waits is delivered at least once.

First what became true since it was last looked at is recorded, a message each, in the
transaction that remembers having seen it.  Then every message that waits is handed to the
targets and marked; between the two a program may be killed, and the next round delivers it
again under the same id.

Source: spec 2.12.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from inventory_tui.domain.alerts import (
    Alert,
    AlertKind,
    Texts,
    Waiting,
    last_due,
    message,
)
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.domain.templates import fill
from inventory_tui.services.reports.alert_conditions import Change, changes
from inventory_tui.services.reports.alert_targets import NotDelivered, Target, targets
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr, trn

__all__ = ["ERROR", "NotDelivered", "Ran", "Target", "run", "targets"]

_AT_ONCE = 500
_LAST_RUN = "alert_last_run"
"""Kept beside the settings, by channel: when alerts were last looked for."""
ERROR = "error"
"""The kind of a message about messages that could not be delivered."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to."""

    recorded: int
    """Messages that are new."""
    sent: int
    waiting: int
    """Messages nobody could be given, for nothing is configured or it failed too often."""
    failed: int
    """Messages whose delivery was tried in this run and failed."""
    why: str
    """Why the last of those failed, or why they wait."""
    receipt: Receipt


def run(
    database: Database,
    to: Sequence[Target],
    *,
    due: bool = False,
    cause: Cause,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Ran:
    """Record what became true since the last run, and deliver what waits.

    Args:
        to: Where messages go (see `targets`); with none they wait.
        due: Look only for the channels whose time has come since the last run, as
            *Frequency* and *Start Time* say; what waits is delivered all the same.
        progress: Told how many of how many messages were tried.
        stop: Asked before each message; what is left then waits.
    """
    with database.read():
        pass  # who asks for it is known here; what it tells is everybody's
    database = database.as_program()
    receipt = _record(database, due=due, cause=cause)
    recorded = int(receipt.counts["recorded"])
    if database.rehearses:
        counts = {**receipt.counts, "sent": 0, "waiting": recorded, "failed": 0}
        tried = Receipt(None, Deed.ALERTS_RUN, counts, receipt.message, receipt.warnings)
        return Ran(recorded, 0, recorded, 0, "", tried)
    post = _Post(database, to, stop or (lambda: False))
    post.deliver(progress)
    if post.failed and post.report_failures():
        post.deliver(progress)
    left = post.left()
    counts = {**receipt.counts, "sent": post.sent, "waiting": left, "failed": post.failed}
    why = post.why or tr("nothing is configured: alert_file, alert_command or alert_webhook")
    words = [tr("{count:,} sent", count=post.sent)]
    words += [tr("{count:,} failed ({why})", count=post.failed, why=why)] if post.failed else []
    words += [tr("{count:,} waiting", count=left)] if left else []
    words += [f"({why})"] if left and not post.failed else []
    return Ran(
        recorded,
        post.sent,
        left,
        post.failed,
        why if left or post.failed else "",
        Receipt(
            receipt.operation,
            Deed.ALERTS_RUN,
            counts,
            tr("Alerts: {done}.", done=", ".join(words).replace(", (", " (")),
            receipt.warnings,
        ),
    )


def _record(database: Database, *, due: bool, cause: Cause) -> Receipt:
    """Write a message for each subscription that came true since it was last looked at."""
    with database.read() as transaction:
        channels = list(_channels_to_look_at(transaction, due=due))
        warnings = tuple(_switched_off(transaction, channels))
        changed = [
            change.alert.id
            for channel in channels
            for change in changes(
                transaction, channel, transaction.alerts.listed(channel_id=channel.id)
            )
        ]
    with database.write() as transaction:
        told: list[Change] = []
        seen: list[Change] = []
        by_channel: defaultdict[int, list[Alert]] = defaultdict(list)
        for alert in transaction.alerts.of(changed, lock=True):
            by_channel[alert.channel_id].append(alert)
        for channel in channels:
            found = list(changes(transaction, channel, by_channel[channel.id]))
            seen += found
            told += [change for change in found if change.is_told]
            now = transaction.now.isoformat()
            transaction.options.put(_LAST_RUN, channel.id, now)
        transaction.alerts.seen((one.alert.id, one.met, one.price) for one in seen)
        counts: dict[str, int | str] = {"recorded": len(told)}
        if not told:
            return Receipt(None, Deed.ALERTS_RUN, counts, "", warnings)
        operation = transaction.journal.begin(Deed.ALERTS_RUN, cause, reason="run")
        transaction.alerts.record(_messages(transaction, told))
        summary = trn("{count:,} alert recorded", "{count:,} alerts recorded", len(told))
        transaction.journal.finish(operation, summary=summary, counts=counts)
        return Receipt(operation, Deed.ALERTS_RUN, counts, f"{summary}.", warnings)


def _channels_to_look_at(transaction: Transaction, *, due: bool) -> Iterator[SalesChannel]:
    options = transaction.options
    for channel in transaction.channels.all():
        last = options.stored().get((_LAST_RUN, channel.id))
        if due and last is not None:
            schedule = str(options.value("alert_schedule", channel.id))
            start = str(options.value("alert_start", channel.id))
            zone = ZoneInfo(str(options.value("time_zone", channel.id)))
            if datetime.fromisoformat(last) >= last_due(transaction.now, schedule, start, zone):
                continue
        yield channel


def _messages(
    transaction: Transaction, told: Iterable[Change]
) -> Iterator[tuple[str, int | None, str, dict[str, object]]]:
    for one in told:
        alert = one.alert

        def text(key: str, at: int = alert.channel_id) -> str:
            return str(transaction.options.value(key, at))

        texts = Texts(text("alert_sender"), text("alert_stock_text"), text("alert_price_text"))
        key = uuid.uuid4().hex
        said = message(
            alert, texts, key=key, at=transaction.now, price=one.price, low_at=one.low_at
        )
        yield key, alert.id, alert.kind.value, said


def _switched_off(transaction: Transaction, channels: Iterable[SalesChannel]) -> Iterator[str]:
    """Which subscriptions are not looked at because a setting says so."""
    counts: defaultdict[AlertKind, int] = defaultdict(int)
    here = {channel.id for channel in channels}
    for (channel_id, kind), count in transaction.alerts.tally().items():
        asked = channel_id in here and kind.setting
        if asked and not transaction.options.value(asked, channel_id):
            counts[kind] += count
    for kind, count in counts.items():
        if count:
            yield (
                trn(
                    "{count:,} {kind} alert not looked at: the setting {setting} is no",
                    "{count:,} {kind} alerts not looked at: the setting {setting} is no",
                    count,
                    setting=kind.setting,
                    kind=kind.value,
                )
            )


class _Post:
    """Hands messages on, each marked in a transaction of its own."""

    _MOST_FAILURES = 3
    """In a row; then what is left waits for the next run."""

    def __init__(
        self, database: Database, to: Sequence[Target], stop: Callable[[], bool]
    ) -> None:
        self._database = database
        self._to = to
        self._stop = stop
        self._last_tried = 0
        self.sent = 0
        self.failed = 0
        self.why = ""

    def deliver(self, progress: Callable[[int, int], None] | None) -> None:
        """Try every message that was not tried yet, the oldest first."""
        if not self._to:
            return
        with self._database.read() as transaction:
            total = transaction.alerts.count_waiting(after=self._last_tried)
        tried = in_a_row = 0
        while in_a_row < self._MOST_FAILURES:
            with self._database.read() as transaction:
                some = transaction.alerts.waiting(after=self._last_tried, limit=_AT_ONCE)
            if not some:
                return
            for one in some:
                if self._stop():
                    return
                in_a_row = 0 if self._sent(one) else in_a_row + 1
                self._last_tried = one.id
                tried += 1
                if progress is not None:
                    progress(tried, total)
                if in_a_row == self._MOST_FAILURES:
                    return

    def _sent(self, one: Waiting) -> bool:
        try:
            for target in self._to:
                target(one.message)
        except NotDelivered as failure:
            self.failed += 1
            self.why = str(failure)
            with self._database.write() as transaction:
                transaction.alerts.failed(one.id, self.why)
            return False
        self.sent += 1
        with self._database.write() as transaction:
            transaction.alerts.delivered(one.id)
        return True

    def report_failures(self) -> bool:
        """Record a message to whom failures are told; False where nobody is, or one waits."""
        with self._database.write() as transaction:
            options = transaction.options
            recipient = str(options.value("alert_error_recipient"))
            if not recipient or transaction.alerts.waits(ERROR):
                return False
            key = uuid.uuid4().hex
            places = {"count": str(self.failed), "why": self.why}
            said = {
                "id": key,
                "kind": ERROR,
                "email": recipient,
                "from": str(
                    options.value("alert_error_sender") or options.value("alert_sender")
                ),
                "text": fill(str(options.value("alert_error_text")), places),
                "at": transaction.now.isoformat().replace("+00:00", "Z"),
            }
            transaction.alerts.record([(key, None, ERROR, said)])
        return True

    def left(self) -> int:
        """How many messages wait beside those that failed now."""
        with self._database.read() as transaction:
            return max(transaction.alerts.count_waiting() - self.failed, 0)
