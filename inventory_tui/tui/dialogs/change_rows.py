"""The rows of the dialog that changes fields of many products, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product_edits import EDITABLE, EditLine, EditPlan, Outcome
from inventory_tui.domain.product_form import INHERIT, SETTINGS, unset
from inventory_tui.tui.dialogs.counted import products
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn

LABELS = {field.name: field.label for field in EDITABLE}
_STANDING = 3
"""So many of the values that products have now are named."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: whether it is changed, and to what."""

    id: int
    field: Field
    ticked: bool = False
    text: str | None = None
    """As typed; None: nothing yet."""

    @property
    def can_inherit(self) -> bool:
        """Whether a product may have the value that is set for all."""
        return self.field.name in SETTINGS and unset(self.field.name) is None

    @property
    def inherits(self) -> bool:
        """Whether it is taken back to the value for all."""
        return self.text == INHERIT and self.can_inherit

    def with_text(self, text: str) -> FieldRow:
        """The row, ticked, with a value."""
        return replace(self, ticked=True, text=text)


def field_rows(typed: Mapping[str, str]) -> dict[int, FieldRow]:
    """Every field: the status, the settings, the others; those of ``typed`` are ticked.

    Args:
        typed: Field → text, from an earlier change to do again.
    """
    ordered = sorted(
        EDITABLE, key=lambda field: (field.name != "enabled", field.name not in SETTINGS)
    )
    return {
        id: FieldRow(id, field, field.name in typed, typed.get(field.name))
        for id, field in enumerate(ordered)
    }


def typed_of(rows: Mapping[int, FieldRow]) -> dict[str, str]:
    """What is ticked, as the service takes it."""
    return {
        row.field.name: row.text for row in rows.values() if row.ticked and row.text is not None
    }


def _value(row: FieldRow) -> str | Cell:
    if row.text is None:
        return Cell("–", "dim")
    text = tr("inherited") if row.inherits else visible(row.text) or tr("empty")
    return Cell(text, "strong") if row.ticked else Cell(text, "dim")


FIELDS: tuple[Column[FieldRow], ...] = (
    Column("change", tr("Change"), lambda row: "  [x]" if row.ticked else "  [ ]", 7),
    Column(
        "field",
        tr("Field"),
        lambda row: Cell(row.field.label, "strong") if row.ticked else row.field.label,
        38,
        least=20,
    ),
    Column("value", tr("New value"), _value, 20, least=10, most=40),
)

LINES: tuple[Column[EditLine], ...] = (
    Column("sku", "SKU", lambda line: visible(line.sku), 16, least=12, most=32),
    Column("field", tr("Field"), lambda line: LABELS[line.field], 19, least=10),
    Column("change", tr("Value"), lambda line: _change(line), 17, least=12, most=40),
    Column("result", tr("Result"), lambda line: _result(line), 16, least=8, most=30),
)


def _change(line: EditLine) -> str:
    before, after = _shown(line.before), _shown(line.after)
    return before if before == after else f"{before} → {after}"


def _shown(text: str | None) -> str:
    return tr("inherited") if text is None else visible(text) or tr("empty")


def _result(line: EditLine) -> Cell:
    return {
        Outcome.CHANGE: Cell(tr("changes")),
        Outcome.ALREADY: Cell(tr("as it is"), "dim"),
        Outcome.REFUSED: Cell(tr("min above max"), "wrong"),
        Outcome.IN_UNITS: Cell(tr("its unit says so"), "wrong"),
    }[line.outcome]


def counts(plan: EditPlan) -> str:
    """``✓ 31 products change   – 5 as they are, 1 left out: …``."""
    said = (
        trn("✓ {count:,} product changes", "✓ {count:,} products change", plan.changed)
        if plan.changed
        else tr("Nothing to do")
    )
    left = []
    if plan.unchanged:
        left.append(tr("{count:,} as they are", count=plan.unchanged))
    if plan.refused:
        left.append(tr("{count:,} left out: fewest above most", count=plan.refused))
    if plan.in_units:
        left.append(tr("{count:,} left out: their units say so", count=plan.in_units))
    return f"{said}   – {', '.join(left)}" if left else said


def does(plan: EditPlan) -> str:
    """What F10 does: ``Change 31 products``."""
    return tr("Change {products}", products=products(plan.changed))


def effects(plan: EditPlan) -> str:
    """What stocks may promise then; empty where nothing changes."""
    words = [f"{visible(one.stock)} {one.change.signed()}" for one in plan.effects]
    return tr("Salable: {changes}", changes=", ".join(words)) if words else ""


def standing(values: Sequence[tuple[str | None, int]]) -> str:
    """``Now: 30 inherit, 4 have 5, 2 have 2``."""
    words = [
        tr("{count:,} inherit", count=count)
        if text is None
        else tr("{count:,} have {text}", count=count, text=visible(text) or tr("none"))
        for text, count in values[:_STANDING]
    ]
    if (rest := len(values) - _STANDING) and rest > 0:
        words.append(tr("{rest:,} other values", rest=rest))
    return tr("Now: {values}", values=", ".join(words)) if words else ""
