"""Products themselves: added, edited, renamed, retyped, duplicated, deleted, composed.

Each deed has its own dialog; it answers the receipt, or None where nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain.composite import Part, counted, named
from inventory_tui.domain.composition_text import COMPOSITION
from inventory_tui.domain.errors import InvalidInput, InventoryError, Kind
from inventory_tui.domain.fields import Field, show_yes_no, yes_no
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import storable, visible
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_form import PRODUCT, SETTINGS
from inventory_tui.domain.product_life import SUCCESSION, local_text
from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.catalog import PartShown, ProductShown
from inventory_tui.services.products.units import units_of
from inventory_tui.tui import dates
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr, trn

_FIELDS = {field.name: field for field in PRODUCT if field.name not in SETTINGS}
del _FIELDS["never_expire"]  # an empty date says the same
_ENDING = {field.name: field for field in SUCCESSION}
_FORCEABLE = (Kind.OPEN_RESERVATIONS, Kind.BLOCKED)
_SHIP = next(field for field in COMPOSITION if field.name == "ship")
_NEW = [
    replace(field, required=name == "sku")
    for name, field in _FIELDS.items()
    if name != "status"
]
_PART = Field("sku", "SKU", str, True, verbatim=True)


async def add_product(page: Page, sku: str = "") -> Receipt | None:
    """Ask for the fields of a new product and add it."""

    async def save(typed: dict[str, str]) -> Receipt:
        given = {name: text for name, text in typed.items() if text.strip()}
        sku = given.pop("sku", "")
        return await page.written(catalog.add, sku, given, cause=page.inventory.cause())

    note = tr("It gets a row at the Default Source; one made of others gets parts on its page.")
    return await page.form_deed(tr("New product"), _NEW, {"sku": sku}, save, note=note)


async def edit_product(page: Page, shown: ProductShown) -> Receipt | None:
    """Ask for other values of a product's own fields."""
    product = shown.product
    composite = not product.type.has_source_items
    fields = [field for field in _FIELDS.values() if composite or field.name != "status"]
    fields += _ENDING.values()
    zone = await page.read(dates.zone_of)
    now = {
        "sku": product.sku,
        "name": product.name,
        "type": product.type.value,
        "set": product.attribute_set,
        "price": product.price,
        "visibility": product.visibility,
        "enabled": show_yes_no(product.enabled),
        "websites": product.websites,
        "weight": product.weight,
        "status": "in" if product.parent_in_stock else "out",
        "draft": show_yes_no(product.life.draft),
        "display": local_text(product.display_at, zone),
        "expires": local_text(product.expires_at, zone),
        "discontinued": show_yes_no(shown.succession.discontinued),
        "discontinued_on": shown.succession.discontinued_on,
        "replacement": shown.succession.replacement,
    }
    if product.type is ProductType.BUNDLE:
        fields.append(_SHIP)
        now["ship"] = _SHIP.show(product.ship_together)

    async def save(typed: dict[str, str]) -> Receipt:
        changed = {name: text for name, text in typed.items() if text != now[name]}
        if not changed:
            raise InvalidInput({"name": tr("Nothing was changed.")})
        return await page.written(
            catalog.edit,
            product.sku,
            changed,
            seen_version=product.version,
            cause=page.inventory.cause(),
        )

    locked = {"type": tr("b changes it, for what lies of it follows")}
    return await page.form_deed(
        tr("Product {sku}", sku=product.sku), fields, now, save, locked=locked
    )


async def rename_product(page: Page, sku: str) -> Receipt | None:
    """Ask for another SKU; everything that names the product follows at once."""

    async def save(typed: dict[str, str]) -> Receipt:
        cause = page.inventory.cause()
        return await page.written(catalog.rename, sku, typed["sku"], cause=cause)

    note = tr("Orders, quantities and history follow at once.")
    return await page.form_deed(
        tr("Rename {sku}", sku=sku), [_FIELDS["sku"]], {"sku": sku}, save, note=note
    )


async def duplicate_product(page: Page, sku: str) -> Receipt | None:
    """Ask for the SKU of a second product like this one."""

    async def save(typed: dict[str, str]) -> Receipt:
        cause = page.inventory.cause()
        return await page.written(catalog.duplicate, sku, typed["sku"], cause=cause)

    note = tr("With its fields, settings, parts and sources; nothing there, Out of Stock.")
    return await page.form_deed(
        tr("Duplicate {sku}", sku=sku), [_FIELDS["sku"]], {"sku": sku}, save, note=note
    )


async def change_type(page: Page, shown: ProductShown) -> Receipt | None:
    """Ask for another type; what that would take away is asked about."""
    product = shown.product

    async def save(typed: dict[str, str]) -> Receipt:
        return await _forced(
            page, catalog.change_type, product.sku, typed["type"], seen_version=product.version
        )

    now = {"type": product.type.value}
    note = tr("Made of others it has no quantities of its own.")
    return await page.form_deed(
        tr("Type of {sku}", sku=product.sku), [_FIELDS["type"]], now, save, note=note
    )


