"""Why: the salable number term by term; the terms always sum to it."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities.explaining import Why, explain
from inventory_tui.store.database import Database
from tests.world import World


def told(why: Why) -> list[tuple[str, str, str]]:
    """Each term: what, how much, where or why; having checked the sum."""
    assert total(term.value for term in why.terms) == (why.salable or ZERO)
    return [(term.term, str(term.value), term.source or term.why) for term in why.terms]


@pytest.fixture
def shop(world: World) -> World:
    world.sources("berlin", "lyon", "dallas")
    world.source("outlet", enabled=False)
    world.stock("EU", "lyon", "berlin", "outlet", channels=["eu"])
    return world


def test_sources_orders_and_threshold_add_up(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.product("MH01", berlin=4, lyon=100, outlet=50, dallas=7, default=1)
    configuring.set_option(database, "threshold", "5", cause=cause)
    for number, units in (("A-1", 3), ("A-2", 4)):
        lines = (("MH01", Quantity(units * 10_000)),)
        ordering.place(database, OrderRequest("eu", lines, number), cause=cause)
    why = explain(database, "mh01", "eu")
    assert (why.sku, why.stock, why.salable, why.is_salable) == (
        "MH01",
        "EU",
        Quantity.parse("92"),
        True,
    )
    assert told(why) == [
        ("on_hand", "100", "lyon"),
        ("on_hand", "4", "berlin"),
        ("on_hand", "0", "outlet"),
        ("on_hand", "0", "default"),
        ("on_hand", "0", "dallas"),
        ("held", "-3", "held by order A-1, placed 2026-11-20"),
        ("held", "-4", "held by order A-2, placed 2026-11-20"),
        ("threshold", "-5", "kept back (threshold, global)"),
    ]
    assert [term.why for term in why.terms[2:5]] == [
        "off: its 50 do not count",
        "not in EU",
        "not in EU",
    ]
    assert [term.order for term in why.terms if term.order] == ["A-1", "A-2"]


def test_what_is_out_of_stock_everywhere_promises_nothing(
    shop: World, database: Database
) -> None:
    shop.product("MH01", threshold=3, berlin=(4, "out"), outlet=2)
    why = explain(database, "MH01", "EU")
    assert (why.salable, why.is_salable) == (ZERO, False)
    assert told(why)[-1][:2] == ("not_in_stock", "3")
    assert "Out of Stock: its 4 do not count" in [term.why for term in why.terms]


def test_what_is_in_no_source_of_the_stock_says_so(shop: World, database: Database) -> None:
    shop.product("MH01", default=9)
    why = explain(database, "MH01", "EU")
    assert (why.salable, why.is_salable) == (ZERO, False)
    assert why.terms[-1].why.startswith("no row at any source of EU")
    assert explain(database, "MH01").salable == Quantity.parse("9")


@pytest.mark.parametrize(
    ("typed", "salable", "said"),
    [
        ({"threshold": "-50", "backorders": "yes"}, "75", "may be sold beyond what is there"),
        ({"threshold": "50", "backorders": "yes"}, "25", "counts as 0 while backorders are on"),
        ({"threshold": "-50"}, "25", "counts as 0 while backorders are off"),
        ({"threshold": "50"}, "-25", "kept back (threshold, own)"),
    ],
)
def test_the_threshold_tells_how_it_counts(
    world: World,
    database: Database,
    cause: Cause,
    typed: dict[str, str],
    salable: str,
    said: str,
) -> None:
    world.product("MH01", default=25)
    catalog.edit(database, "MH01", typed, cause=cause)
    why = explain(database, "MH01")
    assert str(why.salable) == salable == world.salable("MH01")
    assert said in told(why)[-1][2]


def test_unmanaged_disabled_and_composite_products(world: World, database: Database) -> None:
    world.product("CARD", manage_stock=False, default=0)
    world.product("OFF", enabled=False, default=5)
    world.product("SET", type="bundle")
    card = explain(database, "CARD")
    assert (card.salable, card.is_salable) == (None, True)
    assert told(card)[0][:2] == ("not_managed", "0")
    off = explain(database, "OFF")
    assert (off.salable, off.is_salable) == (Quantity.parse("5"), False)
    assert told(off)[-1][0] == "disabled"
    parts = explain(database, "SET")
    assert (parts.salable, parts.is_salable, told(parts)[0][0]) == (None, False, "composite")


def test_reservations_beside_orders_are_a_term_of_their_own(
    world: World, database: Database
) -> None:
    id = world.product("MH01", default=5)
    with database.write() as transaction:
        transaction.levels.reserve({(1, id): -20_000})
    assert ("reserved", "-2", "reserved, by no open order") in told(explain(database, "MH01"))


def test_an_unknown_stock_is_refused(world: World, database: Database) -> None:
    world.product("MH01")
    with pytest.raises(Refused) as refused:
        explain(database, "MH01", "nowhere")
    assert refused.value.kind is Kind.UNKNOWN_STOCK
