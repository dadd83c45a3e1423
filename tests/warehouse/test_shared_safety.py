"""Safety stock at a source that several stocks take from, where that is protected (C17)."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import ordering
from tests.warehouse.shelf import CLERK, Shelf, units
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """Paris is both stocks'; each has a source of its own, Nordic's is Out of Stock."""
    world.sources("berlin", "paris", "oslo")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.stock("Nordic", "oslo", "paris", channels=["no"])
    world.product("A", berlin=2, paris=12, oslo=(3, "out"))
    return Shelf(world)


def test_what_is_kept_back_there_is_promised_to_nobody(shelf: Shelf) -> None:
    """Of paris 12 less 4 kept back; EU must have 1 of them, Nordic all 5 it promised."""
    shelf.safety("A", "paris", 4)
    for channel, amount in (("eu", 3), ("no", 5)):
        request = OrderRequest(channel, (("A", units(amount)),))
        ordering.place(shelf.database, request, cause=CLERK)
    configuring.set_option(shelf.database, "protect_shared_sources", "yes", cause=CLERK)
    levels = [shelf.world.level(stock, "A") for stock in ("EU", "Nordic")]
    assert [str(one.promised_elsewhere) for one in levels] == ["5", "1"]
    assert [str(one.salable) for one in levels] == ["2", "2"]
    shelf.check()
