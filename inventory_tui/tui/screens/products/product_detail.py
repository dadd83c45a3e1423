"""The pane beside the product grid: where the row lies, and its number term by term."""

from __future__ import annotations

from inventory_tui.domain.labels import visible
from inventory_tui.domain.product_list import ProductRow
from inventory_tui.services.quantities.explaining import Why
from inventory_tui.tui.dialogs.why import terms_of
from inventory_tui.tui.screens.products.product_columns import state_of
from inventory_tui.wording import tr


def describe(row: ProductRow, why: Why) -> str:
    """What the pane beside the grid says about a row: its sources, and the number's terms."""
    lines = [row.sku, row.name, row.type.value + ("" if row.enabled else tr(" · off")), ""]
    for item in row.elsewhere:
        lines.append(f"{item.source:<16}{item.quantity.grouped():>10}{state_of(item)}")
    heading, terms, result = terms_of(why)
    lines += ["", heading, ""]
    lines += [f"{one.sign} {one.value:>7}  {one.term:<10} {one.why}" for one in terms]
    return "\n".join(visible(line) for line in [*lines, result])
