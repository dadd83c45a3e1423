"""What every dialog is: a box over the page, a typed answer, its keys in its last line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.services import Database
from inventory_tui.tui.commands import COMMANDS, bindings, shown
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.app import InventoryApp
    from inventory_tui.tui.commands import Hint

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class Dialog(ModalScreen[T | None], Generic[T], inherit_bindings=False):
    """Dismisses with its answer, or with None when the user backs out.

    A dialog derives from ``Dialog[Answer]``, yields its parts from ``compose_body``, names
    its keys in ``BINDINGS`` and ``HINTS`` and ends with ``self.dismiss(answer)``.
    """

    AUTO_FOCUS = "TextBox, QueryGrid"
    WIDE: ClassVar[bool] = False
    """76 columns instead of 60."""
    TOPIC: ClassVar[str] = ""
    """The heading of its section in ``help/guide.md``."""
    HINTS: ClassVar[tuple[Hint, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("back", "help", "repaint", "stop", "focus.next", "focus.previous")
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._heading = visible(title)
        self.wide = self.WIDE
        self.hold_for: object | None = None
        """The story that waits for the answer: typing is held for it when it comes."""

    def compose(self) -> ComposeResult:
        """Draw the box."""
        with Vertical(id="box") as box:
            box.border_title = _plain(self._heading)
            box.set_class(self.wide, "-wide-box")
            yield Line(id="box-title")
            yield from self.compose_body()
        yield Line(id="box-keys")
        yield Static(id="too-small", markup=False)

    def compose_body(self) -> ComposeResult:
        """What is inside the box; override."""
        yield from ()

    @property
    def inventory(self) -> InventoryApp:
        """The program."""
        from inventory_tui.tui.app import InventoryApp

        assert isinstance(self.app, InventoryApp)
        return self.app

    @property
    def box(self) -> Vertical:
        """The box with its border."""
        return self.query_one("#box", Vertical)

    async def read(
        self,
        service: Callable[Concatenate[Database, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Ask a question of a service (see `Page.read`).

        Raises:
            InventoryError: What the service refuses.
        """
        page = self.inventory.page
        assert page is not None
        return await page.read(service, *args, **kwargs)

    async def ask(self, dialog: Dialog[Any]) -> Any:
        """Open a dialog over this one and wait for its answer."""
        return await self.inventory.ask(dialog)

    def say(self, message: str) -> None:
        """Show a message in row 23."""
        self.inventory.say(message)

    # -- its title and last line ------------------------------------------------------------

    def show_title(self, title: str) -> None:
        """Change the heading."""
        self._heading = visible(title)
        self.box.border_title = _plain(self._heading)
        self.query_one("#box-title", Line).show(Text(f" {self._heading}", "bold"))

    def hints(self) -> tuple[Hint, ...]:
        """The commands its last line shows; override where they change."""
        return self.HINTS

    def show_keys(self) -> None:
        """Draw the last line again, after what is live or its numbers have changed."""
        words: dict[str, str] = {}
        for hint in self.hints():
            id, label = hint if isinstance(hint, tuple) else (hint, COMMANDS[hint].label)
            keys = self.inventory.keys_now.get(id, COMMANDS[id].keys).split(",")
            if self.check_action(COMMANDS[id].action, ()) is not False:
                words[id] = f"{shown(keys[0])} {label}"
        self.box.border_subtitle = _plain(_fitting(words, self.box.outer_size.width - 6))
        self.query_one("#box-keys", Line).show(f" {'  '.join(words.values())}")

    # -- life -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Draw title and last line."""
        self.show_title(self._heading)
        self.show_keys()

    def on_screen_resume(self) -> None:
        """Let the keys typed meanwhile go on."""
        self.inventory.typing.release(self)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size, or say how large the terminal must be."""
        width, height = event.size
        self.query_one("#too-small", Static).update(
            tr("needs 40×12, is {width}×{height}", width=width, height=height)
        )
        self.call_after_refresh(self.show_keys)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer, holding typing for the story that goes on with it."""
        if self.hold_for is not None:
            self.inventory.typing.hold(self.hold_for)
        return super().dismiss(result)

    # -- actions every dialog has -----------------------------------------------------------

    def action_back(self) -> object:
        """Esc: back out."""
        self.dismiss(None)
        return None

    def action_stop(self) -> None:
        """Ctrl+C in a dialog backs out of it; it never kills."""
        self.action_back()

    def action_focus_next(self) -> None:
        """Tab: the next field."""
        self.focus_next()

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        self.focus_previous()

    def action_repaint(self) -> None:
        """Ctrl+L: send the whole screen again."""
        self.app.refresh(repaint=True, layout=True)

    def action_help(self) -> None:
        """F1: help on what has the focus."""
        from inventory_tui.tui.dialogs.text import help_on

        page = self.inventory.page
        topic = self.TOPIC or (page.TOPIC if page is not None else "")
        self.inventory.typing.hold(dialog := help_on(topic, self))
        self.app.push_screen(dialog)


def _fitting(words: dict[str, str], width: int) -> str:
    """Keys on one line; where they do not fit, the last ones go, but never the way back."""
    if width <= 0:
        return ""
    for gap in ("   ", "  "):
        if len(line := gap.join(words.values())) <= width:
            return line
    others = [id for id in list(words)[1:] if id != "back"]
    if not others:
        return line
    return _fitting({id: text for id, text in words.items() if id != others[-1]}, width)


def _plain(text: str) -> str:
    """Border titles are markup in Textual; ours are plain."""
    return text.replace("[", r"\[")
