"""Slips: what lies in a parcel, or has to go into one, as plain text of 80 columns.

Text of others is shown escaped (`visible`), so that no name moves a printer's head or a
terminal's cursor; wide characters count for the two cells they take.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo

from inventory_tui.domain.labels import visible
from inventory_tui.domain.low_stock import LowRow
from inventory_tui.domain.order import Address, Order
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.wording import tr, trn

WIDTH = 80
_AMOUNT, _SKU = 10, 26
_ORDER, _CANCELLED, _FROM, _TO = tr("Order"), tr("Cancelled"), tr("From"), tr("To")
_TRACKING, _COMMENT, _CHANNEL = tr("Tracking"), tr("Comment"), tr("Channel")
_STATUS, _QUANTITY, _NAME = tr("Status"), tr("Quantity"), tr("Name")
_BELOW, _SOURCE, _COUNT = tr("Below"), tr("Source"), tr("Count")
_LABELS = (_ORDER, _CANCELLED, _FROM, _TO, _TRACKING, _COMMENT, _CHANNEL, _STATUS)
_LABEL = max(10, *(len(label) + 1 for label in _LABELS))
_RULE = "-" * WIDTH


def packing_slip(shipment: Shipment, order: Order, zone: tzinfo) -> str:
    """Return the slip of one parcel.

    Args:
        zone: The zone its time is shown in.
    """
    lines = [(line.quantity, line.sku, line.name) for line in shipment.lines]
    return _text(
        _apart(tr("Packing slip {id}", id=shipment.id), _moment(shipment.shipped_at, zone)),
        *_labelled(_ORDER, order.number),
        *(_labelled(_CANCELLED, tr("its goods came back")) if shipment.cancelled else ()),
        *_labelled(_FROM, f"{shipment.source_name} ({shipment.source})"),
        *_address(order.ship_to),
        *_table(lines),
        *(
            line
            for one in shipment.tracking
            for line in _labelled(_TRACKING, f"{one.title} {one.number}")
        ),
        *(_labelled(_COMMENT, shipment.comment) if shipment.comment else ()),
    )


def order_slip(order: Order, zone: tzinfo) -> str:
    """Return the slip of what an order still has to ship.

    Args:
        zone: The zone its time is shown in.
    """
    lines = [(line.to_ship, line.sku, line.name) for line in order.lines if line.to_ship]
    return _text(
        _apart(
            tr("Order {order}", order=visible(order.number)), _moment(order.placed_at, zone)
        ),
        *_labelled(_CHANNEL, f"{order.channel_name} ({order.channel})"),
        *_labelled(_STATUS, order.status.label),
        *_address(order.ship_to),
        *(_table(lines) if lines else (_RULE, tr("Nothing is left to ship."))),
    )


def low_stock_sheet(
    rows: Iterable[LowRow], *, where: str, more_at_zero: int, at: datetime, zone: tzinfo
) -> str:
    """Return the low-stock report to take along: a line a row, with room for a count.

    Args:
        where: What it is about: ``at berlin``.
        zone: The zone its time is shown in.
    """
    sku, source, name = 24, 10, 20
    lines = [
        _apart(tr("Low stock {where}", where=visible(where)), _moment(at, zone)),
        _RULE,
        f"{_QUANTITY:>9} {_BELOW:>6}  {'SKU':<{sku}} {_SOURCE:<{source}} "
        f"{_NAME:<{name}} {_COUNT}",
        _RULE,
    ]
    heading = len(lines)
    for row in rows:
        lines.append(
            f"{row.quantity.grouped():>9} {row.notify_below.grouped():>6}  "
            f"{_cut(row.sku, sku)} {_cut(row.source, source)} {_cut(row.name, name)} ____"
        )
    count = len(lines) - heading
    lines.append(_RULE)
    said = trn("{count:,} row", "{count:,} rows", count)
    if more_at_zero:
        said += tr(", {more_at_zero:,} more at zero", more_at_zero=more_at_zero)
    lines.append(said)
    return _text(*lines)


def _cut(text: str, width: int) -> str:
    """A text in exactly so many cells; what is cut off is shown as ``~``."""
    shown = visible(text)
    if _cells(shown) > width:
        while _cells(shown) > width - 1:
            shown = shown[:-1]
        shown += "~"
    return shown + " " * (width - _cells(shown))


def _text(*lines: str) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _apart(left: str, right: str) -> str:
    return left + " " * max(1, WIDTH - _cells(left) - _cells(right)) + right


def _address(to: Address) -> Iterator[str]:
    place = " ".join(part for part in (to.postcode, to.city) if part)
    parts = [part for part in (to.name, to.street, place, to.region, to.country) if part]
    for label, part in zip((_TO, *[""] * len(parts)), parts, strict=False):
        yield from _labelled(label, part)


def _table(lines: Sequence[tuple[Quantity, str, str]]) -> Iterator[str]:
    yield _RULE
    yield f"{_QUANTITY:>{_AMOUNT}}  {'SKU':<{_SKU}}  {_NAME}"
    yield _RULE
    indent = " " * (_AMOUNT + 2)
    for quantity, sku, name in lines:
        shown = visible(sku)
        begin = f"{quantity.grouped():>{_AMOUNT}}  "
        if _cells(shown) > _SKU:
            first, *more = _wrapped(shown, WIDTH - len(indent))
            yield begin + first
            yield from (indent + part for part in more)
            begin = indent + " " * (_SKU + 2)
        else:
            begin += shown + " " * (_SKU + 2 - _cells(shown))
        for part in _wrapped(visible(name), WIDTH - len(indent) - _SKU - 2):
            yield begin + part
            begin = indent + " " * (_SKU + 2)
    yield _RULE
    units = total(quantity for quantity, _, _ in lines)
    said = tr("units of {count} SKUs", count=len(lines))
    yield f"{units.grouped():>{_AMOUNT}}  {said}"


def _labelled(label: str, text: str) -> Iterator[str]:
    begin = f"{label:<{_LABEL}}"
    for paragraph in text.splitlines() or [""]:
        for part in _wrapped(visible(paragraph), WIDTH - _LABEL):
            yield begin + part
            begin = " " * _LABEL


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells, at blanks where there are some."""
    lines, line = [], ""
    for word in _words(text.split(), width):
        if line and _cells(line) + 1 + _cells(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _words(words: Iterable[str], width: int) -> Iterator[str]:
    """Cut words that are longer than a line."""
    for word in words:
        part = ""
        for character in word:
            if _cells(part + character) > width:
                yield part
                part = ""
            part += character
        yield part


def _cells(text: str) -> int:
    """How many columns of a terminal or printer a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
