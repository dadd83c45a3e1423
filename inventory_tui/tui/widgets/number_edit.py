"""Typing a number: what a digit, a sign or a comma does, wherever a number is typed.

The first character replaces what was there; ``+12`` and ``-3`` change it where that makes
sense.  Letters never enter, so the letters of the screen go on being commands.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.scans import is_barcode
from inventory_tui.wording import tr

UNUSUAL = Quantity(99_990_000)
"""Above 9,999 units a question names the row before it is saved."""

_CHARACTERS = frozenset("0123456789.,+-")


@dataclass(slots=True)
class NumberEdit:
    """A number being typed over ``current``."""

    current: Quantity | None
    relative: bool = True
    signed: bool = False
    text: str = ""
    touched: bool = False
    """Whether anything was typed; untouched it leaves the number as it is."""

    @staticmethod
    def takes(character: str | None, key: str) -> bool:
        """Whether a number box wants this key."""
        return character in _CHARACTERS or key in ("backspace", "ctrl+u")

    def press(self, character: str | None, key: str) -> str | None:
        """Type one key; return a sentence when it was refused."""
        if key == "ctrl+u":
            self.text, self.touched = "", True
        elif key == "backspace":
            shown = self.text if self.touched else str(self.current or "")
            self.text, self.touched = shown[:-1], True
        elif character == ",":
            # it stays in the box, so that 1,5 cannot become 15
            written, self.text, self.touched = self.text or 1, f"{self.text},", True
            return tr("write {written}.5 (a decimal point, no comma)", written=written)
        elif character is not None:
            if character in "+-" and self.text:
                return tr("a sign comes first")
            if character in "+-" and not (self.relative or (self.signed and character == "-")):
                return tr("enter a number without a sign")
            if character == "." and "." in self.text:
                return tr("one decimal point is enough")
            self.text, self.touched = self.text + character, True
        return None

    @property
    def shown(self) -> str:
        """What the box shows."""
        return self.text if self.touched else str(self.current) if self.current else ""

    @property
    def is_change(self) -> bool:
        """Whether what is typed is a difference (``+12``) and not the number itself."""
        return self.relative and not self.signed and self.text[:1] in ("+", "-")

    def value(self) -> Quantity | None:
        """Return the number it becomes; None where nothing was typed.

        Raises:
            ValueError: It is no number, a barcode, or would fall below 0.
        """
        if not self.touched or not self.text:
            return None
        if is_barcode(self.text):
            raise ValueError(tr("{text} is a barcode, not a quantity", text=self.text))
        if self.is_change:
            result = (self.current or ZERO) + Quantity.parse(self.text, signed=True)
            if result < ZERO:
                raise ValueError(
                    tr(
                        "{current} {text} is below 0",
                        current=self.current or ZERO,
                        text=self.text,
                    )
                )
            return result
        return Quantity.parse(self.text, signed=self.signed)
