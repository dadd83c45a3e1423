"""Sources: listing them, adding and editing them, switching them on and off.

A disabled source keeps its links, rows and quantities, which then count for nothing (spec
2.6).  Deleting and archiving them: `inventory_tui.services.sourcing.source_removal`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from inventory_tui.domain import forms
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.fields import show_yes_no
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.source import (
    LOCKED_ON_DEFAULT,
    Source,
    code_from,
    sees_simple_screens,
)
from inventory_tui.services import Database
from inventory_tui.services.sourcing import source_state
from inventory_tui.services.sourcing.eligibility import follow, refresh_levels
from inventory_tui.services.sourcing.naming import spoken
from inventory_tui.services.sourcing.source_rules import (
    allowed_address,
    archived,
    choices_of_country,
    not_located,
    taken_labels,
    taken_name,
)
from inventory_tui.services.sourcing.source_state import SourceState
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def list_sources(database: Database) -> list[Source]:
    """Return every source, called as whoever looks calls it: the Default Source first, then
    by code."""
    with database.read() as transaction:
        return spoken(transaction, transaction.sources.seen())


def offered_sources(database: Database) -> list[Source]:
    """Return the sources that may be picked: all but the archived ones, in the same order."""
    return [one for one in list_sources(database) if not one.archived]


def get_source(database: Database, code: str) -> Source:
    """Return one source with all its fields.

    Raises:
        Refused: There is no such source.
    """
    with database.read(Permission.WAREHOUSES, Permission.WAREHOUSE_VIEW) as transaction:
        return transaction.sources.known(code)


def enabled_countries(database: Database) -> list[tuple[str, str]]:
    """Return the countries a source may be in: code and name (setting ``countries``)."""
    with database.read() as transaction:
        return choices_of_country(transaction)


def is_single_source(database: Database) -> bool:
    """Return whether fewer than two sources are enabled: the simple screens do (C14)."""
    with database.read() as transaction:
        enabled = [source for source in transaction.sources.seen() if source.enabled]
    return sees_simple_screens(len(enabled))


def whole_source(database: Database, code: str) -> SourceState:
    """Return one source with whom it serves and its texts by language.

    Raises:
        Refused: There is no such source.
    """
    with database.read() as transaction:
        return source_state.state(transaction, transaction.sources.known(code))


def whole_sources(database: Database, sources: Collection[Source]) -> dict[int, SourceState]:
    """Return these sources likewise, by id."""
    with database.read() as transaction:
        return source_state.states(transaction, sources)


def add_source(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a source from the texts of `forms.SOURCE_EDITOR`; it has no rows and no stock yet.

    A code that is not given is made from the name, a reference (ERC) is generated.  With the
    setting *New sources start disabled and need a location to be enabled* a name is enough,
    and one whose ``enabled`` is not told is off.  ``counts`` hold its ``source`` (the code).

    Raises:
        InvalidInput: A field is missing, or breaks a rule of its own or across fields.
        Refused: The code, the reference or the name is taken; it would be on without a
            location; its country or region is not enabled; a channel is unknown.

    Source: spec 1.2; the warehouse half, 1.1.
    """
    with database.write() as transaction:
        starts_off = bool(transaction.options.value("sources_start_disabled"))
        transaction.sources.hold()
        given = dict(typed)
        if "code" not in given and given.get("name", "").strip():
            taken = transaction.sources.labels_like(code_from(given["name"]))
            given["code"] = code_from(given["name"], taken)
        read = source_state.spelled(
            transaction,
            source_state.read_typed(given, partial=False, needs_address=not starts_off),
        )
        new = Source(id=0, **read.fields)
        if not given.get("enabled", "").strip():
            new = replace(new, enabled=not starts_off)
        new = replace(new, erc=new.erc or str(uuid4()))
        problems = [*taken_name(transaction, new), *allowed_address(transaction, new)]
        problems = [*taken_labels(transaction, new), *problems]
        if new.enabled and starts_off:
            problems += not_located([new])
        warnings = source_state.checked(new, problems)
        number = transaction.journal.begin(Deed.SOURCE_ADDED, cause, reason="added")
        added = transaction.sources.add(new)
        plain = SourceState(added)
        source_state.put(transaction, plain, plain.changed_by(replace(read, fields={})))
        transaction.journal.changed(
            number, "source", added.id, added.code, {"*": None}, {"*": added.code}
        )
        counts: dict[str, int | str] = {"created": 1, "source": added.code}
        message = tr("Source {code} added", code=added.code)
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.SOURCE_ADDED, counts, message, warnings)


