"""A page: what every screen of the program has in common.

Row 1 the places, row 2 the filter or the scan bar, rows 3–22 the body, row 23 the status,
row 24 six keys.  A screen derives from `Page` (or from `list_page.ListPage`), says its keys
with ``BINDINGS = bindings(...)`` and ``HINTS``, yields its body from ``compose_body`` and
writes its actions as stories (`stories.story`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.worker import Worker

from inventory_tui.domain.filters import quoted
from inventory_tui.tui.commands import FRAME, Command, Hint, bindings, shown
from inventory_tui.tui.places import page_of
from inventory_tui.tui.screens.frame.serving import Busy, Serving
from inventory_tui.tui.stories import STORY, story
from inventory_tui.tui.widgets.scan_bar import ScanBar, find_and_open
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.desk.finding import Found
    from inventory_tui.tui.dialogs.palette import Entry
    from inventory_tui.tui.places import Report

__all__ = ["Busy", "Hint", "Page", "story"]


class Page(Serving, inherit_bindings=False):
    """One page of the program."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FRAME)]

    # -- hooks ----------------------------------------------------------------------------

    def unsaved(self) -> list[str]:
        """Name what is not saved, a line each (``berlin: MH01 4 → 16``)."""
        return []

    async def save_unsaved(self) -> bool:
        """Save what is not saved; False when that was refused."""
        return True

    def discard_unsaved(self) -> None:
        """Throw away what is not saved (keep it in ``drafts`` for ``z``)."""

    def subject(self) -> str:
        """What verbs would act on: ``36 marked products``, ``MH01-XS-Black``; else empty."""
        return ""

    def to_receive(self) -> Found | None:
        """The delivery or transfer that ``r`` begins with; None: none."""
        return None

    def history_filter(self) -> str:
        """What ``h`` shows the history of, in its filter language; empty: nothing."""
        return ""

    def palette_entries(self) -> list[Entry]:
        """More lines for the palette of this page."""
        return []

    def more_actions(self) -> list[Entry]:
        """Deeds without a key of their own, for ``b`` and the palette."""
        return []

    def bring_back_draft(self) -> bool:
        """Bring the draft back that was thrown away last; False when there is none."""
        return False

    def release_keys(self) -> None:
        """Let keys go on while the rest of the running story works in the background."""
        self.inventory.typing.release(STORY.get())

    def label_of(self, command: Command) -> str:
        """What a command is called here, for menus: ``Transfer 36 marked products``."""
        return command.label

    # -- actions every page has -----------------------------------------------------------

    def action_focus_next(self) -> None:
        """Tab: the next field, pane or tab."""
        self.focus_next()

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        self.focus_previous()

    def action_repaint(self) -> None:
        """Ctrl+L: send the whole screen again."""
        self.inventory.send_everything()

    def action_reload(self) -> object:
        """F5: read again."""
        self.data_changed()
        return None

    def action_go(self) -> None:
        """``g``: wait for the digit of a place, or ``g`` for the first row."""
        app = self.inventory
        places = [f"{place.number} {place.title}" for place in app.places.values()]

        def answer(key: str) -> bool:
            if key == "g":
                return self.go_top()
            if key.isdigit() and int(key) in app.places:
                self.leave_for(int(key))
                return True
            return False

        app.wait_for_second("g: " + "  ".join([*places, tr("g Top")]), answer)

    def go_top(self) -> bool:
        """``gg``: the first row; False where there is no list."""
        return False

    @story
    async def leave_for(self, number: int) -> None:
        """Go to a place, of the one people are in to its list; ask about what is not saved."""
        if not await self.may_leave():
            return
        if self.inventory.places[number].name == self.app.current_mode:
            self._close_to_list()
        else:
            self.inventory.go(number)

    @story
    async def open_report(self, report: Report) -> None:
        """Go to a report: its place, and over its list the report."""
        if why := self.inventory.why_not_at(report.place):
            self.say(f"{report.title} {why}")
        elif await self.may_leave():
            self.inventory.go(report.place)
            page = report.open()
            if not isinstance(self.inventory.page, type(page)):
                self.inventory.open(page)

    async def may_leave(self) -> bool:
        """Ask about what is not saved; True when the page may be left."""
        from inventory_tui.tui.dialogs.question import leave_question

        unsaved = self.unsaved()
        if not unsaved:
            return True
        answer = await self.ask(leave_question(unsaved))
        if answer == "save":
            return await self.save_unsaved()
        if answer == "discard":
            self.discard_unsaved()
            return True
        return False

    @story
    async def action_back(self) -> None:
        """Esc: one step back; at a place's list it says how to leave."""
        if self.step_back():
            return
        if len(self.app.screen_stack) > 1:
            if await self.may_leave():
                self.dismiss()
            return
        self.say(
            tr("{key} leaves the program", key=shown(self.keys_of("leave").split(",")[-1]))
        )

    def step_back(self) -> bool:
        """Take one step back inside the page (a range, a filter); False when none is left."""
        return False

    @story
    async def action_leave(self) -> None:
        """F3, q: to the place's list; from there: quit, asked."""
        if len(self.app.screen_stack) > 1:
            if await self.may_leave():
                self._close_to_list()
            return
        await self.inventory.quit()

    def _close_to_list(self) -> None:
        """Close every page over the list of the place."""
        below, *over = self.app.screen_stack
        if over:
            self.inventory.typing.hold(below)
        for _ in over:
            self.app.pop_screen()

    @story
    async def action_stop(self) -> None:
        """Ctrl+C: ask to stop or quit; never kills."""
        from inventory_tui.tui.dialogs.question import stop_question

        background = self.inventory.background
        if not background:
            await self.inventory.quit()
        elif await self.ask(stop_question(background.summary())) == "discard":
            background.stop()

    @story
    async def action_palette(self) -> None:
        """``:``: every command and place."""
        from inventory_tui.tui.dialogs.palette import Palette

        chosen = await self.ask(Palette(self))
        await self._run_chosen(chosen)

    @story
    async def action_keys(self) -> None:
        """``?``: every key live here; Enter runs it."""
        from inventory_tui.tui.dialogs.palette import KeyList

        chosen = await self.ask(KeyList(self))
        await self._run_chosen(chosen)

    @story
    async def action_actions(self) -> None:
        """``b``: all actions on the row or the marks, with their letters."""
        from inventory_tui.tui.dialogs.action_menu import ActionMenu

        chosen = await self.ask(ActionMenu(self))
        await self._run_chosen(chosen)

    async def _run_chosen(self, chosen: Callable[[], object] | None) -> None:
        if chosen is not None:
            result = chosen()
            if isinstance(result, Worker):
                return
            if asyncio.iscoroutine(result):
                await result

    def action_scan(self) -> None:
        """``]``, F7 or a digit: the scan bar, with that digit in it."""
        key = self.inventory.last_key
        self.query_one("#scan", ScanBar).open(key if key.isdigit() else "")

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted outside a box lands in the scan bar, to be looked at first."""
        first = event.text.strip().splitlines()[:1]
        if first:
            self.query_one("#scan", ScanBar).open(first[0])

    @story
    async def action_receive(self) -> None:
        """r: the screen for goods that came."""
        from inventory_tui.tui.screens.scanning.receive import ReceiveScreen

        if await self.may_leave():
            self.inventory.open(ReceiveScreen(self.to_receive()))

    @story
    async def take_scan(self, text: str) -> None:
        """A code was scanned or typed: open what it names; scan screens do otherwise."""
        await find_and_open(self, text)

    def open_found(self, thing: Found) -> None:
        """Open what a code or the palette named: its page; a source becomes the current one."""
        from inventory_tui.services.desk.finding import FoundKind
        from inventory_tui.tui.found_words import KINDS

        if thing.kind is FoundKind.SOURCE:
            self.inventory.change_context(
                replace(self.context, source_id=thing.id, source=thing.label)
            )
            self.say(tr("{label} is the current source", label=thing.label))
            return
        if thing.kind is FoundKind.DELIVERY:
            from inventory_tui.tui.screens.reports.incoming import IncomingScreen

            self.inventory.open(IncomingScreen(f"delivery:{quoted(thing.label)}"))
            return
        page = page_of(thing)
        if page is None:
            kind = KINDS[thing.kind]
            self.say(f"{kind[0].upper()}{kind[1:]} {thing.label} {thing.name}".rstrip())
        else:
            self.inventory.open(page)

    @story
    async def show_messages(self) -> None:
        """``:messages``: the last fifty."""
        from inventory_tui.tui.dialogs.text import TextDialog

        lines = [
            f"{at.astimezone():%H:%M:%S}  {message}"
            for at, message in reversed(self.inventory.messages)
        ]
        await self.ask(
            TextDialog(tr("Messages, newest first"), "\n".join(lines) or tr("None yet"))
        )

    @story
    async def action_help(self) -> None:
        """F1: help on what has the focus."""
        from inventory_tui.tui.dialogs.text import help_on

        await self.ask(help_on(self.TOPIC or type(self).__name__, self))

    @story
    async def action_source(self) -> None:
        """``s``: pick the current source."""
        from inventory_tui.tui.dialogs.pick import pick_source

        await pick_source(self)

    @story
    async def action_stock(self) -> None:
        """``S``: pick the stock whose salable is shown."""
        from inventory_tui.tui.dialogs.pick import pick_stock

        await pick_stock(self)

    def action_history(self) -> object:
        """``h``: the history of what is under the cursor."""
        from inventory_tui.tui.screens.reports.history import HistoryScreen

        about = self.history_filter()
        if about:
            self.inventory.open(HistoryScreen(about))
        else:
            self.say(tr("There is no row whose history could be shown"))
        return None

    @story
    async def action_undo(self) -> None:
        """``z``: undo the last deed; shows what comes back first."""
        from inventory_tui.tui.dialogs.undo import undo_last

        await undo_last(self)

    @story
    async def action_redo(self) -> None:
        """``Z``: undo the undoing."""
        from inventory_tui.tui.dialogs.undo import redo_last

        await redo_last(self)

    def action_save(self) -> object:
        """F10: save; a page without anything to save says so."""
        self.say(tr("Nothing to save here"))
        return None
