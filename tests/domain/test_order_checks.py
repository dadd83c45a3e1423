"""Can this quantity be ordered?  Each test, all of them together, and what to order instead."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.order_checks import (
    backordered,
    check_amount,
    every_failure,
    nearest_multiples,
    suggest_amount,
)
from inventory_tui.domain.product import Backorders, StockRules
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage

THREES = {"increments_enabled": True, "increment": "3", "decimals": True}


def amount(text: str | float) -> Quantity:
    return Quantity.parse_signed(str(text))


def rules(**given: Any) -> StockRules:
    numbers = {"threshold", "min_cart_qty", "max_cart_qty", "increment"}
    values: dict[str, Any] = {
        key: amount(value) if key in numbers else value for key, value in given.items()
    }
    return StockRules(**values)


def kinds(
    asked: str | int, salable: str | None, coverage: Coverage, **given: Any
) -> list[Kind]:
    there = None if salable is None else amount(salable)
    failures = every_failure("A", "EU", amount(asked), there, rules(**given), coverage)
    return [kind for kind, _ in failures]


class TestEveryFailure:
    def test_what_may_be_ordered_fails_none(self) -> None:
        assert kinds(5, "5", Coverage.IN_STOCK) == []
        assert kinds(5, None, Coverage.ASSIGNED, manage_stock=False) == []
        assert kinds(500, "0", Coverage.IN_STOCK, backorders=Backorders.YES) == []

    def test_every_way_of_being_salable_that_failed(self) -> None:
        three = [Kind.BACKORDERS_DISABLED, Kind.MANAGE_STOCK_ENABLED, Kind.NOT_ENOUGH_QTY]
        assert kinds(9, "8.5", Coverage.IN_STOCK) == three
        limited = {"backorders": Backorders.YES, "threshold": "-3"}
        assert kinds(12, "11.5", Coverage.IN_STOCK, **limited) == three

    def test_the_amount_and_the_sources_end_the_check(self) -> None:
        assert kinds("10001", "5", Coverage.IN_STOCK) == [Kind.MAX_SALE_QTY]
        both = [Kind.MIN_SALE_QTY, Kind.NO_SOURCE_ITEMS_IN_STOCK]
        assert kinds("0.5", "0", Coverage.ASSIGNED) == both

    def test_a_product_the_stock_has_not_fails_by_that_alone(self) -> None:
        assert kinds("0.5", "0", Coverage.NONE) == [Kind.SKU_NOT_ASSIGNED_TO_STOCK]

    def test_of_the_amount_only_the_first_is_told(self) -> None:
        twos = {"increments_enabled": True, "increment": "2"}
        assert kinds("2.5", "9", Coverage.IN_STOCK, **twos) == [Kind.QTY_INCREMENT]
        assert kinds("1.5", "9", Coverage.IN_STOCK) == [Kind.QTY_DECIMAL]


class TestInstead:
    @pytest.mark.parametrize(
        ("asked", "salable", "given", "suggested"),
        [
            ("4", "8.5", {}, "3"),
            ("5", "8.5", {}, "6"),
            ("7.5", "20", {}, "9"),  # equally near
            ("8", "8.5", {}, "6"),  # 9 cannot be had
            ("9", "8.5", {}, "9"),  # more than can be had is not rounded
            ("2", "8.5", {}, "2"),
            ("5", "20", {"min_cart_qty": "5"}, "6"),
            ("7", "20", {"max_cart_qty": "5"}, "7"),
            ("-4", "20", {}, "-4"),
            ("4", "20", {"increment": "1"}, "4"),
            ("4", "20", {"increments_enabled": False}, "4"),
        ],
    )
    def test_the_nearest_multiple(
        self, asked: str, salable: str, given: dict[str, Any], suggested: str
    ) -> None:
        found = suggest_amount(amount(asked), rules(**{**THREES, **given}), amount(salable))
        assert str(found) == suggested

    def test_nothing_is_suggested_where_stock_is_not_managed(self) -> None:
        assert suggest_amount(amount(4), rules(**THREES), None) == amount(4)

    @pytest.mark.parametrize(
        ("asked", "salable", "given", "beside"),
        [
            ("7", None, {}, ["6", "9"]),
            ("2", None, {}, ["3"]),
            ("7", "8", {}, ["6"]),
            ("7", "2", {}, []),
            ("7", "0", {"backorders": Backorders.YES}, ["6", "9"]),
            ("7", None, {"min_cart_qty": "7"}, ["9"]),
            ("7", None, {"increment": "2.5", "decimals": False}, ["5", "10"]),
        ],
    )
    def test_the_refusal_names_the_multiples_that_may_be_had(
        self, asked: str, salable: str | None, given: dict[str, Any], beside: list[str]
    ) -> None:
        there = None if salable is None else amount(salable)
        found = nearest_multiples(amount(asked), rules(**{**THREES, **given}), there)
        assert [str(one) for one in found] == beside

    def test_the_sentence(self) -> None:
        failure = check_amount("EGG", amount(7), rules(**THREES), amount(20))
        assert failure is not None
        assert failure[1] == "EGG: order it in multiples of 3; 7 is none. Order 6 or 9."


def test_what_waits_is_what_neither_lies_there_nor_is_promised() -> None:
    limited = rules(backorders=Backorders.NOTIFY, threshold="-10")
    assert backordered(amount(15), amount(20), limited) == amount(5)
    assert backordered(amount(3), amount(-4), rules(backorders=Backorders.YES)) == amount(3)
