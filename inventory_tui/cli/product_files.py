"""Product files: ``products import``, ``export`` and ``sample``."""

from __future__ import annotations

import click

from inventory_tui.cli import reading
from inventory_tui.cli.checks import report_check
from inventory_tui.cli.running import Run, one_of
from inventory_tui.cli.verbs import Verb
from inventory_tui.domain.file_verdicts import FileKind
from inventory_tui.domain.history import Deed
from inventory_tui.domain.quantity_file import Behaviour
from inventory_tui.services.files import product_export, product_import, sample_files
from inventory_tui.services.products import browsing
from inventory_tui.wording import tr

_VALUE_SEPARATOR = click.option(
    "--value-separator",
    metavar="C",
    callback=reading.separator,
    help=tr("What parts several values in one cell, instead of a comma."),
)


@click.command("import", cls=Verb)
@click.argument("file")
@click.option("--behaviour", default="append", metavar="append|delete")
@click.option("--update-only", is_flag=True, help=tr("Leave out products that are not there."))
@click.option("--force", is_flag=True, help=tr("Delete also what orders still hold units of."))
@_VALUE_SEPARATOR
@reading.of_a_file
@reading.of_a_table
@click.pass_obj
def import_(
    run: Run,
    file: str,
    behaviour: str,
    update_only: bool,
    force: bool,
    value_separator: str | None,
    on_error: str,
    allowed_errors: int | None,
    encoding: str | None,
    check: bool,
    separator: str | None,
    enclosure: str | None,
) -> int:
    """Add and update (or delete) products of a Magento product CSV; - reads standard input."""
    rules = product_import.ProductRules(
        behaviour=Behaviour(one_of(behaviour, list(Behaviour), "--behaviour")),
        force=force,
        update_only=update_only,
        on_error=reading.on_error(on_error),
        allowed_errors=allowed_errors,
        encoding=encoding,
        form=reading.form_of(separator, enclosure),
        value_separator=value_separator or ",",
    )
    with run.stoppable() as stop:
        progress = run.out.progress(tr("bytes"))
        if check:
            checked = product_import.check_products(
                run.database, file, rules, progress=progress, stop=stop
            )
            deleting = rules.behaviour is Behaviour.DELETE
            deed = Deed.PRODUCT_DELETED if deleting else Deed.PRODUCTS_IMPORTED
            return report_check(run, deed, checked)
        done = product_import.import_products(
            run.database, file, rules, cause=run.cause, progress=progress, stop=stop
        )
    run.out.left_out(done.rejected)
    run.ignored(done.ignored)
    run.receipt(done.receipt)
    return 0


@click.command(cls=Verb)
@click.argument("file", required=False, default="")
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--columns", metavar="LIST", help=tr("Only these, with commas between."))
@reading.of_a_table
@click.pass_obj
def export(
    run: Run,
    file: str,
    query: str,
    columns: str | None,
    separator: str | None,
    enclosure: str | None,
) -> None:
    """Write products to a CSV file that import reads back; - writes to standard output.

    Without FILE, or where it is a directory, the file is called
    products_YYYYMMDD_HHMMSS.csv.
    """
    file = sample_files.in_place_of(file, FileKind.PRODUCTS, run.now())
    with run.stoppable() as stop:
        rows = product_export.export_products(
            run.database,
            file,
            query=browsing.ProductQuery(query),
            columns=product_export.COLUMNS
            if columns is None
            else reading.columns(columns, product_export.ALL_COLUMNS),
            form=reading.form_of(separator, enclosure, writing=True),
            progress=run.out.progress(tr("products")),
            stop=stop,
        )
    run.written(rows, file)


@click.command(cls=Verb)
@click.argument("file")
@reading.of_a_table
@click.pass_obj
def sample(run: Run, file: str, separator: str | None, enclosure: str | None) -> None:
    """Write a sample file to fill in; - writes it to standard output."""
    form = reading.form_of(separator, enclosure, writing=True)
    run.written(sample_files.write_sample(file, FileKind.PRODUCTS, form=form), file)


VERBS = (import_, export, sample)
