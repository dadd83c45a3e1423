"""What a barcode reader sends, and how a scanned code differs from a typed number.

Source: ISO/IEC 15424 (AIM identifiers), GS1 General Specifications (check digit, GTIN,
element strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.wording import tr

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_MANY = re.compile(r"(?P<sign>-?)(?P<count>\d{1,8}(?:\.\d{1,4})?)\*(?P<code>.*)", re.ASCII)
_GTIN_LENGTHS = (8, 12, 13, 14)

SEPARATOR = "\u241d"
"""What stands for the sign that ends an element of a GS1 code: a box shows no control signs."""
_ENDS = re.compile(f"[\x1d{SEPARATOR}]")
_BRACKETED = re.compile(r"\((?P<identifier>\d{2,4})\)(?P<value>[^(]+)", re.ASCII)
_FIXED = {
    **{"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13},
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 6),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 8),
}
"""First two digits of an identifier: so many signs follow it, and nothing ends the element."""
_GTINS = ("01", "02")
"""Of the goods themselves; of what a case or a pallet holds."""
_COUNTS = ("37", "30")
_LONGEST_TEXT = 20

OK, UNDO, DONE, QUANTITY = "*OK*", "*UNDO*", "*DONE*", "*QTY*"
COMMAND_CODES = (OK, UNDO, DONE, QUANTITY)
"""Codes printed for readers that do what a key does."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a GS1 code says of the goods it stands on (``(01)04006381333931(10)A7``)."""

    gtin: str
    """Its 14 digits."""
    count: Quantity | None = None
    """How many are in it, where it says that."""
    batch: str = ""
    serial: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, taken apart."""

    code: str
    """The code itself, without identifier and quantity; empty after a bare ``12*``."""
    quantity: Quantity = ONE
    """How many: as typed, else as the code says; negative takes away."""
    quantity_given: bool = False
    """Whether the quantity was typed before the code."""
    from_reader: bool = False
    """Whether it began with an AIM identifier, so a reader surely sent it."""
    label: Label | None = None
    """What it says beside naming a product, if it is such a code."""

    @property
    def named(self) -> str:
        """What to call it where it is told of: the code, or the GTIN in it."""
        return self.code if self.label is None else self.label.gtin


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
        label = read_label(code)
        count = label.count if label is not None and label.count is not None else ONE
        return Scan(code, count, from_reader=from_reader, label=label)
    quantity = Quantity.parse(match["count"])
    rest = without_aim(match["code"].strip())
    return Scan(
        rest,
        -quantity if match["sign"] else quantity,
        quantity_given=True,
        from_reader=from_reader or rest != match["code"].strip(),
        label=read_label(rest),
    )


def without_aim(text: str) -> str:
    """Return a code without the AIM identifier (``]E0``) a reader may put before it."""
    match = _AIM.match(text)
    return text[match.end() :] if match else text


def is_gtin(text: str) -> bool:
    """Return whether these are 8, 12, 13 or 14 digits whose last one is the check digit."""
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return _check_digit(text[:-1]) == int(text[-1])


def _check_digit(text: str) -> int:
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(text))
    )
    return -weighted % 10


def parse_gtin(text: str) -> str:
    """Read a GTIN, written with blanks and hyphens or without, or a GS1 code with one in it.

    Raises:
        ValueError: It has another number of digits, or its check digit is wrong.
    """
    if (label := read_label(without_aim(text))) is not None:
        return label.gtin
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _GTIN_LENGTHS:
        raise ValueError(tr("write 8, 12, 13 or 14 digits."))
    if not bare_gtin(digits):
        raise ValueError(tr("zeros alone are no number of a product."))
    if (last := _check_digit(digits[:-1])) != int(digits[-1]):
        raise ValueError(
            tr(
                "the check digit is wrong: {digits} ends in {last}, not in {digits2}.",
                digits=digits[:-1],
                last=last,
                digits2=digits[-1],
            )
        )
    return digits


def bare_gtin(text: str) -> str:
    """Return what is the same of a GTIN however it is written: zeros before it say nothing."""
    return text.lstrip("0")


def gtins_like(text: str) -> list[str]:
    """Return the ways a GTIN may be written: with 8, 12, 13 or 14 digits, as far as it fits."""
    bare = bare_gtin(text)
    return [bare.zfill(length) for length in _GTIN_LENGTHS if length >= len(bare)]


def is_barcode(text: str) -> bool:
    """Return whether this can only be a barcode, never a quantity."""
    return without_aim(text) != text or is_gtin(text) or read_label(text) is not None


def read_label(code: str) -> Label | None:
    """Take a GS1 code apart, as a reader sends it or as it is printed; None: it is none.

    It names goods by a GTIN whose check digit is right, and everything in it is as it has to
    be; so hardly another code is taken for one.  Elements that say nothing here are passed.
    """
    said: dict[str, str] = {}
    for identifier, value in _bracketed(code) or _elements(code):
        if not value or said.setdefault(identifier, value) != value:
            return None
    gtin = next((said[one] for one in _GTINS if one in said), "")
    if len(gtin) != max(_GTIN_LENGTHS) or not is_gtin(gtin) or not bare_gtin(gtin):
        return None
    batch, serial = said.get("10", ""), said.get("21", "")
    if max(len(batch), len(serial)) > _LONGEST_TEXT:
        return None
    try:
        count = next((_count(said[one]) for one in _COUNTS if one in said), None)
        return Label(gtin, count, batch, serial, _day(said["17"]) if "17" in said else None)
    except ValueError:
        return None


def _bracketed(code: str) -> list[tuple[str, str]]:
    """The elements of a code as it is printed: ``(01)04006381333931(10)A7``."""
    found = [match.groups() for match in _BRACKETED.finditer(code)]
    whole = "".join(f"({identifier}){value}" for identifier, value in found) == code
    return [(one, value.strip()) for one, value in found] if whole else []


def _elements(code: str) -> Iterator[tuple[str, str]]:
    """The elements of a code as it is sent; one of no value: it is no such code."""
    rest = _ENDS.sub(SEPARATOR, code)
    while rest:
        identifier, rest = rest[:2], rest[2:]
        length = _FIXED.get(identifier)
        if not (identifier.isascii() and identifier.isdigit()):
            value = ""
        elif length is None:
            value, _, rest = rest.partition(SEPARATOR)
        else:
            value, rest = rest[:length], rest[length:].removeprefix(SEPARATOR)
            value = value if len(value) == length and SEPARATOR not in value else ""
        yield identifier, value


def _count(text: str) -> Quantity:
    if not (text.isascii() and text.isdigit() and len(text) <= 8 and int(text)):
        raise ValueError
    return Quantity.parse(text)


def _day(text: str) -> date:
    """A day as ``YYMMDD``; the 0th is the last of its month."""
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        raise ValueError
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if day:
        return date(year, month, day)
    first = date(year, month, 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
