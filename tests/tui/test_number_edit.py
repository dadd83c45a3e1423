"""Typing numbers: what each character does."""

from __future__ import annotations

import pytest

from inventory_tui.domain.quantity import Quantity
from inventory_tui.tui.widgets.number_edit import NumberEdit


def typed(text: str, current: str | None = "4", **options: bool) -> NumberEdit:
    edit = NumberEdit(None if current is None else Quantity.parse(current), **options)
    for character in text:
        edit.press(character, character)
    return edit


@pytest.mark.parametrize(
    ("text", "becomes"),
    [("12", "12"), ("+12", "16"), ("-3", "1"), ("0", "0"), ("0.125", "0.125"), ("", None)],
)
def test_what_is_typed_becomes(text: str, becomes: str | None) -> None:
    value = typed(text).value()
    assert (None if value is None else str(value)) == becomes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-5", "below 0"),
        ("4006381333931", "barcode"),
        ("40170725", "barcode"),
        ("1234567890", "enter"),
        ("1.12345", "at most 4 decimals"),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        typed(text).value()


def test_a_comma_is_answered_with_the_point() -> None:
    edit = typed("1")
    assert edit.press(",", "comma") == "write 1.5 (a decimal point, no comma)"
    edit.press("5", "5")
    assert edit.shown == "1,5"
    with pytest.raises(ValueError, match=r"write 1\.5"):
        edit.value()


def test_a_second_point_and_a_late_sign_are_refused() -> None:
    edit = typed("1.5")
    assert edit.press(".", "full_stop") == "one decimal point is enough"
    assert edit.press("-", "minus") == "a sign comes first"


def test_the_first_digit_replaces_and_backspace_begins_with_what_is_there() -> None:
    assert typed("7", "45").shown == "7"
    edit = typed("", "45")
    edit.press(None, "backspace")
    assert edit.shown == "4"


def test_a_signed_number_may_be_negative_and_is_no_difference() -> None:
    assert str(typed("-3", signed=True).value()) == "-3"
