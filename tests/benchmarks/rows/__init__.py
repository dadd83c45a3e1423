"""The rows of the table, each a module that measures one or a few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure

Row = Callable[[Bench], Iterator[Figure]]

MODULES = {
    1: "starting",
    2: "keys",
    3: "jumps",
    4: "filtering",
    5: "wire",
    6: "memory",
    7: "importing",
    8: "exporting",
    9: "bulk",
    10: "salable",
    11: "placing",
    12: "tills",
    13: "real_orders",
    14: "planning",
    15: "commands",
    16: "doctor",
}
"""Number of a row → the module here whose ``measure`` measures it."""


def row(number: int) -> Row:
    """What measures a row."""
    measure: Row = import_module(f"{__name__}.{MODULES[number]}").measure
    return measure
