"""Orders their customers fetch: made ready where they are fetched, or moved elsewhere."""

from __future__ import annotations

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import ONE, total
from inventory_tui.services.shipping import pickup_orders, shipping
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr


async def make_ready(page: Page, order: Order) -> bool:
    """Ask with numbers, then ship what is left from where it is fetched; say why not.

    Of an order that is ready already it asks whether its customer is told again.
    """
    if pickup_orders.waits_there(order):
        return await _remind(page, order)
    try:
        problems = await page.read(pickup_orders.problems, order.number)
        plan = await page.read(shipping.plan, order.number)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    number, place = visible(order.number), visible(order.pickup_source or "")
    if problems:
        question = Question(
            tr("Order {number} is not ready for pickup", number=number),
            [f"✗ {problem.message}" for problem in problems],
            [("back", tr("Close"))],
        )
        await page.ask(question)
        return False
    units = total(plan.may_ship.values())
    amount, email = units.in_units(), order.ship_to.email
    leaves = (
        tr("{units} leaves {place} in a shipment.", units=amount, place=place)
        if units == ONE
        else tr("{units} leave {place} in a shipment.", units=amount, place=place)
    )
    told = (
        tr("{email} is told, where the settings say so.", email=email)
        if email
        else tr("Nobody is told: it has no e-mail address.")
    )
    question = Question(
        tr("Order {number}: ready for pickup at {place}?", number=number, place=place),
        [leaves, told],
        [("save", tr("Ready for pickup")), ("back", tr("Back"))],
    )
    return await page.ask(question) == "save" and await _do(page, order)


async def _remind(page: Page, order: Order) -> bool:
    """Ask, then tell the customer once more that an order is ready."""
    number, place = visible(order.number), visible(order.pickup_source or "")
    if not order.ship_to.email:
        page.say(
            tr(
                "Order {number} is ready at {place}; it has no e-mail address to tell",
                number=number,
                place=place,
            )
        )
        return False
    email = visible(order.ship_to.email)
    question = Question(
        tr("Order {number} is ready at {place}: tell again?", number=number, place=place),
        [tr("{email} is told again, where the settings say so.", email=email)],
        [("save", tr("Tell again")), ("back", tr("Back"))],
    )
    return await page.ask(question) == "save" and await _do(page, order)


async def _do(page: Page, order: Order) -> bool:
    try:
        done = await page.written(
            pickup_orders.make_ready,
            order.number,
            seen_version=order.version,
            cause=page.inventory.cause(),
        )
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    page.say_receipt(done.shipped.receipt)
    page.inventory.data_written()
    return True


async def move(page: Page, order: Order) -> bool:
    """Ask where else an order is fetched, with numbers, then let it be fetched there."""
    try:
        sources = await page.read(sourcing.offered_sources)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    options = [
        Option(
            one.code, one.name, tr("pickup") if one.pickup and one.enabled else tr("no pickup")
        )
        for one in sorted(sources, key=lambda one: not (one.pickup and one.enabled))
        if one.code != order.pickup_source
    ]
    number = visible(order.number)
    picked = await page.ask(Picker(tr("Order {number} is fetched at", number=number), options))
    if not picked:
        return False
    units = total(line.to_ship for line in order.lines).in_units()
    here = visible(order.pickup_source or tr("no place"))
    question = Question(
        tr("Order {number} is fetched at {place}?", number=number, place=picked[0]),
        [
            tr(
                "Until now at {here}. Its {units} left are withheld at {place} from now on.",
                here=here,
                units=units,
                place=picked[0],
            )
        ],
        [("save", tr("Fetched at {place}", place=picked[0])), ("back", tr("Back"))],
    )
    if await page.ask(question) != "save":
        return False
    if await page.deed(pickup_orders.move, order.number, picked[0]) is None:
        return False
    page.inventory.data_written()
    return True
