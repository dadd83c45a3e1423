"""PostgreSQL databases for the tests: created, put back to what they were, dropped."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from inventory_tui.store.database import Database

if TYPE_CHECKING:  # machines without its driver skip what needs it
    from psycopg import Connection


class PostgresDatabases:
    """Creates databases on the server, and drops them."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._server = Database(url)
        self._connection = psycopg.connect(
            self._server.url.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
        )

    def create(self, *, template: str = "template0") -> str:
        """Create a database and return its name."""
        name = f"inventory_test_{uuid.uuid4().hex[:12]}"
        self._connection.execute(
            f"create database {name} template {template} strategy file_copy"
        )
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._connection.execute(f"drop database if exists {name} with (force)")

    def cut_off(self, name: str) -> None:
        """End every connection to a database and take no new ones."""
        self._connection.execute(f"alter database {name} allow_connections false")
        self._connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
        )

    def let_in(self, name: str) -> None:
        """Take connections to a database again."""
        self._connection.execute(f"alter database {name} allow_connections true")

    def url(self, name: str) -> str:
        """Return the URL of a database of this server."""
        return self._server.url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._connection.close()
        self._server.close()


class FreshDatabase:
    """One PostgreSQL database that is as new again after every test.

    Emptying its tables takes milliseconds, copying a database sixty and more.  It is emptied
    through a connection that stays: a new one would first read the whole catalogue anew.
    """

    def __init__(self, databases: PostgresDatabases, template: str) -> None:
        self._databases = databases
        self._template = template
        self._name: str | None = None
        self._cleaning: Connection[Any] | None = None
        with self._connect(template) as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            tables = [row[0] for row in connection.execute(TABLES)]
            seeds = {
                table: [
                    row[0] for row in connection.execute(f"select {table}::text from {table}")
                ]
                for table in tables
            }
            numbers = connection.execute(SEQUENCES).fetchall()
        self._reset = "".join(
            [
                "set local session_replication_role = replica;",
                *(f"delete from {table};" for table in tables),
                *(
                    f"insert into {table} select (({_literal(row)})::{table}).*;"
                    for table, rows in seeds.items()
                    for row in rows
                ),
                *(
                    f"select setval('{name}', {last or 1}, {last is not None});"
                    for name, last in numbers
                ),
            ]
        )

    def url(self) -> str:
        """Where the database is."""
        if self._name is None:
            self._name = self._databases.create(template=self._template)
        return self._databases.url(self._name)

    def clean(self) -> None:
        """Make it as new, or throw it away where the test changed more than rows."""
        import psycopg

        assert self._name is not None
        try:
            if self._cleaning is None:
                self._cleaning = self._connect(self._name)
            with self._cleaning.transaction():
                self._cleaning.execute("set local lock_timeout = '3s'")
                self._cleaning.execute(OTHERS_END)
                if self._cleaning.execute(SHAPE).fetchone() == self._shape:
                    self._shrink(self._cleaning)
                    self._cleaning.execute(self._reset)
                    return
        except psycopg.Error:
            pass  # whatever is wrong with it, a new one has it not
        self.drop()

    def drop(self) -> None:
        """Throw the database away."""
        if self._cleaning is not None:
            self._cleaning.close()
            self._cleaning = None
        if self._name is not None:
            self._databases.drop(self._name)
            self._name = None

    @staticmethod
    def _shrink(connection: Connection[Any]) -> None:
        """Give back what a test of many rows took: deleted rows would be read ever after."""
        if grown := [row[0] for row in connection.execute(GROWN)]:
            connection.execute(f"truncate {', '.join(grown)} cascade")

    def _connect(self, name: str) -> Connection[Any]:
        import psycopg

        url = self._databases.url(name).replace("postgresql+psycopg://", "postgresql://")
        return psycopg.connect(url)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


TABLES = "select tablename from pg_tables where schemaname = 'public' order by tablename"
SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public'"
GROWN = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
        and pg_relation_size(oid) > 65536
"""
SHAPE = """
    with relation as (
        select pg_class.oid, nspname, relname from pg_class
        join pg_namespace on pg_namespace.oid = relnamespace
        where nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    ), said as (
        select nspname, relname, attname::text, format_type(atttypid, atttypmod) as what
        from relation join pg_attribute on attrelid = oid
        where attnum > 0 and not attisdropped
        union all
        select nspname, relname, 'index', pg_get_indexdef(oid)
        from relation join pg_index on indexrelid = oid
    )
    select count(*), md5(string_agg(said::text, ';' order by said::text)) from said
"""
OTHERS_END = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""