def edit_source(
    database: Database,
    code: str,
    typed: Mapping[str, str],
    *,
    seen_version: int | None = None,
    deed: Deed = Deed.SOURCE_EDITED,
    cause: Cause,
) -> Receipt:
    """Change the fields of a source that are in ``typed``; a blank clears one.

    Besides `forms.SOURCE_EDITOR` there are its texts by language: ``name@de``.

    Args:
        seen_version: The version the user was looking at; None takes what is stored now.
        deed: What the history calls it.

    Raises:
        InvalidInput: A value breaks a rule, or a required field would be blank.
        Refused: No such source, a locked field would change, or the name or the reference
            is taken; it would be on without a location where one is needed; its country or
            region is not enabled; a channel is unknown.
        ChangedElsewhere: Someone changed the source after ``seen_version``.

    Source: spec 1.2, 2.6; the warehouse half, 1.1.
    """
    needs_all = bool(typed.keys() & {"enabled", "channels"})
    with database.write(whole=needs_all) as transaction:
        needs_location = bool(transaction.options.value("sources_start_disabled"))
        read = source_state.read_typed(typed, partial=True, needs_address=not needs_location)
        transaction.sources.hold()
        read = source_state.spelled(transaction, read)
        before = source_state.state(transaction, transaction.sources.known(code))
        was = before.source
        if seen_version not in (None, was.version):
            raise ChangedElsewhere(
                tr(
                    "{code} was changed on another terminal; nothing of yours was saved. "
                    "Look at it again.",
                    code=was.code,
                )
            )
        after = before.changed_by(read)
        if not after.source.erc and "erc" in typed:
            after = replace(after, source=replace(after.source, erc=str(uuid4())))
        problems = _problems(transaction, before, after, needs_location=needs_location)
        warnings = source_state.checked(after.source, problems)
        if after == before:
            message = tr("Source {code} is like that already", code=was.code)
            return Receipt(None, deed, {"changed": 0}, message, warnings)
        number = transaction.journal.begin(deed, cause, reason="edited")
        source_state.put(transaction, before, after)
        counts = {
            "changed": transaction.journal.changed(
                number, "source", was.id, was.code, before.texts(), after.texts()
            )
        }
        follow(transaction, [before], [after])
        message = tr(
            "Source {code}: {fields}",
            code=was.code,
            fields=", ".join(_labels(before.texts(), after.texts())),
        )
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, deed, counts, message, warnings)


def enable_sources(database: Database, codes: Sequence[str], *, cause: Cause) -> Receipt:
    """Enable sources; counts those ``changed`` and those that were enabled ``already``.

    Raises:
        Refused: A code is unknown, or none is given; nothing was changed.
    """
    return _switch(database, codes, True, cause)


def disable_sources(database: Database, codes: Sequence[str], *, cause: Cause) -> Receipt:
    """Disable sources; counts those ``changed`` and those that were disabled ``already``.

    The Default Source among others stays enabled, which the receipt's warning says.

    Raises:
        Refused: A code is unknown, none is given, or only the Default Source is; nothing
            was changed.

    Source: spec 2.6.
    """
    return _switch(database, codes, False, cause)


def _switch(database: Database, codes: Sequence[str], enabled: bool, cause: Cause) -> Receipt:
    deed = Deed.SOURCES_ENABLED if enabled else Deed.SOURCES_DISABLED
    state = "enabled" if enabled else "disabled"
    if not codes:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one source."))
    with database.write(whole=True) as transaction:
        transaction.sources.hold()
        sources = transaction.sources.all_known(codes)
        kept = [source for source in sources if source.is_default and not enabled]
        warnings = tuple(
            tr(
                "{code} stays enabled: {why}",
                code=source.code,
                why=LOCKED_ON_DEFAULT["enabled"],
            )
            for source in kept
        )
        if len(kept) == len(sources):
            raise Refused(Kind.DEFAULT_SOURCE_PROTECTED, f"{warnings[0]}.")
        changing = [
            source for source in sources if source.enabled != enabled and source not in kept
        ]
        if enabled:
            _refuse_enabling(transaction, changing)
        counts = {
            "changed": len(changing),
            "already": len(sources) - len(changing) - len(kept),
        }
        message = _switched(enabled, len(changing), int(counts["already"]), bool(kept))
        if not changing:
            return Receipt(None, deed, counts, message, warnings)
        number = transaction.journal.begin(deed, cause, reason=state)
        ids = [source.id for source in changing]
        transaction.sources.enable(ids, enabled)
        word = {True: show_yes_no(enabled), False: show_yes_no(not enabled)}
        for source in changing:
            transaction.journal.changed(
                number,
                "source",
                source.id,
                source.code,
                {"enabled": word[False]},
                {"enabled": word[True]},
            )
        refresh_levels(transaction, ids)
        named = ", ".join(source.code for source in changing)
        summary = (
            tr("Enable {codes}", codes=named) if enabled else tr("Disable {codes}", codes=named)
        )
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, deed, counts, message, warnings)


def _switched(enabled: bool, count: int, already: int, default_stays: bool) -> str:
    said = {"count": count, "already": already}
    if enabled:
        return tr("{count} enabled, {already} already", **said)
    if default_stays:
        return tr("{count} disabled, {already} already, Default Source stays", **said)
    return tr("{count} disabled, {already} already", **said)


def _refuse_enabling(transaction: Transaction, sources: Sequence[Source]) -> None:
    """Refuse to switch on what is archived, or is nowhere where a location is needed."""
    problems = archived(sources)
    if transaction.options.value("sources_start_disabled"):
        problems += not_located(sources)
    if problems:
        raise Refused.because(problems)


def _problems(
    transaction: Transaction,
    before: SourceState,
    after: SourceState,
    *,
    needs_location: bool,
) -> list[Problem]:
    """What speaks against saving a source as it would be."""
    was, now = before.source, after.source
    problems = source_state.locked(before, after)
    if key_of(now.name) != key_of(was.name):
        problems += taken_name(transaction, now)
    if key_of(now.erc) != key_of(was.erc):
        problems += taken_labels(transaction, now)
    if (now.country, now.region) != (was.country, was.region):
        problems += allowed_address(transaction, now)
    if now.enabled and not was.enabled:
        problems += archived([now])
        problems += not_located([now]) if needs_location else []
    return problems


def _labels(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> list[str]:
    """What changed, as people call it."""
    names = {field.name: field.label for field in forms.SOURCE_EDITOR}
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [names.get(name, name) for name in changed]
