"""What screens are called.  Their topics name them in the guide and in what is kept."""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.wording import tr

_TITLES: Mapping[str, str] = {
    "Alerts": tr("Alerts"),
    "Bulk deeds": tr("Bulk deeds"),
    "Consignment page": tr("Consignment page"),
    "Consignments": tr("Consignments"),
    "Export": tr("Export"),
    "History": tr("History"),
    "History of one deed": tr("History of one deed"),
    "Import": tr("Import"),
    "Inbox": tr("Inbox"),
    "Incoming goods": tr("Incoming goods"),
    "Inconsistencies": tr("Inconsistencies"),
    "Inventory": tr("Inventory"),
    "Low stock": tr("Low stock"),
    "New order": tr("New order"),
    "Order page": tr("Order page"),
    "Orders": tr("Orders"),
    "Pickup": tr("Pickup"),
    "Product page": tr("Product page"),
    "Products": tr("Products"),
    "Receive": tr("Receive"),
    "Reports": tr("Reports"),
    "Salable": tr("Salable"),
    "Setup": tr("Setup"),
    "Shipment builder": tr("Shipment builder"),
    "Shipment page": tr("Shipment page"),
    "Shipments": tr("Shipments"),
    "Source editor": tr("Source editor"),
    "Sources": tr("Sources"),
    "Stocks": tr("Stocks"),
    "Transfers on the road": tr("Transfers on the road"),
}


def title_of(topic: str) -> str:
    """Return what people call a screen with this topic."""
    return _TITLES.get(topic, topic)
