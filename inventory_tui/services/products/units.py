"""Units of measure of a SKU: listed, added, changed, deleted.

Source: the warehouse half 1.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.languages import split_typed, texts
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ONE, PLACES, ZERO
from inventory_tui.domain.unit import (
    UNIT,
    Unit,
    bare_sku,
    check_increment,
    read_unit,
    sku_of,
)
from inventory_tui.services.products import unit_lines
from inventory_tui.services.products.unit_deletion import delete
from inventory_tui.services.products.unit_list import SkuUnits, UnitShown, units_of
from inventory_tui.services.products.unit_rows import (
    KIND,
    full_sku,
    held,
    known_unit,
    mirror,
    name_of,
    new_row,
    no_longer_primary,
    rename,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products import unit_counts
from inventory_tui.wording import tr, trn

_FIELDS = {field.name: field for field in UNIT}


def add(
    database: Database, sku: str, key: str, typed: Mapping[str, str], *, cause: Cause
) -> Receipt:
    """Add a unit to a SKU.

    The first adopts what is there: the stock, the orders and the prices of the SKU are then
    counted in it.  A later one starts empty, and from then on each row is named
    ``SKU/KEY``.

    Args:
        typed: Its fields as typed (`domain.unit.UNIT`), names by language as ``name@de``;
            without a name it is named after its key.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: There is no such product, it lies at no source, or has such a unit already.
    """
    plain, words = split_typed(KIND, dict(typed), UNIT)
    with database.write() as transaction:
        base, units = held(transaction, sku)
        if not base.type.has_source_items:
            raise Refused(
                Kind.TYPE_HAS_NO_SOURCE_ITEMS,
                tr(
                    "{sku} is {type}: its parts are counted, not itself.",
                    sku=visible(base.sku),
                    type=base.type,
                ),
                field="sku",
            )
        adopted = _adopted(transaction, base) if not units else {}
        values = read_unit({"name": key, **adopted, **plain, "key": key}, partial=False)
        values["increment"] = check_increment(values["increment"], values["precision"])
        _refuse_twice(base, units, values["key"])
        bare = bare_sku(units, base.sku)
        operation = transaction.journal.begin(Deed.UNIT_ADDED, cause, reason="added")
        if not units:
            row = base
            _refuse_finer(transaction, base, values["precision"], values["key"])
        else:
            if len(units) == 1:
                rename(transaction, operation, base, full_sku(bare, units[0].key))
            row = new_row(transaction, base, values, bare)
        if values["primary"]:
            no_longer_primary(transaction, operation, units)
        id = transaction.units.add(base.id, row.id, values)
        transaction.translations.put(KIND, id, words)
        mirror(transaction, operation, row, values, old=base if not units else None)
        label = sku_of(bare, values["key"])
        said = {"*": label, **texts(words)}
        of = dict.fromkeys(said, base.id)
        transaction.journal.changed(operation, KIND, id, label, {}, said, of=of)
        summary = (
            tr("{sku}: also counted in {name} ({key})")
            if units
            else tr("{sku}: counted in {name} ({key})")
        ).format(sku=bare, name=values["name"], key=values["key"])
        counts: dict[str, int | str] = {"created": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.UNIT_ADDED, counts, summary)


def edit(
    database: Database,
    sku: str,
    key: str,
    typed: Mapping[str, str],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Change fields of a unit.

    Another increment of a SKU's only unit counts the open lines of orders anew (see
    `unit_lines`); another key names its row anew.

    Raises:
        InvalidInput: Fields are unknown or wrong.
        Refused: There is no such unit, its key is taken, or what is there or open does not
            come out in it.
        ChangedElsewhere: It was changed after the person saw it.
    """
    plain, words = split_typed(KIND, dict(typed), UNIT)
    values = read_unit(plain, partial=True)
    if not values and not words:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name a field: FIELD=VALUE, such as rate=12."))
    # lines of any order may follow, so no other deed runs beside it
    with database.write(whole="increment" in values) as transaction:
        base, units = held(transaction, sku)
        unit = known_unit(base, units, key)
        if seen_version is not None and unit.version != seen_version:
            raise ChangedElsewhere(
                tr("{sku} was changed on another terminal.", sku=visible(unit.sku))
            )
        precision = values.get("precision", unit.precision)
        if "increment" in values or "precision" in values:
            step = check_increment(values.get("increment", unit.increment), precision)
            values["increment"] = step
        before = unit.values()
        changed = {name: value for name, value in values.items() if value != before[name]}
        said = transaction.translations.of(KIND, [unit.id])[unit.id]
        other = {at: text for at, text in words.items() if said.get(at, "") != text}
        if not changed and not other:
            return Receipt(None, Deed.UNIT_EDITED, {"changed": 0}, tr("Nothing changed."))
        if "key" in changed and key_of(changed["key"]) != key_of(unit.key):
            _refuse_twice(base, units, changed["key"])
        only = len(units) == 1
        new = replace(unit, **changed)
        lines = unit_lines.recounted(transaction, unit, new) if only else []
        operation = transaction.journal.begin(Deed.UNIT_EDITED, cause, reason="edited")
        transaction.units.put(unit, changed)
        transaction.translations.put(KIND, unit.id, other)
        row = transaction.products.by_ids([unit.product_id])[unit.product_id]
        if "key" in changed and not only:
            bare = bare_sku(units, base.sku)
            rename(transaction, operation, row, full_sku(bare, changed["key"]))
        if "name" in changed and not unit.is_first:
            name = name_of(base.name, changed["name"])
            rename(transaction, operation, row, name, field="name")
        if changed.get("primary"):
            others = [one for one in units if one.id != unit.id]
            no_longer_primary(transaction, operation, others)
        mirror(transaction, operation, row, changed, old=row)
        promised = unit_lines.write(transaction, operation, lines) if lines else ZERO
        if precision < unit.precision:
            _refuse_finer(transaction, row, precision, unit.key)
        label = unit.sku if not only else sku_of(unit.sku, unit.key)
        now = {name: _text(name, value) for name, value in changed.items()} | texts(other)
        transaction.journal.changed(
            operation,
            KIND,
            unit.id,
            label,
            {name: _text(name, before[name]) for name in changed}
            | {name: said.get(at) for at, name in _labels(other)},
            now,
            of=dict.fromkeys(now, base.id),
        )
        fields = [f"{name} {_shown(name, before[name])} → {_shown(name, changed[name])}"
                  for name in changed]  # fmt: skip
        fields += [f"{name} → {text or '–'}" for name, text in texts(other).items()]
        summary = f"{label}: {', '.join(fields)}"
        counts: dict[str, int | str] = {"changed": len(changed) + len(other)}
        if lines:
            counts["lines"] = len(lines)
            summary += trn(
                ", {count} open line counted anew",
                ", {count} open lines counted anew",
                len(lines),
            )
        transaction.journal.finish(operation, summary=summary, units=promised, counts=counts)
        warnings = unit_lines.oversold(transaction, row) if lines else ()
    return Receipt(operation, Deed.UNIT_EDITED, counts, summary, warnings)


