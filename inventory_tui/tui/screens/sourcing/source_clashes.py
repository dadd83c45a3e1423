"""What to ask when someone else changed a source that is being edited."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.tui.dialogs.changed import Conflict
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr


def conflict_of(
    code: str, label: str, texts: tuple[str, str, str], who: str, others: int
) -> Conflict:
    """Both changed a field.

    Args:
        texts: What it was, what is typed, what it is now.
        who: Who changed it.
        others: How many more fields are typed.
    """
    was, typed, now = texts
    return Conflict(
        tr("source {code}", code=code),
        label,
        was or "–",
        typed or "–",
        now or "–",
        who,
        others=others,
        mine_is=_short(typed),
        theirs_is=_short(now),
    )


async def ask_both(
    page: Page, code: str, theirs: Sequence[str], who: str, changes: int
) -> bool:
    """Someone changed other fields (``theirs``): both can be kept, but not without a word."""
    named = ", ".join(theirs) or tr("nothing that is left")
    question = Question(
        tr("Changed elsewhere: source {code}", code=code),
        [
            f"{who}: {named}",
            tr("None of it is what you changed; both can stay."),
        ],
        [("save", tr("Save your {changes} too", changes=changes)), ("back", tr("Stay"))],
    )
    return await page.ask(question) == "save"


def _short(text: str) -> str:
    return f"{text[:14]}…" if len(text) > 15 else text or "–"
