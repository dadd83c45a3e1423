"""The palette (``:``), the keys list (``?``) and the menu of actions (``b``).

All three are built from the commands that are live on the page; in the first two letters
search and Enter runs, in the menu a letter runs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import Permission
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
    why: str = ""
    """Of one that is not here: why who works here may not."""
    needs: tuple[Permission, ...] = ()
    """What it asks for, of deeds without a key of their own."""

    def for_whom(self, page: Page) -> Entry:
        """The same, with the reason in the place of what who works here may not run."""
        why = page.why_lacking(self.needs)
        return replace(self, run=None, why=why) if why else self

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


def _not_here(entry: Entry) -> Cell:
    return Cell("" if entry.run else entry.why or "not here", "dim")


_MENU: tuple[Column[Entry], ...] = (
    Column("label", "", lambda entry: entry.label, 34, most=44),
    Column("here", "", _not_here, 8),
    Column("keys", "", lambda entry: entry.keys, 10, least=4, drop=1),
)
_MENU_OF_RIGHTS: tuple[Column[Entry], ...] = (
    Column("label", "", lambda entry: entry.label, 28, most=30),
    Column("here", "", _not_here, 30, most=40),
    Column("keys", "", lambda entry: entry.keys, 8, least=4, drop=1),
)
"""Where people have rights: the reason beside what one may not."""
_KEYS: tuple[Column[Entry], ...] = (
    Column("keys", "", lambda entry: entry.keys, 14, least=8),
    Column("label", "", lambda entry: entry.label, 38, most=58),
)


_RIGHTS: tuple[Column[Entry], ...] = (
    Column("keys", "", lambda entry: entry.keys, 8, least=4),
    Column(
        "label", "", lambda e: e.label if e.run else Cell(e.label, "dim"), 24, least=12, most=30
    ),
    Column("why", "", lambda entry: Cell(entry.why, "dim"), 30, most=40),
)
"""Where people have rights: what one may not is dim, with the reason."""


class _Menu(Dialog[Run]):
    """Entries, narrowed while one types."""

    COLUMNS: ClassVar[Sequence[Column[Entry]]] = _MENU
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cursor.up", "cursor.down")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", "Run"), ("back", "Close"))

    def __init__(self, page: Page, title: str) -> None:
        super().__init__(title)
        self.wide = self.WIDE or page.inventory.is_anybody_known
        self._page = page
        self._entries: list[Entry] = []
        self._more: list[Entry] = []

    def compose_body(self) -> ComposeResult:
        """The box and the entries."""
        yield TextBox(help_text="Type to search; Enter runs.")
        known = self._page.inventory.is_anybody_known
        columns = _MENU_OF_RIGHTS if known and self.COLUMNS is _MENU else self.COLUMNS
        yield QueryGrid[Entry](columns, heading=False, marking=False)

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
            self.say(f"{entry.label} {entry.why or 'is not here'}")
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
                    f"{'Report' if report.place == 6 else 'Go to'}: {report.title}",
                    f"g {report.place}",
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
            why = page.why_not(command.action) if id in live else ""
            entries.append(Entry(page.label_of(command), keys, run, words, why))
        more = [one.for_whom(page) for one in [*page.more_actions(), *page.palette_entries()]]
        return [*entries, *more]

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
        self.wide = page.inventory.is_anybody_known
        self._by_key: dict[str, Run] = {}

    def compose_body(self) -> ComposeResult:
        """The verbs."""
        columns = _RIGHTS if self._page.inventory.is_anybody_known else _KEYS
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
            run = _runner(self._page, command)
            entries.append(Entry(self._page.label_of(command), keys, run))
            for key in self._page.keys_of(command.id).split(","):
                self._by_key[key] = run
        more = [one.for_whom(self._page) for one in self._page.more_actions()]
        forbidden += [one for one in more if one.run is None]
        entries += [*(one for one in more if one.run is not None), *forbidden]
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
        if entry is not None and entry.run is None:
            self.say(f"{entry.label} {entry.why}")
        elif entry is not None:
            self.dismiss(entry.run)
