"""The palette (``:``) and the keys list (``?``).

Both are built from the commands that are live on the page; letters search and Enter runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
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
from inventory_tui.tui.found_words import KINDS
from inventory_tui.tui.places import REPORTS
from inventory_tui.tui.topics import title_of
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

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


_IS_NOT_HERE = tr("is not here")


def _not_here(entry: Entry) -> Cell:
    return Cell("" if entry.run else entry.why or tr("not here"), "dim")


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
KEYS: tuple[Column[Entry], ...] = (
    Column("keys", "", lambda entry: entry.keys, 14, least=8),
    Column("label", "", lambda entry: entry.label, 38, most=58),
)


class _Menu(Dialog[Run]):
    """Entries, narrowed while one types."""

    COLUMNS: ClassVar[Sequence[Column[Entry]]] = _MENU
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cursor.up", "cursor.down")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", tr("Run")), ("back", tr("Close")))

    def __init__(self, page: Page, title: str) -> None:
        super().__init__(title)
        self.wide = self.WIDE or page.inventory.is_anybody_known
        self._page = page
        self._entries: list[Entry] = []
        self._more: list[Entry] = []

    def compose_body(self) -> ComposeResult:
        """The box and the entries."""
        yield TextBox(help_text=tr("Type to search; Enter runs."))
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
        self._grid.empty = tr("Nothing fits; Ctrl+U empties the box")
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
            self.say(tr("Nothing fits what is typed"))
        elif entry.run is None:
            self.say(f"{entry.label} {entry.why or _IS_NOT_HERE}")
        else:
            self.dismiss(entry.run)


def runner(page: Page, command: Command) -> Run:
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
                    tr("Go to {title}", title=place.title),
                    f"g {place.number}",
                    lambda number=place.number: page.leave_for(number),  # type: ignore[misc]
                    names,
                )
            )
        for report in REPORTS:
            entries.append(
                Entry(
                    tr("Report: {title}", title=report.title)
                    if report.place == 6
                    else tr("Go to: {title}", title=report.title),
                    f"g {report.place}",
                    lambda report=report: page.open_report(report),  # type: ignore[misc]
                    f"{report.name}|{report.title}",
                )
            )
        entries.append(Entry(tr("Messages"), "", page.show_messages, "messages|log"))
        for id, command in COMMANDS.items():
            if id in ("palette", "back") or id.startswith(("cursor.", "focus.")):
                continue
            keys, enabled = live.get(id, ("  ".join(keys_shown(page.keys_of(id))), False))
            words = "|".join([id, command.label, command.help, *other_names.get(id, [])])
            run = runner(page, command) if id in live and enabled else None
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
                tr(
                    "Go to {kind} {label} {name}",
                    kind=KINDS[one.kind],
                    label=one.label,
                    name=one.name,
                ).rstrip(),
                "",
                lambda one=one: page.open_found(one),  # type: ignore[misc]
            )
            for one in found
        ]
        if self._more and text == self.query_one(TextBox).value:
            self._narrow(text)


class KeyList(_Menu):
    """``?``: every key live here."""

    COLUMNS = KEYS
    WIDE = True

    def __init__(self, page: Page) -> None:
        super().__init__(
            page,
            tr(
                "Keys on {where} · type to search",
                where=title_of(page.TOPIC or type(page).__name__),
            ),
        )

    def entries(self) -> list[Entry]:
        """What can run now, verbs of this page first."""
        order = {Group.VERB: 0, Group.LIST: 1, Group.EVERYWHERE: 2, Group.BOX: 3}
        live = sorted(self._page.live(), key=lambda one: order[one[0].group])
        return [
            Entry(
                command.help,
                keys,
                runner(self._page, command),
                f"{command.id}|{command.label}|{keys}",
            )
            for command, keys, enabled in live
            if enabled
        ]
