"""Setup: the settings of the business, the barcode reader, this terminal."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.history import Receipt
from inventory_tui.domain.options import CHANNEL
from inventory_tui.services.keeping import configuring
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.places import import_places
from inventory_tui.tui.latest import SETTING_DEEDS, who_set
from inventory_tui.tui.rights import Needed
from inventory_tui.tui.screens.setup.option_rows import OptionRow
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.screens.setup.setup_page import SetupPage
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

DRAFT = "setup"


class SetupScreen(SetupPage):
    """Place 8."""

    PLACE = 8
    TOPIC = "Setup"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "edit", "new", "delete", "import", "history")
    ]

    def opened(self) -> None:
        """Take up the draft that was kept."""
        if self.options.take_up(self.inventory.drafts.get(DRAFT)):
            self._wished()

    # -- changing settings ----------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: into the section; edit the setting."""
        if self.at_sections:
            self.action_focus_next()
        else:
            await self._edit()

    @story
    async def action_edit(self) -> None:
        """e: edit the setting, or the row of the list."""
        await self._edit()

    async def _edit(self) -> None:
        listed = self.listed
        if listed is None:
            await self.options.edit(self)
        else:
            await self._listed_deed(listed.edit(self))

    @story
    async def action_new(self) -> None:
        """n: a value for one channel; in a list a new row."""
        if self.listed is None:
            await self.options.add_for_channel(self)
        else:
            await self._listed_deed(self.listed.add(self))

    @story
    async def action_delete(self) -> None:
        """D: back to the built-in value; of a channel, to the one for all; or the row."""
        if self.listed is not None:
            await self._listed_deed(self.listed.take_away(self))
            return
        row = self.options.cursor_row
        in_channel = row is not None and row.channel
        self.options.inherit(self, tr("inherited") if in_channel else tr("built-in"))

    async def _listed_deed(self, deed: Awaitable[Receipt | None]) -> None:
        receipt = await deed
        if receipt is not None:
            self.say_receipt(receipt)
            await self.load()
            self.inventory.data_written()

    @story
    async def action_import(self) -> None:
        """X: places of a country, for distances."""
        await import_places(self)

    @on(OptionsPane.Wished)
    def _wished(self) -> None:
        self.inventory.drafts.keep(DRAFT, self.options.kept())
        self.draw()
        self.say_unsaved(len(self.options.wished))

    @story
    async def action_help(self) -> None:
        """F1: what the setting does; elsewhere the help of the screen."""
        if self.focused is self.options and self.options.cursor_row is not None:
            await self.options.explain(self)
            return
        from inventory_tui.tui.dialogs.text import help_on

        await self.ask(help_on(self.TOPIC, self))

    def unsaved(self) -> list[str]:
        """A line each."""
        return [row.line() for row in self.options.wished]

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back."""
        self.inventory.drafts.discard(DRAFT)
        self.options.forget()
        self.draw()

    def bring_back_draft(self) -> bool:
        """z: what was thrown away last."""
        kept = self.inventory.drafts.discarded.pop(DRAFT, None)
        if kept is None or not self.options.take_up(kept):
            return False
        self._wished()
        return True

    def action_reload(self) -> object:
        """F5: back to what is saved."""
        self.discard_unsaved()
        return super().action_reload()

    @story
    async def action_save(self) -> None:
        """F10: save all of it as one deed."""
        if not self.options.wished:
            self.say(tr("Nothing unsaved; e edits a setting"))
        elif self.counting:
            self.say(tr("counting… {key} again", key=self.key_of_save()))
        else:
            await self.save_unsaved()

    async def save_unsaved(self) -> bool:
        """Save; False when that was refused."""
        if not await self.load() or not await self.options.settle(self, self._who):
            return False
        receipt: Receipt | None
        if self.matters:
            receipt = await self.long_deed(
                tr("Saving settings"), configuring.change_options, self.edits()
            )
        else:
            receipt = await self.deed(configuring.change_options, self.edits())
        if receipt is None:
            return False
        self.inventory.drafts.remove(DRAFT)
        await self.load()  # before the wishes go: a new value of a channel keeps its row
        self.options.forget()
        self.draw()
        self.inventory.data_written()
        return True

    async def _who(self, row: OptionRow) -> str:
        return await self.read(who_set, SETTING_DEEDS)

    # -- menus ----------------------------------------------------------------------------

    def needed(self, command: str) -> Needed:
        """The lists of Setup ask for rights of their own."""
        listed = self.listed if self.is_drawn else None
        if listed is not None and command in ("edit", "new", "delete"):
            looking = command == "edit" and listed.SHOWN_BY_EDIT
            return () if looking else listed.NEEDED
        return super().needed(command)

    def label_of(self, command: Command) -> str:
        """X imports places here."""
        return tr("Import places") if command.id == "import" else super().label_of(command)

    def hints(self) -> tuple[Hint, ...]:
        """They follow the pane."""
        if self.listed is not None:
            return (
                *(() if self.at_list else (("focus.next", tr("Pane")),)),
                ("new", tr("New")),
                *((("edit", tr("Edit")), ("delete", tr("Remove"))) if self.at_list else ()),
                "history",
                "palette",
                "keys",
            )
        if self.at_sections:
            return (("open", tr("Open")), ("focus.next", tr("Pane")), "save", "palette", "keys")
        if self.focused is self.options:
            row = self.options.cursor_row
            in_channel = row is not None and bool(row.channel)
            may_differ = row is not None and CHANNEL in row.option.scopes
            return (
                "edit",
                *((("new", tr("For a channel")),) if may_differ else ()),
                ("delete", tr("Back to inherited") if in_channel else tr("Back to built-in")),
                ("help", tr("What it does")),
                "save",
            )
        return (("back", tr("Sections")), ("focus.next", tr("End of code")), "palette")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Editing only settings."""
        here = self.focused is self.options or self.at_list
        if action in ("edit", "delete") and not here:
            return False
        if action == "new" and not (here or self.listed is not None):
            return False
        return super().check_action(action, parameters)

    def history_filter(self) -> str:
        """Every change of a setting, or of what the list shows."""
        if self.listed is not None:
            return self.listed.HISTORY
        return 'deed:"config set"'

    def subject(self) -> str:
        """What menus name."""
        if self.listed is not None:
            return self.listed.label() if self.at_list else ""
        row = self.options.cursor_row
        return row.label if row is not None and self.focused is self.options else ""
