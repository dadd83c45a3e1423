"""Row 2 of a list: the filter that narrows while one types, and the counts.

The same row holds the jump box (``'``).  Every letter asks for the first rows at once; Enter
asks for all of them, and keys typed after it wait for the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from inventory_tui.tui.commands import bindings
from inventory_tui.tui.nouns import one_of
from inventory_tui.tui.painting import as_displayed
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.listing import Listing


class TopBox(Horizontal):
    """A box in row 2 with a sign before it; shown while it is open or holds text."""

    SIGN: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "back", "cursor.down")]

    def __init__(self, *, id: str, help_text: str = "", placeholder: str = "") -> None:
        super().__init__(id=id, classes="top-box")
        self._help_text = help_text
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The sign and the box."""
        sign = Line(classes="sign")
        sign.show(f" {self.SIGN}")
        yield sign
        yield TextBox(placeholder=self._placeholder, help_text=self._help_text)

    @property
    def box(self) -> TextBox:
        """The box itself."""
        return self.query_one(TextBox)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.box.value

    def set_text(self, text: str) -> None:
        """Put text in without telling anyone."""
        with self.box.prevent(Input.Changed):
            self.box.value = text
            self.box.cursor_position = len(text)

    def show(self, shown: bool) -> None:
        """Show or hide it."""
        self.styles.display = "block" if shown else "none"

    def open(self, text: str = "") -> None:
        """Show it, put ``text`` in, and type into it."""
        self.show(True)
        if text:
            self.set_text(text)
        self.screen.set_focus(self.box)


class FilterBar(TopBox):
    """``/``: the filter language, live."""

    SIGN = "/"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("focus.next")]

    def __init__(self, page: Listing[Any, Any], *, id: str = "filter") -> None:
        super().__init__(id=id, help_text=page.filter_help())
        self._page = page

    def on_descendant_focus(self) -> None:
        """Show what may be written."""
        self._offer()

    def on_descendant_blur(self) -> None:
        """Take that away again."""
        self._page.show_completions("")

    def _offer(self) -> None:
        offered = self._page.completions(self.text)
        self._page.show_completions(
            "  ".join(one.word for one in offered[:12])
            if len(offered) != 1
            else f"{offered[0].word}  {offered[0].help}"
        )

    def action_focus_next(self) -> None:
        """Tab takes the first completion."""
        offered = self._page.completions(self.text)
        if offered:
            self.box.value = offered[0].text
            self.box.cursor_position = len(offered[0].text)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Read again."""
        event.stop()
        self._offer()
        self._page.filter_changed(self.text)

    def action_open(self) -> None:
        """Enter keeps the filter and goes to the list."""
        self.show(bool(self.text))
        self._page.keep_filter(self.text)

    def action_cursor_down(self) -> None:
        """↓ does the same."""
        self.action_open()

    def action_back(self) -> None:
        """Esc empties the filter; in an empty one it goes to the list."""
        self.set_text("")
        self.show(False)
        self._page.keep_filter("")


class WordsBar(TopBox):
    """``/`` where a list is short enough to be narrowed at once: words, no language."""

    SIGN = "/"

    def __init__(
        self, narrow: Callable[[str], object], done: Callable[[], object], *, help_text: str
    ) -> None:
        super().__init__(id="filter", help_text=help_text)
        self._narrow = narrow
        self._done = done

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Narrow the list while one types."""
        event.stop()
        self._narrow(event.value)

    def clear(self) -> None:
        """Show everything again."""
        self.set_text("")
        self.show(False)
        self._narrow("")

    def action_open(self) -> None:
        """Enter keeps the filter and goes to the list."""
        self.show(bool(self.text.strip()))
        self._done()

    def action_cursor_down(self) -> None:
        """↓ does the same."""
        self.action_open()

    def action_back(self) -> None:
        """Esc empties it and goes to the list."""
        self.clear()
        self._done()


class JumpBar(TopBox):
    """``'``: the cursor jumps while one types; Enter closes it."""

    SIGN = "'"

    def __init__(self, jump: Callable[[str], object], done: Callable[[], object]) -> None:
        super().__init__(
            id="jump", help_text=tr("Type the beginning of what the list is ordered by.")
        )
        self._jump = jump
        self._done = done

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Jump to what begins like this."""
        event.stop()
        self._jump(event.value)

    def _close(self) -> None:
        self.set_text("")
        self.show(False)
        self._done()

    def action_open(self) -> None:
        """Enter stays on the row and closes the box."""
        self._close()

    def action_cursor_down(self) -> None:
        """↓ does the same."""
        self._close()

    def action_back(self) -> None:
        """Esc closes the box too."""
        self._close()


class Counts(Line):
    """Row 2, right: where the cursor is, how many are marked, match, and are there at all."""

    _counted: tuple[str, ...] = ()
    _place: int | None = None

    def show_counts(
        self,
        *,
        marked: int,
        hidden: int,
        found: int | None,
        total: int | None,
        noun: str,
    ) -> None:
        """Show ``36 marked (4 hidden) · 214 of 1,994 SKUs``; None where still unknown."""
        parts = []
        if marked:
            parts.append(
                tr("{marked:,} marked", marked=marked)
                + (tr(" ({hidden:,} hidden)", hidden=hidden) if hidden else "")
            )
        if found is None:
            parts.append(
                f"… {noun}"
                if total is None
                else tr("… of {total:,} {noun}", total=total, noun=noun)
            )
        elif total is None or total == found:
            parts.append(f"{found:,} {noun if found != 1 else one_of(noun)}")
        else:
            parts.append(
                tr("{found:,} of {total:,} {noun}", found=found, total=total, noun=noun)
            )
        self._counted, self._place = tuple(parts), None
        self.fit()

    def show_place(self, place: int | None) -> None:
        """Show ``12 /`` before how many there are, where there is room: where the cursor is.

        Args:
            place: Among those found, from 1 on; None while that is not known.
        """
        self._place = place
        self.fit()

    def on_resize(self) -> None:
        """Say as much as there is room for now."""
        self.fit()

    def fit(self) -> None:
        """Say as much as there is room for."""
        if self._counted:
            *before, last = self._counted
            text = _said(*before, last)
            if self._place is not None:
                longer = _said(*before, f"{self._place:,} / {last}")
                if cell_len(longer) <= (self.size.width or len(longer)):
                    text = longer
            self.show(Text(text, justify="right"))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the line; it follows every arrow key, so without what longer texts need."""
        width = self.size.width
        space = width - cell_len(self.plain)
        if self._text.spans or self._text.style or space < 0:
            return super().render_lines(crop)
        line = Strip([Segment(" " * space + self.plain, self.rich_style)], width)
        return [strip.crop(crop.x, crop.right) for strip in as_displayed(self, [line])]

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong with the filter."""
        self._counted = ()
        self.show(Text(f"! {sentence} ", justify="right", style="bold"))


def _said(*parts: str) -> str:
    return f"{' · '.join(parts)} "
