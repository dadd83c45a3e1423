"""Keys as people know them."""

from __future__ import annotations

from inventory_tui.wording import tr

_SHOWN = {
    "space": tr("Space"),
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "apostrophe": "'",
    "question_mark": "?",
    "colon": ":",
    "asterisk": "*",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "full_stop": ".",
    "number_sign": "#",
    "right_square_bracket": "]",
    "comma": ",",
    "semicolon": ";",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "at": "@",
}


def shown(key: str) -> str:
    """Return a key as people know it: ``F10``, ``Ctrl+S``, ``'``."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key


def keys_shown(keys: str) -> list[str]:
    """Return a comma-separated list of keys as people know them, digits as one entry."""
    every = [key.strip() for key in keys.split(",")]
    words = [shown(key) for key in every if not key.isdigit()]
    return [*words, "0-9"] if any(key.isdigit() for key in every) else words
