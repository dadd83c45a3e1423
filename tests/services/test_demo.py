"""The sample inventory: believable, the same for every seed, and sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Address
from inventory_tui.services.demo import demo
from inventory_tui.services.keeping import checking, configuring, keeping
from inventory_tui.services.reports import alerts
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.services.sourcing import mapping, sourcing
from inventory_tui.store.database import Database
from inventory_tui.store.tables.whole import metadata
from tests.conftest import Clock
from tests.world import World


def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.read() as transaction:
        return [tuple(row) for row in transaction.connection.execute(text(statement))]


def column(database: Database, statement: str) -> list[object]:
    return [row[0] for row in rows(database, statement)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One that is only looked at."""
    with made(tmp_path_factory.mktemp("shop"), 600) as database:
        yield database


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One of forty products, to be compared with."""
    with made(tmp_path_factory.mktemp("small"), 40) as database:
        yield database


@contextmanager
def made(directory: Path, products: int, **given: Any) -> Iterator[Database]:
    """One in a file of its own."""
    database = keeping.open_database(directory / "shop.sqlite", clock=Clock())
    demo.make(database, products, cause=Cause("maria", "maria"), **given)
    yield database
    database.close()


@pytest.fixture
def sample(database: Database, cause: Cause) -> Database:
    """One of a dozen products, to be written to."""
    demo.make(database, 12, cause=cause)
    return database


def test_it_has_stocks_sources_and_channels(shop: Database) -> None:
    stocks = mapping.list_stocks(shop)
    assert [stock.name for stock in stocks] == [
        "Default Stock",
        "EU Stock",
        "US Stock",
    ]
    assert [channel.code for stock in stocks for channel in stock.channels] == [
        "base",
        "eu_website",
        "fr_website",
        "us_website",
    ]
    sources = sourcing.list_sources(shop)
    assert len(sources) == 8
    assert [source.code for source in sources if not source.enabled] == ["outlet"]
    assert {source.code for source in sources if source.pickup} == {"paris", "brooklyn"}
    for source in sources[1:]:
        assert all((source.latitude, source.longitude, source.street, source.postcode))
        assert source.check() == ()


def test_it_has_products_of_every_type_with_settings_of_their_own(shop: Database) -> None:
    assert column(shop, "select count(*) from product") == [600]
    types = set(column(shop, "select distinct type from product"))
    assert types == {
        "simple",
        "configurable",
        "virtual",
        "downloadable",
        "grouped",
        "bundle",
    }
    (parent, name), (child, child_name) = rows(
        shop, "select sku, name from product where id in (1, 2) order by id"
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
        assert column(shop, count) != [0], setting
    assert column(shop, "select count(*) from product where decimals") != [0]
    assert column(shop, "select count(*) from product where not enabled") != [0]


def test_it_has_orders_in_every_state(shop: Database) -> None:
    states = dict(rows(shop, "select status, count(*) from sales_order group by status"))
    assert states == {
        "pending": 15,
        "pending_payment": 1,
        "payment_review": 1,
        "fraud": 1,
        "processing": 6,
        "holded": 4,
        "complete": 29,
        "closed": 1,
        "canceled": 5,
    }
    customers = rows(shop, "select customer_name, customer_email from sales_order")
    assert all(re.fullmatch(r"c\d+@example\.org", str(email)) for _, email in customers)
    assert all(re.fullmatch(r"[A-Z]\. [A-Z][a-z]+", str(name)) for name, _ in customers)
    partly = "select count(*) from order_line where shipped > 0 and shipped < ordered"
    assert column(shop, partly) != [0]
    assert column(shop, "select count(*) from tracking") != [0]


def test_its_customers_live_where_distances_can_be_measured_to(shop: Database) -> None:
    addresses = rows(shop, "select distinct postcode, city, region, country from sales_order")
    with shop.read() as transaction:
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


def test_it_has_a_history_by_several_people_up_to_now(shop: Database) -> None:
    assert len(column(shop, "select distinct actor from operation")) > 5
    reasons = set(column(shop, "select distinct reason from operation"))
    assert {"received", "damaged", "counted", "ordered", "transferred"} <= reasons
    moments = [str(moment) for moment in column(shop, "select at from operation order by id")]
    assert moments == sorted(moments)
    assert moments[0].startswith("2026-10-09")
    assert "2026-11-19" < moments[-1] < "2026-11-20 10:13"
    assert shop.clock().day == 20


def test_money_went_both_ways(shop: Database) -> None:
    assert column(shop, "select count(*) from invoice") != [0]
    (part, whole) = rows(
        shop,
        "select o.status, sum(line.quantity), count(distinct refund.id)"
        " from refund join sales_order as o on o.id = refund.order_id"
        " join refund_line as line on line.refund_id = refund.id"
        " group by o.id, o.status order by sum(line.quantity)",
    )
    assert part == ("complete", 10_000, 1)
    assert whole == ("closed", 30_000, 1)
    assert column(shop, "select count(*) from refund_moved where quantity < 0") == [0]
    assert column(shop, "select count(*) from order_line where price is null") == [0]


def test_what_was_bought_is_of_every_type(shop: Database) -> None:
    (bundle,) = rows(
        shop,
        "select p.type, bundle.quantity, count(*), min(line.per_bundle)"
        " from order_bundle as bundle join product as p on p.id = bundle.product_id"
        " join order_line as line on line.bundle_id = bundle.id"
        " group by bundle.id, p.type, bundle.quantity",
    )
    assert bundle == ("bundle", 20_000, 2, 10_000)
    chosen = "select p.type from order_line as line join product as p on p.id = line.chosen_as"
    assert column(shop, chosen) == ["configurable"]
    invoiced = (
        "select distinct p.type from order_line as line"
        " join product as p on p.id = line.product_id"
        " where line.invoiced = line.ordered and p.type <> 'simple' order by p.type"
    )
    assert column(shop, invoiced) == ["downloadable", "virtual"]


def test_two_orders_are_fetched_and_one_of_them_lies_ready(shop: Database) -> None:
    fetched = rows(
        shop,
        "select source.code, o.status, o.ready_at is not null from sales_order as o"
        " join source on source.id = o.pickup_source_id order by source.code",
    )
    assert [(code, status, bool(ready)) for code, status, ready in fetched] == [
        ("brooklyn", "complete", True),
        ("paris", "pending", False),
    ]
    (waiting,) = {line.order for line in pickup_orders.waiting(shop)}
    assert pickup_orders.problems(shop, waiting) == ()


def test_a_line_was_ordered_beyond_what_is_there(shop: Database) -> None:
    beyond = (
        "select level.on_hand + level.reserved from stock_level as level"
        " join product as p on p.id = level.product_id"
        " join stock on stock.id = level.stock_id"
        " where p.backorders = 'notify' and p.threshold = -500000 and stock.name = 'EU Stock'"
    )
    assert column(shop, beyond) == [-60_000]


def test_somebody_waits_and_something_waits_for_them(shop: Database) -> None:
    assert [(one.kind.value, one.met) for one in alerts.listed(shop)] == [
        ("stock", True),
        ("low", False),
        ("stock", False),
    ]
    assert [one.kind for one in alerts.waiting(shop)] == ["stock", "pickup"]


def test_settings_differ_by_channel_and_product(shop: Database) -> None:
    assert str(configuring.value(shop, "only_x_left")) == "0"
    assert str(configuring.value(shop, "only_x_left", "us_website")) == "5"
    own = "select min_cart_qty, max_cart_qty, notify_below from product where max_cart_qty > 0"
    assert rows(shop, own) == [(20_000, 200_000, 150_000)]


def test_two_stocks_share_sources_and_promise_no_unit_twice(shop: Database) -> None:
    assert configuring.value(shop, "protect_shared_sources") is True
    elsewhere = "select count(*) from stock_level where promised_elsewhere <> 0"
    assert column(shop, elsewhere) != [0]


def test_low_rows_are_there_to_be_seen(shop: Database) -> None:
    low = "select count(*) from source_item where in_stock and quantity < 50000"
    assert column(shop, low)[0] > 10  # type: ignore[operator]


def test_doctor_finds_it_sound(shop: Database) -> None:
    assert checking.check(shop).findings == ()


@pytest.mark.parametrize("products", [1, 40])
def test_a_handful_of_products_is_a_sound_shop_too(
    database: Database, cause: Cause, products: int
) -> None:
    receipt = demo.make(database, products, cause=cause)
    assert receipt.counts["products"] == products
    assert column(database, "select count(*) from product") == [products]
    assert checking.check(database).findings == ()


@pytest.mark.sqlite_only
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
    database: Database, cause: Cause, small: Database
) -> None:
    demo.make(database, 40, cause=cause)
    for table in metadata.sorted_tables:
        # a message is known by an id nobody else has, in any shop
        own = ("key", "message") if table.name == "alert_delivery" else ("erc", "erc_key")
        columns = [one for one in table.columns if one.name not in own]
        statement = select(*columns).order_by(*table.primary_key)
        with database.read() as one, small.read() as two:
            assert (
                one.connection.execute(statement).all()
                == two.connection.execute(statement).all()
            ), table.name


def test_one_of_another_seed_is_another(small: Database, tmp_path: Path) -> None:
    items = "select quantity from source_item order by product_id, source_id"
    with made(tmp_path, 40, seed=2) as other:
        assert rows(small, items) != rows(other, items)


def test_one_that_is_there_stays_as_it_was_left(database: Database, cause: Cause) -> None:
    demo.make(database, 1, cause=cause)
    before = rows(database, "select count(*) from operation")
    receipt = demo.make(database, 12, cause=cause)
    assert receipt.operation is None
    assert rows(database, "select count(*) from operation") == before


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
        demo.make(database, 12, cause=cause, stop=stop)
    assert column(database, "select count(*) from product") == [0]
    assert demo.make(database, 1, cause=cause).operation is not None


def test_deeds_go_on_after_it(
    sample: Database, cause: Cause, another: Callable[..., Database]
) -> None:
    sourcing.disable_sources(another(), ["berlin"], cause=cause)
    assert checking.check(sample).findings == ()
