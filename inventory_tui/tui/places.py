"""The places: each with a final number, reached by ``g`` and its digit.

A place whose screen is not part of this program is not shown and its number does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.desk.finding import Found
    from inventory_tui.tui.screens.frame.page import Page

_SCREENS = "inventory_tui.tui.screens"


@dataclass(frozen=True, slots=True)
class Place:
    """One of the numbered places; its screen is imported when it is first opened."""

    number: int
    name: str
    title: str
    module: str
    screen: str

    def open(self) -> Page:
        """Make the place's first page."""
        page: Page = getattr(import_module(f"{_SCREENS}.{self.module}"), self.screen)()
        return page

    @property
    def exists(self) -> bool:
        """Whether this program has its screen."""
        return find_spec(f"{_SCREENS}.{self.module}") is not None


PLACES = (
    Place(1, "products", tr("Products"), "products.products", "ProductsScreen"),
    Place(2, "sources", tr("Sources"), "sourcing.sources", "SourcesScreen"),
    Place(3, "stocks", tr("Stocks"), "sourcing.stocks", "StocksScreen"),
    Place(4, "orders", tr("Orders"), "orders.orders", "OrdersScreen"),
    Place(5, "shipments", tr("Shipments"), "shipments.shipments", "ShipmentsScreen"),
    Place(6, "reports", tr("Reports"), "reports.reports", "ReportsScreen"),
    Place(7, "history", tr("History"), "reports.history", "HistoryScreen"),
    Place(8, "setup", tr("Setup"), "setup.setup", "SetupScreen"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A list over that of a place; ``:`` and its name open it from anywhere.

    Those of place 6 are its reports.
    """

    name: str
    """What is typed into the palette: ``low``."""
    title: str
    about: str
    module: str
    screen: str
    place: int = 6
    """The number of the place."""

    def open(self) -> Page:
        """Make its page."""
        page: Page = getattr(import_module(f"{_SCREENS}.{self.module}"), self.screen)()
        return page


REPORTS = (
    Report(
        "low",
        tr("Low stock"),
        tr("below the notify level at a source, least first"),
        "reports.low_stock",
        "LowStockScreen",
    ),
    Report(
        "inventory",
        tr("Inventory"),
        tr("on hand, available, on order and incoming by SKU"),
        "reports.inventory",
        "InventoryScreen",
    ),
    Report(
        "salable",
        tr("Salable by channel"),
        tr("what each channel's stock holds and may promise"),
        "reports.salable",
        "SalableScreen",
    ),
    Report(
        "incoming",
        tr("Incoming goods"),
        tr("what is expected where, and what should have come"),
        "reports.incoming",
        "IncomingScreen",
    ),
    Report(
        "transfers",
        tr("Transfers on the road"),
        tr("what left a source and has not arrived at another"),
        "reports.transfers",
        "TransfersScreen",
    ),
    Report(
        "inconsistencies",
        tr("Reservation inconsistencies"),
        tr("orders that hold more or less than is open"),
        "reports.inconsistencies",
        "InconsistenciesScreen",
    ),
    Report(
        "alerts",
        tr("Alerts"),
        tr("who wants to know of a product, what waits, why"),
        "reports.alerts",
        "AlertsScreen",
    ),
    Report(
        "inbox",
        tr("Inbox"),
        tr("what ran low, and which actions failed"),
        "reports.inbox",
        "InboxScreen",
    ),
    Report(
        "consignments",
        tr("Consignments"),
        tr("what goes to one account together, of several orders"),
        "shipments.consignments",
        "ConsignmentsScreen",
        5,
    ),
    Report(
        "pickup",
        tr("Pickup"),
        tr("what orders that are fetched withhold, and where"),
        "orders.pickup",
        "PickupScreen",
    ),
)


def existing_places() -> tuple[Place, ...]:
    """Return the places this program has, in the order of their numbers."""
    return tuple(place for place in PLACES if place.exists)


_PAGES = {
    "product": ("products.product", "ProductScreen"),
    "order": ("orders.order", "OrderScreen"),
    "shipment": ("shipments.shipment", "ShipmentScreen"),
    "transfer": ("reports.transfer", "TransferScreen"),
    "consignment": ("shipments.consignment", "ConsignmentScreen"),
}


def page_of(thing: Found) -> Page | None:
    """Make the page of what has one, from its id: a product, an order; else None."""
    module, screen = _PAGES.get(thing.kind, ("", ""))
    if not module or find_spec(f"{_SCREENS}.{module}") is None:
        return None
    page: Page = getattr(import_module(f"{_SCREENS}.{module}"), screen)(thing.id)
    return page
