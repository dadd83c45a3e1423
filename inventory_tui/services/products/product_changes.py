"""What changes of one product: its fields, it in a channel, its end, what it is made of.

Each kind of change is found out before anything is written, so that a deed knows whether it
is one; all of them are stored, recorded and told of together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import text_of
from inventory_tui.services.products import own_options
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

Texts = Mapping[str, str | None]
"""Texts by what the history calls the fields; None: nothing is its own."""


class Change(Protocol):
    """One kind of change of one product."""

    @property
    def columns(self) -> Mapping[str, Any]:
        """What it writes into the product's own row."""

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """What the history keeps of it: before, and after."""

    def put(self, transaction: Transaction, product_id: int) -> None:
        """Store what does not stand in the product's own row."""

    def words(self) -> Iterator[str]:
        """What changes, for people: a few words a field."""


@dataclass(frozen=True, slots=True)
class FieldsChange:
    """Fields and settings of the product itself, by attribute or option key."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def columns(self) -> Mapping[str, Any]:
        """Those that are columns."""
        return own_options.split(self.after)[0]

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """As they are kept."""
        before = {key: text_of(self.before[key]) for key in self.after}
        return before, {key: text_of(value) for key, value in self.after.items()}

    def put(self, transaction: Transaction, product_id: int) -> None:
        """Store those that are kept beside the columns."""
        own_options.put(transaction, product_id, own_options.split(self.after)[1])

    def words(self) -> Iterator[str]:
        """``threshold default → 5``."""
        for key, value in self.after.items():
            yield f"{key} {_shown(self.before[key], key)} → {_shown(value, key)}"


def put(
    transaction: Transaction, operation: int, product: Product, changes: Sequence[Change]
) -> list[str]:
    """Store and record changes of one product; return what changed, some words a field."""
    columns: dict[str, Any] = {}
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    for change in changes:
        columns |= change.columns
        before |= change.texts[0]
        after |= change.texts[1]
    transaction.products.update(product.id, columns)
    for change in changes:
        change.put(transaction, product.id)
    transaction.journal.changed(operation, "product", product.id, product.sku, before, after)
    return [words for change in changes for words in change.words()]


def _shown(value: object, key: str) -> str:
    text = text_of(value)
    return tr("default") if text is None and key in OPTIONS else text or "–"
