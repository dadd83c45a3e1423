"""The tab Units of the product page: what a SKU is counted in, and what there is of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.labels import visible
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.products.units import SkuUnits, UnitShown
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, word


class ProductUnits(ProductTab[UnitShown]):
    """One row a unit, the primary one first; Enter opens the row it is counted on."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Open")),
        ("new", tr("Add a unit")),
        "edit",
        "delete",
        "actions",
        "back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, *, id: str) -> None:
        super().__init__(_columns(), id=id, marking=False)
        self.sku = ""
        """The SKU without a unit."""
        self.counted: Sequence[UnitShown] = ()

    def show_units(self, found: SkuUnits) -> None:
        """Show the units of a SKU."""
        self.sku, self.counted = found.sku, found.units
        self.show_all({one.unit.id: one for one in found.units})

    @property
    def label(self) -> str:
        """With how many units there are."""
        return tr("Units {count}", count=len(self.counted))

    def action_open(self) -> None:
        """Enter: the page of the row that is counted in the unit."""
        row, page = self.cursor_row, self.screen
        if row is not None and isinstance(page, Page):
            unit = row.unit
            page.open_found(Found(FoundKind.PRODUCT, unit.product_id, unit.sku, row.name))

    def sentences(self) -> tuple[str, str]:
        """What the unit under the cursor is worth, and what it is for."""
        row = self.cursor_row
        if row is None:
            return "", ""
        first = next((one for one in self.counted if one.unit.primary), None)
        unit = row.unit
        worth = tr("No unit is the primary one, so rates compare nothing: e sets it")
        if first is not None and first.unit.id == unit.id:
            worth = tr(
                "{name} is the primary unit: rates are counted in it", name=visible(row.name)
            )
        elif first is not None and row.available_from_primary is not None:
            worth = (
                f"1 {unit.key} = {unit.rate} {first.unit.key} · {first.available.grouped()} "
                f"{first.unit.key} = {row.available_from_primary.grouped()} {unit.key}"
            )
        price = tr(" · price {price}", price=unit.price) if unit.price else ""
        if unit.price and unit.pricing_quantity:
            price += tr(" for {quantity}", quantity=unit.pricing_quantity)
        more = tr(" · promotion {price}", price=unit.promo_price) if unit.promo_price else ""
        named = " · ".join(f"{at}: {visible(text)}" for (_, at), text in row.words.items())
        return worth, f"{visible(unit.sku)}{price}{more}{f' · {named}' if named else ''}"


def _columns() -> tuple[Column[UnitShown], ...]:
    return (
        Column("key", tr("Unit"), lambda one: one.unit.key, 9, most=20),
        Column("name", tr("Name"), lambda one: visible(one.name), 12, least=8, most=32, drop=4),
        Column("rate", word(tr("heading|Rate")), lambda one: f"{one.unit.rate}", 7, right=True),
        Column(
            "precision",
            tr("Decimals"),
            lambda one: str(one.unit.precision),
            9,
            right=True,
            drop=6,
        ),
        Column(
            "increment", tr("Step"), lambda one: str(one.unit.increment), 6, right=True, drop=5
        ),
        Column("on_hand", tr("On hand"), lambda one: one.on_hand.grouped(), 9, right=True),
        Column("available", tr("Available"), _available, 10, right=True),
        Column("sold", tr("Sold"), _sold, 16, least=8, drop=3),
    )


def _available(one: UnitShown) -> str | Cell:
    if one.available.parts < 0:
        return Cell(one.available.grouped(), "wrong", "!")
    return one.available.grouped()


def _sold(one: UnitShown) -> str | Cell:
    unit = one.unit
    if not unit.active:
        return Cell(tr("not active"), "dim")
    words = [tr("primary")] if unit.primary else []
    if not unit.purchasable:
        words.append(tr("not sold"))
    return Cell(", ".join(words), "dim") if words else ""
