"""Who changed something last, as questions about a conflict name it."""

from __future__ import annotations

from datetime import datetime

from inventory_tui.domain.history import Deed
from inventory_tui.services import Database
from inventory_tui.services.reports import reporting
from inventory_tui.wording import tr

SOURCE_DEEDS = (
    Deed.SOURCE_EDITED,
    Deed.SOURCES_ENABLED,
    Deed.SOURCES_DISABLED,
    Deed.SOURCES_ARCHIVED,
    Deed.SOURCES_LOCATED,
    Deed.SOURCE_ELIGIBLE,
    Deed.UNDONE,
)
STOCK_DEEDS = (
    Deed.STOCK_MAPPED,
    Deed.STOCK_RENAMED,
    Deed.STOCK_DELETED,
    Deed.CHANNEL_DELETED,
    Deed.UNDONE,
)
SETTING_DEEDS = (Deed.SETTING_CHANGED, Deed.UNDONE)
PRODUCT_DEEDS = (Deed.PRODUCT_EDITED, Deed.PRODUCTS_IMPORTED, Deed.UNDONE)


def who_set(database: Database, deeds: tuple[Deed, ...], about: str = "") -> str:
    """Return who did the newest of these deeds, and when: ``clerk2 set, 10:44``.

    Args:
        deeds: None of them: any deed.
        about: More terms of the history's filter language: ``source:berlin``.
    """
    named = ",".join(f'"{deed.value}"' for deed in deeds)
    terms = [f"deed:{named}"] if deeds else []
    ids = reporting.history_ids(database, " ".join([*terms, about]))
    if not ids:
        return tr("now set")
    one = reporting.operations(database, ids[:1])[ids[0]]
    return set_by(one.actor, one.at)


def set_by(actor: str, at: datetime) -> str:
    """Who set something, and when: ``clerk2 set, 10:44``."""
    return tr("{actor} set, {at:%H:%M}", actor=actor, at=at.astimezone())
