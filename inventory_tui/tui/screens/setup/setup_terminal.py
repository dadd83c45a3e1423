"""Setup · Terminal: how the program draws here, and from what it concluded that."""

from __future__ import annotations

import os

from inventory_tui import __version__
from inventory_tui.tui.screens.frame.page import Page


def terminal_facts(page: Page) -> list[str]:
    """One line a fact."""
    profile, size = page.inventory.display_profile, page.size
    words = "ascii" if profile.ascii else "plain" if profile.plain else "rich"
    facts = {
        "Size": f"{size.width}×{size.height}",
        "TERM": os.environ.get("TERM", "not set"),
        "Drawn": f"{words}{'' if profile.colours else ', without colours (NO_COLOR)'}",
        "Keys": page.inventory.settings.keymap,
        "Saves": page.key_of_save(),
        "Mouse": "taken" if page.inventory.settings.mouse else "left to the terminal",
        "Database": str(page.inventory.jobs.database),
        "Program": f"inventory-tui {__version__}",
    }
    lines = [f"{name:<10}{fact}" for name, fact in facts.items()]
    return [*lines, "", *_TERMINAL_HELP]


_TERMINAL_HELP = (
    "Signs     ▸ cursor  ✓ marked  • unsaved  ▲ low",
    "          ! wrong  ≈ changed elsewhere  * inherited",
    "",
    "display, keymap and keys in config.toml decide this,",
    "or INVENTORY_TUI_DISPLAY=rich, plain or ascii.",
    "F-keys eaten? Each has another key: ? lists them.",
)
