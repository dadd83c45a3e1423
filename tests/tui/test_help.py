"""The guide: a section for every place, page and dialog, broken for the screen it is on."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

from inventory_tui import tui
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.text import guide, section_of, wrapped
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import ENGLISH, languages
from tests import catalogues
from tests.tui.conftest import Running, lines, press

KEYS = re.compile(r"\bF\d+\b|Ctrl\+\w|\bEsc\b|\bTab\b|\bEnter\b|\bSpace\b")
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
        text = section_of(topic)
        assert text
        assert text != guide()


@pytest.mark.parametrize("language", languages())
def test_every_guide_has_the_same_sections_with_the_same_examples(language: str) -> None:
    headings = re.findall(r"^## (.+)$", guide(language), re.MULTILINE)
    assert len(headings) == len(set(headings)) == guide().count("\n## ")
    for topic in re.findall(r"^## (.+)$", guide(), re.MULTILINE):
        english, text = section_of(topic), section_of(topic, language)
        for sign in ("`", "\n\n", "\n    ", "\n- "):
            assert text.count(sign) == english.count(sign), (topic, sign)
        assert set(KEYS.findall(text)) == set(KEYS.findall(english)), topic


@pytest.mark.parametrize("language", [one for one in languages() if one != ENGLISH])
def test_a_section_is_headed_as_its_screen_is_called(language: str) -> None:
    kept = catalogues.kept(language)
    headings = re.findall(r"^## (.+)$", guide(language), re.MULTILINE)
    for topic, heading in zip(
        re.findall(r"^## (.+)$", guide(), re.MULTILINE), headings, strict=True
    ):
        if topic in OF_NO_PAGE:
            continue
        message = kept.get(topic)
        assert message, topic
        assert message.string == heading


def test_a_language_without_a_guide_gets_the_english_one() -> None:
    assert guide("xx") == guide()


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
