"""Every row of the warehouse half's checklist has its own test, and only one is named by it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent

ROWS = {
    *range(1, 16),  # warehouses
    *range(20, 24),  # channels
    *range(30, 41),  # stock rows
    *range(50, 59),  # the inventory grid, and what is told of one SKU
    *range(60, 67),  # transfers
    *range(70, 75),  # replenishment
    *range(80, 86),  # bookings
    *range(90, 99),  # shipments
    *range(100, 110),  # product inventory configuration
    *range(120, 128),  # low stock
    *range(140, 143),  # availability estimates
    *range(150, 158),  # units of measure
    *range(170, 178),  # status
    *range(190, 194),  # permissions, and the command line
}
"""The numbers of the checklist, as it has them: it leaves some out."""

_NAMED = re.compile(r"^ *(?:async )?def test_l_(\d{3})_\w+\(", re.MULTILINE)


def named() -> Counter[int]:
    """How many tests are named by each row."""
    return Counter(
        int(number)
        for file in TESTS.rglob("test_*.py")
        for number in _NAMED.findall(file.read_text(encoding="utf-8"))
    )


def test_every_row_has_one_test_that_is_named_by_it() -> None:
    found = named()
    missing = [f"L-{row:03}" for row in sorted(ROWS - found.keys())]
    doubled = [f"L-{row:03}" for row, count in sorted(found.items()) if count > 1]
    unknown = [f"L-{row:03}" for row in sorted(found.keys() - ROWS)]
    assert (missing, doubled, unknown) == ([], [], [])
