"""Setup · Terminal: how the program draws here, and from what it concluded that."""

from __future__ import annotations

import os

from inventory_tui import __version__
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr


def terminal_facts(page: Page) -> list[str]:
    """One line a fact."""
    profile, size = page.inventory.display_profile, page.size
    words = "ascii" if profile.ascii else "plain" if profile.plain else "rich"
    facts = {
        tr("Size"): f"{size.width}×{size.height}",
        "TERM": os.environ.get("TERM", tr("not set")),
        tr("Drawn"): words + ("" if profile.colours else tr(", without colours (NO_COLOR)")),
        tr("Keys"): page.inventory.settings.keymap,
        tr("Saves"): page.key_of_save(),
        tr("Mouse"): tr("taken")
        if page.inventory.settings.mouse
        else tr("left to the terminal"),
        tr("Database"): str(page.inventory.jobs.database),
        tr("Program"): f"inventory-tui {__version__}",
    }
    lines = [f"{name:<10}{fact}" for name, fact in facts.items()]
    return [*lines, "", *_TERMINAL_HELP]


_TERMINAL_HELP = (
    tr("Signs     ▸ cursor  ✓ marked  • unsaved  ▲ low"),
    tr("          ! wrong  ≈ changed elsewhere  * inherited"),
    "",
    tr("display, keymap and keys in config.toml decide this,"),
    tr("or INVENTORY_TUI_DISPLAY=rich, plain or ascii."),
    tr("F-keys eaten? Each has another key: ? lists them."),
)
