"""What names of things are picked from: estimates, low-stock actions, inventory engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from inventory_tui.domain.fields import Field
from inventory_tui.domain.options import OPTIONS
from inventory_tui.services import Database
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.dialog import Dialog
    from inventory_tui.tui.screens.frame.page import Page

Choices = tuple[tuple[str, str], ...]


async def with_choices(page: Page | Dialog[Any], field: Field) -> Field:
    """Return the field of a setting with what there is to pick from now, if it is of such."""
    option = OPTIONS.get(field.name)
    if option is None or not option.listed:
        return field
    return replace(field, choices=await page.read(_READERS[option.listed]))


def _estimates(database: Database) -> Choices:
    from inventory_tui.services.products import estimates

    there = [(one.title, one.title_in(database.language)) for one in estimates.listed(database)]
    return (
        ("", tr("none")),
        *((title, said if said != title else "") for title, said in there),
    )


def _actions(database: Database) -> Choices:
    from inventory_tui.services.lowstock import registry

    there = (one for one in registry.listed(database) if one.origin != "missing")
    return (("", tr("none")), *((one.key, one.label) for one in there))


def _engines(database: Database) -> Choices:
    from inventory_tui.services.products import configurations

    language = database.language or "en"
    return tuple((key, one.label(language)) for key, one in configurations.engines().items())


_READERS = {"estimates": _estimates, "actions": _actions, "engines": _engines}
