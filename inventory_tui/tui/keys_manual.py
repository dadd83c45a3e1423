"""The manual of keys, written from the commands."""

from __future__ import annotations

from pathlib import Path

from inventory_tui.tui.commands import COMMANDS, FREE_KEYS, Group, keys_shown
from inventory_tui.tui.keymaps import PROFILES

_HEAD = """# Keys

One key has one meaning in every place; a place may lack it. `?` lists the keys that are live
where you are, and Enter runs the one under the cursor. This page is generated from the
program.
"""

_TAIL = """
## Keys of your own

In `config.toml`, by the name of the command in the last column; Textual's names of keys:

    [keys]
    transfer = "y,f9"

`keymap = "5250"` or `keymap = "vim"` starts from another profile. Never used by the program
and left to you: {free}.
"""


def keys_manual() -> str:
    """Return ``help/keys.md``."""
    parts = [_HEAD]
    for group in Group:
        commands = [command for command in COMMANDS.values() if command.group is group]
        if not commands:
            continue
        parts.append(f"\n## {group.value}\n\n| keys | does | command |\n|---|---|---|\n")
        parts += [
            f"| {_cell(command.keys)} | {command.help} | `{command.id}` |\n"
            for command in commands
        ]
    for name, changes in PROFILES.items():
        if changes:
            parts.append(f"\n## Profile {name}\n\n| keys | command |\n|---|---|\n")
            parts += [
                f"| {_cell(keys)} | {COMMANDS[id].label} |\n" for id, keys in changes.items()
            ]
    free = " ".join(f"`{key}`" for key in FREE_KEYS)
    return "".join(parts) + _TAIL.format(free=free)


def _cell(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys_shown(keys)).replace("|", r"\|")


if __name__ == "__main__":
    where = Path(__file__).parent.parent / "help" / "keys.md"
    where.write_text(keys_manual(), encoding="utf-8")
