"""The filter language: what is understood, and where a mistake is."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.filters import (
    BadFilter,
    Compared,
    Filter,
    Flag,
    Keyed,
    Operator,
    Words,
    parse_filter,
)
from inventory_tui.domain.order_vocabularies import ORDERS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import HISTORY, PRODUCTS, QUANTITIES


def read(text: str) -> Filter:
    return parse_filter(text, PRODUCTS)


def values(test: object) -> list[str]:
    assert isinstance(test, Words | Keyed)
    return [value.text for value in test.values]


def test_an_empty_filter_keeps_nothing_out() -> None:
    assert not read("")
    assert not read("  \t ")


def test_terms_are_separated_by_blanks_and_values_by_commas() -> None:
    first, second, third = read("sku:MH*,24*  berlin,paris low").terms
    assert isinstance(first.test, Keyed)
    assert (first.test.key, values(first.test)) == ("sku", ["MH*", "24*"])
    assert values(second.test) == ["berlin", "paris"]
    assert third.test == Flag("low")


def test_a_minus_negates_the_whole_term() -> None:
    terms = read("-sku:a,b -low -hoodie x-y").terms
    assert [term.negated for term in terms] == [True, True, True, False]


def test_quotes_take_a_text_literally() -> None:
    (words,) = read('"low, ""really"" *low*:"').terms
    assert values(words.test) == ['low, "really" *low*:']
    assert isinstance(words.test, Words)
    assert not words.test.values[0].has_wildcard


def test_a_quoted_flag_is_a_word() -> None:
    assert isinstance(read('"low"').terms[0].test, Words)
    assert read("LOW").terms[0].test == Flag("low")
    assert isinstance(read("low,high").terms[0].test, Words)


def test_keys_and_words_with_few_values_ignore_letter_case() -> None:
    (term,) = read("TYPE:Simple,CONF*").terms
    assert isinstance(term.test, Keyed)
    assert term.test.key == "type"
    assert term.test.choices == ("simple", "configurable")


@pytest.mark.parametrize(
    ("text", "operator", "number"),
    [
        ("qty<5", Operator.LESS, "5"),
        ("salable<=-3", Operator.AT_MOST, "-3"),
        ("reserved=0", Operator.EQUAL, "0"),
        ("price>=10.5", Operator.AT_LEAST, "10.5"),
        ("qty>0.0001", Operator.MORE, "0.0001"),
    ],
)
def test_numbers_compare_exactly(text: str, operator: Operator, number: str) -> None:
    test = read(text).terms[0].test
    assert isinstance(test, Compared)
    assert (test.operator, test.number) == (operator, Quantity.parse_signed(number))


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("low pricee>5", 5, "Did you mean 'price'?"),
        ("colour:red", 1, "no key 'colour'"),
        ("sku:", 5, "a value after 'sku:' was expected"),
        ("sku:a,", 7, "another value after ','"),
        (",a", 1, "a word was expected"),
        ('low "abc', 5, "never closed"),
        ('"a"b', 4, "after the closing quote"),
        ("a -", 3, "right after '-'"),
        ("- low", 1, "right after '-'"),
        ("qty:5", 1, "write qty=5 or qty<5"),
        ("sku<5", 1, "write sku:value"),
        ("qty<", 5, "a number was expected after 'qty<'"),
        ("qty<1e3", 5, "enter a number"),
        ("qty<1,5", 5, "write 1.5"),
        ("qty < 5", 5, "without a blank"),
        ("type:simpel", 6, "Did you mean 'simple'?"),
        ("enabled:maybe", 9, "enabled takes yes, no"),
        ("id:MH01", 4, "a whole number"),
    ],
)
def test_a_mistake_names_the_place_and_what_was_expected(
    text: str, place: int, said: str
) -> None:
    with pytest.raises(BadFilter) as mistake:
        read(text)
    assert mistake.value.kind is Kind.BAD_FILTER
    assert mistake.value.at == place - 1
    assert f"place {place}:" in str(mistake.value)
    assert said in str(mistake.value)


def test_each_list_has_its_own_words() -> None:
    assert parse_filter("left>0 open status:holded", ORDERS)
    assert parse_filter('deed:"quantities set" undone', HISTORY)
    assert parse_filter("low source:berlin", QUANTITIES)
    with pytest.raises(BadFilter, match="no key 'left'"):
        read("left>0")
    (words,) = parse_filter("unassigned", QUANTITIES).terms
    assert isinstance(words.test, Words)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-20T10:12", "today", "yesterday", "7d"])
def test_dates_are_iso_or_a_word(day: str) -> None:
    assert parse_filter(f"since:{day} until:TODAY", ORDERS)


@pytest.mark.parametrize("day", ["20.11.2026", "11/20/2026", "2026-13-01", "week", "7"])
def test_another_order_of_day_and_month_gets_a_sentence(day: str) -> None:
    with pytest.raises(BadFilter, match="write a date as 2026-11-20"):
        parse_filter(f"since:{day}", ORDERS)


def test_only_names_the_one_source_a_filter_is_about() -> None:
    only = read("source:berlin low").only("source")
    assert only is not None
    assert only.text == "berlin"
    for text in ("low", "source:berlin,paris", "source:b*", "-source:berlin"):
        assert read(text).only("source") is None
    assert read("source:berlin source:paris").only("source") is None


def test_wildcards_stand_for_any_characters_outside_quotes() -> None:
    (term,) = read('sku:MH*-x*,"MH*"').terms
    assert isinstance(term.test, Keyed)
    wild, literal = term.test.values
    assert wild.pieces == ("mh", "-x", "")
    assert wild.matches("mh01-XS")
    assert not wild.matches("MH01-S")
    assert literal.matches("mh*")
    assert not literal.matches("MH01")
    (odd,) = read("sku:a[b]?*").terms
    assert isinstance(odd.test, Keyed)
    assert odd.test.values[0].matches("A[B]?c")
    assert not odd.test.values[0].matches("abxc")
