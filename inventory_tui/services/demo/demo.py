"""A sample inventory of any size: the shop of `sample_places` and `sample_styles`, at work.

The world as such (places, products, what lies where) is one deed, made set-based.  What
happened since then is made of ordinary deeds: orders of the last three weeks in every
state, deliveries, counts, transfers.  A shop beyond 5,000 products gets many more orders,
also set-based.  Two shops of one seed differ in nothing but the moment they end at.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.demo import sample_places as places
from inventory_tui.services.demo.made import is_made
from inventory_tui.services.demo.sample_history import ACTORS, SampleClock, live
from inventory_tui.services.demo.sample_styles import COLOURS, SIZES, Style, styles
from inventory_tui.services.shipping.geonames import add_sample
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.generating import generating
from inventory_tui.store.generating.generating_orders import (
    Candidate,
    SampleOrder,
    add_orders,
    candidates,
)
from inventory_tui.store.generating.generating_parts import add_parts
from inventory_tui.store.upkeep.repairing import rebuild_levels
from inventory_tui.store.upkeep.upgrading import holds_data
from inventory_tui.wording import tr

__all__ = ["make"]

OPENED = timedelta(days=42)
"""How long ago the shop opened."""
LATELY = timedelta(days=21)
"""How long ago the orders begin that ordinary deeds made."""

_PATTERNS = 64
_LIKELY = {
    "default": 0.8, "berlin": 0.75, "paris": 0.5, "lyon": 0.35, "dallas": 0.6,
    "brooklyn": 0.45, "outlet": 0.15, "dropship": 0.2,
}  # fmt: skip
"""How likely a product lies at a source of a small shop."""
_SOURCES_IN_BIG = 5
_STATES = (
    OrderStatus.COMPLETE, OrderStatus.PENDING, OrderStatus.COMPLETE, OrderStatus.PROCESSING,
    OrderStatus.COMPLETE, OrderStatus.PENDING, OrderStatus.CANCELED, OrderStatus.COMPLETE,
    OrderStatus.HOLDED, OrderStatus.PENDING,
)  # fmt: skip


def make(
    database: Database,
    products: int = 2_000,
    seed: int = 1,
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Fill a new database with a sample inventory; one that was made before is left as it is.

    Args:
        products: How many products it has, of all types together.
        seed: Another number, another shop.
        progress: Told how many products' worth of the work is done, and of how many.

    Raises:
        Refused: ``would_overwrite``: the database holds something else.
        Stopped: ``stop`` said so; nothing was made.
    """
    deed = Deed.DEMO_MADE
    if is_made(database):
        return Receipt(None, deed, {}, tr("The sample inventory is there already."))
    if holds_data(database):
        raise Refused(
            Kind.WOULD_OVERWRITE,
            tr(
                "{database} holds data of its own; a sample inventory needs a new database.",
                database=database,
            ),
        )
    now = database.clock()
    clock = SampleClock(now - OPENED)
    making = _Making(products, seed, now, progress, stop)
    with closing(database.at(clock)) as past:
        with past.write(whole=True, repeatable=True) as transaction:
            operation = transaction.journal.begin(deed, cause, reason="demo")
            counts = making.world(transaction, operation)
            summary = tr("Made a sample inventory of {products:,} products", products=products)
            transaction.journal.finish(operation, summary=summary, counts=counts)
        placed = live(past, clock, seed, now - LATELY, now)
        with past.write(repeatable=True):
            pass  # sync what was done since
    making.tell(1.0)
    counts["orders"] = making.orders + placed
    return Receipt(operation, deed, counts, summary)


