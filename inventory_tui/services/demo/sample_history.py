"""The last three weeks of the sample shop: what its people did, deed by deed.

Orders come in and are shipped, held or cancelled; goods arrive, break, are counted and moved.
Every step is the deed a person would do, at the moment it is said to have happened.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from inventory_tui.domain.bulk import Transfer
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.shipment import Tracking
from inventory_tui.domain.source import CARRIERS
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.services.demo import (
    sample_coming,
    sample_places,
    sample_shelves,
    sample_waiting,
)
from inventory_tui.services.demo.sample_cases import SHIPPING, Cases
from inventory_tui.services.demo.sample_consignments import Consigned
from inventory_tui.services.demo.sample_days import Event
from inventory_tui.services.orders import invoicing, ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import bulk, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.shipping import shipping
from inventory_tui.services.sourcing import mapping
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate, candidates

ACTORS = ("maria", "jonas", "lena", "clerk2")

_ORDERS = 48
_CANDIDATES = 260
_FATES = [
    "shipped",
    "open",
    "shipped",
    "part",
    "shipped",
    "open",
    "shipped",
    "cancelled",
    "held",
    "shipped",
]


class SampleClock:
    """A clock that shows what it is set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def live(
    database: Database, clock: SampleClock, seed: int, since: datetime, until: datetime
) -> int:
    """Let the shop live from one moment to another; return how many orders came in."""
    history = _History(database, seed, since, until)
    for moment, _, deed in sorted(history.events(), key=lambda event: event[:2]):
        clock.now = moment
        deed()
    return history.orders


