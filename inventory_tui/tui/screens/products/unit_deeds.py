"""Units of a SKU on screen: added, edited, deleted.

Each deed has its own dialog; it answers the receipt, or None where nothing was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.languages import label_of, parse_words, show_words
from inventory_tui.domain.unit import UNIT
from inventory_tui.services.products import units
from inventory_tui.services.products.units import UnitShown
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.products.catalog import ProductShown

_FIELDS = {field.name: field for field in UNIT}
_NAMES = Field(
    "names",
    tr("Names by language"),
    parse_words,
    help=tr("Its name in other languages: de=Flasche; fr=Bouteille."),
    section=tr("Unit"),
)


def _with_names(typed: dict[str, str], now: str) -> dict[str, str]:
    """The fields typed, each language that changed a field of its own (``name@de``)."""
    names = typed.pop("names", now)
    if names == now:
        return typed
    try:
        before, after = parse_words(now), parse_words(names)
    except ValueError as problem:
        raise InvalidInput({"names": f"{_NAMES.label}: {problem}"}) from None
    words = {tag: after.get(tag, "") for tag in before.keys() | after.keys()}
    return typed | {
        label_of("name", tag): text for tag, text in words.items() if text != before.get(tag)
    }


async def add_unit(page: Page, shown: ProductShown) -> Receipt | None:
    """Ask for the fields of another unit of a product, and add it."""
    found = await page.read(units.units_of, shown.product.id)

    async def save(typed: dict[str, str]) -> Receipt:
        given = {name: text for name, text in typed.items() if text.strip()}
        given = _with_names(given, "")
        key = given.pop("key", "")
        if not key:
            raise InvalidInput({"key": tr("Key is required.")}, Kind.EMPTY)
        return await page.written(
            units.add, found.sku, key, given, cause=page.inventory.cause()
        )

    if found.units:
        note = tr("It starts empty; from the second unit on each row is named SKU/KEY.")
        now = {name: field.default for name, field in _FIELDS.items()}
    else:
        note = tr("The first unit adopts what is there: stock, orders and price.")
        now = {"primary": "yes", "price": shown.product.price}
        now = {name: field.default for name, field in _FIELDS.items()} | now
        if shown.product.own.get("decimals"):
            now["precision"] = "4"
    fields = _after_name([_optional(field) for field in UNIT])
    return await page.form_deed(
        tr("New unit of {sku}", sku=found.sku), fields, now, save, note=note
    )


def _after_name(fields: Sequence[Field]) -> list[Field]:
    """With the names in other languages after the name."""
    at = next(at for at, field in enumerate(fields) if field.name == "name") + 1
    return [*fields[:at], _NAMES, *fields[at:]]


def _optional(field: Field) -> Field:
    """The name may stay empty: it is the key then."""
    if field.name != "name":
        return field
    return Field(field.name, field.label, field.parse, help=tr("Empty: named after its key."))


async def edit_unit(page: Page, sku: str, one: UnitShown) -> Receipt | None:
    """Ask for other values of a unit."""
    unit = one.unit
    values = unit.values()
    now = {
        name: "" if values[name] is None else field.show(values[name])
        for name, field in _FIELDS.items()
    }

    now["names"] = show_words(one.words, "name")

    async def save(typed: dict[str, str]) -> Receipt:
        changed = {name: text for name, text in typed.items() if text != now[name]}
        changed = _with_names(changed, now["names"])
        if not changed:
            raise InvalidInput({"name": tr("Nothing was changed.")})
        return await page.written(
            units.edit,
            sku,
            unit.key,
            changed,
            seen_version=unit.version,
            cause=page.inventory.cause(),
        )

    note = tr("Another increment of a SKU's only unit counts what is open in orders anew.")
    return await page.form_deed(
        tr("Unit {key} of {sku}", key=unit.key, sku=sku),
        _after_name(UNIT),
        now,
        save,
        note=note,
    )


async def delete_unit(page: Page, sku: str, one: UnitShown, others: int) -> Receipt | None:
    """Say what becomes of a unit's row, then delete the unit."""
    key = visible(one.unit.key)
    lines = [
        tr("{sku} goes; it must be empty.", sku=visible(one.unit.sku))
        if others
        else tr("{sku} keeps what is there, counted without units.", sku=visible(sku))
    ]
    choices = [("save", tr("Delete {key}", key=key)), ("back", tr("Keep"))]
    if (
        await page.ask(Question(tr("Delete the unit {key}?", key=key), lines, choices))
        != "save"
    ):
        return None
    return await page.deed(units.delete, sku, one.unit.key)
