"""``geonames``: where postcodes and cities are, for distances."""

from __future__ import annotations

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.services.shipping import geonames as places
from inventory_tui.wording import tr

geonames = noun("geonames", tr("Where postcodes and cities are, for distances."))


@geonames.command("import")
@click.argument("file")
@click.option("--country", required=True, metavar="CC", help=tr("Whose places: two letters."))
@reading.of_a_file
@click.pass_obj
def import_(
    run: Run,
    file: str,
    country: str,
    on_error: str,
    allowed_errors: int | None,
    encoding: str | None,
    check: bool,
) -> int:
    """Replace a country's places by those of a postal file of geonames.org."""
    run.given.dry_run = run.given.dry_run or check
    with run.stoppable() as stop:
        done = places.import_places(
            run.database,
            file,
            country,
            on_error=reading.on_error(on_error),
            allowed_errors=allowed_errors,
            encoding=encoding,
            cause=run.cause,
            progress=run.out.progress(tr("bytes")),
            stop=stop,
        )
    run.out.left_out(done.rejected)
    run.receipt(done.receipt)
    return 1 if check and done.rejected else 0


@geonames.command("list")
@click.pass_obj
def list_(run: Run) -> None:
    """List the countries whose places are known."""
    known = places.countries(run.database)
    rows = ({"country": country, "rows": rows} for country, rows in known.items())
    run.out.rows(rows, ("country", "rows"))
