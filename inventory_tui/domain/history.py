"""Who did what, when and why: the words of the history.

Every deed is one *operation*; what it did to quantities are its *movements*, what it did
to everything else (names, settings, priorities, states) its *changes*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

_REASON = re.compile(r"[a-z0-9_-]{1,32}")


class Deed(StrEnum):
    """Every kind of operation, as history, receipts and scripts name it."""

    PRODUCTS_IMPORTED = "products import"
    PRODUCT_ADDED = "products add"
    PRODUCT_EDITED = "products set"
    PRODUCT_RENAMED = "products rename"
    PRODUCT_DELETED = "products delete"
    PRODUCT_RETYPED = "products type"
    PRODUCT_DUPLICATED = "products duplicate"
    SOURCE_ADDED = "sources add"
    SOURCE_EDITED = "sources set"
    SOURCES_ENABLED = "sources enable"
    SOURCES_DISABLED = "sources disable"
    SOURCE_DELETED = "sources delete"
    SOURCES_ARCHIVED = "sources archive"
    SOURCES_LOCATED = "sources locate"
    SOURCE_ELIGIBLE = "sources eligible"
    STOCK_ADDED = "stocks add"
    STOCK_RENAMED = "stocks rename"
    STOCK_DELETED = "stocks delete"
    STOCK_MAPPED = "stocks map"
    CHANNEL_ADDED = "channels add"
    CHANNEL_RENAMED = "channels rename"
    CHANNEL_EDITED = "channels set"
    CHANNEL_DELETED = "channels delete"
    QUANTITIES_SET = "quantities set"
    QUANTITIES_ADJUSTED = "quantities adjust"
    ASSIGNED = "quantities assign"
    UNASSIGNED = "quantities unassign"
    TRANSFERRED = "quantities transfer"
    SAFETY_SET = "quantities safety"
    STATE_CHANGED = "quantities state"
    QUANTITIES_IMPORTED = "quantities import"
    INCOMING_ADDED = "incoming add"
    INCOMING_EDITED = "incoming set"
    INCOMING_DELETED = "incoming delete"
    INCOMING_RECEIVED = "incoming receive"
    TRANSFER_SENT = "transfers send"
    TRANSFER_RECEIVED = "transfers receive"
    TRANSFER_CANCELLED = "transfers cancel"
    ORDER_PLACED = "orders place"
    ORDERS_IMPORTED = "orders import"
    ORDERS_ADOPTED = "orders adopt"
    RESERVED_DIRECTLY = "reservations add"
    ORDER_HELD = "orders hold"
    ORDER_UNHELD = "orders unhold"
    ORDER_CANCELLED = "orders cancel"
    ORDER_PAYMENT = "orders payment"
    ORDER_ACCEPTED = "orders accept"
    ORDER_DENIED = "orders deny"
    ORDERS_FORGOTTEN = "orders forget"
    INVOICED = "orders invoice"
    REFUNDED = "orders refund"
    SHIPPED = "shipments create"
    PICKUP_MOVED = "orders fetch"
    PICKUP_TOLD = "pickup ready"
    SHIPMENT_CANCELLED = "shipments cancel"
    SHIPMENT_TRACKED = "shipments track"
    CONSIGNMENT_ADDED = "consignments add"
    CONSIGNMENT_EDITED = "consignments set"
    CONSIGNMENT_ROW_SET = "consignments row"
    CONSIGNMENT_ROWS_REMOVED = "consignments remove"
    CONSIGNMENT_FINISHED = "consignments finish"
    CONSIGNMENT_SHIPPED = "consignments ship"
    CONSIGNMENT_DELIVERED = "consignments deliver"
    CONSIGNMENT_CANCELLED = "consignments cancel"
    CONSIGNMENT_DELETED = "consignments delete"
    SETTING_CHANGED = "config set"
    PLACES_IMPORTED = "geonames import"
    COMPENSATED = "reservations compensate"
    RESERVATIONS_CLEANED = "reservations clean"
    ALERT_ADDED = "alerts add"
    ALERT_REMOVED = "alerts remove"
    ALERTS_RUN = "alerts run"
    USER_ADDED = "users add"
    USER_EDITED = "users set"
    USER_REMOVED = "users remove"
    ROLE_ADDED = "roles add"
    ROLE_EDITED = "roles set"
    ROLE_DELETED = "roles delete"
    UNIT_ADDED = "units add"
    UNIT_EDITED = "units set"
    UNIT_DELETED = "units delete"
    UNITS_CONVERTED = "units convert"
    LOW_STOCK_ANSWERED = "lowstock-actions run"
    ESTIMATE_ADDED = "estimates add"
    ESTIMATE_EDITED = "estimates set"
    ESTIMATE_DELETED = "estimates delete"
    BOOKINGS_EXPIRED = "bookings expire"
    ORDER_EXPIRY_SET = "orders expiry"
    PRODUCTS_STATUS = "products status"
    UNDONE = "undo"
    REPAIRED = "doctor"
    DEMO_MADE = "demo"
    ARCHIVED = "report history"


UNDOABLE = frozenset(
    {
        Deed.PRODUCTS_IMPORTED,
        Deed.PRODUCT_ADDED,
        Deed.PRODUCT_EDITED,
        Deed.PRODUCT_RENAMED,
        Deed.PRODUCT_RETYPED,
        Deed.PRODUCT_DUPLICATED,
        Deed.SOURCE_EDITED,
        Deed.SOURCES_ENABLED,
        Deed.SOURCES_DISABLED,
        Deed.SOURCES_ARCHIVED,
        Deed.SOURCES_LOCATED,
        Deed.SOURCE_ELIGIBLE,
        Deed.STOCK_ADDED,
        Deed.STOCK_RENAMED,
        Deed.STOCK_MAPPED,
        Deed.CHANNEL_ADDED,
        Deed.CHANNEL_RENAMED,
        Deed.CHANNEL_EDITED,
        Deed.QUANTITIES_SET,
        Deed.QUANTITIES_ADJUSTED,
        Deed.ASSIGNED,
        Deed.UNASSIGNED,
        Deed.TRANSFERRED,
        Deed.SAFETY_SET,
        Deed.STATE_CHANGED,
        Deed.QUANTITIES_IMPORTED,
        Deed.ORDER_HELD,
        Deed.ORDER_UNHELD,
        Deed.SETTING_CHANGED,
        Deed.USER_EDITED,
        Deed.ROLE_EDITED,
        Deed.UNITS_CONVERTED,
        Deed.ESTIMATE_ADDED,
        Deed.ESTIMATE_EDITED,
        Deed.UNDONE,
    }
)
"""Deeds that `undo` can take back (the table in the command line's manual)."""

INSTEAD_OF_UNDO = {
    Deed.INCOMING_ADDED: tr("Delete the line instead: incoming delete."),
    Deed.INCOMING_EDITED: tr("Say what is expected now: incoming set."),
    Deed.INCOMING_DELETED: tr("Expect it anew: incoming add."),
    Deed.INCOMING_RECEIVED: tr(
        "Take out what did not come (quantities adjust) and expect it again (incoming add)."
    ),
    Deed.TRANSFER_SENT: tr("Take back what is on the road: transfers cancel."),
    Deed.TRANSFER_RECEIVED: tr("Send the goods back: transfers send."),
    Deed.TRANSFER_CANCELLED: tr("Send the goods again: transfers send."),
    Deed.ORDER_PLACED: tr("Cancel the order instead: orders cancel."),
    Deed.ORDERS_IMPORTED: tr("Cancel its orders instead: orders cancel."),
    Deed.ORDER_CANCELLED: tr("A cancelled order cannot come back; place a new one."),
    Deed.ORDERS_ADOPTED: tr("Orders taken over stay; cancel or refund them instead."),
    Deed.RESERVED_DIRECTLY: tr("Add the rows again with the other sign."),
    Deed.ORDER_PAYMENT: tr("Say how the payment stands now: orders payment."),
    Deed.ORDER_ACCEPTED: tr("Put the order on hold instead: orders hold."),
    Deed.ORDER_DENIED: tr("A denied order cannot come back; place a new one."),
    Deed.ORDERS_FORGOTTEN: tr("What was erased is nowhere kept."),
    Deed.INVOICED: tr("An invoice is answered by a refund: orders refund."),
    Deed.REFUNDED: tr("A refund cannot be taken back; place a new order."),
    Deed.PICKUP_MOVED: tr("Let the order be fetched at the source it had: pickup move."),
    Deed.PICKUP_TOLD: tr("A message that was sent cannot be called back."),
    Deed.SHIPPED: tr("Cancel the shipment while it is here (shipments cancel), or refund it."),
    Deed.SHIPMENT_CANCELLED: tr("Ship the goods again: shipments create."),
    Deed.SHIPMENT_TRACKED: tr("Say the numbers again: shipments track."),
    Deed.CONSIGNMENT_ADDED: tr("Cancel the consignment instead: consignments cancel."),
    Deed.CONSIGNMENT_EDITED: tr("Set the fields to what they were: consignments set."),
    Deed.CONSIGNMENT_ROW_SET: tr("Set the row to what it was: consignments row."),
    Deed.CONSIGNMENT_ROWS_REMOVED: tr("Add their orders again: consignments add --to."),
    Deed.CONSIGNMENT_FINISHED: tr(
        "Remove rows (consignments remove), or cancel it (consignments cancel): what was "
        "taken comes back."
    ),
    Deed.CONSIGNMENT_SHIPPED: tr("What left is refunded when it comes back: orders refund."),
    Deed.CONSIGNMENT_DELIVERED: tr(
        "What arrived is refunded when it comes back: orders refund."
    ),
    Deed.CONSIGNMENT_CANCELLED: tr("Open another one: consignments add."),
    Deed.CONSIGNMENT_DELETED: tr("Open another one: consignments add."),
    Deed.PRODUCT_DELETED: tr("A deleted product cannot come back; add it anew."),
    Deed.STOCK_DELETED: tr("A deleted stock cannot come back; add it anew."),
    Deed.CHANNEL_DELETED: tr("A deleted channel cannot come back; add it anew."),
    Deed.SOURCE_ADDED: tr("Delete it while nothing names it (sources delete), or disable it."),
    Deed.SOURCE_DELETED: tr("A deleted source cannot come back; add it anew."),
    Deed.COMPENSATED: tr("Compensate it the other way: reservations compensate."),
    Deed.RESERVATIONS_CLEANED: tr("What was folded summed to 0; nothing is to be taken back."),
    Deed.ALERT_ADDED: tr("Remove it instead: alerts remove."),
    Deed.ALERT_REMOVED: tr("Add it anew: alerts add."),
    Deed.ALERTS_RUN: tr("A message that was sent cannot be called back."),
    Deed.USER_ADDED: tr("Remove the person instead: users remove."),
    Deed.USER_REMOVED: tr("Add the person anew: users add."),
    Deed.ROLE_ADDED: tr("Delete the role instead: roles delete."),
    Deed.ROLE_DELETED: tr("Add the role anew: roles add."),
    Deed.UNIT_ADDED: tr("Delete the unit instead: units delete."),
    Deed.UNIT_EDITED: tr("Set it as it was: units set."),
    Deed.UNIT_DELETED: tr("Add it anew: units add."),
    Deed.LOW_STOCK_ANSWERED: tr(
        "Answer it by hand: products set SKU enabled=yes, or incoming delete of a draft."
    ),
    Deed.ESTIMATE_DELETED: tr("A deleted estimate is added anew: estimates add."),
    Deed.BOOKINGS_EXPIRED: tr("A cancelled order cannot come back; place a new one."),
    Deed.ORDER_EXPIRY_SET: tr("Say another date, or never: orders expiry."),
    Deed.PRODUCTS_STATUS: tr(
        "The dates of the products say it: products set display= expires=."
    ),
    Deed.REPAIRED: tr("A repair is not undone; run doctor again."),
    Deed.PLACES_IMPORTED: tr("Import the file from before again: geonames import."),
    Deed.DEMO_MADE: tr("The demo's first deed is not undone."),
    Deed.ARCHIVED: tr("What was moved is in its file, and stays readable there."),
}
"""What answers a deed that cannot be undone."""


SYSTEM = "system"
"""The actor of deeds the program does by itself, whoever's terminal gets round to it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Who does a deed and why; handed to every service that writes."""

    actor: str
    login: str = ""
    reason: str | None = None
    """A reason code a person chose; None takes the deed's own default."""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a reason that is no code.

        Raises:
            InvalidInput: It is not one word of at most 32 letters, digits, - and _.
        """
        if self.reason is not None and not _REASON.fullmatch(self.reason):
            raise InvalidInput(
                {"reason": tr("A reason is one word of a-z, 0-9, - and _, such as received.")}
            )


@dataclass(frozen=True, slots=True)
class Operation:
    """One deed as the history tells it."""

    id: int
    at: datetime
    actor: str
    login: str
    deed: Deed
    reason: str
    note: str
    summary: str
    """What it did, for people: ``Transfer berlin → paris, 31 SKUs``."""
    units: Quantity
    """Net units it added to (or took from) what lies at the sources, or reserved."""
    counts: dict[str, int | str] = field(default_factory=dict)
    order_id: int | None = None
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the history: one field of one thing, before and after."""

    operation: int
    at: datetime
    actor: str
    deed: Deed
    reason: str
    field: str
    before: str | None
    after: str | None
    sku: str | None = None
    source: str | None = None
    about: str | None = None
    """What other than a product or source it concerns: a stock, channel, order, setting."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a deed answers: kept in the history under ``operation``."""

    operation: int | None
    """None for a dry run and where nothing had to be changed."""
    deed: Deed
    counts: Mapping[str, int | str] = field(default_factory=dict)
    message: str = ""
    """For people: what, how many, where."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of what a deed did: a source item, a field of something else, units held."""

    what: str
    """The SKU, or what else it concerns: ``stock EU stock``, ``order 000000042``."""
    where: str
    """The source; of units held the order; else empty."""
    field: str
    """``quantity``, ``reserved``, or what was changed."""
    before: str | None
    after: str | None
    also: str = ""
    """What changed with a quantity: ``in → out``, ``notify 1 → 5``."""
