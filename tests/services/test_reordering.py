"""What an earlier order asked for, once more."""

from __future__ import annotations

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering, reordering
from inventory_tui.services.products import catalog, composites
from tests.services.shopping import CLERK, Shop, amount
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.products("BALL", "BIG", "MAT", berlin=20)
        for sku, kind in (("SET", "bundle"), ("SHIRT", "configurable")):
            world.product(sku, type=kind)
    options = [
        BundleOption("Ball", (Part("BALL"), Part("BIG"))),
        BundleOption("Mat", (Part("MAT"),)),
    ]
    composites.set_bundle(world.database, "SET", options, cause=CLERK)
    composites.set_variations(world.database, "SHIRT", [Part("BALL"), Part("MAT")], cause=CLERK)
    return Shop(world)


def test_choices_are_kept_whatever_became_of_the_order(shop: Shop) -> None:
    wanted = (
        RequestedLine("MAT", amount(1)),
        RequestedLine("BALL", amount(2), chosen_as="SHIRT"),
        RequestedLine("SET", amount(3), parts={"BIG": amount(1), "MAT": amount(1)}),
    )
    to = Address("Ada Ek", country="NO")
    request = OrderRequest(
        "eu", wanted, "7", to, customer_group="trade", shipping_method="flat"
    )
    ordering.place(shop.database, request, cause=CLERK)
    shop.cancel("7")
    catalog.rename(shop.database, "BIG", "BIGGER", cause=CLERK)
    again = reordering.request_again(shop.database, "7")
    assert again.number is None
    assert (again.channel, again.ship_to, again.customer_group) == ("eu", to, "trade")
    assert again.shipping_method == "flat"
    assert again.lines == (
        *wanted[:2],
        RequestedLine("SET", amount(3), parts={"BIGGER": amount(1), "MAT": amount(1)}),
    )
    placed = ordering.place(shop.database, again, cause=CLERK)
    assert shop.reservations(order=placed.order) == ["-4", "-2", "-3"]


def test_an_order_that_is_not_there_cannot_be_repeated(shop: Shop) -> None:
    with pytest.raises(Refused) as refusal:
        reordering.request_again(shop.database, "7")
    assert refusal.value.kind is Kind.UNKNOWN_ORDER
