"""A whole shop by the rules."""

from __future__ import annotations

from tests.model.papers import Papers


class Shop(Papers):
    """What lies where, what is promised, and which orders there are."""
