"""The columns of the product grid, as they follow the current source and stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.tui.context import Context
from inventory_tui.tui.widgets.columns import Cell, Column, Editable

if TYPE_CHECKING:
    from inventory_tui.domain.inventory_list import InventoryRow

HINTS = ("filter", "mark", "edit", "actions", "why", "palette", "keys")
"""The keys row 24 names over the grid."""
QUANTITY = "quantity"
_AT = " at "
NONE = Cell("–", "dim")


Salables = Mapping[int, Sequence[tuple[str, Quantity | None]]]
"""Product id → (stock, salable) in every stock that has it."""

EACH_SOURCE_FROM = 130
"""Cells of the grid from which each source has a column of its own."""
SOURCES_SHOWN = 12
"""Over so many sources, what lies elsewhere stays one column."""
STOCKS_NAMED = 15
"""Over so many stocks, their number is shown instead of their names."""


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
    at_source = source if context.several_sources else "Quantity"
    columns: list[Column[ProductRow]] = [
        Column("sku", "SKU", lambda row: row.sku, 17, most=32, sort="sku"),
        Column("name", "Name", _name, 20, least=12, most=48, drop=7, sort="name"),
        Column(
            "type", "Type", lambda row: row.type.value, 12, drop=20, from_width=96, sort="type"
        ),
        Column("enabled", "Status", _status, 6, most=9, drop=19, from_width=96, sort="state"),
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
                "Elsewhere",
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
            "On hand",
            lambda row: "" if not row.type.has_source_items else row.on_hand.grouped(),
            8,
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
            "Held",
            lambda row: str(-row.reserved) if row.reserved else "",
            8,
            right=True,
            drop=12,
            sort="reserved",
            shown=False,
        ),
        Column("unit", "Unit", lambda row: row.unit or NONE, 8, most=20, drop=14, shown=False),
        _summed("safety", "Safety", {} if more is None else more, lambda row: row.safety),
        _summed("incoming", "Incoming", {} if more is None else more, lambda row: row.incoming),
        Column(
            "price",
            "Price",
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
        _optional("set", "Attribute set", 14, lambda row: row.attribute_set),
        _optional("visibility", "Visibility", 12, lambda row: row.visibility),
        _optional("websites", "Websites", 12, lambda row: row.websites),
        _optional("weight", "Weight", 8, lambda row: row.weight, right=True),
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
        9,
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
            return Cell(f"{amount} {'out' if item.enabled else 'off'}", "dim")
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
        return Column(
            "salable",
            "Salable",
            lambda row: everywhere(salables.get(row.id)),
            32,
            most=80,
            sort="salable",
            descending_first=True,
        )
    return Column(
        "salable",
        "Salable",
        _salable,
        9,
        least=8,
        most=12,
        right=True,
        sort="salable",
        descending_first=True,
    )


def everywhere(levels: Sequence[tuple[str, Quantity | None]] | None) -> str | Cell:
    """What every stock can promise: ``EU 97 · US 12``; over 15 stocks, their number."""
    if levels is None:
        return "…"
    if not levels:
        return NONE
    if len(levels) > STOCKS_NAMED:
        return f"{len(levels)} stocks"
    texts = [f"{name} {'any' if one is None else one.grouped()}" for name, one in levels]
    negative = any(one is not None and one.parts < 0 for _, one in levels)
    return Cell(" · ".join(texts), "wrong", "!") if negative else " · ".join(texts)


def spanning(row: ProductRow) -> tuple[str, str] | None:
    """Products without quantities of their own say what they are instead."""
    if row.type.has_source_items:
        return None
    from inventory_tui.domain.composite import counted

    return QUANTITY, f" {row.type.value} · {counted(row.type, row.parts)}"


def _name(row: ProductRow) -> str | Cell:
    if not row.enabled:
        return Cell(f"off {row.name}", "dim")
    if row.state is not ProductStatus.APPROVED:
        return Cell(f"{row.state} {row.name}", "dim")
    return row.name


def _status(row: ProductRow) -> str | Cell:
    if not row.enabled:
        return Cell("off", "dim")
    approved = row.state is ProductStatus.APPROVED
    return "on" if approved else Cell(row.state.value, "dim")


def _quantity(row: ProductRow) -> str | Cell:
    if row.quantity is None:
        return NONE
    text = row.quantity.grouped()
    if row.status_in is False:
        return Cell(f"{text} out" if len(text) < 4 else f"{text}out", "dim")
    return Cell(text, "attention", "▲") if row.low else text


def _refusal(row: ProductRow) -> str | None:
    if row.type.has_source_items:
        return None
    return f"{row.sku} is {row.type.value}: it has no quantities of its own"


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
    return low + (" off" if not item.enabled else "" if item.in_stock else " out")


def _salable(row: ProductRow) -> str | Cell:
    if not row.type.has_source_items:
        return ""
    if not row.managed:
        return Cell("any", "dim")
    if row.salable is None or row.coverage is Coverage.NONE:
        return NONE
    if row.salable.parts < 0:
        return Cell(row.salable.grouped(), "wrong", "!")
    return row.salable.grouped()
