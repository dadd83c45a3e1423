"""The fields of a product, as typed."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.product import Backorders, ProductType
from inventory_tui.domain.product_form import PRODUCT, read_product, text_of, value_of
from inventory_tui.domain.quantity import Quantity


def test_fields_are_read_by_attribute_and_option_key() -> None:
    values = read_product(
        {
            "set": "Top",
            "price": "4.950",
            "websites": "base, eu,base",
            "threshold": "-5",
            "backorders": "notify",
            "decimals": "yes",
        },
        partial=True,
    )
    assert values == {
        "attribute_set": "Top",
        "price": "4.950",
        "websites": "base,eu",
        "threshold": Quantity(-50_000),
        "backorders": Backorders.NOTIFY,
        "decimals": True,
    }


def test_default_and_nothing_take_a_setting_back() -> None:
    typed = {"threshold": "default", "manage_stock": " ", "decimals": "default", "price": ""}
    assert read_product(typed, partial=True) == {
        "threshold": None,
        "manage_stock": None,
        "decimals": False,
        "price": "",
    }


def test_a_whole_product_has_every_field() -> None:
    values = read_product({"sku": "MH01", "name": "Hoodie"}, partial=False)
    assert values["type"] is ProductType.SIMPLE
    assert values["enabled"] is True
    assert values["threshold"] is None
    assert values["visibility"] == ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"enabled": ""}, "enabled"),
        ({"sku": " MH01"}, "sku"),
        ({"sku": "M\tH"}, "sku"),
        ({"price": "1,5"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "1e3"}, "price"),
        ({"threshold": "nan"}, "threshold"),
        ({"min_cart_qty": "0"}, "min_cart_qty"),
        ({"type": "gift"}, "type"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_product(typed, partial=True)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_unknown_field_is_named_with_a_near_one() -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'threshold'") as refused:
        read_product({"treshold": "5"}, partial=True)
    assert refused.value.kind is Kind.UNKNOWN_FIELD


def test_texts_of_the_history_read_back() -> None:
    typed = {field.name: field.default for field in PRODUCT}
    typed |= {
        "sku": "X",
        "name": "Y",
        "threshold": "0.5",
        "manage_stock": "no",
        "price": "9.90",
    }
    values = read_product(typed, partial=False)
    for name, value in values.items():
        assert value_of(name, text_of(value)) == value
