"""Noticing what others wrote."""

from __future__ import annotations

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.desk import watching
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.world import World

CLERK = Cause("clerk2", "clerk2")


def set_quantity(database: Database, sku: str, quantity: str) -> int:
    edit = QuantityEdit(sku, "default", Quantity.parse(quantity))
    receipt = stock_changes.set_quantities(database, [edit], cause=CLERK)
    assert receipt.operation is not None
    return receipt.operation


def test_a_deed_raises_the_newest_number(database: Database) -> None:
    World(database).product("A", default=1)
    before = watching.newest(database)
    operation = set_quantity(database, "A", "2")
    assert watching.newest(database) == operation > before


def test_others_deeds_name_their_products_own_ones_none(database: Database) -> None:
    world = World(database)
    a, b = world.products("A", "B", default=1)
    before = watching.newest(database)
    own = set_quantity(database, "A", "2")
    others = watching.changed_products(database, before, frozenset({own}))
    assert (others.actor, others.products) == (None, frozenset())
    set_quantity(database, "B", "3")
    others = watching.changed_products(database, before, frozenset({own}))
    assert (others.actor, others.products) == ("clerk2", frozenset({b}))
    assert a not in (others.products or ())


def test_what_concerns_everything_names_no_products(database: Database) -> None:
    world = World(database)
    world.source("berlin")
    world.product("A", berlin=1)
    before = watching.newest(database)
    sourcing.disable_sources(database, ["berlin"], cause=CLERK)
    assert watching.changed_products(database, before, frozenset()).products is None


def test_the_state_of_a_row_says_who_made_it_so(database: Database) -> None:
    World(database).product("A", default=1)
    set_quantity(database, "A", "2")
    state = watching.state_of(database, "a", "DEFAULT")
    assert (str(state.quantity), state.actor) == ("2", "clerk2")
    assert state.at is not None


def test_where_there_is_no_row_there_is_no_state(database: Database) -> None:
    world = World(database)
    world.source("berlin")
    world.product("A", default=1)
    state = watching.state_of(database, "A", "berlin")
    assert (state.quantity, state.version, state.at) == (None, 0, None)
