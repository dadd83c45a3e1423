"""What the rows of lists are called, many of them and one."""

from __future__ import annotations

from inventory_tui.wording import tr, word

_ONE = {
    tr("SKUs"): tr("SKU"),
    tr("alerts"): tr("alert"),
    tr("channels"): tr("channel"),
    tr("consignments"): tr("consignment"),
    tr("entries"): tr("entry"),
    tr("inconsistencies"): tr("inconsistency"),
    tr("lines"): word(tr("noun|line")),
    tr("notices"): tr("notice"),
    tr("orders"): tr("order"),
    tr("products"): tr("product"),
    tr("reports"): tr("report"),
    tr("rows"): tr("row"),
    tr("shipments"): tr("shipment"),
    tr("sources"): tr("source"),
    tr("transfers"): tr("transfer"),
}


def one_of(noun: str) -> str:
    """Return the noun for a single one: ``entries`` → ``entry``, ``SKUs`` → ``SKU``."""
    return _ONE.get(noun, noun)
