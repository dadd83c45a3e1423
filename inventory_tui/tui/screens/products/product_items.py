"""A product's rows at sources with a draft over them: one run, one deed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.services.products.catalog import ItemShown, ProductShown
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.tui.widgets.columns import Cell, Column, Editable, room_for
from inventory_tui.tui.widgets.edit_run import Draft, EditRun
from inventory_tui.wording import tr, word

QUANTITY, NOTIFY, STATUS, SAFETY = "quantity", "notify", "status", "safety"
NUMBERS = (QUANTITY, NOTIFY, SAFETY)
"""Columns whose cells are edited."""


@dataclass(frozen=True, slots=True)
class ItemWish:
    """What is wished of a row besides its numbers."""

    in_stock: bool | None = None
    notify_default: bool = False
    assign: bool = False
    """There is no row yet."""

    def __bool__(self) -> bool:
        return self.in_stock is not None or self.notify_default or self.assign


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A product at one source."""

    id: int
    """The id of the source."""
    sku: str
    source: str
    name: str
    enabled: bool
    in_stock: bool = True
    quantity: Quantity = ZERO
    notify_below: Quantity = ZERO
    """The level in force."""
    inherits_notify: bool = True
    item_version: int = 0
    """0: there is no row yet."""
    low: bool = False
    aside: Aside = NOTHING_ASIDE
    incoming: Quantity = ZERO
    wish: ItemWish = ItemWish()

    @property
    def label(self) -> str:
        """What questions call it."""
        return self.source

    @property
    def has_more(self) -> bool:
        """Whether anything of it is kept back, not for sale, or on its way."""
        return self.aside != NOTHING_ASIDE or bool(self.incoming)


def item_rows(shown: ProductShown) -> list[ItemRow]:
    """The rows as they are stored: the Default Source first, then by code."""
    return [_row(one) for one in shown.items]


def _row(one: ItemShown) -> ItemRow:
    item = one.item
    return ItemRow(
        item.source_id,
        item.sku,
        item.source_code,
        item.source_name,
        item.source_enabled,
        item.in_stock,
        item.quantity,
        one.notify_below,
        one.inherits_notify,
        item.version,
        one.low,
        item.aside,
        one.incoming,
    )


def new_row(source: Source, sku: str, notify_below: Quantity) -> ItemRow:
    """A row that is to be assigned: In Stock, 0 (spec 5, *Product editor*)."""
    return ItemRow(
        source.id,
        sku,
        source.code,
        source.name,
        source.enabled,
        notify_below=notify_below,
        wish=ItemWish(assign=True),
    )


def with_wishes(
    stored: Sequence[ItemRow], wishes: Mapping[int, ItemWish], new: Iterable[ItemRow]
) -> list[ItemRow]:
    """The stored rows with wishes, followed by those that are to be assigned."""
    ids = {row.id for row in stored}
    rows = [replace(row, wish=wishes.get(row.id, ItemWish())) for row in stored]
    rows += [
        replace(row, wish=wishes[row.id])
        for row in new
        if row.id in wishes and row.id not in ids
    ]
    return rows


def edits(rows: Iterable[ItemRow], run: EditRun, over: Mapping[int, int]) -> list[QuantityEdit]:
    """One edit for each row of which anything is wished.

    Args:
        over: The version each row had when something was first wished of it.
    """
    found = []
    for row in rows:
        quantity, notify, safety = (run.get(row.id, name) for name in NUMBERS)
        wish = row.wish
        if not wish and quantity is safety is notify is None:
            continue
        found.append(
            QuantityEdit(
                row.sku,
                row.source,
                quantity=quantity.after if quantity and quantity.change is None else None,
                change=quantity.change if quantity else None,
                in_stock=wish.in_stock,
                notify_below=notify.after if notify else None,
                safety=safety.after if safety else None,
                notify_default=wish.notify_default and notify is None,
                assign=wish.assign,
                seen_version=over.get(row.id, row.item_version),
            )
        )
    return found


def lines(rows: Iterable[ItemRow], run: EditRun) -> list[str]:
    """A line for each thing that is wished."""
    found = []
    for row in rows:
        quantity, notify, safety = (run.get(row.id, name) for name in NUMBERS)
        wish = row.wish
        if wish.assign and quantity is None:
            found.append(tr("{source}: assigned, 0", source=row.source))
        if quantity is not None:
            found.append(f"{row.source}: {quantity}")
        if wish.in_stock is not None:
            found.append(f"{row.source}: {status_word(wish.in_stock)}")
        if safety is not None:
            found.append(
                tr("{source}: safety stock {safety}", source=row.source, safety=safety)
            )
        if notify is not None:
            found.append(
                tr("{source}: notify below {notify}", source=row.source, notify=notify)
            )
        elif wish.notify_default:
            found.append(tr("{source}: notify level inherited", source=row.source))
    return found


def status_word(in_stock: bool) -> str:
    """The trade's words of a Source Item Status."""
    return tr("In Stock") if in_stock else tr("Out of Stock")


# -- surviving a hang-up ------------------------------------------------------------------


