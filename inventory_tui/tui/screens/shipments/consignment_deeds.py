"""What can be done to consignments on screen: forms, and questions with numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from inventory_tui.domain.consignment import Consignment, ConsignmentRow, Step
from inventory_tui.domain.consignment_form import CONSIGNMENT, parse_reference
from inventory_tui.domain.errors import InvalidInput, InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.shipping import (
    consignment_lists,
    consignment_rows,
    consignment_steps,
    consignments,
    selecting,
)
from inventory_tui.services.shipping.consignment_lists import ConsignmentQuery
from inventory_tui.services.shipping.consignments import Consigned
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.shipments.consignment_words import from_where
from inventory_tui.wording import inside, tr, trn

NONE = "none"
_NAMED = 4
_STEPS: dict[Step, Callable[..., Consigned]] = {
    Step.FINISH: consignment_steps.finish,
    Step.SHIP: consignment_steps.ship,
    Step.DELIVER: consignment_steps.deliver,
    Step.CANCEL: consignment_steps.cancel,
    Step.DELETE: consignment_steps.delete,
}


async def open_for(page: Page, numbers: Sequence[str]) -> Consignment | None:
    """Ask how, then open a consignment of these orders, or add them to one."""
    ways = [*((one.code, one.title) for one in selecting.algorithms()), (NONE, tr("by hand"))]
    fields = (
        Field(
            "to",
            tr("Add to"),
            str,
            help=tr("A consignment that is being built; empty: another."),
        ),
        Field(
            "algorithm",
            tr("Sources"),
            str,
            default=selecting.PRIORITY,
            choices=tuple(ways),
            help=tr("What proposes where each row leaves."),
        ),
    )

    async def save(typed: dict[str, str]) -> Consigned:
        way = typed["algorithm"].strip()
        done: Consigned = await page.written(
            consignments.add,
            numbers,
            to=typed["to"].strip() or None,
            algorithm=None if way == NONE else way or selecting.PRIORITY,
            cause=page.inventory.cause(),
        )
        return done

    what = (
        tr("order {number}", number=visible(numbers[0]))
        if len(numbers) == 1
        else tr("{count} orders", count=len(numbers))
    )
    shown = ", ".join(visible(number) for number in numbers[:_NAMED])
    more = tr(" and {more} more", more=len(numbers) - _NAMED) if len(numbers) > _NAMED else ""
    form = FormDialog(
        tr("Consignment of {what}", what=what),
        fields,
        {"to": "", "algorithm": selecting.PRIORITY},
        save=save,
        verb=tr("Open"),
        lists={"to": partial(_being_built, page)},
        note=tr(
            "Holds all that is outstanding of {orders}{more}; nothing is taken yet.",
            orders=shown,
            more=more,
        ),
    )
    return _told(page, await page.ask(form))


async def _being_built(page: Page) -> list[Option]:
    asked = ConsignmentQuery("status:processing")
    found = await page.read(consignment_lists.window, asked, 1_000)
    return [Option(str(one.id), one.account, ", ".join(one.orders)) for one in found]


async def edit_about(page: Page, one: Consignment) -> bool:
    """T: who carries it, how it is followed, when it goes."""

    async def save(typed: dict[str, str]) -> Consigned:
        done: Consigned = await page.written(
            consignments.edit,
            one.id,
            typed,
            cause=page.inventory.cause(),
            seen_version=one.version,
        )
        return done

    typed = {field.name: getattr(one, field.name) for field in CONSIGNMENT}
    form = FormDialog(tr("Consignment {number}", number=one.id), CONSIGNMENT, typed, save=save)
    return _told(page, await page.ask(form)) is not None


async def edit_row(
    page: Page, one: Consignment, row: ConsignmentRow, *, another: bool = False
) -> bool:
    """e: where a row leaves and how much of it; n: another row of its line."""
    most = row.outstanding if another else row.outstanding + row.quantity
    fields = (
        Field(
            "source", tr("From"), str, help=tr("The source it leaves; F4 says what lies there.")
        ),
        Field(
            "quantity",
            tr("Quantity"),
            Quantity.parse,
            required=True,
            help=tr("At most {most}.", most=most),
        ),
        Field("erc", tr("Reference"), parse_reference, help=tr("Its name in other systems.")),
    )
    locked: dict[str, str] = {}
    if not one.is_building:
        why = tr("it is {state}", state=inside(one.status.label))
        locked = {"source": why, "quantity": why}
    typed = {
        "source": "" if another else row.source,
        "quantity": str(most if another else row.quantity),
        "erc": "" if another else row.erc,
    }

    async def save(texts: dict[str, str]) -> Consigned:
        given: dict[str, Any] = {}
        if "quantity" in texts:
            given = {"source": texts["source"], "quantity": _quantity(texts["quantity"])}
        if texts.get("erc", "").strip():
            given["erc"] = texts["erc"]
        done: Consigned = await page.written(
            consignment_rows.set_row,
            one.id,
            row.id,
            another=another,
            cause=page.inventory.cause(),
            seen_version=one.version,
            **given,
        )
        return done

    title = tr("{sku} of order {order}", sku=visible(row.sku), order=visible(row.order))
    form = FormDialog(
        tr("Another row: {title}", title=title) if another else title,
        fields,
        typed,
        save=save,
        locked=locked,
        lists={"source": partial(_places, page, row)},
        note=tr(
            "{quantity} outstanding beside what is in rows",
            quantity=row.outstanding.grouped(),
        ),
    )
    return _told(page, await page.ask(form)) is not None


def _quantity(text: str) -> Quantity:
    try:
        return Quantity.parse(text.strip())
    except ValueError as problem:
        sentence = tr("Quantity: {problem}", problem=problem)
        raise InvalidInput({"quantity": sentence}) from None


async def _places(page: Page, row: ConsignmentRow) -> list[Option]:
    return await page.read(_places_of, row)


def _places_of(database: Database, row: ConsignmentRow) -> list[Option]:
    return [
        Option(place.source, place.name, tr("{quantity} there", quantity=place.there.grouped()))
        for place in consignments.places(database, row)
    ]


async def remove_rows(page: Page, one: Consignment, rows: Sequence[ConsignmentRow]) -> bool:
    """D: ask with numbers, then take rows out; what was taken of them comes back."""
    if not rows:
        page.say(tr("There is no row to remove"))
        return False
    what = trn("{count} row", "{count} rows", len(rows))
    if one.is_building:
        lines = [tr("{units} are outstanding again; nothing was taken yet", units=_units(rows))]
    else:
        lines = [
            tr("Back: {units}", units=from_where(rows)),
            tr("They are to ship again, and held as before"),
        ]
    lines += [
        tr("– {sku} of order {order}", sku=visible(row.sku), order=visible(row.order))
        for row in rows[:_NAMED]
    ]
    question = Question(
        tr("Remove {what} of consignment {number}?", what=what, number=one.id),
        lines,
        [("save", tr("Remove {what}", what=what)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    ids = [row.id for row in rows]
    return await _do(page, consignment_rows.remove, one.id, ids, seen_version=one.version)


async def take_step(page: Page, one: Consignment, step: Step) -> bool:
    """Move it on, or end it; what cannot be taken back is asked about with numbers."""
    question = _question(one, step)
    if question is not None and await page.ask(question) != "save":
        return False
    return await _do(page, _STEPS[step], one.id, seen_version=one.version)


def _question(one: Consignment, step: Step) -> Question | None:
    what, units = tr("consignment {number}", number=one.id), one.units.in_units()
    if step is Step.SHIP:
        lines = [
            tr(
                "{units} of {orders} orders left the house, by {way}",
                units=units,
                orders=len(one.orders),
                way=_by(one),
            )
        ]
        lines.append(
            tr("From then on nothing is removed or cancelled; what comes back is refunded")
        )
        return Question(
            tr("Ship {what}?", what=what),
            lines,
            [("save", tr("Ship {units}", units=units)), ("back", tr("Not yet"))],
        )
    if step is Step.DELIVER:
        return Question(
            tr("Deliver {what}?", what=what),
            [
                tr(
                    "{units} arrived at {customer}",
                    units=units,
                    customer=visible(one.account) or tr("the customer"),
                )
            ],
            [("save", tr("It arrived")), ("back", tr("Not yet"))],
        )
    if step in (Step.CANCEL, Step.DELETE):
        back = tr("Nothing was taken yet; nothing has to come back")
        if not one.is_building and one.rows and one.may(Step.CANCEL):
            back = tr("Back: {units}", units=from_where(one.rows))
        lines = [back, tr("Its orders stay open: all of it is outstanding again")]
        if step is Step.CANCEL:
            title, verb = tr("Cancel {what}?", what=what), tr("Cancel {what}", what=what)
        else:
            title, verb = tr("Delete {what}?", what=what), tr("Delete {what}", what=what)
        return Question(title, lines, [("save", verb), ("back", tr("Keep"))])
    return None


def _by(one: Consignment) -> str:
    return visible(" ".join(part for part in (one.carrier, one.tracking_number) if part)) or (
        tr("no carrier named")
    )


def _units(rows: Sequence[ConsignmentRow]) -> str:
    amount = rows[0].quantity
    for row in rows[1:]:
        amount += row.quantity
    return amount.in_units()


async def _do(page: Page, deed: Callable[..., Consigned], *args: Any, **given: Any) -> bool:
    try:
        done = await page.written(deed, *args, cause=page.inventory.cause(), **given)
    except InventoryError as refusal:
        await page.refuse(refusal)
        page.inventory.data_written()
        return False
    return _told(page, done) is not None


def _told(page: Page, done: Consigned | None) -> Consignment | None:
    if done is None:
        return None
    page.say_receipt(done.receipt)
    page.inventory.data_written()
    return done.consignment
