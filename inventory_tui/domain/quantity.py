"""Exact stock quantities.

A quantity is counted in *ten-thousandths* of the product's stock unit, so every
value the program accepts (four decimal places) is a whole number and sums are
exact in Python, in SQLite and in PostgreSQL alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, RuleBroken
from inventory_tui.wording import tr, trn

SCALE = 10_000
PLACES = 4
"""Decimal places any quantity may have."""
LARGEST = 10**12 - 1  # 99,999,999.9999; a million of them still sum inside 64 bits

_DECIMAL = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,9})(?:\.(?P<part>\d{1,4}))?", re.ASCII)
_TOO_BIG = re.compile(r"[+-]?[1-9]\d{8,}(?:\.\d{1,4})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """A signed, exact amount of stock."""

    parts: int
    """Ten-thousandths of a unit: ``Quantity(15_000)`` is one and a half."""

    @classmethod
    def parse(cls, text: str, *, signed: bool = False) -> Quantity:
        """Read a quantity as a person types it: ``12``, ``0.125``; a difference also ``-3``.

        Raises:
            ValueError: ``text`` is not a plain decimal of at most eight whole digits and
                four decimal places, or has a sign where none belongs.  Exponents, ``nan``,
                ``inf``, ``-0``, a comma and a trailing dot are refused.
        """
        text = text.strip()
        if _COMMA.fullmatch(text):
            raise ValueError(
                tr(
                    "write {better} (a decimal point, no comma).",
                    better=text.replace(",", "."),
                )
            )
        match = _DECIMAL.fullmatch(text)
        if match is None:
            if _TOO_BIG.fullmatch(text):
                raise ValueError(tr("enter at most {most}.", most=cls(LARGEST)))
            raise RuleBroken(
                Kind.NOT_NUMERIC, tr("enter a number such as 12 or 0.125 (at most 4 decimals).")
            )
        parts = int(match["whole"]) * SCALE + int((match["part"] or "").ljust(4, "0"))
        if match["sign"] and not parts:
            raise ValueError(tr("enter 0 without a sign."))
        if match["sign"] and not signed:
            raise ValueError(tr("enter a number without a sign, such as 12 or 0.125."))
        if parts > LARGEST:
            raise ValueError(tr("enter at most {most}.", most=cls(LARGEST)))
        return cls(-parts if match["sign"] == "-" else parts)

    @classmethod
    def parse_signed(cls, text: str) -> Quantity:
        """Read a difference or a threshold, where a leading ``+`` or ``-`` belongs."""
        return cls.parse(text, signed=True)

    @property
    def is_whole(self) -> bool:
        """Whether it counts whole units."""
        return self.parts % SCALE == 0

    def fits(self, places: int) -> bool:
        """Whether it has no more decimal places than ``places`` (0 to 4)."""
        return self.parts % step_of(places) == 0

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.parts + other.parts)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.parts - other.parts)

    def __neg__(self) -> Quantity:
        return Quantity(-self.parts)

    def __bool__(self) -> bool:
        return self.parts != 0

    def __str__(self) -> str:
        whole, part = divmod(abs(self.parts), SCALE)
        sign = "-" if self.parts < 0 else ""
        text = f"{sign}{whole}"
        return f"{text}.{part:04}".rstrip("0") if part else text

    def grouped(self) -> str:
        """For people: ``1,240`` or ``-3.5``."""
        whole, part = divmod(abs(self.parts), SCALE)
        sign = "-" if self.parts < 0 else ""
        text = f"{sign}{whole:,}"
        return f"{text}.{part:04}".rstrip("0") if part else text

    def in_units(self) -> str:
        """For people: ``1 unit`` or ``1,240 units``."""
        several = 1 if self.parts == SCALE else 2
        return trn("{amount} unit", "{amount} units", several, amount=self.grouped())

    def signed(self) -> str:
        """With its sign always shown: ``+12``, ``-3``, ``0``."""
        return f"+{self}" if self.parts > 0 else str(self)

    def in_files(self) -> str:
        """With four decimals, as exports write it: ``12.0000``."""
        whole, part = divmod(abs(self.parts), SCALE)
        return f"{'-' if self.parts < 0 else ''}{whole}.{part:04}"


def step_of(places: int) -> int:
    """The smallest amount above 0 with so many decimal places, in ten-thousandths."""
    return int(10 ** (PLACES - places))


ZERO = Quantity(0)
ONE = Quantity(SCALE)


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Return the exact sum (0 when there are none)."""
    return Quantity(sum(quantity.parts for quantity in quantities))
