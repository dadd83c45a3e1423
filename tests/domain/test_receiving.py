"""What was scanned, before it is posted."""

from __future__ import annotations

import json

import pytest

from inventory_tui.domain.incoming import Came
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.receiving import Document, Expected, Paper, ReceiveDraft


def units(text: str | int) -> Quantity:
    return Quantity.parse_signed(str(text))


@pytest.fixture
def draft() -> ReceiveDraft:
    """A delivery of two products, one of them in two lines."""
    draft = ReceiveDraft()
    lines = [
        Expected(1, "A", "Alpha", units(5), 11),
        Expected(1, "A", "Alpha", units(3), 12),
        Expected(2, "B", "Beta", units(2), 13),
    ]
    draft.begin(Document(Paper.DELIVERY, "D-7", 1, "berlin"), lines)
    return draft


def came(draft: ReceiveDraft) -> list[str]:
    return [str(line.came.quantity) for line in draft.lines.values()]


def test_scans_fill_one_line_after_the_other(draft: ReceiveDraft) -> None:
    for _ in range(4):
        draft.take(1, "A", "Alpha", units(1))
    assert draft.take(1, "A", "Alpha", units(2)).id == 2
    assert came(draft) == ["5", "1", "0"]
    draft.take(1, "A", "Alpha", units(4))
    assert came(draft) == ["5", "5", "0"]
    assert [str(line.over) for line in draft.lines.values()] == ["0", "2", "0"]
    assert (str(draft.received), str(draft.expected)) == ("10", "10")


def test_the_last_scan_is_taken_back(draft: ReceiveDraft) -> None:
    draft.take(1, "A", "Alpha", units(6))
    draft.take(2, "B", "Beta", units(1))
    taken = draft.take_back()
    assert taken is not None
    assert (taken.sku, str(taken.quantity)) == ("B", "1")
    draft.take_back()
    assert came(draft) == ["0", "0", "0"]
    assert draft.take_back() is None
    assert draft.is_empty


def test_what_was_scanned_too_often_is_taken_away(draft: ReceiveDraft) -> None:
    draft.take(1, "A", "Alpha", units(6))
    draft.take(1, "A", "Alpha", units(-2))
    assert came(draft) == ["4", "0", "0"]
    with pytest.raises(ValueError, match="4 is all there is"):
        draft.take(1, "A", "Alpha", units(-5))
    draft.take_back()
    assert came(draft) == ["5", "1", "0"]
    with pytest.raises(ValueError, match="C is not scanned yet"):
        draft.take(3, "C", "Gamma", units(-1))
    with pytest.raises(ValueError, match="more than 0"):
        draft.take(1, "A", "Alpha", units(0))


def test_what_nobody_expected_has_a_line_while_it_is_scanned(draft: ReceiveDraft) -> None:
    draft.take(3, "C", "Gamma", units(2))
    line = draft.lines[4]
    assert (line.expected, str(line.came.quantity), str(line.over)) == (None, "2", "0")
    assert str(draft.extra) == "2"
    draft.take_back()
    assert 4 not in draft.lines


def test_a_transfer_takes_only_what_is_on_it(draft: ReceiveDraft) -> None:
    draft.begin(
        Document(Paper.TRANSFER, "T3", 1, "berlin"), [Expected(1, "A", "Alpha", units(2))]
    )
    draft.take(1, "A", "Alpha", units(2))
    with pytest.raises(ValueError, match="0 more can come"):
        draft.take(1, "A", "Alpha", units(1))
    with pytest.raises(ValueError, match="B is not on T3"):
        draft.take(2, "B", "Beta", units(1))


def test_lines_are_filled_and_said_otherwise(draft: ReceiveDraft) -> None:
    draft.take(1, "A", "Alpha", units(2))
    draft.say(3, Came(units(1), damaged=units(1), short=units(1), reason="lost"))
    assert draft.fill([1, 2, 3]) == 2
    assert came(draft) == ["5", "3", "1"]
    assert draft.sentence() == "9 units, 1 short, 1 damaged"
    assert draft.fill([1, 2, 3, 99]) == 0
    with pytest.raises(ValueError, match="2 damaged are more than the 1 there"):
        draft.say(3, Came(units(1), damaged=units(2)))
    draft.say(1, Came())
    assert [line.id for line in draft.touched] == [2, 3]


def test_taking_back_leaves_no_more_damaged_than_there_is(draft: ReceiveDraft) -> None:
    draft.take(2, "B", "Beta", units(1))
    draft.say(3, Came(units(1), damaged=units(1)))
    draft.take_back()
    assert str(draft.lines[3].came.damaged) == "0"


def test_it_goes_on_where_it_was_kept(draft: ReceiveDraft) -> None:
    assert draft.kept() is None
    draft.take(1, "A", "Alpha", units(6))
    draft.take(3, "C", "Gamma", units("1.5"))
    draft.say(2, Came(units(1), short=units(2), reason="lost"))
    again = ReceiveDraft()
    assert again.take_up(json.loads(json.dumps(draft.kept())))
    assert (again.document, again.lines, again.scans) == (
        draft.document,
        draft.lines,
        draft.scans,
    )
    for damaged in ({}, {"document": ["x"], "lines": [], "scans": []}, {"lines": 1}):
        assert not ReceiveDraft().take_up(damaged)


def test_what_others_received_meanwhile_is_not_expected_any_more(draft: ReceiveDraft) -> None:
    draft.take(1, "A", "Alpha", units(2))
    draft.renew(
        [Expected(1, "A", "Alpha", units(1), 11), Expected(4, "D", "Delta", units(9), 14)]
    )
    assert [
        (line.sku, str(line.expected), str(line.left)) for line in draft.lines.values()
    ] == [
        ("A", "1", "0"),
        ("D", "9", "9"),
    ]
    draft.renew([])
    assert [(line.sku, str(line.expected)) for line in draft.lines.values()] == [("A", "0")]
