"""Reading from psql, granted role by role (PostgreSQL only).

Each role is a group of the server's roles; a login of the same name as a person is put into
the person's.  Groups hold nothing but ``select``, of some tables on some columns only.  Which
rows they see is asked of the people table at that moment (row security): whoever was
switched off, lost a right or was confined to a source sees accordingly, whatever the groups
say.  The tables belong to the program's own role, to which row security does not apply.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.permissions import BUILT_IN
from inventory_tui.domain.person import Person, Role
from inventory_tui.domain.psql_rights import (
    AT_SOURCES,
    BY_DEED,
    OF_SHIPMENTS,
    TABLES,
    columns_of,
    group_of,
    rights_to,
)
from inventory_tui.store.people.people import People
from inventory_tui.store.people.reach import Reach, is_of_row, is_sent
from inventory_tui.wording import tr

_NOT_PERMITTED = "42501"
_GRANTED = (
    "select 1 from pg_policies where policyname = 'inventory_reading'"
    " and schemaname = current_schema() and tablename = 'source_item'"
)
_ME = (
    "person.active and (person.login = session_user or person.login_key = lower(session_user))"
)


def statements(connection: Connection) -> list[str]:
    """Return what lets people read from psql as their roles say, and nobody write."""
    schema = str(connection.dialect.default_schema_name)
    return [
        f"revoke all on all tables in schema {_quoted(schema)} from public",
        f"revoke create on schema {_quoted(schema)} from public",
        *_held(connection, schema),
        *(statement for table in TABLES for statement in _rows_of(schema, table)),
    ]


def _held(connection: Connection, schema: str) -> list[str]:
    """What each group holds, and who is in it."""
    people = People(connection)
    roles, persons = people.roles(), people.all()
    groups = [group_of(role.name) for role in roles]
    every = ", ".join(map(_quoted, groups))
    return [
        *(_made(group) for group in groups),
        f"grant usage on schema {_quoted(schema)} to {every}",
        *_functions(schema, every),
        f"revoke all on all tables in schema {_quoted(schema)} from {every}",
        f"grant select on {_quoted(schema)}.alembic_version to {every}",
        *(statement for role in roles for statement in _columns(schema, role)),
        *(_members(role, persons) for role in roles),
    ]


def grant(connection: Connection) -> None:
    """Run the `statements`.

    Raises:
        Refused: ``store_read_only``: the program's own role may not make groups.
    """
    try:
        _run(connection, statements(connection))
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_PERMITTED:
            raise
        raise Refused(
            Kind.STORE_READ_ONLY,
            tr(
                "The program's role on the server may not make groups (createrole). Give "
                "it that, or let an administrator run what users grant --sql prints."
            ),
        ) from error


def follow(connection: Connection) -> None:
    """Let the groups follow people and roles that changed, where they were ever granted.

    Where the program's own role may not, they stay as they are until somebody grants again;
    which rows anybody sees follows all the same.
    """
    if connection.dialect.name != "postgresql":
        return
    if connection.exec_driver_sql(_GRANTED).first() is None:
        return
    try:
        with connection.begin_nested():
            _run(connection, _held(connection, str(connection.dialect.default_schema_name)))
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != _NOT_PERMITTED:
            raise


def _run(connection: Connection, said: Sequence[str]) -> None:
    for statement in said:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def logins(connection: Connection) -> list[str]:
    """Return the logins of the server that are in a group."""
    groups = [group_of(role.name) for role in People(connection).roles()]
    query = (
        "select distinct member.rolname from pg_auth_members"
        " join pg_roles as member on member.oid = pg_auth_members.member"
        " join pg_roles as held on held.oid = pg_auth_members.roleid"
        f" where held.rolname in ({', '.join(map(_literal, groups))})"
        " and member.rolcanlogin and member.rolname <> current_user order by 1"
    )
    return list(connection.exec_driver_sql(query.replace("%", "%%")).scalars())


def _made(group: str) -> str:
    return (
        "do $$ begin if not exists (select 1 from pg_roles where rolname = "
        f"{_literal(group)}) then create role {_quoted(group)} nologin; end if; end $$"
    )


def _functions(schema: str, groups: str) -> list[str]:
    held = ", ".join(
        f"({_literal(name)}, {_literal(permission.value)})"
        for name, permissions in BUILT_IN.items()
        for permission in sorted(permissions)
    )
    definer = f"stable security definer set search_path = {_quoted(schema)}, pg_temp"
    person = "from person join role on role.id = person.role_id"
    reach = _mine(schema)
    sent = f"change as sent where sent.operation_id = deed and {is_sent('sent')}"
    made = {
        "inventory_reads(wanted text) returns boolean": (
            f"select exists (select 1 {person} where {_ME} and ("
            f" exists (select 1 from (values {held}) as held (role, permission)"
            " where role.built_in and held.role = role.name and held.permission = wanted)"
            " or exists (select 1 from role_permission as own where not role.built_in"
            " and own.role_id = role.id and own.permission = wanted)))"
        ),
        "inventory_sources() returns setof bigint": (
            f"select source.id from source, person where {_ME} and ("
            " not exists (select 1 from person_source as any_place"
            " where any_place.person_id = person.id)"
            " or exists (select 1 from person_source as place"
            " where place.person_id = person.id and place.source_id = source.id))"
        ),
        "inventory_confined() returns boolean": (
            "select exists (select 1 from person join person_source as place"
            f" on place.person_id = person.id where {_ME})"
        ),
        "inventory_elsewhere(deed bigint) returns boolean": (
            "select (exists (select 1 from movement where operation_id = deed)"
            " or exists (select 1 from aside_movement where operation_id = deed)"
            " or exists (select 1 from change where operation_id = deed"
            f" and kind = 'incoming') or exists (select 1 from {sent}))"
            " and not exists (select 1 from movement where operation_id = deed"
            " and source_id in (select inventory_sources()))"
            " and not exists (select 1 from aside_movement where operation_id = deed"
            " and source_id in (select inventory_sources()))"
            " and not exists (select 1 from change join incoming"
            " on incoming.id = change.subject_id where operation_id = deed"
            " and kind = 'incoming' and source_id in (select inventory_sources()))"
            f" and not exists (select 1 from {sent} and {reach.told('sent')})"
        ),
        "inventory_sends(consignment bigint) returns boolean": (
            f"select {reach.consignment('$1')}"
        ),
        "inventory_told(number bigint) returns boolean": (
            "select exists (select 1 from change as told where told.id = number"
            f" and ({reach.row_told('told')}))"
        ),
    }
    said: list[str] = []
    for head, body in made.items():
        name, _, result = head.partition(" returns ")
        called, _, argument = name.rstrip(")").partition("(")
        callable_ = f"{called}({argument.rpartition(' ')[2]})"
        said += [
            (
                f"create or replace function {_quoted(schema)}.{name} returns "
                f"{result} language sql {definer} as $$ {body} $$"
            ),
            f"revoke all on function {_quoted(schema)}.{callable_} from public",
            f"grant execute on function {_quoted(schema)}.{callable_} to {groups}",
        ]
    return said


def _mine(schema: str) -> Reach:
    """What whoever asks may see."""
    quoted = _quoted(schema)
    return Reach(quoted, f"in (select {quoted}.inventory_sources())")


def _rows_of(schema: str, table: str) -> list[str]:
    """The rows of a table that whoever asks may see."""
    name = f"{_quoted(schema)}.{_quoted(table)}"

    def reads(permission: str) -> str:
        return f"(select {_quoted(schema)}.inventory_reads({_literal(permission)}))"

    enough = " or ".join(
        "(" + " and ".join(reads(one.value) for one in rights) + ")"
        for rights in rights_to(table)
    )
    mine = f"(select {_quoted(schema)}.inventory_sources())"
    anywhere = f"not (select {_quoted(schema)}.inventory_confined())"
    rows = [f"({enough})"]
    if table in AT_SOURCES:
        rows.append(f"source_id in {mine}")
    elif table in BY_DEED:
        rows.append(
            f"({anywhere} or not {_quoted(schema)}.inventory_elsewhere({BY_DEED[table]}))"
        )
        if table == "change":
            of_row = is_of_row("change")
            told = f"{_quoted(schema)}.inventory_told(id)"
            rows.append(f"({anywhere} or not ({of_row}) or {told})")
    elif table == "source":
        rows.append(f"id in {mine}")
    elif table == "transfer":
        rows.append(f"(origin_id in {mine} or destination_id in {mine})")
    elif table in OF_SHIPMENTS:
        rows.append(f"shipment_id in (select id from {_quoted(schema)}.shipment)")
    elif table == "consignment":
        rows.append(f"({anywhere} or {_quoted(schema)}.inventory_sends(id))")
    elif table == "consignment_line":
        rows.append(_mine(schema).row("consignment_line"))
    elif table == "transfer_line":
        rows.append(f"transfer_id in (select id from {_quoted(schema)}.transfer)")
    return [
        f"alter table {name} enable row level security",
        f"drop policy if exists inventory_reading on {name}",
        f"create policy inventory_reading on {name} for select using ({' and '.join(rows)})",
    ]


def _columns(schema: str, role: Role) -> list[str]:
    group = _quoted(group_of(role.name))
    return [
        f"grant select{_listed(columns)} on {_quoted(schema)}.{_quoted(table)} to {group}"
        for table, columns in columns_of(role.permissions).items()
    ]


def _listed(columns: Sequence[str]) -> str:
    return f" ({', '.join(columns)})" if columns else ""


def _members(role: Role, people: Sequence[Person]) -> str:
    """Put the logins of those who have a role into its group, and nobody else."""
    logins = ", ".join(
        _literal(one.login) for one in people if one.role.id == role.id and one.active
    )
    group = group_of(role.name)
    return (
        "do $$ declare login record; begin"
        " for login in select member.rolname as name from pg_auth_members"
        " join pg_roles as member on member.oid = pg_auth_members.member"
        " join pg_roles as held on held.oid = pg_auth_members.roleid"
        f" where held.rolname = {_literal(group)} and member.rolcanlogin"
        " and member.rolname <> current_user"
        f" and not member.rolname = any(array[{logins}]::text[])"
        f" loop execute format('revoke {_quoted(group)} from %I', login.name); end loop;"
        " for login in select rolname as name from pg_roles where rolcanlogin"
        " and not rolsuper and rolname <> current_user"
        f" and rolname = any(array[{logins}]::text[])"
        f" loop execute format('grant {_quoted(group)} to %I', login.name); end loop;"
        " end $$"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
