"""The palette (``:``), the keys list (``?``) and the menu of actions (``b``).

All three are built from the commands that are live on the page; in the first two letters
search and Enter runs, in the menu a letter runs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from inventory_tui.domain.labels import key_of
from inventory_tui.services.desk import finding
from inventory_tui.tui.commands import (
    ALIASES,
    COMMANDS,
    Command,
    Group,
    Hint,
    bindings,
    keys_shown,
)
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.places import REPORTS
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu."""

    label: str
    keys: str
    run: Run | None
    """None: it is not here now."""
    words: str = ""
    """What else finds it: its help, other names."""

    def rank(self, typed: str) -> int | None:
        """How well it fits: the lower the better; None when it does not."""
        wanted = key_of(typed.strip())
        names = [key_of(word) for word in self.words.split("|")]
        label = key_of(self.label)
        if not wanted or wanted in names:
            return 0
        if label.startswith(wanted):
            return 1
        if any(word.startswith(wanted) for word in label.split()):
            return 2
        if any(name.startswith(wanted) for name in names):
            return 3
        return 4 if wanted in label or any(wanted in name for name in names) else None


_MENU: tuple[Column[Entry], ...] = (
    Column("label", "", lambda entry: entry.label, 34, most=44),
    Column("here", "", lambda entry: Cell("" if entry.run else "not here", "dim"), 8),
    Column("keys", "", lambda entry: entry.keys, 10, least=4, drop=1),
)
_KEYS: tuple[Column[Entry], ...] = (
    Column("keys", "", lambda entry: entry.keys, 14, least=8),
    Column("label", "", lambda entry: entry.label, 38, most=58),
)


