"""The rules in plain Python: what a database has to agree with.

Amounts are whole numbers of units.  Nothing here is taken from the program.

Source: spec 2.0 (C15, C17, C18), 2.1 to 2.8; rulings R8, R9, R11, R12.
"""

from tests.model.orders import FINAL, Bundle, Line, Order
from tests.model.papers import Wish
from tests.model.placing import Wanted
from tests.model.refusals import No
from tests.model.shelves import BUILT_IN, Item, Product, Rows, Setting
from tests.model.shop import Shop

__all__ = [
    "BUILT_IN",
    "FINAL",
    "Bundle",
    "Item",
    "Line",
    "No",
    "Order",
    "Product",
    "Rows",
    "Setting",
    "Shop",
    "Wanted",
    "Wish",
]