class _History:
    def __init__(self, database: Database, seed: int, since: datetime, until: datetime) -> None:
        self._database, self._since, self._until = database, since, until
        self._random = Random(seed)
        self._events: list[Event] = []
        self._numbers: dict[int, str] = {}
        with database.read() as transaction:
            self._channels = transaction.channels.all()
            self._there = {
                stock.id: list(
                    islice(candidates(transaction, stock.id, _CANDIDATES), _CANDIDATES)
                )
                for stock in transaction.stocks.all()
            }
        at = {one.code: self._there[one.stock_id] for one in self._channels}
        self._there_in_eu = at.get("eu_website", [])
        self._cases = Cases(database, seed, until, at)
        self._consigned = Consigned(database, until, self._there_in_eu)

    @property
    def orders(self) -> int:
        """Orders placed so far."""
        return len(self._numbers) + self._cases.orders + self._consigned.orders

    def events(self) -> list[Event]:
        """Everything that happens, in no order."""
        if not any(self._there.values()):
            return []  # a shop of a handful of products, none of which anyone orders
        for number in range(_ORDERS):
            self._order(number)
        self._days_work()
        there = self._there.get(DEFAULT_STOCK_ID, ())
        kept = sample_shelves.events(self._database, self._until, there)
        coming = sample_coming.events(self._database, self._until, there)
        waiting = sample_waiting.events(self._database, self._until, self._there_in_eu)
        cases, consigned = self._cases.events(), self._consigned.events()
        return self._events + cases + waiting + kept + coming + consigned

    def _order(self, number: int) -> None:
        random = self._random
        # the Default Stock's website sells little
        channel = random.choices(
            self._channels, [1 if one.is_default else 6 for one in self._channels]
        )[0]
        pool = self._there[channel.stock_id]
        if not pool:
            return
        chosen = random.sample(pool, min(len(pool), random.choice((1, 1, 2, 2, 3, 4))))
        lines = tuple((one.sku, Quantity(random.randint(1, 4) * 10_000)) for one in chosen)
        request = OrderRequest(
            channel.code,
            lines,
            ship_to=sample_places.customer(random.randint(1_000, 1_999), channel.code),
            prices={one.sku: one.price for one in chosen if one.price},
            shipping_method="Flat Rate",
            shipping_amount=SHIPPING,
        )
        fate = _FATES[number % len(_FATES)]
        latest = timedelta(days=18) if fate != "open" else timedelta(days=20.9)
        placed = self._since + latest * random.random()
        shop = Cause(f"shop {channel.code}", "webshop")
        self._at(placed, lambda: self._place(number, request, shop))
        later = placed + timedelta(hours=random.uniform(1, 60))
        parcel = f"{random.randint(10**9, 10**10 - 1)}"
        self._at(later, lambda: self._finish(number, fate, parcel))

    def _place(self, number: int, request: OrderRequest, cause: Cause) -> None:
        with suppress(Refused):  # sold out meanwhile, as it happens in a small shop
            self._numbers[number] = ordering.place(self._database, request, cause=cause).order

    def _finish(self, number: int, fate: str, parcel: str) -> None:
        database, cause, order = self._database, self._someone(), self._numbers.get(number)
        if order is None:
            return
        carrier = CARRIERS[1 + number % (len(CARRIERS) - 1)]
        tracking = [Tracking(carrier, carrier.upper(), parcel)]
        match fate:
            case "shipped":
                if number % 3:
                    invoicing.invoice(database, order, cause=cause)
                shipping.create_by_algorithm(database, order, cause=cause, tracking=tracking)
            case "part":
                proposed = shipping.plan(database, order).proposal
                first = proposed.taken[0]
                shipping.create(
                    database,
                    order,
                    first.source,
                    {first.sku: Quantity(10_000)},
                    cause=cause,
                    tracking=tracking,
                    comment="The rest follows.",
                )
            case "held":
                ordering.hold(database, order, cause=cause)
            case "cancelled":
                ordering.cancel(database, order, cause=cause)

    def _days_work(self) -> None:
        """Deliveries, counts, breakage, and goods moved between places."""
        received = self._cause("received", "Delivery 2214")
        for stock in self._there.values():
            for day, batch in enumerate(_batches(stock, 4)[:3]):
                edits = [
                    QuantityEdit(one.sku, one.source, change=Quantity(240_000)) for one in batch
                ]
                self._quantities(2 + day * 6, edits, received)
            for day, one in enumerate(stock[20:22]):
                broken = QuantityEdit(one.sku, one.source, change=Quantity(-10_000))
                self._quantities(4 + day * 9, [broken], self._cause("damaged", "Torn seam"))
                counted = QuantityEdit(one.sku, one.source, quantity=Quantity(90_000))
                self._quantities(6 + day * 7, [counted], self._cause("counted"))
        held = self._there[2] if self._there.get(2) else []
        if held:
            ids = [one.product_id for one in held[30:42]]
            move = Transfer("lyon", "berlin")
            self._at(
                self._since + timedelta(days=9, hours=3),
                lambda: bulk.perform(self._database, ids, move, cause=self._someone()),
            )
            sku = held[44 % len(held)].sku
            self._at(
                self._since + timedelta(days=11, hours=5),
                lambda: catalog.edit(
                    self._database, sku, {"notify_below": "12"}, cause=self._someone()
                ),
            )
            order = ["berlin", "paris", "lyon", "outlet"]
            rest = {
                link.code
                for stock in mapping.list_stocks(self._database)
                for link in stock.sources
                if stock.id == 2
            }
            order += sorted(rest - set(order))
            self._at(
                self._since + timedelta(days=12, hours=1),
                lambda: mapping.prioritise(
                    self._database, "EU Stock", order, cause=self._someone()
                ),
            )

    def _quantities(self, day: int, edits: list[QuantityEdit], cause: Cause) -> None:
        moment = self._since + timedelta(days=day, hours=self._random.uniform(0, 9))

        def write() -> None:
            with suppress(Refused):  # of what was sold meanwhile, none can break
                stock_changes.set_quantities(self._database, edits, cause=cause)

        self._at(moment, write)

    def _cause(self, reason: str, note: str = "") -> Cause:
        actor = self._random.choice(ACTORS)
        return Cause(actor, actor, reason, note)

    def _someone(self) -> Cause:
        actor = self._random.choice(ACTORS)
        return Cause(actor, actor)

    def _at(self, moment: datetime, deed: Callable[[], object]) -> None:
        if moment < self._until:
            self._events.append((moment, len(self._events), deed))


def _batches(stock: list[Candidate], size: int) -> list[list[Candidate]]:
    return [stock[start : start + size] for start in range(0, len(stock), size)]
