"""What codes name, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.services.desk.finding import FoundKind
from inventory_tui.wording import tr

KINDS: Mapping[FoundKind, str] = {
    FoundKind.PRODUCT: tr("product"),
    FoundKind.ORDER: tr("order"),
    FoundKind.SHIPMENT: tr("shipment"),
    FoundKind.CONSIGNMENT: tr("consignment"),
    FoundKind.SOURCE: tr("source"),
    FoundKind.DELIVERY: tr("delivery"),
    FoundKind.TRANSFER: tr("transfer"),
}
