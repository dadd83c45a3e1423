"""What readers send."""

from __future__ import annotations

from datetime import date

import pytest

from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.scans import (
    SEPARATOR,
    Label,
    is_barcode,
    is_gtin,
    parse_gtin,
    read_label,
    read_scan,
)

GTIN = "04006381333931"


@pytest.mark.parametrize(
    ("text", "code", "quantity", "given"),
    [
        ("MH01", "MH01", "1", False),
        ("]E04006381333931", "4006381333931", "1", False),
        ("12*MH01", "MH01", "12", True),
        ("-2*MH01", "MH01", "-2", True),
        ("12*]C1MH01", "MH01", "12", True),
        ("12*", "", "12", True),
        ("*OK*", "*OK*", "1", False),
        ("A*B", "A*B", "1", False),
    ],
)
def test_a_scan_is_taken_apart(text: str, code: str, quantity: str, given: bool) -> None:
    scan = read_scan(text)
    assert (scan.code, str(scan.quantity), scan.quantity_given) == (code, quantity, given)


@pytest.mark.parametrize(
    "code", ["4006381333931", "40170725", "036000291452", "00036000291452"]
)
def test_a_check_digit_makes_a_barcode(code: str) -> None:
    assert is_gtin(code)
    assert is_barcode(code)
    assert not is_gtin(code[:-1] + str((int(code[-1]) + 1) % 10))


def test_a_number_is_no_barcode() -> None:
    assert not is_barcode("12")
    assert not is_barcode("12345678")
    assert is_barcode("]C112")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (f"01{GTIN}", Label(GTIN)),
        (f"(01){GTIN}", Label(GTIN)),
        (f"02{GTIN}3724", Label(GTIN, Quantity.parse("24"))),
        (f"01{GTIN}3012", Label(GTIN, Quantity.parse("12"))),
        (f"01{GTIN}17271200", Label(GTIN, expires=date(2027, 12, 31))),
        (f"01{GTIN}1728022910A7", Label(GTIN, batch="A7", expires=date(2028, 2, 29))),
        (f"01{GTIN}10A7\x1d213712", Label(GTIN, batch="A7", serial="3712")),
        (f"01{GTIN}10A7{SEPARATOR}3724", Label(GTIN, Quantity.parse("24"), batch="A7")),
        (f"10A7\x1d01{GTIN}", Label(GTIN, batch="A7")),
        (f"(01){GTIN}(17)260131(21)X*1", Label(GTIN, serial="X*1", expires=date(2026, 1, 31))),
        # what is passed: a date it was made, a weight, an order number, something of a firm
        (f"01{GTIN}112601313103000750400PO-1\x1d91A", Label(GTIN)),
        (f"(00)106141412345678908(02){GTIN}(37)6", Label(GTIN, Quantity.parse("6"))),
    ],
    ids=str,
)
def test_a_gs1_code_is_taken_apart(code: str, label: Label) -> None:
    assert read_label(code) == label
    assert is_barcode(code)
    assert parse_gtin(f"]C1{code}") == GTIN
    for sent in (code, f"]C1{code}", f"]d2{code}"):
        scan = read_scan(sent)
        assert (scan.code, scan.named, scan.label) == (code, GTIN, label)
        assert scan.quantity == (label.count or Quantity.parse("1"))
        assert not scan.quantity_given
    assert str(read_scan(f"5*]C1{code}").quantity) == "5"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "01",
        GTIN,
        f"01{GTIN[:-1]}2",  # its check digit is wrong
        f"01{'0' * 14}",
        f"(01){GTIN[1:]}",
        f"01{GTIN[:5]}\x1d{GTIN[5:]}",
        f"01{GTIN}01{GTIN[:-4]}",
        f"01{GTIN}17261301",
        f"01{GTIN}30",
        f"01{GTIN}300",
        f"01{GTIN}37A",
        f"01{GTIN}37123456789",
        f"01{GTIN}10{'A' * 21}",
        f"01{GTIN}ABC",
        f"(01){GTIN}(17)",
        f"(01){GTIN}, new",
        "10A7",
        "(10)A7",
    ],
)
def test_what_is_no_gs1_code_is_a_code_as_it_is(code: str) -> None:
    assert read_label(code) is None
    assert read_scan(code).code == code.strip()
