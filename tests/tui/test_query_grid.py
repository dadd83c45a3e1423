"""The grid by itself: any number of rows, few bytes, the cursor on its row."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen

from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.tui.display import display
from inventory_tui.tui.type_ahead import TypeAhead
from inventory_tui.tui.widgets.columns import Cell, Column, Editable, fit, layout
from inventory_tui.tui.widgets.query_grid import QueryGrid


@dataclass(frozen=True)
class Thing:
    sku: str
    quantity: Quantity = ONE
    version: int = 1


COLUMNS: tuple[Column[Thing], ...] = (
    Column("sku", "SKU", lambda thing: thing.sku, 20, least=8, most=40, sort="sku"),
    Column("note", "Note", lambda thing: Cell("note", "dim"), 12, drop=2),
    Column(
        "quantity",
        "Quantity",
        lambda thing: str(thing.quantity),
        10,
        right=True,
        drop=1,
        edit=Editable(lambda thing: thing.quantity),
    ),
)


class GridScreen(Screen[None]):
    """A grid that is answered at once."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[int]] = []

    def compose(self) -> ComposeResult:
        yield QueryGrid[Thing](COLUMNS, id="grid")

    @on(QueryGrid.RowsNeeded)
    def load(self, needed: QueryGrid.RowsNeeded) -> None:
        self.asked.append(needed.ids)
        needed.grid.fill({id: Thing(f"SKU-{id}") for id in needed.ids})


class GridApp(App[None]):
    """A grid over as many things as asked for."""

    CSS = "QueryGrid { height: 1fr; overflow-x: hidden; }"

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__()
        self.display_profile = display("plain", {})
        self.typing = TypeAhead(self._nothing, self.call_later)
        self.ids = ids

    async def _nothing(self, event: object) -> None: ...

    def get_default_screen(self) -> GridScreen:
        return GridScreen()

    @property
    def asked(self) -> list[list[int]]:
        assert isinstance(self.screen, GridScreen)
        return self.screen.asked

    @property
    def grid(self) -> QueryGrid[Thing]:
        return self.screen.query_one("#grid", QueryGrid)

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: self.grid.show(self.ids))


async def painted(pilot: Pilot[None], app: GridApp) -> None:
    """Wait until the cursor row is there."""
    for _ in range(200):
        await pilot.pause(0.01)
        if app.grid.cursor_row is not None:
            return
    raise AssertionError("the rows never came")


def line(app: GridApp, y: int) -> str:
    return "".join(segment.text for segment in app.grid.render_line(y)).rstrip()


async def test_a_million_rows_cost_only_those_that_are_seen() -> None:
    app = GridApp(array("q", range(1_000_000)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        assert sum(map(len, app.asked)) <= 200
        await pilot.press("end")
        await painted(pilot, app)
        assert app.grid.cursor == 999_999
        assert line(app, 23).startswith("▸  SKU-999999")
        assert app.grid.max_scroll_y == 1_000_000 + 1 - 24


async def test_loading_rows_show_that_they_load() -> None:
    app = GridApp(array("q", range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        app.grid.forget()
        assert line(app, 1) == "▸  …"


async def test_the_cursor_stays_on_its_row_when_the_list_changes() -> None:
    app = GridApp(array("q", range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "down")
        id = app.grid.cursor_id
        app.grid.show(array("q", reversed(range(100))))
        assert app.grid.cursor_id == id
        app.grid.show(array("q", [1, 2, 3]))
        assert app.grid.cursor_id in (1, 2, 3)


async def test_an_arrow_key_repaints_two_cells_in_the_plain_profile() -> None:
    app = GridApp(array("q", range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        repainted: list[Region] = []
        original = app.grid.refresh

        def refresh(*regions: Region, **options: bool) -> object:
            repainted.extend(regions or [app.grid.size.region])
            return original(*regions, **options)

        app.grid.refresh = refresh  # type: ignore[method-assign,assignment]
        await pilot.press("down")
        assert [region.area for region in repainted] == [1, 1]


async def test_editing_goes_on_with_the_next_row_and_escape_restores() -> None:
    app = GridApp(array("q", range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        assert app.grid.begin_edit() is None
        await pilot.press("1", "2", "enter", "plus", "3", "down", "7", "escape")
        drafts = {key: str(draft.after) for key, draft in app.grid.run}
        assert drafts == {(0, "quantity"): "12", (1, "quantity"): "4"}
        assert "•1 → 12" in line(app, 1)
        assert "•1 → 4" in line(app, 2)
        assert app.grid.editing is None


async def test_letters_go_on_being_commands_while_a_cell_is_edited() -> None:
    app = GridApp(array("q", range(5)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        app.grid.begin_edit()
        assert not app.grid.check_consume_key("x", "x")
        assert app.grid.check_consume_key("5", "5")


async def test_marks_and_ranges() -> None:
    app = GridApp(array("q", range(10)))
    async with app.run_test(size=(80, 24)) as pilot:
        await painted(pilot, app)
        await pilot.press("space", "down", "v", "down", "down", "v")
        assert list(app.grid.marks.ids()) == [0, 2, 3, 4]
        assert line(app, 1) == " ✓ " + line(app, 1)[3:]
        await pilot.press("minus")
        assert not len(app.grid.marks)


async def test_the_column_cursor_is_read_without_colours() -> None:
    app = GridApp(array("q", range(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "right")
        assert "[Quantity]" in line(app, 0)
        await pilot.press("left", "left")
        assert "[SKU]" in line(app, 0)


def test_columns_go_by_their_rank_when_there_is_no_room() -> None:
    assert [column.name for column, _ in layout(COLUMNS, 60)] == ["sku", "note", "quantity"]
    assert [column.name for column, _ in layout(COLUMNS, 24)] == ["sku", "quantity"]
    assert [column.name for column, _ in layout(COLUMNS, 12)] == ["sku"]


def test_free_room_widens_columns_up_to_their_most() -> None:
    sizes = {column.name: size for column, size in layout(COLUMNS, 200)}
    assert sizes == {"sku": 40, "note": 12, "quantity": 10}


def test_cells_are_cut_by_what_they_take_on_screen() -> None:
    assert fit("箱箱箱箱", 5) == "箱箱…"
    assert fit("箱", 4) == "箱  "
    assert fit("ab", 4, right=True) == "  ab"
    assert fit("a\x1b[31mb", 12) == "a\\x1b[31mb  "
    assert fit("[red]", 6) == "[red] "
