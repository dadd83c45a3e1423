"""What each command of each screen asks for, so that it is shown before it is tried.

The services refuse whatever they are asked without the right; here it is only said early.
A screen is named by its topic.  A command that is in no list here asks for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inventory_tui.domain.permissions import Permission
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.keeping.standing import Standing

_P = Permission
Needed = tuple[Permission, ...]

PLACES: Mapping[int, Needed] = {
    1: (_P.INVENTORY, _P.PRODUCT_VIEW),
    2: (_P.WAREHOUSES, _P.WAREHOUSE_VIEW),
    3: (_P.WAREHOUSES,),
    4: (_P.ORDER_VIEW,),
    5: (_P.SHIPMENT_VIEW,),
}
"""Number of a place → what opening it asks for."""

EVERY_SCREEN: Mapping[str, Needed] = {
    "undo": (_P.UNDO_OWN,),
    "redo": (_P.UNDO_OWN,),
    "export": (_P.EXPORT,),
    "import": (_P.IMPORT,),
    "receive": (_P.REPLENISHMENT_RECEIVE,),
}

_ADJUST, _TRANSFER, _PRODUCT = (_P.STOCK_ADJUST,), (_P.STOCK_TRANSFER,), (_P.PRODUCT_UPDATE,)
_QUANTITIES: Mapping[str, Needed] = {
    "edit": _ADJUST,
    "adjust": _ADJUST,
    "assign": _ADJUST,
    "unassign": _ADJUST,
    "transfer": _TRANSFER,
    "enable": _PRODUCT,
}
_ORDERS: Mapping[str, Needed] = {
    "new": (_P.ORDER_CREATE,),
    "dispatch": (_P.SHIPMENT_CREATE,),
    "invoice": (_P.ORDER_INVOICE,),
    "hold": (_P.ORDER_UPDATE,),
    "cancel": (_P.ORDER_UPDATE,),
}
_SETTINGS: Mapping[str, Needed] = dict.fromkeys(
    ("edit", "new", "delete", "save"), (_P.CONFIG_UPDATE,)
)
_MAPPING: Mapping[str, Needed] = dict.fromkeys(
    ("edit", "new", "delete", "move.up", "move.down", "rank"), (_P.CONFIG_MAPPING,)
)

SCREENS: Mapping[str, Mapping[str, Needed]] = {
    "Products": {**_QUANTITIES, "new": (_P.PRODUCT_CREATE,), "delete": (_P.PRODUCT_DELETE,)},
    "Product page": {**_QUANTITIES, "new": (_P.PRODUCT_CREATE,), "delete": _ADJUST},
    "Low stock": _QUANTITIES,
    "Inventory": {key: of for key, of in _QUANTITIES.items() if key != "edit"},
    "Incoming goods": {
        "new": (_P.REPLENISHMENT_CREATE,),
        "edit": (_P.REPLENISHMENT_UPDATE,),
        "delete": (_P.REPLENISHMENT_DELETE,),
    },
    "Transfers on the road": {"new": _TRANSFER, "cancel": _TRANSFER},
    "Receive": {"save": (_P.REPLENISHMENT_RECEIVE,)},
    "Inbox": {"save": (_P.INVENTORY,)},
    "Sources": {
        "new": (_P.WAREHOUSE_CREATE,),
        "enable": (_P.WAREHOUSE_UPDATE,),
        "delete": (_P.WAREHOUSE_DELETE,),
    },
    "Source editor": {"new": (_P.WAREHOUSE_CREATE,)},
    "Stocks": _MAPPING,
    "Orders": _ORDERS,
    "Order page": {**_ORDERS, "refund": (_P.ORDER_REFUND,)},
    "New order": {"save": (_P.ORDER_CREATE,)},
    "Pickup": {"dispatch": (_P.SHIPMENT_CREATE,)},
    "Shipment builder": {"save": (_P.SHIPMENT_CREATE,)},
    "Shipments": {"print": (_P.ORDER_VIEW,)},
    "Shipment page": {
        **dict.fromkeys(("open", "print"), (_P.ORDER_VIEW,)),
        "cancel": (_P.SHIPMENT_CANCEL,),
        "tracking": (_P.SHIPMENT_UPDATE,),
    },
    "Consignment page": {
        **dict.fromkeys(("open", "print"), (_P.ORDER_VIEW,)),
        **dict.fromkeys(("edit", "new", "tracking", "save"), (_P.SHIPMENT_UPDATE,)),
        **dict.fromkeys(("delete", "cancel"), (_P.SHIPMENT_CANCEL,)),
    },
    "Inconsistencies": {"save": (_P.ORDER_UPDATE,)},
    "Alerts": {"new": (_P.ORDER_UPDATE,), "delete": (_P.ORDER_UPDATE,)},
    "Setup": {**_SETTINGS, "import": (_P.IMPORT, _P.CONFIG_UPDATE)},
}
"""Topic of a screen → command → what it asks for there."""


def needed(topic: str, command: str) -> Needed:
    """Return what a command asks for on a screen."""
    return SCREENS.get(topic, {}).get(command) or EVERY_SCREEN.get(command, ())


def why_not(standing: Standing | None, permissions: Needed) -> str:
    """Why somebody may not, in the space of a line: ``needs stock.adjust: ask anna``."""
    missing = () if standing is None else standing.missing(*permissions)
    if not missing:
        return ""
    ask = whom_to_ask(standing, permissions)
    return tr("needs {right}: {ask}", right=missing[0].value, ask=ask)


def whom_to_ask(standing: Standing | None, permissions: Needed) -> str:
    """What somebody can do who may not: ``ask anna``; empty: they may."""
    if standing is None or not standing.missing(*permissions):
        return ""
    whom = tr(" or ").join(standing.admins[:2]) or tr("an admin")
    return tr("ask {whom}", whom=whom)
