"""*In-Store Delivery* and what a customer is told when an order is ready for pickup."""

from __future__ import annotations

import re

from inventory_tui.domain.fields import decimal_text
from inventory_tui.domain.options.option import (
    PER_CHANNEL,
    Option,
    address,
    addresses,
    switch,
    words,
)
from inventory_tui.domain.templates import template
from inventory_tui.wording import tr

DELIVERY, READY = tr("In-Store Delivery"), tr("Ready For Pickup")

_FURTHEST_KM = 20_038
"""Half the way round the Earth."""
_READY = ("customer", "order", "location", "address", "channel")


def _radius(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not 1 <= int(text) <= _FURTHEST_KM:
        raise ValueError(tr("enter whole kilometres from 1 to {most}.", most=_FURTHEST_KM))
    return int(text)


OPTIONS_OF_PICKUP = (
    switch(
        "pickup_enabled",
        tr("Enabled"),
        DELIVERY,
        False,
        tr("Yes: orders of the channel may be picked up at a pickup location."),
        PER_CHANNEL,
    ),
    words(
        "pickup_name",
        tr("Method Name"),
        DELIVERY,
        "Pick in Store",
        tr("What the way of delivery is called; stored with orders that are picked up."),
        PER_CHANNEL,
    ),
    words(
        "pickup_title",
        tr("Title"),
        DELIVERY,
        "In-Store Pickup Delivery",
        tr("The heading over the ways of delivery; stored with orders that are picked up."),
        PER_CHANNEL,
    ),
    words(
        "pickup_price",
        tr("Price"),
        DELIVERY,
        "0.00",
        tr("What picking up costs."),
        PER_CHANNEL,
        parse=decimal_text,
    ),
    Option(
        "pickup_radius_km",
        tr("Search Radius"),
        DELIVERY,
        _radius,
        str,
        200,
        tr("How many kilometres around a place are searched for pickup locations."),
        PER_CHANNEL,
    ),
    words(
        "pickup_error",
        tr("Displayed Error Message"),
        DELIVERY,
        "In-Store Delivery is not available for this order.",
        tr("What is said when an order cannot be picked up."),
        PER_CHANNEL,
    ),
    switch(
        "pickup_ready",
        tr("Enabled"),
        READY,
        True,
        tr(
            "Yes: the customer is told when an order is ready for pickup, by the "
            "delivery of Product Alerts."
        ),
        PER_CHANNEL,
    ),
    words(
        "pickup_ready_sender",
        tr("Sender"),
        READY,
        "",
        tr("The address the message is from; empty: the Alert Sender."),
        PER_CHANNEL,
        parse=address,
    ),
    words(
        "pickup_ready_text",
        tr("Template"),
        READY,
        "Order {order} is ready for pickup at {location}, {address}.",
        tr("What it says. {customer} {order} {location} {address} {channel} are filled in."),
        PER_CHANNEL,
        parse=template(*_READY),
    ),
    words(
        "pickup_ready_guest_text",
        tr("Template for guests"),
        READY,
        "Order {order} is ready for pickup at {location}, {address}.",
        tr("The same for customers without a group, that is without an account."),
        PER_CHANNEL,
        parse=template(*_READY),
    ),
    words(
        "pickup_ready_copy_to",
        tr("Copy To"),
        READY,
        "",
        tr("Addresses that get a copy, separated by blanks."),
        PER_CHANNEL,
        parse=addresses,
    ),
    words(
        "pickup_ready_copy_method",
        tr("Copy Method"),
        READY,
        "bcc",
        tr("Bcc: the message names them as hidden recipients. Separate: each gets its own."),
        PER_CHANNEL,
        choices=(("bcc", tr("Bcc")), ("separate", tr("Separate Email"))),
    ),
)
