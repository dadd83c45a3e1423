"""The check and the record of orders: one of them or thousands, by the same rule.

A batch reads the products, rules and sums it concerns once, then takes order after order
against what each stock can still promise, kept in memory; what was accepted is written in
a handful of many-row statements.  All of it stands in one transaction that holds the
products, so no other terminal can promise the same units in between.

Source: spec 2.1, *Can this quantity be ordered?*; 2.2, *Order placed*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.group_minimums import GroupMinimums, least_to_order
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Event, OrderLine
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.orders.baskets import (
    Basket,
    Item,
    Keys,
    key_of_item,
    problems_of,
    settle_units,
    unknown,
    wanted_keys,
)
from inventory_tui.services.orders.composed_lines import ComposedLines
from inventory_tui.services.orders.expiries import give_expiry
from inventory_tui.services.orders.shelf import Shelf
from inventory_tui.services.orders.verdict import TakenLine, Verdict
from inventory_tui.services.orders.ware import Ware
from inventory_tui.services.shipping.pickup_terms import fetched
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.new_orders import NewLine, NewOrder
from inventory_tui.wording import tr


class Placement:
    """A batch of orders on their way: assess each in turn, then record what was accepted."""

    def __init__(
        self,
        transaction: Transaction,
        requests: Sequence[OrderRequest],
        *,
        shelf: Shelf | None = None,
        dry_run: bool = False,
    ) -> None:
        """Read what the requests concern, and hold it until the transaction ends.

        Args:
            shelf: What the batch before left; taken if it is still true.
            dry_run: Nothing will be recorded, so nothing is held.
        """
        self._transaction = transaction
        self._reserves = bool(transaction.options.value("reserve_on_placement"))
        self._groups: GroupMinimums = transaction.options.value("min_cart_qty_groups")
        self._verdicts: list[Verdict] = []
        self._numbers: dict[str, tuple[Verdict, Basket]] = {}
        self.keys = keys = Keys()
        self.shelf = shelf if shelf is not None and shelf.still_true(transaction) else Shelf()
        wanted = wanted_keys(requests, keys)
        if settle_units(transaction, keys):
            wanted = wanted_keys(requests, keys)
        self.shelf.read(transaction, wanted, hold=not dry_run)
        numbers = {key_of(one.number) for one in requests if one.number is not None}
        self._known = transaction.known_orders.by_numbers(numbers)

    def assess(self, request: OrderRequest) -> Verdict:
        """Say what becomes of the next order, and take what it holds if it is accepted."""
        basket = Basket(request, self.keys)
        basket.name_bundles(self.shelf.bundles)
        verdict = self._assessed(request, basket)
        self._verdicts.append(verdict)
        if request.number is not None and not verdict.problems:
            self._numbers.setdefault(key_of(request.number), (verdict, basket))
        if verdict.accepted and self._reserves:
            for ware, _, held, *_ in verdict.lines:
                if held:
                    ware.take(held)
        return verdict

    def _assessed(self, request: OrderRequest, basket: Basket) -> Verdict:
        verdict = Verdict(request, request.number or "")
        problems = list(problems_of(request))
        channel = self.shelf.channels.get(request.channel)
        if channel is None:
            problems.append(
                Problem(
                    Kind.UNKNOWN_WEBSITE,
                    self.shelf.unknown_channels[request.channel],
                    "channel",
                )
            )
        there = (
            request.number is not None
            and not problems
            and channel is not None
            and self._is_there(verdict, key_of(request.number), channel, basket)
        )
        if there:
            return verdict
        if channel is not None:
            verdict.channel_id = channel.id
            verdict.stock_id = channel.stock_id
            if request.pickup_location:
                problems.extend(self._pick_up(verdict))
            problems.extend(give_expiry(self._transaction, verdict))
            take = self._take if basket.plain else self._take_composed
            problems.extend(take(verdict, basket))
        verdict.problems = tuple(
            Problem(one.kind, one.message, one.field, one.sku, request.number, request.row)
            for one in problems
        )
        return verdict

    def _is_there(
        self, verdict: Verdict, key: str, channel: SalesChannel, basket: Basket
    ) -> bool:
        """Whether an order has this number already; says in ``verdict`` which it is."""
        known, earlier = self._known.get(key), self._numbers.get(key)
        if known is not None:
            same = channel.id == known.channel_id
            same = same and basket.is_same(known, self.shelf.products)
            number = known.number
            verdict.order_id = known.id
        elif earlier is not None:
            before, its = earlier
            same = channel.id == before.channel_id and basket.items == its.items
            number = before.number
        else:
            return False
        verdict.number = number
        if same:
            verdict.unchanged = True
        else:
            verdict.problems = (
                Problem(
                    Kind.ORDER_EXISTS,
                    tr(
                        "Order {number} is there already, with other lines.",
                        number=visible(number),
                    ),
                    "number",
                    order=number,
                    row=verdict.request.row,
                ),
            )
        return True

    def _pick_up(self, verdict: Verdict) -> Iterator[Problem]:
        """Find the source an order is fetched from; it must be one of its stock's."""
        stock = self._transaction.stocks.get(verdict.stock_id)
        try:
            source = self._transaction.sources.known(
                verdict.request.pickup_location, Kind.UNKNOWN_PICKUP_LOCATION, "pickup_location"
            )
        except Refused as refusal:
            yield from refusal.problems
            return
        if all(link.source_id != source.id for link in stock.sources):
            why = tr("is no source of {stock}", stock=visible(stock.name))
        elif not source.enabled:
            why = tr("is disabled")
        elif not source.pickup:
            why = tr("is no pickup location")
        elif self._is_barred(verdict.request, source.id):
            why = tr("does not serve such an order")
        else:
            verdict.pickup_source_id = source.id
            verdict.request = fetched(
                self._transaction, verdict.request, source, verdict.channel_id
            )
            return
        sentence = tr(
            "{code} {why}; nothing is fetched there.", code=visible(source.code), why=why
        )
        yield Problem(Kind.UNKNOWN_PICKUP_LOCATION, sentence, "pickup_location")

    def _is_barred(self, request: OrderRequest, source_id: int) -> bool:
        channel = self.shelf.channels[request.channel]
        return source_id in self.shelf.barred(self._transaction, channel, request.audience)

    def wares_for(self, request: OrderRequest) -> Mapping[str, Ware]:
        """Return what the stock of its channel has, as far as an order may have it."""
        if not self.shelf.channels[request.channel].some_limited:
            return self.shelf.of_channel(request.channel)
        return self.shelf.for_order(self._transaction, request.channel, request.audience)

    def _take(self, verdict: Verdict, basket: Basket) -> Iterator[Problem]:
        """Fill in the lines of ``verdict``; yield what is wrong with each."""
        shelf = self.wares_for(verdict.request)
        reserves = self._reserves
        prices = self._prices(verdict.request, basket)
        least = self._least(verdict)
        lines: list[TakenLine] = []
        waiting: dict[str, Quantity] = {}
        for key, parts in basket.loose():
            ware = shelf.get(key)
            if ware is None:
                yield self._named(unknown(basket.spelled[key]))
                continue
            if failure := ware.refusal(parts, least(ware) if least else None):
                yield Problem(*failure, "line", ware.product.sku)
                continue
            held = parts if reserves and ware.rules.manage_stock else 0
            price = prices.get(key, "") if prices else ""
            lines.append((ware, parts, held, price, None, None, None))
            if ware.may_wait and (late := ware.backordered(parts)):
                waiting[ware.product.sku] = late
        verdict.lines = tuple(lines)
        verdict.backordered = waiting

    def _take_composed(self, verdict: Verdict, basket: Basket) -> Iterator[Problem]:
        """`_take` for an order with lines under composite products."""
        wares = self.wares_for(verdict.request)
        composed = ComposedLines(basket, wares, self._prices(verdict.request, basket))
        yield from map(self._named, composed.problems)
        yield from composed.check(self._least(verdict))
        verdict.bundles = tuple(composed.bundles)
        verdict.lines = tuple(
            (
                line.ware,
                line.parts,
                line.parts if self._reserves and line.ware.rules.manage_stock else 0,
                line.price,
                line.bundle,
                line.per_bundle,
                line.under.product.id if line.under and line.bundle is None else None,
            )
            for line in composed.lines
        )
        verdict.backordered = {
            ware.product.sku: late
            for ware, parts in composed.totals()
            if ware.may_wait and (late := ware.backordered(parts))
        }

    def _named(self, problem: Problem) -> Problem:
        """Say of an unknown SKU which unit it does not name, where that is what is wrong."""
        if problem.kind is Kind.UNKNOWN_PRODUCT and problem.sku is not None:
            unsettled = self._transaction.units.unsettled(problem.sku)
            if unsettled is not None:
                return Problem(*unsettled, problem.field, problem.sku)
        return problem

    def _prices(self, request: OrderRequest, basket: Basket) -> dict[Item, str]:
        """What a unit of each line costs, of those with a price."""
        if not request.prices:
            return basket.prices
        keys = self.keys
        given = {keys[sku]: price for sku, price in request.prices.items()}
        return {
            item: given[key_of_item(item)]
            for item in basket.items
            if key_of_item(item) in given
        } | basket.prices

    def _least(self, verdict: Verdict) -> Callable[[Ware], Quantity] | None:
        """The fewest its customer group may order; None where it is as for all groups."""
        group = verdict.request.customer_group
        if not group or self._groups.of(group) is None:
            return None
        return lambda ware: least_to_order(ware.rules, self._groups, group)

    def give_numbers(self) -> None:
        """Give every accepted order its id, and a number where it brought none."""
        orders = self._transaction.new_orders
        new = self._accepted()
        ids, line_ids = orders.new_ids(len(new), sum(len(verdict.lines) for verdict in new))
        each = iter(line_ids)
        for id, verdict in zip(ids, new, strict=True):
            verdict.order_id = id
            verdict.line_ids = list(islice(each, len(verdict.lines)))
        unnumbered = [verdict for verdict in new if verdict.request.number is None]
        numbers = orders.free_numbers(
            [verdict.order_id for verdict in unnumbered], self._numbers
        )
        for verdict, number in zip(unnumbered, numbers, strict=True):
            verdict.number = number

    def lines_of(self, verdict: Verdict) -> tuple[OrderLine, ...]:
        """The lines of an order that was written, as `Orders.lines` reads them."""
        # a till has no time to read again what is all known
        return verdict.plain_lines() or self._transaction.orders.lines(verdict.order_id)

    def record(self, operation_id: int, placed_by: str) -> Quantity:
        """Write the accepted orders, their lines and reservations; return the units held.

        Raises:
            NumberTaken: Another terminal took one of their numbers meanwhile.
        """
        held = 0
        reservations: list[tuple[int, int, int | None, int]] = []
        rows: list[NewOrder] = []
        for verdict in self._accepted():
            holding: dict[int, int] = {}
            lines: list[NewLine] = []
            for ware, ordered, holds, price, bundle, per_bundle, chosen_as in verdict.lines:
                product = ware.product
                lines.append(
                    (
                        product.id,
                        str(product.type),
                        product.name,
                        price,
                        ware.rules.manage_stock,
                        ordered,
                        holds,
                        bundle,
                        per_bundle,
                        chosen_as,
                    )
                )
                if holds:
                    holding[product.id] = holding.get(product.id, 0) + holds
            for product_id, holds in holding.items():
                reservations.append((verdict.stock_id, product_id, verdict.order_id, -holds))
                held += holds
            rows.append(verdict.new_order(lines))
        ledger, orders = self._transaction.reservations, self._transaction.new_orders
        with orders.together():
            orders.add(operation_id, placed_by, rows)
            products = ledger.write(operation_id, Event.ORDER_PLACED, reservations)
        self._transaction.levels.keep_shared(products)
        return Quantity(held)

    def _accepted(self) -> list[Verdict]:
        return [verdict for verdict in self._verdicts if verdict.accepted]
