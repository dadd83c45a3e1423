"""Key profiles: the default keys are in `commands`, these are what other profiles change.

A profile, like the user's own ``keys``, maps command ids to Textual key names; a command
that is not named keeps its default keys.
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.tui.commands import COMMANDS, FORBIDDEN_KEYS
from inventory_tui.wording import tr

PROFILES: Mapping[str, Mapping[str, str]] = {
    "default": {},
    # the keys of IBM 5250 screens come first, so they are the ones row 24 shows
    "5250": {
        "help": "f1,ctrl+g",
        "leave": "f3,ctrl+q,q",
        "values": "f4,ctrl+f",
        "reload": "f5,ctrl+r",
        "new": "f6,n",
        "scan": "f7,right_square_bracket,0,1,2,3,4,5,6,7,8,9",
        "actions": "f8,b",
        "transfer": "f9,t",
        "save": "f10,ctrl+s",
        "back": "f12,escape",
        "edit": "f2,e",
        "cursor.page_up": "pageup,f19",
        "cursor.page_down": "pagedown,f20",
        "print": "f21,p",
    },
    "vim": {
        "cursor.down": "down,j",
        "cursor.up": "up,k",
        "cursor.right": "right,l",
        "cursor.page_up": "pageup,ctrl+u",
        "mark.range": "v,V",
        "views": "O",
    },
}


def keymap(profile: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return the keys to rebind: the profile's, then the user's own over them.

    Raises:
        InvalidInput: A command is unknown, a key can never work, or one key would mean two.
    """
    if profile not in PROFILES:
        raise InvalidInput(
            {
                "keymap": tr(
                    "There is no key profile {profile!r}.{hint}",
                    profile=profile,
                    hint=did_you_mean(profile, PROFILES),
                )
            }
        )
    chosen = {**PROFILES[profile], **own}
    problems: dict[str, str] = {}
    for id, keys in chosen.items():
        if id not in COMMANDS:
            problems[id] = tr(
                "There is no command {id!r}.{hint}", id=id, hint=did_you_mean(id, COMMANDS)
            )
        for key in keys.split(","):
            if key.strip() in FORBIDDEN_KEYS or key.strip().startswith("alt+"):
                problems[id] = tr(
                    "{key} never reaches a program; choose another key.", key=key.strip()
                )
    taken: dict[str, str] = {}
    for id, command in COMMANDS.items():
        for key in chosen.get(id, command.keys).split(","):
            other = taken.setdefault(key.strip(), id)
            if other != id:
                problems[id] = tr(
                    "{key} would mean both {other!r} and {id!r}.",
                    key=key.strip(),
                    other=other,
                    id=id,
                )
    if problems:
        raise InvalidInput(problems, Kind.VALIDATION_FAILED)
    return chosen
