"""The least an order must hold of one SKU, where a customer group has its own minimum."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class GroupMinimums:
    """Customer group → least to order; a group without a row has the one for all groups.

    Source: spec 1.9, *Minimum Qty Allowed in Shopping Cart*.
    """

    rows: tuple[tuple[str, Quantity], ...] = ()

    @classmethod
    def parse(cls, text: str) -> GroupMinimums:
        """Read ``wholesale=12 retail=2``; a name with blanks stands in quotes.

        Raises:
            ValueError: A sentence that says what is wrong.
        """
        try:
            words = shlex.split(storable(text, _LONGEST).replace(",", " "))
        except ValueError:
            raise ValueError(tr("close the quotes around the name of the group.")) from None
        rows: dict[str, tuple[str, Quantity]] = {}
        for word in words:
            group, equals, amount = word.rpartition("=")
            group = group.strip()
            if not equals or not group or not group.isprintable():
                raise ValueError(tr("write group=amount, such as wholesale=12 retail=2."))
            key = key_of(group)
            if key in rows:
                raise ValueError(tr("{group} stands there twice.", group=group))
            least = Quantity.parse(amount)
            if not least:
                raise ValueError(tr("{group}: must be more than 0.", group=group))
            rows[key] = (group, least)
        return cls(tuple(rows.values()))

    def __str__(self) -> str:
        """The text `parse` reads."""
        return " ".join(f"{_quoted(group)}={least}" for group, least in self.rows)

    def of(self, group: str) -> Quantity | None:
        """The minimum of a group, letter case ignored; None where it has none of its own."""
        key = key_of(group.strip())
        return next((least for name, least in self.rows if key_of(name) == key), None)


NO_GROUPS = GroupMinimums()


def least_to_order(rules: StockRules, groups: GroupMinimums, group: str) -> Quantity:
    """Return the least an order of this customer group must hold of a product.

    The product's own minimum comes first, then the group's, then the one for all groups
    (spec 1.9, *Fallback order*).
    """
    if rules.owns_min_cart_qty:
        return rules.min_cart_qty
    own = groups.of(group)
    return rules.min_cart_qty if own is None else own


def _quoted(group: str) -> str:
    plain = group.replace("-", "").replace("_", "").isalnum()
    return group if plain else '"' + group.replace("\\", "\\\\").replace('"', '\\"') + '"'
