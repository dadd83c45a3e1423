"""What one does with a list as a whole: columns, counts, views, export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.binding import BindingType

from inventory_tui.domain.fields import Field
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.screens.frame.listing import Listing
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import for_width
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.views import View

Row = TypeVar("Row")
Asked = TypeVar("Asked")

_EXPORT = (Field("file", tr("File"), str, required=True, help=tr("a path; ~ is your home")),)


class ListPage(Listing[Row, Asked], Generic[Row, Asked]):
    """A page that shows a list, with everything of the table "Every list" of the keys.

    See `listing.Listing` for what a screen has to say.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("count", "columns", "views", "export", "import")
    ]

    def begin(self) -> None:
        """Read for the first time, in the columns chosen last."""
        names = self.inventory.drafts.remembered(self._columns_name())
        if names:
            self.choose_columns(names.split(","))
        super().begin()

    def _columns_name(self) -> str:
        return f"columns of {self.TOPIC.lower()}"

    def choose_columns(self, names: Sequence[str]) -> None:
        """Show these columns, in this order; none: as they come."""
        self._chosen_columns = list(names)
        self.grid.show_columns(self.chosen_columns())

    @story
    async def action_columns(self) -> None:
        """``w``: columns: show, move, reset."""
        from inventory_tui.tui.dialogs.columns import ColumnsDialog

        shown = [column.name for column in self.chosen_columns()]
        names = await self.ask(ColumnsDialog(self.columns(), shown))
        if names is not None:
            self.choose_columns(names)
            self.inventory.drafts.remember(**{self._columns_name(): ",".join(names)})

    @story
    async def action_count_by(self) -> None:
        """``F``: count the rows by the value of the column under the cursor."""
        from inventory_tui.tui.dialogs.counts import CountsDialog

        column = self.grid.cursor_column
        if column is None:
            return
        await self.until_complete()
        tally: Counter[str] = Counter()
        async for _, row in self.every_row():
            tally[column.value(row)] += 1
        title = tr(
            "{count:,} {noun} by {column}",
            count=len(self.grid.ids),
            noun=self.NOUN,
            column=column.title.strip(),
        )
        value = await self.ask(CountsDialog(title, tally.most_common(1_000)))
        if value is not None:
            ids = await self._ids_where(column, value)
            self.grid.mark(ids)

    @story
    async def action_views(self) -> None:
        """``V``: views: pick, save, rename, delete."""
        from inventory_tui.domain.views import View
        from inventory_tui.tui.dialogs.views import ViewsDialog

        current = View(
            "",
            self.filter,
            self.sort,
            self.descending,
            tuple(self._chosen_columns),
            self.context.source,
            self.context.stock,
        )
        view = await self.ask(ViewsDialog(self, self.TOPIC.lower(), current))
        if view is not None:
            await self._use(view)

    async def _use(self, view: View) -> None:
        """Show the list as a view says."""
        if view.source or view.stock:
            from inventory_tui.tui.dialogs.pick import use_source_and_stock

            await use_source_and_stock(self, view.source, view.stock)
        self.choose_columns(view.columns)
        default = (view.sort, view.descending) if view.sort else self.DEFAULT_SORT
        self.sort, self.descending = default
        self.grid.ordered_by = default
        self.filter = view.filter
        self.filter_bar.set_text(view.filter)
        self.filter_bar.show(bool(view.filter))
        self.workers.cancel_group(self, "reload")
        await self._read(first=True)

    @story
    async def action_export(self) -> None:
        """``x``: write this view (or its marked rows) to a CSV file."""
        from inventory_tui.tui.dialogs.form import FormDialog

        await self.until_complete()

        async def save(typed: dict[str, str]) -> str:
            written = await self.write_view(typed["file"])
            return tr("{written:,} rows written to {file}", written=written, file=typed["file"])

        title = tr("Export {what}", what=self.what_to_export())
        form = FormDialog(
            title, _EXPORT, {"file": self.view_file()}, save=save, verb=tr("Write")
        )
        done = await self.ask(form)
        if done:
            self.say(done)

    def view_file(self) -> str:
        """The file a view is written to, unless another is named."""
        topic = self.TOPIC.lower().replace(" ", "-")
        return f"~/{topic}-{self.inventory.clock():%Y%m%d-%H%M}.csv"

    def exported_ids(self) -> Sequence[int]:
        """What is written: the marked rows, else all that match."""
        return self.grid.marks.ids() if len(self.grid.marks) else self.grid.ids

    def what_to_export(self) -> str:
        """``12 marked SKUs``."""
        count = len(self.exported_ids())
        if len(self.grid.marks):
            return tr("{marked:,} marked {noun}", marked=count, noun=self.NOUN)
        return f"{count:,} {self.NOUN}"

    async def write_view(self, file: str) -> int:
        """Write the columns that are shown to a file; return how many rows."""
        from inventory_tui.services.files import listing

        columns = for_width(self.chosen_columns(), self.grid.size.width)
        rows = [
            [column.exported(row) for column in columns]
            async for _, row in self.every_row(self.exported_ids())
        ]
        titles = [column.title.strip() for column in columns]
        return await self.read(listing.write_list, file, titles, rows)

    @story
    async def action_import(self) -> None:
        """``X``: the import wizard."""
        from inventory_tui.tui.screens.files.importing import ImportScreen

        if await self.may_leave():
            self.inventory.open(ImportScreen(place=self.PLACE))
