"""The menu of actions (``b``): the verbs that are live on the page; a letter runs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.tui.commands import Group, Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.palette import KEYS, Entry, Run, runner
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


_RIGHTS: tuple[Column[Entry], ...] = (
    Column("keys", "", lambda entry: entry.keys, 8, least=4),
    Column(
        "label", "", lambda e: e.label if e.run else Cell(e.label, "dim"), 24, least=12, most=30
    ),
    Column("why", "", lambda entry: Cell(entry.why, "dim"), 30, most=40),
)
"""Where people have rights: what one may not is dim, with the reason."""


class ActionMenu(Dialog[Run]):
    """``b``: the verbs that can act here, each with its letter; the letter runs it."""

    HINTS: ClassVar[tuple[Hint, ...]] = (("open", tr("Run")), ("back", tr("Close")))
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, page: Page) -> None:
        subject = page.subject()
        super().__init__(
            tr("Actions on {subject}", subject=subject) if subject else tr("Actions")
        )
        self._page = page
        self.wide = page.inventory.is_anybody_known
        self._by_key: dict[str, Run] = {}

    def compose_body(self) -> ComposeResult:
        """The verbs."""
        columns = _RIGHTS if self._page.inventory.is_anybody_known else KEYS
        yield QueryGrid[Entry](columns, heading=False, marking=False)

    def on_mount(self) -> None:
        """List what is live."""
        super().on_mount()
        entries = []
        forbidden = []
        for command, keys, enabled in self._page.live():
            if command.group is not Group.VERB:
                continue
            if not enabled:
                if why := self._page.why_not(command.action):
                    label = self._page.label_of(command)
                    forbidden.append(Entry(label, keys, None, why=why))
                continue
            run = runner(self._page, command)
            entries.append(Entry(self._page.label_of(command), keys, run))
            for key in self._page.keys_of(command.id).split(","):
                self._by_key[key] = run
        more = [one.for_whom(self._page) for one in self._page.more_actions()]
        forbidden += [one for one in more if one.run is None]
        entries += [*(one for one in more if one.run is not None), *forbidden]
        grid = self.query_one(QueryGrid)
        grid.empty = tr("Nothing can be done here")
        grid.show_all(dict(enumerate(entries)))

    def on_key(self, event: events.Key) -> None:
        """A letter runs its verb."""
        if event.key in self._by_key:
            event.stop()
            self.dismiss(self._by_key[event.key])

    def action_open(self) -> None:
        """Enter: run the one under the cursor."""
        entry = self.query_one(QueryGrid).cursor_row
        if entry is not None and entry.run is None:
            self.say(f"{entry.label} {entry.why}")
        elif entry is not None:
            self.dismiss(entry.run)
