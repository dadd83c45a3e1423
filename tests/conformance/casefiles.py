"""Cases as data: read from a folder, with the named worlds they start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "cases"
_WORLDS = "fixtures.json"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one file."""

    folder: Path
    file: str
    """Where it stands: ``core/reservations``."""
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its own name."""
        return str(self.data["id"])

    @property
    def given(self) -> Mapping[str, Any]:
        """The world it starts from."""
        return self.data.get("given") or {}

    @property
    def when(self) -> Mapping[str, Any]:
        """What is done."""
        when: Mapping[str, Any] = self.data["when"]
        return when

    @property
    def then(self) -> Mapping[str, Any]:
        """What must come of it."""
        then: Mapping[str, Any] = self.data["then"]
        return then

    def worlds(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The named worlds it starts from, each once, those a world includes before it."""
        known = worlds_of(self.folder)
        found: dict[str, Mapping[str, Any]] = {}

        def take(name: str) -> None:
            world = known[name]
            for other in world.get("includes", ()):
                take(other)
            found.setdefault(name, world)

        for name in ("default", *self.given.get("fixtures", ())):
            take(name)
        return list(found.items())


def cases(folder: Path) -> list[Case]:
    """Return the cases of a folder: of ``core`` and ``ops`` inside it, or of itself.

    Raises:
        FileNotFoundError: There are no cases, or no worlds for them.
    """
    parts = [part for part in (folder / "core", folder / "ops") if part.is_dir()]
    found = [case for part in parts or [folder] for case in _of(part, folder)]
    if not found:
        raise FileNotFoundError(f"no cases in {folder}")
    return found


def _of(part: Path, folder: Path) -> Iterator[Case]:
    for path in sorted(part.glob("*.json")):
        if path.name == _WORLDS:
            continue
        name = path.relative_to(folder).with_suffix("").as_posix()
        for data in json.loads(path.read_text(encoding="utf-8")):
            yield Case(part, name, data)


@lru_cache(maxsize=8)
def worlds_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the named worlds of a folder."""
    text = (folder / _WORLDS).read_text(encoding="utf-8")
    sets: Mapping[str, Mapping[str, Any]] = json.loads(text)["sets"]
    return sets


_AMOUNTS = ("qty", "quantity")


def has_fractions(data: object, *, amounts: bool = False) -> bool:
    """Whether any quantity in ``data`` is a fraction."""
    if isinstance(data, Mapping):
        if "csv" in data and any("." in cell for row in data["csv"] for cell in row):
            return True
        return any(
            has_fractions(value, amounts=amounts or any(word in str(key) for word in _AMOUNTS))
            for key, value in data.items()
        )
    if isinstance(data, Sequence) and not isinstance(data, str):
        return any(has_fractions(one, amounts=amounts) for one in data)
    return amounts and isinstance(data, float) and not data.is_integer()
