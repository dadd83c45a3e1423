"""What a barcode reader sends, and how a scanned code differs from a typed number.

Source: ISO/IEC 15424 (AIM identifiers), GS1 General Specifications (check digit, GTIN).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inventory_tui.domain.quantity import ONE, Quantity

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_MANY = re.compile(r"(?P<sign>-?)(?P<count>\d{1,8}(?:\.\d{1,4})?)\*(?P<code>.*)", re.ASCII)
_GTIN_LENGTHS = (8, 12, 13, 14)

OK, UNDO, DONE, QUANTITY = "*OK*", "*UNDO*", "*DONE*", "*QTY*"
COMMAND_CODES = (OK, UNDO, DONE, QUANTITY)
"""Codes printed for readers that do what a key does."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, taken apart."""

    code: str
    """The code itself, without identifier and quantity; empty after a bare ``12*``."""
    quantity: Quantity = ONE
    """How many; negative takes away."""
    quantity_given: bool = False
    """Whether the quantity was typed before the code."""
    from_reader: bool = False
    """Whether it began with an AIM identifier, so a reader surely sent it."""


def read_scan(text: str) -> Scan:
    """Take a scan apart: ``]E04006381333931``, ``12*MH01``, ``-2*MH01``.

    Raises:
        ValueError: The quantity before the ``*`` is no number we keep.
    """
    text = text.strip()
    code = without_aim(text)
    from_reader = code != text
    if code in COMMAND_CODES:
        return Scan(code, from_reader=from_reader)
    match = _MANY.fullmatch(code)
    if match is None:
        return Scan(code, from_reader=from_reader)
    quantity = Quantity.parse(match["count"])
    rest = without_aim(match["code"].strip())
    return Scan(
        rest,
        -quantity if match["sign"] else quantity,
        quantity_given=True,
        from_reader=from_reader or rest != match["code"].strip(),
    )


def without_aim(text: str) -> str:
    """Return a code without the AIM identifier (``]E0``) a reader may put before it."""
    match = _AIM.match(text)
    return text[match.end() :] if match else text


def is_gtin(text: str) -> bool:
    """Return whether these are 8, 12, 13 or 14 digits whose last one is the check digit."""
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(text[:-1]))
    )
    return (weighted + int(text[-1])) % 10 == 0


def is_barcode(text: str) -> bool:
    """Return whether this can only be a barcode, never a quantity."""
    return without_aim(text) != text or is_gtin(text)
