"""Where a database is: a URL or the path of a file, and what that file lies on."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from inventory_tui.domain.errors import Kind, StoreError
from inventory_tui.wording import tr

_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs"}


def parse_url(url: str | Path) -> URL:
    """Read a SQLAlchemy URL or the path of a SQLite file.

    Raises:
        StoreError: It is neither.
    """
    if isinstance(url, Path) or "://" not in url:
        parsed = URL.create("sqlite", database=str(Path(url).expanduser()))
    else:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise _refused(
                tr(
                    "The database URL cannot be read; write a path or "
                    "postgresql://user@host/name."
                )
            ) from None
    if "@" in (parsed.host or ""):
        raise _refused(
            tr(
                "The database URL holds more than one @; in a user or password write %40 "
                "for it."
            )
        )
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise _refused(
            tr("{url} is neither SQLite nor PostgreSQL.", url=without_password(parsed))
        )
    if not parsed.database or parsed.database == ":memory:":
        raise _refused(tr("A database in memory would be gone at the end; name a file."))
    if parsed.query:
        raise _refused(
            tr("The URL of a SQLite file ends with its path; leave out what follows ?.")
        )
    return parsed


def _refused(sentence: str) -> StoreError:
    return StoreError(Kind.STORE_UNREACHABLE, sentence)


def without_password(url: URL) -> str:
    """Return a URL as it may be shown: ``postgresql://user:***@host/name``."""
    secrets = [key for key in url.query if "password" in key.lower()]
    shown = url.difference_update_query(secrets).set(drivername=url.get_backend_name())
    return shown.render_as_string(hide_password=True)


def refuse_network_file_system(path: Path | None) -> None:
    """Refuse a file where SQLite's WAL finds no shared memory.

    Raises:
        StoreError: It lies on a network file system.
    """
    kind = "" if path is None else file_system_of(path)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise StoreError(
            Kind.STORE_UNREACHABLE,
            tr(
                "{path} lies on a network file system ({kind}), where SQLite loses data. "
                "Use PostgreSQL when several machines share an inventory.",
                path=path,
                kind=kind,
            ),
        )


def file_system_of(path: Path) -> str:
    """Return the type of the file system ``path`` lies on, empty where unknown."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    where = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        _, mount, this_kind, *_ = line.split(" ")
        mount = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), mount)
        inside = where == mount or where.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, this_kind
    return kind
