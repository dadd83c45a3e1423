"""Which products a deed on many is about: ``--skus FILE`` or ``--filter QUERY``."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run
from inventory_tui.services.products import browsing
from inventory_tui.services.quantities import item_lists
from inventory_tui.wording import tr

SKUS = click.option(
    "--skus", metavar="FILE", help=tr("The products: a file of SKUs, one a line; - reads them.")
)
FILTER = click.option("--filter", "query", metavar="QUERY", help=tr("The products that match."))


def chosen(skus: str | None, query: str | None) -> Callable[[Run], array[int]]:
    """Return what finds the products a bulk deed is about.

    Raises:
        click.UsageError: Neither or both were given.
    """
    if reading.only_one({"--skus": skus, "--filter": query}) == "--skus":
        assert skus is not None
        wanted = reading.skus(skus)
        return lambda run: item_lists.product_ids(run.database, wanted)
    assert query is not None
    asked = browsing.ProductQuery(filter=query)
    return lambda run: browsing.product_ids(run.database, asked)
