"""Transactions keep their promises on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from inventory_tui.domain.errors import Kind, StoreBusy, StoreError
from inventory_tui.services.products import catalog
from inventory_tui.store.database import Database, Transaction
from tests.world import World


def test_what_a_deed_wrote_is_there_for_everyone(
    world: World, another: Callable[..., Database]
) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("MH01", berlin="2.5")
    other = World(another())
    assert other.held("mh01", "BERLIN") == "2.5"
    assert other.salable("MH01", "eu") == "2.5"


def test_a_failed_deed_leaves_nothing(world: World, database: Database) -> None:
    world.product("MH01", default=5)

    def deed() -> None:
        with database.write() as transaction:
            transaction.connection.exec_driver_sql("update source_item set quantity = 0")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert world.held("MH01", "default") == "5"


def test_a_locked_database_is_reported_in_words(
    database: Database, another: Callable[..., Database]
) -> None:
    impatient = another(patience_s=0.05)
    with (
        database.write(whole=True),
        pytest.raises(StoreBusy, match="Another terminal is writing"),
        impatient.write(),
    ):
        pass


@pytest.mark.parametrize(
    "change",
    [
        "alter table source_item rename column notify_below to notify",
        "alter table source_item rename to item",
    ],
)
def test_a_schema_that_changed_under_the_program_is_no_lost_connection(
    world: World, database: Database, change: str
) -> None:
    """Trying again would not help: it would only be tried for ever."""
    world.source("berlin")
    world.product("BAG", berlin=1)
    with database.engine.begin() as connection:
        connection.execute(text(change))
    with pytest.raises(StoreError, match="start the newer program") as refused:
        catalog.show(database, "BAG")
    assert refused.value.kind is Kind.SCHEMA_NEWER


@pytest.mark.postgresql_only
def test_an_order_is_written_by_statements_that_were_planned_once(
    world: World, database: Database
) -> None:
    world.product("MH01", default=5)

    def mode(transaction: Transaction) -> object:
        return transaction.connection.exec_driver_sql("show plan_cache_mode").scalar()

    with database.write() as transaction:
        assert mode(transaction) == "auto"
        assert transaction.lock_skus({"mh01"}) == {"mh01": 1}
        assert mode(transaction) == "force_generic_plan"
    with database.write() as transaction:
        assert mode(transaction) == "auto"
