"""The frame of a page: its six parts, its life, and the keys it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from inventory_tui.tui.commands import COMMANDS, Command, Hint, keys_shown, shown
from inventory_tui.tui.context import Context
from inventory_tui.tui.rights import Needed, needed, why_not
from inventory_tui.tui.widgets.lines import KeyBar, PlaceBar, StatusLine
from inventory_tui.tui.widgets.scan_bar import ScanBar
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.app import InventoryApp


_OF_ACTION = {command.action: command.id for command in COMMANDS.values()}


class Frame(Screen[None], inherit_bindings=False):
    """Row 1 the places, row 2 the top, then the body, row 23 the status, row 24 the keys."""

    PLACE: ClassVar[int] = 0
    """The number of the place it belongs to."""
    TOPIC: ClassVar[str] = ""
    """The heading of its section in ``help/guide.md``."""
    HINTS: ClassVar[tuple[Hint, ...]] = ()
    """The six most useful commands, for row 24."""

    def compose(self) -> ComposeResult:
        """Lay out the six parts of a page."""
        yield PlaceBar(id="places")
        with Container(id="top"):
            yield ScanBar()
            yield from self.compose_top()
        with Container(id="body"):
            yield from self.compose_body()
        yield StatusLine(id="status")
        yield KeyBar(id="keys")
        yield Static(id="too-small", markup=False)

    def compose_top(self) -> ComposeResult:
        """Row 2; override to show a title, a filter or a summary."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """Rows 3 to 22; override."""
        yield from ()

    # -- what a page is made of -----------------------------------------------------------

    @property
    def inventory(self) -> InventoryApp:
        """The program."""
        from inventory_tui.tui.app import InventoryApp

        assert isinstance(self.app, InventoryApp)
        return self.app

    is_drawn = False
    """Whether its parts are there."""

    @property
    def context(self) -> Context:
        """The current source and stock, who works, where."""
        return self.inventory.context

    @property
    def status(self) -> StatusLine:
        """Row 23."""
        return self.query_one("#status", StatusLine)

    @property
    def key_bar(self) -> KeyBar:
        """Row 24."""
        return self.query_one("#keys", KeyBar)

    # -- hooks ----------------------------------------------------------------------------

    def begin(self) -> None:
        """The page is shown for the first time: start reading."""

    def resume(self) -> None:
        """The page is seen again, after another page, place or dialog; by default nothing."""

    def context_changed(self) -> None:
        """Another source or stock is current; by default only row 23 follows."""
        self.status.show_context(self.context)

    def data_changed(self) -> None:
        """Another terminal (or an own deed) wrote something: read again what is shown."""

    def changed_by_others(self, products: frozenset[int] | None) -> None:
        """Another terminal wrote; ``products`` are the ones touched, None: any may be."""
        self.freshen()

    def freshen(self) -> None:
        """Read again now if the page is seen, else when it is seen next."""
        if self.is_current:
            self.data_changed()
        else:
            self._stale = True

    # -- keys shown -----------------------------------------------------------------------

    def needed(self, command: str) -> Needed:
        """What a command asks for here; override where that follows what is shown."""
        return needed(self.TOPIC, command)

    def why_not(self, action: str) -> str:
        """Why who works here may not: ``needs stock.adjust: ask anna``; empty: they may."""
        if not self.inventory.is_anybody_known:
            return ""
        id = _OF_ACTION.get(action)
        return "" if id is None else self.why_lacking(self.needed(id))

    def why_lacking(self, permissions: Needed) -> str:
        """Why who works here may not what asks for these; empty: they may."""
        return why_not(self.inventory.standing, permissions)

    def live(self) -> Iterator[tuple[Command, str, bool]]:
        """Every command of this page with its keys now and whether it can run now."""
        by_id: dict[str, list[str]] = {}
        enabled: dict[str, bool] = {}
        for key, active in self.active_bindings.items():
            id = active.binding.id
            if id is not None and id in COMMANDS:
                by_id.setdefault(id, []).append(key)
                enabled[id] = active.enabled
        for id, command in COMMANDS.items():
            if id in by_id:
                ordered = [key for key in self.keys_of(id).split(",") if key in by_id[id]]
                may = enabled[id] and not self.why_not(command.action)
                yield command, "  ".join(keys_shown(",".join(ordered))), may

    def keys_of(self, id: str) -> str:
        """The keys of a command as they are now bound, the user's own first."""
        return self.inventory.keys_now.get(id, COMMANDS[id].keys)

    def hints(self) -> tuple[Hint, ...]:
        """The commands row 24 shows; override where they follow what is under the cursor."""
        return self.HINTS

    def key_of_save(self) -> str:
        """The key that saves, as row 23 names it."""
        return shown(self.keys_of("save").split(",")[0])

    def helpful_keys(self) -> list[str]:
        """Three keys to name when another one means nothing."""
        live = {command.id for command, _, _ in self.live()}
        wanted = [
            ("keys", tr("keys")),
            ("filter", tr("filter")),
            ("position", tr("jump")),
            ("back", tr("back")),
        ]
        named = [(self.keys_of(id).split(",")[0], word) for id, word in wanted if id in live]
        return [f"{shown(key)} {word}" for key, word in named[:3]]

    def show_keys(self) -> None:
        """Draw row 24 again, after what is live has changed."""
        shown_now: list[tuple[str, str]] = []
        for hint in self.hints():
            id, label = hint if isinstance(hint, tuple) else (hint, COMMANDS[hint].label)
            command = COMMANDS[id]
            here = self.check_action(command.action, ()) is not False
            if here and not self.why_not(command.action):
                shown_now.append((shown(self.keys_of(id).split(",")[0]), label))
        self.key_bar.show_keys(shown_now)

    # -- life -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Draw the frame."""
        self.is_drawn = True
        self._draw_frame()
        self.show_keys()
        self._begun = False
        self._stale = False

    def on_screen_resume(self) -> None:
        """Start reading, and let the keys typed meanwhile go on."""
        self._draw_frame()
        if not self._begun:
            self._begun = True
            self.begin()
        else:
            self.resume()
            if self._stale:
                self._stale = False
                self.data_changed()
        self.inventory.typing.release(self)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size, or say how large the terminal must be."""
        width, height = event.size
        self.query_one("#too-small", Static).update(
            tr("needs 40×12, is {width}×{height}", width=width, height=height)
        )
        self._draw_frame()

    def _draw_frame(self) -> None:
        app = self.inventory
        self.query_one("#places", PlaceBar).show_places(
            app.places.values(), self.PLACE, self.size.width
        )
        self.status.show_context(app.context)
        if app.messages and (app.clock() - app.messages[-1][0]).total_seconds() < 8:
            self.status.say(app.messages[-1][1])
