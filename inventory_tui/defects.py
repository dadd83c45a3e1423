"""Reports of defects of the program: a log that stays small and that only its owner reads.

It holds where the program was, and ids and codes; no values of a statement and no password.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import traceback
from pathlib import Path

from inventory_tui import SCHEMA, __version__
from inventory_tui.settings import log_directory
from inventory_tui.wording import tr

_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*@")
_SIZE, _KEPT = 1_000_000, 3


def record(error: BaseException, doing: str) -> Path | None:
    """Write down a defect and return the file; None where there is nowhere to write.

    Args:
        doing: What the program was doing: a command's name, a screen's.
    """
    from logging.handlers import RotatingFileHandler  # it brings sockets, and few ever need it

    file = log_directory() / "defects.log"
    report = "".join(traceback.format_exception(error))
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        handler = RotatingFileHandler(file, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.Logger("inventory_tui.defects")
    log.addHandler(handler)
    log.critical(
        "%s: inventory-tui %s, schema %s, Python %s\n%s",
        doing,
        __version__,
        SCHEMA,
        platform.python_version(),
        _PASSWORD.sub(r"\1:***@", report),
    )
    handler.close()
    return file


def sentence(file: Path | None) -> str:
    """What a person reads about a defect that was recorded in ``file``."""
    where = (
        tr("The details are in {file}.", file=file)
        if file
        else tr("The log could not be written.")
    )
    return tr(
        "This is a defect of the program, and nothing of the deed was kept. {where}",
        where=where,
    )
