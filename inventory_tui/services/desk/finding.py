"""What a scanned or typed code means: a product, an order, a source, what moves goods.

An exact label wins over any other reading.  A code that names two things (order 10002 and
SKU 10002) is answered with both; nobody guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order_numbers import DIGITS
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.scans import Scan, gtins_like, is_gtin, read_scan
from inventory_tui.domain.transfer import id_of
from inventory_tui.domain.unit import preselected
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.sourcing.finding import Labels


class FoundKind(StrEnum):
    """What a code can name."""

    PRODUCT = "product"
    ORDER = "order"
    SHIPMENT = "shipment"
    CONSIGNMENT = "consignment"
    SOURCE = "source"
    DELIVERY = "delivery"
    TRANSFER = "transfer"


EVERY_KIND = tuple(FoundKind)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a code names."""

    kind: FoundKind
    id: int
    label: str
    """Its SKU, number or code as it was first typed."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a code names: nothing, one thing, or several to choose from."""

    scan: Scan
    things: tuple[Found, ...]

    @property
    def only(self) -> Found | None:
        """The one thing it names, if it is one."""
        return self.things[0] if len(self.things) == 1 else None


def find(database: Database, text: str, kinds: tuple[FoundKind, ...] = EVERY_KIND) -> Finding:
    """Look up what a scan or a typed code means.

    Args:
        text: As it was sent: ``]E04006381333931``, ``12*MH01``, ``42``, ``S17``.
        kinds: Look only for these.

    Raises:
        ValueError: The quantity before a ``*`` is no number.
    """
    scan = read_scan(text)
    if not scan.code:
        return Finding(scan, ())
    with database.read() as transaction:
        labels, kinds = _labels(transaction), _seen(transaction, kinds)
        found = _exact(labels, scan.code, kinds) or _near(labels, scan.code, kinds)
        if not found and FoundKind.PRODUCT in kinds:
            found = _in_units(transaction, labels, scan.code)
            if not found and scan.label is not None:
                found = _labelled(transaction, labels, scan.label.gtin)
        return Finding(scan, tuple(found))


def suggest(database: Database, text: str, limit: int) -> list[Found]:
    """Return things whose label or name begins with ``text``, for the palette."""
    key = key_of(text)
    with database.read() as transaction:
        labels = _labels(transaction)
        kinds = _seen(transaction, EVERY_KIND)
        orders = products = []
        if FoundKind.ORDER in kinds and any(map(str.isdigit, key)):
            orders = labels.orders_beginning(key, limit)
        if FoundKind.PRODUCT in kinds:
            products = labels.products_beginning(key, limit - len(orders))
            products = products or _by_gtin(labels, key)
        return [
            *(Found(FoundKind.ORDER, *row) for row in orders),
            *(Found(FoundKind.PRODUCT, *row) for row in products),
        ]


_NEEDED = {
    FoundKind.PRODUCT: Permission.PRODUCT_VIEW,
    FoundKind.ORDER: Permission.ORDER_VIEW,
    FoundKind.SHIPMENT: Permission.SHIPMENT_VIEW,
    FoundKind.CONSIGNMENT: Permission.SHIPMENT_VIEW,
    FoundKind.SOURCE: Permission.WAREHOUSE_VIEW,
    FoundKind.DELIVERY: Permission.REPLENISHMENT_VIEW,
    FoundKind.TRANSFER: Permission.STOCK_VIEW,
}


def _seen(transaction: Transaction, kinds: tuple[FoundKind, ...]) -> tuple[FoundKind, ...]:
    """Those kinds that who asks may see."""
    person = transaction.guard.person()
    if person is None:
        return kinds
    return tuple(one for one in kinds if person.may(_NEEDED[one]))


def _labels(transaction: Transaction) -> Labels:
    return Labels(transaction.connection)


def _exact(labels: Labels, code: str, kinds: tuple[FoundKind, ...]) -> list[Found]:
    key = key_of(code)
    found: list[Found] = []
    if FoundKind.SOURCE in kinds:
        found += [Found(FoundKind.SOURCE, *row) for row in labels.sources(key)]
    if FoundKind.ORDER in kinds:
        found += [Found(FoundKind.ORDER, *row) for row in labels.orders([key])]
    if FoundKind.DELIVERY in kinds:
        found += [Found(FoundKind.DELIVERY, *row) for row in labels.deliveries(key)]
    if FoundKind.PRODUCT in kinds:
        rows = labels.products([key]) or _by_gtin(labels, code)
        found += [Found(FoundKind.PRODUCT, *row) for row in rows]
    if FoundKind.CONSIGNMENT in kinds:
        found += [Found(FoundKind.CONSIGNMENT, *row) for row in labels.consignments(key)]
    return found


def _in_units(transaction: Transaction, labels: Labels, code: str) -> list[Found]:
    """Read a code as a SKU with its only unit, or as one that is counted in several.

    Of several the one that is offered first where goods are ordered comes first.
    """
    key = key_of(code)
    keys = list(transaction.units.aliases([key]).values())
    if not keys and (base := transaction.units.base_of(key)) is not None:
        units = transaction.units.of_base(base)
        first = preselected(units)
        units.sort(key=lambda unit: unit is not first)
        keys = [key_of(unit.sku) for unit in units]
    rows = {key_of(sku): (id, sku, name) for id, sku, name in labels.products(keys)}
    return [Found(FoundKind.PRODUCT, *rows[key]) for key in keys if key in rows]


def _labelled(transaction: Transaction, labels: Labels, gtin: str) -> list[Found]:
    """The product whose GTIN a code of several elements holds."""
    only = (FoundKind.PRODUCT,)
    found = _exact(labels, gtin, only) or _near(labels, gtin, only)
    return found or _in_units(transaction, labels, gtin)


def _near(labels: Labels, code: str, kinds: tuple[FoundKind, ...]) -> list[Found]:
    """Read a code another way: an order without zeros, ``S17``, ``T12``, another GTIN."""
    found: list[Found] = []
    digits = code.isascii() and code.isdigit()
    if FoundKind.ORDER in kinds and digits and len(code) < DIGITS:
        rows = labels.orders([code.zfill(DIGITS)])
        found += [Found(FoundKind.ORDER, *row) for row in rows]
    number = code[1:] if code[:1] in "sS" else ""
    if FoundKind.SHIPMENT in kinds and number.isdecimal() and len(number) < 16:
        found += [Found(FoundKind.SHIPMENT, *row) for row in labels.shipments(int(number))]
    transfer = id_of(code)
    named = FoundKind.ORDER not in kinds or not digits  # there a bare number is an order's
    if FoundKind.TRANSFER in kinds and transfer is not None and named:
        found += [Found(FoundKind.TRANSFER, *row) for row in labels.transfers(transfer)]
    if FoundKind.PRODUCT in kinds and is_gtin(code):
        rows = labels.products(gtins_like(code))
        found += [Found(FoundKind.PRODUCT, *row) for row in rows]
    return found


def _by_gtin(labels: Labels, code: str) -> list[tuple[int, str, str]]:
    """The product whose GTIN a code is, with any that is called so with other zeros before it.

    Both are told: a reader sends a UPC of 12 digits as an EAN of 13 as it likes.
    """
    if not is_gtin(code) or not (coded := labels.gtin(code)):
        return []
    return list(dict.fromkeys([*coded, *labels.products(gtins_like(code))]))
