"""Every setting of the business, with its label, its scopes and its built-in default.

A value is looked for at the product, then the channel, then globally, then here
(spec 1.9, *Fallback order*); which of them answered is its `Origin`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from inventory_tui.domain.fields import Field, choice, show_yes_no, yes_no
from inventory_tui.domain.product import MOST_IN_A_CART, Backorders
from inventory_tui.domain.quantity import ONE, ZERO, Quantity

GLOBAL, CHANNEL, PRODUCT = "global", "channel", "product"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting."""

    key: str
    label: str
    section: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    default: Any
    help: str
    scopes: frozenset[str] = frozenset({GLOBAL})
    choices: tuple[tuple[str, str], ...] = ()
    affects_salable: bool = False
    """Whether changing it rewrites the kept sums."""

    @property
    def field(self) -> Field:
        """The same option as a field of a form."""
        return Field(
            self.key,
            self.label,
            self.parse,
            help=self.help,
            section=self.section,
            choices=self.choices,
            show=self.show,
        )


def _positive(text: str) -> Quantity:
    quantity = Quantity.parse(text)
    if not quantity:
        raise ValueError("must be more than 0.")
    return quantity


def _reasons(text: str) -> str:
    words = text.replace(",", " ").split()
    for word in words:
        if not word.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"{word!r}: use letters, digits, - and _ only.")
    return " ".join(dict.fromkeys(word.lower() for word in words))


def _time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError):
        raise ValueError("write a name such as Europe/Berlin or UTC.") from None


_STOCK, _PRODUCT, _OURS = "Stock Options", "Product Stock Options", "This program"
_YES_NO = (("yes", "Yes"), ("no", "No"))
_ALL = frozenset({GLOBAL, PRODUCT})

OPTIONS: dict[str, Option] = {
    option.key: option
    for option in (
        Option(
            "reserve_on_placement",
            "Decrease Stock When Order is Placed",
            _STOCK,
            yes_no,
            show_yes_no,
            True,
            "Yes: placing an order holds its units. No: nothing is held until goods ship.",
            choices=_YES_NO,
        ),
        Option(
            "manage_stock",
            "Manage Stock",
            _PRODUCT,
            yes_no,
            show_yes_no,
            True,
            "No: no quantity is tracked and any amount may be sold.",
            _ALL,
            _YES_NO,
            affects_salable=True,
        ),
        Option(
            "backorders",
            "Backorders",
            _PRODUCT,
            lambda text: Backorders(choice("no", "yes", "notify")(_word_of_backorders(text))),
            str,
            Backorders.NO,
            "Whether more may be sold than is there; notify also tells the customer.",
            _ALL,
            (
                ("no", "No Backorders"),
                ("yes", "Allow Qty Below 0"),
                ("notify", "Allow Qty Below 0 and Notify Customer"),
            ),
            affects_salable=True,
        ),
        Option(
            "max_cart_qty",
            "Maximum Qty Allowed in Shopping Cart",
            _PRODUCT,
            _positive,
            str,
            MOST_IN_A_CART,
            "An order may hold at most this many of one SKU.",
            _ALL,
        ),
        Option(
            "threshold",
            "Out-of-Stock Threshold",
            _PRODUCT,
            Quantity.parse_signed,
            str,
            ZERO,
            "Above 0: units kept back, per stock. Below 0: how far backorders may go "
            "(counts as 0 while backorders are off).",
            _ALL,
            affects_salable=True,
        ),
        Option(
            "min_cart_qty",
            "Minimum Qty Allowed in Shopping Cart",
            _PRODUCT,
            _positive,
            str,
            ONE,
            "An order must hold at least this many of one SKU.",
            _ALL,
        ),
        Option(
            "notify_below",
            "Notify for Quantity Below",
            _PRODUCT,
            Quantity.parse_signed,
            str,
            ONE,
            "Alert only: a row below it is in the low-stock list. It never lowers salable.",
            _ALL,
        ),
        Option(
            "increments_enabled",
            "Enable Qty Increments",
            _PRODUCT,
            yes_no,
            show_yes_no,
            False,
            "Yes: an order may hold only multiples of Qty Increments.",
            _ALL,
            _YES_NO,
        ),
        Option(
            "increment",
            "Qty Increments",
            _PRODUCT,
            _positive,
            str,
            ONE,
            "The multiple, where increments are enabled.",
            _ALL,
        ),
        Option(
            "decimals",
            "Qty Uses Decimals",
            _PRODUCT,
            yes_no,
            show_yes_no,
            False,
            "Yes: quantities may have up to four decimals.",
            frozenset({PRODUCT}),
            _YES_NO,
        ),
        Option(
            "multiple_boxes",
            "Allow Multiple Boxes for Shipping",
            _PRODUCT,
            yes_no,
            show_yes_no,
            False,
            "Whether one unit may ship in several boxes; shown on the product and exchanged.",
            frozenset({PRODUCT}),
            _YES_NO,
        ),
        Option(
            "reasons_required",
            "Reasons required",
            _OURS,
            yes_no,
            show_yes_no,
            False,
            "Yes: a quantity changed by hand needs a reason.",
            choices=_YES_NO,
        ),
        Option(
            "reasons",
            "More reasons",
            _OURS,
            _reasons,
            str,
            "",
            "Reason codes of your own beside the built-in ones, separated by blanks.",
        ),
        Option(
            "time_zone",
            "Time zone",
            _OURS,
            _time_zone,
            str,
            "UTC",
            "The zone dates are shown and typed in.",
        ),
    )
}

PRODUCT_OPTIONS = tuple(option for option in OPTIONS.values() if PRODUCT in option.scopes)
GLOBAL_OPTIONS = tuple(option for option in OPTIONS.values() if GLOBAL in option.scopes)

SEEDED_REASONS = (
    "received",
    "damaged",
    "lost",
    "found",
    "counted",
    "correction",
    "sample",
    "returned",
    "supplier",
)
"""Reasons for people to choose from; more by the setting ``reasons``."""


def _word_of_backorders(text: str) -> str:
    return {"0": "no", "1": "yes", "2": "notify"}.get(text.strip(), text)
