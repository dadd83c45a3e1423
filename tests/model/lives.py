"""Products that are for sale as the clock stands (warehouse 1.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.model.road import Road

STATES = ("approved", "scheduled", "expired", "draft")
"""Of several that apply the last one holds."""


@dataclass
class Life:
    """What decides whether a product is for sale, whatever lies there."""

    published: bool = True
    draft: bool = False
    display: datetime | None = None
    expires: datetime | None = None

    def at(self, now: datetime) -> str:
        if self.draft:
            return "draft"
        if self.expires is not None and self.expires <= now:
            return "expired"
        if self.display is not None and self.display > now:
            return "scheduled"
        return "approved"


@dataclass
class Lives(Road):
    """Products with dates, and a clock."""

    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    lives: dict[str, Life] = field(default_factory=dict)
    """Those that are not in it are always for sale."""
    followed: dict[str, str] = field(default_factory=dict)
    """Variant → the product whose dates it follows beside its own."""

    def life(self, name: str) -> Life:
        return self.lives.setdefault(name, Life())

    def status(self, name: str) -> str:
        """Where a product stands."""
        several = [self.lives.get(name, Life())]
        if name in self.followed:
            several.append(self.lives.get(self.followed[name], Life()))
        return max((one.at(self.now) for one in several), key=STATES.index)

    def not_for_sale(self, name: str) -> str | None:
        """Why nothing of it is sold, or None."""
        if not self.lives.get(name, Life()).published:
            return "product_disabled"
        status = self.status(name)
        return None if status == "approved" else f"product_{status}"
