"""The ledger: rows written as they stand, found wrong, put right and cleaned up."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inventory_tui.cli import main
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.inconsistency import Inconsistency, lines, parse_asked
from inventory_tui.domain.order import Event, OrderStatus
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.orders import inconsistencies, ledger, ordering
from inventory_tui.services.shipping import shipping
from tests.conformance import catalogue, orders, places, stored, worlds
from tests.conformance.registry import Answer, Seen, Words, builder, look, operation
from tests.conformance.shop import Shop, amount, number

_ORDER = "order"


def _order_of(shop: Shop, row: Mapping[str, Any]) -> str:
    """The number of the order a row is about; empty where it is about none."""
    metadata = row.get("metadata") or {}
    if metadata.get("object_type") != _ORDER:
        return ""
    if metadata.get("object_increment_id"):
        return str(metadata["object_increment_id"])
    return stored.number_of(shop, str(metadata.get("object_id") or ""))


def _event_of(row: Mapping[str, Any]) -> Event:
    word = (row.get("metadata") or {}).get("event_type")
    return Event(word) if word in {event.value for event in Event} else Event.HELD_DIRECTLY


def _new_row(shop: Shop, row: Mapping[str, Any]) -> ledger.NewRow:
    return ledger.NewRow(
        shop.stock(row["stock_id"]),
        row["sku"],
        amount(row["quantity"]),
        order=_order_of(shop, row),
        event=_event_of(row),
        number=row.get("reservation_id"),
    )


@builder("reservations")
def _write(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows one after another as they stand, about orders that are there or not."""
    places.need_stocks(shop, (row["stock_id"] for row in rows))
    catalogue.need_products(shop, (row["sku"] for row in rows))
    stored.need_orders(shop, [(_order_of(shop, row), row["sku"]) for row in rows])
    for row in rows:
        new = _new_row(shop, {**row, "reservation_id": None})
        ledger.append(shop.database, [new], cause=shop.cause, always=True)
        if row.get("reservation_id") is not None:
            newest = ledger.reservations(shop.database)[-1].id
            shop.memory.rows[str(row["reservation_id"])] = newest


@operation("append_reservations")
def _append(shop: Shop, words: Words) -> Answer:
    before = len(orders.ledger_rows(shop))
    rows = [_new_row(shop, row) for row in words["reservations"]]
    ledger.append(shop.database, rows, cause=shop.cause)
    return {"rows_added": len(orders.ledger_rows(shop)) - before}


@operation("cleanup_reservations")
def _clean(shop: Shop, words: Words) -> None:
    inconsistencies.clean(shop.database, cause=shop.cause)


@look("reservation_ids_left")
def _ids_left(shop: Shop, expected: Any, seen: Seen) -> Any:
    there = {row.id for row in orders.ledger_rows(shop)}
    return [int(id) for id, own in shop.memory.rows.items() if own in there]


# what is wrong, and put right


def _found(shop: Shop) -> list[Inconsistency]:
    return list(inconsistencies.find(shop.database))


def _by_order(shop: Shop) -> list[Answer]:
    rows: dict[tuple[str, int], Answer] = {}
    for one in _found(shop):
        row = rows.setdefault(
            (one.order, one.stock_id),
            {
                "order_increment_id": one.order,
                "stock_id": shop.stock_number(one.stock_id),
                "items": {},
            },
        )
        row["items"][one.sku] = number(one.missing)
    return list(rows.values())


@operation("find_inconsistencies")
def _find(shop: Shop, words: Words) -> Answer:
    rows = _by_order(shop)
    return {
        "count": len(rows),
        "inconsistencies": rows,
        "items_of_first": rows[0]["items"] if rows else {},
        "every_bunch_empty": not rows,
        **({"stock_id": rows[0]["stock_id"]} if rows else {}),
    }


@operation("find_then_compensate")
def _compensate(shop: Shop, words: Words) -> Answer:
    text = words["argument"]
    if "<found qty>" in text:
        found = _found(shop)[0].missing
        text = text.replace("<found qty>", str(number(found)))
    inconsistencies.compensate(shop.database, [_own(shop, text)], cause=shop.cause)
    return {"inconsistencies_after": len(_found(shop))}


def _own(shop: Shop, text: str) -> str:
    """Name the stock of an argument as it is named here; what is none stays as it is."""
    try:
        asked = parse_asked(text)
        return f"{asked.order}:{asked.sku}:{asked.amount}:{shop.stock(asked.stock)}"
    except ValueError:
        return text


@operation("parse_compensation_argument")
def _parse(shop: Shop, words: Words) -> Answer:
    asked = parse_asked(words["argument"])
    return {
        "order_increment_id": asked.order,
        "sku": asked.sku,
        "quantity": number(asked.quantity),
        "stock_id": int(asked.stock),
    }


