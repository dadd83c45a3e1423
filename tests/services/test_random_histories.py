"""Whatever people do, in whatever order: the database agrees with the rules every time."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from inventory_tui.store.database import Database
from tests.postgres_databases import FreshDatabase
from tests.services.histories.agreement import Histories

LONG = (20, 25, 100)
"""Parts, shops in each, and deeds in each shop: 50,000 deeds."""
SHORT = (1, 5, 40)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parts, *_ = LONG if metafunc.config.getoption("--long") else SHORT
    metafunc.parametrize("part", range(1, parts + 1))


@pytest.fixture
def new_database(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Database]]:
    """Makes a database, new each time it is called; the one before is gone then."""
    made: list[Database] = []
    path = tmp_path / "shop.sqlite"

    def close() -> None:
        for database in made:
            database.close()
            if database_kind == "sqlite":
                for file in path.parent.glob(f"{path.name}*"):
                    file.unlink()
            else:
                server.clean()
        made.clear()

    def make() -> Database:
        close()
        if database_kind == "sqlite":
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        made.append(Database(path if database_kind == "sqlite" else server.url()))
        return made[0]

    server: FreshDatabase
    if database_kind == "postgresql":
        server = request.getfixturevalue("postgres_fresh")
    yield make
    close()


def test_random_histories_agree_with_the_rules(
    new_database: Callable[[], Database], part: int, long: bool
) -> None:
    _, shops, deeds = LONG if long else SHORT
    first = random.SystemRandom().randrange(2**32) if long else 0
    for number in range(first, first + shops):

        class Machine(Histories):
            pass

        Machine.new_database = staticmethod(new_database)  # type: ignore[method-assign]
        print(f"part {part}, seed {number}")
        run_state_machine_as_test(
            # one shop a run: variations of a shop that was played before find less
            seed(number)(Machine),
            settings=settings(
                max_examples=1,
                stateful_step_count=deeds,
                deadline=None,
                derandomize=False,
                database=None,
                phases=[Phase.generate, Phase.shrink] if long else [Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
