"""What open orders hold of one product: a pane of the product page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.orders import ledger
from inventory_tui.services.orders.ledger import Hold
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


class ProductReservations(ProductTab[Hold]):
    """Order, account, when it was placed, its stock, how much it holds and until when.

    Enter opens the order.
    """

    HINTS: ClassVar[tuple[Hint, ...]] = (("focus.next", tr("Next tab")), "why", "back")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, marking=False)
        self._now = datetime.now(UTC)
        self.empty = tr("No open order holds any of it.")
        self.show_columns(self._columns_now())

    def _columns_now(self) -> Sequence[Column[Hold]]:
        return (
            Column("order", tr("Order"), lambda hold: hold.order, 14, most=24),
            Column("account", tr("Account"), _account, 16, least=8, most=36, drop=3),
            Column(
                "placed",
                tr("Placed"),
                lambda hold: dates.minute(hold.placed_at, self._now),
                13,
                least=12,
                drop=4,
            ),
            Column(
                "stock", tr("Stock"), lambda hold: hold.stock, 14, least=10, most=40, drop=5
            ),
            Column("held", tr("Held"), lambda hold: hold.held.grouped(), 10, right=True),
            Column("expires", tr("Expires"), self._expires, 15, least=15),
        )

    def _expires(self, hold: Hold) -> str | Cell:
        if hold.expires_at is None:
            return Cell(tr("never"), "dim")
        when = dates.minute(hold.expires_at, self._now)
        return Cell(when, "attention", "!") if hold.expires_at <= self._now else when

    def show_holds(self, holds: Sequence[Hold], now: datetime) -> None:
        """Show what is held, as of ``now``."""
        self._now = now
        self.show_all({hold.order_id: hold for hold in holds})

    @property
    def label(self) -> str:
        """With how many orders hold any of it."""
        return (
            tr("Reservations {count}", count=len(self.ids))
            if len(self.ids)
            else tr("Reservations")
        )

    @property
    def held(self) -> Quantity:
        """What they hold together."""
        return total(hold.held for hold in self.loaded().values())

    def sentences(self) -> tuple[str, str]:
        """How many orders hold how much."""
        orders = len(self.ids)
        return "", tr(
            "{orders} open orders hold {held} units", orders=orders, held=self.held.grouped()
        ) if orders else ""

    def action_open(self) -> None:
        """Enter: the order of the row."""
        hold, page = self.cursor_row, self.screen
        if hold is not None and isinstance(page, Page):
            page.open_found(Found(FoundKind.ORDER, hold.order_id, hold.order))


def read_holds(database: Database, sku: str, zone: str = "") -> list[Hold]:
    """Return what open orders hold of a product, oldest first, in the zone to show.

    Raises:
        Refused: ``unknown_product``.
    """
    shown = dates.zone_of(database, zone)
    return [
        Hold(
            hold.order_id,
            hold.order,
            hold.stock_id,
            hold.stock,
            hold.held,
            hold.placed_at.astimezone(shown),
            hold.account,
            None if hold.expires_at is None else hold.expires_at.astimezone(shown),
        )
        for hold in ledger.holds(database, sku)
    ]


def _account(hold: Hold) -> str | Cell:
    return visible(hold.account) if hold.account else Cell("–", "dim")
