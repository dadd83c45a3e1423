"""Sources: listing them, adding and editing them, switching them on and off.

A source is never deleted, for orders and shipments point to it; it is disabled instead and
keeps its links, rows and quantities, which then count for nothing (spec 2.6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inventory_tui.domain import forms
from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    Kind,
    Problem,
    Refused,
)
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import LOCKED_ON_DEFAULT, Source, sees_simple_screens
from inventory_tui.services import Database
from inventory_tui.store.database import Transaction

_FIELDS = {field.name: field for field in forms.SOURCE}


def list_sources(database: Database) -> list[Source]:
    """Return every source: the Default Source first, then by code."""
    with database.read() as transaction:
        return transaction.sources.all()


def get_source(database: Database, code: str) -> Source:
    """Return one source with all its fields.

    Raises:
        Refused: There is no such source.
    """
    with database.read() as transaction:
        return transaction.sources.known(code)


def is_single_source(database: Database) -> bool:
    """Return whether fewer than two sources are enabled: the simple screens do (C14)."""
    with database.read() as transaction:
        enabled = [source for source in transaction.sources.all() if source.enabled]
    return sees_simple_screens(len(enabled))


def add_source(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a source from the texts of `forms.SOURCE`; it has no rows and no stock yet.

    One whose ``enabled`` is not told is off where the setting *New sources start disabled*
    says so.

    Raises:
        InvalidInput: A field is missing, or breaks a rule of its own or across fields.
        Refused: The code or the name is taken.

    Source: spec 1.2.
    """
    new = Source(id=0, **_values(read_form(forms.SOURCE, typed)))
    with database.write() as transaction:
        if not typed.get("enabled", "").strip():
            starts_off = transaction.options.value("sources_start_disabled")
            new = replace(new, enabled=not starts_off)
        transaction.sources.hold()
        problems = _taken(transaction, new)
        if transaction.sources.by_code(new.code):
            problems.insert(
                0, Problem(Kind.NOT_UNIQUE, f"Code: {new.code!r} is taken already.", "code")
            )
        warnings = _checked(new, problems)
        number = transaction.journal.begin(Deed.SOURCE_ADDED, cause, reason="added")
        added = transaction.sources.add(new)
        transaction.journal.changed(
            number, "source", added.id, added.code, {"*": None}, {"*": added.code}
        )
        counts = {"created": 1}
        message = f"Source {added.code} added"
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.SOURCE_ADDED, counts, message, warnings)


