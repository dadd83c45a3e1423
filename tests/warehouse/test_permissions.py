"""Who may do what: people, roles, sources out of reach, and every way round them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from inventory_tui.domain.bulk import Assign, Transfer
from inventory_tui.domain.deed_rights import NEEDED
from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed, Operation
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_list import OrderQuery, ShipmentQuery
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.permissions import BUILT_IN, MEANINGS, Permission
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import (
    checking,
    configuring,
    keeping,
    people,
    roles,
    standing,
    undoing,
)
from inventory_tui.services.orders import invoicing, order_lists, ordering
from inventory_tui.services.products import browsing, catalog, product_deletion, showing
from inventory_tui.services.quantities import bulk, explaining, item_lists, moving
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.reports import low_stock, reporting
from inventory_tui.services.shipping import consignment_lists, consignments, shipping
from inventory_tui.services.shipping.consignment_lists import ConsignmentQuery
from inventory_tui.services.sourcing import mapping, source_lists, sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import incoming
from tests.world import World

pytestmark = pytest.mark.both_databases

PROGRAMS_OWN = {
    "alerts run",
    "bookings expire",
    "housekeeping",
    "lowstock-actions run",
    "products status",
}
"""What any terminal of anybody who is known gets round to."""

ANNA = Cause(actor="anna", login="anna")
BOB = Cause(actor="bob", login="bob")


def staff(database: Database, **roles_of: str) -> None:
    """Anna is admin; ``bob="clerk berlin"`` a clerk of berlin only."""
    for login, words in roles_of.items():
        role, *sources = words.split()
        people.add_person(
            database,
            {"login": login, "role": role, "sources": ",".join(sources)},
            cause=ANNA,
        )


@contextmanager
def refused(kind: Kind = Kind.NOT_ALLOWED, *words: str) -> Iterator[None]:
    """What runs in here is refused, its sentence holds these words."""
    with pytest.raises(InventoryError) as refusal:
        yield
    assert refusal.value.kind is kind, str(refusal.value)
    for word in words:
        assert word in str(refusal.value)


def newest(database: Database) -> int:
    """The number of the newest deed there is."""
    with database.read(by_program=True) as transaction:
        return transaction.history.newest()[0]


def put(database: Database, sku: str, source: str, quantity: str, cause: Cause) -> int | None:
    """Set a quantity."""
    edit = QuantityEdit(sku, source, quantity=Quantity.parse(quantity))
    return set_quantities(database, [edit], cause=cause).operation


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text into a new file and returns its path."""

    def write(text: str) -> str:
        file = tmp_path / f"rows-{len(list(tmp_path.iterdir()))}.csv"
        file.write_text(text)
        return str(file)

    return write


