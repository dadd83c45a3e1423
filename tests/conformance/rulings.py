"""All rulings: importing their modules registers them, in the order in which they are asked."""

from __future__ import annotations

from tests.conformance import (  # noqa: F401 - each registers its rulings
    rulings_of_choices,
    rulings_of_orders,
    rulings_of_places,
)
from tests.conformance.ruling import RULINGS, Ruling, ruling_for

__all__ = ["RULINGS", "Ruling", "ruling_for"]
