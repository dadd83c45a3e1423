"""``quantities``: how much of a product lies at a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from inventory_tui.cli import reading, setting_aside
from inventory_tui.cli.checks import report_check
from inventory_tui.cli.choosing import FILTER, SKUS, chosen
from inventory_tui.cli.running import Run, one_of
from inventory_tui.cli.verbs import noun
from inventory_tui.domain import forms
from inventory_tui.domain.bulk import Assign, Request, Transfer, Unassign
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.domain.history import Deed
from inventory_tui.domain.quantity_file import Behaviour, Mode
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.files import exchange, sample_files
from inventory_tui.services.quantities import bulk, item_lists, moving, stock_changes
from inventory_tui.wording import tr

quantities = noun("quantities", tr("How much of a product lies at a source."))


@quantities.command("list")
@click.option("--sku", metavar="SKU", help=tr("Only of this product."))
@reading.UNIT
@click.option("--source", metavar="CODE", help=tr("Only at this source."))
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--changed-since", metavar="TIME", help=tr("Only rows changed from then on."))
@click.option("--changed-until", metavar="TIME", help=tr("Only rows changed up to then."))
@click.pass_obj
def list_(
    run: Run,
    sku: str | None,
    unit: str,
    source: str | None,
    query: str,
    changed_since: str | None,
    changed_until: str | None,
) -> None:
    """List what lies where."""
    items = item_lists.source_items(
        run.database,
        filter=query,
        sku=sku and with_unit(sku, unit),
        source=source,
        changed_since=changed_since,
        changed_until=changed_until,
    )
    rows = (
        {
            "source": item.source_code,
            "sku": item.sku,
            "status": forms.show_status(item.in_stock),
            "quantity": item.quantity,
            "safety": item.aside.safety,
            "damaged": item.aside.damaged,
            "quality_check": item.aside.quality_check,
            "available": item.available,
            "notify_below": item.notify_below,
            "erc": item.erc,
        }
        for item in items
    )
    shown = ("source", "sku", "status", "quantity", "safety", "available", "notify_below")
    run.out.rows(rows, shown)


@quantities.command("set")
@click.argument("sku")
@click.argument("source")
@click.argument("quantity")
@reading.UNIT
@click.option("--status", metavar="in|out", help=tr("In Stock or Out of Stock."))
@click.option("--notify-below", metavar="N|default", help=tr("The row's own low-stock limit."))
@click.option("--safety", metavar="N", help=tr("How much of it is kept back."))
@click.pass_obj
def set_(
    run: Run,
    sku: str,
    source: str,
    quantity: str,
    unit: str,
    status: str | None,
    notify_below: str | None,
    safety: str | None,
) -> None:
    """Say how much lies at a source; a product that is not there is assigned."""
    in_stock = (
        None
        if status is None
        else reading.value(status, "status", tr("Status"), forms.parse_status)
    )
    notify = (
        None
        if notify_below is None
        else reading.value(
            notify_below, "notify_below", tr("Notify below"), forms.parse_notify_below
        )
    )
    edit = stock_changes.QuantityEdit(
        with_unit(sku, unit),
        source,
        quantity=reading.quantity(quantity),
        in_stock=in_stock,
        notify_below=notify,
        notify_default=notify_below is not None and notify is None,
        safety=None if safety is None else reading.quantity(safety, "safety"),
    )
    run.receipt(stock_changes.set_quantities(run.database, [edit], cause=run.cause))


@quantities.command()
@click.argument("sku")
@click.argument("source")
@click.argument("quantity", metavar="±QUANTITY")
@reading.UNIT
@click.pass_obj
def adjust(run: Run, sku: str, source: str, quantity: str, unit: str) -> None:
    """Add to what lies at a source, or with a minus take away."""
    sku = with_unit(sku, unit)
    edit = stock_changes.QuantityEdit(sku, source, change=reading.difference(quantity))
    run.receipt(stock_changes.set_quantities(run.database, [edit], cause=run.cause))


quantities.add_command(setting_aside.safety)
quantities.add_command(setting_aside.state)


@quantities.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@SKUS
@FILTER
@click.pass_obj
def assign(run: Run, sources: tuple[str, ...], skus: str | None, query: str | None) -> None:
    """Give products a row at sources, with quantity 0; rows that are there stay."""
    _bulk(run, chosen(skus, query), Assign(sources))


@quantities.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@SKUS
@FILTER
@click.option("--force", is_flag=True, help=tr("Also where the units are promised to orders."))
@click.pass_obj
def unassign(
    run: Run, sources: tuple[str, ...], skus: str | None, query: str | None, force: bool
) -> None:
    """Delete products' rows at sources, with the quantity they hold."""
    _bulk(run, chosen(skus, query), Unassign(sources), force=force)


