"""Forms: which fields they have, and the sentences they answer wrong input with."""

from __future__ import annotations

import pytest

from inventory_tui.domain import forms
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import Source

AMOUNT = (Field("quantity", "Quantity", Quantity.parse, required=True),)
LYON = {"name": "Lyon outlet", "code": "lyon", "country": "fr", "postcode": "69001"}


def problem(fields: tuple[Field, ...], **typed: str) -> str:
    """The sentence at the one field that is wrong."""
    with pytest.raises(InvalidInput) as refused:
        read_form(fields, typed, partial=True)
    (only,) = refused.value.problems
    assert only.field in typed
    return only.message


def test_a_source_has_its_fields_in_order_and_section() -> None:
    names = " ".join(field.name for field in forms.SOURCE)
    assert names == (
        "name code enabled description latitude longitude pickup type erc contact email phone "
        "fax country region city street postcode street2 street3 frontend_name "
        "frontend_description own_carriers carriers"
    )
    sections = list(dict.fromkeys(field.section for field in forms.SOURCE))
    assert sections == ["General", "Contact", "Address", "Pickup", "Carriers"]


def test_a_new_source_is_enabled_and_no_pickup_location() -> None:
    values = read_form(forms.SOURCE, LYON)
    assert (values["enabled"], values["pickup"]) == (True, False)
    assert (values["country"], values["latitude"], values["email"]) == ("FR", None, None)


def test_a_source_needs_a_name_a_code_a_country_and_a_postcode() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_form(forms.SOURCE, {"postcode": "   "})
    assert [one.field for one in refused.value.problems] == [
        "name",
        "code",
        "country",
        "postcode",
    ]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("longitude", "181", "must be between -180 and 180"),
        ("longitude", "-180.000001", "must be between -180 and 180"),
        ("latitude", "90.5", "must be between -90 and 90"),
        ("latitude", "32° N", "no letters"),
        ("latitude", "1e1", "no letters"),
        ("code", "two words", "letters, digits, - and _ only"),
        ("code", " lyon", "no spaces"),
        ("code", "l" * 65, "at most 64"),
        ("name", "Lyon ${city}", "template text"),
        ("name", "foo$::{test}", "template text"),
        ("name", "l" * 256, "has 256 characters; 255 is the most"),
        ("enabled", "perhaps", "write yes or no"),
        ("country", "FRA", "two letters"),
        ("phone", "1\0", "no text"),
        ("city", "\ud800", "no text"),
        ("description", "d" * 10_001, "10000 is the most"),
    ],
)
def test_a_wrong_field_of_a_source_says_why(name: str, text: str, sentence: str) -> None:
    assert sentence in problem(forms.SOURCE, **{name: text})


@pytest.mark.parametrize(
    "name", ["O'Brien & Söhne (#2), 50% off!", "costs $5", "{x}", "x${y", "[red]"]
)
def test_ordinary_punctuation_is_a_name(name: str) -> None:
    assert read_form(forms.SOURCE, {"name": name}, partial=True) == {"name": name}


def test_a_coordinate_of_zero_is_a_place_and_is_not_the_same_as_none() -> None:
    read = read_form(forms.SOURCE, {"latitude": "0.0", "longitude": ""}, partial=True)
    assert read == {"latitude": "0", "longitude": None}


def test_what_a_form_shows_of_a_source_reads_back_as_the_same() -> None:
    source = Source(
        5,
        "lyon",
        "Lyon",
        enabled=False,
        latitude="45.75",
        pickup=True,
        description="two\nlines",
        country="FR",
        postcode="69001",
    )
    typed = forms.filled(forms.SOURCE, source)
    values = read_form(forms.SOURCE, typed)
    assert {name: value or None for name, value in values.items()} == {
        field.name: getattr(source, field.name) or None for field in forms.SOURCE
    }


def test_the_default_source_says_which_fields_are_locked_and_why() -> None:
    assert set(forms.locked(Source(1, "default", "Default Source"))) == {
        "name",
        "code",
        "enabled",
        "pickup",
        "channels",
    }
    assert forms.locked(Source(2, "lyon", "Lyon")).keys() == {"code"}


def test_a_stock_is_named_freely_and_lists_codes() -> None:
    typed = {"name": "${x}", "channels": "eu, us  eu", "sources": ""}
    assert read_form(forms.STOCK, typed) == {
        "name": "${x}",
        "channels": ("eu", "us"),
        "sources": None,
    }


@pytest.mark.parametrize("text", ["1e3", "nan", "-0", "-1", "1,5", "1.23456", "1234567890"])
def test_what_is_no_quantity_is_refused_with_a_sentence(text: str) -> None:
    assert problem(AMOUNT, quantity=text).startswith("Quantity: ")


@pytest.mark.parametrize(
    ("text", "in_stock"),
    [("in", True), ("IN_STOCK", True), ("1", True), ("Out of Stock", False)],
)
def test_a_status_is_read_in_the_words_of_people_and_files(text: str, in_stock: bool) -> None:
    assert forms.parse_status(text) is in_stock


def test_an_address_has_the_fields_of_an_order() -> None:
    names = [field.name for field in forms.SHIP_TO]
    assert names == list(Address.__dataclass_fields__)


@pytest.mark.parametrize(
    "form",
    [
        forms.SOURCE,
        forms.STOCK,
        forms.CHANNEL,
        forms.SHIP_TO,
        forms.TRACKING,
    ],
)
def test_every_default_and_every_choice_is_accepted_by_its_field(
    form: tuple[Field, ...],
) -> None:
    for field in form:
        for text in [field.default, *(value for value, _ in field.choices + field.offered)]:
            if text:
                assert field.show(field.parse(text)) == text
