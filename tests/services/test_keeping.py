"""Backing up and restoring: *Upgrades, backups* of what we promise."""

from __future__ import annotations

import resource
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from inventory_tui import SCHEMA
from inventory_tui.domain.errors import Kind, Refused, StoreError
from inventory_tui.services.keeping import keeping
from inventory_tui.store.database import Database
from tests.next_version import NEW, NextVersion
from tests.world import World


@pytest.fixture
def next_version(tmp_path: Path) -> NextVersion:
    return NextVersion(tmp_path / "steps")


def number_of(url: str | Path) -> object:
    return keeping.identify(url)["schema"]


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.fixture
def shop(world: World) -> World:
    """Products at two sources, with what a deed leaves in the history."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        for number in range(30):
            world.product(
                f"MH{number:02}", name='Jäger\'s "Hose"\t→', berlin=number, paris="2.5"
            )
    with world.database.write() as transaction:
        transaction.connection.execute(
            text(
                "insert into operation (id, at, actor, deed, reason, undone_by) values"
                " (1, '2026-11-20 10:12:00', 'maria', 'quantities set', 'counted', null),"
                " (2, '2026-11-20 10:12:00.25', 'maria', 'undo', 'undone', null)"
            )
        )
        transaction.connection.execute(text("update operation set undone_by = 2 where id = 1"))
    return world


def contents(url: str | Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    from inventory_tui.store.tables.whole import metadata

    with closing(Database(url)) as database, database.read() as transaction:
        return {
            table.name: [
                tuple(row)
                for row in transaction.connection.execute(
                    table.select().order_by(*table.primary_key.columns)
                )
            ]
            for table in metadata.sorted_tables
        }


def test_a_backup_is_one_file_with_everything(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backups.sqlite"
    written = keeping.backup(shop.database, file)
    assert written.size == file.stat().st_size
    assert rights(file) == "0o600"
    assert [path.name for path in tmp_path.glob("*backups*")] == [file.name]
    assert contents(file) == contents(database_url)


def test_a_backup_never_overwrites(shop: World, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    file.write_text("precious")
    with pytest.raises(Refused) as refused:
        keeping.backup(shop.database, file)
    assert refused.value.kind is Kind.WOULD_OVERWRITE
    assert file.read_text() == "precious"


def test_a_backup_that_cannot_be_written_leaves_nothing(shop: World, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        keeping.backup(shop.database, tmp_path / "none" / "backup.sqlite")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, most))  # a disk of 40 kB
    try:
        with pytest.raises(StoreError) as refused:
            keeping.backup(shop.database, tmp_path / "backup.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert refused.value.kind is Kind.STORE_FULL
    assert list(tmp_path.glob("*backup*")) == []
    keeping.backup(shop.database, tmp_path / "backup.sqlite")


def test_a_backup_is_one_moments_truth_while_others_write(
    shop: World, tmp_path: Path, another: Callable[..., Database]
) -> None:
    with shop.database.write() as transaction:
        transaction.connection.execute(text("update source_item set quantity = 1000"))
    writer, done = another(), threading.Event()

    def move() -> None:
        while not done.is_set():
            with writer.write() as transaction:
                for source, change in ((2, -1), (3, +1)):
                    transaction.connection.execute(
                        text(
                            "update source_item set quantity = quantity + :change"
                            " where source_id = :source"
                        ),
                        {"change": change, "source": source},
                    )

    thread = threading.Thread(target=move)
    thread.start()
    try:
        files = [tmp_path / f"backup-{number}.sqlite" for number in range(5)]
        for file in files:
            keeping.backup(shop.database, file)
    finally:
        done.set()
        thread.join()
    for file in files:
        with closing(sqlite3.connect(file)) as backup:
            (units,) = backup.execute("select sum(quantity) from source_item").fetchone()
        assert units == 30 * 2 * 1000


def test_a_backup_restores_into_a_new_database(
    shop: World, tmp_path: Path, empty_database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    before = contents(file)
    shop.database.close()
    restored = keeping.restore(empty_database_url, file, force=True)
    assert restored.schema == SCHEMA
    assert contents(empty_database_url) == before


def test_restoring_goes_on_where_the_backup_was_made(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    before = contents(database_url)
    shop.product("LATER", berlin=5)
    keeping.restore(database_url, file, force=True)
    assert contents(database_url) == before
    with pytest.raises(Exception, match="No row"):
        shop.held("LATER", "berlin")  # a program that had it open sees what was restored
    assert shop.product("NEXT") == 31  # ids go on after those restored


def test_what_is_replaced_is_kept_beside(
    shop: World, tmp_path: Path, database_url: str, database: Database
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    shop.product("LATER", berlin=5)
    kept = keeping.restore(database_url, file, force=True, clock=database.clock).kept
    if database.is_sqlite:
        assert kept == f"{database_url}.replaced-20261120-101200"
        with closing(keeping.open_database(kept)) as replaced:
            assert World(replaced).held("LATER", "berlin") == "5"
    else:
        assert kept == "replaced_20261120_101200"
        with database.read() as transaction:
            count = text(f"select count(*) from {kept}.product")
            assert transaction.connection.execute(count).scalar() == 31
    again = keeping.restore(database_url, file, force=True, clock=database.clock).kept
    assert again != kept


def test_restoring_over_data_must_be_forced(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    shop.product("LATER")
    before = contents(database_url)
    with pytest.raises(Refused, match="--force") as refused:
        keeping.restore(database_url, file)
    assert refused.value.kind is Kind.WOULD_OVERWRITE
    assert contents(database_url) == before


def test_restoring_over_an_empty_database_needs_no_force(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(database, file)
    assert keeping.restore(database_url, file).kept is None


def test_what_is_no_backup_is_refused_before_anything_is_touched(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    before = contents(database_url)
    good = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, good)
    text_file, cut, holed = (tmp_path / name for name in ("a.txt", "b.sqlite", "c.sqlite"))
    text_file.write_text("no database")
    cut.write_bytes(good.read_bytes()[:50_000])
    pages = bytearray(good.read_bytes())
    pages[4096 * 5 : 4096 * 9] = b"\xff" * 4096 * 4
    holed.write_bytes(pages)
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table recipe (name text)")
    for file in (tmp_path / "none", tmp_path, text_file, cut, holed, other):
        with pytest.raises(Refused) as refused:
            keeping.restore(database_url, file, force=True)
        assert refused.value.kind is Kind.NOT_A_BACKUP, file
    assert contents(database_url) == before


def test_a_newer_backup_is_refused_naming_both_numbers(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    with closing(sqlite3.connect(file)) as backup:
        backup.execute(f"update alembic_version set version_num = '{SCHEMA + 5}'")
        backup.commit()
    refusal = f"schema {SCHEMA + 5}, this program knows up to {SCHEMA}"
    with pytest.raises(StoreError, match=refusal) as refused:
        keeping.restore(database_url, file, force=True)
    assert refused.value.kind is Kind.SCHEMA_NEWER


def test_an_older_backup_is_upgraded_on_its_way(
    shop: World, tmp_path: Path, database_url: str, next_version: NextVersion
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    shop.database.close()
    with next_version.installed() as program:
        program.restore(database_url, file, force=True)
        assert program.identify(database_url)["schema"] == NEW
    assert number_of(file) == SCHEMA


@pytest.mark.sqlite_only
def test_a_damaged_database_is_replaced_and_kept_as_it_was(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    before = contents(file)
    shop.database.close()
    damaged = b"damaged" * 5_000
    Path(database_url).write_bytes(damaged)
    with pytest.raises(Refused):
        keeping.restore(database_url, file)
    kept = keeping.restore(database_url, file, force=True).kept
    assert kept is not None
    assert Path(kept).read_bytes() == damaged
    assert contents(database_url) == before


@pytest.mark.sqlite_only
def test_a_full_disk_leaves_what_was_there(
    shop: World, tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "backup.sqlite"
    with shop.database.write() as transaction:
        transaction.options.put("reasons", None, "x" * 3_000_000)
    keeping.backup(shop.database, file)
    with shop.database.write() as transaction:
        transaction.options.put("reasons", None, None)
        transaction.connection.execute(text("delete from movement"))
    with closing(sqlite3.connect(database_url)) as connection:
        connection.execute("vacuum")
    before = contents(database_url)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, most))
    try:
        with pytest.raises(StoreError) as refused:
            keeping.restore(database_url, file, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert refused.value.kind is Kind.STORE_FULL
    assert contents(database_url) == before
    keeping.restore(database_url, file, force=True)


@pytest.mark.sqlite_only
def test_a_database_another_program_is_writing_is_busy(
    shop: World, tmp_path: Path, database_url: str, another: Callable[..., Database]
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    with another().write(), pytest.raises(StoreError) as refused:
        keeping.restore(database_url, file, force=True, patience_s=0.2)
    assert refused.value.kind is Kind.STORE_BUSY


def test_a_backup_of_one_kind_of_database_restores_into_the_other(
    shop: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "backup.sqlite"
    keeping.backup(shop.database, file)
    if shop.database.is_sqlite:
        databases = request.getfixturevalue("postgres_databases")
        name = databases.create()
        url = databases.url(name)
    else:
        url = str(tmp_path / "other.sqlite")
    keeping.restore(url, file)
    assert contents(url) == contents(file)
    if shop.database.is_sqlite:
        databases.drop(name)
