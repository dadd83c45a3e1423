"""Days and minutes as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from inventory_tui.domain.moments import parse_moment

TODAY = date(2026, 11, 20)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2026-11-01", datetime(2026, 10, 31, 23, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-11-20T10:12", datetime(2026, 11, 20, 9, 12, tzinfo=UTC)),
        ("today", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        ("Yesterday", datetime(2026, 11, 18, 23, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 12, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_midnight_in_the_zone(text: str, begins: datetime) -> None:
    assert parse_moment(text, today=TODAY, zone=BERLIN) == begins


def test_until_takes_all_of_the_day_or_minute() -> None:
    def end(text: str) -> datetime:
        return parse_moment(text, today=TODAY, zone=UTC, end=True)

    assert end("today") == datetime(2026, 11, 21, tzinfo=UTC)
    assert end("2026-11-20T10:12") == datetime(2026, 11, 20, 10, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0000-01-01", "9999-12-31", "999999d", "20.11.2026", "2026-11-20T25:00"],
)
def test_what_is_no_date_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="write a date as"):
        parse_moment(text, today=TODAY, zone=BERLIN, end=True)
