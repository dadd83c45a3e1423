"""Drafts that survive: what was typed and not yet saved, and what was looked at last.

One JSON file per database and login under the user's state directory, readable by nobody
else, rewritten as a whole (a crash leaves the old or the new one) and only when something
changed.  A draft is whatever its screen can read back; it is removed when it was saved or
thrown away, and offered again when its screen opens after a hang-up.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import platformdirs

_NAME = "inventory-tui"


class Drafts:
    """The drafts of one person in one database, by name."""

    def __init__(self, database: str, login: str, *, directory: Path | None = None) -> None:
        """Read what was kept; a damaged file counts as none."""
        where = directory or platformdirs.user_state_path(_NAME, appauthor=False)
        digest = hashlib.sha256(f"{database}\n{login}".encode()).hexdigest()[:16]
        self._path = where / f"drafts-{digest}.json"
        self._kept: dict[str, Any] = self._read()
        self._written = json.dumps(self._kept)
        self.discarded: dict[str, Any] = {}
        """Drafts thrown away since the program started; ``z`` brings them back."""

    def get(self, name: str) -> Any | None:
        """Return the draft kept under ``name``."""
        return self._kept.get("drafts", {}).get(name)

    def names(self) -> list[str]:
        """Return the names of all kept drafts."""
        return list(self._kept.get("drafts", {}))

    def keep(self, name: str, draft: Any) -> None:
        """Keep a draft (anything JSON can hold); an empty one is removed."""
        if not draft:
            self.remove(name)
            return
        self._kept.setdefault("drafts", {})[name] = draft
        self.flush()

    def remove(self, name: str) -> None:
        """Forget a draft that was saved."""
        if self._kept.get("drafts", {}).pop(name, None) is not None:
            self.flush()

    def discard(self, name: str) -> None:
        """Throw a draft away, keeping it for ``z`` while the program runs."""
        draft = self.get(name)
        if draft is not None:
            self.discarded[name] = draft
            self.remove(name)

    def remembered(self, key: str) -> str | None:
        """Return what was remembered under ``key``."""
        value = self._kept.get("remembered", {}).get(key)
        return value if isinstance(value, str) else None

    def remember(self, **values: str) -> None:
        """Remember small things for the next start: the current source, a hint seen."""
        self._kept.setdefault("remembered", {}).update(values)
        self.flush()

    def flush(self) -> None:
        """Write the file if anything changed; without a writable directory nothing is kept."""
        text = json.dumps(self._kept)
        if text == self._written:
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = self._path.with_suffix(".new")
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError:
            return
        self._written = text

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}
