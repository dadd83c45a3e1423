"""Places of a country: read from a geonames file, for the distances between addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from inventory_tui.domain.countries import COUNTRIES
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.source import parse_country
from inventory_tui.services import Database
from inventory_tui.services.shipping import geonames
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.wording import tr, trn

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page

_FIELDS = (
    Field(
        "country",
        tr("Country"),
        parse_country,
        required=True,
        help=tr("Two letters. Its places are replaced by those of the file."),
    ),
    Field(
        "file",
        tr("File"),
        str,
        required=True,
        help=tr("A postal file of geonames.org, such as DE.zip or DE.txt."),
    ),
)
_SHOWN = 8


async def import_places(page: Page) -> None:
    """``X``: ask for a country and its file, import it, and say what it came to."""

    async def kept(typed: dict[str, str]) -> dict[str, str]:
        return typed

    async def known_codes() -> list[Option]:
        known = await page.read(geonames.countries)
        codes = [*known, *(code for code in COUNTRIES if code not in known)]
        return [
            Option(
                code,
                COUNTRIES.get(code, ""),
                trn("{count:,} places", "{count:,} places", known[code])
                if code in known
                else "",
            )
            for code in codes
        ]

    try:
        note = _known(await page.read(geonames.countries))
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    typed: dict[str, str] | None = None
    while True:
        typed = await page.ask(
            FormDialog(
                tr("Import places of a country"),
                _FIELDS,
                typed,
                save=kept,
                verb=tr("Import"),
                lists={"country": known_codes},
                note=note,
            )
        )
        if typed is None:
            return
        receipt = await page.long_deed(
            tr("Importing places"), _imported, typed["file"], typed["country"]
        )
        if receipt is not None:
            page.inventory.data_written()
            return


def _imported(database: Database, file: str, country: str, **given: Any) -> Receipt:
    done = geonames.import_places(database, file, country, **given)
    if not done.rejected:
        return done.receipt
    left = trn(
        "left out {count:,} wrong row: {message}",
        "left out {count:,} wrong rows: {message}",
        len(done.rejected),
        message=done.rejected[0].message,
    )
    return replace(done.receipt, message=f"{done.receipt.message.rstrip('.')}; {left}")


def _known(countries: dict[str, int]) -> str:
    if not countries:
        return tr("No places are known yet: distances come from coordinates alone.")
    named = [f"{country} {count:,}" for country, count in countries.items()]
    more = tr(" and {more} more", more=len(named) - _SHOWN) if len(named) > _SHOWN else ""
    return tr("Known: {places}", places=", ".join(named[:_SHOWN]) + more)
