"""Who may do what, and where (warehouse 1.8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

PICKER = {
    "consignments add",
    "consignments deliver",
    "consignments finish",
    "consignments row",
    "consignments ship",
    "incoming receive",
    "shipments create",
    "transfers receive",
}
CLERK = PICKER | {
    "consignments cancel",
    "consignments delete",
    "consignments remove",
    "incoming add",
    "incoming delete",
    "incoming set",
    "orders accept",
    "orders cancel",
    "orders deny",
    "orders expiry",
    "orders hold",
    "orders payment",
    "orders place",
    "orders unhold",
    "quantities adjust",
    "quantities assign",
    "quantities safety",
    "quantities set",
    "quantities state",
    "quantities transfer",
    "quantities unassign",
    "shipments cancel",
    "transfers cancel",
    "transfers send",
    "units convert",
}
MANAGER = CLERK | {
    "config set",
    "orders invoice",
    "orders refund",
    "products delete",
    "products rename",
    "products set",
    "products type",
    "sources disable",
    "sources eligible",
    "sources enable",
}
DEEDS: dict[str, set[str]] = {"viewer": set(), "picker": PICKER, "clerk": CLERK}
EVERYWHERE = {"products delete"}
"""Deeds that concern every source."""
FREE = ("manager", "admin")
"""Those who may take safety stock, and take back what others did."""


@dataclass(frozen=True)
class Player:
    """Somebody who works here."""

    login: str
    role: str
    sources: frozenset[str] = frozenset()
    """The only ones they touch; none: all of them."""

    def may(self, word: str, touched: Collection[str], *, override: bool = False) -> bool:
        """Whether they may do a deed that touches sources.

        Args:
            override: Whether safety stock is let go.
        """
        if self.role not in FREE and (word not in DEEDS[self.role] or override):
            return False
        if self.role == "manager" and word not in MANAGER:
            return False
        return not self.sources or not (word in EVERYWHERE or set(touched) - self.sources)

    def may_undo(self, word: str, touched: Collection[str], whose: str) -> bool:
        """Whether they may take back somebody's deed."""
        theirs = self.login == whose and self.role != "viewer"
        return (theirs or self.role in FREE) and self.may(word, touched)
