"""Labels as they are compared, and as they are shown."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from inventory_tui.domain.labels import key_of, visible

HARMFUL = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@pytest.mark.parametrize(
    ("one", "other"),
    [("MH01", "mh01"), ("Straße", "STRASSE"), ("Caf\u00e9", "CAFE\u0301"), ("İ", "i\u0307")],
)
def test_spellings_of_one_label_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_the_key_of_a_plain_label_is_the_one_any_label_has() -> None:
    plain = "".join(map(chr, range(128)))
    assert key_of(plain) == key_of(plain + "é")[:-1]


def test_whatever_a_terminal_would_obey_is_shown_as_its_number() -> None:
    harmful = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in HARMFUL
    ]
    assert not any(character in visible(f"a{character}é") for character in harmful)
    assert visible("\x1b[31m – 12…") == "\\x1b[31m – 12…"
    assert visible("Hero – 12…") == "Hero – 12…"
