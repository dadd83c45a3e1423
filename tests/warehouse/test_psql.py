"""What people may do from psql, on a server where each has a login of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.services.keeping import people, psql_reading, roles
from inventory_tui.services.shipping import consignment_rows, consignments
from inventory_tui.store.database import Database
from inventory_tui.store.tables import sales_order
from inventory_tui.store.upkeep.upgrading import upgrade
from tests.conftest import PostgresDatabases
from tests.services.shopping import Shop
from tests.world import World

ANNA = Cause(actor="anna", login="anna")
STAFF = {
    "vera": "viewer",
    "pete": "picker berlin",
    "carl": "clerk",
    "mia": "manager",
    "anna": "admin",
}
GROUPS = [f"inventory_{one}" for one in (*(w.split()[0] for w in STAFF.values()), "auditor")]

READS = {
    "what lies where": "select quantity from source_item",
    "customers": "select customer_name, customer_email, street from sales_order",
    "the notes of deeds": "select note, login from operation",
    "people and roles": "select login, role_id from person",
    "settings": "select key, value from setting",
    "incoming goods": "select quantity from incoming",
}
WRITES = {
    "change a quantity": "update source_item set quantity = 0",
    "add a row": "insert into setting (key, value) values ('a', 'b')",
    "forge history": "insert into operation (at, actor, deed) values (now(), 'x', 'undo')",
    "delete": "delete from source_item",
    "empty a table": "truncate source_item",
    "make oneself admin": "update person set role_id = 5",
    "switch row security off": "alter table source_item disable row level security",
    "add a table": "create table mine (id int)",
    "become the program": "set role inventory_program",
    "join a group": "grant inventory_admin to current_user",
    "hold the program's lock": "select * from product for update",
}
ALL, NONE = frozenset(STAFF), frozenset[str]()
MAY_READ = {
    "what lies where": ALL,
    "customers": ALL - {"vera"},
    "the notes of deeds": ALL - {"vera"},
    "people and roles": frozenset({"anna"}),
    "settings": ALL,
    "incoming goods": ALL,
}


OF_ALL = {
    *("product", "product_part", "bundle_option", "product_option", "unit", "estimate"),
    *("translation", "source", "source_channel", "source_audience", "stock", "stock_source"),
    *("channel", "place", "source_item", "set_aside", "item_reference", "stock_level"),
    *("reservation", "movement", "aside_movement", "order_line", "order_bundle"),
    *("low_watch", "low_crossing", "notice", "incoming", "transfer", "transfer_line"),
    *("shipment_line", "consignment_line", "setting", "saved_view", "alembic_version"),
}
"""Tables every role reads whole."""
OF_WHO_SEES_ORDERS = {
    *("operation", "change", "sales_order", "order_event", "invoice", "invoice_line"),
    *("invoice_taken", "refund", "refund_line", "refund_moved", "shipment", "consignment"),
    *("tracking", "alert", "alert_delivery"),
}
OF_ADMINS = {"person", "person_source", "role", "role_permission"}
WITHOUT_CUSTOMERS = {
    "operation": {
        *("id", "at", "actor", "deed", "reason", "units", "counts"),
        *("order_id", "undoes", "undone_by"),
    },
    "sales_order": {
        *("id", "number", "channel_id", "stock_id", "status", "placed_at", "operation_id"),
        *("pickup_source_id", "ready_at", "expires_at", "version"),
    },
    "shipment": {
        *("id", "order_id", "source_id", "operation_id", "shipped_at"),
        *("cancelled_by", "consignment_id"),
    },
    "consignment": {"id", "erc", "status", "carrier", "ship_on", "deliver_on", "version"},
}
"""What a viewer reads of tables that say more."""
READS_WHOLE = {
    "vera": OF_ALL,
    **dict.fromkeys(("pete", "carl", "mia"), OF_ALL | OF_WHO_SEES_ORDERS),
    "anna": OF_ALL | OF_WHO_SEES_ORDERS | OF_ADMINS,
}

HELD = """
    select relname::text, attname::text, has_column_privilege(pg_class.oid, attnum, 'select')
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    and attnum > 0 and not attisdropped
"""
MORE_THAN_READING = """
    select relname::text from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
    and has_table_privilege(oid, 'insert, update, delete, truncate, references, trigger')
    union all
    select relname::text from pg_class
    where relnamespace = 'public'::regnamespace
    and case when relkind = 'S' then has_sequence_privilege(oid, 'usage, update') end
    union all
    select relname::text from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0
    and has_column_privilege(pg_class.oid, attnum, 'insert, update, references')
    union all
    select proname::text from pg_proc
    where pronamespace = 'public'::regnamespace and provolatile = 'v'
    and has_function_privilege(oid, 'execute')
    union all
    select 'tables of their own' where has_schema_privilege('public', 'create')