def kept(
    run: EditRun, wishes: Mapping[int, ItemWish], over: Mapping[int, int]
) -> dict[str, Any]:
    """What is wished, as a file of drafts holds it; empty when nothing is."""
    numbers = [
        [id, column, *_texts(draft), draft.version, draft.label] for (id, column), draft in run
    ]
    words = {
        str(id): [wish.in_stock, wish.notify_default, wish.assign]
        for id, wish in wishes.items()
        if wish
    }
    if not numbers and not words:
        return {}
    return {
        "numbers": numbers,
        "words": words,
        "over": {str(id): version for id, version in over.items()},
    }


def _texts(draft: Draft) -> list[str | None]:
    quantities = (draft.before, draft.after, draft.change)
    return [None if one is None else str(one) for one in quantities]


def take_up(
    kept: Mapping[str, Any], run: EditRun, wishes: dict[int, ItemWish], over: dict[int, int]
) -> None:
    """Read what `kept` gave back into a run, wishes and versions."""

    def quantity(text: str | None) -> Quantity | None:
        return None if text is None else Quantity.parse_signed(text)

    for id, column, before, after, change, version, label in kept.get("numbers", []):
        draft = Draft(
            quantity(before), quantity(after) or ZERO, quantity(change), version, label
        )
        run.put(int(id), column, draft)
    for id, (in_stock, notify_default, assign) in kept.get("words", {}).items():
        wishes[int(id)] = ItemWish(in_stock, notify_default, assign)
    over.update({int(id): version for id, version in kept.get("over", {}).items()})


# -- columns ------------------------------------------------------------------------------


def _source(row: ItemRow) -> str | Cell:
    return Cell(f"•{row.source}", "strong") if row.wish.assign else f" {row.source}"


def _state(row: ItemRow) -> str | Cell:
    return tr("on") if row.enabled else Cell(tr("off"), "dim")


def _status(row: ItemRow) -> str | Cell:
    now = row.wish.in_stock
    if now is not None and now != row.in_stock:
        return Cell(tr("•Out → In") if now else tr("•In → Out"), "strong")
    word = f" {status_word(row.in_stock)}"
    return word if row.in_stock else Cell(word, "dim")


def _quantity(row: ItemRow) -> str | Cell:
    text = row.quantity.grouped()
    return Cell(text, "attention", "▲") if row.low else text


def _notify(row: ItemRow) -> str | Cell:
    if row.wish.notify_default and not row.inherits_notify:
        return Cell(f"•{row.notify_below} → *", "strong")
    if row.inherits_notify:
        return Cell(row.notify_below.grouped(), "dim", "*")
    return row.notify_below.grouped()


def _dash(quantity: Quantity) -> str | Cell:
    return quantity.grouped() if quantity else Cell("–", "dim")


def _available(row: ItemRow) -> str | Cell:
    units = row.quantity - row.aside.total
    if units < ZERO:
        return Cell(units.grouped(), "wrong", "!")
    return units.grouped()


def columns_of(*, with_sources: bool, with_more: bool) -> tuple[Column[ItemRow], ...]:
    """The columns of the tab.

    Args:
        with_sources: Whether sources are spoken of at all (spec 2.11).
        with_more: Whether what is available and expected is told on narrow screens too: there
            is something set aside, or on its way.
    """
    wide = 0 if with_more else 100
    more = {AVAILABLE: wide, INCOMING: wide}
    return tuple(
        replace(column, from_width=more.get(column.name, column.from_width))
        for column in COLUMNS
        if with_sources or column.name not in ("source", "name", "state")
    )


AVAILABLE, INCOMING = "available", "incoming"
_STATUS_CELLS = max(len(status_word(one)) + 1 for one in (True, False))

COLUMNS: tuple[Column[ItemRow], ...] = (
    Column("source", tr(" Source"), _source, 12, least=8, most=24),
    Column("name", tr("Name"), lambda row: row.name, 17, least=8, most=40, drop=3),
    Column("state", word(tr("on or off|State")), _state, 5, drop=2),
    Column(STATUS, tr(" Status"), _status, _STATUS_CELLS, least=_STATUS_CELLS),
    Column(
        QUANTITY,
        tr("Quantity"),
        _quantity,
        12,
        least=10,
        most=14,
        right=True,
        edit=Editable(lambda row: row.quantity),
    ),
    Column(
        NOTIFY,
        tr("Notify below"),
        _notify,
        room_for(tr("Notify below"), 14),
        least=room_for(tr("Notify below"), 13),
        right=True,
        drop=1,
        edit=Editable(lambda row: row.notify_below, relative=False, signed=True),
    ),
    Column(
        SAFETY,
        tr("Safety"),
        lambda row: _dash(row.aside.safety),
        room_for(tr("Safety"), 9),
        least=room_for(tr("Safety"), 8),
        most=12,
        right=True,
        edit=Editable(lambda row: row.aside.safety, relative=False),
    ),
    Column(AVAILABLE, tr("Available"), _available, 11, least=10, right=True),
    Column(INCOMING, tr("Incoming"), lambda row: _dash(row.incoming), 10, least=9, right=True),
)
