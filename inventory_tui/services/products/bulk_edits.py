"""Fields of many products changed at once: settings, status and other attributes.

Planned before it is done, by the same statements; one transaction, one operation, one undo
(spec 3.4, *Update Attributes*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.chunks import Progress, Stop, chunks, go_on
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product_edits import (
    COLUMN_OF,
    EDITABLE,
    NAME_OF,
    EditLine,
    EditPlan,
    Outcome,
)
from inventory_tui.domain.product_form import PRODUCT, check_amounts, read_product
from inventory_tui.services.products import channel_changes, own_options
from inventory_tui.services.products.product_dates import in_zone
from inventory_tui.services.quantities.bulk import CHUNK, SAMPLE, not_as_shown
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products import product_edits
from inventory_tui.store.products.chosen import choose
from inventory_tui.store.products.product_edits import ProductEdits
from inventory_tui.store.quantities.item_effects import effects_by_name
from inventory_tui.wording import tr, trn


def plan(
    database: Database,
    ids: Sequence[int],
    typed: Mapping[str, str],
    *,
    channel: str | None = None,
    sample: int = SAMPLE,
    stop: Stop | None = None,
) -> EditPlan:
    """Count what changing these fields of these products would do; change nothing.

    Args:
        ids: Of the products, without repeats.
        typed: Field → text (`domain.product_edits.EDITABLE`); ``default`` takes a setting
            back to the inherited value.
        channel: The sales channel in which they are to hold; None: everywhere.
        sample: How many lines of the dry run to return.

    Raises:
        InvalidInput: Fields are unknown, cannot be changed for many, or are wrong.
        Refused: No field is named.
        Stopped: ``stop`` said so.
    """
    read = read_edits(typed) if channel is None else channel_changes.read(typed)
    with database.read() as transaction:
        values = own_options.checked(transaction, in_zone(transaction, read))
        where = _channel(transaction, channel)
        return _work(transaction, ids, typed, values, where, sample=sample, stop=stop)


def set_many(
    database: Database,
    ids: Sequence[int],
    typed: Mapping[str, str],
    *,
    channel: str | None = None,
    cause: Cause,
    expected: EditPlan | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> Receipt:
    """Do it, in one transaction, recorded as one operation that `undo` takes back.

    Products whose fewest to order would be above their most are left out and counted.

    Args:
        channel: The sales channel in which they are to hold; None: everywhere.
        expected: What the user was shown; when it no longer holds nothing is done.
        batch: How many products are worked on between two looks at ``stop``; None: many.

    Raises:
        InvalidInput: As `plan`.
        Refused: As `plan`.
        ChangedElsewhere: The outcome is no longer the one in ``expected``.
        Stopped: ``stop`` said so; nothing was changed.
    """
    deed = Deed.PRODUCT_EDITED
    read = read_edits(typed) if channel is None else channel_changes.read(typed)
    with database.write() as transaction:
        values = own_options.checked(transaction, in_zone(transaction, read))
        where = _channel(transaction, channel)
        operation = transaction.journal.begin(deed, cause, reason="edited")
        done = _work(
            transaction,
            ids,
            typed,
            values,
            where,
            operation=operation,
            progress=progress,
            stop=stop,
            batch=batch,
        )
        if expected is not None and not done.same_outcome(expected):
            raise not_as_shown(tr("changed"))
        counts: dict[str, int | str] = {
            "changed": done.changed,
            "unchanged": done.unchanged,
            "refused": done.refused,
        }
        what = ", ".join(f"{key} {text.strip() or '–'}" for key, text in typed.items())
        products = trn("{count:,} SKU", "{count:,} SKUs", done.changed)
        there = tr(" in {channel}", channel=where[1]) if where else ""
        summary = tr(
            "Set {what} for {products}{there}", what=what, products=products, there=there
        )
        transaction.journal.finish(operation, summary=summary, counts=counts)
        if not done.changed:
            transaction.journal.withdraw(operation)
            return Receipt(None, deed, counts, tr("Nothing changed."), _warnings(done))
    return Receipt(operation, deed, counts, summary, _warnings(done))


def read_edits(typed: Mapping[str, str]) -> dict[str, Any]:
    """Read fields for many products into values by attribute or option key.

    Raises:
        InvalidInput: Fields are unknown, cannot be changed for many, or are wrong.
        Refused: No field is named.
    """
    if not typed:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name a field: FIELD=VALUE, such as threshold=5."))
    names = [one.name for one in EDITABLE]
    single = {one.name: one.label for one in PRODUCT if one.name not in names}
    wrong = {
        name: tr("{field} is changed product by product.", field=single[name])
        if name in single
        else tr("There is no field {name!r}.{hint}", name=name, hint=did_you_mean(name, names))
        for name in typed
        if name not in names
    }
    if wrong:
        raise InvalidInput(wrong, Kind.UNKNOWN_FIELD)
    values = read_product(typed, partial=True)
    if values.get("min_cart_qty") and values.get("max_cart_qty"):
        check_amounts(values["min_cart_qty"], values["max_cart_qty"])
    return values


def standing(
    database: Database, ids: Sequence[int], field: str
) -> list[tuple[str | None, int]]:
    """Return which values products have of a field, and how many each: the most first.

    Args:
        field: Of `domain.product_edits.EDITABLE`.

    Returns:
        Texts as the history keeps them; None: inherited.
    """
    key = COLUMN_OF.get(field, field)
    counted: dict[str | None, int] = {}
    with database.read() as transaction:
        for chunk in chunks(ids, CHUNK):
            chosen = choose(transaction.connection, chunk)
            for text, count in product_edits.standing(transaction.connection, chosen, key):
                counted[text] = counted.get(text, 0) + count
    return sorted(counted.items(), key=lambda pair: -pair[1])


def _work(
    transaction: Transaction,
    ids: Sequence[int],
    typed: Mapping[str, str],
    values: Mapping[str, Any],
    channel: tuple[int, str] | None,
    *,
    sample: int = 0,
    operation: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    batch: int | None = None,
) -> EditPlan:
    """Prepare every chunk; apply each when there is an operation to record it under."""
    matters = channel is None and any(
        key in OPTIONS and OPTIONS[key].affects_salable for key in values
    )
    outcomes: dict[Outcome, int] = {}
    fields: dict[str, int] = {}
    effects: dict[int, int] = {}
    shown: list[EditLine] = []
    walked = 0
    for chunk in chunks(ids, batch or CHUNK):
        go_on(stop)
        chosen = choose(transaction.connection, chunk)
        if operation is not None:
            transaction.lock_products(chosen)
        edits = ProductEdits(transaction, values, channel)
        edits.prepare(chosen)
        _add(outcomes, edits.outcomes())
        _add(fields, edits.fields())
        if matters:
            _add(effects, edits.effects())
        if sample:
            shown = sorted([*shown, *edits.sample(sample)], key=_refused_first)[:sample]
        if operation is not None:
            edits.apply(operation, refresh=matters)
        walked += len(chunk)
        if progress is not None:
            progress(walked, len(ids))
    go_on(stop)
    stocks = [(stock.id, stock.name) for stock in transaction.stocks.all()]
    return EditPlan(
        dict(typed),
        sum(outcomes.values()),
        outcomes,
        {NAME_OF.get(key, key): count for key, count in fields.items()},
        effects_by_name(effects, stocks),
        tuple(shown),
    )


def _channel(transaction: Transaction, code: str | None) -> tuple[int, str] | None:
    if code is None:
        return None
    found = transaction.channels.known(code, "channel")
    return found.id, found.code


def _add(sums: dict[Any, int], more: Mapping[Any, int]) -> None:
    for key, count in more.items():
        sums[key] = sums.get(key, 0) + count


def _refused_first(line: EditLine) -> bool:
    return line.outcome not in (Outcome.REFUSED, Outcome.IN_UNITS)


def _warnings(done: EditPlan) -> tuple[str, ...]:
    return tuple(
        trn(
            "{count:,} product left out: {why}.",
            "{count:,} products left out: {why}.",
            count,
            why=why,
        )
        for count, why in (
            (done.refused, tr("the fewest to order would be above the most")),
            (done.in_units, tr("their units of measure say that (units set)")),
        )
        if count
    )