def edit_source(
    database: Database,
    code: str,
    typed: Mapping[str, str],
    *,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Change the fields of a source that are in ``typed``; a blank clears one.

    Args:
        seen_version: The version the user was looking at; None takes what is stored now.

    Raises:
        InvalidInput: A value breaks a rule, or a required field would be blank.
        Refused: No such source, a locked field would change, or the name is taken.
        ChangedElsewhere: Someone changed the source after ``seen_version``.

    Source: spec 1.2, 2.6.
    """
    values = _values(read_form(forms.SOURCE, typed, partial=True))
    with database.write(whole="enabled" in values) as transaction:
        transaction.sources.hold()
        before = transaction.sources.known(code)
        if seen_version not in (None, before.version):
            raise ChangedElsewhere(
                f"{before.code} was changed on another terminal; nothing of yours was saved. "
                "Look at it again."
            )
        after = replace(before, **values)
        problems = _locked(before, after)
        if key_of(after.name) != key_of(before.name):
            problems += _taken(transaction, after)
        warnings = _checked(after, problems)
        if after == before:
            message = f"Source {before.code} is like that already"
            return Receipt(None, Deed.SOURCE_EDITED, {"changed": 0}, message, warnings)
        number = transaction.journal.begin(Deed.SOURCE_EDITED, cause, reason="edited")
        transaction.sources.put(after)
        texts_before, texts_after = texts(before), texts(after)
        counts = {
            "changed": transaction.journal.changed(
                number, "source", before.id, before.code, texts_before, texts_after
            )
        }
        if before.enabled != after.enabled:
            refresh_levels(transaction, [before.id])
        message = f"Source {before.code}: " + ", ".join(
            field.label
            for field in forms.SOURCE
            if texts_before[field.name] != texts_after[field.name]
        )
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.SOURCE_EDITED, counts, message, warnings)


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


def refresh_levels(transaction: Transaction, source_ids: Collection[int]) -> None:
    """Bring the kept sums up to date after sources were switched on or off."""
    if stocks := transaction.stocks.of_sources(source_ids):
        transaction.levels.refresh(transaction.sources.products_at(source_ids), stocks)


def texts(source: Source) -> dict[str, str | None]:
    """Return the fields of a source as the history keeps them; None where not set."""
    return {name: text or None for name, text in forms.filled(forms.SOURCE, source).items()}


def _switch(database: Database, codes: Sequence[str], enabled: bool, cause: Cause) -> Receipt:
    deed = Deed.SOURCES_ENABLED if enabled else Deed.SOURCES_DISABLED
    state = "enabled" if enabled else "disabled"
    if not codes:
        raise Refused(Kind.NOTHING_GIVEN, "Name at least one source.")
    with database.write(whole=True) as transaction:
        transaction.sources.hold()
        sources = transaction.sources.all_known(codes)
        kept = [source for source in sources if source.is_default and not enabled]
        warnings = tuple(
            f"{source.code} stays enabled: {LOCKED_ON_DEFAULT['enabled']}" for source in kept
        )
        if len(kept) == len(sources):
            raise Refused(Kind.DEFAULT_SOURCE_PROTECTED, f"{warnings[0]}.")
        changing = [
            source for source in sources if source.enabled != enabled and source not in kept
        ]
        counts = {
            "changed": len(changing),
            "already": len(sources) - len(changing) - len(kept),
        }
        message = f"{counts['changed']} {state}, {counts['already']} already" + (
            ", Default Source stays" if kept else ""
        )
        if not changing:
            return Receipt(None, deed, counts, message, warnings)
        number = transaction.journal.begin(deed, cause, reason=state)
        ids = [source.id for source in changing]
        transaction.sources.enable(ids, enabled)
        for source in changing:
            transaction.journal.changed(
                number,
                "source",
                source.id,
                source.code,
                texts(source),
                texts(replace(source, enabled=enabled)),
            )
        refresh_levels(transaction, ids)
        named = ", ".join(source.code for source in changing)
        summary = f"{'Enable' if enabled else 'Disable'} {named}"
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, deed, counts, message, warnings)


def _values(read: dict[str, Any]) -> dict[str, Any]:
    """What a form read, as a `Source` keeps it: a blank switch is its default."""
    for name, value in read.items():
        if value is None and name not in ("latitude", "longitude"):
            field = _FIELDS[name]
            read[name] = field.parse(field.default) if field.default else ""
    return read


def _locked(before: Source, after: Source) -> list[Problem]:
    """The fields that would change though they never may."""
    return [
        Problem(
            Kind.DEFAULT_SOURCE_PROTECTED if name in LOCKED_ON_DEFAULT else Kind.LOCKED_FIELD,
            f"{_FIELDS[name].label}: locked, {why}.",
            name,
        )
        for name, why in forms.locked(before).items()
        if getattr(before, name) != getattr(after, name)
    ]


def _taken(transaction: Transaction, source: Source) -> list[Problem]:
    """Whether another source has its name."""
    other = transaction.sources.named(source.name)
    if other is None or other.id == source.id:
        return []
    sentence = f"Name: {other.name!r} is the name of source {other.code} already."
    return [Problem(Kind.NOT_UNIQUE, sentence, "name")]


def _checked(source: Source, problems: list[Problem]) -> tuple[str, ...]:
    """Raise every problem at once, or return what is unusual about a source."""
    try:
        warnings = source.check()
    except InvalidInput as invalid:
        if not problems:
            raise
        problems = [*problems, *invalid.problems]
    if problems:
        raise Refused.because(problems)
    return warnings
