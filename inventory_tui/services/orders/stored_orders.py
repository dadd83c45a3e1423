"""Orders of another system, looked up in this one: what each would be, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Event, OrderLine, OrderStatus, status_of
from inventory_tui.domain.order_request import parse_line_price, parse_number
from inventory_tui.domain.product import Product, ProductType, StockRules
from inventory_tui.domain.quantity import LARGEST, ONE, ZERO, Quantity
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.domain.stored_order import COUNTS, StoredLine, StoredOrder, released
from inventory_tui.services.orders import expiries
from inventory_tui.services.orders.baskets import unknown
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.known_orders import KnownOrder
from inventory_tui.store.orders.new_orders import NewBundle
from inventory_tui.wording import tr


@dataclass(slots=True)
class Accepted:
    """An order that can be written, everything resolved."""

    order: StoredOrder
    channel: SalesChannel
    lines: list[OrderLine]
    """As they will stand, but for their ids."""
    bundles: list[NewBundle]
    chosen: list[int | None]
    """By line: id of the product it was chosen under."""
    rows: list[tuple[int, Quantity, Event]]
    status: OrderStatus = OrderStatus.PENDING
    expires_at: datetime | None = None


class Recognising:
    """What orders concern, read once for all of them."""

    def __init__(self, transaction: Transaction, orders: Sequence[StoredOrder]) -> None:
        self._transaction = transaction
        skus = {sku for order in orders for sku in _skus(order)}
        transaction.lock_skus({key_of(sku) for sku in skus})
        self._products = transaction.products.by_skus(skus)
        ids = [product.id for product in self._products.values()]
        self._rules: dict[int, StockRules] = transaction.products.rules(ids)
        self._channels = transaction.channels.by_codes({order.channel for order in orders})
        self._known = transaction.known_orders.by_numbers(
            {key_of(one.number) for one in orders}
        )
        self._seen: set[str] = set()
        self._needs_invoice = bool(transaction.options.value("orders_need_invoice"))

    def assess(self, order: StoredOrder) -> Accepted | None:
        """Return an order resolved; None where it is there already.

        Raises:
            Refused: Everything that is wrong with it.
        """
        channel = self._channels.get(key_of(order.channel.strip()))
        problems = list(self._problems_of(order, channel))
        found = Accepted(order, channel or SalesChannel(0, "", "", 0), [], [], [], [])
        for line in order.lines:
            problems += self._add(found, line)
        for row in order.reservations:
            product = self._products.get(key_of(row.sku.strip()))
            if product is None or not product.type.has_source_items:
                problems.append(unknown(row.sku))
            elif not row.quantity:
                sentence = tr("{sku}: a row of the ledger is never 0.", sku=visible(row.sku))
                problems.append(Problem(Kind.VALIDATION_FAILED, sentence, "reserved", row.sku))
            else:
                found.rows.append((product.id, row.quantity, row.event))
        if problems:
            raise Refused.because(
                replace(one, order=order.number or None, row=order.row) for one in problems
            )
        key = key_of(order.number)
        if (known := self._known.get(key)) is not None:
            if known.channel_id == found.channel.id and _ordered(known) == _asked(found):
                return None
            sentence = tr(
                "Order {number} is there already, with other lines.",
                number=visible(known.number),
            )
            raise Refused.because(
                [Problem(Kind.ORDER_EXISTS, sentence, "order", None, order.number, order.row)]
            )
        found.status = order.status or status_of(found.lines, needs_invoice=self._needs_invoice)
        self._give_expiry(found)
        self._seen.add(key)
        return found

    def _give_expiry(self, found: Accepted) -> None:
        order = found.order
        if not order.expires or not expiries.can_expire(found.status, found.lines):
            return
        try:
            found.expires_at = expiries.read(self._transaction, order.expires)
        except ValueError as why:
            wrong = Problem(
                Kind.VALIDATION_FAILED,
                tr("Expires: {why}", why=why),
                "expires",
                None,
                order.number,
                order.row,
            )
            raise Refused.because([wrong]) from None

    def _problems_of(
        self, order: StoredOrder, channel: SalesChannel | None
    ) -> Iterator[Problem]:
        try:
            parse_number(order.number)
        except ValueError as problem:
            yield Problem(
                Kind.VALIDATION_FAILED, tr("Number: {problem}", problem=problem), "order"
            )
        if key_of(order.number) in self._seen:
            sentence = tr("Order {number} stands there twice.", number=visible(order.number))
            yield Problem(Kind.ORDER_EXISTS, sentence, "order")
        if channel is None:
            try:
                self._transaction.channels.known(order.channel, "channel")
            except Refused as refusal:
                yield from refusal.problems
        if not order.lines:
            yield Problem(Kind.NOTHING_GIVEN, tr("An order needs at least one line."), "line")

    def _add(self, found: Accepted, line: StoredLine) -> Iterator[Problem]:
        """Resolve one line, with its parts."""
        product = self._products.get(key_of(line.sku.strip()))
        if product is None:
            yield unknown(line.sku)
            return
        if product.type.has_source_items:
            if line.parts:
                sentence = tr(
                    "{sku} is {type}: it has no parts.",
                    sku=visible(line.sku),
                    type=product.type,
                )
                yield Problem(Kind.VALIDATION_FAILED, sentence, "line", line.sku)
                return
            yield from self._add_unit(found, line, product)
            return
        if not line.parts:
            sentence = tr(
                "{sku} is {type}: name the parts that were ordered.",
                sku=visible(line.sku),
                type=product.type,
            )
            yield Problem(Kind.PRODUCT_IS_PARENT, sentence, "line", line.sku)
            return
        if line.ordered <= ZERO:
            yield _wrong(line.sku, "ordered", tr("enter a number above 0."))
            return
        try:
            parts = list(line.shared_out())
        except ValueError as problem:
            yield _wrong(line.sku, "line", str(problem))
            return
        bundle = None
        if product.type is ProductType.BUNDLE:
            bundle = len(found.bundles)
            found.bundles.append(
                NewBundle(
                    product.id,
                    product.name,
                    line.price,
                    line.ordered.parts,
                    product.ship_together,
                )
            )
        for part in parts:
            child = self._products.get(key_of(part.sku.strip()))
            if child is None or not child.type.has_source_items:
                yield unknown(part.sku)
                continue
            per, rest = divmod(part.ordered.parts * ONE.parts, line.ordered.parts)
            if bundle is not None and (rest or not per):
                why = tr(
                    "{parts} cannot be shared out to {bundles} bundles.",
                    parts=part.ordered,
                    bundles=line.ordered,
                )
                yield _wrong(part.sku, "ordered", why)
                continue
            if bundle is None:
                part = replace(part, chosen_as=product.sku, price=part.price or line.price)
            yield from self._add_unit(
                found, part, child, bundle, None if bundle is None else Quantity(per)
            )

    def _add_unit(
        self,
        found: Accepted,
        line: StoredLine,
        product: Product,
        bundle: int | None = None,
        per_bundle: Quantity | None = None,
    ) -> Iterator[Problem]:
        """Resolve one line of a product that lies at sources."""
        above = self._products.get(key_of(line.chosen_as.strip())) if line.chosen_as else None
        if line.chosen_as and above is None:
            yield unknown(line.chosen_as)
            return
        kind = line.type or product.type
        unit = OrderLine(
            0,
            product.id,
            product.sku,
            product.name,
            kind,
            line.ordered,
            line.invoiced,
            line.shipped,
            line.cancelled,
            line.refunded,
            managed=self._rules[product.id].manage_stock,
            price=line.price,
            bundle=bundle,
            per_bundle=per_bundle,
        )
        unit = replace(unit, released=released(unit))
        wrong = list(_problems_of_figures(unit))
        yield from wrong
        if not wrong:
            found.lines.append(unit)
            found.chosen.append(above.id if above else None)


def _skus(order: StoredOrder) -> Iterator[str]:
    for line in order.lines:
        for one in (line, *line.parts):
            yield one.sku.strip()
            if one.chosen_as:
                yield one.chosen_as.strip()
    for row in order.reservations:
        yield row.sku.strip()


def _problems_of_figures(line: OrderLine) -> Iterator[Problem]:
    """What is wrong with what happened to a line."""
    for name in ("ordered", *COUNTS):
        amount: Quantity = getattr(line, name)
        if amount < ZERO or amount.parts > LARGEST:
            yield _wrong(
                line.sku,
                name,
                tr("enter a number from 0 to {most}.", most=Quantity(LARGEST)),
            )
            return
    if not line.ordered:
        yield _wrong(line.sku, "ordered", tr("enter a number above 0."))
    elif line.invoiced > line.ordered:
        yield _wrong(
            line.sku,
            "invoiced",
            tr(
                "{invoiced} of {ordered} are invoiced.",
                invoiced=line.invoiced,
                ordered=line.ordered,
            ),
        )
    elif line.open < ZERO:
        gone, said = (
            ("shipped", tr("{gone} shipped and {cancelled} cancelled are more than {ordered}."))
            if line.type.is_shipped
            else (
                "invoiced",
                tr("{gone} invoiced and {cancelled} cancelled are more than {ordered}."),
            )
        )
        why = said.format(gone=line.gone, cancelled=line.cancelled, ordered=line.ordered)
        yield _wrong(line.sku, gone, why)
    elif line.shipped and not line.type.is_shipped:
        yield _wrong(line.sku, "shipped", tr("{type} goods are never shipped.", type=line.type))
    if line.price:
        try:
            parse_line_price(line.price)
        except ValueError as problem:
            yield _wrong(line.sku, "price", str(problem))


def _ordered(known: KnownOrder) -> dict[int, int]:
    """How much of each product an order that is there holds, whatever it is a part of."""
    sums = dict(known.ordered)
    for part, amount in known.composed.items():
        if part.parent_id is not None:
            sums[part.product_id] = sums.get(part.product_id, 0) + amount
        for id, per in part.parts:
            sums[id] = sums.get(id, 0) + amount * per // ONE.parts
    return sums


def _asked(found: Accepted) -> Mapping[int, int]:
    sums: dict[int, int] = {}
    for line in found.lines:
        sums[line.product_id] = sums.get(line.product_id, 0) + line.ordered.parts
    return sums


def _wrong(sku: str, field: str, why: str) -> Problem:
    return Problem(Kind.VALIDATION_FAILED, f"{visible(sku)}: {why}", field, sku)
