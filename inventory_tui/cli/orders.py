"""``orders``: what was sold and has to leave."""

from __future__ import annotations

from dataclasses import replace

import click

from inventory_tui.cli import order_deeds, order_rows, placing, reading
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.domain.order_list import ORDER_SORTS, OrderQuery
from inventory_tui.services.files import sample_files
from inventory_tui.services.orders import order_import, order_lists, ordering
from inventory_tui.wording import tr

orders = noun("orders", tr("What was sold and has to leave."))

_LINE_COLUMNS = (
    "sku",
    "name",
    "ordered",
    "invoiced",
    "shipped",
    "cancelled",
    "refunded",
    "open",
    "held",
)

orders.add_command(placing.place)
orders.add_command(placing.check)


@orders.command("import")
@click.argument("file")
@click.option("--encoding", metavar="NAME", help=tr("Instead of UTF-8."))
@click.option("--check", is_flag=True, help=tr("As --dry-run; ends with 1 if any is refused."))
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

    Columns account, order_type and expires may be there, of an order as a whole.  A refused
    order is reported and the others go on.  The same file may be sent again: the orders that
    are there are unchanged.
    """
    form = reading.form_of(separator, enclosure)
    read = order_import.read_orders(file, database=run.database, encoding=encoding, form=form)
    run.given.dry_run |= check
    with run.stoppable() as stop:
        done = order_import.import_orders(
            run.database,
            read.orders,
            cause=run.cause,
            refused=read.refused,
            ignored=read.ignored,
            dry_run=run.given.dry_run,
            progress=run.out.progress(tr("orders")),
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
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--sort", default="placed", metavar="COLUMN", help=f"{', '.join(ORDER_SORTS)}.")
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("Only the first so many."))
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
    """Show an order, its lines, and its invoices, shipments and refunds."""
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
    if order.expires_at is not None or run.given.json:
        head["expires"] = order.expires_at
    if run.given.json:
        run.out.object(
            {
                **head,
                "ship_to": {
                    name: getattr(order.ship_to, name) for name in order.ship_to.__slots__
                },
                "customer_group": order.customer_group,
                "account": order.account,
                "order_type": order.order_type,
                "shipping_method": order.shipping_method,
                "shipping_amount": order.shipping_amount,
                "payment_method": order.payment_method,
                "payment": order.payment,
                "pickup": order.pickup_source,
                "bundles": [order_rows.bundle(one) for one in order.bundles],
                "lines": [order_rows.line(one, order) for one in order.lines],
                "invoices": [order_rows.invoice(one) for one in shown.invoices],
                "shipments": [order_rows.shipment(one) for one in shown.shipments],
                "refunds": [order_rows.refund(one, order) for one in shown.refunds],
            }
        )
        return
    run.out.one({**head, "ship_to": f"{order.ship_to.name} {order.ship_to.one_line()}".strip()})
    print()
    run.out.rows((order_rows.line(one, order) for one in order.lines), _LINE_COLUMNS)
    for name, rows, columns in (
        ("invoice", map(order_rows.invoice, shown.invoices), ()),
        ("shipment", map(order_rows.shipment, shown.shipments), ("source", "cancelled")),
        ("refund", (order_rows.refund(one, order) for one in shown.refunds), ()),
    ):
        found = [{name: row["id"], **order_rows.for_people(row)} for row in rows]
        if found:
            print()
            run.out.rows(found, (name, "at", "by", *columns, "lines"))


for _deed in order_deeds.DEEDS:
    orders.add_command(_deed)
