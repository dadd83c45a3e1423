"""The rules in plain Python: what a database has to agree with.

Amounts are whole numbers of units.  Nothing here is taken from the program.

Source: spec 2.0 (C15, C17, C18), 2.1 to 2.8; rulings R8, R9, R11, R12; warehouse 1.0 to 1.2,
1.4, 1.6 and 1.7.
"""

from tests.model.consigning import FROM, Consignment, Row
from tests.model.lives import Life
from tests.model.orders import FINAL, Bundle, Line, Order, Parcel
from tests.model.papers import Wish
from tests.model.placing import Wanted
from tests.model.refusals import No
from tests.model.road import Came, Expected, Transfer
from tests.model.shelves import BUILT_IN, Aside, Item, Product, Rows, Setting
from tests.model.shop import Shop

__all__ = [
    "BUILT_IN",
    "FINAL",
    "FROM",
    "Aside",
    "Bundle",
    "Came",
    "Consignment",
    "Expected",
    "Item",
    "Life",
    "Line",
    "No",
    "Order",
    "Parcel",
    "Product",
    "Row",
    "Rows",
    "Setting",
    "Shop",
    "Transfer",
    "Wanted",
    "Wish",
]
