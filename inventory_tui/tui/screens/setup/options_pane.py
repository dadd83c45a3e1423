"""A list of settings with a draft over it; its page saves them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.message import Message

from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import visible
from inventory_tui.domain.options import Option as BusinessOption
from inventory_tui.tui.dialogs.changed import ChangedDialog, Conflict
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.text import TextDialog
from inventory_tui.tui.dialogs.value import ask_value
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.option_rows import (
    OptionRow,
    Wish,
    kept_wishes,
    read_wishes,
    wishes,
    with_headings,
    with_idle,
    with_wishes,
)
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


class OptionsPane(QueryGrid[OptionRow]):
    """Setting · Value · …; what is wished stands beside what is."""

    class Wished(Message):
        """Something else is wished."""

    def __init__(self, columns: Sequence[Column[OptionRow]], *, id: str) -> None:
        super().__init__(columns, id=id, marking=False)
        self._all: list[OptionRow] = []
        self._section: str | None = None

    # -- contents -------------------------------------------------------------------------

    @property
    def option_rows(self) -> Sequence[OptionRow]:
        """Every row, of every section."""
        return self._all

    @property
    def cursor_row(self) -> OptionRow | None:
        """The setting under the cursor; None where that is the name of a section."""
        row = super().cursor_row
        return None if row is None or row.heading else row

    def show_options(self, rows: Sequence[OptionRow]) -> None:
        """Show what is stored now; wishes stay, except those that came true."""
        self._put(with_wishes(rows, wishes(self._all)))

    def show_section(self, section: str | None) -> None:
        """Show one section only; None: all."""
        if section != self._section:
            self._section = section
            self._put(self._all)
            self.move_to(0)

    def _put(self, rows: Sequence[OptionRow]) -> None:
        self._all = with_idle(rows)
        shown = (
            row
            for row in self._all
            if self._section in (None, row.option.section) and row.is_shown
        )
        self.show_all({row.id: row for row in with_headings(shown)})

    def take_up(self, kept: object) -> bool:
        """Take wishes up that were kept; False when none is left of them."""
        self._put(with_wishes(self._all, read_wishes(kept)))
        return bool(self.wished)

    def forget(self) -> None:
        """Wish nothing."""
        self._put([row.wishing(None) for row in self._all])

    @property
    def wished(self) -> list[OptionRow]:
        """The rows something is wished of."""
        return [row for row in self._all if row.wish is not None]

    def kept(self) -> dict[str, list[str | None]]:
        """The wishes, as a draft keeps them."""
        return kept_wishes(self._all)

    # -- wishing --------------------------------------------------------------------------

    def wish(self, row: OptionRow, text: str | None) -> None:
        """Wish something of one setting; None: that it inherits."""
        wish = Wish(text, row.own if row.wish is None else row.wish.over)
        self._replace_row(row.wishing(wish))

    def drop(self, row: OptionRow) -> None:
        """Wish nothing of one setting."""
        self._replace_row(row.wishing(None))

    def _replace_row(self, row: OptionRow) -> None:
        self._put([row if one.id == row.id else one for one in self._all])
        self.post_message(self.Wished())

    async def edit(self, page: Page) -> None:
        """Ask for the value of the row under the cursor."""
        row = self.cursor_row
        if row is None:
            return
        text = await ask_value(page, await self.field_of(page, row.option), row.wished)
        if text is not None:
            self.wish(row, text)

    async def field_of(self, page: Page, option: BusinessOption) -> Field:
        """A setting as a field, with the values it is picked from."""
        return option.field

    async def add_for_channel(self, page: Page) -> None:
        """Ask for a channel, and for the value the setting under the cursor has there."""
        row = self.cursor_row
        if row is None:
            return
        there = [one for one in self._all if one.option is row.option and one.channel]
        free = [one for one in there if not one.is_own]
        if not there:
            page.say(tr("{label} is the same in all channels", label=row.option.label))
        elif not free:
            page.say(
                tr("{label} has a value of its own in every channel", label=row.option.label)
            )
        else:
            codes = [Option(one.channel, "", f"{visible(one.text)}*") for one in free]
            chosen = await page.ask(Picker(tr("{label} in", label=row.option.label), codes))
            if not chosen:
                return
            one = next(one for one in free if one.channel == chosen[0])
            field = await self.field_of(page, row.option)
            text = await ask_value(page, field, one.wished)
            if text is not None:
                self.wish(one, text)
                self.move_to_id(one.id)

    def inherit(self, page: Page, word: str) -> None:
        """Take the own value of the row under the cursor away."""
        row = self.cursor_row
        if row is None:
            return
        if row.is_own:
            self.wish(row, None)
        else:
            page.say(tr("{label} is {word} already", label=row.label, word=word))

    async def settle(self, page: Page, who: Callable[[OptionRow], Awaitable[str]]) -> bool:
        """Ask about what someone else changed meanwhile; False when one was left open."""
        for row in [row for row in self.wished if row.clashes]:
            assert row.wish is not None
            answer = await page.ask(
                ChangedDialog(
                    Conflict(
                        row.label,
                        tr("Value"),
                        row.wish.over or tr("inherited"),
                        row.wish.text or tr("inherited"),
                        row.own or tr("inherited"),
                        await who(row),
                    )
                )
            )
            if answer is None:
                return False
            self.drop(row)
            if answer == "mine":
                self.wish(row.wishing(None), row.wish.text)
        return True

    async def explain(self, page: Page) -> None:
        """Say what the setting under the cursor does."""
        row = self.cursor_row
        if row is not None:
            await page.ask(TextDialog(row.option.label, _explanation(row)))


def _explanation(row: OptionRow) -> str:
    option = row.option
    lines = [option.help, ""]
    choices = option.field.choices
    if choices:
        lines += [f"  {value:<8}{label}" for value, label in choices]
        lines.append("")
    if row.idle:
        lines += [f"{row.idle}.", ""]
    lines.append(tr("Built-in: {value}", value=option.show(option.default) or "–"))
    lines.append(tr("Set for: {scopes}", scopes=", ".join(sorted(option.scopes))))
    lines.append(tr("On the command line: {key}", key=option.key))
    if option.affects_salable:
        lines.append(tr("Changing it rewrites what every stock can promise."))
    return "\n".join(lines)
