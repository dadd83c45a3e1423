"""Orders of the sample shop that each show one thing.

Paid and doubted, invoiced, refunded, of bundles and variations and services, fetched at a shop,
more than there is: every case an ordinary order that ordinary deeds went on with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from inventory_tui.domain.document import Outcome, RefundAmounts, RefundWish
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.payment import PaymentState
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE, SCALE, Quantity
from inventory_tui.services.demo import sample_places
from inventory_tui.services.demo.sample_days import Days, Event
from inventory_tui.services.demo.sample_styles import COLOURS, SIZES, Style, styles
from inventory_tui.services.demo.sample_units import count_in_units
from inventory_tui.services.keeping import configuring, roles
from inventory_tui.services.orders import expiries, invoicing, ordering, payments, refunding
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import promises
from inventory_tui.services.shipping import pickup_orders, shipping
from inventory_tui.services.sourcing import mapping
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate

Line = tuple[str, Quantity] | RequestedLine

SHIPPING = "4.90"
_EU, _US, _FR = "eu_website", "us_website", "fr_website"
_MARIA, _LENA, _JONAS = (Cause(name, name) for name in ("maria", "lena", "jonas"))
_LATER = Quantity(50 * SCALE)
"""How much of a product may be ordered beyond what is there."""
_SET_UP, _COMING = 1, 2
"""Which variation of a style has settings of its own, and which is not for sale yet."""
_FAR = 90
"""From which of its candidates a stock's cases take theirs; the others go into other orders."""


