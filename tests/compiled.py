"""Statements are compiled once for all databases of a run.

SQLAlchemy keeps what it compiled per engine, and every test opens databases of its own: a
tenth of the time of the suite went into compiling the same statements again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.util import LRUCache

from inventory_tui.store import database

_KEPT = 3_000


class _Compiled(LRUCache[Any, Any]):
    """What was compiled, by kind of database instead of by engine.

    The first part of a key is the engine's dialect; those of one kind write the same SQL.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_its_kind(key), compiled)


def _of_its_kind(key: Any) -> Any:
    dialect, *rest = key
    return (type(dialect), *rest)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all databases opened meanwhile share what they compile."""
    options = {"compiled_cache": _Compiled(_KEPT)}
    with pytest.MonkeyPatch.context() as patched:
        sharing = partial(create_engine, execution_options=options)
        patched.setattr(database, "create_engine", sharing)
        yield
