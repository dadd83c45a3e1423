"""``orders place``, ``check`` and ``adopt``: how orders come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, one_of, pairs
from inventory_tui.cli.verbs import Verb
from inventory_tui.domain.composition_text import parse_members
from inventory_tui.domain.errors import InvalidInput, Refused
from inventory_tui.domain.order_request import OrderRequest, RequestedLine, read_address
from inventory_tui.domain.payment import PaymentState
from inventory_tui.services.orders import adopting, order_checking, ordering, reordering
from inventory_tui.services.orders.stored_order_reading import read_stored_orders
from inventory_tui.wording import tr

_PAYMENTS = {one.value: one.status for one in PaymentState if one.status is not None}

_Answer = TypeVar("_Answer")

LINE = click.option(
    "--line",
    "words",
    multiple=True,
    metavar="SKU=QTY",
    help=tr("A SKU and how many; repeatable."),
)


def _of_an_order(command: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Add the options that say what is ordered, and where; the command takes a request."""

    @wraps(command)
    def read(
        channel: str,
        words: tuple[str, ...],
        bundle: tuple[tuple[str, str], ...],
        under: tuple[tuple[str, str], ...],
        group: str,
        account: str,
        order_type: str,
        **others: Any,
    ) -> _Answer:
        if not channel and not others.get("again"):
            raise click.UsageError(tr("Missing option '--channel'."))
        lines = _lines(words, bundle, under)
        request = OrderRequest(
            channel,
            lines,
            customer_group=group.strip(),
            account=account.strip(),
            order_type=order_type.strip(),
        )
        return command(request=request, **others)

    for option in (
        click.option(
            "--order-type",
            default="",
            metavar="WORD",
            help=tr("Such as wholesale; sources may be kept for some."),
        ),
        click.option(
            "--account", default="", metavar="NAME", help=tr("Whom it is billed to; likewise.")
        ),
        click.option(
            "--group",
            default="",
            metavar="NAME",
            help=tr("Customer group; it may have a minimum."),
        ),
        click.option(
            "--under",
            multiple=True,
            nargs=2,
            metavar="PARENT SKU=QTY",
            help=tr("A SKU chosen under a configurable or grouped product; repeatable."),
        ),
        click.option(
            "--bundle",
            multiple=True,
            nargs=2,
            metavar="SKU=QTY PARTS",
            help=tr(
                "A bundle and what is in one of it, such as SET=2 BALL=1,MAT; "
                "repeatable. With --line it holds the first selection of each required "
                "option."
            ),
        ),
        LINE,
        click.option("--channel", default="", metavar="CODE", help=tr("Where it is sold.")),
    ):
        read = option(read)
    return read


@click.command(cls=Verb)
@_of_an_order
@click.option(
    "--again",
    metavar="N",
    help=tr(
        "Once more what order N asked for, from its channel to its address; lines are "
        "added, other options take the place of what it said."
    ),
)
@click.option(
    "--ship-to", multiple=True, metavar="FIELD=VALUE", help=tr("Where it goes; repeatable.")
)
@click.option(
    "--number", metavar="N", help=tr("Its number; without one the next free is taken.")
)
@click.option("--shipping-method", default="", metavar="TEXT", help=tr("How it goes."))
@click.option("--shipping-amount", default="", metavar="AMOUNT", help=tr("What that costs."))
@click.option("--payment-method", default="", metavar="TEXT", help=tr("How it is paid."))
@click.option(
    "--payment", metavar="pending|review|fraud", help=tr("What it waits for at first.")
)
@click.option(
    "--expires",
    default="",
    metavar="DATE|TIME|never",
    help=tr(
        "When it lets go of what is not paid, invoiced or shipped: a date, 30m, 2h, 3d. "
        "Without it booking_minutes says so."
    ),
)
@click.option(
    "--pickup", default="", metavar="SOURCE", help=tr("Where its customer fetches it.")
)
@click.pass_obj
def place(
    run: Run,
    request: OrderRequest,
    again: str | None,
    ship_to: tuple[str, ...],
    number: str | None,
    shipping_method: str,
    shipping_amount: str,
    payment_method: str,
    payment: str | None,
    expires: str,
    pickup: str,
) -> None:
    """Place an order whole, or refuse it whole with every line's reason.

    A configurable product is ordered by the SKU of one of its variants.
    """
    first = reordering.request_again(run.database, again) if again else request
    request = replace(
        first,
        channel=request.channel or first.channel,
        lines=first.lines + request.lines if again else request.lines,
        customer_group=request.customer_group or first.customer_group,
        account=request.account or first.account,
        order_type=request.order_type or first.order_type,
        number=number,
        ship_to=read_address(pairs(ship_to)) if ship_to else first.ship_to,
        shipping_method=shipping_method or first.shipping_method,
        payment_method=payment_method,
        shipping_amount=shipping_amount,
        pickup_location=pickup or first.pickup_location,
        expires=expires,
        payment=_PAYMENTS[one_of(payment, list(_PAYMENTS), "--payment")] if payment else None,
    )
    placed = ordering.place(run.database, request, cause=run.cause)
    run.receipt(
        placed.receipt,
        order=placed.order,
        status=placed.status,
        lines=len(placed.lines),
        unchanged=placed.unchanged,
        backordered=dict(placed.backordered),
    )


