"""What can be filled in of a product: its own fields, then its settings.

A dialog, ``FIELD=VALUE`` on the command line and a column of a file read the same tuple.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.fields import (
    Field,
    choice,
    decimal_text,
    read_form,
    show_yes_no,
    yes_no,
)
from inventory_tui.domain.labels import parse_sku, parse_title, storable
from inventory_tui.domain.moments import moment_of, moment_text
from inventory_tui.domain.options import GLOBAL, OPTIONS, PRODUCT_OPTIONS
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_life import LIFE, LIFE_NAMES
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

INHERIT = "default"
"""Typed as the value of a setting: back to the inherited one."""


def parse_websites(text: str) -> str:
    """Read website codes separated by commas; each is kept once."""
    codes = (code.strip() for code in storable(text).split(","))
    return ",".join(dict.fromkeys(code for code in codes if code))


def _type(text: str) -> ProductType:
    return ProductType(choice(*(type.value for type in ProductType))(text))


def _in_stock(text: str) -> bool:
    return choice("in", "out")(text) == "in"


_PRODUCT = tr("Product")

PRODUCT: tuple[Field, ...] = (
    Field("sku", "SKU", parse_sku, True, section=_PRODUCT, verbatim=True),
    Field("name", tr("Name"), parse_title, True, section=_PRODUCT),
    Field(
        "type",
        tr("Type"),
        _type,
        True,
        ProductType.SIMPLE.value,
        tr("What it is made of; decides whether quantities of it lie at sources."),
        _PRODUCT,
        choices=tuple((type.value, type.value.capitalize()) for type in ProductType),
    ),
    Field("set", tr("Attribute set"), storable, section=_PRODUCT),
    Field("price", tr("Price"), decimal_text, section=_PRODUCT),
    Field("visibility", tr("Visibility"), storable, section=_PRODUCT),
    Field(
        "enabled",
        tr("Enabled"),
        yes_no,
        True,
        "yes",
        tr("No: it cannot be ordered; its quantities are still shown."),
        _PRODUCT,
        choices=(("yes", tr("Yes")), ("no", tr("No"))),
        show=show_yes_no,
    ),
    Field(
        "websites",
        tr("Websites"),
        parse_websites,
        help=tr(
            "Codes, separated by commas; shown only, they never decide what can be ordered."
        ),
        section=_PRODUCT,
    ),
    Field("weight", tr("Weight"), decimal_text, section=_PRODUCT),
    Field(
        "status",
        tr("Stock status"),
        _in_stock,
        default="in",
        help=tr(
            "Of products made of others: out keeps it from being sold, whatever its parts."
        ),
        section=_PRODUCT,
        choices=(("in", tr("In Stock")), ("out", tr("Out of Stock"))),
        show=lambda value: "in" if value else "out",
    ),
    *LIFE,
    *(option.field for option in PRODUCT_OPTIONS),
)
"""Every field of a product, in the order a form shows them."""

SETTINGS = frozenset(option.key for option in PRODUCT_OPTIONS)
_MAY_BE_NONE = SETTINGS | LIFE_NAMES
_COLUMN = {"set": "attribute_set", "status": "parent_in_stock"}


def read_product(typed: Mapping[str, str], *, partial: bool) -> dict[str, Any]:
    """Read ``FIELD=VALUE`` pairs into values by attribute of `Product` or option key.

    Those of `domain.product_life.LIFE` keep their names: `services.products.product_dates`
    says what they mean.  None is the value of a setting that inherits; a switch that
    inherits from nowhere is off.

    Args:
        partial: Read only what is in ``typed`` (an edit) instead of all fields.

    Raises:
        InvalidInput: Some are unknown or wrong; each has its sentence.
    """
    inherited = {key for key, text in typed.items() if key in SETTINGS and inherits(key, text)}
    texts = {key: text for key, text in typed.items() if key not in inherited}
    values = read_form(PRODUCT, texts, partial=partial)
    values |= {key: unset(key) for key in inherited}
    return {
        _COLUMN.get(key, key): "" if value is None and key not in _MAY_BE_NONE else value
        for key, value in values.items()
    }


def inherits(setting: str, text: str) -> bool:
    """Whether what is typed for a setting takes it back to what it would be by itself.

    One low-stock action is called ``default``; nothing, or ``none``, takes it away.
    """
    return text.strip() in ("", "none" if setting == "low_stock_action" else INHERIT)


def unset(setting: str) -> Any:
    """What a product has of a setting it does not set: None, where it inherits one."""
    option = OPTIONS[setting]
    return None if GLOBAL in option.scopes else option.default


def check_amounts(minimum: Quantity, maximum: Quantity) -> None:
    """Refuse a smallest amount above the largest: nothing could be ordered.

    Raises:
        InvalidInput: They contradict each other.
    """
    if minimum > maximum:
        raise InvalidInput(
            {
                "min_cart_qty": tr(
                    "The fewest to order ({least}) is above the most ({most}).",
                    least=minimum,
                    most=maximum,
                )
            },
            Kind.VALIDATION_FAILED,
        )


def text_of(value: object) -> str | None:
    """The text of a value as history keeps it; None where a setting inherits."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, datetime):
        return moment_text(value)
    return show_yes_no(value) if isinstance(value, bool) else str(value)


def value_of(field: str, text: str | None) -> Any:
    """The value a text of the history stands for, by attribute or option key."""
    if text is None or (not text and field not in SETTINGS):
        return text
    if field in ("display_at", "expires_at"):
        return moment_of(text)
    if field == "status":
        return ProductStatus(text)
    by_column = {_COLUMN.get(one.name, one.name): one for one in PRODUCT}
    by_column["parent_in_stock"] = by_column["ship_together"] = by_column["enabled"]
    return by_column[field].parse(text)
