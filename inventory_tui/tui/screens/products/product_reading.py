"""All that the product page shows of one product, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from inventory_tui.domain.history import Row
from inventory_tui.domain.product_status import ALWAYS
from inventory_tui.services import Database
from inventory_tui.services.orders.ledger import Hold
from inventory_tui.services.products import catalog, channel_settings, units
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.services.products.channel_settings import ChannelSetting
from inventory_tui.services.products.units import SkuUnits
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.reports.shop_messages import SaidOf
from inventory_tui.tui import dates
from inventory_tui.tui.screens.products.product_history import read_history
from inventory_tui.tui.screens.products.product_incoming import ComingOf, read_coming
from inventory_tui.tui.screens.products.product_reservations import read_holds


@dataclass(frozen=True, slots=True)
class ProductRead:
    """One product, tab by tab."""

    shown: ProductShown
    in_channels: Sequence[ChannelSetting]
    """What it has, or may have, otherwise in every channel."""
    units: SkuUnits
    holds: Sequence[Hold]
    coming: ComingOf
    history: Sequence[Row]
    said: Sequence[SaidOf]
    """What the channels' shops say of its stock."""
    zone: tzinfo
    """What its dates are shown in."""


def read_product(
    database: Database, id: int, stock_id: int, *, zone: str, history: str
) -> ProductRead:
    """Return all there is to show of one product.

    Args:
        stock_id: The stock whose numbers the parts of a composite have.
        zone: The time zone chosen for this start; empty: the shop's.
        history: What of its history to show, as a filter.

    Raises:
        Refused: There is no such product, or not all of it may be seen.
    """
    shown = catalog.show(database, id, stock_id=stock_id)
    sku, dated = shown.product.sku, shown.product.life is not ALWAYS
    return ProductRead(
        shown,
        channel_settings.shown(database, id, every=True),
        units.units_of(database, id),
        read_holds(database, sku, zone),
        read_coming(database, sku),
        read_history(database, sku, zone, history),
        shop_messages.said_of(database, id),
        dates.zone_of(database, zone) if dated else UTC,
    )
