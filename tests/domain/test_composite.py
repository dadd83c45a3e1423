"""What composites are made of, as a file says it, and when they can be sold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_tui.domain.composite import (
    BundleOption,
    Composition,
    Offer,
    Part,
    can_be_sold,
    counted,
    sorting_quantity,
)
from inventory_tui.domain.composition_text import (
    columns_of,
    parse_members,
    parse_selections,
    parse_variations,
    parts_of_text,
    text_of_parts,
)
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE, ZERO, Quantity

CONFIGURABLE, GROUPED, BUNDLE = (
    ProductType.CONFIGURABLE,
    ProductType.GROUPED,
    ProductType.BUNDLE,
)


def part(id: int, quantity: str = "1", *, changeable: bool = False) -> Part:
    return Part(f"P{id}", Quantity.parse(quantity), changeable, child_id=id)


def offer(salable: str | None, *, enabled: bool = True, infinite: bool = False) -> Offer:
    there = None if salable is None else Quantity.parse_signed(salable)
    can = there is None or infinite or there > ZERO
    return Offer(enabled, can, there, infinite, there or ZERO)


def bundle(*options: BundleOption) -> Composition:
    return Composition(options=options)


@pytest.mark.parametrize("kind", [CONFIGURABLE, GROUPED])
def test_one_part_that_can_be_sold_is_enough(kind: ProductType) -> None:
    made_of = Composition((part(1), part(2, "5")))
    assert can_be_sold(kind, made_of, {1: offer("0"), 2: offer("1")})
    assert not can_be_sold(kind, made_of, {1: offer("0"), 2: offer("9", enabled=False)})
    assert not can_be_sold(kind, made_of, {})
    assert not can_be_sold(kind, Composition(), {1: offer("1")})


def test_every_required_option_of_a_bundle_needs_a_selection_in_its_quantity() -> None:
    both = bundle(
        BundleOption("Ball", (part(1, "3"), part(2, "3"))),
        BundleOption("Strap", (part(3, "2"),)),
        BundleOption("Extra", (part(4),), required=False),
    )
    assert can_be_sold(BUNDLE, both, {1: offer("0"), 2: offer("3"), 3: offer("2")})
    assert not can_be_sold(BUNDLE, both, {1: offer("2"), 2: offer("2"), 3: offer("2")})
    assert not can_be_sold(BUNDLE, both, {1: offer("3"), 3: offer("1")})
    assert can_be_sold(BUNDLE, both, {1: offer("-5", infinite=True), 3: offer(None)})


def test_a_quantity_the_buyer_may_change_needs_only_anything() -> None:
    made_of = bundle(BundleOption("Ball", (part(1, "3", changeable=True),)))
    assert can_be_sold(BUNDLE, made_of, {1: offer("1")})
    assert not can_be_sold(BUNDLE, made_of, {1: offer("0")})


def test_a_bundle_without_required_options_needs_any_selection() -> None:
    made_of = bundle(
        BundleOption("A", (part(1),), required=False),
        BundleOption("B", (part(2),), required=False),
    )
    assert can_be_sold(BUNDLE, made_of, {2: offer("1")})
    assert not can_be_sold(BUNDLE, made_of, {1: offer("0"), 2: offer("0")})
    assert not can_be_sold(BUNDLE, bundle(), {1: offer("1")})


def test_a_configurable_is_sorted_by_its_salable_children() -> None:
    made_of = Composition((part(1), part(2), part(3)))
    offers = {1: offer("5"), 2: offer("7", enabled=False), 3: offer("0.5")}
    assert sorting_quantity(made_of, offers) == Quantity.parse("5.5")


def test_parts_are_counted_in_their_words() -> None:
    assert counted(CONFIGURABLE, 15) == "15 variants"
    assert counted(GROUPED, 1) == "1 member"
    assert counted(BUNDLE, 0) == "no selections yet"


def test_variations_are_read_as_magento_writes_them() -> None:
    text = "sku=MH01-XS-Black,size=XS,color=Black|sku=MH01-S-Gray,size=S,color=Gray"
    parts = parse_variations(text)
    assert [(one.sku, one.label) for one in parts] == [
        ("MH01-XS-Black", "size=XS,color=Black"),
        ("MH01-S-Gray", "size=S,color=Gray"),
    ]
    assert columns_of(CONFIGURABLE, Composition(parts)) == {"configurable_variations": text}


def test_members_have_a_default_quantity() -> None:
    parts = parse_members("24-WG085=2.0000,24-WG086 , 24-WG087=0")
    assert [(one.sku, str(one.quantity)) for one in parts] == [
        ("24-WG085", "2"),
        ("24-WG086", "1"),
        ("24-WG087", "1"),
    ]


def test_entries_of_one_name_are_one_option() -> None:
    options = parse_selections(
        "name=Ball,type=select,required=1,sku=A,price=0.0000,default=1,default_qty=2.0000,"
        "price_type=fixed,can_change_qty=0|name=Ball,type=select,required=1,sku=B"
        "|name=Strap, long,required=0,sku=C"
    )
    assert options == (
        BundleOption("Ball", (Part("A", Quantity.parse("2")), Part("B", ONE, True))),
        BundleOption("Strap, long", (Part("C", ONE, True),), required=False),
    )


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (CONFIGURABLE, "size=XS", "begin each variation with sku="),
        (CONFIGURABLE, "MH01-XS", "has no ="),
        (CONFIGURABLE, "sku=A|sku=a,size=M", "stands there twice"),
        (GROUPED, "A=x", "A: enter a number"),
        (GROUPED, "=5", "names no SKU"),
        (GROUPED, '"A"5', "comes = and a quantity"),
        (BUNDLE, "sku=A", "begin each selection with name="),
        (BUNDLE, "name=X,sku=A,required=perhaps", "required: write 1 or 0"),
        (BUNDLE, "name=X,sku=A,default_qty=-1", "without a sign"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(kind: ProductType, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parts_of_text(kind, text)


SKUS = st.text(st.sampled_from('aB1 ,=|"-é'), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)
PARTS = st.lists(
    st.tuples(SKUS, st.integers(1, 10**6), st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda one: key_of(one[0]),
).map(lambda rows: tuple(Part(sku, Quantity(parts), change) for sku, parts, change in rows))


@given(PARTS, PARTS, SKUS, SKUS)
def test_every_sku_survives_the_way_into_a_file_and_back(
    some: tuple[Part, ...], others: tuple[Part, ...], title: str, color: str
) -> None:
    bare = Composition(tuple(Part(one.sku, one.quantity) for one in some))
    assert parts_of_text(GROUPED, text_of_parts(GROUPED, bare)) == bare
    options = [BundleOption("Ball", some), BundleOption(f"+{title}", others, required=False)]
    made_of = bundle(*options)
    assert parts_of_text(BUNDLE, text_of_parts(BUNDLE, made_of)) == made_of
    variations = Composition(tuple(Part(one.sku) for one in some))
    text = text_of_parts(CONFIGURABLE, variations) or ""
    assert parts_of_text(CONFIGURABLE, text) == variations
    quoted = '"' + color.replace('"', '""') + '"'
    (first, *_) = parse_variations(f"sku=Z,color={quoted}")
    again = text_of_parts(CONFIGURABLE, Composition((first,)))
    assert parts_of_text(CONFIGURABLE, again) == Composition((first,))
