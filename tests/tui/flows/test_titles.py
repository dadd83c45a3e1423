"""Every flow said to be driven has exactly one test, and every other says why it has none."""

from __future__ import annotations

import pkgutil
import tomllib
from collections import Counter
from importlib import import_module

import pytest

import tests.tui.flows as flows
from tests.tui.flows import DRIVEN, TITLES, answered

SECTIONS = {
    path.stem: tomllib.loads(path.read_text()) for path in sorted(TITLES.glob("*.toml"))
}


@pytest.fixture(scope="module", autouse=True)
def every_test_read() -> None:
    for module in pkgutil.iter_modules(flows.__path__):
        if module.name.startswith("test_"):
            import_module(f"{flows.__name__}.{module.name}")


@pytest.mark.parametrize("section", SECTIONS)
def test_driven_flows_have_one_test_each(section: str) -> None:
    driven = [title for title, how in SECTIONS[section]["flows"].items() if how == DRIVEN]
    tests = Counter(title for where, title in answered if where == section)
    assert tests == Counter(driven)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_flow_left_out_says_why(section: str) -> None:
    left_out = {
        title: how for title, how in SECTIONS[section]["flows"].items() if how != DRIVEN
    }
    assert {title for title, why in left_out.items() if len(why.split()) < 4} == set()


def test_a_test_names_a_section_that_exists() -> None:
    assert {section for section, _ in answered} <= set(SECTIONS)


def test_at_least_a_hundred_and_twenty_flows_are_driven() -> None:
    driven = [
        how for told in SECTIONS.values() for how in told["flows"].values() if how == DRIVEN
    ]
    assert len(driven) >= 120
