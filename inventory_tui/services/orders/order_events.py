"""The key a shop gives a deed on an order: the same event twice changes nothing.

Source: promises, *Retry*; lessons 8.
"""

from __future__ import annotations

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.domain.labels import storable, visible
from inventory_tui.domain.order import Order
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def seen_before(
    transaction: Transaction, order: Order, deed: Deed, event: str | None
) -> int | None:
    """Return the operation an event was done by already; None where it is new.

    Raises:
        InvalidInput: The key is empty, or longer than 128 characters.
        Refused: ``event_reused``: the key was given to another deed on the order.
    """
    if event is None:
        return None
    try:
        key = storable(event.strip(), 128)
    except ValueError as problem:
        raise InvalidInput({"event": tr("Event: {problem}", problem=problem)}) from None
    if not key:
        raise InvalidInput({"event": tr("Event: give the key of the event, or leave it away.")})
    known = transaction.documents.event(order.id, key)
    if known is None:
        return None
    if known[0] != deed.value:
        raise Refused(
            Kind.EVENT_REUSED,
            tr(
                "Event {key} of order {number} was {deed}; give every event a key of its own.",
                key=visible(key),
                number=visible(order.number),
                deed=known[0],
            ),
            field="event",
        )
    return known[1]


def keep_event(
    transaction: Transaction,
    order: Order,
    deed: Deed,
    event: str | None,
    operation: int | None,
) -> None:
    """Keep the key of an event that was just done.

    Args:
        operation: What did it; None where it found everything done already: sent again, it
            must not undo what came between.
    """
    if event is not None:
        transaction.documents.put_event(order.id, event.strip(), deed.value, operation)


def unchanged(order: Order, deed: Deed) -> Receipt:
    """The receipt of an event that was done before."""
    return Receipt(
        None,
        deed,
        {"unchanged": 1},
        tr(
            "Order {number}: this event is known already; nothing was changed.",
            number=visible(order.number),
        ),
    )