@builder("inconsistency")
def _inconsistency(shop: Shop, row: Mapping[str, Any]) -> None:
    shop.memory.notes["inconsistency"] = dict(row)


@operation("format_inconsistencies")
def _format(shop: Shop, words: Words) -> Answer:
    row = shop.memory.notes["inconsistency"]
    found = [
        Inconsistency(
            0,
            row["order_increment_id"],
            OrderStatus.PROCESSING,
            0,
            sku,
            row["stock_id"],
            "",
            amount(missing),
            ZERO,
            False,
        )
        for sku, missing in row["items"].items()
    ]
    return {"lines": list(lines(found, raw=bool(words.get("raw"))))}


# the commands themselves


@operation("list_inconsistencies_command")
def _list_command(shop: Shop, words: Words) -> Answer:
    status, _ = command(shop, "reservations", "inconsistencies")
    return {"exit_code": status, "exit_code_is_zero": status == 0}


@operation("create_compensations_command")
def _compensate_command(shop: Shop, words: Words) -> Answer:
    before = len(orders.ledger_rows(shop))
    asked = [_own(shop, text) for text in words.get("arguments") or ()]
    lines = [_own(shop, line) for line in (words.get("stdin") or "").splitlines()]
    status, said = command(
        shop, "reservations", "compensate", *(asked or ["-"]), stdin="\n".join(lines)
    )
    return {
        "exit_code": status,
        "reservations_added": len(orders.ledger_rows(shop)) - before,
        "error": next((kind.value for kind in Kind if f'"{kind.value}"' in said), None),
    }


def command(shop: Shop, *words: str, stdin: str = "") -> tuple[int, str]:
    """Run a command on the shop's database; return its exit status and what it printed."""
    url = shop.database.url.render_as_string(hide_password=False)
    where = str(shop.database.path) if shop.database.path else url
    printed = io.StringIO()
    with _standard_input(stdin), contextlib.redirect_stdout(printed):
        try:
            main(["--database", where, "--json", *words])
        except SystemExit as end:
            return int(end.code or 0), printed.getvalue()
    return 0, printed.getvalue()


@contextlib.contextmanager
def _standard_input(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text.encode()))
    try:
        yield
    finally:
        sys.stdin = before


# what each event writes


@operation("sales_event_reservation")
def _event(shop: Shop, words: Words) -> Answer:
    """Let an event happen to an order, and look at the row it writes."""
    event = words["event_type"]
    row = {"sku": catalogue.THE_PRODUCT, "source_code": "default", "quantity": 100, "status": 1}
    worlds.build(shop, {"source_items": [row]})
    items = {"items": [{"sku": catalogue.THE_PRODUCT, "qty": 2}]}
    if event == Event.ORDER_PLACE_FAILED:
        with contextlib.suppress(Refused):
            orders.place(shop, {"items": [{"sku": catalogue.THE_PRODUCT, "qty": 1000}]})
        return _said_of(shop)
    number = orders.place(shop, items).order
    if event == Event.ORDER_CANCELED:
        ordering.cancel(shop.database, number, cause=shop.cause)
    elif event == Event.SHIPMENT_CREATED:
        shipping.create(shop.database, number, "default", cause=shop.cause)
    elif event == Event.MANUAL_COMPENSATION:
        return _compensated(shop, number)
    elif event != Event.ORDER_PLACED:
        raise LookupError(f"no event {event}")
    return _said_of(shop)


def _compensated(shop: Shop, order: str) -> Answer:
    """Put right what holds too much, then what holds too little; say what the signs are."""
    signs = []
    for wrong in (-1, 1):
        row = ledger.NewRow("1", catalogue.THE_PRODUCT, amount(wrong), order=order)
        ledger.append(shop.database, [row], cause=shop.cause)
        text = f"{order}:{catalogue.THE_PRODUCT}:{-wrong}:1"
        inconsistencies.compensate(shop.database, [text], cause=shop.cause)
        last = orders.ledger_rows(shop)[-1]
        assert last.event is Event.MANUAL_COMPENSATION
        signs.append(last.quantity == amount(-wrong))
    return {**_said_of(shop), "quantity_sign": "as given" if all(signs) else "other"}


def _said_of(shop: Shop) -> Answer:
    rows = orders.ledger_rows(shop)
    if not rows:
        return {"quantity_sign": "no row", "object_type": None}
    last = rows[-1]
    return {
        "quantity_sign": "positive" if last.quantity > ZERO else "negative",
        "object_type": _ORDER if last.order else None,
    }
