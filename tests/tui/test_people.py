"""People and roles in Setup, and what one may not, shown before it is tried."""

from __future__ import annotations

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import people, roles
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import consignments, shipping
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World

ANNA = Cause(actor="anna", login="anna")
PEOPLE = ("g", "8", *("down",) * 11)
ROLES = (*PEOPLE, "down")


@pytest.fixture
def as_anna(database: Database, world: World) -> Database:
    """The database as its admin sees it; Bob is a clerk of Berlin, Vera a viewer."""
    people.add_person(
        database, {"login": "bob", "role": "clerk", "sources": "berlin"}, cause=ANNA
    )
    people.add_person(database, {"login": "vera", "role": "viewer"}, cause=ANNA)
    return database.seen_by("anna")


async def test_the_first_person_is_added_in_setup(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, *PEOPLE, "tab")
        assert "everybody may everything" in screen_text(pilot)
        await press(pilot, "n")
        assert f"{database.login}, who adds it, becomes admin" in screen_text(pilot)
        await press(pilot, "<carl>", "f10")
        shown = screen_text(pilot)
        assert "carl" in shown
        assert "clerk" in shown
        assert {one.login for one in people.list_people(database)} == {"carl", database.login}


async def test_people_are_edited_and_removed(running: Running, as_anna: Database) -> None:
    async with running(on=as_anna) as pilot:
        await press(pilot, *PEOPLE, "tab")
        shown = screen_text(pilot)
        assert "bob: clerk at berlin" not in shown  # the cursor is on anna
        await press(pilot, "down")
        assert "bob: clerk at berlin" in screen_text(pilot)
        await press(pilot, "e", "tab", "ctrl+u", "<picker>", "f10")
        (bob,) = [one for one in people.list_people(as_anna) if one.login == "bob"]
        assert bob.role.name == "picker"
        await press(pilot, "D", "f10")
        assert {one.login for one in people.list_people(as_anna)} == {"anna", "vera"}
        # the last admin stays, and a sentence says so
        await press(pilot, "up", "D", "f10")
        assert "last active admin" in screen_text(pilot)


async def test_roles_are_made_from_those_there_are(running: Running, as_anna: Database) -> None:
    async with running(on=as_anna) as pilot:
        await press(pilot, *ROLES, "tab", "e")
        assert "✓ stock.view" in screen_text(pilot) or "stock.view" in screen_text(pilot)
        await press(pilot, "escape", "n", "<night>", "f10")
        names = {one.name: one.permissions for one in roles.list_roles(as_anna)}
        assert names["night"] == names["viewer"]
        await press(pilot, "D")
        assert "built in" in screen_text(pilot) or "Delete role" in screen_text(pilot)


async def test_what_one_may_not_is_shown_before_it_is_tried(
    running: Running, as_anna: Database
) -> None:
    async with running(on=as_anna.seen_by("vera")) as pilot:
        await press(pilot, "b")
        shown = screen_text(pilot)
        assert "needs stock.adjust" in shown
        assert "needs product.create" in shown
        await press(pilot, "escape", "e")
        assert "Edit needs stock.adjust: ask anna" in screen_text(pilot)
        assert " e Edit" not in lines(pilot)[-1]
        await press(pilot, "g", "4")
        assert "Orders needs order.view: ask anna" in screen_text(pilot)
        await press(pilot, "colon", "<transfer>")
        assert "needs stock.transfer" in screen_text(pilot)
        await press(pilot, "escape", "g", "1", "enter", "b")
        shown = screen_text(pilot)
        assert "needs product.update" in shown
        await press(pilot, "escape", "colon", "<transfers on>", "enter", "n")
        assert "New needs stock.transfer: ask anna" in screen_text(pilot)
        await press(pilot, "escape", "escape", "g", "2", "enter")
        assert "locked: needs warehouse.update" in screen_text(pilot)


async def test_customers_are_named_only_to_those_who_may_see_orders(
    running: Running, as_anna: Database
) -> None:
    to = Address(name="Ada Lovelace", email="ada@example.org", city="London", country="GB")
    lines = (("MH01-XS-Black", Quantity.parse("3")),)
    ordering.place(
        as_anna, OrderRequest("base", lines, "7", ship_to=to, account="Acme"), cause=ANNA
    )
    one = Quantity.parse("1")
    shipping.create(as_anna, "7", "default", {"MH01-XS-Black": one}, cause=ANNA)
    consignments.add(as_anna, ["7"], cause=ANNA)
    walk = (
        (("g", "5"), "1 / 1 shipment"),
        (("enter",), "Shipment 1"),
        (("escape", "tab"), "1 / 1 consignment"),
        (("enter",), "Consignment 1"),
        (("g", "1", "slash", "<XS-Black>", "enter", "enter", "tab", "tab"), "Reservations 1"),
    )
    for login, named in (("anna", True), ("vera", False)):
        async with running(on=as_anna.seen_by(login)) as pilot:
            for keys, title in walk:
                await press(pilot, *keys)
                shown = screen_text(pilot)
                assert title in shown
                assert ("Ada" in shown or "Acme" in shown) is named
                assert "could not be done" not in shown
    async with running(on=as_anna.seen_by("vera")) as pilot:
        await press(pilot, "g", "5", "p")
        assert "Print needs order.view: ask anna" in screen_text(pilot)


async def test_a_report_of_a_place_one_may_not_open_is_not_opened(
    running: Running, as_anna: Database
) -> None:
    seller = ["inventory.access", "product.view", "stock.view", "order.view"]
    roles.add_role(as_anna, "seller", seller, cause=ANNA)
    people.edit_person(as_anna, "vera", {"role": "seller"}, cause=ANNA)
    async with running(on=as_anna.seen_by("vera")) as pilot:
        await press(pilot, "colon", "<consignments>", "enter")
        shown = screen_text(pilot)
        assert "Consignments needs shipment.view: ask anna" in shown
        assert "could not be done" not in shown
        assert "MH01-XS-Black" in shown


async def test_a_clerk_sees_and_edits_only_the_own_source(
    running: Running, as_anna: Database, world: World
) -> None:
    async with running(on=as_anna.seen_by("bob")) as pilot:
        shown = screen_text(pilot)
        assert "berlin" in lines(pilot)[-2]
        assert "paris" not in shown
        assert "default" not in shown
        await press(pilot, "g", "2")
        assert "1 / 1 source" in screen_text(pilot)
        await press(pilot, "g", "1", "slash", "<MH01-XS-Black>", "enter", "e", "<9>", "f10")
        await settled(pilot)
    world.database = world.database.as_program()
    assert world.held("MH01-XS-Black", "berlin") == "9"
    assert world.held("MH01-XS-Black", "default") == "100"


async def test_who_is_switched_off_while_working_is_told(
    running: Running, as_anna: Database
) -> None:
    async with running(on=as_anna.seen_by("bob")) as pilot:
        people.edit_person(as_anna, "bob", {"active": "no"}, cause=ANNA)
        pilot.app._watch()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "bob is switched off" in screen_text(pilot)
