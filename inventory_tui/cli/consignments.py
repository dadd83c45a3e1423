"""``consignments``: what goes to one account together, of one order or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import fields_of, noun
from inventory_tui.domain.consignment import Consignment, ConsignmentRow
from inventory_tui.domain.consignment_form import CONSIGNMENT, TEXTS
from inventory_tui.domain.consignment_list import CONSIGNMENT_SORTS, ConsignmentQuery
from inventory_tui.services.shipping import (
    consignment_lists,
    consignment_rows,
    consignment_steps,
    selecting,
)
from inventory_tui.services.shipping import consignments as service
from inventory_tui.services.shipping.consignments import Consigned
from inventory_tui.wording import tr

consignments = noun("consignments", tr("What goes to one account together, of several orders."))

_FIELDS = fields_of(CONSIGNMENT)
_ROWS = ("row", "order", "sku", "name", "source", "quantity", "outstanding", "shipment")


@consignments.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option(
    "--sort", default="number", metavar="COLUMN", help=f"{', '.join(CONSIGNMENT_SORTS)}."
)
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("Only the first so many."))
@click.pass_obj
def list_(run: Run, query: str, sort: str, limit: int | None) -> None:
    """List consignments, the newest first; -COLUMN sorts the other way round."""
    asked = ConsignmentQuery(query, *reading.order_by(sort, newest="number"))
    rows = (
        {
            "id": one.id,
            "erc": one.erc,
            "status": one.status,
            "account": one.account,
            "orders": one.orders,
            "sources": one.sources,
            "rows": one.rows,
            "units": one.units,
            "carrier": one.carrier,
            "tracking_number": one.tracking_number,
            "ship_on": one.ship_on,
            "deliver_on": one.deliver_on,
            "at": one.opened_at,
            "by": one.opened_by,
        }
        for one in consignment_lists.lines(run.database, asked, limit)
    )
    run.out.rows(
        rows,
        ("id", "status", "account", "orders", "sources", "units", "carrier", "ship_on"),
    )


@consignments.command()
@click.argument("id")
@click.pass_obj
def show(run: Run, id: str) -> None:
    """Show a consignment, by its number or its reference."""
    one = service.show(run.database, id)
    row = _consignment(one)
    if run.given.json:
        run.out.object(row)
        return
    about = {key: value for key, value in row.items() if key not in ("rows", "orders")}
    run.out.one(about | {"orders": [order.number for order in one.orders]})
    run.out.rows((_row(each) | {"name": each.name} for each in one.rows), _ROWS)


@consignments.command()
@click.argument("numbers", nargs=-1, required=True, metavar="ORDER...")
@click.option("--to", metavar="ID", help=tr("Add them to this one, which is being built."))
@click.option(
    "--by", "algorithm", metavar="ALGORITHM", help=tr("What proposes sources (priority).")
)
@click.option("--no-sources", is_flag=True, help=tr("Propose none; rows are set by hand."))
@click.option("--erc", default="", metavar="TEXT", help=tr("Its reference in other systems."))
@click.pass_obj
def add(
    run: Run,
    numbers: tuple[str, ...],
    to: str | None,
    algorithm: str | None,
    no_sources: bool,
    erc: str,
) -> None:
    """Open a consignment of what is outstanding of orders of one account."""
    if algorithm is not None and no_sources:
        raise click.UsageError(tr("Give one of --by or --no-sources."))
    if to is not None and erc:
        raise click.UsageError(tr("--erc names another consignment; leave out --to."))
    done = service.add(
        run.database,
        numbers,
        to=to,
        algorithm=None if no_sources else algorithm or selecting.PRIORITY,
        erc=erc,
        cause=run.cause,
    )
    _answer(run, done)


@consignments.command("set", epilog=_FIELDS)
@click.argument("id")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, id: str, fields: tuple[str, ...]) -> None:
    """Change carrier, tracking, dates or reference, in every state; FIELD= clears one."""
    _answer(run, service.edit(run.database, id, pairs(fields), cause=run.cause))


@consignments.command()
@click.argument("id")
@click.argument("row")
@click.option("--source", metavar="CODE", help=tr("Where it leaves; empty: not chosen."))
@click.option("--quantity", "amount", metavar="QTY", help=tr("How much leaves."))
@click.option("--erc", metavar="TEXT", help=tr("Its reference in other systems."))
@click.option("--another", is_flag=True, help=tr("Add a row of the same order line instead."))
@click.pass_obj
def row(
    run: Run,
    id: str,
    row: str,
    source: str | None,
    amount: str | None,
    erc: str | None,
    another: bool,
) -> None:
    """Set source and quantity of a row, named by its number or its reference."""
    if source is None and amount is None and erc is None and not another:
        raise click.UsageError(tr("Give --source, --quantity, --erc or --another."))
    done = consignment_rows.set_row(
        run.database,
        id,
        row,
        source=source,
        quantity=None if amount is None else reading.quantity(amount),
        erc=erc,
        another=another,
        cause=run.cause,
    )
    _answer(run, done)


@consignments.command()
@click.argument("id")
@click.argument("rows", nargs=-1, required=True, metavar="ROW...")
@click.pass_obj
def remove(run: Run, id: str, rows: tuple[str, ...]) -> None:
    """Take rows out until it is shipped; what was taken of them comes back."""
    _answer(run, consignment_rows.remove(run.database, id, rows, cause=run.cause))


def _step(name: str, help: str, deed: Callable[..., Consigned]) -> None:
    """Add a verb that moves a consignment on."""

    @consignments.command(name, help=help)
    @click.argument("id")
    @click.pass_obj
    def verb(run: Run, id: str) -> None:
        _answer(run, deed(run.database, id, cause=run.cause))


_step(
    "finish",
    tr("Take the goods of every row, all or nothing; it is then ready to ship."),
    consignment_steps.finish,
)
_step("ship", tr("Say that it left the house."), consignment_steps.ship)
_step("deliver", tr("Say that it arrived."), consignment_steps.deliver)
_step(
    "cancel",
    tr("Cancel it before it is shipped: what was taken comes back, its orders stay open."),
    consignment_steps.cancel,
)
_step(
    "delete",
    tr("Delete it before it is shipped: what was taken comes back, its orders stay open."),
    consignment_steps.delete,
)


def _answer(run: Run, done: Consigned) -> None:
    one = done.consignment
    run.receipt(
        done.receipt,
        id=one.id,
        erc=one.erc,
        status=one.status,
        version=one.version,
        rows=[_row(each) for each in one.rows],
        order_statuses=dict(done.statuses),
    )


def _consignment(one: Consignment) -> dict[str, Any]:
    return {
        "id": one.id,
        "status": one.status,
        "account": one.account,
        "channels": one.channels,
        "addresses": [address.one_line() for address in one.addresses],
        **{name: getattr(one, name) for name in TEXTS},
        "units": one.units,
        "version": one.version,
        "orders": [
            {
                "order": order.number,
                "channel": order.channel,
                "address": order.ship_to.one_line(),
            }
            for order in one.orders
        ],
        "rows": [_row(each) for each in one.rows],
    }


def _row(one: ConsignmentRow) -> dict[str, Any]:
    return {
        "row": one.id,
        "erc": one.erc,
        "order": one.order,
        "sku": one.sku,
        "source": one.source or None,
        "quantity": one.quantity,
        "outstanding": one.outstanding,
        "shipment": one.shipment_id,
    }
