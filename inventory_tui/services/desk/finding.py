"""What a scanned or typed code means: a product, an order, a shipment or a source.

An exact label wins over any other reading.  A code that names two things (order 10002 and
SKU 10002) is answered with both; nobody guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order_numbers import DIGITS
from inventory_tui.domain.scans import Scan, is_gtin, read_scan
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.sourcing.finding import Labels


class FoundKind(StrEnum):
    """What a code can name."""

    PRODUCT = "product"
    ORDER = "order"
    SHIPMENT = "shipment"
    SOURCE = "source"


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
        labels = _labels(transaction)
        exact = _exact(labels, scan.code, kinds)
        return Finding(scan, tuple(exact or _near(labels, scan.code, kinds)))


def suggest(database: Database, text: str, limit: int) -> list[Found]:
    """Return things whose label or name begins with ``text``, for the palette."""
    key = key_of(text)
    with database.read() as transaction:
        labels = _labels(transaction)
        orders = labels.orders_beginning(key, limit) if any(map(str.isdigit, key)) else []
        products = labels.products_beginning(key, limit - len(orders))
        return [
            *(Found(FoundKind.ORDER, *row) for row in orders),
            *(Found(FoundKind.PRODUCT, *row) for row in products),
        ]


def _labels(transaction: Transaction) -> Labels:
    return Labels(transaction.connection)


def _exact(labels: Labels, code: str, kinds: tuple[FoundKind, ...]) -> list[Found]:
    key = key_of(code)
    found: list[Found] = []
    if FoundKind.SOURCE in kinds:
        found += [Found(FoundKind.SOURCE, *row) for row in labels.sources(key)]
    if FoundKind.ORDER in kinds:
        found += [Found(FoundKind.ORDER, *row) for row in labels.orders([key])]
    if FoundKind.PRODUCT in kinds:
        found += [Found(FoundKind.PRODUCT, *row) for row in labels.products([key])]
    return found


def _near(labels: Labels, code: str, kinds: tuple[FoundKind, ...]) -> list[Found]:
    """Read a code another way: an order without zeros, a shipment, a GTIN of other length."""
    found: list[Found] = []
    digits = code.isascii() and code.isdigit()
    if FoundKind.ORDER in kinds and digits and len(code) < DIGITS:
        rows = labels.orders([code.zfill(DIGITS)])
        found += [Found(FoundKind.ORDER, *row) for row in rows]
    number = code[1:] if code[:1] in "sS" else ""
    if FoundKind.SHIPMENT in kinds and number.isdecimal() and len(number) < 16:
        found += [Found(FoundKind.SHIPMENT, *row) for row in labels.shipments(int(number))]
    if FoundKind.PRODUCT in kinds and is_gtin(code):
        same = {code.lstrip("0").zfill(length) for length in (8, 12, 13, 14)}
        rows = labels.products(sorted(gtin for gtin in same if is_gtin(gtin)))
        found += [Found(FoundKind.PRODUCT, *row) for row in rows]
    return found
