"""The form below the lines of a new order: channel, number, where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inventory_tui.domain.errors import InvalidInput, Refused
from inventory_tui.domain.fields import Field
from inventory_tui.domain.forms import SHIP_TO
from inventory_tui.domain.order_request import OrderRequest, parse_number, read_address
from inventory_tui.domain.pickup import DISTANCE, Found, Search, SortBy
from inventory_tui.services.shipping import pickup
from inventory_tui.services.sourcing import channels
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.orders.new_order_lines import NewLine
from inventory_tui.tui.widgets.form_body import FormBody
from inventory_tui.wording import tr

FIELDS = (
    Field(
        "channel", tr("Sales channel"), str, required=True, help=tr("A code; F4 lists them.")
    ),
    Field(
        "number", tr("Number"), parse_number, help=tr("Left empty, the next free one is given.")
    ),
    *SHIP_TO,
    Field(
        "customer_group",
        tr("Customer group"),
        str,
        help=tr("It may have a minimum of its own."),
    ),
    Field(
        "account",
        tr("Account"),
        str,
        help=tr("Whom it is billed to; sources may be kept for it."),
    ),
    Field("order_type", tr("Order type"), str, help=tr("A word such as wholesale; likewise.")),
    Field("shipping_method", tr("Shipping"), str, help=tr("How it goes.")),
    Field(
        "pickup_location",
        tr("Fetched at"),
        str,
        help=tr("Code of the pickup location its customer fetches it from; F4 lists them."),
    ),
    Field(
        "expires",
        tr("Expires"),
        str,
        help=tr("A date, or 30m, 2h, 3d; empty: as the settings say."),
    ),
)
_DECIDE = ("channel", "customer_group", "account", "order_type", "pickup_location")


class NewOrderForm(FormBody):
    """Everything of an order but its lines."""

    def __init__(self, page: Page) -> None:
        """Make the empty form.

        Args:
            page: Reads the lists of values.
        """
        self._page = page
        lists = {"channel": self._channels, "pickup_location": self._pickup_locations}
        super().__init__(FIELDS, {}, lists=lists)

    @property
    def channel(self) -> str:
        """The code typed."""
        return self.typed()["channel"].strip()

    def decides(self, control: object) -> bool:
        """Whether what is typed in a control decides which lines can be had."""
        rows = (self.row_of(name) for name in _DECIDE)
        return any(row is not None and row.control is control for row in rows)

    async def _channels(self) -> list[Option]:
        found = await self._page.read(channels.list_channels)
        return [Option(one.code, one.name) for one in found]

    async def _pickup_locations(self) -> list[Option]:
        """Those around where it goes, the nearest first; then the others."""
        near = {one.location.code: one for one in await self._near()}
        every = await self._page.read(pickup.locations, self.channel)
        return [
            *(
                Option(code, one.location.name, f"{one.distance_km} km")
                for code, one in near.items()
            ),
            *(Option(one.code, one.name) for one in every if one.code not in near),
        ]

    async def _near(self) -> Sequence[Found]:
        typed = self.typed()
        try:
            to = read_address({field.name: typed[field.name] for field in SHIP_TO})
            if not to.country or not (to.postcode or to.city):
                return ()
            wanted = Search(to, order=(SortBy(DISTANCE),))
            return (await self._page.read(pickup.search, wanted, self.channel)).rows
        except (InvalidInput, Refused):  # nobody knows where that is
            return ()

    def asks(self, lines: Iterable[NewLine]) -> OrderRequest:
        """Return the order without its address, for which lines are checked."""
        typed = self.typed()
        return OrderRequest(
            self.channel,
            tuple(line.asked() for line in lines),
            typed["number"].strip() or None,
            customer_group=typed["customer_group"].strip(),
            account=typed["account"].strip(),
            order_type=typed["order_type"].strip(),
            shipping_method=typed["shipping_method"].strip(),
            pickup_location=typed["pickup_location"].strip(),
        )

    def asks_whole(self, lines: Iterable[NewLine]) -> OrderRequest:
        """Return the order as it shall be placed.

        Raises:
            InvalidInput: A field cannot be read.
        """
        typed = self.typed()
        ship_to = read_address({field.name: typed[field.name] for field in SHIP_TO})
        if not self.channel:
            raise InvalidInput({"channel": tr("Sales channel is required.")})
        return replace(self.asks(lines), ship_to=ship_to, expires=typed["expires"].strip())

    def repeat(self, asked: OrderRequest) -> None:
        """Fill in what an earlier order said."""
        address = {field.name: getattr(asked.ship_to, field.name) for field in SHIP_TO}
        self.put(
            {
                **address,
                "channel": asked.channel,
                "customer_group": asked.customer_group,
                "account": asked.account,
                "order_type": asked.order_type,
                "shipping_method": asked.shipping_method,
                "pickup_location": asked.pickup_location,
            }
        )
