"""*Product Alerts*: who is told what, and when.

Where messages go is a matter of the machine that sends them: see `inventory_tui.settings`.
"""

from __future__ import annotations

import re

from inventory_tui.domain.options.option import PER_CHANNEL, address, switch, words
from inventory_tui.domain.templates import template
from inventory_tui.wording import tr

ALERTS, RUN = tr("Product Alerts"), tr("Alerts Run Settings")

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_ALERT = ("customer", "product", "sku", "channel")


def _time_of_day(text: str) -> str:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(tr("write a time of day such as 06:30 or 06:30:00."))
    hour, minute, second = match.groups()
    return f"{int(hour):02}:{minute}:{second or '00'}"


OPTIONS_OF_ALERTS = (
    switch(
        "alert_price",
        tr("Allow Alert When Product Price Changes"),
        ALERTS,
        False,
        tr("Yes: customers may ask to be told when the price of a product changes."),
        PER_CHANNEL,
    ),
    words(
        "alert_price_text",
        tr("Price Alert Template"),
        ALERTS,
        "{product} ({sku}) now costs {price}.",
        tr(
            "What the message says. {customer} {product} {sku} {channel} {price} are filled in."
        ),
        PER_CHANNEL,
        parse=template(*_ALERT, "price"),
    ),
    switch(
        "alert_stock",
        tr("Allow Alert When Product Comes Back in Stock"),
        ALERTS,
        False,
        tr(
            "Yes: customers may ask to be told when a product is back, provided that out "
            "of stock products are displayed."
        ),
        PER_CHANNEL,
    ),
    words(
        "alert_stock_text",
        tr("Stock Alert Template"),
        ALERTS,
        "{product} ({sku}) is back in stock.",
        tr("What the message says. {customer} {product} {sku} {channel} are filled in."),
        PER_CHANNEL,
        parse=template(*_ALERT),
    ),
    words(
        "alert_sender",
        tr("Alert Sender"),
        ALERTS,
        "",
        tr("The address messages are from; it stands in every message delivered."),
        PER_CHANNEL,
        parse=address,
    ),
    words(
        "alert_schedule",
        tr("Frequency"),
        RUN,
        "daily",
        tr("How often alerts are looked for: alerts run --due keeps to it."),
        PER_CHANNEL,
        choices=(("daily", tr("Daily")), ("weekly", tr("Weekly")), ("monthly", tr("Monthly"))),
    ),
    words(
        "alert_start",
        tr("Start Time"),
        RUN,
        "00:00:00",
        tr("The time of day from which messages are due, in the channel's time zone."),
        PER_CHANNEL,
        parse=_time_of_day,
    ),
    words(
        "alert_error_recipient",
        tr("Error Recipient"),
        RUN,
        "",
        tr("Who is told when messages could not be delivered; nobody when empty."),
        parse=address,
    ),
    words(
        "alert_error_sender",
        tr("Error Sender"),
        RUN,
        "",
        tr("The address such a message is from; empty: the Alert Sender."),
        parse=address,
    ),
    words(
        "alert_error_text",
        tr("Error Template"),
        RUN,
        "{count} messages could not be delivered: {why}",
        tr("What it says. {count} {why} are filled in."),
        parse=template("count", "why"),
    ),
)
