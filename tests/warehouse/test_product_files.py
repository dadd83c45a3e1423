"""Dates and ends of products in files: read, written, and read again."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inventory_tui.domain.composite import Part
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.file_verdicts import RowVerdict
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.files import product_export
from inventory_tui.services.files.product_import import (
    Imported,
    OnError,
    ProductRules,
    check_products,
    import_products,
)
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.products import browsing, catalog, composites, succession
from inventory_tui.store.database import Database
from tests.conftest import Clock
from tests.services.shopping import CLERK
from tests.world import World

SKIP = ProductRules(on_error=OnError.SKIP)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def shop(world: World, clock: Clock) -> Database:
    clock.now = NOW
    with world.at_once():
        world.sources("berlin")
        for sku in ("BAG", "HAT", "TEE"):
            world.product(sku, berlin=20)
    return world.database


def taken(shop: Database, text: str, rules: ProductRules = SKIP) -> Imported:
    """Import a file; the check before it comes to the same."""
    checked = check_products(shop, "-", rules, every_row=True, standard=stream(text))
    done = import_products(shop, "-", rules, cause=CLERK, standard=stream(text))
    assert checked.counts == done.receipt.counts
    assert [one.message for one in checked.rejected] == [one.message for one in done.rejected]
    return done


def verdicts(shop: Database, text: str) -> list[RowVerdict]:
    checked = check_products(shop, "-", SKIP, every_row=True, standard=stream(text))
    assert checked.verdicts is not None
    return list(checked.verdicts.rows())


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def messages(done: Imported) -> list[str]:
    return [one.message for one in done.rejected]


def life(shop: Database, sku: str) -> tuple[str, str, str]:
    """Where it stands, and from when and until when it is on sale, in UTC."""
    shown = catalog.show(shop, sku)
    dates = (shown.product.display_at, shown.product.expires_at)
    return shown.state.value, *("" if one is None else f"{one:%m-%d %H:%M}" for one in dates)


def end(shop: Database, sku: str) -> tuple[bool, str, str]:
    with shop.read() as transaction:
        product = transaction.products.known(sku)
        one = succession.of(transaction, product.id)
    return one.discontinued, one.discontinued_on, one.replacement


def exported(shop: Database, tmp_path: Path) -> list[dict[str, str]]:
    file = tmp_path / "out.csv"
    product_export.export_products(shop, file)
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_dates_are_read_in_the_time_zone_of_the_shop(shop: Database) -> None:
    configuring.set_option(shop, "time_zone", "Europe/Berlin", cause=CLERK)
    done = taken(
        shop,
        "sku,display,expires,draft\n"
        "BAG,2026-07-01,2026-12-31T18:00,\n"
        "HAT,,,yes\n"
        "NEW,2026-07-01,never,no\n",
    )
    assert done.receipt.counts["created"] == 1
    assert done.receipt.counts["updated"] == 2
    assert life(shop, "BAG") == ("scheduled", "06-30 22:00", "12-31 17:00")
    assert life(shop, "HAT") == ("draft", "", "")
    assert life(shop, "NEW") == ("scheduled", "06-30 22:00", "")
    undoing.undo(shop, done.receipt.operation, cause=CLERK)
    assert life(shop, "BAG") == ("approved", "", "")
    assert life(shop, "HAT") == ("approved", "", "")


def test_an_empty_cell_changes_no_date_and_words_take_one_away(shop: Database) -> None:
    taken(shop, "sku,display,expires\nBAG,2026-07-01,2026-12-31\nHAT,2026-07-01,2026-12-31\n")
    same = taken(shop, "sku,display,expires,draft\nBAG,,,\nHAT,2026-07-01,,no\n")
    assert same.receipt.operation is None
    taken(shop, "sku,display,expires,never_expire\nBAG,none,never,\nHAT,,,yes\n")
    assert life(shop, "BAG") == ("approved", "", "")
    assert life(shop, "HAT") == ("scheduled", "07-01 00:00", "")


def test_dates_that_contradict_each_other_are_wrong_cells(shop: Database) -> None:
    taken(shop, "sku,display\nTEE,2026-07-01\n")
    done = taken(
        shop,
        "sku,display,expires,never_expire,draft\n"
        "BAG,2026-07-01,2026-06-15,,\n"
        "HAT,,2026-12-31,yes,\n"
        "TEE,,2026-06-15,,\n"
        "A,July,,,\n"
        "B,,,no,\n"
        "C,,,,perhaps\n",
    )
    assert done.receipt.operation is None
    assert [(one.row, one.field) for one in done.rejected] == [
        (2, "expires"),
        (3, "never_expire"),
        (4, "expires"),
        (5, "display"),
        (6, "never_expire"),
        (7, "draft"),
    ]


def test_the_end_of_products_is_read_wherever_their_replacements_stand(shop: Database) -> None:
    done = taken(
        shop,
        "sku,discontinued,discontinued_on,replacement\n"
        "BAG,yes,2026-12-31,NEW-1\n"
        "NEW-1,yes,,new-2\n"
        "HAT,yes,,tee\n"
        "NEW-2,no,,\n",
    )
    assert (messages(done), done.receipt.counts["created"]) == ([], 2)
    assert end(shop, "BAG") == (True, "2026-12-31", "NEW-1")
    assert end(shop, "NEW-1") == (True, "", "NEW-2")
    assert end(shop, "NEW-2") == (False, "", "")
    assert end(shop, "HAT") == (True, "", "TEE")
    again = taken(shop, "sku,discontinued,replacement\nBAG,yes,new-1\nHAT,,\n")
    assert again.receipt.operation is None
    some = taken(shop, "sku,discontinued,discontinued_on,replacement\nBAG,no,none,none\n")
    assert end(shop, "BAG") == (False, "", "")
    undoing.undo(shop, some.receipt.operation, cause=CLERK)
    assert end(shop, "BAG") == (True, "2026-12-31", "NEW-1")


def test_replacements_that_a_file_turned_round_are_turned_back(shop: Database) -> None:
    catalog.edit(shop, "BAG", {"discontinued": "yes", "replacement": "HAT"}, cause=CLERK)
    done = taken(shop, "sku,replacement\nBAG,none\nHAT,BAG\nTEE,HAT\n")
    assert [end(shop, sku)[2] for sku in ("BAG", "HAT", "TEE")] == ["", "BAG", "HAT"]
    undoing.undo(shop, done.receipt.operation, cause=CLERK)
    assert [end(shop, sku)[2] for sku in ("BAG", "HAT", "TEE")] == ["HAT", "", ""]
    catalog.edit(shop, "TEE", {"replacement": "BAG"}, cause=CLERK)
    catalog.edit(shop, "BAG", {"replacement": ""}, cause=CLERK)
    catalog.edit(shop, "HAT", {"replacement": "TEE"}, cause=CLERK)
    newest = catalog.edit(shop, "HAT", {"replacement": ""}, cause=CLERK)
    catalog.edit(shop, "BAG", {"replacement": "HAT"}, cause=CLERK)
    with pytest.raises(Refused, match="HAT → TEE → BAG → HAT"):
        undoing.undo(shop, newest.operation, cause=CLERK)


def test_a_replacement_that_is_not_there_or_leads_back_is_a_wrong_cell(shop: Database) -> None:
    catalog.edit(shop, "TEE", {"replacement": "BAG"}, cause=CLERK)
    done = taken(
        shop,
        "sku,price,replacement\nBAG,1,HAT\nHAT,2,TEE\nTEE,3,GONE\nA,4,B\nB,5,A\nC,6,C\n",
    )
    assert [one.field for one in done.rejected] == ["replacement"] * 5
    circle, gone, *_, itself = messages(done)
    assert circle == "Row 3: HAT would in the end be replaced by itself: HAT → TEE → BAG → HAT."
    assert "There is no product 'GONE'" in gone
    assert itself.endswith("replaced by itself: C → C.")
    assert (done.receipt.counts["updated"], done.receipt.counts["created"]) == (1, 0)
    assert end(shop, "BAG") == (False, "", "HAT")
    prices = {sku: catalog.show(shop, sku).product.price for sku in ("BAG", "HAT", "TEE")}
    assert prices == {"BAG": "1", "HAT": "", "TEE": ""}


def test_a_composite_of_the_same_file_may_be_a_replacement_or_have_one(
    shop: Database, world: World
) -> None:
    done = taken(
        shop,
        "sku,product_type,associated_skus,replacement\n"
        "SET-1,grouped,ONE,SET-2\n"
        "ONE,simple,,TWO\n"
        "TWO,simple,,\n"
        'SET-2,grouped,"ONE,BAG",\n',
    )
    assert messages(done) == []
    assert end(shop, "SET-1") == (False, "", "SET-2")
    assert end(shop, "ONE") == (False, "", "TWO")
    assert [one.part.sku for one in catalog.show(shop, "SET-2").parts] == ["ONE", "BAG"]


def test_verdicts_name_what_changes_of_dates_and_ends(shop: Database) -> None:
    rows = verdicts(
        shop,
        "sku,draft,expires,discontinued,replacement\n"
        "NEW,,,,\n"
        "BAG,yes,2026-12-31,yes,NEW\n"
        "HAT,no,,no,\n",
    )
    assert {row.what: row.change for row in rows} == {
        "NEW": "simple, 0 at default",
        "BAG": "draft, expires, discontinued, replacement",
        "HAT": "",
    }


def test_what_is_exported_is_read_again_and_changes_nothing(
    shop: Database, tmp_path: Path
) -> None:
    assert "expires" not in exported(shop, tmp_path)[0]
    assert "replacement" not in exported(shop, tmp_path)[0]
    configuring.set_option(shop, "time_zone", "Europe/Berlin", cause=CLERK)
    taken(
        shop,
        "sku,draft,display,expires,discontinued,discontinued_on,replacement\n"
        "BAG,,2026-07-01,2026-10-25T02:30,yes,2026-09-30,HAT\n"
        "HAT,yes,,,,,\n",
    )
    rows = {row["sku"]: row for row in exported(shop, tmp_path)}
    columns = (
        "draft",
        "display",
        "expires",
        "never_expire",
        "discontinued",
        "discontinued_on",
        "replacement",
    )
    assert [rows["BAG"][column] for column in columns] == [
        "no",
        "2026-07-01T00:00",
        "2026-10-25T02:30",
        "no",
        "yes",
        "2026-09-30",
        "HAT",
    ]
    assert [rows["HAT"][column] for column in columns] == ["yes", "", "", "yes", "no", "", ""]
    file = tmp_path / "out.csv"
    assert import_products(shop, file, cause=CLERK).receipt.operation is None
    catalog.edit(shop, "BAG", {"expires": "", "replacement": "TEE"}, cause=CLERK)
    import_products(shop, file, cause=CLERK)
    assert life(shop, "BAG") == ("scheduled", "06-30 22:00", "10-25 00:30")
    assert end(shop, "BAG") == (True, "2026-09-30", "HAT")


def test_only_columns_that_are_asked_for_are_written(shop: Database, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    product_export.export_products(shop, file, columns=("sku", "expires", "replacement"))
    assert file.read_text().splitlines()[:2] == ["sku,expires,replacement", "BAG,,"]


def test_the_list_is_sorted_by_where_products_stand(
    shop: Database, world: World, clock: Clock
) -> None:
    for sku in ("TEE-S", "OFF", "LATE"):
        world.product(sku, berlin=1)
    world.product("ALL", type="configurable")
    composites.set_variations(shop, "ALL", [Part("TEE-S", label="size=S")], cause=CLERK)

    def by_state(*, descending: bool = False, filter: str = "") -> list[str]:
        query = ProductQuery(filter, sort="state", descending=descending)
        ids = list(browsing.product_ids(shop, query))
        assert [row.id for row in browsing.product_window(shop, query, 99)] == ids
        rows = browsing.product_rows(shop, ids, query)
        return [rows[id].sku for id in ids]

    catalog.edit(shop, "OFF", {"enabled": "no"}, cause=CLERK)
    assert by_state() == ["ALL", "BAG", "HAT", "LATE", "TEE", "TEE-S", "OFF"]
    catalog.edit(shop, "BAG", {"draft": "yes"}, cause=CLERK)
    catalog.edit(shop, "ALL", {"expires": "2026-06-02"}, cause=CLERK)
    catalog.edit(shop, "LATE", {"display": "2026-07-01"}, cause=CLERK)
    assert by_state() == ["ALL", "HAT", "TEE", "TEE-S", "LATE", "BAG", "OFF"]
    clock.now = datetime(2026, 6, 3, tzinfo=UTC)
    assert by_state() == ["HAT", "TEE", "LATE", "ALL", "TEE-S", "BAG", "OFF"]
    assert by_state(descending=True) == ["OFF", "BAG", "ALL", "TEE-S", "LATE", "HAT", "TEE"]
    assert by_state(filter="sku:*E*") == ["TEE", "LATE", "TEE-S"]
