"""The guide: a section for every place, page and dialog, broken for the screen it is on."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

from inventory_tui import tui
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.text import guide, section_of, wrapped
from inventory_tui.tui.screens.frame.page import Page
from tests.tui.conftest import Running, lines, press

OF_NO_PAGE = {"The program", "Filter", "Scan bar"}


def topics(of: type) -> Iterator[str]:
    """What the guide is asked for by a page or dialog, and all that are made of it."""
    for one in of.__subclasses__():
        if topic := vars(one).get("TOPIC"):
            yield topic
        yield from topics(one)


def test_every_page_has_its_section_and_every_section_its_page() -> None:
    for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        importlib.import_module(module.name)
    sections = re.findall(r"^## (.+)$", guide(), re.MULTILINE)
    assert len(sections) == len(set(sections))
    assert set(sections) == {*topics(Page), *topics(Dialog)} | OF_NO_PAGE
    for topic in sections:
        assert section_of(topic)


def test_paragraphs_and_items_are_broken_and_examples_kept() -> None:
    text = "One\ntwo three.\n\n- an item\n  of two\n- b\n\n    sku:MH*   kept\n    as it is"
    assert list(wrapped(text, 12)) == [
        "One two",
        "three.",
        "",
        "- an item of",
        "  two",
        "- b",
        "",
        "    sku:MH*   kept",
        "    as it is",
    ]


async def test_a_dialog_without_a_section_shows_that_of_its_page(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "w", "f1")
        assert any("Help · Products" in line for line in lines(pilot))
        await press(pilot, "escape", "escape", "x", "f1")
        assert any("Help · Export" in line for line in lines(pilot))
