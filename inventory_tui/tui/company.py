"""Not being alone: what others write is shown, and a lost connection is waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import work
from textual.css.query import NoMatches

from inventory_tui.domain.errors import InventoryError, Kind, Refused, StoreError
from inventory_tui.services.desk import surroundings, watching
from inventory_tui.services.keeping import standing
from inventory_tui.services.keeping.standing import Standing
from inventory_tui.tui.context import Context
from inventory_tui.tui.jobs import Jobs
from inventory_tui.tui.keyboard import KeyboardApp
from inventory_tui.tui.tending import Tending
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.history import Cause
    from inventory_tui.settings import Settings
    from inventory_tui.tui.screens.frame.page import Page

WATCHED_EVERY_S = 1.0
"""How often it looks whether others wrote."""
RETRIED_EVERY_S = 2.0
"""How often a lost database is tried again."""


class CompanyApp(KeyboardApp, inherit_bindings=False):
    """Knows where one works, and notices what others do."""

    jobs: Jobs
    clock: Callable[[], datetime]
    context: Context
    settings: Settings
    cause: Callable[..., Cause]

    def begin_watching(self) -> None:
        """Look for others' deeds from now on."""
        self.standing: Standing | None = None
        """What who works here may, once that is known."""
        self._lost_since: datetime | None = None
        self._newest: int | None = None
        self._own: set[int] = set()
        self._answering = False
        self.filter_values: dict[str, Sequence[str]] = {}
        """Key of a filter → labels it may take."""
        self._tending = Tending(self.jobs, self._dates_came)

    @property
    def is_anybody_known(self) -> bool:
        """Whether there are people with rights: else everybody may everything."""
        return self.standing is not None and self.standing.person is not None

    async def read_newest(self) -> None:
        """Take what is there now as seen."""
        self._newest = await self.jobs.read(watching.newest)

    async def read_surroundings(self) -> None:
        """Read which source and stock are current, and what filters may name.

        Raises:
            StoreError: The database cannot be reached.
            Refused: Who works here is not known, or was switched off.
        """
        context = self.context
        source = self.drafts.remembered("source") if self._newest is None else context.source
        stock = self.drafts.remembered("stock") if self._newest is None else context.stock
        self.standing = await self.jobs.read(standing.standing)
        found, self.filter_values = await self.jobs.read(surroundings.at_work, source, stock)
        self.change_context(
            replace(
                context,
                source_id=found.source_id,
                source=found.source,
                stock_id=found.stock_id,
                stock=found.stock,
                several_sources=found.several_sources,
            )
        )

    def change_context(self, context: Context) -> None:
        """Take another source or stock; every page reads again when it is seen next."""
        if context == self.context:
            return
        self.context = context
        self.drafts.remember(source=context.source, stock=context.stock)
        for page in self.pages():
            page.context_changed()

    def pages(self) -> list[Page]:
        """Every page that is open, of every place; dialogs left out."""
        from inventory_tui.tui.screens.frame.page import Page

        return [
            screen
            for stack in self._screen_stacks.values()
            for screen in stack
            if isinstance(screen, Page) and screen.is_drawn
        ]

    def connection_lost(self, error: StoreError) -> None:
        """Say that the database cannot be reached, and try again until it can."""
        if error.kind is not Kind.STORE_UNREACHABLE or self._lost_since is not None:
            return
        self._lost_since = self.clock()
        since = self._lost_since.astimezone().strftime("%H:%M")
        for page in self.pages():
            page.status.keep_saying(
                tr(
                    "No connection since {since}. Reading what is loaded; drafts are "
                    "kept; retrying",
                    since=since,
                )
            )
        self._retry = self.set_interval(RETRIED_EVERY_S, self._try_again)

    async def _try_again(self) -> None:
        try:
            await self.jobs.read(watching.newest)
        except StoreError:
            return
        self._retry.stop()
        self._lost_since = None
        for page in self.pages():
            page.status.keep_saying("")
            page.data_changed()
        self.say(tr("The connection is back"))

    def data_written(self) -> None:
        """A deed was done here: every open page reads again what it shows."""
        for page in self.pages():
            page.freshen()
        self._look_around()
        self.answer_low_stock()

    @work(exclusive=True, group="reload")
    async def _look_around(self) -> None:
        """A source or stock may have come, gone or been switched."""
        try:
            await self.read_surroundings()
        except StoreError as error:
            self.connection_lost(error)
        except Refused as refusal:
            self.shut_out(refusal)

    def shut_out(self, refusal: Refused) -> None:
        """Say on every page that who works here may no longer."""
        for page in self.pages():
            page.status.keep_saying(str(refusal))

    def answer_low_stock(self) -> None:
        """Do what is to be done about products that deeds brought low, beside the screens."""
        if self.jobs.database.crossed.is_set() and not self._answering:
            self._answering = True
            self._answer_low_stock()

    @work(group="low-stock")
    async def _answer_low_stock(self) -> None:
        from inventory_tui.services.lowstock import answering

        try:
            ran = await self.jobs.act(
                answering.run_waiting,
                self.cause(),
                machine=self.settings.machine(),
                retry=False,
                stop=self.jobs.stopping.is_set,
            )
        except InventoryError:
            return  # they wait, for the next deed or for housekeeping
        finally:
            self._answering = False
        if ran.answered:
            for page in self.pages():
                page.freshen()
            said = [one.sentence for one in ran.answered]
            more = tr(" · {said} more", said=len(said) - 1) if len(said) > 1 else ""
            self.say(tr("{said}{more} · :inbox", said=said[0], more=more))

    def note_own(self, receipt: object) -> None:
        """Remember a deed of this program, so that it is not taken for another's."""
        operation = getattr(receipt, "operation", None)
        if operation is None:
            operation = getattr(getattr(receipt, "receipt", None), "operation", None)
        if isinstance(operation, int):
            self._own.add(operation)

    def _dates_came(self) -> None:
        """Products went on sale or off it by their dates: draw them so."""
        for page in self.pages():
            page.freshen()

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        """Look whether others wrote, and let the pages show it."""
        if self.jobs.writing or self._lost_since is not None:
            return
        self.answer_low_stock()
        try:
            newest = await self.jobs.read(watching.newest)
            await self._tending.look(newest)
            if self._newest is None or newest <= self._newest:
                self._newest = newest
                return
            others = await self.jobs.read(
                watching.changed_products, self._newest, frozenset(self._own)
            )
        except StoreError as error:
            self.connection_lost(error)
            return
        except Refused as refusal:
            self.shut_out(refusal)
            return
        self._newest = newest
        self._own = {id for id in self._own if id > newest}
        if others.actor is not None:
            try:
                await self.read_surroundings()
            except Refused as refusal:
                self.shut_out(refusal)
                return
            for page in self.pages():
                with suppress(NoMatches):  # a program that ends takes its pages apart
                    page.changed_by_others(others.products)
