"""What a stock can promise to orders that some of its sources do not serve.

That is what it can promise at all, less what is for sale at these sources: so such an order
never takes what is kept for others, and nobody is promised a unit twice.

Source: the warehouse half, 1.0, *Available (channel)*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.eligibility import Audience
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_checks import Failure
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage, SalesChannel, SourceLink
from inventory_tui.services.orders.ware import Ware
from inventory_tui.store.database import Transaction

_AT_ONCE = 5_000


class EntitledWare(Ware):
    """A product in a stock, as orders see it that some of its sources do not serve."""

    __slots__ = ("_base", "_is_left", "_withheld")

    def __init__(self, base: Ware, withheld: int, *, is_left: bool) -> None:
        """See ``base`` without what is withheld.

        Args:
            withheld: Ten-thousandths for sale at the sources that do not serve them.
            is_left: Whether any row In Stock is left at another.
        """
        self._base, self._withheld, self._is_left = base, withheld, is_left
        self.product, self.rules = base.product, base.rules
        self.composition, self.stock = base.composition, base.stock
        self.may_wait = base.may_wait
        self.unfit = base.unfit
        self.status = base.status
        self._passes = base._passes
        self._coverage = base._coverage
        if not is_left:
            self._coverage = min(self._coverage, Coverage.ASSIGNED)
        self._had = 0

    @property
    def salable(self) -> Quantity | None:
        """What is left of it for such orders."""
        whole = self._base.salable
        if whole is None:
            return None
        return Quantity(whole.parts - self._withheld) if self._is_left else ZERO

    @salable.setter
    def salable(self, whole: Quantity | None) -> None:
        raise AttributeError("it follows from what the whole stock can promise")

    def stock_refusal(self, parts: int) -> Failure | None:
        """Why the stock cannot promise ``parts`` of it to such an order, or None."""
        self._had = 0  # other orders take of it as well
        return super().stock_refusal(parts)

    def take(self, parts: int) -> None:
        """Promise so much of it."""
        self._base.take(parts)


class Entitled:
    """Wares as orders see them that some sources of a stock do not serve."""

    def __init__(self) -> None:
        self._barred: dict[tuple[int, Audience], frozenset[int]] = {}
        self._wares: dict[tuple[int, frozenset[int]], dict[str, Ware]] = {}

    def wares(
        self,
        transaction: Transaction,
        channel: SalesChannel,
        audience: Audience,
        whole: Mapping[str, Ware],
    ) -> Mapping[str, Ware]:
        """Return what such orders may have of ``whole``, the wares of the channel."""
        barred = self.barred(transaction, channel, audience)
        if not barred:
            return whole
        known = self._wares.setdefault((channel.id, barred), {})
        if len(known) == len(whole):
            return known
        new = [key for key in whole if key not in known]
        ids = [whole[key].product.id for key in new]
        withheld: dict[int, tuple[int, bool]] = {}
        for some in chunks(ids, _AT_ONCE):
            withheld |= transaction.eligibility.withheld(channel.stock_id, barred, some)
        for key in new:
            ware = whole[key]
            parts, is_left = withheld.get(ware.product.id, (0, True))
            known[key] = (
                EntitledWare(ware, parts, is_left=is_left) if parts or not is_left else ware
            )
        return known

    def barred(
        self, transaction: Transaction, channel: SalesChannel, audience: Audience
    ) -> frozenset[int]:
        """Return the sources of a channel's stock that do not serve such orders."""
        if not channel.some_limited:
            return frozenset()
        asked = (channel.id, audience)
        if asked not in self._barred:
            self._barred[asked] = transaction.eligibility.barred(
                channel.stock_id, channel.id, audience
            )
        return self._barred[asked]


def barred_from(
    transaction: Transaction, order: Order, links: Iterable[SourceLink]
) -> frozenset[int]:
    """Return the sources of an order's stock that do not serve it."""
    if not any(link.limited for link in links):
        return frozenset()
    audience = audience_of(order)
    return transaction.eligibility.barred(order.stock_id, order.channel_id, audience)


def audience_of(order: Order) -> Audience:
    """Return whom an order is for."""
    return Audience.of(order.account, order.customer_group, order.order_type)


def serving(
    transaction: Transaction, order: Order, links: Iterable[SourceLink]
) -> tuple[list[SourceLink], frozenset[int]]:
    """Return the sources that serve an order, in the order they are asked, and the others.

    Those that list its type come first, by the rank they give it; then the stock's order.
    """
    links = list(links)
    if not any(link.limited for link in links):
        return links, frozenset()
    barred = barred_from(transaction, order, links)
    ranks = transaction.eligibility.ranks(audience_of(order))
    mine = [link for link in links if link.source_id not in barred]
    mine.sort(key=lambda link: (link.source_id not in ranks, ranks.get(link.source_id, 0)))
    return mine, barred
