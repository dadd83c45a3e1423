"""Barcodes that screens draw."""

from __future__ import annotations

from itertools import groupby

import pytest

from inventory_tui.domain.code128 import _WIDTHS, modules


def test_every_sign_has_eleven_modules_and_a_pattern_of_its_own() -> None:
    assert len(set(_WIDTHS)) == len(_WIDTHS) == 107
    assert {sum(map(int, widths)) for widths in _WIDTHS[:-1]} == {11}
    # the bars of a sign are an even number of modules: that is how readers check it
    assert {sum(map(int, widths[::2])) % 2 for widths in _WIDTHS[:-1]} == {0}


def test_a_known_code_is_drawn_as_the_standard_says() -> None:
    # start B, "A" (33), check (104 + 33) % 103 = 34, stop
    runs = "".join(str(len(list(run))) for _, run in groupby(modules("A")))
    assert runs == "211214" + "111323" + "131123" + "2331112"


def test_it_begins_and_ends_dark() -> None:
    drawn = modules("yZ]/")
    assert drawn[0]
    assert drawn[-1]
    assert len(drawn) == 11 * 6 + 13


def test_what_is_no_printable_ascii_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        modules("ä")
