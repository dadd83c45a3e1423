"""Whole tasks of a back office, driven by keys from the first screen to the outcome.

``titles/SECTION.toml`` lists the flows by title: ``"driven"``, or the sentence that says why
a flow is not driven here.  A test answers a title with ``@flow(section, title)``; a
parametrized one with ``case(section, title, values…)`` for each of its cases.
``test_titles.py`` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

TITLES = Path(__file__).parent / "titles"
DRIVEN = "driven"
answered: list[tuple[str, str]] = []
_Test = TypeVar("_Test", bound=Callable[..., object])


def flow(section: str, title: str) -> Callable[[_Test], _Test]:
    """Mark a test as the answer to one flow."""
    answered.append((section, title))

    def unchanged(test: _Test) -> _Test:
        return test

    return unchanged


def case(section: str, title: str, *values: object) -> ParameterSet:
    """One case of a parametrized test, as the answer to one flow."""
    answered.append((section, title))
    return pytest.param(*values, id=title)