class _Menu(Dialog[Run]):
    """Entries, narrowed while one types."""

    COLUMNS: ClassVar[Sequence[Column[Entry]]] = _MENU
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cursor.up", "cursor.down")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", "Run"), ("back", "Close"))

    def __init__(self, page: Page, title: str) -> None:
        super().__init__(title)
        self._page = page
        self._entries: list[Entry] = []
        self._more: list[Entry] = []

    def compose_body(self) -> ComposeResult:
        """The box and the entries."""
        yield TextBox(help_text="Type to search; Enter runs.")
        yield QueryGrid[Entry](self.COLUMNS, heading=False, marking=False)

    @property
    def _grid(self) -> QueryGrid[Entry]:
        return self.query_one(QueryGrid)

    def entries(self) -> list[Entry]:
        """What can be chosen; override."""
        return []

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self._entries = self.entries()
        self._narrow("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._more = []
        self._narrow(event.value)
        self.look_further(event.value)

    def look_further(self, text: str) -> object:
        """Look for more than commands; by default nothing."""
        return None

    def _narrow(self, text: str) -> None:
        ranked = [
            (rank, number, entry)
            for number, entry in enumerate(self._entries)
            if (rank := entry.rank(text)) is not None
        ]
        ranked.sort(key=lambda one: (one[2].run is None, one[0], one[1]))
        found = [entry for _, _, entry in ranked] + self._more
        self._grid.empty = "Nothing fits; Ctrl+U empties the box"
        self._grid.show_all(dict(enumerate(found)))
        self._grid.move_to(0)

    def action_cursor_up(self) -> None:
        """↑ in the box moves in the list."""
        self._grid.action_cursor_up()

    def action_cursor_down(self) -> None:
        """↓ in the box moves in the list."""
        self._grid.action_cursor_down()

    def action_open(self) -> None:
        """Enter: run it."""
        entry = self._grid.cursor_row
        if entry is None:
            self.say("Nothing fits what is typed")
        elif entry.run is None:
            self.say(f"{entry.label} is not here")
        else:
            self.dismiss(entry.run)


def _runner(page: Page, command: Command) -> Run:
    """Run a command as its key would, on whatever has the focus."""

    async def run() -> None:
        for node in (page.focused, page):
            if node is not None and hasattr(node, f"action_{command.action}"):
                await page.app.run_action(command.action, node)
                return

    return run


class Palette(_Menu):
    """``:``: every command, place and product, by typing."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, ":")

    def entries(self) -> list[Entry]:
        """Live commands, places, and the commands that are not here."""
        page, app = self._page, self._page.inventory
        live = {command.id: (keys, enabled) for command, keys, enabled in page.live()}
        other_names: dict[str, list[str]] = {}
        for alias, target in ALIASES.items():
            other_names.setdefault(target, []).append(alias)
        entries = []
        for place in app.places.values():
            names = "|".join([place.name, *other_names.get(f"place:{place.name}", [])])
            entries.append(
                Entry(
                    f"Go to {place.title}",
                    f"g {place.number}",
                    lambda number=place.number: page.leave_for(number),  # type: ignore[misc]
                    names,
                )
            )
        for report in REPORTS:
            entries.append(
                Entry(
                    f"Report: {report.title}",
                    "g 6",
                    lambda report=report: page.open_report(report),  # type: ignore[misc]
                    f"{report.name}|{report.title}",
                )
            )
        entries.append(Entry("Messages", "", page.show_messages, "messages|log"))
        for id, command in COMMANDS.items():
            if id in ("palette", "back") or id.startswith(("cursor.", "focus.")):
                continue
            keys, enabled = live.get(id, ("  ".join(keys_shown(page.keys_of(id))), False))
            words = "|".join([id, command.label, command.help, *other_names.get(id, [])])
            run = _runner(page, command) if id in live and enabled else None
            entries.append(Entry(page.label_of(command), keys, run, words))
        return [*entries, *page.more_actions(), *page.palette_entries()]

    @work(exclusive=True)
    async def look_further(self, text: str) -> None:
        """Offer products and documents whose label begins like this."""
        if len(text.strip()) < 2:
            return
        found = await self.read(finding.suggest, text.strip(), 5)
        page = self._page
        self._more = [
            Entry(
                f"Go to {one.kind} {one.label} {one.name}".rstrip(),
                "",
                lambda one=one: page.open_found(one),  # type: ignore[misc]
            )
            for one in found
        ]
        if self._more and text == self.query_one(TextBox).value:
            self._narrow(text)


class KeyList(_Menu):
    """``?``: every key live here."""

    COLUMNS = _KEYS
    WIDE = True

    def __init__(self, page: Page) -> None:
        where = page.TOPIC or type(page).__name__
        super().__init__(page, f"Keys on {where} · type to search")

    def entries(self) -> list[Entry]:
        """What can run now, verbs of this page first."""
        order = {Group.VERB: 0, Group.LIST: 1, Group.EVERYWHERE: 2, Group.BOX: 3}
        live = sorted(self._page.live(), key=lambda one: order[one[0].group])
        return [
            Entry(
                command.help,
                keys,
                _runner(self._page, command),
                f"{command.id}|{command.label}|{keys}",
            )
            for command, keys, enabled in live
            if enabled
        ]


class ActionMenu(Dialog[Run]):
    """``b``: the verbs that can act here, each with its letter; the letter runs it."""

    HINTS: ClassVar[tuple[Hint, ...]] = (("open", "Run"), ("back", "Close"))
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, page: Page) -> None:
        subject = page.subject()
        super().__init__(f"Actions on {subject}" if subject else "Actions")
        self._page = page
        self._by_key: dict[str, Run] = {}

    def compose_body(self) -> ComposeResult:
        """The verbs."""
        yield QueryGrid[Entry](_KEYS, heading=False, marking=False)

    def on_mount(self) -> None:
        """List what is live."""
        super().on_mount()
        entries = []
        for command, keys, enabled in self._page.live():
            if not enabled or command.group is not Group.VERB:
                continue
            run = _runner(self._page, command)
            entries.append(Entry(self._page.label_of(command), keys, run))
            for key in self._page.keys_of(command.id).split(","):
                self._by_key[key] = run
        entries += self._page.more_actions()
        grid = self.query_one(QueryGrid)
        grid.empty = "Nothing can be done here"
        grid.show_all(dict(enumerate(entries)))

    def on_key(self, event: events.Key) -> None:
        """A letter runs its verb."""
        if event.key in self._by_key:
            event.stop()
            self.dismiss(self._by_key[event.key])

    def action_open(self) -> None:
        """Enter: run the one under the cursor."""
        entry = self.query_one(QueryGrid).cursor_row
        if entry is not None:
            self.dismiss(entry.run)