def _adopted(transaction: Transaction, base: Product) -> dict[str, str]:
    """What the first unit of a product has unless it is told otherwise."""
    rules = transaction.products.rules([base.id])[base.id]
    increment = rules.increment if rules.increments_enabled else ONE
    return {
        "precision": str(PLACES if rules.decimals else 0),
        "increment": str(increment),
        "primary": "yes",
        "price": base.price,
    }


def _refuse_twice(base: Product, units: list[Unit], key: str) -> None:
    if any(key_of(unit.key) == key_of(key) for unit in units):
        shown = visible(bare_sku(units, base.sku))
        raise Refused(
            Kind.NOT_UNIQUE,
            tr("{sku} has a unit {key!r} already.", sku=shown, key=key),
            field="key",
        )


def _refuse_finer(transaction: Transaction, row: Product, places: int, key: str) -> None:
    """Refuse fewer decimals than what is there has."""
    amount = unit_counts.finer(transaction.connection, row.id, places)
    if amount is not None:
        sentence = (
            tr("Decimals allowed: {amount}; {key} would count {places} decimals.")
            if places
            else tr("Decimals allowed: {amount}; {key} would count whole units only.")
        ).format(amount=amount, key=key, places=places)
        raise InvalidInput({"precision": sentence}, Kind.QTY_DECIMAL)


def _text(name: str, value: Any) -> str | None:
    return None if value is None or value == "" else _FIELDS[name].show(value)


def _shown(name: str, value: Any) -> str:
    return _text(name, value) or "–"


def _labels(words: Mapping[tuple[str, str], str]) -> list[tuple[tuple[str, str], str]]:
    return list(zip(words, texts(words), strict=True))


__all__ = ["SkuUnits", "UnitShown", "add", "delete", "edit", "units_of"]
