"""The tab History of the product page: what happened to it, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import islice
from typing import ClassVar

from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Deed, Row
from inventory_tui.domain.labels import visible
from inventory_tui.domain.vocabularies import moment_problem
from inventory_tui.services import Database
from inventory_tui.services.reports import reporting
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.commands import shown as shown_key
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.field_words import field_word
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr

MOST = 500
"""So many rows are shown; all of them are in the place History."""
_NOTHING_YET = tr("Nothing has happened to it yet.")


@dataclass(frozen=True, slots=True)
class HistoryRules:
    """What of a product's history is shown: all of it, or what these say."""

    deed: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""

    @property
    def text(self) -> str:
        """As a filter of the history."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return " ".join(f"{key}:{quoted(value)}" for key, value in given.items() if value)

    @property
    def words(self) -> str:
        """For people."""
        said = [self.deed, tr("by {actor}", actor=self.actor) if self.actor else ""]
        said += [
            tr("since {day}", day=self.since) if self.since else "",
            tr("until {day}", day=self.until) if self.until else "",
        ]
        return ", ".join(word for word in said if word)


class ProductHistory(ProductTab[Row]):
    """When, who, where, before and after, why."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("focus.next", tr("Next tab")),
        "filter",
        "history",
        "back",
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, marking=False)
        self.rules = HistoryRules()
        """What of it is shown."""
        self._now = datetime.now(UTC)
        self.empty = _NOTHING_YET
        self.show_columns(self._columns_now())

    def _columns_now(self) -> Sequence[Column[Row]]:
        return (
            Column("when", tr("When"), lambda row: dates.minute(row.at, self._now), 13),
            Column("who", tr("Who"), lambda row: row.actor, 8, least=6, most=16),
            Column("what", tr("What"), _what, 20, least=14, most=40),
            Column("change", tr("Before → after"), _change, 20, least=14, most=32),
            Column(
                "deed", tr("Deed"), lambda row: Cell(row.deed.value, "dim"), 18, from_width=96
            ),
            Column("reason", tr("Why"), lambda row: Cell(row.reason, "dim"), 11, drop=1),
        )

    def show_history(self, rows: Sequence[Row], now: datetime) -> None:
        """Show what happened, as of ``now``."""
        self._now = now
        narrowed = tr("Nothing of its history is like that.")
        self.empty = narrowed if self.rules.text else _NOTHING_YET
        self.show_all(dict(enumerate(rows)))

    @property
    def label(self) -> str:
        """Its name alone."""
        return tr("History")

    def sentences(self) -> tuple[str, str]:
        """What is left out, and the keys that change that."""
        page, only = self.screen, self.rules.words
        if not isinstance(page, Page):
            return "", ""
        narrow, whole = (
            shown_key(page.keys_of(id).split(",")[0]) for id in ("filter", "history")
        )
        hint = tr(
            "{narrow} narrows it by kind, user and date, {whole} opens all of it",
            narrow=narrow,
            whole=whole,
        )
        return tr("Only {only}", only=only) if only else "", hint


async def ask_rules(page: Page, sku: str, rules: HistoryRules) -> HistoryRules | None:
    """Ask what of a product's history to show; None: as it was."""

    async def save(typed: dict[str, str]) -> HistoryRules:
        read_form(_RULES, typed)
        wished = HistoryRules(**{name: text.strip() for name, text in typed.items()})
        await page.read(read_history, sku, "", wished.text)
        return wished

    dialog = FormDialog(
        tr("History of {sku}", sku=visible(sku)),
        _RULES,
        {field.name: getattr(rules, field.name) for field in fields(rules)},
        save=save,
        verb=tr("Show"),
        note=tr("Left empty, a box keeps nothing out."),
    )
    answer = await page.ask(dialog)
    return answer if isinstance(answer, HistoryRules) else None


def _day(text: str) -> str:
    if text and (problem := moment_problem(text)):
        raise ValueError(problem)
    return text


_RULES = (
    Field("deed", tr("Kind"), str, offered=tuple((deed.value, "") for deed in Deed)),
    Field("actor", tr("User"), str, help=tr("Who did it, by name.")),
    Field("since", tr("Since"), _day, help=tr("From this day on: 2026-11-20, today, 7d.")),
    Field("until", tr("Until"), _day, help=tr("Up to the end of this day.")),
)


def read_history(database: Database, sku: str, zone: str = "", filter: str = "") -> list[Row]:
    """Return the newest rows of the history about a product, in the zone to show.

    Args:
        filter: More terms of the history's filter language.

    Raises:
        InvalidInput: The filter cannot be read.
        Refused: There is no such product.
    """
    shown = dates.zone_of(database, zone)
    rows = reporting.history(database, sku=sku, filter=filter)
    return [replace(row, at=row.at.astimezone(shown)) for row in islice(rows, MOST)]


_OTHERS = {
    "incoming": tr("incoming"),
    "transfer": tr("transfer"),
    "consignment": tr("consignment"),
    "unit": tr("unit"),
}
"""Things with changes that are about a product."""


def _what(row: Row) -> str:
    if row.source is not None:
        return tr("{field} at {source}", field=field_word(row.field), source=row.source)
    said = field_word(row.field)
    if said == "*":
        said = tr("deleted") if row.after is None else tr("added")
    kind, _, which = (row.about or "").partition(" ")
    if kind not in _OTHERS:
        return said
    # a line of what comes is called by its number, its SKU and its source; a unit SKU/KEY
    which = which.rpartition("/")[2] if kind == "unit" else which.partition(":")[0]
    return f"{_OTHERS[kind]} {visible(which)} {said}"


def _change(row: Row) -> str:
    return f"{row.before or '–'} → {row.after or '–'}"