@quantities.command()
@click.argument("origin")
@click.argument("destination")
@SKUS
@FILTER
@click.option("--sku", metavar="SKU", help=tr("One product; takes --quantity."))
@click.option("--quantity", metavar="N", help=tr("How much of it."))
@reading.UNIT
@click.option("--unassign-origin", is_flag=True, help=tr("Delete the emptied rows."))
@click.option("--force", is_flag=True, help=tr("Also where the units are promised to orders."))
@click.option(
    "--override-safety", is_flag=True, help=tr("Also safety stock; takes a --reason.")
)
@click.pass_obj
def transfer(
    run: Run,
    origin: str,
    destination: str,
    skus: str | None,
    query: str | None,
    sku: str | None,
    quantity: str | None,
    unit: str,
    unassign_origin: bool,
    force: bool,
    override_safety: bool,
) -> None:
    """Move all quantity of products, or some of one, from a source to another.

    What is damaged or in quality check stays where it is, and so does safety stock.
    """
    if reading.only_one({"--skus": skus, "--filter": query, "--sku": sku}) != "--sku":
        if quantity is not None:
            raise click.UsageError(tr("--quantity goes with --sku."))
        if unit:
            raise click.UsageError(tr("--unit goes with --sku."))
        request = Transfer(origin, destination, unassign_origin, override_safety)
        _bulk(run, chosen(skus, query), request, force=force)
        return
    assert sku is not None
    if quantity is None:
        raise click.UsageError(tr("--sku needs --quantity."))
    if unassign_origin:
        raise click.UsageError(tr("--unassign-origin goes with --skus or --filter."))
    run.receipt(
        moving.transfer_some(
            run.database,
            with_unit(sku, unit),
            reading.quantity(quantity),
            origin=origin,
            destination=destination,
            force=force,
            override_safety=override_safety,
            cause=run.cause,
        )
    )


@quantities.command("import")
@click.argument("file")
@click.option("--behaviour", required=True, metavar="append|replace|delete")
@click.option(
    "--mode", default="set", metavar="set|available|adjust", help=tr("What a number means.")
)
@reading.of_a_file
@reading.of_a_table
@click.pass_obj
def import_(
    run: Run,
    file: str,
    behaviour: str,
    mode: str,
    on_error: str,
    allowed_errors: int | None,
    encoding: str | None,
    check: bool,
    separator: str | None,
    enclosure: str | None,
) -> int:
    """Take quantities from a CSV file: source_code, sku, status, quantity; safety, erc."""
    rules = exchange.Rules(
        behaviour=Behaviour(one_of(behaviour, list(Behaviour), "--behaviour")),
        mode=Mode(one_of(mode, list(Mode), "--mode")),
        on_error=reading.on_error(on_error),
        allowed_errors=allowed_errors,
        encoding=encoding,
        form=reading.form_of(separator, enclosure),
    )
    with run.stoppable() as stop:
        progress = run.out.progress(tr("bytes"))
        if check:
            checked = exchange.check_quantities(
                run.database, file, rules, sample=0, progress=progress, stop=stop
            )
            return report_check(run, Deed.QUANTITIES_IMPORTED, checked)
        done = exchange.import_quantities(
            run.database, file, rules, cause=run.cause, progress=progress, stop=stop
        )
    run.out.left_out(done.rejected)
    run.ignored(done.ignored)
    run.receipt(done.receipt)
    return 0


@quantities.command()
@click.argument("file", required=False, default="")
@click.option(
    "--source", metavar="CODE", help=tr("Only this source; * stands for any characters.")
)
@click.option("--sku", metavar="SKU", help=tr("Only this SKU; * stands for any characters."))
@click.option("--status", metavar="in|out", help=tr("Only rows In Stock or Out of Stock."))
@click.option("--min", "at_least", metavar="N", help=tr("Only rows with at least so much."))
@click.option("--max", "at_most", metavar="N", help=tr("Only rows with at most so much."))
@click.option(
    "--columns",
    metavar="LIST",
    help=tr("Of {columns}.", columns=", ".join(exchange.EXPORTED)),
)
@reading.of_a_table
@click.pass_obj
def export(
    run: Run,
    file: str,
    source: str | None,
    sku: str | None,
    status: str | None,
    at_least: str | None,
    at_most: str | None,
    columns: str | None,
    separator: str | None,
    enclosure: str | None,
) -> None:
    """Write what lies where to a CSV file; - writes it to standard output.

    Without FILE, or where it is a directory, the file is called
    stock_sources_YYYYMMDD_HHMMSS.csv.
    """
    file = sample_files.in_place_of(file, FileKind.QUANTITIES, run.now())
    rows = exchange.export_quantities(
        run.database,
        file,
        source=source,
        sku=sku,
        in_stock=None
        if status is None
        else reading.value(status, "status", tr("Status"), forms.parse_status),
        at_least=None if at_least is None else reading.quantity(at_least, "min"),
        at_most=None if at_most is None else reading.quantity(at_most, "max"),
        columns=exchange.COLUMNS
        if columns is None
        else reading.columns(columns, exchange.EXPORTED),
        form=reading.form_of(separator, enclosure, writing=True),
    )
    run.written(rows, file)


@quantities.command()
@click.argument("file")
@reading.of_a_table
@click.pass_obj
def sample(run: Run, file: str, separator: str | None, enclosure: str | None) -> None:
    """Write a sample file to fill in; - writes it to standard output."""
    form = reading.form_of(separator, enclosure, writing=True)
    run.written(sample_files.write_sample(file, FileKind.QUANTITIES, form=form), file)


def _bulk(
    run: Run, find: Callable[[Run], Sequence[int]], request: Request, *, force: bool = False
) -> None:
    ids = find(run)
    with run.stoppable() as stop:
        receipt = bulk.perform(
            run.database,
            ids,
            request,
            cause=run.cause,
            force=force,
            progress=run.out.progress(tr("products")),
            stop=stop,
        )
    run.receipt(receipt)
