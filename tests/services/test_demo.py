"""The sample inventory: believable, the same for every seed, and sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Address
from inventory_tui.services import checking, demo, keeping, mapping, sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables import metadata
from tests.conftest import Clock
from tests.world import World


def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.read() as transaction:
        return [tuple(row) for row in transaction.connection.execute(text(statement))]


def column(database: Database, statement: str) -> list[object]:
    return [row[0] for row in rows(database, statement)]


@pytest.fixture
def sample(database: Database, cause: Cause) -> Database:
    demo.make(database, 600, cause=cause)
    return database


def test_it_has_stocks_sources_and_channels(sample: Database) -> None:
    stocks = mapping.list_stocks(sample)
    assert [stock.name for stock in stocks] == ["Default Stock", "EU Stock", "US Stock"]
    assert [channel.code for stock in stocks for channel in stock.channels] == [
        "base",
        "eu_website",
        "fr_website",
        "us_website",
    ]
    sources = sourcing.list_sources(sample)
    assert len(sources) == 8
    assert [source.code for source in sources if not source.enabled] == ["outlet"]
    assert {source.code for source in sources if source.pickup} == {"paris", "brooklyn"}
    for source in sources[1:]:
        assert all((source.latitude, source.longitude, source.street, source.postcode))
        assert source.check() == ()


def test_it_has_products_of_every_type_with_settings_of_their_own(sample: Database) -> None:
    assert column(sample, "select count(*) from product") == [600]
    types = set(column(sample, "select distinct type from product"))
    assert types == {
        "simple",
        "configurable",
        "virtual",
        "downloadable",
        "grouped",
        "bundle",
    }
    (parent, name), (child, child_name) = rows(
        sample, "select sku, name from product where id in (1, 2) order by id"
    )
    assert (parent, str(name).split()[0]) == ("MH01", "Chaz")
    assert str(child).startswith("MH01-XS-")
    assert str(child_name).startswith(f"{name}-XS-")
    for setting in (
        "manage_stock",
        "backorders",
        "threshold",
        "notify_below",
        "increment",
        "min_cart_qty",
    ):
        count = f"select count(*) from product where {setting} is not null"
        assert column(sample, count) != [0], setting
    assert column(sample, "select count(*) from product where decimals") != [0]
    assert column(sample, "select count(*) from product where not enabled") != [0]


def test_it_has_orders_in_every_state(sample: Database) -> None:
    states = dict(rows(sample, "select status, count(*) from sales_order group by status"))
    assert set(states) == {"pending", "processing", "holded", "complete", "canceled"}
    customers = rows(sample, "select customer_name, customer_email from sales_order")
    for name, email in customers:
        assert str(email) == f"c{str(name).removeprefix('Customer ')}@example.org"
    partly = "select count(*) from order_line where shipped > 0 and shipped < ordered"
    assert column(sample, partly) != [0]
    assert column(sample, "select count(*) from tracking") != [0]
    # and their customers live where distances can be measured to
    addresses = rows(sample, "select distinct postcode, city, region, country from sales_order")
    with sample.read() as transaction:
        where = transaction.places.find(
            [
                Address(
                    postcode=str(code), city=str(city), region=str(region), country=str(land)
                )
                for code, city, region, land in addresses
            ]
        )
    assert len(where) > 5
    assert None not in where


def test_it_has_a_history_by_several_people_up_to_now(sample: Database, clock: Clock) -> None:
    assert len(column(sample, "select distinct actor from operation")) > 5
    reasons = set(column(sample, "select distinct reason from operation"))
    assert {"received", "damaged", "counted", "ordered", "transferred"} <= reasons
    moments = [str(moment) for moment in column(sample, "select at from operation order by id")]
    assert moments == sorted(moments)
    assert moments[0].startswith("2026-10-09")
    assert "2026-11-19" < moments[-1] < "2026-11-20 10:13"
    assert clock.now.day == 20


def test_low_rows_are_there_to_be_seen(sample: Database) -> None:
    low = "select count(*) from source_item where in_stock and quantity < 50000"
    assert column(sample, low)[0] > 10  # type: ignore[operator]


@pytest.mark.parametrize("products", [1, 40, 600])
def test_doctor_finds_it_sound(database: Database, cause: Cause, products: int) -> None:
    receipt = demo.make(database, products, cause=cause)
    assert receipt.counts["products"] == products
    assert column(database, "select count(*) from product") == [products]
    assert checking.check(database).findings == ()


def test_a_big_one_has_twenty_sources_and_many_orders(database: Database, cause: Cause) -> None:
    seen: list[tuple[int, int]] = []
    receipt = demo.make(
        database, 5_200, cause=cause, progress=lambda done, of: seen.append((done, of))
    )
    (orders,) = column(database, "select count(*) from sales_order")
    assert receipt.counts == {"products": 5200, "sources": 20, "stocks": 3, "orders": orders}
    assert int(str(orders)) > 300
    assert (seen[0], seen[-1]) == ((0, 5200), (5200, 5200))
    assert seen == sorted(seen)
    (per_product,) = column(
        database,
        "select places from (select count(*) as places from source_item"
        " group by product_id) as counted group by places order by count(*) desc limit 1",
    )
    assert per_product == 5
    states = column(database, "select distinct status from sales_order where id <= 260")
    assert len(states) == 5
    assert checking.check(database).findings == ()


def test_two_of_one_seed_are_the_same(
    database: Database, cause: Cause, clock: Clock, tmp_path: Path
) -> None:
    other = keeping.open_database(tmp_path / "other.sqlite", clock=clock)
    third = keeping.open_database(tmp_path / "third.sqlite", clock=clock)
    demo.make(database, 120, cause=cause)
    demo.make(other, 120, cause=cause)
    demo.make(third, 120, seed=2, cause=cause)
    for table in metadata.sorted_tables:
        order = ", ".join(key.name for key in table.primary_key)
        query = f"select * from {table.name} order by {order}"
        with database.read() as one, other.read() as two:
            statement = table.select().order_by(*table.primary_key)
            assert (
                one.connection.execute(statement).all()
                == two.connection.execute(statement).all()
            ), query
    items = "select quantity from source_item order by product_id, source_id"
    assert rows(database, items) != rows(third, items)
    other.close()
    third.close()


def test_one_that_is_there_stays_as_it_was_left(sample: Database, cause: Cause) -> None:
    before = rows(sample, "select count(*) from operation")
    receipt = demo.make(sample, 600, cause=cause)
    assert receipt.operation is None
    assert rows(sample, "select count(*) from operation") == before


def test_it_is_never_made_among_other_data(
    database: Database, world: World, cause: Cause
) -> None:
    world.product("MH01")
    with pytest.raises(Refused) as refused:
        demo.make(database, 10, cause=cause)
    assert refused.value.kind is Kind.WOULD_OVERWRITE


def test_stopping_leaves_an_empty_database(database: Database, cause: Cause) -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 3

    with pytest.raises(Stopped):
        demo.make(database, 100, cause=cause, stop=stop)
    assert column(database, "select count(*) from product") == [0]
    assert demo.make(database, 100, cause=cause).operation is not None


def test_deeds_go_on_after_it(
    sample: Database, cause: Cause, another: Callable[..., Database]
) -> None:
    sourcing.disable_sources(another(), ["berlin"], cause=cause)
    assert checking.check(sample).findings == ()
