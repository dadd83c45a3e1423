"""Some of one unit of a SKU made into another: how much, where, and what it comes to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Static

from inventory_tui.domain.errors import InvalidInput, InventoryError, Kind
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import converted, nearest_exact
from inventory_tui.services import Database
from inventory_tui.services.products.units import UnitShown
from inventory_tui.services.quantities import converting, item_lists
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.widgets.form_body import FormBody
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


class ConvertDialog(FormDialog):
    """Says below the boxes what F10 does: ``2 case become 24 bottle at berlin``."""

    def __init__(
        self,
        sku: str,
        every: Sequence[UnitShown],
        typed: Mapping[str, str],
        sources: Sequence[str],
        save: Callable[[dict[str, str]], Awaitable[Receipt]],
    ) -> None:
        offered = tuple(
            (
                one.unit.key,
                tr(
                    "{name}, {on_hand} on hand",
                    name=visible(one.name),
                    on_hand=one.on_hand.grouped(),
                ),
            )
            for one in every
        )
        places = tuple((code, code) for code in sources)
        fields = [
            Field("quantity", tr("Quantity"), Quantity.parse, True, help=tr("How much goes.")),
            Field(
                "from", tr("From"), str, True, choices=offered, help=tr("The unit that goes.")
            ),
            Field("to", tr("To"), str, True, choices=offered, help=tr("The unit that comes.")),
            Field(
                "source", tr("Source"), str, True, choices=places, help=tr("Where it is done.")
            ),
        ]
        super().__init__(
            tr("Convert {sku}", sku=sku), fields, typed, save=save, verb=tr("Convert")
        )
        self._every = every

    def on_mount(self) -> None:
        """Say what the boxes come to as they are filled."""
        self._say_result()

    @on(FormBody.Changed)
    def _say_result(self) -> None:
        self.query_one(".note", Static).update(self._result(self.form.typed()))

    def _result(self, typed: Mapping[str, str]) -> str:
        by_key = {key_of(one.unit.key): one.unit for one in self._every}
        origin = by_key.get(key_of(typed["from"].strip()))
        into = by_key.get(key_of(typed["to"].strip()))
        if origin is None or into is None:
            return tr(
                "Its units: {names}.", names=", ".join(one.unit.key for one in self._every)
            )
        if not typed["quantity"].strip():
            return f"1 {origin.key} = {origin.rate}, 1 {into.key} = {into.rate}."
        try:
            quantity = Quantity.parse(typed["quantity"])
        except ValueError as problem:
            return tr("Quantity: {problem}", problem=problem)
        result = converted(quantity, origin, into)
        if result is None:
            beside = tr(" or ").join(map(str, nearest_exact(quantity, origin, into)))
            return tr(
                "{quantity} {key} would leave a remainder: convert {beside}.",
                quantity=quantity,
                key=origin.key,
                beside=beside,
            )
        return tr(
            "{quantity} {unit} become {result} {other} at {source}.",
            quantity=quantity,
            unit=origin.key,
            result=result,
            other=into.key,
            source=typed["source"],
        )


async def convert_units(
    page: Page, sku: str, every: Sequence[UnitShown], chosen: UnitShown | None, source: str
) -> Receipt | None:
    """Ask how much of which unit becomes another one, and where; break a case into bottles.

    Args:
        chosen: The unit that is offered as the one that goes.
        source: Code of the source to offer where some of it lies there.
    """
    if len(every) < 2:
        page.say(tr("{sku} is counted in one unit; n adds another", sku=visible(sku)))
        return None
    first = (chosen or every[0]).unit
    second = next(one.unit for one in every if one.unit.id != first.id)
    items = await page.read(lambda database: _lying(database, first.sku))
    here = [code for code, quantity in items if quantity]
    typed = {"quantity": "", "from": first.key, "to": second.key}
    typed["source"] = source if source in here or not here else here[0]

    async def save(typed: dict[str, str]) -> Receipt:
        try:
            quantity = Quantity.parse(typed["quantity"])
        except ValueError as problem:
            said = tr("Quantity: {problem}", problem=problem)
            raise InvalidInput({"quantity": said}) from None
        asked = sku, typed["source"], quantity, typed["from"], typed["to"]
        cause = page.inventory.cause()
        try:
            return (await page.written(converting.convert, *asked, cause=cause))[1]
        except InventoryError as refusal:
            if refusal.kind is not Kind.BLOCKED:
                raise
            choices = [("save", tr("Convert all the same")), ("back", tr("Leave it"))]
            question = Question(tr("Orders are promised these"), [str(refusal)], choices)
            if await page.ask(question) != "save":
                raise
        return (await page.written(converting.convert, *asked, force=True, cause=cause))[1]

    ids = [one.unit.product_id for one in every]
    used = await page.read(item_lists.sources_of, ids)
    receipt = await page.ask(ConvertDialog(sku, every, typed, used, save))
    if isinstance(receipt, Receipt):
        page.say_receipt(receipt)
        return receipt
    return None


def _lying(database: Database, sku: str) -> list[tuple[str, Quantity]]:
    """Where a unit lies, the most first."""
    found = item_lists.source_items(database, sku=sku)
    rows = [(item.source_code, item.quantity) for item in found]
    return sorted(rows, key=lambda row: (-row[1].parts, row[0]))
