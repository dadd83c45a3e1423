"""Availability estimates: what a shop says of goods it does not have.

Source: warehouse 1.5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import parse_title
from inventory_tui.domain.languages import text_in
from inventory_tui.wording import tr

_PRIORITY = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One of them; lists have the smallest priority first."""

    id: int
    title: str
    priority: str = "0"
    """An exact decimal."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Language → its title there."""
    products: int = 0
    """How many products name it."""
    version: int = 1

    def title_in(self, language: str) -> str:
        """Its title in a language, such as ``de`` or ``de-AT``; else as first written."""
        return text_in(self.title, self.titles, language)


def parse_priority(text: str) -> str:
    """Read a priority: a decimal such as 2 or 2.5; returned in its shortest spelling.

    Raises:
        ValueError: It is none.
    """
    text = text.strip()
    try:
        if not _PRIORITY.fullmatch(text):
            raise ValueError
        number = Decimal(text).normalize()
    except (ValueError, InvalidOperation):
        raise ValueError(tr("write a number such as 2 or 2.5 (at most 6 decimals).")) from None
    return f"{number:f}" if number else "0"


ESTIMATE = (
    Field(
        "title",
        tr("Title"),
        parse_title,
        True,
        help=tr("What the shop says, such as 3-5 days."),
    ),
    Field(
        "priority",
        tr("Priority"),
        parse_priority,
        True,
        "0",
        tr("Lists have the smallest first."),
    ),
)
"""What can be filled in of an estimate; ``title@de`` is its title in German."""
