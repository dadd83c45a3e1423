"""Who waits for what is sold out in the sample shop, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import SCALE, ZERO, Quantity
from inventory_tui.services.demo import sample_places
from inventory_tui.services.demo.sample_days import Days, Event
from inventory_tui.services.lowstock import answering
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import item_lists, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.reports import alert_rounds, alerts
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate

_EU = "eu_website"
_LENA, _CRON = (Cause(name, name) for name in ("lena", "cron"))
_COUNTED = Cause("jonas", "jonas", "counted", "Shelf was empty.")
_RECEIVED = Cause("jonas", "jonas", "received", "Delivery 2231")
_SHOWN = {"display_availability": "yes", "estimate": "3-5 days", "low_stock_action": "notify"}
_GTINS = ("2000000000015", "2000000000022")


def events(database: Database, until: datetime, there: Sequence[Candidate]) -> list[Event]:
    """Two wait for what is sold out; it comes in for one of them, and cron writes that.

    Args:
        there: Products the channel's stock has; some that nobody orders are taken.
    """
    days = Days(until)
    sold_out = [one.sku for one in there[-4:-2]]
    for number, sku in enumerate(sold_out):
        own = _SHOWN | {"gtin": _GTINS[number], "cost": "11.40"}
        days.at(13.9, partial(catalog.edit, database, sku, own, cause=_LENA))
        days.at(13.5, partial(_sell_out, database, sku))
        who = sample_places.customer(1_410 + number, _EU)
        wish = _wish(sku, "stock", who.name, who.email)
        days.at(11.2 - number, partial(alerts.add, database, wish, cause=_CRON))
    days.at(13.4, partial(answering.run_waiting, database, _CRON))
    for one in there[-6:-5]:
        wish = _wish(one.sku, "low", "Purchasing", "purchasing@example.org")
        days.at(10.9, partial(alerts.add, database, wish, cause=_LENA))
    for sku in sold_out[:1]:
        back = [QuantityEdit(sku, "berlin", change=Quantity(36 * SCALE))]
        days.at(5.1, partial(stock_changes.set_quantities, database, back, cause=_RECEIVED))
    days.at(5.0, partial(alert_rounds.run, database, [], cause=_CRON))
    return days.events


def _wish(sku: str, kind: str, name: str, email: str) -> dict[str, str]:
    return {"sku": sku, "customer": name, "email": email, "channel": _EU, "kind": kind}


def _sell_out(database: Database, sku: str) -> None:
    rows = item_lists.source_items(database, sku=sku)
    gone = [QuantityEdit(sku, row.source_code, quantity=ZERO) for row in rows]
    stock_changes.set_quantities(database, gone, cause=_COUNTED)
