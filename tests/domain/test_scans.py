"""What readers send."""

from __future__ import annotations

import pytest

from inventory_tui.domain.scans import is_barcode, is_gtin, read_scan


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