class _Making:
    """The world as such."""

    def __init__(
        self,
        products: int,
        seed: int,
        now: datetime,
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self._products, self._seed, self._now = products, seed, now
        self._progress, self._stop = progress, stop
        self._random = Random(seed)
        self.orders = 0
        """Orders made set-based."""

    def tell(self, part: float) -> None:
        """Tell how far it is, and hear whether to stop."""
        if self._progress is not None:
            self._progress(round(part * self._products), self._products)
        go_on(self._stop)

    def world(self, transaction: Transaction, operation: int) -> dict[str, int | str]:
        """Make places, products, what lies where and, in a big shop, most orders."""
        self.tell(0.0)
        sources = self._places(transaction, operation)
        self._lines(transaction)
        self.tell(0.25)
        generating.add_items(transaction, self._patterns(sources), self._seed)
        self.tell(0.45)
        if self._products > places.SMALL:
            self._orders(transaction, min(self._products // 20, 50_000))
        else:
            generating.record_items(transaction, operation)
        self.tell(0.55)
        rebuild_levels(transaction, None)
        self.tell(0.9)
        return {
            "products": self._products,
            "sources": len(sources),
            "stocks": len(places.stocks(self._products)) + 1,
            "orders": self.orders,
        }

    def _places(self, transaction: Transaction, operation: int) -> dict[str, int]:
        """Add sources, stocks and channels; return the sources' ids by code."""
        ids = {"default": 1}
        journal = transaction.journal
        add_sample(transaction)
        for source in places.sources(self._products):
            ids[source.code] = id = transaction.sources.add(source).id
            journal.changed(operation, "source", id, source.code, {}, {"*": source.code})
        for sample in places.stocks(self._products):
            stock = transaction.stocks.add(sample.name)
            journal.changed(operation, "stock", stock.id, stock.name, {}, {"*": stock.name})
            transaction.stocks.link(stock.id, [ids[code] for code in sample.sources])
            for code, name in sample.channels:
                id = transaction.channels.add(SalesChannel(0, code, name, stock.id)).id
                journal.changed(operation, "channel", id, code, {}, {"*": code})
        transaction.translations.put(
            "source",
            ids["berlin"],
            {("name", "de"): "Lager Berlin", ("name", "fr"): "Berlin"},
        )
        return ids

    def _lines(self, transaction: Transaction) -> None:
        left, lines = self._products, []
        for style in styles(self._seed):
            if left <= 0:
                break
            lines.append(_row(style))
            left -= 1 if style.colours < 0 else 1 + len(SIZES) * len(COLOURS[style.colours])
        generating.add_products(transaction, lines, _VARIANTS, self._products, self._seed)
        add_parts(transaction)

    def _patterns(self, sources: dict[str, int]) -> list[list[int]]:
        """At which sources products may lie together."""
        random, ids = self._random, list(sources.values())
        if self._products > places.SMALL:
            return [random.sample(ids, _SOURCES_IN_BIG) for _ in range(_PATTERNS)]
        patterns = []
        for _ in range(_PATTERNS):
            at = [id for code, id in sources.items() if random.random() < _LIKELY[code]]
            patterns.append(at or [1])
        return patterns

    def _orders(self, transaction: Transaction, count: int) -> None:
        """Many orders between the opening and lately, two lines each on average."""
        random = self._random
        channels = [one for one in transaction.channels.all() if not one.is_default]
        of_stock = {channel.stock_id for channel in channels}
        there = {
            stock_id: list(islice(candidates(transaction, stock_id, count * 2), count * 2))
            for stock_id in of_stock
        }
        used: set[int] = set()
        moments = sorted(random.random() for _ in range(count))
        orders = []
        span = OPENED - LATELY - timedelta(days=3)
        for moment, channel, state in zip(moments, cycle(channels), cycle(_STATES)):
            wanted = 1 + (random.random() < 0.6) + (random.random() < 0.3)
            if state is OrderStatus.PROCESSING:
                wanted = max(wanted, 2)
            lines: list[tuple[Candidate, int]] = []
            pool = there[channel.stock_id]
            while pool and len(lines) < wanted:
                candidate = pool.pop()
                if candidate.product_id not in used:
                    used.add(candidate.product_id)
                    lines.append((candidate, random.randint(1, 4) * 10_000))
            if len(lines) < min(wanted, 2):
                break
            placed = self._now - OPENED + timedelta(hours=1) + span * moment
            orders.append(
                SampleOrder(
                    channel.id,
                    channel.stock_id,
                    places.customer(random.randint(1, 9_999), channel.code),
                    placed,
                    placed + timedelta(hours=random.uniform(1, 48)),
                    state,
                    lines,
                )
            )
        add_orders(transaction, orders, ACTORS)
        self.orders = len(orders)


def _row(style: Style) -> generating.LineRow:
    return (
        style.number,
        style.code,
        style.name,
        style.type.value,
        style.attribute_set,
        style.price,
        style.weight,
        "base,eu_website,fr_website,us_website",
        style.colours,
        style.decimals,
    )


_VARIANTS: list[generating.VariantRow] = [(-1, 0, "", "", "")] + [
    (colours, number, end, end, label)
    for colours, names in enumerate(COLOURS)
    for number, (end, label) in enumerate(
        [
            ("", ""),
            *(
                (f"-{size}-{colour}", f"size={size},color={colour}")
                for size in SIZES
                for colour in names
            ),
        ]
    )
]