@pytest.fixture
def shop(world: World) -> Database:
    """Berlin and Paris, two products; nobody is known yet."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=5, paris=3)
        world.product("B", paris=4)
    seen_by_anna = world.database.seen_by("anna")
    world.database = world.database.as_program()
    return seen_by_anna


# L-190 --------------------------------------------------------------------------------


def test_l_190_application_and_resource_rights_are_separate(shop: Database) -> None:
    roles.add_role(shop, "visitor", ["inventory.access", "warehouses.access"], cause=ANNA)
    roles.add_role(shop, "rights-only", ["stock.*", "warehouse.*", "product.*"], cause=ANNA)
    staff(shop, vera="visitor", ron="rights-only")
    vera, ron = shop.seen_by("vera"), shop.seen_by("ron")

    # the application alone: its lists open, what they would list is not for her
    assert list(item_lists.source_items(vera)) == []
    assert source_lists.source_rows(vera) == []
    with refused(Kind.NOT_ALLOWED, "stock.adjust", "visitor", "Ask anna"):
        put(shop, "A", "berlin", "9", Cause("vera", "vera"))

    # the rights alone: they are about what is in applications he may not open
    with refused(Kind.NOT_ALLOWED, "inventory.access"):
        list(item_lists.source_items(ron))
    with refused(Kind.NOT_ALLOWED, "warehouses.access"):
        source_lists.source_rows(ron)
    with refused(Kind.NOT_ALLOWED, "inventory.access"):
        put(shop, "A", "berlin", "9", Cause("ron", "ron"))


def test_every_deed_asks_for_something_or_is_the_programs_own() -> None:
    assert set(NEEDED) == set(Deed)
    free = {deed for deed, permissions in NEEDED.items() if not permissions}
    assert free <= {"undo", *PROGRAMS_OWN}
    assert set(MEANINGS) == set(Permission)


def test_built_in_roles_grow_from_viewer_to_admin() -> None:
    ordered = [BUILT_IN[name] for name in ("viewer", "picker", "clerk", "manager", "admin")]
    for smaller, larger in pairwise(ordered):
        assert smaller < larger
    assert BUILT_IN["admin"] == set(Permission)


# L-191 --------------------------------------------------------------------------------


def test_l_191_adding_a_warehouse_and_managing_inventory_are_refused_in_services(
    shop: Database,
) -> None:
    staff(shop, bob="clerk", vera="viewer")
    before = newest(shop)
    with refused(Kind.NOT_ALLOWED, "add sources", "warehouse.create", "clerk", "Ask anna"):
        sourcing.add_source(
            shop,
            {"code": "oslo", "name": "Oslo", "country": "NO", "postcode": "1"},
            cause=BOB,
        )
    with refused(Kind.NOT_ALLOWED, "change quantities", "stock.adjust", "viewer"):
        put(shop, "A", "berlin", "9", Cause("vera", "vera"))
    assert newest(shop) == before
    assert put(shop, "A", "berlin", "9", BOB) == before + 1


def test_every_deed_of_a_viewer_is_refused_and_leaves_no_trace(
    shop: Database, world: World
) -> None:
    staff(shop, vera="viewer")
    vera = Cause("vera", "vera")
    before, there = newest(shop), world.everything()
    tries: list[Callable[[], object]] = [
        lambda: put(shop, "A", "berlin", "9", vera),
        lambda: moving.transfer_some(
            shop, "A", Quantity.parse("1"), origin="berlin", destination="paris", cause=vera
        ),
        lambda: bulk.perform(shop, [1, 2], Assign(("berlin",)), cause=vera),
        lambda: catalog.add(shop, "N", {"name": "N"}, cause=vera),
        lambda: mapping.add_stock(shop, "US", cause=vera),
        lambda: configuring.set_option(shop, "notify_below", "4", cause=vera),
        lambda: people.add_person(shop, {"login": "eve", "role": "admin"}, cause=vera),
        lambda: people.edit_person(shop, "vera", {"role": "admin"}, cause=vera),
        lambda: roles.add_role(shop, "mine", ["stock.*"], cause=vera),
        lambda: checking.check(shop, fix=True, cause=vera),
    ]
    for deed in tries:
        with refused():
            deed()
    assert newest(shop) == before
    assert world.everything() == there


# L-192 and L-040 -----------------------------------------------------------------------


def test_l_192_rights_are_confined_to_chosen_sources(shop: Database, world: World) -> None:
    staff(shop, bob="clerk berlin")
    assert put(shop, "A", "berlin", "7", BOB)
    before = newest(shop)
    with refused(Kind.NOT_ALLOWED, "bob (clerk)", "at paris", "only at berlin", "Ask anna"):
        put(shop, "A", "paris", "7", BOB)
    with refused(Kind.NOT_ALLOWED, "paris"):
        moving.transfer_some(
            shop, "A", Quantity.parse("1"), origin="berlin", destination="paris", cause=BOB
        )
    ids = [world_id(shop, "A"), world_id(shop, "B")]
    with refused(Kind.NOT_ALLOWED, "paris"):
        bulk.perform(shop, ids, Transfer("paris", "berlin"), cause=BOB)
    with refused(Kind.NOT_ALLOWED, "warehouse.update"):
        sourcing.edit_source(shop, "paris", {"city": "Paris"}, cause=BOB)
    assert newest(shop) == before
    assert (world.held("A", "berlin"), world.held("A", "paris")) == ("7", "3")


def test_a_confined_manager_changes_nothing_that_concerns_every_source(shop: Database) -> None:
    staff(shop, mia="manager berlin")
    mia = Cause("mia", "mia")
    with refused(Kind.NOT_ALLOWED, "every source", "berlin"):
        mapping.add_stock(shop, "US", cause=mia)
    with refused(Kind.NOT_ALLOWED, "every source"):
        product_deletion.delete(shop, "A", force=True, cause=mia)
    assert sourcing.edit_source(shop, "berlin", {"city": "Berlin"}, cause=mia).operation
    with refused(Kind.NOT_ALLOWED, "paris"):
        sourcing.disable_sources(shop, ["paris"], cause=mia)


def test_an_import_with_one_foreign_row_writes_nothing(
    shop: Database, world: World, file_of: Callable[[str], str]
) -> None:
    staff(shop, bob="clerk berlin")
    file = file_of("source_code,sku,status,quantity\nberlin,A,1,8\nparis,A,1,8\n")
    before = newest(shop)
    with refused(Kind.NOT_ALLOWED, "paris"):
        exchange.import_quantities(shop.seen_by("bob"), file, cause=BOB)
    assert (newest(shop), world.held("A", "berlin")) == (before, "5")
    own = file_of("source_code,sku,status,quantity\nberlin,A,1,8\n")
    exchange.import_quantities(shop.seen_by("bob"), own, cause=BOB)
    assert world.held("A", "berlin") == "8"


def test_l_040_rows_of_sources_out_of_sight_are_hidden_and_not_counted(
    shop: Database, world: World
) -> None:
    staff(shop, bob="clerk berlin")
    put(shop, "A", "paris", "30", ANNA)
    put(shop, "A", "berlin", "6", ANNA)
    bob = shop.seen_by("bob")

    assert [(one.sku, one.source_code) for one in item_lists.source_items(bob)] == [
        ("A", "berlin")
    ]
    assert [row.source.code for row in source_lists.source_rows(bob)] == ["berlin"]
    assert [one.code for one in sourcing.list_sources(bob)] == ["berlin"]
    row_a, row_b = browsing.products(bob, ProductQuery(source_id=world_source(shop, "berlin")))
    assert (str(row_a.quantity), row_a.elsewhere, str(row_a.on_hand)) == ("6", (), "6")
    assert (row_b.quantity, row_b.elsewhere, str(row_b.on_hand)) == (None, (), "0")
    assert browsing.count(bob, ProductQuery("source:paris")) == 0
    assert browsing.count(bob, ProductQuery("qty>20")) == 0
    assert list(low_stock.report(bob, source="paris")) == []
    assert [one.item.source_code for one in showing.show(bob, "A").items] == ["berlin"]
    # what a stock can promise is the stock's number, whoever looks
    why = explaining.explain(bob, "A", "EU")
    assert str(why.salable) == "36"
    assert [(one.term, one.source, str(one.value)) for one in why.terms][:2] == [
        ("on_hand", "berlin", "6"),
        ("other_sources", None, "30"),
    ]
    # history: nothing of what happened at paris
    told = [row for row in reporting.history(bob) if row.field == "quantity"]
    assert {row.source for row in told} == {"berlin"}
    assert not any("paris" in one.summary for one in deeds(bob))
    # the admin sees it all
    assert len(list(item_lists.source_items(shop))) == 3
    assert any("paris" in one.summary for one in deeds(shop))


def test_what_a_deed_moved_elsewhere_is_not_in_its_sum(shop: Database) -> None:
    staff(shop, bob="clerk berlin")
    moving.transfer_some(
        shop, "A", Quantity.parse("2"), origin="paris", destination="berlin", cause=ANNA
    )
    (transfer,) = [one for one in deeds(shop.seen_by("bob")) if one.deed is Deed.TRANSFERRED]
    assert str(transfer.units) == "2"
    (transfer,) = [one for one in deeds(shop) if one.deed is Deed.TRANSFERRED]
    assert str(transfer.units) == "0"


def expect(database: Database, source_id: int, code: str, cause: Cause) -> int:
    """Expect goods at a source, as a deed that keeps its history."""
    with database.write() as transaction:
        number = transaction.journal.begin(Deed.QUANTITIES_SET, cause, reason="expected")
        line = transaction.connection.execute(
            insert(incoming)
            .values(
                erc=code,
                erc_key=code,
                product_id=transaction.products.known("A").id,
                source_id=source_id,
                quantity=5_000_000,
                expected_on="2026-12-01",
            )
            .returning(incoming.c.id)
        ).scalar_one()
        transaction.journal.changed(
            number, "incoming", line, f"line {line}", {"*": None}, {"*": code, "source": code}
        )
        transaction.journal.finish(number, summary=f"Expecting 5 at {code}")
    return number


def test_what_is_expected_elsewhere_is_hidden_and_out_of_reach(shop: Database) -> None:
    staff(shop, bob="clerk berlin")
    berlin, paris = world_source(shop, "berlin"), world_source(shop, "paris")
    expect(shop, paris, "paris", ANNA)
    mine = expect(shop, berlin, "berlin", BOB)
    bob = shop.seen_by("bob")
    with bob.read() as transaction:
        places = transaction.connection.scalars(select(incoming.c.source_id)).all()
    assert list(places) == [berlin]
    assert [one.id for one in deeds(bob) if "Expecting" in one.summary] == [mine]
    with refused(Kind.NOT_ALLOWED, "paris"):
        expect(shop, paris, "again", BOB)


def test_without_the_right_to_see_quantities_there_are_none(shop: Database) -> None:
    roles.add_role(shop, "cataloguer", ["inventory.access", "product.*"], cause=ANNA)
    staff(shop, kim="cataloguer")
    kim = shop.seen_by("kim")
    assert list(item_lists.source_items(kim)) == []
    for row in browsing.products(kim, ProductQuery(stock_id=world_stock(shop, "EU"))):
        assert (str(row.on_hand), row.coverage) == ("0", Coverage.NONE)
    assert showing.show(kim, "A").stocks == ()
    with refused(Kind.NOT_ALLOWED, "export"):
        exchange.export_quantities(kim, "-")


# people and roles ----------------------------------------------------------------------


def test_while_nobody_is_known_everybody_may_everything(shop: Database) -> None:
    assert put(shop, "A", "berlin", "9", Cause("anyone", "eve"))
    assert standing.standing(shop).may(*Permission)


def test_who_adds_the_first_person_becomes_admin(shop: Database) -> None:
    receipt = people.add_person(shop, {"login": "bob", "role": "clerk"}, cause=ANNA)
    assert "anna" in receipt.message
    assert [(one.login, one.role.name) for one in people.list_people(shop)] == [
        ("anna", "admin"),
        ("bob", "clerk"),
    ]


def test_who_adds_themselves_first_is_admin_whatever_they_typed(shop: Database) -> None:
    people.add_person(shop, {"login": "Anna", "role": "viewer"}, cause=ANNA)
    (anna,) = people.list_people(shop)
    assert anna.role.name == "admin"


def test_the_last_active_admin_stays(shop: Database) -> None:
    staff(shop, bob="clerk")
    for deed in (
        lambda: people.remove_person(shop, "anna", cause=ANNA),
        lambda: people.edit_person(shop, "anna", {"role": "manager"}, cause=ANNA),
        lambda: people.edit_person(shop, "anna", {"active": "no"}, cause=ANNA),
    ):
        with refused(Kind.LAST_ADMIN_PROTECTED, "anna"):
            deed()
    people.edit_person(shop, "bob", {"role": "admin"}, cause=ANNA)
    people.remove_person(shop, "anna", cause=ANNA)
    with refused(Kind.NOT_ALLOWED, "not known here", "Ask bob"):
        people.list_people(shop)


def test_strangers_and_people_switched_off_see_and_change_nothing(shop: Database) -> None:
    staff(shop, bob="clerk")
    people.edit_person(shop, "bob", {"active": "no"}, cause=ANNA)
    with refused(Kind.NOT_ALLOWED, "eve is not known here", "Ask anna to add you"):
        browsing.count(shop.seen_by("eve"), ProductQuery())
    with refused(Kind.NOT_ALLOWED, "switched off"):
        browsing.count(shop.seen_by("bob"), ProductQuery())
    with refused(Kind.NOT_ALLOWED, "switched off"):
        put(shop, "A", "berlin", "9", BOB)
    with refused(Kind.NOT_ALLOWED):
        put(shop, "A", "berlin", "9", Cause("eve", "eve"))


def test_people_are_edited_with_a_version_and_taken_back(shop: Database) -> None:
    staff(shop, bob="clerk berlin")
    bob = people.list_people(shop)[1]
    done = people.edit_person(
        shop,
        "bob",
        {"role": "picker", "sources": "paris"},
        seen_version=bob.version,
        cause=ANNA,
    )
    with pytest.raises(ChangedElsewhere):
        people.edit_person(shop, "bob", {"name": "B"}, seen_version=bob.version, cause=ANNA)
    assert people.edit_person(shop, "bob", {"role": "picker"}, cause=ANNA).operation is None
    undoing.undo(shop, done.operation, cause=ANNA)
    bob = people.list_people(shop)[1]
    assert (bob.role.name, bob.sources) == ("clerk", ("berlin",))
    fields = {(row.about, row.field) for row in reporting.history(shop)}
    assert {("person bob", "role"), ("person bob", "sources")} <= fields


def test_roles_of_ones_own(shop: Database) -> None:
    staff(shop, bob="clerk")
    roles.add_role(shop, "night", ["stock.view", "stock.adjust", "inventory.*"], cause=ANNA)
    people.edit_person(shop, "bob", {"role": "night"}, cause=ANNA)
    assert put(shop, "A", "berlin", "9", BOB)
    done = roles.edit_role(shop, "night", ["stock.view", "inventory.access"], cause=ANNA)
    with refused(Kind.NOT_ALLOWED, "night", "stock.adjust"):
        put(shop, "A", "berlin", "8", BOB)
    undoing.undo(shop, done.operation, cause=ANNA)
    assert put(shop, "A", "berlin", "8", BOB)
    with refused(Kind.ROLE_IN_USE, "bob"):
        roles.delete_role(shop, "night", cause=ANNA)
    with refused(Kind.BUILT_IN_ROLE_PROTECTED):
        roles.edit_role(shop, "clerk", ["stock.*"], cause=ANNA)
    with refused(Kind.UNKNOWN_PERMISSION, "stock.adjust"):
        roles.add_role(shop, "other", ["stock.adjst"], cause=ANNA)
    with refused(Kind.NOT_UNIQUE):
        roles.add_role(shop, "Night", ["stock.view"], cause=ANNA)
    people.edit_person(shop, "bob", {"role": "clerk"}, cause=ANNA)
    roles.delete_role(shop, "night", cause=ANNA)
    assert [one.name for one in roles.list_roles(shop)] == list(BUILT_IN)


# who acts ------------------------------------------------------------------------------


def test_another_name_is_for_those_who_hold_actor_any(shop: Database) -> None:
    staff(shop, bob="clerk")
    with refused(Kind.NOT_ALLOWED, "--actor", "actor.any"):
        put(shop, "A", "berlin", "9", Cause(actor="till 3", login="bob"))
    assert put(shop, "A", "berlin", "9", Cause(actor="till 3", login="anna"))
    # the name is a label: rights follow the login
    with refused(Kind.NOT_ALLOWED):
        put(shop, "A", "berlin", "8", Cause(actor="anna", login="bob"))


def test_ones_own_deeds_and_those_of_others_are_undone_by_right(shop: Database) -> None:
    staff(shop, bob="clerk", carl="clerk", mia="manager")
    carl, mia = Cause("carl", "carl"), Cause("mia", "mia")
    of_bob = put(shop, "A", "berlin", "9", BOB)
    with refused(Kind.NOT_ALLOWED, "undo.any"):
        undoing.undo(shop, of_bob, cause=carl)
    undoing.undo(shop, of_bob, cause=BOB)
    of_bob = put(shop, "A", "berlin", "9", BOB)
    undoing.undo(shop, of_bob, cause=mia)
    # nobody gets by an undo what could not be done
    of_anna = people.edit_person(shop, "bob", {"role": "manager"}, cause=ANNA).operation
    with refused(Kind.NOT_ALLOWED, "users.manage"):
        undoing.undo(shop, of_anna, cause=mia)


def test_what_the_program_does_by_itself_asks_nobody(shop: Database) -> None:
    staff(shop, vera="viewer berlin")
    program = shop.seen_by("vera").as_program()
    assert put(program, "A", "paris", "9", Cause("program", "vera"))
    assert len(list(item_lists.source_items(program))) == 3


def test_goods_are_shipped_only_from_ones_own_sources(shop: Database, world: World) -> None:
    staff(shop, pete="picker berlin")
    request = OrderRequest("eu", (("A", Quantity.parse("4")),), "7")
    ordering.place(shop, request, cause=ANNA)
    pete, line = Cause("pete", "pete"), {"A": Quantity.parse("1")}
    before = newest(shop)
    with refused(Kind.NOT_ALLOWED, "at paris", "only at berlin"):
        shipping.create(shop, "7", "paris", line, cause=pete)
    assert newest(shop) == before
    shipping.create(shop, "7", "berlin", line, cause=pete)
    with refused(Kind.NOT_ALLOWED, "order.invoice", "picker"):
        invoicing.invoice(shop, "7", cause=pete)
    assert world.held("A", "berlin") == "4"


def test_orders_and_their_customers_are_for_those_who_may_see_them(shop: Database) -> None:
    staff(shop, vera="viewer", pete="picker")
    with refused(Kind.NOT_ALLOWED, "orders and their customers", "order.view"):
        list(order_lists.orders(shop.seen_by("vera"), OrderQuery()))
    assert list(order_lists.orders(shop.seen_by("pete"), OrderQuery())) == []


def test_customers_are_not_found_out_by_searching_and_sorting(shop: Database) -> None:
    staff(shop, vera="viewer")
    request = OrderRequest(
        "eu",
        (("A", Quantity.parse("2")),),
        "7",
        ship_to=Address(name="Ada Lovelace", country="DE"),
        account="Acme",
    )
    ordering.place(shop, request, cause=ANNA)
    shipping.create(shop, "7", "berlin", {"A": Quantity.parse("1")}, cause=ANNA)
    consignments.add(shop, ["7"], algorithm=None, cause=ANNA)
    for login, found in (("anna", 1), ("vera", 0)):
        seen = shop.seen_by(login)
        assert order_lists.count_shipments(seen, ShipmentQuery("ada")) == found
        assert order_lists.count_shipments(seen, ShipmentQuery("-7")) == 0
        assert order_lists.count_shipments(seen, ShipmentQuery("7")) == 1
        assert consignment_lists.count(seen, ConsignmentQuery("acme")) == found
        assert consignment_lists.count(seen, ConsignmentQuery("7")) == 1
    vera = shop.seen_by("vera")
    with refused(Kind.NOT_ALLOWED, "order.view"):
        order_lists.shipment_ids(vera, ShipmentQuery(sort="customer"))
    for query in (
        ConsignmentQuery("account:acme"),
        ConsignmentQuery("-account:acme"),
        ConsignmentQuery(sort="account"),
    ):
        assert consignment_lists.count(shop, query) == (query.filter != "-account:acme")
        with refused(Kind.NOT_ALLOWED, "order.view"):
            consignment_lists.ids(vera, query)


def test_backups_and_checks_are_for_those_who_keep_the_database(
    shop: Database, file_of: Callable[[str], str]
) -> None:
    staff(shop, mia="manager")
    mia = shop.seen_by("mia")
    target = file_of("") + ".backup"
    with refused(Kind.NOT_ALLOWED, "upkeep"):
        keeping.backup(mia, target)
    with refused(Kind.NOT_ALLOWED, "upkeep"):
        checking.check(mia)
    assert keeping.backup(shop, target).size
    assert checking.check(shop).found == 0


# helpers -------------------------------------------------------------------------------


def world_id(database: Database, sku: str) -> int:
    with database.read(by_program=True) as transaction:
        return transaction.products.known(sku).id


def world_stock(database: Database, name: str) -> int:
    with database.read(by_program=True) as transaction:
        return transaction.stocks.known(name).id


def world_source(database: Database, code: str) -> int:
    with database.read(by_program=True) as transaction:
        return transaction.sources.known(code).id


def deeds(database: Database) -> list[Operation]:
    """Every deed who looks may see, the newest first."""
    ids = reporting.history_ids(database)
    return list(reporting.operations(database, ids).values())
