"""What dialogs with a live dry run are: every choice counted beside it, done by F10.

The scope is frozen when the dialog opens.  Every choice is followed by a dry run on the side
of the questions; an answer that comes after another choice was made is ignored.  The last
line says with numbers what F10 does, and what it does is compared with that once more inside
the deed's transaction.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Event
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Stopped
from inventory_tui.domain.history import Receipt
from inventory_tui.tui.background import batch_size
from inventory_tui.tui.commands import COMMANDS, Hint, bindings, shown
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.progress import Progress, with_progress
from inventory_tui.tui.dialogs.refusal import RefusalDialog
from inventory_tui.wording import tr

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

PAUSE_S = 0.05
"""A dry run waits so long for the next keystroke."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a deed is about: products, and what they are called together."""

    ids: array[int]
    name: str
    """``36 products``, or one product's SKU."""


class DryRunDialog(Dialog[Receipt], Generic[Asked, Answer]):
    """Shows what a deed would do, and does it; answers its receipt.

    A dialog of this kind tells with `ask_for` what was chosen, and says in `dry_run` how that
    is counted, in `show` how the answer looks, and in `does` what F10 would do.
    """

    WIDE = True
    TOPIC = "Bulk deeds"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "open", "reload")]

    def __init__(self, title: str, scope: Scope) -> None:
        super().__init__(title)
        self._deed_title = title
        self.scope = scope
        self.asked: Asked | None = None
        self.answer: Answer | None = None
        self.refused = ""
        """Why what is asked for cannot be counted; empty while it can."""
        self._superseded = Event()

    # -- what each of them says -----------------------------------------------------------

    def open_boxes(self) -> None:
        """Put the first focus, and tell what is filled in already; override."""
        raise NotImplementedError

    async def dry_run(self, asked: Asked, superseded: Event) -> Answer:
        """Count what is asked for, stopping once it is superseded; override.

        Raises:
            InventoryError: Why it cannot be counted.
        """
        raise NotImplementedError

    def show(self) -> None:
        """Show the dry run, or that it is counted; override."""
        raise NotImplementedError

    def does(self) -> str:
        """What F10 does, in numbers; empty where it would do nothing; override."""
        raise NotImplementedError

    def remember(self) -> None:
        """Keep what was chosen, for the next time; override where something is kept."""

    async def tell(self, refusal: InventoryError) -> None:
        """Say why the deed was refused."""
        await self.ask(RefusalDialog(refusal))

    # -- its life -------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Count what is filled in already."""
        super().on_mount()
        self.box.add_class("-bulk")
        self._show_scope()
        self.open_boxes()

    def on_unmount(self) -> None:
        """Nobody waits for a dry run any more."""
        self._superseded.set()

    def on_resize(self, event: object = None) -> None:
        """Keep the scope at the right end of the title."""
        self.call_after_refresh(self._show_scope)

    def _show_scope(self) -> None:
        left, right = self._deed_title, self.scope.name
        gap = self.box.outer_size.width - len(left) - len(right) - 8
        self.show_title(f"{left} {'─' * gap} {right}" if gap > 0 else f"{left} · {right}")

    # -- the dry run ----------------------------------------------------------------------

    @property
    def is_counting(self) -> bool:
        """Whether the dry run of what is asked for has not been answered yet."""
        return self.asked is not None and self.answer is None and not self.refused

    def ask_for(self, asked: Asked | None) -> None:
        """Drop the dry run shown, and begin the one of what was chosen."""
        self._superseded.set()
        self.asked, self.answer, self.refused = asked, None, ""
        self.show()
        if asked is not None:
            self._superseded = Event()
            self._count(asked, self._superseded)

    @work(exclusive=True)
    async def _count(self, asked: Asked, superseded: Event) -> None:
        await asyncio.sleep(PAUSE_S)
        try:
            answer = await self.dry_run(asked, superseded)
        except Stopped:
            return
        except InventoryError as refusal:
            if not superseded.is_set():
                self.refused = str(refusal)
                self.show()
            return
        if not superseded.is_set():
            self.answer = answer
            self.show()

    def action_reload(self) -> None:
        """F5: count again."""
        self.ask_for(self.asked)

    # -- its lines ------------------------------------------------------------------------

    def say_here(self, text: str) -> None:
        """Show a text where the counts stand."""
        self.query_one("#counts-line", Static).update(text)

    def say_effects(self, text: str) -> None:
        """Show what stocks may promise then."""
        self.query_one("#effects", Static).update(text)

    def save_hint(self) -> tuple[Hint, ...]:
        """What the last line begins with: what F10 does, or that it is counted."""
        if does := self.does():
            return (("save", does),)
        return (("save", tr("counting…")),) if self.is_counting else ()

    def save_keys(self) -> list[str]:
        """The keys that do it."""
        keys = self.inventory.keys_now.get("save", COMMANDS["save"].keys)
        return [shown(key) for key in keys.split(",")]

    # -- doing it -------------------------------------------------------------------------

    async def carry_out(
        self, begin: Callable[[Progress, int | None], Awaitable[Receipt]]
    ) -> None:
        """Do the deed, with its progress, or behind the screens where settings say so.

        Args:
            begin: Hands the deed to the writer, with how it tells its progress and how many
                products it works on at once.
        """
        title = self.does()
        batch = await self.read(batch_size)

        async def run(progress: Progress) -> Receipt:
            return await begin(progress, batch)

        if batch is not None:
            self.remember()
            self.dismiss(None)
            self.inventory.background.start(title, run)
            return
        try:
            receipt = await with_progress(self.ask, title, self.inventory.jobs.stopping, run)
        except ChangedElsewhere as changed:
            self.ask_for(self.asked)
            self.say(str(changed))
            return
        except InventoryError as refusal:
            await self.tell(refusal)
            return
        self.remember()
        self.inventory.note_own(receipt)
        self.dismiss(receipt)
