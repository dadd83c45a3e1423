"""What the history calls what was changed, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.wording import tr, word

_WORDS: Mapping[str, str] = {
    "active": word(tr("field|active")),
    "damaged": word(tr("field|damaged")),
    "delivery": word(tr("field|delivery")),
    "discontinued": word(tr("field|discontinued")),
    "display": word(tr("field|display")),
    "draft": word(tr("field|draft")),
    "enabled": word(tr("field|enabled")),
    "expected": word(tr("field|expected")),
    "expires": word(tr("field|expires")),
    "increment": word(tr("field|increment")),
    "label": word(tr("field|label")),
    "name": word(tr("field|name")),
    "names": word(tr("field|names")),
    "note": word(tr("field|note")),
    "notify_below": word(tr("field|notify below")),
    "option": word(tr("field|option")),
    "precision": word(tr("field|precision")),
    "price": word(tr("field|price")),
    "primary": word(tr("field|primary")),
    "priority": word(tr("field|priority")),
    "quality_check": word(tr("field|quality check")),
    "quantity": word(tr("field|quantity")),
    "rate": word(tr("field|rate")),
    "received": word(tr("field|received")),
    "replacement": word(tr("field|replacement")),
    "safety": word(tr("field|safety")),
    "set": word(tr("field|set")),
    "source": word(tr("field|source")),
    "status": word(tr("field|status")),
    "type": word(tr("field|type")),
    "visibility": word(tr("field|visibility")),
    "websites": word(tr("field|websites")),
    "weight": word(tr("field|weight")),
}


def field_word(name: str) -> str:
    """Return what a field is called: ``notify below``; one that is not known, its name."""
    return _WORDS.get(name) or name.replace("_", " ")
