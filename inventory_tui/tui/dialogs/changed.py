"""Changed elsewhere: what it was, what you set, what someone else set since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.wording import tr, trn

Answer = Literal["merge", "mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One value two people changed."""

    what: str
    """What it is: ``MH01-XS-Black at berlin``."""
    field: str
    was: str
    mine: str
    theirs: str
    who: str
    """Who changed it, and when: ``clerk2 set, 10:44``."""
    merged: str | None = None
    """``Add +12 to 3 = 15``; None where it cannot be merged and one must choose."""
    mine_is: str = ""
    """Mine alone, for the last line."""
    theirs_is: str = ""
    others: int = 0
    """How many other changes of the same run are not affected."""


class ChangedDialog(Dialog[Answer]):
    """Answers ``merge``, ``mine``, ``theirs``, or None to leave the draft as it is.

    Mine takes two keys, ``e`` and then F10, so that nothing of another's is overwritten by
    habit.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "edit", "delete")]

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(tr("Changed elsewhere: {what}", what=conflict.what))
        self._conflict = conflict
        self._mine = False

    def compose_body(self) -> ComposeResult:
        """The three values side by side."""
        one, was, yours = self._conflict, tr("was"), tr("you set")
        if len(one.was) < 10 and len(one.mine) < 13:
            lines = [
                f"{'':<12}{was:<10}{yours:<13}{one.who}",
                f"{one.field:<12}{one.was:<10}{one.mine:<13}{one.theirs}",
            ]
        else:
            lines = [
                tr("{field} was:", field=one.field),
                f"  {one.was}",
                tr("you set:"),
                f"  {one.mine}",
                (one.who or tr("now set")) + ":",
                f"  {one.theirs}",
            ]
        if one.others:
            lines.append(
                trn(
                    "Your other {count} change is not affected",
                    "Your other {count} changes are not affected",
                    one.others,
                )
            )
        yield Static(visible_lines(lines), markup=False)

    def hints(self) -> tuple[Hint, ...]:
        """F10 merges, or does what ``e`` chose."""
        one = self._conflict
        hints: list[Hint] = []
        if self._mine:
            hints.append(("save", tr("Set mine: {mine}", mine=one.mine_is or one.mine)))
        else:
            if one.merged is not None:
                hints.append(("save", one.merged))
            hints.append(("edit", tr("Set mine: {mine}", mine=one.mine_is or one.mine)))
        hints += [
            ("delete", tr("Take {theirs}", theirs=one.theirs_is or one.theirs)),
            ("back", tr("Stay")),
        ]
        return tuple(hints)

    def action_edit(self) -> None:
        """e: choose mine; F10 then does it."""
        self._mine = True
        self.show_keys()

    def action_save(self) -> None:
        """F10: merge, or mine when that was chosen."""
        if self._mine:
            self.dismiss("mine")
        elif self._conflict.merged is not None:
            self.dismiss("merge")
        else:
            self.say(tr("Choose first: e sets yours, D takes theirs"))

    def action_delete(self) -> None:
        """D: take theirs."""
        self.dismiss("theirs")
