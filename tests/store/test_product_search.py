"""An index of labels finds exactly what looking at every label would find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory_tui.domain.filters import parse_filter, quoted
from inventory_tui.domain.product_list import SORTS, ProductQuery
from inventory_tui.domain.vocabularies import PRODUCTS
from inventory_tui.services.products import browsing
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products import product_list
from inventory_tui.store.products.product_list import ProductList
from inventory_tui.store.products.product_search import searches
from tests.plans import asked
from tests.world import World

LETTERS = "aAbB-1 %_\\'\"*&|:()!,.ßẞİıÅée\u0301öΩ中文🧦\ufffe\U0010ffff"
"""Letters that fold, that combine, and every sign of the languages the indexes are asked in."""

labels = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def filters(draw: st.DrawFn, names: list[str]) -> str:
    """Pieces of the labels there are, and others, alone, joined by wildcards or negated."""
    terms = []
    for _ in range(draw(st.integers(1, 2))):
        parts = []
        for _ in range(draw(st.integers(1, 2))):
            label = draw(st.one_of(st.sampled_from(names), labels))
            start = draw(st.integers(0, len(label) - 1))
            parts.append(label[start : start + draw(st.sampled_from([1, 2, 2, 3, 5]))])
        word = "*".join(parts)
        if len(parts) == 1 or not re.fullmatch(r"[^\W_][^\s,:<>=\"]*", word):
            word = quoted(parts[0])
        terms.append(draw(st.sampled_from(["", "name:", "-"])) + word)
    return " ".join(terms)


class Enough(Exception):
    """Takes back what an example wrote."""


def kept(transaction: Transaction, query: ProductQuery, first: int | None = None) -> list[int]:
    found = ProductList(transaction.connection, transaction.options, query)
    return list(found.ids() if first is None else found.first(first))


def by_looking_at_all(transaction: Transaction, query: ProductQuery) -> list[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product_list, "searches", lambda *_: ())
        return kept(transaction, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    names=st.lists(labels, min_size=1, max_size=8),
    renamed=st.lists(labels, max_size=3),
    bounds=st.sampled_from(
        [(0, 0, 1, 2), (0, 3, 1, 2), (0, 100_000, 1, 2), (5_000, 100_000, 5_000, 20_000)]
    ),
)
def test_a_filter_keeps_the_same_products_with_and_without_the_index(
    database: Database,
    data: st.DataObject,
    names: list[str],
    renamed: list[str],
    bounds: Sequence[int],
) -> None:
    text = data.draw(filters([*names, *renamed]))
    with (
        suppress(Enough),
        pytest.MonkeyPatch.context() as patch,
        database.write() as transaction,
    ):
        for name, bound in zip(
            ("_FEW_FOUND", "_MANY_FOUND", "_WALKED_IF_FOUND", "_WALKED"), bounds, strict=True
        ):
            patch.setattr(product_list, name, bound)
        # at the end of an SKU or of a name, never of both: nothing else is to find it
        rows = [
            {"sku": f"{at}{name}"} if at % 2 else {"sku": str(at), "name": name}
            for at, name in enumerate(names)
        ]
        ids = sorted(transaction.products.add_many(rows).values())
        for id, name in zip(ids, renamed, strict=False):
            transaction.products.update(id, {"sku": f"{id}+{name}", "name": "renamed"})
        for sort in ("sku", "name", "id", "salable", "on_hand"):
            query = ProductQuery(text, sort=sort, descending=len(names) % 2 == 0)
            expected = by_looking_at_all(transaction, query)
            assert kept(transaction, query) == expected
            for first in (1, 2):
                assert kept(transaction, query, first) == expected[:first]
        raise Enough


@pytest.fixture
def shop(world: World) -> World:
    world.product("MH01", name="Hoodie", default=3)
    world.product("MH02", name="Montana jacket", default=0)
    world.product("WJ03", name="Trail jacket")
    return world


def skus(database: Database, text: str) -> list[str]:
    with database.read() as transaction:
        ids = kept(transaction, ProductQuery(text))
        products = transaction.products.by_ids(ids)
        return [products[id].sku for id in ids]


def test_a_product_is_found_by_its_new_labels_and_no_longer_by_the_old(
    shop: World, database: Database
) -> None:
    with database.write() as transaction:
        id = transaction.products.known("WJ03").id
        transaction.products.update(id, {"sku": "WT99", "name": "Rain cape"})
    assert skus(database, "jacket") == ["MH02"]
    assert skus(database, "cape") == skus(database, "wt9") == skus(database, "99") == ["WT99"]
    assert skus(database, "wj") == skus(database, "wj03") == []


def test_every_piece_of_a_label_finds_it(world: World, database: Database) -> None:
    sku, name = "Zw-Ω9🧦y", "Größe 50% Öl"
    world.product(sku, name=name)
    world.product("other")
    for label in (sku, name):
        for start in range(len(label)):
            for end in range(start + 1, len(label) + 1):
                assert skus(database, quoted(label[start:end]))[-1:] == [sku]


def test_two_letters_of_which_one_is_no_character_find_what_has_them(
    world: World, database: Database
) -> None:
    world.product("one", name="11\ufffe")
    world.product("two", name="12\uffff")
    assert skus(database, quoted("1\ufffe")) == ["one"]
    assert skus(database, quoted("2\uffff")) == ["two"]


def test_what_was_taken_back_is_not_found(shop: World, database: Database) -> None:
    with suppress(Enough), database.write() as transaction:
        transaction.products.add({"sku": "never", "name": "Never there"})
        raise Enough
    assert skus(database, "never") == []


def test_a_long_text_is_looked_for_as_a_whole(world: World, database: Database) -> None:
    label = "".join(chr(ord("a") + at % 26) + str(at) for at in range(80))
    world.product("one", name=label)
    world.product("two", name=label[:-1] + "!")
    assert skus(database, label) == ["one"]
    assert skus(database, ",".join([label] * 300)) == ["one"]


def found_by(database: Database, text: str) -> list[str]:
    """How the index of labels and that of salable numbers are asked for this filter."""
    with database.read() as transaction:
        filter = parse_filter(text, PRODUCTS)
        return [str(search) for search in searches(transaction.connection, filter, 1)]


def test_only_what_an_index_can_say_is_asked_of_it(shop: World, database: Database) -> None:
    for text in ("", "h", "a,jacket", "-jacket", "price>5", "jacket*,x", "qty<3", "low"):
        assert found_by(database, text) == [], text
    for text in ("ho", "h*die", "jacket", "name:mont", "salable<0", "x jacket -low"):
        assert len(found_by(database, text)) == 1, text
    assert len(found_by(database, "jacket salable<=0")) == 2


@pytest.mark.sqlite_only
def test_what_an_index_found_is_read_by_id_and_not_by_walking(
    shop: World, database: Database
) -> None:
    for text in ("jacket", "name:mont*na", "jac", "mo", "salable<0", "jacket qty<5"):
        for sort in SORTS:
            query = ProductQuery(text, sort=sort)
            with asked(database) as statements, database.read() as transaction:
                kept(transaction, query)
                kept(transaction, query, 50)
            plans = statements.plans("SELECT product.id")
            assert len(plans) == 2
            for plan in plans:
                assert "SEARCH product USING INTEGER PRIMARY KEY (rowid=?)" in plan
                assert "SCAN product" not in plan


LETTER_BY_LETTER = ("mo", "mon", "montana", "montana jac", "mh02", "jacket qty<5 -low")
"""What the filter holds after a letter, as far as an index helps."""


@pytest.mark.sqlite_only
def test_each_letter_typed_over_the_list_asks_the_index_of_labels(
    shop: World, database: Database
) -> None:
    for text in LETTER_BY_LETTER:
        query = ProductQuery(text)
        with asked(database) as statements:
            browsing.product_window(database, query, 100)
            browsing.product_ids(database, query)
        plans = statements.plans("product_text match")
        assert len(plans) >= 3, "counted, its first rows, and all of it"
        for plan in plans:
            assert any("SCAN product_text VIRTUAL TABLE INDEX 0:M" in step for step in plan)
        steps = [step for plan in statements.plans("from product") for step in plan]
        read = {step for step in steps if re.match(r"(SCAN|SEARCH) product\b", step)}
        assert read == {"SEARCH product USING INTEGER PRIMARY KEY (rowid=?)"}, text


@pytest.mark.postgresql_only
def test_postgresql_can_look_up_each_letter_as_well(shop: World, database: Database) -> None:
    for text in LETTER_BY_LETTER:
        with asked(database) as statements, database.read() as transaction:
            kept(transaction, ProductQuery(text))
        with database.read() as transaction:
            ask = transaction.connection.exec_driver_sql
            ask("set local enable_seqscan = off")  # it reads the whole of so few products
            searched = statements.with_text("@@")
            assert searched
            for sql, values in searched:
                plan = "\n".join(row[0] for row in ask(f"explain {sql}", values))
                assert "Bitmap Index Scan on product_text" in plan, plan
                assert "Seq Scan" not in plan, plan
