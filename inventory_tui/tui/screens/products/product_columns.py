"""The columns of the product grid, as they follow the current source and stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.tui.context import Context
from inventory_tui.tui.widgets.columns import Cell, Column, Editable, room_for
from inventory_tui.wording import tr, word

if TYPE_CHECKING:
    from inventory_tui.domain.inventory_list import InventoryRow

HINTS = ("filter", "mark", "edit", "actions", "why", "palette", "keys")
"""The keys row 24 names over the grid."""
QUANTITY = "quantity"
_AT = " at "
NONE = Cell("–", "dim")
_ON, _OFF, _OUT, _ANY = tr("on"), tr("off"), word(tr("brief|out")), tr("any")
STATES = {
    ProductStatus.APPROVED: tr("approved"),
    ProductStatus.DRAFT: tr("draft"),
    ProductStatus.SCHEDULED: tr("scheduled"),
    ProductStatus.EXPIRED: tr("expired"),
}
"""Where a product stands, in words for people."""


Salables = Mapping[int, Sequence[tuple[str, Quantity | None]]]
"""Product id → (stock, salable) in every stock that has it."""

EACH_SOURCE_FROM = 130
"""Cells of the grid from which each source has a column of its own."""
SOURCES_SHOWN = 12
"""Over so many sources, what lies elsewhere stays one column."""


def product_columns(
    context: Context,
    source: str,
    salables: Salables | None = None,
    sources: Sequence[str] = (),
    more: Mapping[int, InventoryRow] | None = None,
) -> tuple[Column[ProductRow], ...]:
    """Return the columns for a current source and stock.

    Args:
        source: The code of the source whose quantities are shown and edited.
        sources: The codes of all sources, for a column each where there is room.
        salables: Where to look up what every stock can promise, when all are shown.
        more: Where to look up what is kept back and expected, when that is shown.
    """
    at_source = source if context.several_sources else tr("Quantity")
    columns: list[Column[ProductRow]] = [
        Column("sku", "SKU", lambda row: row.sku, 17, most=32, sort="sku"),
        Column("name", tr("Name"), _name, 20, least=12, most=48, drop=7, sort="name"),
        Column(
            "type",
            tr("Type"),
            lambda row: row.type.value,
            12,
            drop=20,
            from_width=96,
            sort="type",
        ),
        Column(
            "enabled", tr("Status"), _status, 6, most=9, drop=19, from_width=96, sort="state"
        ),
        Column(
            QUANTITY,
            at_source,
            _quantity,
            8 if context.several_sources else 10,
            most=12,
            right=True,
            sort="quantity",
            descending_first=True,
            drafts=f"{QUANTITY}{_AT}{source}",
            edit=Editable(lambda row: row.quantity, _refusal),
        ),
    ]
    if context.several_sources:
        columns.append(
            Column(
                "elsewhere",
                tr("Elsewhere"),
                lambda row: _elsewhere(row, 200),
                12,
                most=44,
                drop=9,
                below_width=EACH_SOURCE_FROM if len(sources) <= SOURCES_SHOWN else 0,
                sort="elsewhere",
                descending_first=True,
                fitted=_elsewhere,
            )
        )
        if len(sources) <= SOURCES_SHOWN:
            columns += [_at(code) for code in sources if code != source]
    columns += [
        Column(
            "on_hand",
            tr("On hand"),
            lambda row: "" if not row.type.has_source_items else row.on_hand.grouped(),
            room_for(tr("On hand"), 8),
            most=12,
            right=True,
            drop=8,
            from_width=66,
            sort="on_hand",
            descending_first=True,
        ),
        _salable_column(context, {} if salables is None else salables),
        Column(
            "reserved",
            tr("Held"),
            lambda row: str(-row.reserved) if row.reserved else "",
            8,
            right=True,
            drop=12,
            sort="reserved",
            shown=False,
        ),
        Column(
            "unit", tr("Unit"), lambda row: row.unit or NONE, 8, most=20, drop=14, shown=False
        ),
        _summed("safety", tr("Safety"), {} if more is None else more, lambda row: row.safety),
        _summed(
            "incoming", tr("Incoming"), {} if more is None else more, lambda row: row.incoming
        ),
        Column(
            "price",
            tr("Price"),
            lambda row: row.price,
            9,
            right=True,
            drop=13,
            sort="price",
            descending_first=True,
            shown=False,
        ),
        Column(
            "id",
            "ID",
            lambda row: str(row.id),
            7,
            right=True,
            drop=14,
            sort="id",
            shown=False,
        ),
        _optional("set", tr("Attribute set"), 14, lambda row: row.attribute_set),
        _optional("visibility", tr("Visibility"), 12, lambda row: row.visibility),
        _optional("websites", tr("Websites"), 12, lambda row: row.websites),
        _optional("weight", tr("Weight"), 8, lambda row: row.weight, right=True),
    ]
    return tuple(columns)


def _optional(
    name: str,
    title: str,
    width: int,
    text: Callable[[ProductRow], str],
    *,
    right: bool = False,
) -> Column[ProductRow]:
    """A column that is shown when it is asked for."""
    return Column(
        name,
        title,
        lambda row: text(row) or NONE,
        width,
        most=40,
        right=right,
        drop=14,
        sort=name,
        shown=False,
    )


MORE = frozenset({"safety", "incoming"})
"""Columns whose numbers are looked up only where they are shown."""


def _summed(
    name: str,
    title: str,
    more: Mapping[int, InventoryRow],
    units: Callable[[InventoryRow], Quantity],
) -> Column[ProductRow]:
    """What all sources have of something that few rows have."""

    def text(row: ProductRow) -> str | Cell:
        if not row.type.has_source_items:
            return ""
        found = more.get(row.id)
        if found is None:
            return "…"
        return units(found).grouped() if units(found) else NONE

    return Column(
        name,
        title,
        text,
        room_for(title, 9),
        most=12,
        right=True,
        drop=11,
        sort=name,
        descending_first=True,
        shown=False,
    )


def source_of(key: tuple[int, str]) -> str:
    """The code of the source a draft of a quantity is about."""
    return key[1].partition(_AT)[2]


def _at(code: str) -> Column[ProductRow]:
    """What lies at one other source, for wide terminals."""

    def text(row: ProductRow) -> str | Cell:
        item = next((one for one in row.elsewhere if one.source == code), None)
        if item is None:
            return NONE
        amount = item.quantity.grouped()
        if not item.enabled or not item.in_stock:
            return Cell(f"{amount} {_OUT if item.enabled else _OFF}", "dim")
        return Cell(amount, "attention", "▲") if item.low else amount

    return Column(
        f"at {code}",
        code,
        text,
        max(len(code) + 1, 8),
        right=True,
        drop=10,
        from_width=EACH_SOURCE_FROM,
    )


def _salable_column(context: Context, salables: Salables) -> Column[ProductRow]:
    if context.all_stocks:
        from inventory_tui.tui.screens.products.product_everywhere import everywhere

        return Column(
            "salable",
            tr("Salable"),
            lambda row: everywhere(salables.get(row.id)),
            32,
            most=80,
            sort="salable",
            descending_first=True,
        )
    return Column(
        "salable",
        tr("Salable"),
        _salable,
        room_for(tr("Salable"), 9),
        least=room_for(tr("Salable"), 8),
        most=12,
        right=True,
        sort="salable",
        descending_first=True,
    )


def spanning(row: ProductRow) -> tuple[str, str] | None:
    """Products without quantities of their own say what they are instead."""
    if row.type.has_source_items:
        return None
    from inventory_tui.domain.composite import counted

    return QUANTITY, f" {row.type.value} · {counted(row.type, row.parts)}"


def _name(row: ProductRow) -> str | Cell:
    if not row.enabled:
        return Cell(f"{_OFF} {row.name}", "dim")
    if row.state is not ProductStatus.APPROVED:
        return Cell(f"{STATES[row.state]} {row.name}", "dim")
    return row.name


def _status(row: ProductRow) -> str | Cell:
    if not row.enabled:
        return Cell(_OFF, "dim")
    approved = row.state is ProductStatus.APPROVED
    return _ON if approved else Cell(STATES[row.state], "dim")


def _quantity(row: ProductRow) -> str | Cell:
    if row.quantity is None:
        return NONE
    text = row.quantity.grouped()
    if row.status_in is False:
        return Cell(f"{text} {_OUT}" if len(text) < 4 else f"{text}{_OUT}", "dim")
    return Cell(text, "attention", "▲") if row.low else text


def _refusal(row: ProductRow) -> str | None:
    if row.type.has_source_items:
        return None
    return tr(
        "{sku} is {type}: it has no quantities of its own", sku=row.sku, type=row.type.value
    )


def _elsewhere(row: ProductRow, width: int) -> str | Cell:
    """As many sources as fit, the largest first, then how many more: ``default 88 +2``."""
    if not row.type.has_source_items:
        return ""
    if not row.elsewhere:
        return NONE
    shown = ""
    for number, item in enumerate(row.elsewhere):
        left = len(row.elsewhere) - number - 1
        longer = f"{shown} {_brief(item)}".lstrip()
        if shown and len(longer) + (len(f" +{left}") if left else 0) > width:
            return f"{shown} +{left + 1}"
        shown = longer
    return shown


def _brief(item: ItemBrief) -> str:
    return f"{item.source} {item.quantity.grouped()}{state_of(item)}"


def state_of(item: ItemBrief) -> str:
    """A sign or word for a row that is low, at a disabled source, or Out of Stock."""
    low = "▲" if item.low else ""
    return low + (f" {_OFF}" if not item.enabled else "" if item.in_stock else f" {_OUT}")


def _salable(row: ProductRow) -> str | Cell:
    if not row.type.has_source_items:
        return ""
    if not row.managed:
        return Cell(_ANY, "dim")
    if row.salable is None or row.coverage is Coverage.NONE:
        return NONE
    if row.salable.parts < 0:
        return Cell(row.salable.grouped(), "wrong", "!")
    return row.salable.grouped()
