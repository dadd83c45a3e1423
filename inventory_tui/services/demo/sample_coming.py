"""What is coming to the sample shop: a delivery, one that is late, and goods on the road."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.incoming import Came, IncomingLine, IncomingQuery
from inventory_tui.domain.quantity import ONE, SCALE, Quantity
from inventory_tui.services.demo.sample_days import Event
from inventory_tui.services.goods import deliveries, incoming, transfers
from inventory_tui.services.quantities import item_lists
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate

_LENA, _JONAS = (Cause(name, name) for name in ("lena", "jonas"))
_DOCK, _SHOP = "berlin", "paris"
_DELIVERY = "D-2051"


def events(database: Database, until: datetime, there: Sequence[Candidate]) -> list[Event]:
    """Return what was ordered, received and sent in the last days.

    Args:
        there: Products that lie somewhere; some that nobody orders are taken.
    """
    skus = [one.sku for one in there[-12:-4]]
    late, soon = (until - timedelta(days=2)).date(), (until + timedelta(days=3)).date()

    def expect(number: int, sku: str, *, overdue: bool) -> None:
        incoming.add(
            database,
            sku,
            _DOCK,
            Quantity((6 + 6 * number) * SCALE),
            expected=late if overdue else soon,
            delivery="" if overdue else _DELIVERY,
            erc=f"po-{number}",
            cause=_LENA,
        )

    ordered = until - timedelta(days=6)
    told: list[Event] = [
        (ordered, number, partial(expect, number, sku, overdue=number == 3))
        for number, sku in enumerate(skus[:4])
    ]
    return [
        *told,
        (until - timedelta(hours=30), 0, partial(_receive_some, database, skus[3:4])),
        (until - timedelta(hours=28), 0, partial(_send, database, skus[4:7])),
    ]


def _receive_some(database: Database, skus: Sequence[str]) -> None:
    """Half of what is late came after all, one of it broken."""
    for sku in skus:
        for line in incoming.find(database, IncomingQuery(sku=sku)):
            half = Quantity(line.left.parts // (2 * SCALE) * SCALE)
            came = Came(half, damaged=ONE, reason="damaged")
            deliveries.receive(
                database, [IncomingLine(line.id, came, rest=False)], cause=_JONAS
            )


def _send(database: Database, skus: Sequence[str]) -> None:
    """Some units leave where most of them lie."""
    rows = [row for sku in skus for row in item_lists.source_items(database, sku=sku)]
    most = max(rows, key=lambda row: row.quantity, default=None)
    if most is None:
        return
    with suppress(Refused):  # in a shop of a handful of products there is nothing to send
        transfers.send(
            database,
            [(most.sku, Quantity(4 * SCALE))],
            origin=most.source_code,
            destination=_SHOP if most.source_code != _SHOP else _DOCK,
            cause=_LENA,
        )
