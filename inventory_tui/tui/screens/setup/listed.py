"""Sections of Setup that are lists of things: each can be added to, edited, cut down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from inventory_tui.domain.history import Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

R = TypeVar("R")


class Listed(QueryGrid[R], Generic[R]):
    """The list of a section.  Its deeds are done at once; nothing waits to be saved."""

    NAME: ClassVar[str] = ""
    """What the section is called on the left."""
    NEEDED: ClassVar[tuple[Permission, ...]] = ()
    """What changing anything in it asks for."""
    SHOWN_BY_EDIT: ClassVar[bool] = False
    """Whether e is for looking as well, without the right to change."""
    HISTORY: ClassVar[str] = ""
    """The filter of the history that finds its deeds."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__(columns, id=f"list-{type(self).__name__.lower()}", marking=False)

    async def load(self, page: Page) -> None:
        """Read what it lists, and show it.

        Raises:
            InventoryError: It may not be seen, or the database cannot be asked.
        """
        raise NotImplementedError

    async def add(self, page: Page) -> Receipt | None:
        """n: ask for a new one and add it."""
        raise NotImplementedError

    async def edit(self, page: Page) -> Receipt | None:
        """e: ask for other values of the one under the cursor and write them."""
        raise NotImplementedError

    async def take_away(self, page: Page) -> Receipt | None:
        """D: take the one under the cursor away, asked."""
        raise NotImplementedError

    def label(self) -> str:
        """What the one under the cursor is called; empty: there is none."""
        return ""

    def about(self) -> str:
        """A sentence or two on the one under the cursor, shown below the list."""
        return ""


async def really(page: Page, title: str, lines: Sequence[str], verb: str) -> bool:
    """Ask before something goes."""
    question = Question(title, lines, [("save", verb), ("back", tr("Back"))])
    return await page.ask(question) == "save"


def listed_sections() -> tuple[Listed[Any], ...]:
    """Return the lists of Setup, in the order of the sections."""
    from inventory_tui.tui.screens.setup.estimates_section import EstimatesSection
    from inventory_tui.tui.screens.setup.people_section import PeopleSection
    from inventory_tui.tui.screens.setup.roles_section import RolesSection

    return EstimatesSection(), PeopleSection(), RolesSection()