async def delete_product(page: Page, shown: ProductShown) -> Receipt | None:
    """Say what goes with a product, then delete it."""
    product = shown.product
    named_so = product.sku
    lines = [f"{visible(product.name)}, {product.type}."]
    if product.precision is not None and product.unit_of is None:
        counted_in = await page.read(units_of, product.id)
        named_so = counted_in.sku
        if len(counted_in.units) > 1:
            keys = named(visible(one.unit.key) for one in counted_in.units)
            lines.append(tr("All of its units go with what is in them: {keys}.", keys=keys))
    sku = visible(named_so)
    units = sum(one.item.quantity.parts for one in shown.items)
    if shown.items:
        gone = Quantity(units).in_units()
        lines.append(
            trn(
                "Its {count} row at sources goes, with {gone}.",
                "Its {count} rows at sources go, with {gone}.",
                len(shown.items),
                gone=gone,
            )
        )
    if shown.parts:
        lines.append(tr("Its {type} stay.", type=counted(product.type, len(shown.composition))))
    if shown.parents:
        lines.append(
            tr("It leaves {names}.", names=named(visible(one.sku) for one in shown.parents))
        )
    lines.append(tr("Orders and the history keep naming it. It cannot come back."))
    question = Question(
        tr("Delete {sku}?", sku=sku),
        lines,
        [("save", tr("Delete {sku}", sku=sku)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return None
    try:
        receipt = await _forced(page, catalog.delete, named_so)
    except InventoryError as refusal:
        if refusal.kind not in _FORCEABLE:  # those were asked about
            await page.refuse(refusal)
        return None
    page.say_receipt(receipt)
    return receipt


async def add_part(page: Page, shown: ProductShown) -> Receipt | None:
    """Ask for a product to add to a composite."""
    kind = shown.product.type
    titles = list(dict.fromkeys(one.option for one in shown.parts))
    fields = [_PART, *_part_fields(kind, titles)]
    now = {"option": titles[0] if titles else "Option", "quantity": "1", "changeable": "no"}
    return await _part_form(
        page, shown, tr("Add to {sku}", sku=shown.product.sku), fields, now, None
    )


async def edit_part(page: Page, shown: ProductShown, row: PartShown) -> Receipt | None:
    """Ask for another quantity, label or option of a part."""
    fields = _part_fields(shown.product.type, [row.option])
    now = {
        "label": row.part.label,
        "quantity": str(row.part.quantity),
        "changeable": show_yes_no(row.part.changeable),
        "option": row.option,
    }
    locked = {"option": tr("take it out and add it to another one")}
    title = tr("{part} in {sku}", part=row.part.sku, sku=shown.product.sku)
    return await _part_form(page, shown, title, fields, now, row, locked)


async def remove_part(page: Page, shown: ProductShown, row: PartShown) -> Receipt | None:
    """Take a part out of a composite; undo brings it back."""
    sku = shown.product.sku
    return await page.deed(composites.remove_part, sku, row.part.sku)


def _part_fields(kind: ProductType, titles: Sequence[str]) -> list[Field]:
    quantity = Field("quantity", tr("Quantity"), Quantity.parse, True, "1")
    if kind is ProductType.CONFIGURABLE:
        return [Field("label", tr("Variation"), storable, help="color=Red,size=M")]
    if kind is ProductType.GROUPED:
        return [replace(quantity, label=tr("Default quantity"))]
    switch = Field(
        "changeable",
        tr("Buyer may change it"),
        yes_no,
        choices=(("yes", tr("Yes")), ("no", tr("No"))),
        show=show_yes_no,
    )
    offered = tuple((title, title) for title in titles)
    return [Field("option", tr("Option"), storable, True, offered=offered), quantity, switch]


async def _part_form(
    page: Page,
    shown: ProductShown,
    title: str,
    fields: Sequence[Field],
    now: Mapping[str, str],
    row: PartShown | None,
    locked: Mapping[str, str] | None = None,
) -> Receipt | None:
    known = {field.name: field for field in fields}

    async def save(typed: dict[str, str]) -> Receipt:
        texts = {**now, **typed}
        try:
            values = {
                name: field.parse(texts.get(name, "").strip())
                for name, field in known.items()
                if name != "sku" and texts.get(name, "").strip()
            }
        except ValueError as problem:
            raise InvalidInput({"quantity": str(problem)}) from None
        part = Part(
            row.part.sku if row else texts.get("sku", ""),
            values.get("quantity", ONE),
            bool(values.get("changeable", False)),
            values.get("label", ""),
        )
        return await page.written(
            composites.add_part,
            shown.product.sku,
            part,
            option=values.get("option", ""),
            cause=page.inventory.cause(),
        )

    typed = {name: now.get(name, "") for name in known}
    return await page.form_deed(title, fields, typed, save, locked=locked)


async def _forced(
    page: Page, service: Callable[..., Receipt], *args: Any, **more: Any
) -> Receipt:
    """Do a deed; what it would take with it is asked about, and then forced."""
    cause = page.inventory.cause()
    try:
        return await page.written(service, *args, cause=cause, **more)
    except InventoryError as refusal:
        if refusal.kind not in _FORCEABLE:
            raise
        choices = [("save", tr("Do it all the same")), ("back", tr("Leave it"))]
        if (
            await page.ask(Question(tr("This takes more with it"), [str(refusal)], choices))
            != "save"
        ):
            raise
    return await page.written(service, *args, force=True, cause=cause, **more)
