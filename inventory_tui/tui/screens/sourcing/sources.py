"""Sources: the list of places goods lie at, switched on and off, opened in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.eligibility import show_channels
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.source_list import SourceQuery, SourceRow
from inventory_tui.services import Database
from inventory_tui.services.sourcing import source_lists, sourcing
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.dialogs.enable import EnableDialog
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.sourcing.source import DRAFT, SourceScreen
from inventory_tui.tui.screens.sourcing.source_deeds import locate_sources, remove_sources
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn, word

_NONE = Cell("–", "dim")


class SourcesScreen(ListPage[SourceRow, SourceQuery]):
    """Place 2."""

    PLACE = 2
    TOPIC = "Sources"
    NOUN = tr("sources")
    LABEL = "code"
    VOCABULARY = vocabularies.SOURCES
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: berlin  code:b*  country:DE  "
        'city:paris  stock:"EU stock"  channel:eu  enabled:no  kept:yes  '
        "latitude>50  marked"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Edit")),
        ("enable", tr("On, off")),
        "new",
        "mark",
        "filter",
        "columns",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "new", "enable", "delete", "fill", "history")
    ]

    def history_filter(self) -> str:
        """Everything that touched the source."""
        row = self.grid.cursor_row
        return "" if row is None else f"source:{quoted(row.source.code)}"

    def columns(self) -> Sequence[Column[SourceRow]]:
        """Those of spec 3.6, and the stocks a source serves."""
        return _COLUMNS

    def request(self) -> SourceQuery:
        """What to ask for now."""
        return SourceQuery(
            self.filter, self.sort, self.descending, frozenset(self.grid.marks.ids())
        )

    def find(self, database: Database, asked: SourceQuery) -> Sequence[int]:
        """Every source that matches."""
        return [row.id for row in source_lists.source_rows(database, asked)]

    def rows(
        self, database: Database, asked: SourceQuery, ids: Sequence[int]
    ) -> Mapping[int, SourceRow]:
        """Their fields."""
        wanted = set(ids)
        return {row.id: row for row in source_lists.source_rows(database) if row.id in wanted}

    def count_all(self, database: Database, asked: SourceQuery) -> int | None:
        """How many there are."""
        return len(source_lists.source_rows(database))

    def label_of(self, command: Command) -> str:
        """Menus name what a verb acts on."""
        if command.id == "enable":
            return tr("Enable or disable {subject}", subject=self.subject()).rstrip()
        if command.id == "delete":
            return tr("Delete or archive {subject}", subject=self.subject()).rstrip()
        if command.id == "fill":
            return tr("Locate by the address")
        return super().label_of(command)

    # -- verbs ----------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the editor."""
        await self._edit()

    @story
    async def action_edit(self) -> None:
        """e: the same."""
        await self._edit()

    async def _edit(self) -> None:
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(SourceScreen(row.source))

    def action_new(self) -> None:
        """n: an empty editor."""
        self.inventory.open(SourceScreen(None, added=self._added))

    def _added(self, id: int) -> None:
        """Put the cursor on a source that was added."""
        self.go_to(id)

    @story
    async def go_to(self, id: int) -> None:
        """Put the cursor on this source, as soon as it is in the list."""
        self.workers.cancel_group(self, "reload")
        await self._read(first=True)
        self.grid.move_to_id(id)

    @story
    async def action_enable(self) -> None:
        """E: switch the marked sources on or off, with counts."""
        ids = list(self.chosen())
        found = await self.read(self.rows, self.request(), ids)
        rows = [found[id] for id in ids if id in found]
        if not rows:
            return
        if all(row.source.is_default for row in rows):
            self.say(tr("The Default Source is always enabled"))
            return
        on = await self.ask(EnableDialog(rows))
        if on is None:
            return
        service = sourcing.enable_sources if on else sourcing.disable_sources
        receipt = await self.deed(service, [row.source.code for row in rows])
        if receipt is not None:
            # the message says it already: "3 disabled, 1 already, Default Source stays"
            self.say(
                tr("{message} · z undoes", message=receipt.message)
                if receipt.operation
                else receipt.message
            )
            self.inventory.data_written()

    @story
    async def action_delete(self) -> None:
        """D: delete what nothing names, archive the others, or bring archived ones back."""
        codes = await self._chosen_codes()
        if codes and await remove_sources(self, codes):
            self.inventory.data_written()

    @story
    async def action_fill(self) -> None:
        """f: fill in the latitude and longitude of the sources' addresses."""
        codes = await self._chosen_codes()
        if codes and await locate_sources(self, codes):
            self.inventory.data_written()

    async def _chosen_codes(self) -> list[str]:
        ids = list(self.chosen())
        found = await self.read(self.rows, self.request(), ids)
        return [found[id].source.code for id in ids if id in found]

    def bring_back_draft(self) -> bool:
        """z: the draft of a source that was thrown away last opens again."""
        drafts = self.inventory.drafts
        name = next((one for one in reversed(drafts.discarded) if one.startswith(DRAFT)), None)
        if name is None:
            return False
        drafts.keep(name, drafts.discarded.pop(name))
        self._open_draft(name.removeprefix(DRAFT))
        return True

    @story
    async def _open_draft(self, code: str) -> None:
        if not code:
            self.inventory.open(SourceScreen(None, added=self._added))
            return
        source = await self.read(sourcing.get_source, code)
        self.inventory.open(SourceScreen(source))


