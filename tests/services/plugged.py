"""Packages made up for a test, installed as pip would: modules with their entry points."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """``install("acme_sources", source, {group: {name: "attribute"}})``."""
    place = tmp_path / "site-packages"
    place.mkdir()
    installed: list[str] = []
    monkeypatch.syspath_prepend(str(place))

    def install(module: str, source: str, offers: Mapping[str, Mapping[str, str]]) -> None:
        (place / f"{module}.py").write_text(source, encoding="utf-8")
        installed.append(module)
        about = place / f"{module}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1.0\n"
        )
        (about / "entry_points.txt").write_text(
            "".join(
                f"[{group}]\n"
                + "".join(f"{name} = {module}:{what}\n" for name, what in names.items())
                for group, names in offers.items()
            )
        )

        importlib.invalidate_caches()

    yield install
    for module in installed:
        sys.modules.pop(module, None)
