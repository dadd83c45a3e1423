"""``orders``: what was sold and has to leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from inventory_tui.cli import placing, reading
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.domain.order import Order, OrderBundle, OrderLine
from inventory_tui.domain.order_list import ORDER_SORTS, OrderQuery
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services import order_import, order_lists, ordering, sample_files

orders = noun("orders", "What was sold and has to leave.")

_LINE = placing.LINE

orders.add_command(placing.place)
orders.add_command(placing.check)


@orders.command("import")
@click.argument("file")
@click.option("--encoding", metavar="NAME", help="Instead of UTF-8.")
@click.option("--check", is_flag=True, help="As --dry-run; ends with 1 if any is refused.")
@reading.of_a_table
@click.pass_obj
def import_(
    run: Run,
    file: str,
    encoding: str | None,
    check: bool,
    separator: str | None,
    enclosure: str | None,
) -> int:
    """Place the orders of a CSV file: order, channel, sku, quantity.

    A refused order is reported and the others go on.  The same file may be sent again: the
    orders that are there are unchanged.
    """
    form = reading.form_of(separator, enclosure)
    read = order_import.read_orders(file, encoding=encoding, form=form)
    run.given.dry_run |= check
    with run.stoppable() as stop:
        done = order_import.import_orders(
            run.database,
            read.orders,
            cause=run.cause,
            refused=read.refused,
            ignored=read.ignored,
            dry_run=run.given.dry_run,
            progress=run.out.progress("orders"),
            stop=stop,
        )
    run.out.left_out(
        replace(problem, order=one.order, row=problem.row or one.row)
        for one in done.refused
        for problem in one.problems
    )
    run.receipt(done.receipt, ignored=done.ignored)
    return 1 if check and done.refused else 0


orders.add_command(placing.adopt)


@orders.command()
@click.argument("file")
@reading.of_a_table
@click.pass_obj
def sample(run: Run, file: str, separator: str | None, enclosure: str | None) -> None:
    """Write a sample file to fill in; - writes it to standard output."""
    form = reading.form_of(separator, enclosure, writing=True)
    run.written(sample_files.write_sample(file, FileKind.ORDERS, form=form), file)


@orders.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help="Only what matches.")
@click.option("--sort", default="placed", metavar="COLUMN", help=f"{', '.join(ORDER_SORTS)}.")
@click.option("--limit", type=reading.COUNT, metavar="N", help="Only the first so many.")
@click.pass_obj
def list_(run: Run, query: str, sort: str, limit: int | None) -> None:
    """List orders, the newest first; -COLUMN sorts the other way round."""
    rows = (
        {
            "order": one.number,
            "channel": one.channel,
            "status": one.status,
            "placed": one.placed_at,
            "lines": one.lines,
            "left": one.left,
            "total": one.total,
            "customer": one.customer,
            "id": one.id,
        }
        for one in order_lists.orders(
            run.database, OrderQuery(query, *reading.order_by(sort, newest="placed")), limit
        )
    )
    run.out.rows(rows, ("order", "channel", "status", "placed", "lines", "left"))


@orders.command()
@click.argument("number")
@click.pass_obj
def show(run: Run, number: str) -> None:
    """Show an order, its lines and its shipments."""
    shown = ordering.show(run.database, number)
    order = shown.order
    head = {
        "order": order.number,
        "channel": order.channel,
        "stock": order.stock,
        "status": order.status,
        "placed": order.placed_at,
        "placed_by": order.placed_by,
        "next": shown.next_step,
    }
    if run.given.json:
        run.out.object(
            {
                **head,
                "ship_to": {
                    name: getattr(order.ship_to, name) for name in order.ship_to.__slots__
                },
                "customer_group": order.customer_group,
                "shipping_method": order.shipping_method,
                "shipping_amount": order.shipping_amount,
                "payment_method": order.payment_method,
                "payment": order.payment,
                "pickup": order.pickup_source,
                "bundles": [_bundle(bundle) for bundle in order.bundles],
                "lines": [_line(line, order) for line in order.lines],
                "shipments": [shipment_row(one) for one in shown.shipments],
            }
        )
        return
    run.out.one({**head, "ship_to": f"{order.ship_to.name} {order.ship_to.one_line()}".strip()})
    print()
    run.out.rows(
        (_line(line, order) for line in order.lines),
        ("sku", "name", "ordered", "shipped", "cancelled", "open", "held"),
    )
    if shown.shipments:
        print()
        run.out.rows(map(shipment_row, shown.shipments), ("id", "source", "at", "lines"))


@orders.command()
@click.argument("number")
@click.pass_obj
def hold(run: Run, number: str) -> None:
    """Put an order on hold: it keeps its reservations, nothing of it ships."""
    held = ordering.hold(run.database, number, cause=run.cause)
    run.receipt(held.receipt, order=held.order, status=held.status)


@orders.command()
@click.argument("number")
@click.pass_obj
def unhold(run: Run, number: str) -> None:
    """Take an order off hold."""
    held = ordering.unhold(run.database, number, cause=run.cause)
    run.receipt(held.receipt, order=held.order, status=held.status)


@orders.command()
@click.argument("number")
@_LINE
@click.pass_obj
def cancel(run: Run, number: str, words: tuple[str, ...]) -> None:
    """Cancel what of an order has not shipped, or some of it."""
    done = ordering.cancel(
        run.database, number, reading.summed(words) if words else None, cause=run.cause
    )
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        lines=[{"sku": sku, "quantity": quantity} for sku, quantity in done.lines],
    )


def _bundle(bundle: OrderBundle) -> dict[str, Any]:
    return {
        "sku": bundle.sku,
        "name": bundle.name,
        "quantity": bundle.quantity,
        "price": bundle.price,
        "together": bundle.together,
    }


def _line(line: OrderLine, order: Order) -> dict[str, Any]:
    bundles = {bundle.id: bundle.sku for bundle in order.bundles}
    return {
        "sku": line.sku,
        "name": line.name,
        "ordered": line.ordered,
        "invoiced": line.invoiced,
        "shipped": line.shipped,
        "cancelled": line.cancelled,
        "refunded": line.refunded,
        "open": line.open,
        "held": line.held,
        "price": line.price,
        "bundle": bundles.get(line.bundle or 0, ""),
        "chosen_as": line.chosen_as or "",
    }


def shipment_row(shipment: Shipment) -> dict[str, Any]:
    """Return a shipment as it is printed."""
    return {
        "id": shipment.id,
        "order": shipment.order,
        "source": shipment.source,
        "at": shipment.shipped_at,
        "by": shipment.shipped_by,
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in shipment.lines],
        "tracking": [
            {"carrier": one.carrier, "title": one.title, "number": one.number}
            for one in shipment.tracking
        ],
        "comment": shipment.comment,
    }
