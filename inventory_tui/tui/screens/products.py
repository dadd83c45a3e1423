"""Products: the grid of SKUs, their quantities at the current source edited in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError
from inventory_tui.domain.product_list import ProductQuery, ProductRow
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services import Database, browsing, explaining, stock_changes, watching
from inventory_tui.services.finding import Found, FoundKind
from inventory_tui.services.stock_changes import QuantityEdit
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.dialogs.changed import ChangedDialog, Conflict
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.why import WhyDialog, terms_of
from inventory_tui.tui.screens.list_page import ListPage
from inventory_tui.tui.screens.page import Hint, story
from inventory_tui.tui.screens.product_columns import (
    QUANTITY,
    describe,
    product_columns,
    spanning,
)
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.edit_run import Draft
from inventory_tui.tui.widgets.number_edit import UNUSUAL
from inventory_tui.tui.widgets.query_grid import QueryGrid

DETAIL_FROM = 120
"""Columns a terminal needs for the pane on the right."""


class ProductsScreen(ListPage[ProductRow, ProductQuery]):
    """Place 1."""

    PLACE = 1
    TOPIC = "Products"
    NOUN = "SKUs"
    LABEL = "sku"
    DEFAULT_SORT = ("sku", False)
    FILTER_HELP = (
        "Words and rules, all of which must hold: MH01  sku:MH*,24*  name:hoodie  low  "
        "negative  source:berlin  qty<10  salable<=0  type:simple  disabled"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "filter",
        "mark",
        "edit",
        "actions",
        "why",
        "palette",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "why")]

    def compose_body(self) -> ComposeResult:
        """The grid, and from 120 columns on a pane about its row."""
        grid = QueryGrid[ProductRow](self.chosen_columns(), id="list")
        grid.spanning = spanning
        with Horizontal(classes="pane"):
            yield grid
            with VerticalScroll(classes="detail", can_focus=False):
                yield Static(id="about", markup=False)

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[ProductRow]]:
        """They follow the current source and stock."""
        return product_columns(self.context)

    def request(self) -> ProductQuery:
        """What is asked for now."""
        return ProductQuery(
            self.filter,
            self.context.stock_id,
            self.context.source_id,
            self.sort,
            self.descending,
            marked=tuple(self.grid.marks.ids()) if "marked" in self.filter else (),
        )

    def find(self, database: Database, asked: ProductQuery) -> Sequence[int]:
        """The snapshot."""
        return browsing.product_ids(database, asked)

    def first(
        self, database: Database, asked: ProductQuery, limit: int
    ) -> Mapping[int, ProductRow]:
        """The first rows."""
        return {row.id: row for row in browsing.product_window(database, asked, limit)}

    def rows(
        self, database: Database, asked: ProductQuery, ids: Sequence[int]
    ) -> Mapping[int, ProductRow]:
        """Rows by id."""
        return browsing.product_rows(database, ids, asked)

    def count_all(self, database: Database, asked: ProductQuery) -> int:
        """How many there are without the filter."""
        return browsing.count(database, replace(asked, filter="", marked=()))

    def begin(self) -> None:
        """Read, and take up the run of edits that was kept."""
        super().begin()
        self._take_up(self.inventory.drafts.get(self._draft_name()))

    def empty_sentence(self) -> str:
        """Nothing there yet, or nothing found."""
        if not self.filter:
            return "No products yet. `inventory-tui demo` shows a full one"
        total = "" if self.total is None else f" Esc shows all {self.total:,}"
        return f"No SKU matches `{self.filter}` in {self.context.stock}.{total}"

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        subject = self.subject()
        if command.id in ("assign", "unassign", "transfer", "adjust", "enable") and subject:
            return f"{command.label} {subject}"
        return command.label

    # -- editing in place -----------------------------------------------------------------

    def changed_by_others(self, products: frozenset[int] | None) -> None:
        """Mark the rows others changed; their numbers follow at once."""
        loaded = self.grid.loaded().keys()
        self.grid.changed_elsewhere |= loaded if products is None else loaded & products
        if products is None or self.sort != "sku" or self.filter:
            self.freshen()
        elif self.is_current:
            self.refresh_rows()
            self.grid.refresh()
        else:
            self._stale = True

    def action_reload(self) -> object:
        """F5: read again; what others changed is seen now."""
        self.grid.changed_elsewhere.clear()
        return super().action_reload()

    def _draft_name(self) -> str:
        return f"quantities at {self.context.source}"

    @story
    async def action_edit(self) -> None:
        """``e``: edit the quantity at the current source; Enter goes on with the next row."""
        try:
            await self.row_under_cursor()
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        refusal_sentence = self.grid.begin_edit(QUANTITY)
        if refusal_sentence is not None:
            self.say(refusal_sentence)

    @on(QueryGrid.DraftsChanged, "#list")
    def _drafts_changed(self) -> None:
        run = self.grid.run
        if len(run):
            self.say(f"{len(run)} unsaved · {self.key_of_save()} saves")
        self.inventory.drafts.keep(self._draft_name(), [_kept(id, one) for (id, _), one in run])

    def unsaved(self) -> list[str]:
        """A line each edit."""
        return [f"{self.context.source}: {line}" for line in self.grid.run.lines()]

    async def save_unsaved(self) -> bool:
        """Save the run as one deed."""
        return await self._save()

    def discard_unsaved(self) -> None:
        """Throw the run away; ``z`` brings it back."""
        self.inventory.drafts.discard(self._draft_name())
        self.grid.run.clear()
        self.grid.refresh()

    def bring_back_draft(self) -> bool:
        """Take the discarded run up again."""
        return self._take_up(self.inventory.drafts.discarded.pop(self._draft_name(), None))

    def _take_up(self, kept: Any) -> bool:
        if not isinstance(kept, list) or not kept:
            return False
        for one in kept:
            id, draft = _read_kept(one)
            self.grid.run.put(id, QUANTITY, draft)
        self.grid.refresh()
        self._drafts_changed()
        return True

    @story
    async def action_save(self) -> None:
        """F10: save the run of edits as one deed, with one undo."""
        if not self.grid.end_edit():
            return
        if not len(self.grid.run):
            self.say("Nothing unsaved; e edits a quantity")
            return
        await self._save()

    async def _save(self) -> bool:
        """Save the run; asks about unusual numbers and about what others changed."""
        if not self.grid.end_edit() or not await self._unusual_is_meant():
            return False
        while len(self.grid.run):
            edits = [self._edit_of(draft) for _, draft in self.grid.run]
            try:
                receipt = await self._written(
                    stock_changes.set_quantities, (edits,), {"cause": self.inventory.cause()}
                )
            except ChangedElsewhere as changed:
                if not await self._resolve(changed):
                    return False
                continue
            except InventoryError as refusal:
                await self.refuse(refusal)
                return False
            self.say_receipt(receipt)
            self.grid.run.clear()
            self.inventory.drafts.remove(self._draft_name())
            self.inventory.data_written()
        return True

    def _edit_of(self, draft: Draft) -> QuantityEdit:
        return QuantityEdit(
            draft.label,
            self.context.source,
            quantity=draft.after if draft.change is None else None,
            change=draft.change,
            seen_version=draft.version or 0,
        )

    async def _unusual_is_meant(self) -> bool:
        unusual = [draft for _, draft in self.grid.run if draft.after > UNUSUAL]
        if not unusual:
            return True
        lines = [f"{draft.label} {draft}" for draft in unusual[:8]]
        question = Question(
            f"More than {UNUSUAL.grouped()}?",
            lines,
            [("save", "It is meant"), ("back", "Back")],
        )
        return await self.ask(question) == "save"

    async def _resolve(self, changed: ChangedElsewhere) -> bool:
        """Ask about each cell someone else changed; False when it was left open."""
        skus = {problem.sku for problem in changed.problems}
        drafts = [(key, draft) for key, draft in self.grid.run if draft.label in skus]
        fresh = await self.read(self.rows, self.request(), [id for (id, _), _ in drafts])
        self.grid.fill(fresh)
        for (id, column), draft in drafts:
            row = fresh.get(id)
            if row is None:
                self.grid.run.drop(id, column)
                continue
            answer = await self._ask_conflict(row, draft, len(self.grid.run) - len(drafts))
            now, version = row.quantity, row.item_version or 0
            if answer == "merge" and draft.change is not None:
                after = (now or ZERO) + draft.change
                new = replace(draft, before=now, after=after, version=version)
                self.grid.run.put(id, column, new)
            elif answer == "mine":
                new = replace(draft, before=now, change=None, version=version)
                self.grid.run.put(id, column, new)
            elif answer == "theirs":
                self.grid.run.drop(id, column)
            else:
                return False
        self.grid.refresh()
        return True

    async def _ask_conflict(self, row: ProductRow, draft: Draft, others: int) -> str | None:
        who = await self.read(watching.last_change, row.id, self.context.source_id)
        now = row.quantity or ZERO
        before = draft.before or ZERO
        mine = f"{draft.after} ({(draft.after - before).signed()})"
        merged = None
        if draft.change is not None and now + draft.change >= ZERO:
            merged = f"Add {draft.change.signed()} to {now} = {now + draft.change}"
        at = "" if who is None else f"{who.actor} set, {who.at.astimezone():%H:%M}"
        return await self.ask(
            ChangedDialog(
                Conflict(
                    what=f"{row.sku} at {self.context.source}",
                    field="Quantity",
                    was=str(before),
                    mine=mine,
                    theirs=f"{now} ({(now - before).signed()})",
                    who=at,
                    merged=merged,
                    mine_is=str(draft.after),
                    theirs_is=str(now),
                    others=others,
                )
            )
        )

    # -- other commands -------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product's page."""
        row = await self.row_under_cursor()
        if row is not None and await self.may_leave():
            self.open_found(Found(FoundKind.PRODUCT, row.id, row.sku, row.name))

    @story
    async def action_why(self) -> None:
        """``i``: why the stock can promise what it says."""
        row = await self.row_under_cursor()
        if row is None:
            return
        try:
            why = await self.read(explaining.explain, row.sku, str(self.context.stock_id))
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        heading, terms, result = terms_of(why)
        opens = await self.ask(WhyDialog(heading, terms, result))
        if opens:
            self.take_scan(opens)

    @story
    async def action_source(self) -> None:
        """``s``: pick the current source; edits at the old one are asked about first."""
        from inventory_tui.tui.dialogs.pick import pick_source

        if await self.may_leave():
            await pick_source(self)

    def step_back(self) -> bool:
        """Esc: a range, the run of edits (asked about), the filter."""
        return super().step_back()

    # -- the pane on the right ------------------------------------------------------------

    @on(QueryGrid.CursorMoved, "#list")
    def _cursor_moved(self) -> None:
        if self.size.width >= DETAIL_FROM:
            self._show_detail()

    @work(exclusive=True, group="detail")
    async def _show_detail(self) -> None:
        row = self.grid.cursor_row
        if row is None:
            return
        try:
            why = await self.read(explaining.explain, row.sku, str(self.context.stock_id))
        except InventoryError:
            return  # the row went away meanwhile; the list says so
        self.query_one("#about", Static).update(describe(row, why))


def _kept(id: int, draft: Draft) -> list[Any]:
    """A draft as it is kept in a file."""
    texts = [
        None if one is None else str(one) for one in (draft.before, draft.after, draft.change)
    ]
    return [id, draft.label, *texts, draft.version]


def _read_kept(kept: list[Any]) -> tuple[int, Draft]:
    id, label, before, after, change, version = kept

    def quantity(text: str | None) -> Quantity | None:
        return None if text is None else Quantity.parse(text, signed=True)

    return int(id), Draft(
        quantity(before), quantity(after) or ZERO, quantity(change), version, str(label)
    )
