"""Shops that know their products and places, but hold nothing yet: what imports fill.

Made by the program itself and kept beside the worlds, named after the schema.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from inventory_tui import SCHEMA
from inventory_tui.services.files.product_import import import_products
from inventory_tui.services.keeping import keeping
from inventory_tui.services.sourcing import channels, mapping, sourcing
from inventory_tui.store.database import Database
from tests.benchmarks.worlds import CAUSE, Worlds

SOURCES = tuple(f"source-{number:02}" for number in range(1, 21))
STOCKS = {"EU": SOURCES[:10], "US": SOURCES[10:]}


def sku(number: int) -> str:
    """The SKU of a product, numbered from 0."""
    return f"SKU-{number:07}"


def sqlite(worlds: Worlds, products: int) -> Path:
    """The path of a shop; not to be written to."""
    path = worlds.directory / f"{_name(products)}.sqlite"
    if not path.exists():
        unfinished = path.with_suffix(f".making-{uuid.uuid4().hex[:8]}")
        with closing(keeping.open_database(unfinished)) as database:
            _make(database, products)
        unfinished.rename(path)
    return path


@contextmanager
def postgresql_copy(worlds: Worlds, products: int) -> Iterator[str]:
    """The URL of a shop of one's own on the server that pip installs, gone afterwards."""
    template, name = _name(products).replace("-", "_"), f"copy_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(_url(worlds, "postgres"), autocommit=True) as server:
        found = server.execute("select 1 from pg_database where datname = %s", (template,))
        if found.fetchone() is None:
            unfinished = f"making_{uuid.uuid4().hex[:8]}"
            server.execute(f"create database {unfinished} template template0")
            with closing(keeping.open_database(_url(worlds, unfinished))) as database:
                _make(database, products)
            server.execute(f"alter database {unfinished} rename to {template}")
        server.execute(f"create database {name} template {template} strategy file_copy")
        try:
            yield _url(worlds, name)
        finally:
            server.execute(f"drop database {name} with (force)")


def _make(database: Database, products: int) -> None:
    for code in SOURCES:
        fields = {"code": code, "name": code, "country": "DE", "postcode": "10115"}
        sourcing.add_source(database, fields, cause=CAUSE)
    for stock, codes in STOCKS.items():
        channels.add_channel(database, stock.lower(), stock, cause=CAUSE)
        mapping.add_stock(database, stock, cause=CAUSE)
        mapping.assign_sources(database, stock, codes, cause=CAUSE)
        mapping.set_channels(database, stock, [stock.lower()], cause=CAUSE)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "products.csv"
        with file.open("w", encoding="utf-8") as lines:
            lines.write("sku,name\n")
            lines.writelines(f"{sku(number)},Product {number}\n" for number in range(products))
        import_products(database, file, cause=CAUSE)


def _name(products: int) -> str:
    return f"catalogue-{products}-{SCHEMA}"


def _url(worlds: Worlds, name: str) -> str:
    return str(worlds.server.get_uri(name))
