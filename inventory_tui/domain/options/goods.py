"""What tells a product apart outside this shop, what it costs, and how large it is.

Few of them decide anything: its *GTIN* is found by a barcode reader, one that is not
*purchasable* is refused in new orders, the others are kept, shown and exchanged.

Source: warehouse 1.7, *SKU extra fields*.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from inventory_tui.domain.fields import decimal_text
from inventory_tui.domain.options.option import ONLY_PRODUCT, Option, switch, text_line
from inventory_tui.domain.scans import parse_gtin
from inventory_tui.wording import tr

SECTION = tr("Codes, Prices and Size")

_MARKS = re.compile(r"[ .\-]")
_UNSPSC = re.compile(r"\d{8}(?:\d{2})?", re.ASCII)
_LONGEST_MPN = 255


def _mpn(text: str) -> str:
    text = text_line(text)
    if len(text) > _LONGEST_MPN:
        raise ValueError(tr("at most {LONGEST_MPN} characters.", LONGEST_MPN=_LONGEST_MPN))
    return text


def _unspsc(text: str) -> str:
    digits = _MARKS.sub("", text)
    if digits and not _UNSPSC.fullmatch(digits):
        raise ValueError(
            tr("write its 8 digits, such as 53102516, or 10 with the business type.")
        )
    return digits


def _gtin(text: str) -> str:
    return parse_gtin(text) if text else ""


def _number(text: str) -> str:
    return decimal_text(text) if text else ""


def _words(key: str, label: str, parse: Callable[[str], str], help: str) -> Option:
    return Option(key, label, SECTION, parse, str, "", help, ONLY_PRODUCT, apart=True)


OPTIONS_OF_GOODS = (
    _words(
        "gtin",
        "GTIN",
        _gtin,
        tr(
            "The number under its barcode: 8, 12, 13 or 14 digits. A scan of it finds "
            "the product; no other may have it."
        ),
    ),
    _words("mpn", "MPN", _mpn, tr("The part number its manufacturer gives it.")),
    _words("unspsc", "UNSPSC", _unspsc, tr("The class of goods it belongs to: 8 digits.")),
    switch(
        "purchasable",
        "Purchasable",
        SECTION,
        True,
        tr("No: it is refused in new orders, whatever is there."),
        ONLY_PRODUCT,
        apart=True,
    ),
    _words(
        "promo_price", tr("Promotion Price"), _number, tr("Its price while it is promoted.")
    ),
    _words("cost", "Cost", _number, tr("What one of it costs the shop.")),
    _words("width", "Width", _number, tr("In the unit of length the shop uses.")),
    _words("height", "Height", _number, tr("In the unit of length the shop uses.")),
    _words("depth", "Depth", _number, tr("In the unit of length the shop uses.")),
)
PARTICULARS = tuple(option.key for option in OPTIONS_OF_GOODS)
NUMBERS = frozenset({"promo_price", "cost", "width", "height", "depth"})
"""Those that are exact decimal texts."""