@click.command(cls=Verb)
@_of_an_order
@click.pass_obj
def check(run: Run, request: OrderRequest) -> int:
    """Say line by line whether an order could be placed; ends with 1 if it could not.

    With "Enable Inventory Check On Cart Load" off only amounts are looked at.
    """
    checked = order_checking.check(run.database, request)
    if checked.problems:
        raise Refused.because(checked.problems)
    rows = (
        _checked(line, asked) for line, asked in zip(checked.lines, request.lines, strict=True)
    )
    run.out.rows(rows, ("sku", "quantity", "salable", "backordered", "why"))
    return 0 if checked.accepted else 1


def _checked(line: order_checking.CheckedLine, asked: Any) -> dict[str, Any]:
    quantity = asked.quantity if isinstance(asked, RequestedLine) else asked[1]
    notice = line.notice.message if line.notice else ""
    return {
        "sku": line.sku,
        "quantity": quantity,
        "salable": line.salable,
        "accepted": not line.problems,
        "backordered": line.backordered,
        "errors": [problem.kind.value for problem in line.problems],
        "why": line.problem or notice,
    }


@click.command(cls=Verb)
@click.argument("file")
@click.option("--encoding", metavar="NAME", help=tr("Instead of UTF-8."))
@reading.of_a_table
@click.pass_obj
def adopt(
    run: Run, file: str, encoding: str | None, separator: str | None, enclosure: str | None
) -> None:
    """Take over orders of another system, as far as they have come there.

    One line of an order a row.  Columns: order, channel, sku, ordered; and where they are
    known invoiced, shipped, cancelled, refunded, reserved (-2: two are held), price, status,
    placed, account, group, order_type, expires, name, email, street, city, region, postcode,
    country.  A part of a bundle names it (bundle) and how many of it were ordered (bundles);
    what was chosen under a configurable or grouped product names that (chosen_as); the unit a
    SKU is counted in may stand beside it (unit).

    Nothing is held that the file does not say: "reservations inconsistencies" shows what is
    missing.  A refused order is reported and the others go on; the same file may be sent
    again.
    """
    form = reading.form_of(separator, enclosure)
    read = read_stored_orders(file, database=run.database, encoding=encoding, form=form)
    done = adopting.adopt(
        run.database, read.orders, cause=run.cause, refused=read.refused, ignored=read.ignored
    )
    run.out.left_out(
        replace(problem, order=one.order, row=problem.row or one.row)
        for one in done.refused
        for problem in one.problems
    )
    run.receipt(done.receipt, ignored=done.ignored)


def _lines(
    words: Sequence[str],
    bundles: Sequence[tuple[str, str]],
    under: Sequence[tuple[str, str]],
) -> tuple[Any, ...]:
    """Read what is ordered."""
    lines: list[Any] = list(reading.lines(words))
    for word, parts in bundles:
        ((sku, quantity),) = reading.lines([word], "--bundle")
        try:
            chosen = parse_members(parts)
        except ValueError as problem:
            raise InvalidInput(
                {parts: tr("--bundle {sku}: {problem}", sku=sku, problem=problem)}
            ) from None
        lines.append(
            RequestedLine(sku, quantity, parts={one.sku: one.quantity for one in chosen})
        )
    for parent, word in under:
        ((sku, quantity),) = reading.lines([word], "--under")
        lines.append(RequestedLine(sku, quantity, chosen_as=parent))
    return tuple(lines)
