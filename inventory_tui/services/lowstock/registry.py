"""Which low-stock actions there are: the built-in ones, and those of other packages.

Source: warehouse 1.4; registering an existing key replaces the previous action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.low_stock_action import ACTIONS, LowStockAction
from inventory_tui.services.lowstock.built_in import BUILT_IN
from inventory_tui.services.shipping.plugins import Foreign, found
from inventory_tui.store.database import Database
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class ActionShown:
    """One action as lists and pickers show it."""

    key: str
    label: str
    priority: int
    origin: str
    """``built-in``, ``package``, or ``missing``: chosen by products, and not installed here."""
    products: int = 0
    """How many products chose it."""


class Registry:
    """Actions by key."""

    def __init__(self, actions: Iterable[LowStockAction] = ()) -> None:
        self._actions: dict[str, LowStockAction] = {}
        self._origins: dict[str, str] = {}
        for action in actions:
            self.register(action)

    def register(self, action: LowStockAction, origin: str = "built-in") -> None:
        """Add an action; one of the same key goes."""
        key = key_of(action.key)
        self._actions[key] = action
        self._origins[key] = origin

    def get(self, key: str) -> LowStockAction | None:
        """Return the action of a key, letter case ignored."""
        return self._actions.get(key_of(key))

    def listed(self, language: str = "en") -> list[ActionShown]:
        """Return all of them, the smallest priority first."""
        shown = []
        for key, action in self._actions.items():
            try:
                with Foreign(tr("The low-stock action {key}", key=key)):
                    shown.append(
                        ActionShown(
                            key,
                            str(action.label(language)),
                            int(action.priority),
                            self._origins[key],
                        )
                    )
            except Refused:
                shown.append(ActionShown(key, key, 1_000, self._origins[key]))
        return sorted(shown, key=lambda one: (one.priority, one.key))


def registered() -> Registry:
    """Return every action that can be chosen here, in a registry of one's own."""
    registry = Registry(BUILT_IN)
    offered = found(ACTIONS, LowStockAction, called="key")  # type: ignore[type-abstract]
    for action in offered.things.values():
        registry.register(action, "package")
    return registry


def broken() -> tuple[str, ...]:
    """Return why an action of another package cannot be chosen, a sentence each."""
    offered = found(ACTIONS, LowStockAction, called="key")  # type: ignore[type-abstract]
    return tuple(offered.broken.values())


def listed(database: Database, language: str = "") -> list[ActionShown]:
    """Return every action with the number of products that chose it; missing ones last.

    Args:
        language: Of their labels; empty: that of whoever looks.
    """
    with database.read() as transaction:
        counts = transaction.low_watch.watched() if transaction.options.any_watched else {}
    shown = [
        ActionShown(one.key, one.label, one.priority, one.origin, counts.pop(one.key, 0))
        for one in registered().listed(language or database.language or "en")
    ]
    return shown + [
        ActionShown(key, key, 0, "missing", count) for key, count in sorted(counts.items())
    ]


def check_action(key: str) -> list[Problem]:
    """Return what is wrong with choosing an action: nobody offers it."""
    registry = registered()
    if registry.get(key) is not None:
        return []
    keys = [one.key for one in registry.listed()]
    sentence = tr(
        "Low Stock Action: there is no {key!r} here; choose one of {keys}.{hint}",
        key=key,
        keys=", ".join(keys),
        hint=did_you_mean(key, keys),
    )
    return [Problem(Kind.VALIDATION_FAILED, sentence, "low_stock_action")]
