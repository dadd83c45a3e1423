"""Letting people read from psql, as their roles say (PostgreSQL only)."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.psql_rights import group_of
from inventory_tui.services import Database
from inventory_tui.store.people import psql
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted to whom."""

    groups: tuple[str, ...]
    logins: tuple[str, ...]
    """People with a login of their name on the server."""

    @property
    def message(self) -> str:
        """One line for people."""
        whom = ", ".join(self.logins) or tr("nobody has a login there yet")
        return tr(
            "psql reads as the roles say: {groups} ({logins})",
            groups=", ".join(self.groups),
            logins=whom,
        )


def script(database: Database) -> str:
    """Return the statements for whoever administers the server.

    Raises:
        Refused: ``not_allowed``; ``wrong_usage``: the database is a SQLite file.
    """
    _refuse_file(database)
    with database.read(Permission.USERS) as transaction:
        return ";\n".join([*psql.statements(transaction.connection), ""])


def grant(database: Database) -> Granted:
    """Let people read from psql as their roles say, and nobody write.

    Once a person, role or source changed, which rows people see follows by itself; which
    group a login is in, and which columns a role of one's own sees, when it is called again.

    Raises:
        Refused: ``not_allowed``; ``wrong_usage``: the database is a SQLite file;
            ``store_read_only``: the program's own role may not make groups.
    """
    _refuse_file(database)
    with database.write(whole=True) as transaction:
        transaction.guard.require(Permission.USERS)
        psql.grant(transaction.connection)
        roles = tuple(group_of(one.name) for one in transaction.people.roles())
        return Granted(roles, tuple(psql.logins(transaction.connection)))


def _refuse_file(database: Database) -> None:
    if database.is_sqlite:
        raise Refused(
            Kind.WRONG_USAGE,
            tr(
                "This database is a file: whoever may read the file reads all of it. Let "
                "the system's rights of the file say who may, or use PostgreSQL."
            ),
        )
