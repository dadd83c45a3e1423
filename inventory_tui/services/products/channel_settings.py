"""Settings a product has otherwise in one sales channel than everywhere else.

Source: warehouse 1.3, ``scope = product | channel override``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.options import CHANNEL, OPTIONS, OVERRIDABLE, Option
from inventory_tui.domain.product import Origin
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.products import catalog, own_options
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class ChannelSetting:
    """One setting of a product as it holds in one channel."""

    channel: str
    option: Option
    own: str | None
    """The text it has there and nowhere else; None where it falls back."""
    inherited: str
    """The text it falls back to."""
    origin: Origin
    """Where ``inherited`` comes from: the product, the channel, all channels, or built in."""

    @property
    def text(self) -> str:
        """The text that holds."""
        return self.inherited if self.own is None else self.own


def edit(
    database: Database,
    sku: str,
    channel: str,
    typed: Mapping[str, str],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Change settings of a product in one channel; ``default`` takes one away there.

    Args:
        typed: Key of `domain.options.OVERRIDABLE` → text.
        seen_version: The version of the product the person saw; None does not check.

    Raises:
        InvalidInput: Settings are unknown or wrong, or leave nothing to order.
        Refused: There is no such product or channel.
        ChangedElsewhere: The product was changed after the person saw it.
    """
    return catalog.edit(
        database, sku, {}, in_channels={channel: typed}, cause=cause, seen_version=seen_version
    )


def shown(
    database: Database, product: str | int, channel: str | None = None, *, every: bool = False
) -> list[ChannelSetting]:
    """Return what a product has otherwise in channels; of one channel, every setting there.

    Args:
        product: Its SKU, or its id.
        every: Every setting in every channel.

    Raises:
        Refused: There is no such product or channel.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        if channel is None and not every and not transaction.product_options.any:
            return []
        channels = (
            transaction.channels.all()
            if channel is None
            else [transaction.channels.known(channel, "channel")]
        )
        every = every or channel is not None
        stored = transaction.product_options.of([found.id]).get(found.id, {})
        own = found.own | own_options.own_values(stored)
        return [
            _setting(transaction, one, OPTIONS[key], stored.get((key, one.id)), own)
            for one in channels
            for key in OVERRIDABLE
            if every or (key, one.id) in stored
        ]


def _setting(
    transaction: Transaction,
    channel: SalesChannel,
    option: Option,
    text: str | None,
    own: Mapping[str, Any],
) -> ChannelSetting:
    value, origin = _fallback(transaction, option, own, channel.id)
    return ChannelSetting(channel.code, option, text, option.show(value), origin)


def _fallback(
    transaction: Transaction, option: Option, own: Mapping[str, Any], channel_id: int
) -> tuple[Any, Origin]:
    if option.key in own:
        return own[option.key], Origin.OWN
    stored = transaction.options.stored()
    value = transaction.options.value(option.key, channel_id)
    if CHANNEL in option.scopes and (option.key, channel_id) in stored:
        return value, Origin.CHANNEL
    return value, Origin.GLOBAL if (option.key, None) in stored else Origin.DEFAULT
