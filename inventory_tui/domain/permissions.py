"""Who may do what: permissions and the built-in roles.

Being allowed an application (*Inventory*, *Warehouses*) opens its screens and lists; it does
not imply the rights over what is in them, and these rights without the application are of
no use either.  What each deed asks for is said by `domain.deed_rights`.

Source: spec, part two, 1.8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.wording import tr


class Permission(StrEnum):
    """Every right there is; the words of scripts and of custom roles."""

    # the two applications
    INVENTORY = "inventory.access"
    WAREHOUSES = "warehouses.access"
    # what is in them
    WAREHOUSE_VIEW = "warehouse.view"
    WAREHOUSE_CREATE = "warehouse.create"
    WAREHOUSE_UPDATE = "warehouse.update"
    WAREHOUSE_DELETE = "warehouse.delete"
    STOCK_VIEW = "stock.view"
    STOCK_ADJUST = "stock.adjust"
    STOCK_TRANSFER = "stock.transfer"
    STOCK_OVERRIDE_SAFETY = "stock.override_safety"
    REPLENISHMENT_VIEW = "replenishment.view"
    REPLENISHMENT_CREATE = "replenishment.create"
    REPLENISHMENT_UPDATE = "replenishment.update"
    REPLENISHMENT_DELETE = "replenishment.delete"
    REPLENISHMENT_RECEIVE = "replenishment.receive"
    PRODUCT_VIEW = "product.view"
    PRODUCT_CREATE = "product.create"
    PRODUCT_UPDATE = "product.update"
    PRODUCT_DELETE = "product.delete"
    ORDER_VIEW = "order.view"
    ORDER_CREATE = "order.create"
    ORDER_UPDATE = "order.update"
    ORDER_INVOICE = "order.invoice"
    ORDER_REFUND = "order.refund"
    ORDER_FORGET = "order.forget"
    SHIPMENT_VIEW = "shipment.view"
    SHIPMENT_CREATE = "shipment.create"
    SHIPMENT_UPDATE = "shipment.update"
    SHIPMENT_CANCEL = "shipment.cancel"
    CONFIG_VIEW = "config.view"
    CONFIG_UPDATE = "config.update"
    CONFIG_MAPPING = "config.mapping"
    # deeds of every kind
    IMPORT = "import"
    EXPORT = "export"
    UNDO_OWN = "undo.own"
    UNDO_ANY = "undo.any"
    ACTOR_ANY = "actor.any"
    USERS = "users.manage"
    UPKEEP = "upkeep"


_P = Permission

MEANINGS: Mapping[Permission, str] = {
    _P.INVENTORY: tr("open Inventory: products and quantities"),
    _P.WAREHOUSES: tr("open Warehouses: sources and stocks"),
    _P.WAREHOUSE_VIEW: tr("see sources"),
    _P.WAREHOUSE_CREATE: tr("add sources"),
    _P.WAREHOUSE_UPDATE: tr("change, enable and disable sources"),
    _P.WAREHOUSE_DELETE: tr("delete and archive sources"),
    _P.STOCK_VIEW: tr("see quantities"),
    _P.STOCK_ADJUST: tr("change quantities and where products lie"),
    _P.STOCK_TRANSFER: tr("move goods between sources"),
    _P.STOCK_OVERRIDE_SAFETY: tr("take goods out of safety stock"),
    _P.REPLENISHMENT_VIEW: tr("see incoming goods"),
    _P.REPLENISHMENT_CREATE: tr("add incoming goods"),
    _P.REPLENISHMENT_UPDATE: tr("change incoming goods"),
    _P.REPLENISHMENT_DELETE: tr("delete incoming goods"),
    _P.REPLENISHMENT_RECEIVE: tr("receive goods"),
    _P.PRODUCT_VIEW: tr("see products"),
    _P.PRODUCT_CREATE: tr("add products"),
    _P.PRODUCT_UPDATE: tr("change products"),
    _P.PRODUCT_DELETE: tr("delete products"),
    _P.ORDER_VIEW: tr("see orders and their customers"),
    _P.ORDER_CREATE: tr("place orders"),
    _P.ORDER_UPDATE: tr("change, hold and cancel orders"),
    _P.ORDER_INVOICE: tr("invoice orders"),
    _P.ORDER_REFUND: tr("refund orders"),
    _P.ORDER_FORGET: tr("erase what orders say of a customer"),
    _P.SHIPMENT_VIEW: tr("see shipments"),
    _P.SHIPMENT_CREATE: tr("ship goods"),
    _P.SHIPMENT_UPDATE: tr("change shipments"),
    _P.SHIPMENT_CANCEL: tr("cancel shipments"),
    _P.CONFIG_VIEW: tr("see the settings"),
    _P.CONFIG_UPDATE: tr("change the settings"),
    _P.CONFIG_MAPPING: tr("change stocks and sales channels"),
    _P.IMPORT: tr("import files"),
    _P.EXPORT: tr("export files"),
    _P.UNDO_OWN: tr("undo one's own deeds"),
    _P.UNDO_ANY: tr("undo the deeds of others"),
    _P.ACTOR_ANY: tr("act under another name (--actor)"),
    _P.USERS: tr("manage people and roles"),
    _P.UPKEEP: tr("repair, archive and restore the database"),
}
"""What each lets a person do, after *may*."""

_APPLICATIONS: Mapping[str, Permission] = {
    "stock": _P.INVENTORY,
    "replenishment": _P.INVENTORY,
    "product": _P.INVENTORY,
    "warehouse": _P.WAREHOUSES,
}
"""The application that holds what a right is about."""

_VIEWER = frozenset(
    {
        _P.INVENTORY,
        _P.WAREHOUSES,
        _P.WAREHOUSE_VIEW,
        _P.STOCK_VIEW,
        _P.REPLENISHMENT_VIEW,
        _P.PRODUCT_VIEW,
        _P.CONFIG_VIEW,
        _P.SHIPMENT_VIEW,
    }
)
_PICKER = _VIEWER | {
    _P.ORDER_VIEW,
    _P.SHIPMENT_CREATE,
    _P.SHIPMENT_UPDATE,
    _P.REPLENISHMENT_RECEIVE,
    _P.UNDO_OWN,
}
_CLERK = _PICKER | {
    _P.STOCK_ADJUST,
    _P.STOCK_TRANSFER,
    _P.REPLENISHMENT_CREATE,
    _P.REPLENISHMENT_UPDATE,
    _P.REPLENISHMENT_DELETE,
    _P.ORDER_CREATE,
    _P.ORDER_UPDATE,
    _P.SHIPMENT_CANCEL,
    _P.IMPORT,
    _P.EXPORT,
}
_ADMIN = frozenset(Permission)
_MANAGER = _ADMIN - {_P.USERS, _P.ACTOR_ANY, _P.UPKEEP}

ADMIN = "admin"
"""The role of the first person; there is always an active one."""

BUILT_IN: Mapping[str, frozenset[Permission]] = {
    "viewer": _VIEWER,
    "picker": _PICKER,
    "clerk": _CLERK,
    "manager": _MANAGER,
    ADMIN: _ADMIN,
}
"""The roles every database has; they never change."""


def with_applications(permissions: Iterable[Permission]) -> tuple[Permission, ...]:
    """Return permissions and, before them, the applications they are worth nothing without."""
    asked = tuple(permissions)
    applications = (_APPLICATIONS.get(one.partition(".")[0]) for one in asked)
    return tuple(dict.fromkeys([*(one for one in applications if one is not None), *asked]))


def parse_permissions(words: Iterable[str]) -> frozenset[Permission]:
    """Read permissions; ``stock.*`` means all that begin so, as they are now.

    Raises:
        Refused: ``unknown_permission``, a sentence for each.
    """
    found: set[Permission] = set()
    problems: list[Problem] = []
    for word in words:
        wanted = word.strip().casefold()
        matching = [one for one in Permission if fnmatchcase(one.value, wanted)]
        if matching:
            found.update(matching)
        else:
            hint = did_you_mean(wanted, [one.value for one in Permission])
            problems.append(
                Problem(
                    Kind.UNKNOWN_PERMISSION,
                    tr("There is no permission {word!r}.{hint}", word=word, hint=hint),
                    "permissions",
                )
            )
    if problems:
        raise Refused.because(problems)
    return frozenset(found)


def stored_permissions(words: Iterable[str]) -> frozenset[Permission]:
    """Read permissions as they are stored; what this program does not know is left out."""
    wanted = frozenset(words)
    return frozenset(one for one in Permission if one.value in wanted)


def show_permissions(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """Return permissions as words, in the order of `Permission`."""
    held = frozenset(permissions)
    return tuple(one.value for one in Permission if one in held)
