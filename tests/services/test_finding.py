"""What a scanned or typed code means."""

from __future__ import annotations

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import ONE
from inventory_tui.services.desk import finding
from inventory_tui.services.desk.finding import FoundKind
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture
def shop(database: Database, cause: Cause) -> World:
    """Two products, one of them named like an order, and order 000000042."""
    world = World(database)
    world.source("berlin")
    world.product("MH01-XS-Black", name="Chaz Kangeroo Hoodie", default=10)
    world.product("10002", name="Numbered", default=10)
    world.product("4006381333931", name="Pen", default=10)
    for number in ("000000042", "10002"):
        request = OrderRequest("base", (("MH01-XS-Black", ONE),), number)
        ordering.place(database, request, cause=cause)
    return world


def found(database: Database, text: str) -> list[tuple[str, str]]:
    return [(thing.kind.value, thing.label) for thing in finding.find(database, text).things]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("mh01-xs-black", ("product", "MH01-XS-Black")),
        ("]C1MH01-XS-Black", ("product", "MH01-XS-Black")),
        ("12*MH01-XS-Black", ("product", "MH01-XS-Black")),
        ("42", ("order", "000000042")),
        ("000000042", ("order", "000000042")),
        ("BERLIN", ("source", "berlin")),
        ("04006381333931", ("product", "4006381333931")),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_code_names_one_thing(database: Database, text: str, thing: tuple[str, str]) -> None:
    assert found(database, text) == [thing]


@pytest.mark.usefixtures("shop")
def test_a_code_that_names_two_things_is_never_guessed(database: Database) -> None:
    assert sorted(found(database, "10002")) == [("order", "10002"), ("product", "10002")]
    assert finding.find(database, "10002").only is None


@pytest.mark.usefixtures("shop")
def test_a_scan_screen_looks_only_for_what_it_needs(database: Database) -> None:
    only = finding.find(database, "10002", (FoundKind.PRODUCT,)).only
    assert only is not None
    assert only.label == "10002"


@pytest.mark.usefixtures("shop")
def test_an_unknown_code_names_nothing_and_keeps_its_quantity(database: Database) -> None:
    answer = finding.find(database, "-3*nothing")
    assert answer.things == ()
    assert str(answer.scan.quantity) == "-3"


@pytest.mark.usefixtures("shop")
def test_the_palette_is_offered_what_begins_like_this(database: Database) -> None:
    assert [one.label for one in finding.suggest(database, "mh01", 5)] == ["MH01-XS-Black"]
    assert [one.label for one in finding.suggest(database, "chaz", 5)] == ["MH01-XS-Black"]
    labels = [(one.kind.value, one.label) for one in finding.suggest(database, "42", 5)]
    assert labels == [("order", "000000042")]