def _state(row: SourceRow) -> str | Cell:
    if row.source.archived:
        return Cell(tr("kept"), "dim")
    return tr("on") if row.source.enabled else Cell(tr("off"), "dim")


def _pickup(row: SourceRow) -> str | Cell:
    return tr("yes") if row.source.pickup else _NONE


def _serves(row: SourceRow) -> str | Cell:
    """``all``, or whom it is for: channels, then who else."""
    if not row.serves.limits:
        return Cell(tr("all"), "dim")
    serves = row.serves
    parts = [] if serves.channels is None else [show_channels(serves.channels)]
    if count := len(serves.accounts):
        parts.append(trn("{count} account", "{count} accounts", count))
    if count := len(serves.groups):
        parts.append(trn("{count} group", "{count} groups", count))
    if count := len(serves.order_types):
        parts.append(trn("{count} order type", "{count} order types", count))
    return ", ".join(parts)


def _name(row: SourceRow) -> str | Cell:
    return row.source.name if row.source.enabled else Cell(row.source.name, "dim")


def _stocks(row: SourceRow, width: int) -> str | Cell:
    """As many names as fit, then how many more: ``EU stock +2``."""
    if not row.stocks:
        return _NONE
    shown = row.stocks[0]
    for number, name in enumerate(row.stocks[1:], start=1):
        left = len(row.stocks) - number - 1
        longer = f"{shown}, {name}"
        if len(longer) + (len(f" +{left}") if left else 0) > width:
            return f"{shown} +{left + 1}"
        shown = longer
    return shown


def _optional(name: str, title: str, width: int) -> Column[SourceRow]:
    def text(row: SourceRow) -> str | Cell:
        return getattr(row.source, name) or _NONE

    return Column(
        name,
        title,
        text,
        width,
        least=max(6, len(title)),
        most=40,
        drop=9,
        sort=name,
        shown=False,
    )


def _field(name: str) -> Callable[[SourceRow], str]:
    return lambda row: str(getattr(row.source, name))


_COLUMNS: tuple[Column[SourceRow], ...] = (
    Column("code", tr("Code"), _field("code"), 14, least=8, most=24, sort="code"),
    Column("name", tr("Name"), _name, 26, least=12, most=44, sort="name"),
    Column("enabled", word(tr("on or off|State")), _state, 7, drop=2, sort="enabled"),
    Column("pickup", tr("Pickup"), _pickup, 8, drop=3, sort="pickup"),
    Column(
        "stocks",
        tr("Stocks"),
        lambda row: _stocks(row, 200),
        18,
        least=8,
        most=40,
        drop=4,
        sort="stocks",
        fitted=_stocks,
    ),
    _optional("latitude", tr("Latitude"), 11),
    _optional("longitude", tr("Longitude"), 11),
    _optional("region", tr("State/Prov."), 12),
    _optional("city", tr("City"), 14),
    _optional("street", tr("Street"), 20),
    _optional("postcode", tr("Postcode"), 9),
    _optional("country", tr("Country"), 8),
    _optional("email", tr("Email"), 20),
    _optional("phone", tr("Phone"), 14),
    _optional("fax", tr("Fax"), 14),
    Column("channel", tr("Serves"), _serves, 12, least=6, most=40, drop=9, shown=False),
    _optional("type", tr("Type"), 10),
    _optional("erc", tr("Reference"), 12),
    _optional("street2", tr("Street 2"), 14),
    _optional("street3", tr("Street 3"), 14),
)
