"""Settings the reference does not have."""

from __future__ import annotations

from inventory_tui.domain.options.option import PER_CHANNEL, Option, switch, words

SECTION = "This program"

SEEDED_REASONS = (
    "received",
    "damaged",
    "lost",
    "found",
    "counted",
    "correction",
    "sample",
    "returned",
    "supplier",
)
"""Reasons for people to choose from; more by the setting ``reasons``."""


def _reasons(text: str) -> str:
    given = text.replace(",", " ").split()
    for word in given:
        if not word.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"{word!r}: use letters, digits, - and _ only.")
    return " ".join(dict.fromkeys(word.lower() for word in given))


def _time_zone(text: str) -> str:
    try:
        from zoneinfo import ZoneInfo  # it asks how this Python was built

        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError):
        raise ValueError("write a name such as Europe/Berlin or UTC.") from None


OUR_OPTIONS = (
    switch(
        "protect_shared_sources",
        "Protect shared sources",
        SECTION,
        False,
        "Yes: stocks that share a source never promise the same unit; what one stock's open "
        "orders must take is no longer promised by the others. No: each stock sees only its "
        "own orders, and may promise a unit the other has promised.",
        affects_salable=True,
    ),
    switch(
        "ship_only_invoiced",
        "Ship only invoiced lines",
        SECTION,
        False,
        "Yes: only what was invoiced may be shipped. No: goods may leave before.",
    ),
    switch(
        "orders_need_invoice",
        "Orders need an invoice",
        SECTION,
        False,
        "Yes: an order is complete when it is shipped and invoiced. No: when it is shipped.",
    ),
    switch(
        "reasons_required",
        "Reasons required",
        SECTION,
        False,
        "Yes: a quantity changed by hand needs a reason.",
    ),
    words(
        "reasons",
        "More reasons",
        SECTION,
        "",
        "Reason codes of your own beside the built-in ones, separated by blanks.",
        parse=_reasons,
    ),
    switch(
        "sources_start_disabled",
        "New sources start disabled",
        SECTION,
        False,
        "Yes: a source that is added is off until somebody enables it.",
    ),
    Option(
        "time_zone",
        "Time zone",
        SECTION,
        _time_zone,
        str,
        "UTC",
        "The zone dates are shown and typed in; a channel's own is that of its schedules.",
        PER_CHANNEL,
    ),
)
