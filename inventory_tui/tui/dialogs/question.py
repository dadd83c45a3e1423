"""Questions: F10 does it, D discards where offered, Esc stays; Enter does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.wording import tr, trn

Choice = tuple[str, str]
"""(command id, what it does here): ``("save", "Save and leave")``."""

ANSWERS = {"save": "save", "delete": "discard", "edit": "edit", "reload": "again"}
"""Command id → what the question answers."""


class Question(Dialog[str]):
    """Asks; answers ``save``, ``discard``, ``edit`` or None for Esc.

    ``choices`` are the commands offered, in the order of the last line; Esc is always there.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*ANSWERS)]

    def __init__(self, title: str, lines: Sequence[str], choices: Sequence[Choice]) -> None:
        super().__init__(title)
        self._lines = lines
        self._choices = tuple(choices)

    def compose_body(self) -> ComposeResult:
        """The lines of the question."""
        yield Static(visible_lines(self._lines), markup=False)

    def hints(self) -> tuple[Hint, ...]:
        """What each key does here."""
        return self._choices

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is offered can be answered."""
        if action in ANSWERS:
            return action in [id for id, _ in self._choices]
        return True

    def action_save(self) -> None:
        """F10: do it."""
        self.dismiss("save")

    def action_delete(self) -> None:
        """D: discard."""
        self.dismiss("discard")

    def action_edit(self) -> None:
        """e: the third way."""
        self.dismiss("edit")

    def action_reload(self) -> None:
        """F5: again."""
        self.dismiss("again")


def leave_question(unsaved: Sequence[str]) -> Question:
    """Ask what becomes of what is not saved."""
    count = len(unsaved)
    shown = list(unsaved[:3])
    if count > 3:
        shown.append(tr("and {count} more", count=count - 3))
    return Question(
        trn("{count} change is not saved", "{count} changes are not saved", count),
        shown,
        [("save", tr("Save and leave")), ("delete", tr("Discard")), ("back", tr("Stay"))],
    )


def stop_question(running: str) -> Question:
    """Ask whether what runs in the background shall stop."""
    lines = [running, "", tr("Stopped, nothing of it is kept.")]
    return Question(
        tr("Running in the background"), lines, [("delete", tr("Stop")), ("back", tr("Go on"))]
    )


def quit_question(running: str, held: str = "") -> Question:
    """Ask whether the program may end."""
    lines = [held or tr("Nothing unsaved.")]
    if running:
        lines.append(tr("Still running: {running}", running=running))
        choices = [
            ("save", tr("Leave when it is done")),
            ("delete", tr("Stop it and leave")),
            ("back", tr("Stay")),
        ]
    else:
        choices = [("save", tr("Leave")), ("back", tr("Stay"))]
    return Question(tr("Leave inventory-tui?"), lines, choices)


def visible_lines(lines: Sequence[str]) -> str:
    """Join lines, each made safe for a terminal."""
    return "\n".join(visible(line) for line in lines)
