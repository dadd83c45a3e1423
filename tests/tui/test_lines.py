"""The lines that frame a page."""

from __future__ import annotations

import pytest

from inventory_tui.tui.widgets.line_text import message_text


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("Saved · z undoes", 20, "Saved · z undoes"),
        ("EU: sources berlin, paris · z undoes", 26, "EU: sources be… · z undoes"),
        ("EU: sources berlin, paris, lyon", 12, "EU: sources…"),
        ("Saved · and much more besides", 12, "Saved · and…"),
    ],
)
def test_a_message_that_is_too_long_still_says_how_to_take_it_back(
    text: str, room: int, shown: str
) -> None:
    assert message_text(text, room) == shown
