"""What the reader test says of what arrived."""

from __future__ import annotations

import pytest

from inventory_tui.domain.reader import TEST_CODE, examine


def findings(text: str, ended_by: str = "Enter") -> str:
    return "\n".join(examine(text, ended_by).findings)


def test_the_test_code_as_it_is_means_the_layouts_agree() -> None:
    assert "layouts agree" in findings(TEST_CODE)
    assert "No AIM identifier" in findings(TEST_CODE)
    assert "AIM identifier ]C0: Code 128" in findings(f"]C0{TEST_CODE}")


@pytest.mark.parametrize(
    ("arrived", "layout"),
    [
        ("zY+-", "German"),
        ("yW$!", "French"),
        ("yZ+-", "Spanish or Italian"),
        ("+E04006381333931", "German or Spanish or Italian"),
        ('$Eà\'àà-"_&"""ç"&', "French"),
    ],
)
def test_a_wrong_layout_is_named(arrived: str, layout: str) -> None:
    assert f"A US reader on a {layout} keyboard" in findings(arrived)


def test_caps_lock_is_noticed() -> None:
    assert "Caps Lock" in findings(TEST_CODE.swapcase())


def test_a_gtin_is_told_from_a_misread_one() -> None:
    assert "GTIN of 13 digits, check digit right" in findings("]E04006381333931")
    assert "check digit is wrong" in findings("4006381333932")


def test_a_gs1_code_is_told_in_words() -> None:
    said = findings("]C101040063813339311727123110A7\u241d3724")
    assert "✓ GS1: GTIN 04006381333931, count 24, batch A7, use by 2027-12-31" in said
    assert "AIM identifier ]C1" in said


def test_every_sign_is_shown_as_it_arrived() -> None:
    assert examine("aß\x1d1", "Tab").raw == (
        r"a<ß U+00DF><\x1d U+001D>1 · 4 signs, ended by Tab"
    )


def test_a_code_that_nothing_ends_is_a_reader_to_set_up() -> None:
    assert "Set the reader to send Enter" in findings("MH01", "")
    assert "Ends with Enter" in findings("MH01")
