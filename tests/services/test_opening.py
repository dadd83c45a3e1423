"""Opening, creating and upgrading: *Upgrades, backups* of what we promise."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from inventory_tui import SCHEMA
from inventory_tui.domain.errors import Kind, StoreError
from inventory_tui.services.keeping import keeping
from inventory_tui.store.database import Database
from tests.next_version import NEW, NEXT_STEP, STEP_FILE, NextVersion
from tests.world import World


@pytest.fixture
def next_version(tmp_path: Path) -> NextVersion:
    return NextVersion(tmp_path / "steps")


def number_of(url: str | Path) -> object:
    return keeping.identify(url)["schema"]


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_database_is_created_when_it_is_first_opened(empty_database_url: str) -> None:
    assert number_of(empty_database_url) is None
    with (
        closing(keeping.open_database(empty_database_url)) as database,
        database.read() as transaction,
    ):
        assert [source.code for source in transaction.sources.all()] == ["default"]
    assert number_of(empty_database_url) == SCHEMA


def test_none_is_created_unasked(empty_database_url: str) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        keeping.open_database(empty_database_url, create=False)
    assert number_of(empty_database_url) is None


@pytest.mark.sqlite_only
def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "inventory.sqlite"
    before = os.umask(0)
    try:
        with (
            closing(keeping.open_database(path)) as database,
            database.write() as transaction,
        ):
            transaction.options.put("time_zone", None, "Europe/Berlin")
            files = {file.name: rights(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert rights(path.parent) == "0o700"
    assert files == dict.fromkeys(
        (f"inventory.sqlite{end}" for end in ("", "-wal", "-shm", "-queue")), "0o600"
    )


@pytest.mark.sqlite_only
def test_side_files_get_the_rights_someone_gave_a_group(
    database_url: str, next_version: NextVersion
) -> None:
    path = Path(database_url)
    path.chmod(0o660)
    with next_version.installed() as program, closing(program.open_database(path)) as database:
        with database.write() as transaction:
            transaction.options.put("time_zone", None, "Europe/Berlin")
        for file in path.parent.glob("inventory.sqlite*"):
            assert rights(file) == "0o660", file
        assert path.with_name(f"inventory.sqlite.before-{SCHEMA}").exists()


def test_opening_does_not_load_alembic_when_nothing_is_to_be_upgraded(
    database_url: str,
) -> None:
    program = (
        "import sys; from inventory_tui.services.keeping import keeping;"
        "keeping.open_database(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, database_url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "False"


@pytest.mark.sqlite_only
def test_a_list_of_products_loads_nothing_of_postgresql_and_of_orders(
    database_url: str,
) -> None:
    program = (
        "import sys; from inventory_tui.services.keeping import keeping;"
        "from inventory_tui.services.products import browsing;"
        "from inventory_tui.services.desk import watching;"
        "database = keeping.open_database(sys.argv[1]);"
        "browsing.product_window(database, browsing.ProductQuery('mh01 salable>0'), 20);"
        "watching.newest(database); database.close(); print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, database_url],
        capture_output=True,
        text=True,
        check=True,
    )
    apart = {"sqlalchemy.dialects.postgresql", "inventory_tui.domain.order"}
    assert not apart.intersection(ran.stdout.split())


@pytest.mark.sqlite_only
def test_questions_keep_few_pages_in_memory_and_deeds_as_many_as_ever(
    database: Database,
) -> None:
    database.keep_few_pages()
    for begin, kept_kib in ((database.read, 400), (database.write, 2_000)):
        with begin() as transaction:
            (kept,) = transaction.connection.execute(text("pragma cache_size")).one()
        assert kept == -kept_kib


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"this is no database at all, but long enough to be taken for one" * 20, "damaged"),
        (None, "another program"),
    ],
)
def test_what_is_no_inventory_database_is_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "other.sqlite"
    if content is not None:
        path.write_bytes(content)
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("create table recipe (name text)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=said) as refused:
        keeping.open_database(path)
    assert refused.value.kind is Kind.STORE_CORRUPT
    assert path.read_bytes()[100:] == before[100:]


@pytest.mark.sqlite_only
def test_a_place_that_cannot_be_reached_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be") as refused:
        keeping.open_database(tmp_path / "file" / "inventory.sqlite")
    assert refused.value.kind is Kind.STORE_UNREACHABLE
    with pytest.raises(StoreError) as refused:
        keeping.open_database(tmp_path)
    assert refused.value.kind is Kind.STORE_UNREACHABLE


@pytest.mark.postgresql_only
def test_a_server_that_does_not_answer_is_a_sentence_without_the_password() -> None:
    url = "postgresql://clerk:secret@127.0.0.1:9/none"
    with pytest.raises(StoreError) as refused:
        keeping.open_database(url, patience_s=1)
    assert refused.value.kind is Kind.STORE_UNREACHABLE
    assert "secret" not in str(refused.value)


def test_an_older_database_is_upgraded_when_it_is_opened(
    database_url: str, next_version: NextVersion, world: World
) -> None:
    world.product("MH01")
    with (
        next_version.installed() as program,
        closing(program.open_database(database_url)) as database,
        database.read() as transaction,
    ):
        colour = transaction.connection.execute(text("select colour from product")).scalar()
    assert colour == "red"
    assert number_of(database_url) == NEW


@pytest.mark.sqlite_only
def test_a_copy_is_kept_before_an_upgrade(
    database_url: str, next_version: NextVersion, world: World
) -> None:
    world.product("MH01")
    with next_version.installed() as program:
        done = program.upgrade(database_url)
    kept = Path(f"{database_url}.before-{SCHEMA}")
    assert (done.before, done.after, done.kept) == (SCHEMA, NEW, kept)
    assert number_of(kept) == SCHEMA
    assert rights(kept) == "0o600"
    with closing(keeping.open_database(kept)) as older:
        assert World(older).salable("MH01") is None


def test_there_is_nothing_to_upgrade_twice(database_url: str) -> None:
    done = keeping.upgrade(database_url)
    assert (done.before, done.after, done.kept) == (SCHEMA, SCHEMA, None)


def test_an_old_program_leaves_a_newer_database_alone(
    database_url: str, next_version: NextVersion, database: Database
) -> None:
    with next_version.installed() as program:
        program.upgrade(database_url)
    refusal = f"schema {NEW}, this program knows up to {SCHEMA}"
    for deed in (keeping.open_database, keeping.upgrade):
        with pytest.raises(StoreError, match=refusal) as refused:
            deed(database_url)
        assert refused.value.kind is Kind.SCHEMA_NEWER
    with pytest.raises(StoreError) as refused, database.write():  # open since before
        pass
    assert refused.value.kind is Kind.SCHEMA_NEWER


def test_of_two_programs_that_start_at_once_one_upgrades_and_the_other_goes_on(
    database_url: str, next_version: NextVersion
) -> None:
    next_version.takes(0.5)
    programs = [next_version.start(database_url) for _ in range(3)]
    printed = [program.communicate()[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert "".join(printed).count("half-way") == 1
    assert number_of(database_url) == NEW


def test_of_two_programs_that_create_at_once_both_go_on(
    empty_database_url: str, next_version: NextVersion
) -> None:
    programs = [next_version.start(empty_database_url) for _ in range(3)]
    printed = [program.communicate()[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert "".join(printed).count("half-way") == 1


def test_an_upgrade_killed_half_way_leaves_the_old_one_whole(
    database_url: str, next_version: NextVersion, world: World
) -> None:
    world.product("MH01", default=3)
    next_version.takes(60)
    program = next_version.start(database_url)
    assert program.stdout is not None
    assert program.stdout.readline() == "half-way\n"
    program.send_signal(signal.SIGKILL)
    program.communicate()
    assert number_of(database_url) == SCHEMA
    assert world.held("MH01", "default") == "3"
    world.product("MH02")
    next_version.takes(0)
    with next_version.installed() as newer:
        assert newer.upgrade(database_url).after == NEW


def test_an_upgrade_that_fails_changes_nothing(
    database_url: str, next_version: NextVersion
) -> None:
    step = next_version.steps / "versions" / STEP_FILE
    step.write_text(NEXT_STEP + "    raise KeyboardInterrupt\n")
    with next_version.installed() as program, pytest.raises(KeyboardInterrupt):
        program.open_database(database_url)
    assert number_of(database_url) == SCHEMA
    keeping.open_database(database_url).close()
