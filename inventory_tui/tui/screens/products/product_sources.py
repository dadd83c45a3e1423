"""The tab Sources of the product page: what lies where, edited in place as one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError
from inventory_tui.domain.quantity import ZERO
from inventory_tui.domain.source import DEFAULT_SOURCE_ID, Source
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.services.quantities import stock_changes
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.changed import ChangedDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.latest import who_set
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_clashes import (
    clash_of_number,
    clash_of_row,
    numbers_of,
)
from inventory_tui.tui.screens.products.product_items import (
    COLUMNS,
    NOTIFY,
    NUMBERS,
    QUANTITY,
    SAFETY,
    STATUS,
    ItemRow,
    ItemWish,
    columns_of,
    edits,
    item_rows,
    kept,
    lines,
    new_row,
    take_up,
    with_wishes,
)
from inventory_tui.tui.screens.products.product_lines import under_sources
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.widgets.number_edit import UNUSUAL
from inventory_tui.wording import tr


class ProductSources(ProductTab[ItemRow]):
    """Rows at sources; quantities, status and notify levels are drafts until they are saved."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        "edit", "assign", "unassign", "transfer", "why", "save",
    )  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(COLUMNS, id=id, marking=False)
        self.empty = tr("At no source. a assigns one")
        self._product: ProductShown | None = None
        self._stored: list[ItemRow] = []
        self._new: dict[int, ItemRow] = {}
        self._wishes: dict[int, ItemWish] = {}
        self._over: dict[int, int] = {}
        """Source id → version of the row when something was first wished of it."""
        self.several = True
        """Whether the business has several sources.  With one, sources are only spoken of
        where the product also lies at one that is disabled."""

    # -- contents -------------------------------------------------------------------------

    @property
    def all_rows(self) -> list[ItemRow]:
        """The rows as they would be."""
        return with_wishes(self._stored, self._wishes, self._new.values())

    def show_product(self, shown: ProductShown, *, by_others: bool = False) -> None:
        """Show what is stored; what is unsaved stays.

        Args:
            by_others: Mark the rows that have changed with ``≈``.
        """
        self._product = shown
        here = {one.item.source_id for one in shown.items}
        simple = not self.several and here <= {DEFAULT_SOURCE_ID}
        before = {row.id: row.item_version for row in self._stored}
        self._stored = item_rows(shown)
        more = any(row.has_more for row in self._stored)
        self.show_columns(columns_of(with_sources=not simple, with_more=more))
        for row in self._stored:
            if by_others and before.get(row.id) != row.item_version:
                self.changed_elsewhere.add(row.id)
            if row.id in self._new:
                del self._new[row.id]
                wish = self._wishes.pop(row.id, ItemWish())
                self._wish(row.id, replace(wish, assign=False))
        self._draw()

    @property
    def label(self) -> str:
        """With whether anything is unsaved; with one source there is just a quantity."""
        return (tr("Sources") if self.several else tr("Quantity")) + (
            " •" if self.is_changed else ""
        )

    def sentences(self) -> tuple[str, str]:
        """What is promised of it; what is held, and what of the row is not for sale."""
        if self._product is None:
            return "", ""
        return under_sources(self._product, self.cursor_row, self.screen.size.width)

    def seen(self) -> None:
        """What others changed has been looked at."""
        self.changed_elsewhere.clear()
        self.refresh()

    def _draw(self) -> None:
        self.show_all({row.id: row for row in self.all_rows})

    @property
    def is_changed(self) -> bool:
        """Whether anything is unsaved."""
        return bool(len(self.run)) or any(self._wishes.values())

    def lines(self) -> list[str]:
        """A line for each thing that is unsaved."""
        return lines(self.all_rows, self.run)

    def kept(self) -> dict[str, Any]:
        """What is unsaved, as a draft keeps it."""
        return kept(self.run, self._wishes, self._over)

    def take_up(self, draft: dict[str, Any], sources: Sequence[Source]) -> None:
        """Take up what was unsaved."""
        take_up(draft, self.run, self._wishes, self._over)
        by_id = {source.id: source for source in sources}
        stored = {row.id for row in self._stored}
        for id, wish in list(self._wishes.items()):
            if wish.assign and id not in stored and id in by_id and self._stored:
                first = self._stored[0]
                self._new[id] = new_row(by_id[id], first.sku, first.notify_below)
        self._draw()

    def forget(self) -> None:
        """Wish nothing."""
        self.run.clear()
        self._wishes.clear()
        self._new.clear()
        self._over.clear()
        self._draw()

    # -- wishing --------------------------------------------------------------------------

    def _wish(self, id: int, wish: ItemWish) -> None:
        if wish:
            self._wishes[id] = wish
        else:
            self._wishes.pop(id, None)

    def touched(self) -> None:
        """Remember what each wish was typed over; forget it where nothing is wished."""
        wished = {id for (id, _), _ in self.run} | set(self._wishes)
        for row in self._stored:
            if row.id in wished:
                self._over.setdefault(row.id, row.item_version)
        for id in set(self._over) - wished:
            del self._over[id]

    def edit(self) -> str | None:
        """Edit the cell under the column cursor; a sentence when it cannot be."""
        column, row = self.cursor_column, self.cursor_row
        if row is None:
            return tr("It is at no source; a assigns one")
        if column is not None and column.name == STATUS:
            now = row.in_stock if row.wish.in_stock is None else row.wish.in_stock
            wished = None if (not now) == row.in_stock else not now
            self._wish(row.id, replace(row.wish, in_stock=wished))
            self._draw()
            self.post_message(self.DraftsChanged(self))
            return None
        named = column.name if column else QUANTITY
        return self.begin_edit(named if named in (NOTIFY, SAFETY) else QUANTITY)

    def inherit(self) -> str | None:
        """Take back: the draft under the cursor, a wished row, an own notify level."""
        column, row = self.cursor_column, self.cursor_row
        if row is None or column is None:
            return None
        if column.name in NUMBERS and self.run.get(row.id, column.name):
            self.run.drop(row.id, column.name)
        elif row.wish.assign:
            self._new.pop(row.id, None)
            self._wishes.pop(row.id, None)
            for name in NUMBERS:
                self.run.drop(row.id, name)
        elif column.name == NOTIFY and not row.inherits_notify:
            self._wish(row.id, replace(row.wish, notify_default=not row.wish.notify_default))
        elif column.name == STATUS and row.wish.in_stock is not None:
            self._wish(row.id, replace(row.wish, in_stock=None))
        else:
            return tr("D takes back a draft, or (on Notify below) an own level")
        self._draw()
        self.post_message(self.DraftsChanged(self))
        return None

    def assign(self, sources: Sequence[Source], shown: ProductShown) -> None:
        """Add rows at these sources: In Stock, 0, until they are saved."""
        notify = next(one.value for one in shown.settings if one.option.key == "notify_below")
        for source in sources:
            self._new[source.id] = new_row(source, shown.product.sku, notify)
            self._wishes[source.id] = ItemWish(assign=True)
        self._draw()
        if sources:
            self.move_to_id(sources[0].id)
        self.post_message(self.DraftsChanged(self))

    # -- saving ---------------------------------------------------------------------------

    async def save(self, page: Page) -> bool:
        """Save the run as one deed; False when it was refused or left open."""
        if not await self._unusual_is_meant(page):
            return False
        while self.is_changed:
            run = edits(self.all_rows, self.run, self._over)
            try:
                receipt = await page.written(
                    stock_changes.set_quantities, run, cause=page.inventory.cause()
                )
            except ChangedElsewhere:
                if not await self._settle(page):
                    return False
                continue
            except InventoryError as refusal:
                await page.refuse(refusal)
                return False
            page.say_receipt(receipt)
            self.forget()
        return True

    async def _unusual_is_meant(self, page: Page) -> bool:
        unusual = [draft for (_, name), draft in self.run if name in (QUANTITY, SAFETY)]
        unusual = [draft for draft in unusual if draft.after > UNUSUAL]
        if not unusual:
            return True
        question = Question(
            tr("More than {unusual}?", unusual=UNUSUAL.grouped()),
            [f"{draft.label} {draft}" for draft in unusual],
            [("save", tr("It is meant")), ("back", tr("Back"))],
        )
        return await page.ask(question) == "save"

    async def _settle(self, page: Page) -> bool:
        """Ask about each cell someone else changed; False when one was left open."""
        from inventory_tui.services.products import catalog

        sku = self.all_rows[0].sku
        shown = await page.read(catalog.show, sku)
        now = {row.id: row for row in item_rows(shown)}
        for row in self.all_rows:
            fresh = now.get(row.id)
            version = fresh.item_version if fresh else 0
            if row.id not in self._over and not row.wish.assign:
                continue
            if self._over.get(row.id, 0) == version:
                continue
            if not await self._settle_row(page, row, fresh):
                return False
            if any(self.run.get(row.id, name) for name in NUMBERS) or row.id in self._wishes:
                self._over[row.id] = version
            else:
                self._over.pop(row.id, None)
        self.show_product(shown, by_others=True)
        return True

    async def _settle_row(self, page: Page, row: ItemRow, now: ItemRow | None) -> bool:
        """Ask about each number of a row that someone else changed, else about the row."""
        there = numbers_of(now)
        clashing = [
            name
            for name in NUMBERS
            if (draft := self.run.get(row.id, name)) is not None
            and there[name] not in (draft.before or ZERO, draft.after)
        ]
        who = await page.read(who_set, (), f'sku:"{row.sku}" source:"{row.source}"')
        if not clashing:
            clash = clash_of_row(row, now, lines([row], self.run), who)
            answer = await page.ask(ChangedDialog(clash))
            if answer == "theirs":
                self._drop(row.id)
            return answer is not None
        for name in clashing:
            draft = self.run.get(row.id, name)
            assert draft is not None
            clash = clash_of_number(row, name, draft, there[name], who)
            chosen = await page.ask(ChangedDialog(clash))
            if chosen is None:
                return False
            if chosen == "theirs":
                self.run.drop(row.id, name)
                continue
            change = draft.change if chosen == "merge" else None
            after = draft.after if change is None else there[name] + change
            settled = replace(draft, before=there[name], after=after, change=change)
            self.run.put(row.id, name, settled)
        return True

    def _drop(self, id: int) -> None:
        for name in NUMBERS:
            self.run.drop(id, name)
        self._wishes.pop(id, None)
        self._new.pop(id, None)
        self._over.pop(id, None)
