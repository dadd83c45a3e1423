"""Lines of an order as people read them: parts under their bundle, variants under theirs.

A bundle holds nothing itself, and a configurable or grouped product is never ordered: both
are headings, below which the lines stand that count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Order, OrderBundle, OrderLine

INDENT = "  "


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of an order, or the heading of the lines below it."""

    id: int
    """The id of the line; below 0 of a heading."""
    sku: str
    """Of a heading the SKU of the bundle, or of what its lines were chosen under."""
    name: str
    line: OrderLine | None = None
    """None: a heading."""
    bundle: OrderBundle | None = None
    """Of the heading of a bundle."""
    below: tuple[int, ...] = ()
    """Of a heading the ids of its lines; of a line its own."""
    indented: bool = False

    @property
    def label(self) -> str:
        """The SKU, indented under a heading."""
        return f"{INDENT}{self.sku}" if self.indented else self.sku


def grouped(order: Order, lines: Iterable[OrderLine] | None = None) -> list[LineShown]:
    """Return lines of an order with their headings, each group where its first line stands.

    Args:
        lines: Only these; None: all.
    """
    wanted = {line.id for line in (order.lines if lines is None else lines)}
    groups: dict[tuple[str, int | str], list[OrderLine]] = {}
    for line in order.lines:
        if line.id in wanted:
            groups.setdefault(_group(line), []).append(line)
    bundles = {bundle.id: bundle for bundle in order.bundles}
    shown: list[LineShown] = []
    for (kind, key), members in groups.items():
        if kind != "line":
            shown.append(_heading(bundles.get(key) if kind == "bundle" else None, members))  # type: ignore[arg-type]
        shown += [
            LineShown(line.id, line.sku, line.name, line, None, (line.id,), kind != "line")
            for line in members
        ]
    return shown


def _group(line: OrderLine) -> tuple[str, int | str]:
    if line.bundle is not None:
        return "bundle", line.bundle
    if line.chosen_as is not None:
        return "chosen", key_of(line.chosen_as)
    return "line", line.id


def _heading(bundle: OrderBundle | None, members: Sequence[OrderLine]) -> LineShown:
    below = tuple(line.id for line in members)
    id = -members[0].id  # one heading a line at most, so it names no other
    if bundle is not None:
        return LineShown(id, bundle.sku, bundle.name, None, bundle, below)
    return LineShown(id, members[0].chosen_as or "", "", None, None, below)
