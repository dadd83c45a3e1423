"""Consignments: what goes to one account together, of one order or several.

A consignment is built while it is *processing*: rows say how much of which order line leaves
which source.  Once it is finished its goods are taken and it is *ready*; then it is shipped,
then delivered.  Until it is shipped it may be cancelled, and what was taken comes back.

Source: the warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.wording import tr


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
        return _LABELS[self]


_LABELS = {
    ConsignmentStatus.PROCESSING: tr("Processing"),
    ConsignmentStatus.READY: tr("Ready to ship"),
    ConsignmentStatus.SHIPPED: tr("Shipped"),
    ConsignmentStatus.DELIVERED: tr("Delivered"),
    ConsignmentStatus.CANCELLED: tr("Cancelled"),
}


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
    Step.FINISH: tr("finished"),
    Step.SHIP: tr("shipped"),
    Step.DELIVER: tr("delivered"),
    Step.CANCEL: tr("cancelled"),
    Step.DELETE: tr("deleted"),
}
_IS_NOW = {
    _S.PROCESSING: tr("is being built"),
    _S.READY: tr("is ready to ship"),
    _S.SHIPPED: tr("is shipped"),
    _S.DELIVERED: tr("is delivered"),
    _S.CANCELLED: tr("is cancelled"),
}
_INSTEAD = {
    _S.PROCESSING: tr("Finish it first: consignments finish."),
    _S.READY: tr("Ship it first: consignments ship."),
    _S.SHIPPED: tr("It left; what comes back is refunded: orders refund."),
    _S.DELIVERED: tr("It arrived; what comes back is refunded: orders refund."),
    _S.CANCELLED: tr("Open another: consignments add."),
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
        return tr(
            "Row {id} ({sku} of order {order})",
            id=self.id,
            sku=visible(self.sku),
            order=visible(self.order),
        )

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

    def without_customers(self) -> Consignment:
        """Return it without whom it is for and where it goes."""
        orders = tuple(replace(order, ship_to=Address()) for order in self.orders)
        return replace(self, account="", account_key="", orders=orders)

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
        is_now = _IS_NOW[self.status]
        if self.status is _TO.get(step):
            said = tr("Consignment {id} {is_now} already.", id=self.id, is_now=is_now)
        else:
            said = tr(
                "Consignment {id} {is_now} and cannot be {done}. {instead}",
                id=self.id,
                is_now=is_now,
                done=_DONE[step],
                instead=_INSTEAD[self.status],
            )
        raise Refused(Kind.CONSIGNMENT_STATUS, said, field="consignment")

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
        there = ", ".join(str(row.id) for row in self.rows) or tr("none")
        raise Refused(
            Kind.UNKNOWN_CONSIGNMENT_ROW,
            tr(
                "Consignment {id} has no row {name!r}; its rows: {there}.",
                id=self.id,
                name=visible(str(name)),
                there=there,
            ),
            field="row",
        )

    def problems(self) -> list[Problem]:
        """What keeps it from being finished: rows without a source, or with quantity 0."""
        if not self.rows:
            return [
                Problem(
                    Kind.NOTHING_GIVEN,
                    tr("Consignment {id} has no rows; add orders, or cancel it.", id=self.id),
                    "consignment",
                )
            ]
        return [problem for row in self.rows for problem in _row_problems(row)]


def _row_problems(row: ConsignmentRow) -> Iterable[Problem]:
    if row.source_id is None:
        yield Problem(
            Kind.ROW_WITHOUT_SOURCE,
            tr("{label} has no source; choose where it leaves, or remove it.", label=row.label),
            "source",
            row.sku,
            row.order,
        )
    if row.quantity == ZERO:
        yield Problem(
            Kind.ROW_WITHOUT_QUANTITY,
            tr("{label} has quantity 0; enter how much leaves, or remove it.", label=row.label),
            "quantity",
            row.sku,
            row.order,
            source=row.source or None,
        )
