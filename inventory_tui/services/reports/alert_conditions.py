"""Whether what alerts wait for is so, for the products of one channel at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inventory_tui.domain.alerts import Alert, AlertKind, fell
from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Transaction

_AT_ONCE = 500


class Now:
    """What is so at this moment of some products, for one channel."""

    def __init__(
        self, transaction: Transaction, channel: SalesChannel, product_ids: Sequence[int]
    ) -> None:
        self._salable = {
            id: status.is_salable
            for id, status in statuses_of(
                transaction, product_ids, channel.stock_id, channel
            ).items()
        }
        self.prices = {
            id: one.price for id, one in transaction.products.by_ids(product_ids).items()
        }
        self.low_at = transaction.alerts.low_at(
            transaction.options, channel.stock_id, product_ids
        )

    def holds(self, kind: AlertKind, product_id: int) -> bool:
        """Whether what an alert of this kind waits for is so; a price is compared elsewhere."""
        if kind is AlertKind.STOCK:
            return self._salable.get(product_id, False)
        return kind is AlertKind.LOW and product_id in self.low_at


@dataclass(frozen=True, slots=True)
class Change:
    """A subscription whose answer changed since it was last looked at."""

    alert: Alert
    met: bool
    price: str
    low_at: Sequence[str]
    is_told: bool
    """Whether it became what they wait for, rather than ceased to be."""


def changes(
    transaction: Transaction, channel: SalesChannel, alerts: Iterable[Alert]
) -> Iterator[Change]:
    """Yield the subscriptions of one channel whose answer is another than they know."""
    allowed = {
        kind: kind.setting is None or transaction.options.value(kind.setting, channel.id)
        for kind in AlertKind
    }
    wanted = [alert for alert in alerts if allowed[alert.kind]]
    for some in chunks(wanted, _AT_ONCE):
        now = Now(transaction, channel, sorted({alert.product_id for alert in some}))
        for alert in some:
            price = now.prices.get(alert.product_id, "")
            low_at = now.low_at.get(alert.product_id, ())
            if alert.kind is AlertKind.PRICE:
                told = fell(alert.price, price)
                known = price if told or not alert.price else alert.price
                if known != alert.price:
                    yield Change(alert, alert.met, known, low_at, told)
                continue
            met = now.holds(alert.kind, alert.product_id)
            if met != alert.met:
                yield Change(alert, met, alert.price, low_at, met)
