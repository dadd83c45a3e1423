"""The tab Parts of the product page: what a composite is made of, as one stock sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.composite import named
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import ProductType
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.products.catalog import PartShown, ProductShown
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.screens.sourcing.stock_panes import short
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, word

_SAYS = {
    ProductType.CONFIGURABLE: tr("Variation"),
    ProductType.GROUPED: tr("Default"),
    ProductType.BUNDLE: tr("Option"),
}


class ProductParts(ProductTab[PartShown]):
    """One row a part; Enter opens the product."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Open")),
        "edit",
        ("assign", tr("Add a part")),
        ("unassign", tr("Take out")),
        "why",
        "actions",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, *, id: str) -> None:
        super().__init__(_columns(ProductType.CONFIGURABLE), id=id, marking=False)
        self._product: ProductShown | None = None
        self.empty = tr("Made of nothing yet. a adds a part")

    def show_product(self, shown: ProductShown) -> None:
        """Show the parts, as the stock they were read for sees them."""
        self._product = shown
        self.show_columns(_columns(shown.product.type))
        self.show_all(dict(enumerate(shown.parts)))

    @property
    def label(self) -> str:
        """With how many parts there are."""
        return tr(
            "Parts {count}",
            count=0 if self._product is None else len(self._product.composition),
        )

    def sentences(self) -> tuple[str, str]:
        """The composite's own flag, and who can sell it."""
        return ("", "") if self._product is None else _about(self._product)

    def action_open(self) -> None:
        """Enter: the page of the part."""
        row, page = self.cursor_row, self.screen
        if row is not None and isinstance(page, Page):
            part = row.part
            page.open_found(Found(FoundKind.PRODUCT, part.child_id, part.sku, row.name))


def _columns(kind: ProductType) -> Sequence[Column[PartShown]]:
    # an option says whether it is one to choose at its end
    sku, least = (14, 15) if kind is ProductType.BUNDLE else (18, 7)
    columns: list[Column[PartShown]] = [
        Column("sku", "SKU", lambda row: row.part.sku, sku, most=32),
        Column("name", tr("Name"), lambda row: row.name, 14, least=8, most=40, drop=5),
        Column("says", _SAYS.get(kind, ""), _says(kind), 20, least=least, most=40),
    ]
    if kind is ProductType.BUNDLE:
        columns.append(Column("takes", tr("Takes"), _takes, 6, right=True))
    return [
        *columns,
        Column(
            "state",
            word(tr("on or off|State")),
            lambda row: tr("on") if row.enabled else Cell(tr("off"), "dim"),
            5,
        ),
        Column(
            "on_hand", tr("On hand"), lambda row: row.on_hand.grouped(), 8, right=True, drop=3
        ),
        Column("salable", tr("Salable"), _salable, 9, right=True),
        Column("can", tr("Sold"), _can, 5, drop=4),
    ]


def _says(kind: ProductType) -> Callable[[PartShown], str | Cell]:
    def text(row: PartShown) -> str | Cell:
        if kind is ProductType.CONFIGURABLE:
            return row.part.label.replace(",", ", ") or Cell("–", "dim")
        if kind is ProductType.GROUPED:
            return row.part.quantity.grouped()
        return (
            row.option
            if row.required
            else Cell(tr("{option} (optional)", option=row.option), "dim")
        )

    return text


def _takes(row: PartShown) -> str:
    return row.part.quantity.grouped() + ("+" if row.part.changeable else " ")


def _salable(row: PartShown) -> str | Cell:
    if row.salable is None:
        return Cell(tr("any "), "dim")
    if row.salable.parts < 0:
        return Cell(row.salable.grouped(), "wrong", "!")
    return row.salable.grouped()


def _can(row: PartShown) -> str | Cell:
    return tr("yes") if row.is_salable else Cell(tr("no"), "attention")


def _about(shown: ProductShown) -> tuple[str, str]:
    product = shown.product
    words = [
        tr("In Stock by its own flag")
        if product.parent_in_stock
        else tr("Out of Stock by its own flag, whatever its parts")
    ]
    if product.type is ProductType.BUNDLE:
        words.append(
            tr("shipped together: all selections at one source")
            if product.ship_together
            else tr("shipped separately")
        )
    can = [short(one.stock) for one in shown.stocks if one.is_salable]
    cannot = [short(one.stock) for one in shown.stocks if not one.is_salable]
    if not shown.stocks:
        return ", ".join(words), tr("In no stock")
    sold = tr("Can be sold by {can}", can=named(can)) if can else tr("Can be sold by no stock")
    return ", ".join(words), sold + (
        tr("; not by {cannot}", cannot=named(cannot)) if can and cannot else ""
    )


def part_of(shown: ProductShown) -> str:
    """What a product is a part of, for the line below its sources."""
    if not shown.parents:
        return ""
    return tr(" · part of {names}", names=named((visible(one.sku) for one in shown.parents), 2))
