"""Consignments: what goes to one account together, of one order or several.

A consignment is built while it is *processing*: rows say how much of which order line leaves
which source.  Once it is finished its goods are taken and it is *ready*; then it is shipped,
then delivered.  Until it is shipped it may be cancelled, and what was taken comes back.

Source: the warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import ZERO, Quantity, total


class ConsignmentStatus(StrEnum):
    """Where a consignment stands."""

    PROCESSING = "processing"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """As screens show it."""
        return "Ready to ship" if self is ConsignmentStatus.READY else self.value.capitalize()


class Step(StrEnum):
    """What moves a consignment on; the words of the command line."""

    FINISH = "finish"
    SHIP = "ship"
    DELIVER = "deliver"
    CANCEL = "cancel"
    DELETE = "delete"


_S = ConsignmentStatus
_FROM: dict[Step, frozenset[ConsignmentStatus]] = {
    Step.FINISH: frozenset({_S.PROCESSING}),
    Step.SHIP: frozenset({_S.READY}),
    Step.DELIVER: frozenset({_S.SHIPPED}),
    Step.CANCEL: frozenset({_S.PROCESSING, _S.READY}),
    Step.DELETE: frozenset({_S.PROCESSING, _S.READY, _S.CANCELLED}),
}
_TO = {
    Step.FINISH: _S.READY,
    Step.SHIP: _S.SHIPPED,
    Step.DELIVER: _S.DELIVERED,
    Step.CANCEL: _S.CANCELLED,
}
_DONE = {
    Step.FINISH: "finished",
    Step.SHIP: "shipped",
    Step.DELIVER: "delivered",
    Step.CANCEL: "cancelled",
    Step.DELETE: "deleted",
}
_INSTEAD = {
    _S.PROCESSING: "Finish it first: consignments finish.",
    _S.READY: "Ship it first: consignments ship.",
    _S.SHIPPED: "It left; what comes back is refunded: orders refund.",
    _S.DELIVERED: "It arrived; what comes back is refunded: orders refund.",
    _S.CANCELLED: "Open another: consignments add.",
}
_NEXT = {_S.PROCESSING: Step.FINISH, _S.READY: Step.SHIP, _S.SHIPPED: Step.DELIVER}


@dataclass(frozen=True, slots=True)
class ConsignmentOrder:
    """An order that something in a consignment is of."""

    id: int
    number: str
    channel: str
    channel_name: str
    ship_to: Address


@dataclass(frozen=True, slots=True)
class ConsignmentRow:
    """How much of an order line leaves which source."""

    id: int
    erc: str
    order_id: int
    order: str
    line_id: int
    product_id: int
    sku: str
    name: str
    quantity: Quantity
    outstanding: Quantity
    """What of the line is still to ship and in no consignment that is being built."""
    source_id: int | None = None
    source: str = ""
    """Its code; empty while none is chosen."""
    shipment_id: int | None = None
    """What took it from its source."""

    @property
    def label(self) -> str:
        """What a sentence begins with that is about it."""
        return f"Row {self.id} ({visible(self.sku)} of order {visible(self.order)})"

    def texts(self) -> dict[str, str | None]:
        """What the history keeps of it."""
        return {
            f"row {self.id} source": self.source or None,
            f"row {self.id} quantity": str(self.quantity),
        }


@dataclass(frozen=True, slots=True)
class Consignment:
    """A consignment with its rows in the order of its orders and their lines."""

    id: int
    erc: str
    account: str
    account_key: str
    status: ConsignmentStatus
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipping_method: str = ""
    ship_on: str = ""
    deliver_on: str = ""
    comment: str = ""
    version: int = 1
    rows: tuple[ConsignmentRow, ...] = ()
    orders: tuple[ConsignmentOrder, ...] = ()
    """Each once, by their numbers of placement."""

    @property
    def label(self) -> str:
        """What a sentence calls it, after its noun."""
        return f"consignment {self.id}"

    @property
    def units(self) -> Quantity:
        """How much is in it."""
        return total(row.quantity for row in self.rows)

    @property
    def next_step(self) -> Step | None:
        """What moves it on, if anything does."""
        return _NEXT.get(self.status)

    @property
    def is_building(self) -> bool:
        """Whether its rows may be changed freely: nothing of it was taken yet."""
        return self.status is ConsignmentStatus.PROCESSING

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where its orders go, each address once."""
        return tuple(dict.fromkeys(order.ship_to for order in self.orders))

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels its orders were placed in, each once."""
        return tuple(dict.fromkeys(order.channel for order in self.orders))

    def after(self, step: Step) -> ConsignmentStatus:
        """Return where a step brings it that its state admits.

        Raises:
            Refused: As `refuse_step`.
        """
        self.refuse_step(step)
        return _TO[step]

    def may(self, step: Step) -> bool:
        """Whether its state admits a step."""
        return self.status in _FROM[step]

    def refuse_step(self, step: Step) -> None:
        """Refuse a step that its state does not admit.

        Raises:
            Refused: ``consignment_status``, with what to do instead.
        """
        if self.may(step):
            return
        now = "is being built" if self.is_building else f"is {self.status.label.lower()}"
        sentence = f"{now} and cannot be {_DONE[step]}. {_INSTEAD[self.status]}"
        if self.status is _TO.get(step):
            sentence = f"{now} already."
        raise Refused(
            Kind.CONSIGNMENT_STATUS,
            f"Consignment {self.id} {sentence}",
            field="consignment",
        )

    def row(self, name: str | int) -> ConsignmentRow:
        """Return a row by its id, or by a text: its reference, else its id.

        Raises:
            Refused: ``unknown_consignment_row``.
        """
        key = key_of(str(name).strip())
        by_reference = (
            {} if isinstance(name, int) else {key_of(row.erc): row for row in self.rows}
        )
        found = by_reference.get(key) or {str(row.id): row for row in self.rows}.get(key)
        if found is not None:
            return found
        there = ", ".join(str(row.id) for row in self.rows) or "none"
        raise Refused(
            Kind.UNKNOWN_CONSIGNMENT_ROW,
            f"Consignment {self.id} has no row {visible(str(name))!r}; its rows: {there}.",
            field="row",
        )

    def problems(self) -> list[Problem]:
        """What keeps it from being finished: rows without a source, or with quantity 0."""
        if not self.rows:
            return [
                Problem(
                    Kind.NOTHING_GIVEN,
                    f"Consignment {self.id} has no rows; add orders, or cancel it.",
                    "consignment",
                )
            ]
        return [problem for row in self.rows for problem in _row_problems(row)]


def _row_problems(row: ConsignmentRow) -> Iterable[Problem]:
    if row.source_id is None:
        yield Problem(
            Kind.ROW_WITHOUT_SOURCE,
            f"{row.label} has no source; choose where it leaves, or remove it.",
            "source",
            row.sku,
            row.order,
        )
    if row.quantity == ZERO:
        yield Problem(
            Kind.ROW_WITHOUT_QUANTITY,
            f"{row.label} has quantity 0; enter how much leaves, or remove it.",
            "quantity",
            row.sku,
            row.order,
            source=row.source or None,
        )
