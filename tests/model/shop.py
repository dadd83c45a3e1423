"""A whole shop by the rules."""

from __future__ import annotations

from tests.model.consigning import Consigning


class Shop(Consigning):
    """What lies where, what is promised, and which orders there are."""
