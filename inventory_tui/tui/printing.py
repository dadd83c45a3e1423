"""Printing: text to the default printer, or to a file where there is none.

Text reaches the printer's program through a pipe, arguments as they are: no shell reads
either.  What slips hold of others' text was made safe for a printer when it was written.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path

from inventory_tui.wording import tr

_PATIENCE_S = 15.0
_UNSUITABLE = re.compile(r"[^A-Za-z0-9]+")
_PROGRAMS = (("lp", "-t"), ("lpr", "-T"))
"""What prints, and how its title is given."""


async def print_text(title: str, text: str) -> str:
    """Print a text, or write it to a file; return where it went: ``on the printer``."""
    return await asyncio.to_thread(_print, title, text)


def _print(title: str, text: str) -> str:
    name = _UNSUITABLE.sub("-", title).strip("-").lower() or "print"
    for program, titled in _PROGRAMS:
        path = shutil.which(program)
        if path is not None and _sent([path, titled, name], text):
            return tr("on the printer")
    return tr("to {path}", path=_shown(_written(name, text)))


def _sent(arguments: list[str], text: str) -> bool:
    """Hand the text to a printing program; False where it has no printer to send it to."""
    try:
        answer = subprocess.run(
            arguments,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _written(name: str, text: str) -> Path:
    """Write a new file, readable by its owner only, at home or else where one works.

    Raises:
        OSError: No directory can be written to.
    """
    last: OSError | None = None
    for directory in (Path.home, Path.cwd):
        try:
            return _new_file(directory(), name, text)
        except OSError as error:
            last = error
    assert last is not None
    raise last


def _new_file(directory: Path, name: str, text: str) -> Path:
    number = 1
    while True:
        path = directory / (f"{name}.txt" if number == 1 else f"{name}-{number}.txt")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            number += 1
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        return path


def _shown(path: Path) -> str:
    """The path as short as it can be said."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
