"""What deeds on an order have in common: when they are refused, and what they leave in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, storable, visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.product import only
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.services.orders.expiries import TAKES_OFF, take_off
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

LONGEST_COMMENT = 10_000
ON_HOLD = tr("put on hold")


def record(
    transaction: Transaction,
    operation: int,
    order: Order,
    changed: Iterable[OrderLine],
    event: Event,
    freed: Sequence[tuple[int, Quantity]] | None = None,
) -> OrderStatus:
    """Store what a deed did to lines, let go of what they no longer hold, move the order on.

    Args:
        freed: Product id and units, a row of the ledger each, where several documents of
            one deed let go; None: a row for each line.

    Returns:
        The status the order now has; one that is on hold stays so while it is open.
    """
    before = order.by_id()
    after = before | {line.id: line for line in changed}
    moved = [line for id, line in after.items() if line is not before[id]]
    transaction.orders.put_counts(moved)
    if freed is None:
        freed = [(line.product_id, before[line.id].held - line.held) for line in moved]
    transaction.reservations.add(
        operation,
        event,
        [
            (order.stock_id, product_id, order.id, units.parts)
            for product_id, units in freed
            if units
        ],
    )
    if event in TAKES_OFF:
        order = take_off(transaction, operation, order)
    status = on_hold_or(order, standing(transaction, order, list(after.values())))
    put_status(transaction, operation, order, status)
    return status


def on_hold_or(order: Order, status: OrderStatus) -> OrderStatus:
    """The status an order moves on to: a hold stays until it is lifted or all is finished."""
    held = order.status is OrderStatus.HOLDED and status.is_open
    return OrderStatus.HOLDED if held else status


def standing(transaction: Transaction, order: Order, lines: Sequence[OrderLine]) -> OrderStatus:
    """The status an order has once its lines are ``lines`` and nothing holds it."""
    needs_invoice = bool(transaction.options.value("orders_need_invoice"))
    return order.standing(lines, needs_invoice=needs_invoice)


def put_status(
    transaction: Transaction, operation: int, order: Order, status: OrderStatus
) -> None:
    """Store the status of an order that a deed wrote to, and record it where it changed."""
    transaction.orders.put_status(order.id, status)
    transaction.journal.changed(
        operation,
        "order",
        order.id,
        order.number,
        {"status": order.status.value},
        {"status": status.value},
    )


def refuse_stale(order: Order, seen_version: int | None) -> None:
    """Refuse when someone wrote to the order after it was seen."""
    if seen_version is not None and seen_version != order.version:
        raise ChangedElsewhere(
            tr(
                "Order {number} was changed on another terminal; it is now {status}.",
                number=visible(order.number),
                status=order.status.label,
            ),
            field="order",
        )


def refuse_closed(order: Order, done: str) -> None:
    """Refuse what only an order that is open and not on hold admits.

    Args:
        done: What is to be done to it, for people: ``cancelled``.
    """
    shown = visible(order.number)
    if order.status is OrderStatus.HOLDED:
        raise Refused(
            Kind.ORDER_STATUS,
            tr("Order {number} is on hold already.", number=shown)
            if done == ON_HOLD
            else tr(
                "Order {number} is on hold; take it off hold before it is {done}.",
                number=shown,
                done=done,
            ),
            field="order",
        )
    if not order.status.is_open:
        raise Refused(
            Kind.ORDER_STATUS,
            tr(
                "Order {number} is {status} and cannot be {done}.",
                number=shown,
                status=order.status.label.lower(),
                done=done,
            ),
            field="order",
        )


def refuse_unpaid(order: Order, done: str) -> None:
    """Refuse what an order that waits for money does not admit yet."""
    waits = order.payment
    if waits is None:
        return
    shown = visible(order.number)
    how = {
        OrderStatus.PENDING_PAYMENT: tr(
            "`orders payment {number} received` lets it go on.", number=shown
        ),
        OrderStatus.PAYMENT_REVIEW: tr("`orders accept {number}` lets it go on.", number=shown),
        OrderStatus.FRAUD: tr(
            "`orders accept {number}` or `orders deny {number}` decides.", number=shown
        ),
    }[waits]
    raise Refused(
        Kind.ORDER_STATUS,
        tr(
            "Order {number} is not {done}: it stands at {status}; {how}",
            number=shown,
            done=done,
            status=waits.label,
            how=how,
        ),
        field="order",
    )


LinesNamed = Mapping[str, Quantity] | Mapping[int, Quantity] | Mapping[str | int, Quantity]
"""How much of which line: by the SKU of lines or of a bundle, or by the id of a line."""


def chosen_lines(
    transaction: Transaction,
    order: Order,
    lines: LinesNamed | None,
    most: Callable[[OrderLine], Quantity],
    are: str,
) -> list[tuple[OrderLine, Quantity]]:
    """Return which lines of an order are meant, and how much of each.

    A SKU that stands on several lines is filled in their order; the SKU of a bundle means
    its parts, as many as are in so many bundles.  The only unit a SKU is counted in may
    stand behind it.

    Args:
        lines: None: as much as there is of every line.
        most: How much of a line there is for the deed.
        are: What ``most`` units of a line are, for people: ``are open``, ``are to ship``.

    Raises:
        Refused: A problem for each name that does not fit; ``nothing_given``.
    """
    if lines is None:
        return [(line, amount) for line in order.lines if (amount := most(line)) > ZERO]
    if not lines:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one line."), field="line")
    asked: dict[int, Quantity] = {}
    problems: list[Problem] = []
    for name, amount in lines.items():
        meant = _lines_meant(transaction, order, name, amount)
        if not meant:
            problems.append(no_such_line(order, str(name).strip()))
            continue
        for found, wanted in meant:
            left = {line.id: most(line) - asked.get(line.id, ZERO) for line in found}
            there = total(max(one, ZERO) for one in left.values())
            if problem := amount_problem(found[0], wanted, there, are):
                problems.append(problem)
                continue
            for line in found:
                taken = min(max(left[line.id], ZERO), wanted)
                if taken:
                    asked[line.id] = asked.get(line.id, ZERO) + taken
                    wanted -= taken
    if problems:
        raise Refused.because(replace(one, order=order.number) for one in problems)
    return [(line, asked[line.id]) for line in order.lines if line.id in asked]


def _lines_meant(
    transaction: Transaction, order: Order, name: str | int, amount: Quantity
) -> list[tuple[list[OrderLine], Quantity]]:
    """The lines a name may mean, with how much of them; a list each for a bundle's parts."""
    if isinstance(name, int):
        return [([line], amount) for line in order.lines if line.id == name]
    key = key_of(name.strip())
    if lines := order.lines_of(key):
        return [(lines, amount)]
    found = []
    for bundle in order.bundles_of(key):
        for line in order.parts(bundle):
            per = line.per_bundle or ONE
            found.append(([line], Quantity(amount.parts * per.parts // ONE.parts)))
    if not found and (bare := transaction.units.aliases([key]).get(key)) is not None:
        lines = order.lines_of(bare)
        return [(lines, amount)] if lines else []
    return found


def comment_text(comment: str) -> str:
    """What is written beside a document, as it is kept.

    Raises:
        InvalidInput: It is too long, or holds what no database can keep.
    """
    try:
        return storable(comment.strip(), LONGEST_COMMENT)
    except ValueError as problem:
        raise InvalidInput({"comment": tr("Comment: {problem}", problem=problem)}) from None


def no_such_line(order: Order, sku: str) -> Problem:
    """The problem of a SKU that an order does not hold."""
    hint = did_you_mean(sku, [line.sku for line in order.lines])
    return Problem(
        Kind.UNKNOWN_PRODUCT,
        tr(
            "Order {number} has no line {sku!r}.{hint}",
            number=visible(order.number),
            sku=sku,
            hint=hint,
        ),
        "line",
        sku,
        order.number,
    )


def amount_problem(
    line: OrderLine, amount: Quantity, most: Quantity, are: str
) -> Problem | None:
    """The problem of an amount that a line does not admit, if there is one.

    Args:
        are: What ``most`` units of the line are, for people: ``are open``, ``are to ship``.
    """
    sku = visible(line.sku)
    if amount <= ZERO:
        return Problem(
            Kind.VALIDATION_FAILED,
            tr("{sku}: enter a number above 0.", sku=sku),
            "line",
            line.sku,
        )
    if amount > most:
        return Problem(
            Kind.MORE_THAN_OUTSTANDING,
            tr(
                "{sku}: {most} of {ordered} {are}, not {amount}.",
                sku=sku,
                most=most,
                ordered=line.ordered,
                are=are,
                amount=amount,
            ),
            "line",
            line.sku,
        )
    if line.is_too_fine(amount):
        sentence = f"{sku}: {only(amount, line.places)}."
        return Problem(Kind.QTY_DECIMAL, sentence, "line", line.sku)
    return None
