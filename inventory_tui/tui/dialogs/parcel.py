"""Tracking numbers of one shipment: how to follow its parcels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.forms import TRACKING
from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.shipping.shipping import tracking_of
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

_CARRIERS = dict(next(field.choices for field in TRACKING if field.name == "carrier"))

_COLUMNS: tuple[Column[Tracking], ...] = (
    Column("carrier", tr("Carrier"), lambda one: _CARRIERS.get(one.carrier, one.carrier), 16),
    Column("title", tr("Title"), lambda one: one.title, 14),
    Column("number", tr("Number"), lambda one: one.number, 20, least=10),
)


class ParcelDialog(Dialog[tuple[Tracking, ...]]):
    """Answers the tracking numbers as they are now, or None when nothing is to change."""

    TOPIC = "Shipment builder"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "new", "delete", "edit", "open")]
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Keep")),
        ("new", tr("Add")),
        "edit",
        "delete",
        "back",
    )

    def __init__(self, title: str, rows: Sequence[Tracking]) -> None:
        super().__init__(title)
        self._rows = list(rows)

    def compose_body(self) -> ComposeResult:
        """What is known so far."""
        yield QueryGrid[Tracking](_COLUMNS, marking=False)

    @property
    def _grid(self) -> QueryGrid[Tracking]:
        return self.query_one(QueryGrid)

    def on_mount(self) -> None:
        """Show them; with none yet, ask for the first at once."""
        super().on_mount()
        self._grid.empty = tr("None yet; n adds one")
        self._show()
        if not self._rows:
            self.action_new()

    def _show(self) -> None:
        self._grid.show_all(dict(enumerate(self._rows)))

    @story
    async def action_new(self) -> None:
        """n: another parcel."""
        first = not self._rows
        added = await self._ask(tr("Add a tracking number"), None)
        if added is not None:
            self._rows.append(added)
            self._show()
            self._grid.action_bottom()
            if first:
                self.dismiss(tuple(self._rows))
        elif first:
            self.dismiss(None)

    @story
    async def action_edit(self) -> None:
        """e: correct the one under the cursor."""
        row, at = self._grid.cursor_row, self._grid.cursor_id
        if row is None or at is None:
            return
        changed = await self._ask(tr("Tracking number"), row)
        if changed is not None:
            self._rows[at] = changed
            self._show()

    def action_open(self) -> None:
        """Enter: the same."""
        self.action_edit()

    def action_delete(self) -> None:
        """D: take the one under the cursor away."""
        at = self._grid.cursor_id
        if at is not None:
            del self._rows[at]
            self._show()

    def action_save(self) -> None:
        """F10: keep them."""
        self.dismiss(tuple(self._rows))

    async def _ask(self, title: str, row: Tracking | None) -> Tracking | None:
        typed = (
            {"carrier": ""}
            if row is None
            else {
                "carrier": row.carrier,
                "title": row.title,
                "number": row.number,
                "url": row.url,
            }
        )

        async def keep(texts: dict[str, str]) -> Tracking:
            return tracking_of({**texts, "carrier": texts["carrier"] or "custom"})

        answer: Tracking | None = await self.ask(
            FormDialog(title, TRACKING, typed, save=keep, verb=tr("Keep"))
        )
        return answer