"""


class Server:
    """A database that belongs to the program's own role, and logins for people."""

    def __init__(self, databases: PostgresDatabases) -> None:
        self.databases = databases
        self.name = databases.create()
        self.logins = ["inventory_program", *STAFF]
        self.root = psycopg.connect(self.url("").replace("+psycopg", ""), autocommit=True)
        self._drop_roles()
        self.root.execute("create role inventory_program login createrole")
        for login in STAFF:
            self.root.execute(f"create role {login} login")
        self.root.execute(f"alter database {self.name} owner to inventory_program")
        self.root.execute("alter schema public owner to inventory_program")

    def url(self, login: str) -> str:
        url = make_url(self.databases.url(self.name))
        if login:
            url = url.set(username=login)
        return url.render_as_string(hide_password=False)

    def psql(self, login: str, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as somebody, as psql would."""
        with psycopg.connect(self.url(login).replace("+psycopg", "")) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        self.root.close()
        self.databases.drop(self.name)
        self.root = psycopg.connect(
            self.databases.url("postgres").replace("+psycopg", ""), autocommit=True
        )
        self._drop_roles()
        self.root.close()

    def _drop_roles(self) -> None:
        for role in (*GROUPS, *self.logins):
            self.root.execute(f"drop role if exists {role}")


@pytest.fixture
def server(postgres_databases: PostgresDatabases) -> Iterator[Server]:
    server = Server(postgres_databases)
    yield server
    server.close()


@pytest.fixture
def staffed(server: Server) -> Iterator[Database]:
    database = Database(server.url("inventory_program"), login="anna")
    upgrade(database)
    world = World(database)
    world.sources("berlin", "paris")
    world.product("A", default=9, berlin=5, paris=3)
    world.stock("EU", "berlin", "paris", channels=["eu"])
    Shop(world).place({"A": 2})
    with database.write() as transaction:
        transaction.connection.execute(
            sales_order.update().values(customer_name="Ada", customer_email="ada@example.org")
        )
    for login, words in STAFF.items():
        if login != "anna":
            role, *places = words.split()
            typed = {"login": login, "role": role, "sources": ",".join(places)}
            people.add_person(database, typed, cause=ANNA)
    yield database
    database.close()


def outcome(deed: Callable[[], object]) -> str:
    try:
        return f"ok {deed()}"
    except psycopg.Error as error:
        return str(error.sqlstate)


def test_reading_is_granted_role_by_role_and_nobody_writes(
    server: Server, staffed: Database
) -> None:
    # before it is granted nobody reads at all
    for login in STAFF:
        assert outcome(lambda login=login: server.psql(login, READS["settings"])) == "42501"
    granted = psql_reading.grant(staffed)
    assert set(granted.logins) == set(STAFF)

    for what, statement in READS.items():
        may = {
            login
            for login in STAFF
            if outcome(lambda: server.psql(login, statement)).startswith("ok")  # noqa: B023
        }
        assert may == MAY_READ[what], what
    for what, statement in WRITES.items():
        for login in STAFF:
            said = outcome(lambda: server.psql(login, statement))  # noqa: B023
            assert said in ("42501", "0LP01"), (login, what, said)

    # rows as the program shows them: of one's own sources only
    everything = [(5_000_000,), (3_000_000,), (9_000_000,)]
    of_berlin = server.psql("pete", READS["what lies where"])
    assert len(of_berlin) == 1
    assert len(server.psql("vera", READS["what lies where"])) == len(everything)
    assert server.psql("pete", "select code from source") == [("berlin",)]
    assert server.psql("pete", READS["customers"])[0] == ("Ada", "ada@example.org", "")
    assert server.psql("vera", "select number, status from sales_order")

    # who is switched off or moved sees so at once
    people.edit_person(staffed, "carl", {"active": "no"}, cause=ANNA)
    people.edit_person(staffed, "mia", {"sources": "paris"}, cause=ANNA)
    people.edit_person(staffed, "pete", {"role": "viewer"}, cause=ANNA)
    assert outcome(lambda: server.psql("carl", READS["what lies where"])) == "42501"
    assert server.psql("mia", "select code from source") == [("paris",)]
    assert outcome(lambda: server.psql("pete", READS["customers"])) == "42501"

    # a role of one's own is a group as well
    roles.add_role(
        staffed, "auditor", ["inventory.access", "stock.view", "order.view"], cause=ANNA
    )
    people.edit_person(staffed, "carl", {"active": "yes", "role": "auditor"}, cause=ANNA)
    assert len(server.psql("carl", READS["what lies where"])) == 3
    assert outcome(lambda: server.psql("carl", "select sku from product")) == "42501"
    roles.edit_role(staffed, "auditor", ["inventory.access", "stock.view"], cause=ANNA)
    assert outcome(lambda: server.psql("carl", READS["customers"])) == "42501"


def test_each_role_reads_its_tables_and_columns_and_holds_nothing_more(
    server: Server, staffed: Database
) -> None:
    psql_reading.grant(staffed)
    for login in STAFF:
        columns: dict[str, set[object]] = {}
        withheld: set[object] = set()
        for table, column, may in server.psql(login, HELD):
            columns.setdefault(str(table), set())
            if may:
                columns[str(table)].add(column)
            else:
                withheld.add(table)
        whole = columns.keys() - withheld
        assert whole == READS_WHOLE[login], login
        parts = {table: columns[table] for table in withheld & columns.keys() if columns[table]}
        assert parts == (WITHOUT_CUSTOMERS if login == "vera" else {}), login
        assert server.psql(login, MORE_THAN_READING) == [], login


def test_what_left_other_sources_is_hidden(server: Server, staffed: Database) -> None:
    shop = Shop(World(staffed.as_program()))
    for number in ("2", "3", "4"):
        shop.place({"A": 1}, number)
    shop.ship("2", "berlin", {"A": 1})
    shop.ship("3", "paris", {"A": 1})
    mine, theirs = (
        consignments.add(staffed, [number], algorithm=None, cause=ANNA).consignment
        for number in ("1", "4")
    )
    for one, source in ((mine, "berlin"), (theirs, "paris")):
        row = one.rows[0].id
        consignment_rows.set_row(staffed, one.id, row, source=source, cause=ANNA)
    psql_reading.grant(staffed)

    for login, shipments, consigned in (
        ("pete", ["berlin"], [mine.id]),
        ("carl", ["berlin", "paris"], [mine.id, theirs.id]),
    ):
        left = "select source.code from shipment join source on source.id = source_id"
        assert sorted(code for (code,) in server.psql(login, left)) == shipments
        assert len(server.psql(login, "select * from shipment_line")) == len(shipments)
        assert server.psql(login, "select * from tracking") == []
        there = server.psql(login, "select id from consignment order by id")
        assert [id for (id,) in there] == consigned
        assert len(server.psql(login, "select * from consignment_line")) == len(consigned)
        told = "select distinct subject_id from change where kind = 'consignment' order by 1"
        assert [id for (id,) in server.psql(login, told)] == consigned
        assert len(server.psql(login, "select * from sales_order")) == 4  # the business's


def test_the_statements_can_be_given_to_whoever_administers_the_server(
    server: Server, staffed: Database
) -> None:
    server.root.execute("alter role inventory_program nocreaterole")
    with pytest.raises(Refused) as refusal:
        psql_reading.grant(staffed)
    assert refusal.value.kind is Kind.STORE_READ_ONLY
    server.root.execute(psql_reading.script(staffed).encode())
    assert len(server.psql("vera", READS["what lies where"])) == 3


@pytest.mark.sqlite_only
def test_a_file_has_no_roles(database: Database) -> None:
    with pytest.raises(Refused) as refusal:
        psql_reading.grant(database)
    assert refusal.value.kind is Kind.WRONG_USAGE
