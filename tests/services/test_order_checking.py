"""Can this be ordered?  Asked before an order is placed, answered line by line."""

from __future__ import annotations

import pytest

from inventory_tui.services import order_checking, reporting
from tests.services.shopping import Shop, request
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    world.sources("berlin")
    world.stock("EU stock", "berlin", channels=["eu"])
    world.product("BAG", berlin=20)
    world.product("HAT", berlin=4)
    world.product("LATER", berlin=1, backorders="notify", threshold="-50")
    world.product("PACK", berlin=40, increments_enabled=True, increment="6")
    return Shop(world)


def test_every_line_has_its_answer_and_nothing_is_written(shop: Shop) -> None:
    before = reporting.history_ids(shop.database)
    asked = request({"bag": 3, "HAT": 5, "NOPE": 1, "PACK": 7})
    checked = order_checking.check(shop.database, asked)
    assert checked.stock == "EU stock"
    assert [(line.sku, str(line.salable)) for line in checked.lines] == [
        ("BAG", "20"),
        ("HAT", "4"),
        ("NOPE", "0"),
        ("PACK", "40"),
    ]
    bag, hat, nope, pack = (line.problem for line in checked.lines)
    assert bag == ""
    assert hat == "HAT: EU stock can promise 4 more, 5 asked."
    assert "NOPE" in nope
    assert "multiples of 6" in pack
    assert reporting.history_ids(shop.database) == before


def test_what_can_be_had_whole_says_so(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"BAG": 3, "HAT": 4}))
    assert [str(line.salable) for line in checked.lines] == ["20", "4"]
    assert not any(line.problem for line in checked.lines)


def test_what_would_follow_later_is_told(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"LATER": 3}))
    assert str(checked.lines[0].backordered) == "2"


def test_an_unknown_channel_is_a_problem_of_the_order(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"BAG": 1}, channel="nowhere"))
    assert checked.stock == ""
    assert checked.problems[0].field == "channel"
    assert checked.lines[0].problem == ""
