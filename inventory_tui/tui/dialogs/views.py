"""Views of a list: use one, save what is shown as one, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import parse_name
from inventory_tui.domain.views import View
from inventory_tui.services.desk import viewing
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.stories import story
from inventory_tui.tui.topics import title_of
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.list_page import ListPage

_COLUMNS: tuple[Column[View], ...] = (
    Column("name", "", lambda view: view.name or tr("Default View"), 18, most=30),
    Column("what", "", lambda view: Cell(view.summary, "dim"), 32, least=10, most=60),
)
_NAME = (
    Field("name", tr("Name"), parse_name, required=True, help=tr("what the view is called")),
)


class ViewsDialog(Dialog[View]):
    """Answers the view to use; the first is the list as it opens."""

    AUTO_FOCUS = "QueryGrid"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "new", "edit", "delete")]
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Use")),
        ("new", tr("Save this as")),
        ("edit", tr("Rename")),
        "delete",
        ("back", "Esc"),
    )

    def __init__(self, page: ListPage[Any, Any], list_name: str, current: View) -> None:
        super().__init__(tr("Views of {list}", list=title_of(list_name.capitalize())))
        self._page = page
        self._list = list_name
        self._current = current

    def compose_body(self) -> ComposeResult:
        """The views."""
        yield QueryGrid[View](_COLUMNS, heading=False, marking=False)

    @property
    def _grid(self) -> QueryGrid[View]:
        return self.query_one(QueryGrid)

    def on_mount(self) -> None:
        """Read them."""
        super().on_mount()
        self._read()

    @story
    async def _read(self) -> None:
        views = [View("")]
        try:
            views += await self.read(viewing.list_views, self.inventory.actor, self._list)
        except InventoryError as refusal:
            self.say(str(refusal))
        self._grid.show_all(dict(enumerate(views)))

    def action_open(self) -> None:
        """Enter: use it."""
        view = self._grid.cursor_row
        if view is not None:
            self.dismiss(view)

    @story
    async def action_new(self) -> None:
        """n: save what is shown now as a view."""

        async def save(typed: dict[str, str]) -> bool:
            kept = View.read(typed["name"].strip(), self._current.definition())
            await self._write(viewing.save_view, kept)
            return True

        if await self.ask(FormDialog(tr("Save this view as"), _NAME, save=save)):
            self._read()

    @story
    async def action_edit(self) -> None:
        """e: another name."""
        view = self._grid.cursor_row
        if view is None or not view.name:
            self.say(tr("The Default View keeps its name"))
            return

        async def save(typed: dict[str, str]) -> bool:
            await self._write(viewing.rename_view, view.name, typed["name"].strip())
            return True

        if await self.ask(
            FormDialog(tr("Rename the view"), _NAME, {"name": view.name}, save=save)
        ):
            self._read()

    @story
    async def action_delete(self) -> None:
        """D: delete it, asked."""
        view = self._grid.cursor_row
        if view is None or not view.name:
            self.say(tr("The Default View stays"))
            return
        question = Question(
            tr("Delete the view {name}?", name=view.name),
            [tr("It cannot be brought back.")],
            [("save", tr("Delete")), ("back", tr("Keep"))],
        )
        if await self.ask(question) == "save":
            try:
                await self._write(viewing.delete_view, view.name)
            except InventoryError as refusal:
                self.say(str(refusal))
            self._read()

    async def _write(self, service: Any, *args: Any) -> None:
        """Raises: InventoryError, shown at the field by the form."""
        await self.inventory.jobs.write(service, self.inventory.actor, self._list, *args)
