"""Every scene of the README's pictures still plays, and shows what its name says."""

from __future__ import annotations

import html
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SHOWS = {
    "products": "2 marked",
    "filter": "MJ* salable<40",
    "edit": "F10 saves",
    "why": "Why EU Stock can promise",
    "product": "Notify below",
    "transfer": "Transfer inventory",
    "sources": "Berlin Warehouse",
    "source": "Latitude",
    "stocks": "Sales channels",
    "orders": "000000056",
    "order": "Ordered",
    "shipment-builder": "To ship",
    "shipments": "Ship to",
    "history": "entries",
    "setup": "Setting",
    "keys": "type to search",
    "palette": "Transfer",
}
"""Picture → a text it must hold."""


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "screenshots/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shop(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop the pictures show."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    generate.make_demo(path)
    return path


def test_every_scene_is_expected_and_kept(generate: ModuleType) -> None:
    kept = {path.stem for path in (ROOT / "screenshots").glob("*.svg")}
    assert set(generate.SCENES) == set(SHOWS) == kept


def test_the_readme_shows_only_pictures_there_are() -> None:
    shown = re.findall(r"screenshots/([\w-]+)\.svg", (ROOT / "README.md").read_text())
    assert shown
    assert set(shown) <= set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
async def test_a_scene_plays(
    name: str, generate: ModuleType, shop: Path, tmp_path: Path
) -> None:
    await generate.take(name, generate.SCENES[name], shop, tmp_path)
    picture = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    lines = html.unescape(re.sub(r"<[^>]+>", "", picture)).replace("\xa0", " ")
    assert SHOWS[name] in re.sub(r" +", " ", lines)
