"""What each deed asks of who does it.

Deeds the program does by itself (expiry, dates, messages) ask nobody.

Source: spec, part two, 1.8.
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.history import Deed
from inventory_tui.domain.permissions import Permission, with_applications

_P = Permission

_SETTINGS = (_P.CONFIG_UPDATE,)
_MAPPING = (_P.CONFIG_MAPPING,)
_SOURCE = (_P.WAREHOUSE_UPDATE,)
_ADJUST = (_P.STOCK_ADJUST,)
_PRODUCT = (_P.PRODUCT_UPDATE,)
_ORDER = (_P.ORDER_UPDATE,)
_PEOPLE = (_P.USERS,)
_UPKEEP = (_P.UPKEEP,)
_NOTHING: tuple[Permission, ...] = ()

_BY_WORDS: Mapping[str, tuple[Permission, ...]] = {
    "products import": (_P.IMPORT, _P.PRODUCT_CREATE, _P.PRODUCT_UPDATE),
    "products add": (_P.PRODUCT_CREATE,),
    "products set": _PRODUCT,
    "products rename": _PRODUCT,
    "products delete": (_P.PRODUCT_DELETE,),
    "products type": _PRODUCT,
    "products duplicate": (_P.PRODUCT_CREATE,),
    "sources add": (_P.WAREHOUSE_CREATE,),
    "sources set": _SOURCE,
    "sources enable": _SOURCE,
    "sources disable": _SOURCE,
    "stocks add": _MAPPING,
    "stocks rename": _MAPPING,
    "stocks delete": _MAPPING,
    "stocks map": _MAPPING,
    "channels add": _MAPPING,
    "channels rename": _MAPPING,
    "channels delete": _MAPPING,
    "quantities set": _ADJUST,
    "quantities adjust": _ADJUST,
    "quantities assign": _ADJUST,
    "quantities unassign": _ADJUST,
    "quantities transfer": (_P.STOCK_TRANSFER,),
    "quantities import": (_P.IMPORT, _P.STOCK_ADJUST),
    "orders place": (_P.ORDER_CREATE,),
    "orders import": (_P.IMPORT, _P.ORDER_CREATE),
    "orders adopt": (_P.IMPORT, _P.ORDER_CREATE),
    "reservations add": _ORDER,
    "orders hold": _ORDER,
    "orders unhold": _ORDER,
    "orders cancel": _ORDER,
    "orders payment": _ORDER,
    "orders accept": _ORDER,
    "orders deny": _ORDER,
    "orders forget": (_P.ORDER_FORGET,),
    "orders invoice": (_P.ORDER_INVOICE,),
    "orders refund": (_P.ORDER_REFUND,),
    "shipments create": (_P.SHIPMENT_CREATE,),
    "orders fetch": _ORDER,
    "pickup ready": (_P.SHIPMENT_UPDATE,),
    "shipments cancel": (_P.SHIPMENT_CANCEL,),
    "config set": _SETTINGS,
    "geonames import": (_P.IMPORT, _P.CONFIG_UPDATE),
    "reservations compensate": _ORDER,
    "reservations clean": _UPKEEP,
    "alerts add": _ORDER,
    "alerts remove": _ORDER,
    "alerts run": _NOTHING,
    "users add": _PEOPLE,
    "users set": _PEOPLE,
    "users remove": _PEOPLE,
    "roles add": _PEOPLE,
    "roles set": _PEOPLE,
    "roles delete": _PEOPLE,
    "doctor": _UPKEEP,
    "undo": _NOTHING,
    "demo": _UPKEEP,
    "report history": _UPKEEP,
    "sources delete": (_P.WAREHOUSE_DELETE,),
    "sources archive": (_P.WAREHOUSE_DELETE,),
    "sources locate": _SOURCE,
    "sources eligible": _SOURCE,
    "channels set": _MAPPING,
    "quantities safety": _ADJUST,
    "quantities state": _ADJUST,
    "incoming add": (_P.REPLENISHMENT_CREATE,),
    "incoming set": (_P.REPLENISHMENT_UPDATE,),
    "incoming delete": (_P.REPLENISHMENT_DELETE,),
    "incoming receive": (_P.REPLENISHMENT_RECEIVE,),
    "transfers send": (_P.STOCK_TRANSFER,),
    "transfers receive": (_P.REPLENISHMENT_RECEIVE,),
    "transfers cancel": (_P.STOCK_TRANSFER,),
    "bookings expire": _NOTHING,
    "orders expiry": _ORDER,
    "products status": _NOTHING,
    "lowstock-actions run": _NOTHING,
    "estimates add": _SETTINGS,
    "estimates set": _SETTINGS,
    "estimates delete": _SETTINGS,
    "units add": _PRODUCT,
    "units set": _PRODUCT,
    "units delete": _PRODUCT,
    "units convert": _ADJUST,
    "shipments track": (_P.SHIPMENT_UPDATE,),
    "consignments add": (_P.SHIPMENT_CREATE,),
    "consignments set": (_P.SHIPMENT_UPDATE,),
    "consignments row": (_P.SHIPMENT_UPDATE,),
    "consignments remove": (_P.SHIPMENT_CANCEL,),
    "consignments finish": (_P.SHIPMENT_CREATE,),
    "consignments ship": (_P.SHIPMENT_UPDATE,),
    "consignments deliver": (_P.SHIPMENT_UPDATE,),
    "consignments cancel": (_P.SHIPMENT_CANCEL,),
    "consignments delete": (_P.SHIPMENT_CANCEL,),
}
"""Words of deeds, as the history and the command line have them → what each asks for."""

NEEDED: Mapping[Deed, tuple[Permission, ...]] = {
    Deed(words): asked for words, asked in _BY_WORDS.items()
}
"""Every deed → what it asks for; nothing: anybody who is known may.

An undo asks for more: whether it is one's own, and what was undone (`store.people.rights`).
"""

EVERYWHERE = frozenset(
    {
        "sources add",
        "sources delete",
        "stocks add",
        "stocks rename",
        "stocks delete",
        "stocks map",
        "products delete",
    }
)
"""Words of deeds that concern every source: not for who is confined to some."""


def needed(deed: Deed) -> tuple[Permission, ...]:
    """Return all a deed asks for, the applications first; what is in no list is an admin's."""
    return with_applications(NEEDED.get(deed, _UPKEEP))
