"""How a page asks services, does deeds, and tells what came of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from inventory_tui.domain.errors import InventoryError, Kind, StoreBusy, StoreError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import UNDOABLE, Receipt
from inventory_tui.services import Database
from inventory_tui.tui.screens.frame.frame import Frame
from inventory_tui.tui.widgets.lines import StatusLine
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.dialog import Dialog

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Serving(Frame, inherit_bindings=False):
    """A frame that can ask and do."""

    async def read(
        self,
        service: Callable[Concatenate[Database, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Ask a question of a service; says so in row 23 when it takes long.

        Raises:
            InventoryError: What the service refuses; a lost connection is told here already.
        """
        return await self._answered(self.inventory.jobs.read, service, *args, **kwargs)

    async def collect(
        self,
        service: Callable[Concatenate[Database, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Ask what may take long, such as for all ids of a list; otherwise like `read`."""
        return await self._answered(self.inventory.jobs.collect, service, *args, **kwargs)

    async def _answered(self, ask: Callable[..., Awaitable[R]], *args: Any, **kwargs: Any) -> R:
        with Busy(self, "…"):
            try:
                answer = await ask(*args, **kwargs)
            except StoreError as error:
                self.inventory.connection_lost(error)
                raise
        self._end_when_gone()
        return answer

    async def pause(self, seconds: float) -> None:
        """Let a hand that is still typing go on, before a worker asks for numbers."""
        await asyncio.sleep(seconds)
        self._end_when_gone()

    def _end_when_gone(self) -> None:
        """End the worker whose page went while it waited: nobody waits for it."""
        if not self.query(StatusLine):
            raise asyncio.CancelledError

    async def deed(
        self, service: Callable[..., R], *args: Any, reason: str | None = None, **kwargs: Any
    ) -> R | None:
        """Do a deed: run the service with a ``cause``, say what was done or why not.

        Returns its receipt, or None when it was refused (the user has been told).
        A busy database is asked about: try again, or let it be.
        """
        kwargs.setdefault("cause", self.inventory.cause(reason))
        try:
            receipt = await self.written(service, *args, **kwargs)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None
        if isinstance(receipt, Receipt):
            self.say_receipt(receipt)
        return receipt

    async def long_deed(
        self,
        title: str,
        service: Callable[..., R],
        *args: Any,
        reason: str | None = None,
        **kwargs: Any,
    ) -> R | None:
        """Do a deed that takes ``progress`` and ``stop``, with a bar and Esc to stop it.

        Otherwise like `deed`.
        """
        from inventory_tui.tui.dialogs.progress import Progress, with_progress

        jobs = self.inventory.jobs

        async def begin(progress: Progress) -> R:
            self.inventory.running = (title, progress)
            try:
                return await jobs.write(
                    service, *args, progress=progress.report, stop=progress.stop, **kwargs
                )
            finally:
                self.inventory.running = None

        kwargs.setdefault("cause", self.inventory.cause(reason))
        try:
            receipt = await with_progress(self.ask, title, jobs.stopping, begin)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None
        self.inventory.note_own(receipt)
        if isinstance(receipt, Receipt):
            self.say_receipt(receipt)
        return receipt

    async def form_deed(
        self,
        title: str,
        fields: Sequence[Field],
        typed: Mapping[str, str],
        save: Callable[[dict[str, str]], Awaitable[Receipt]],
        *,
        note: str = "",
        locked: Mapping[str, str] | None = None,
    ) -> Receipt | None:
        """Ask with a form whose saving is the deed, and say what was done.

        Returns its receipt, or None when the user backed out.
        """
        from inventory_tui.tui.dialogs.form import FormDialog

        form = FormDialog(title, fields, typed, save=save, note=note, locked=locked)
        receipt = await self.ask(form)
        if not isinstance(receipt, Receipt):
            return None
        self.say_receipt(receipt)
        return receipt

    async def written(self, service: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        """Do a deed on the write lane; ask whether to try again while others write.

        Raises:
            InventoryError: What the service refuses.
        """
        from inventory_tui.tui.dialogs.question import Question

        while True:
            try:
                with Busy(self, tr("saving")):
                    receipt = await self.inventory.jobs.write(service, *args, **kwargs)
                self.inventory.note_own(receipt)
                return receipt
            except StoreBusy as busy:
                question = Question(
                    busy.title,
                    [str(busy)],
                    [("save", tr("Try again")), ("back", tr("Let it be"))],
                )
                if await self.inventory.ask(question) != "save":
                    raise
            except StoreError as error:
                self.inventory.connection_lost(error)
                raise

    async def refuse(self, refusal: InventoryError) -> None:
        """Tell the user why not: one line in row 23, several in a dialog."""
        from inventory_tui.tui.dialogs.refusal import RefusalDialog

        message = str(refusal)
        if len(refusal.problems) > 1 or len(message) > self.size.width - 4:
            await self.inventory.ask(RefusalDialog(refusal))
        elif refusal.kind is not Kind.STORE_UNREACHABLE:
            self.say(message)

    def say(self, message: str) -> None:
        """Show a message in row 23."""
        self.inventory.say(message)

    def say_unsaved(self, count: int) -> None:
        """Show how much waits for the key that saves."""
        self.say(
            tr("{count} unsaved · {key} saves", count=count, key=self.key_of_save())
            if count
            else tr("As it is saved")
        )

    def say_receipt(self, receipt: Receipt) -> None:
        """Show what was done and how to take it back."""
        parts = [receipt.message or tr("Nothing had to be changed"), *receipt.warnings]
        if receipt.operation is not None and receipt.deed in UNDOABLE:
            parts.append(tr("z undoes"))
        self.say(" · ".join(parts))

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Open a dialog and wait for its answer; None when the user backs out."""
        return await self.inventory.ask(dialog)


class Busy:
    """Says in row 23 that something takes longer than 200 ms, and for how long."""

    def __init__(self, page: Frame, word: str) -> None:
        self._page = page
        self._word = word

    def __enter__(self) -> None:
        self._ticks = 0
        self._timer = self._page.set_interval(0.2, self._tick)

    def _tick(self) -> None:
        self._ticks += 1
        seconds = self._ticks // 5
        if self._ticks == 1 or self._ticks % 5 == 0:
            text = self._word if not seconds else f"{self._word}, {seconds} s"
            self._page.status.busy(self, text)

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        # while the program ends, the page may have lost its parts already
        for status in self._page.query(StatusLine):
            status.busy(self, None)
