"""What changes of a product in one sales channel alone: read, checked and written.

Source: warehouse 1.3, ``scope = product | channel override``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.options import OPTIONS, OVERRIDABLE
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import INHERIT, check_amounts
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.products import configurations, own_options
from inventory_tui.services.products.product_changes import Texts
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class ChannelChange:
    """Settings of a product in one channel: texts by key; None: nothing is its own there."""

    channel: SalesChannel
    before: Texts
    after: Texts

    @property
    def columns(self) -> Mapping[str, Any]:
        """Nothing of it stands in the product's own row."""
        return {}

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """Under names such as ``backorders@eu``."""
        named = {key: f"{key}@{self.channel.code}" for key in self.after}
        before = {name: self.before[key] for key, name in named.items()}
        return before, {name: self.after[key] for key, name in named.items()}

    def put(self, transaction: Transaction, product_id: int) -> None:
        """Store them."""
        transaction.product_options.put(product_id, self.after, self.channel.id)

    def words(self) -> Iterator[str]:
        """``backorders in eu default → yes``."""
        for key, text in self.after.items():
            before = _shown(self.before[key])
            yield tr(
                "{key} in {channel} {before} → {after}",
                key=key,
                channel=self.channel.code,
                before=before,
                after=_shown(text),
            )


def changes(
    transaction: Transaction, product: Product, typed: Mapping[str, Mapping[str, str]]
) -> list[ChannelChange]:
    """Return what these texts change of a product that is held, by channel code.

    Raises:
        InvalidInput: Settings are unknown or wrong.
        Refused: There is no such channel, or none is named.
    """
    if not typed:
        return []
    stored = transaction.product_options.of([product.id]).get(product.id, {})
    found = []
    for code, texts in typed.items():
        channel = transaction.channels.known(code, "channel")
        values = own_options.checked(transaction, read(texts))
        after = {
            key: own_options.text_stored(key, value, in_channel=True)
            for key, value in values.items()
        }
        before = {key: stored.get((key, channel.id)) for key in after}
        changed = {key: text for key, text in after.items() if text != before[key]}
        if changed:
            found.append(ChannelChange(channel, before, changed))
    return found


def read(typed: Mapping[str, str]) -> dict[str, Any]:
    """Read texts by key; None takes a setting away.

    Raises:
        InvalidInput: Settings are unknown, the same in all channels, or wrong.
        Refused: None is named.
    """
    if not typed:
        raise Refused(
            Kind.NOTHING_GIVEN, tr("Name a setting: FIELD=VALUE, such as backorders=yes.")
        )
    unknown = {
        key: tr(
            "{setting} is the same in all channels; leave --channel out.",
            setting=OPTIONS[key].label,
        )
        if key in OPTIONS
        else tr(
            "There is no setting {key!r} of a product in a channel.{hint}",
            key=key,
            hint=did_you_mean(key, OVERRIDABLE),
        )
        for key in typed
        if key not in OVERRIDABLE
    }
    if unknown:
        raise InvalidInput(unknown, Kind.UNKNOWN_FIELD)
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for key, text in typed.items():
        if text.strip() == INHERIT:
            values[key] = None
            continue
        try:
            values[key] = OPTIONS[key].parse(text.strip())
        except ValueError as problem:
            problems[key] = f"{OPTIONS[key].label}: {problem}"
    if problems:
        raise InvalidInput(problems)
    return values


def check_amounts_everywhere(
    transaction: Transaction, product: Product, changed: Collection[str]
) -> None:
    """Refuse settings that leave nothing to order, at the product or in a channel.

    Args:
        changed: Keys of what was changed; the problem is told at one of them.

    Raises:
        InvalidInput: In one of them the fewest is above the most, or no allowed amount lies
            between.
    """
    rules = transaction.products.rules([product.id])[product.id]
    check_amounts(rules.min_cart_qty, rules.max_cart_qty)
    if not transaction.product_options.any:
        return
    stored = transaction.product_options.of([product.id]).get(product.id, {})
    for channel_id in {None, *(scope for _, scope in stored)}:
        own = configurations.in_force(stored, channel_id)
        configurations.check_together(configurations.changed_rules(rules, own), changed)


def _shown(text: str | None) -> str:
    return tr("default") if text is None else text or "–"
