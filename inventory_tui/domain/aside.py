"""What of a source item is not to be sold: safety stock, and goods in another state.

All of it lies at the source and is part of what is on hand there.  *Safety stock* is an amount
that is kept back; *damaged* goods and goods in *quality check* are certain units, which a
deed puts into that state and takes out of it.

Source: the warehouse half 1.0 (*available* of one warehouse), lessons (named stock states).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.wording import tr, trn


class Kept(StrEnum):
    """Why units are not for sale; the names in history, files and scripts."""

    SAFETY = "safety"
    DAMAGED = "damaged"
    QUALITY_CHECK = "quality_check"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    Kept.SAFETY: tr("safety stock"),
    Kept.DAMAGED: tr("damaged"),
    Kept.QUALITY_CHECK: tr("in quality check"),
}

STATES = (Kept.DAMAGED, Kept.QUALITY_CHECK)
"""The states units can be in beside being for sale; never more than what is on hand."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What is set aside of one product at one source; nothing, most of the time."""

    safety: Quantity = ZERO
    damaged: Quantity = ZERO
    quality_check: Quantity = ZERO

    @property
    def unsound(self) -> Quantity:
        """Units in a state in which they cannot be sold, moved to be sold, or shipped."""
        return self.damaged + self.quality_check

    @property
    def total(self) -> Quantity:
        """What lessens the available quantity."""
        return self.safety + self.unsound

    def of(self, kept: Kept) -> Quantity:
        """The amount for one reason."""
        return {
            Kept.SAFETY: self.safety,
            Kept.DAMAGED: self.damaged,
            Kept.QUALITY_CHECK: self.quality_check,
        }[kept]

    def sound(self, quantity: Quantity) -> Quantity:
        """What of ``quantity`` on hand can leave for a customer or another source."""
        return quantity - self.unsound

    def spare(self, quantity: Quantity) -> Quantity:
        """What of ``quantity`` on hand may leave without touching safety stock."""
        return max(quantity - self.total, ZERO)

    def staying(self, left: Quantity) -> str:
        """Why ``left`` units stay when all that may leave does: ``5 stay: safety stock``.

        Empty where nothing stays.
        """
        if left <= ZERO:
            return ""
        safety = min(left - self.unsound, self.safety)
        amounts = {
            Kept.SAFETY: safety,
            Kept.DAMAGED: self.damaged,
            Kept.QUALITY_CHECK: self.quality_check,
        }
        why = [(kept, units) for kept, units in amounts.items() if units > ZERO]
        stays = trn("{left} stays", "{left} stay", 1 if left == ONE else 2, left=left)
        if len(why) == 1:
            return f"{stays}: {why[0][0].label}"
        return f"{stays}: {', '.join(f'{units} {kept.label}' for kept, units in why)}"


NOTHING_ASIDE = Aside()


class State(StrEnum):
    """What a unit at a source can be: what most are, or one of `STATES`."""

    FOR_SALE = "for_sale"
    DAMAGED = "damaged"
    QUALITY_CHECK = "quality_check"

    @property
    def label(self) -> str:
        """What people read."""
        return tr("for sale") if self is State.FOR_SALE else Kept(self.value).label


def moved(aside: Aside, quantity: Quantity, before: State, after: State) -> Aside:
    """Return what is set aside once ``quantity`` units changed from a state to another."""
    units = {state: aside.of(Kept(state.value)) for state in State if state.value in STATES}
    for state, by in ((before, -quantity), (after, quantity)):
        if state in units:
            units[state] += by
    return Aside(aside.safety, units[State.DAMAGED], units[State.QUALITY_CHECK])


def overfull(sku: str, code: str, left: Quantity, unsound: Quantity) -> Problem:
    """Why ``left`` cannot be all there is where ``unsound`` are damaged or being checked."""
    sentence = trn(
        "{sku}: {unsound} at {code} is damaged or in quality check, so {left} on hand would "
        "be too few. Say first what became of it: quantities state.",
        "{sku}: {unsound} at {code} are damaged or in quality check, so {left} on hand would "
        "be too few. Say first what became of them: quantities state.",
        1 if unsound == ONE else 2,
        sku=visible(sku),
        unsound=unsound,
        code=code,
        left=left,
    )
    return Problem(
        Kind.NOT_ENOUGH_IN_SOURCE,
        sentence,
        "quantity",
        sku,
        source=code,
    )
