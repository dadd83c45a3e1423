"""What the tabs of the product page have in common."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from inventory_tui.tui.commands import Hint
from inventory_tui.tui.widgets.query_grid import QueryGrid

Row = TypeVar("Row")


class ProductTab(QueryGrid[Row], Generic[Row]):
    """Rows about one product, and what is said of them around the pane."""

    HINTS: ClassVar[tuple[Hint, ...]] = ()

    @property
    def label(self) -> str:
        """What the tab is called, with how many it holds, or ``•``: something is unsaved."""
        raise NotImplementedError

    def sentences(self) -> tuple[str, str]:
        """The two lines below, about the row under the cursor or about all of them."""
        raise NotImplementedError

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The keys that are named while it is shown."""
        return self.HINTS
