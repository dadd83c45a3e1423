"""Whom a source serves: which channels, accounts, groups of accounts and types of orders.

Source: the warehouse half, 1.0, 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.source import EVERY_CHANNEL
from inventory_tui.wording import tr

NO_CHANNEL = "none"
_RANK = re.compile(r"[+-]?\d{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whom one source serves; what lists nothing limits nothing."""

    channels: tuple[str, ...] | None = None
    """Codes; None: every channel its stocks have."""
    accounts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Of accounts; an order passes by its account or by its group."""
    order_types: Mapping[str, int] = field(default_factory=dict)
    """Type → where the source comes among those that list it; 1 before 2."""

    @property
    def limits(self) -> bool:
        """Whether there is anybody it does not serve."""
        return self.channels is not None or bool(
            self.accounts or self.groups or self.order_types
        )


EVERYBODY = Eligibility()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an order is for, in folded labels; empty where it does not say."""

    account: str = ""
    group: str = ""
    order_type: str = ""

    @classmethod
    def of(cls, account: str, group: str, order_type: str) -> Audience:
        """The audience an order names."""
        return cls(key_of(account.strip()), key_of(group.strip()), key_of(order_type.strip()))


NOBODY = Audience()


def parse_channels(text: str) -> tuple[str, ...] | None:
    """Read which channels: ``all`` (None), ``none``, or codes separated by commas or blanks."""
    codes = tuple(dict.fromkeys(text.replace(",", " ").split()))
    words = {key_of(code) for code in codes}
    if words in ({EVERY_CHANNEL}, set()):
        return None
    if words == {NO_CHANNEL}:
        return ()
    if words & {EVERY_CHANNEL, NO_CHANNEL}:
        raise ValueError(tr("write all, none, or codes of channels."))
    return codes


def show_channels(codes: tuple[str, ...] | None) -> str:
    """The text of a list of channels."""
    return EVERY_CHANNEL if codes is None else ",".join(codes) or NO_CHANNEL


def parse_names(text: str) -> tuple[str, ...]:
    """Read names separated by commas, each once, in the order of their letters."""
    names: dict[str, str] = {}
    for part in text.split(","):
        if name := storable(part.strip()):
            names.setdefault(key_of(name), name)
    return tuple(names[key] for key in sorted(names))


def show_names(names: tuple[str, ...]) -> str:
    """The text of a list of names."""
    return ", ".join(names)


def parse_order_types(text: str) -> Mapping[str, int]:
    """Read types of orders separated by commas, each with its priority: ``wholesale=1``."""
    ranks: dict[str, tuple[str, int]] = {}
    for name in parse_names(text):
        label, equals, rank = name.rpartition("=")
        if not equals:
            label, rank = name, "0"
        if not label.strip() or not _RANK.fullmatch(rank.strip()):
            raise ValueError(tr("write types of orders with their priorities: wholesale=1."))
        one = (label.strip(), int(rank))
        if ranks.setdefault(key_of(one[0]), one)[1] != one[1]:
            raise ValueError(tr("{name} is there twice.", name=one[0]))
    return dict(ranks.values())


def show_order_types(ranks: Mapping[str, int]) -> str:
    """The text of types of orders with their priorities."""
    ordered = sorted(ranks.items(), key=lambda one: (one[1], key_of(one[0])))
    return ", ".join(f"{name}={rank}" if rank else name for name, rank in ordered)