class Cases:
    """What happens beside the days' work."""

    def __init__(
        self,
        database: Database,
        seed: int,
        until: datetime,
        there: Mapping[str, Sequence[Candidate]],
    ) -> None:
        """Take products for the cases.

        Args:
            there: Channel → products its stock has plenty of.
        """
        self._database, self._days = database, Days(until)
        self._numbers: dict[str, str] = {}
        self._pools = {channel: _pool(candidates) for channel, candidates in there.items()}
        self._there = there
        held = Counter(
            link.code for stock in mapping.list_stocks(database) for link in stock.sources
        )
        self._shared = {code for code, stocks in held.items() if stocks > 1}
        self._styles = _first_of_each_type(seed)
        self._rope = next(style.code for style in styles(seed) if style.decimals)

    @property
    def orders(self) -> int:
        """Orders placed so far."""
        return len(self._numbers)

    def events(self) -> list[Event]:
        """Everything that happens, in no order."""
        self._settings()
        self._paid()
        self._refunded()
        self._composed()
        self._fetched()
        self._beyond_stock()
        self._only_shared()
        self._days.at(7.4, partial(count_in_units, self._database, self._rope, _LENA))
        return self._days.events

    def _settings(self) -> None:
        night = ["inventory.access", "stock.view", "stock.adjust", "replenishment.receive"]
        self._days.at(
            6.4, partial(roles.add_role, self._database, "night", night, cause=_MARIA)
        )
        if self._shared:
            self._set(20.9, "protect_shared_sources", "yes")
        self._set(20.8, "alert_stock", "yes")
        self._set(20.8, "show_out_of_stock", "yes")
        self._set(20.7, "only_x_left", "5", _US)
        own = {"min_cart_qty": "2", "max_cart_qty": "20", "notify_below": "15"}
        for style in self._of(ProductType.CONFIGURABLE):
            sku = _variation(style, _SET_UP)
            self._days.at(8.2, partial(catalog.edit, self._database, sku, own, cause=_MARIA))
            coming = {"display": f"{self._days.until + timedelta(days=21):%Y-%m-%d}"}
            sku = _variation(style, _COMING)
            self._days.at(
                0.01, partial(catalog.edit, self._database, sku, coming, cause=_MARIA)
            )

    def _paid(self) -> None:
        """Awaited, under review, doubted; and one that was paid before anything left."""
        self._order("awaited", 0.7, _EU, self._plain(_EU, 2), payment="pending")
        self._then(0.6, "awaited", self._let_expire)
        self._order("reviewed", 1.3, _US, self._plain(_US, 3), payment="pending")
        self._then(1.1, "reviewed", self._pay, PaymentState.REVIEW)
        self._order("doubted", 1.9, _US, self._plain(_US, 4, 4))
        self._then(1.8, "doubted", self._pay, PaymentState.FRAUD)
        self._order("paid", 0.9, _FR, self._plain(_FR, 1, 2))
        self._then(0.6, "paid", self._invoice)

    def _refunded(self) -> None:
        """In part: one unit came back; whole: everything did."""
        partly, wholly = self._plain(_EU, 3, 2), self._plain(_US, 1, 2)
        for key, days, channel, lines in (
            ("part back", 12.2, _EU, partly),
            ("all back", 15.6, _US, wholly),
        ):
            self._order(key, days, channel, lines)
            self._then(days - 0.4, key, self._invoice)
            self._then(days - 1.1, key, self._ship)
        wishes = [RefundWish(line[0], ONE, Outcome.RETURN) for line in partly[:1]]
        self._then(4.3, "part back", self._refund, wishes, "One had a torn seam.")
        everything = [RefundWish(sku, units, Outcome.RETURN) for sku, units in wholly]
        self._then(6.1, "all back", self._refund, everything, "Changed their mind.", SHIPPING)

    def _composed(self) -> None:
        """A bundle beside a variation; a service and a download, which leave by invoice."""
        lines: list[Line] = []
        for style in self._of(ProductType.BUNDLE):
            lines.append(RequestedLine(style.code, _units(2), style.price))
        for style in self._of(ProductType.CONFIGURABLE):
            sku = self._salable_variation(style)
            if sku:
                lines.append(RequestedLine(sku, ONE, style.price, chosen_as=style.code))
        self._order("bundle", 0.5, _EU, lines)
        virtual: list[Line] = [(style.code, ONE) for style in self._of(ProductType.VIRTUAL)]
        virtual += [(style.code, ONE) for style in self._of(ProductType.DOWNLOADABLE)]
        self._order("virtual", 3.4, _EU, virtual)
        self._then(3.3, "virtual", self._invoice)

    def _fetched(self) -> None:
        """One that waits to be made ready, one that lies ready at its shop."""
        for key, days, channel, shop in (
            ("to make ready", 0.4, _FR, "paris"),
            ("ready", 2.6, _US, "brooklyn"),
        ):
            near = [one for one in self._there.get(channel, ()) if one.source == shop]
            lines: list[Line] = [
                (one.sku, _units(units)) for one, units in zip(near[-2:], (1, 2), strict=False)
            ]
            self._order(key, days, channel, lines, pickup=shop)
        self._then(1.6, "ready", self._make_ready)

    def _beyond_stock(self) -> None:
        """More than there is, of a product that may be ordered all the same."""
        own = {"backorders": "notify", "threshold": f"-{_LATER}"}
        for one in self._there.get(_EU, ())[-8:-7]:
            self._days.at(
                16.3, partial(catalog.edit, self._database, one.sku, own, cause=_LENA)
            )
            self._days.at(2.2, partial(self._order_beyond, one.sku))

    def _only_shared(self) -> None:
        """What one stock owes of goods only a shared source has, the other cannot promise."""
        near = [one for one in self._there.get(_US, ()) if one.source in self._shared]
        lines = [(one.sku, Quantity(one.quantity) - _units(4)) for one in near[-2:]]
        self._order("shared", 0.8, _US, lines)

    # the deeds

    def _set(self, days: float, key: str, text: str, channel: str | None = None) -> None:
        self._days.at(
            days,
            partial(configuring.set_option, self._database, key, text, channel, cause=_MARIA),
        )

    def _order(
        self,
        key: str,
        days: float,
        channel: str,
        lines: Sequence[Line],
        *,
        payment: str = "",
        pickup: str = "",
    ) -> None:
        """Have an order placed some days before the end."""
        if lines:
            self._days.at(days, partial(self._place, key, channel, lines, payment, pickup))

    def _place(
        self, key: str, channel: str, lines: Sequence[Line], payment: str, pickup: str
    ) -> None:
        shop = Cause(f"shop {channel}", "webshop")
        prices = {one.sku: one.price for one in self._there.get(channel, ())}
        request = OrderRequest(
            channel,
            tuple(lines),
            ship_to=sample_places.customer(sum(map(ord, key)), channel),
            prices={
                line[0]: prices[line[0]]
                for line in lines
                if isinstance(line, tuple) and line[0] in prices
            },
            shipping_method="In-Store Pickup" if pickup else "Flat Rate",
            shipping_amount="" if pickup else SHIPPING,
            pickup_location=pickup,
            payment=OrderStatus.PENDING_PAYMENT if payment else None,
        )
        self._numbers[key] = ordering.place(self._database, request, cause=shop).order

    def _order_beyond(self, sku: str) -> None:
        salable = promises.salable_quantity(self._database, sku, "EU Stock")
        self._place("backordered", _EU, [(sku, salable - _LATER + _units(6))], "", "")

    def _then(self, days: float, key: str, deed: Callable[..., object], *rest: object) -> None:
        """Have something done with an order, where it was placed."""

        def go_on() -> None:
            if key in self._numbers:
                deed(self._numbers[key], *rest)

        self._days.at(days, go_on)

    def _pay(self, number: str, state: PaymentState) -> None:
        payments.payment(self._database, number, state.value, cause=_LENA)

    def _let_expire(self, number: str) -> None:
        expiries.set_expiry(self._database, number, "3d", cause=_LENA)

    def _invoice(self, number: str) -> None:
        invoicing.invoice(self._database, number, cause=_LENA)

    def _ship(self, number: str) -> None:
        shipping.create_by_algorithm(self._database, number, cause=_JONAS)

    def _refund(
        self, number: str, wishes: Sequence[RefundWish], comment: str, shipping: str = ""
    ) -> None:
        refunding.refund(
            self._database,
            number,
            wishes,
            cause=_LENA,
            amounts=RefundAmounts(shipping=shipping),
            comment=comment,
        )

    def _make_ready(self, number: str) -> None:
        pickup_orders.make_ready(self._database, number, cause=_JONAS)

    # the products

    def _plain(self, channel: str, *units: int) -> list[tuple[str, Quantity]]:
        """Lines of products nothing else here is about, with so many units each."""
        pool = self._pools.get(channel, iter(()))
        return [(one.sku, _units(unit)) for unit, one in zip(units, pool, strict=False)]

    def _of(self, type: ProductType) -> list[Style]:
        return self._styles.get(type, [])

    def _salable_variation(self, style: Style) -> str | None:
        have = {one.sku for one in self._there.get(_EU, ())}
        count = len(SIZES) * len(COLOURS[style.colours])
        variations = (_variation(style, number) for number in range(_SET_UP + 1, count))
        return next((sku for sku in variations if sku in have), None)


def _units(number: int) -> Quantity:
    return Quantity(number * SCALE)


def _pool(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates for plain lines, those first that other orders are least about."""
    return iter([*candidates[_FAR:-8], *candidates[:_FAR]])


def _variation(style: Style, number: int) -> str:
    colours = COLOURS[style.colours]
    size, colour = SIZES[number // len(colours)], colours[number % len(colours)]
    return f"{style.code}-{size}-{colour}"


def _first_of_each_type(seed: int) -> dict[ProductType, list[Style]]:
    """The first product line of each type a shop of this seed has, if it is big enough."""
    found: dict[ProductType, list[Style]] = {}
    for style in styles(seed):
        found.setdefault(style.type, [style])
        if len(found) == len(ProductType):
            break
    return found
