"""Sources that go: deleted while nothing names them, archived otherwise (C19).

An archived source is off and offered nowhere, but kept: its rows, its links, its history.
The Default Source is neither deleted nor archived.

Source: the warehouse half, 1.1; C19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.source import Source
from inventory_tui.services.sourcing.eligibility import refresh_levels
from inventory_tui.services.sourcing.source_state import KIND, SourceState, states
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.sourcing.source_uses import counted, uses
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Removal:
    """What can become of a source."""

    source: Source
    named_by: tuple[str, ...] = ()
    """What names it, with numbers: ``3 source items``; empty: it may be deleted."""
    is_named_once: bool = False

    @property
    def may_delete(self) -> bool:
        """Whether it can go altogether."""
        return not self.named_by and not self.source.is_default

    @property
    def sentence(self) -> str:
        """Why it cannot be deleted; empty where it can."""
        code = self.source.code
        if self.source.is_default:
            return tr(
                "{code} is the Default Source and is never deleted or archived.", code=code
            )
        if not self.named_by:
            return ""
        *first, last = self.named_by
        if first:
            last = tr("{several} and {last}", several=", ".join(first), last=last)
        if self.is_named_once:
            return tr(
                "{code} not deleted: {named} names it. Archive it: sources archive {code}.",
                code=code,
                named=last,
            )
        return tr(
            "{code} not deleted: {named} name it. Archive it: sources archive {code}.",
            code=code,
            named=last,
        )


def plan_removal(database: Database, codes: Sequence[str]) -> list[Removal]:
    """Return what can become of these sources; nothing is written.

    Raises:
        Refused: A source is unknown.
    """
    with database.read() as transaction:
        return [_removal(transaction, one) for one in transaction.sources.all_known(codes)]


def delete_sources(database: Database, codes: Sequence[str], *, cause: Cause) -> Receipt:
    """Delete sources that nothing but their own entries in the history names.

    Raises:
        Refused: A source is unknown, the Default Source, or something names it: the
            sentence says what; nothing was changed.
    """
    if not codes:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one source."))
    with database.write(whole=True) as transaction:
        transaction.sources.hold()
        removals = [_removal(transaction, one) for one in transaction.sources.all_known(codes)]
        problems = [
            Problem(
                Kind.DEFAULT_SOURCE_PROTECTED if one.source.is_default else Kind.SOURCE_IN_USE,
                one.sentence,
                "source",
                source=one.source.code,
            )
            for one in removals
            if not one.may_delete
        ]
        if problems:
            raise Refused.because(problems)
        number = transaction.journal.begin(Deed.SOURCE_DELETED, cause, reason="deleted")
        for one in removals:
            source = one.source
            transaction.journal.changed(
                number, KIND, source.id, source.code, {"*": source.code}, {"*": None}
            )
            transaction.translations.forget(KIND, source.id)
            transaction.sources.delete(source.id)
        counts = {"deleted": len(removals)}
        message = tr(
            "Source {names} deleted", names=", ".join(one.source.code for one in removals)
        )
        transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.SOURCE_DELETED, counts, message)


def archive_sources(database: Database, codes: Sequence[str], *, cause: Cause) -> Receipt:
    """Archive sources: they are off, offered nowhere, and kept with all they have.

    Counts those ``changed`` and those that were archived ``already``.

    Raises:
        Refused: A source is unknown, none is given, or the Default Source is among them.
    """
    return _archive(database, codes, True, cause)


def restore_sources(database: Database, codes: Sequence[str], *, cause: Cause) -> Receipt:
    """Bring archived sources back; they stay off until somebody enables them.

    Raises:
        Refused: A source is unknown, or none is given.
    """
    return _archive(database, codes, False, cause)


def _archive(database: Database, codes: Sequence[str], archived: bool, cause: Cause) -> Receipt:
    deed = Deed.SOURCES_ARCHIVED
    word = "archived" if archived else "restored"
    if not codes:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one source."))
    with database.write(whole=True) as transaction:
        transaction.sources.hold()
        sources = transaction.sources.all_known(codes)
        if any(one.is_default for one in sources) and archived:
            default = next(one for one in sources if one.is_default)
            raise Refused(Kind.DEFAULT_SOURCE_PROTECTED, Removal(default).sentence)
        changing = [one for one in sources if one.archived is not archived]
        counts = {"changed": len(changing), "already": len(sources) - len(changing)}
        said = {"count": len(changing), "already": counts["already"]}
        message = (
            tr("{count} archived, {already} already", **said)
            if archived
            else tr("{count} restored, {already} already", **said)
        )
        if not changing:
            return Receipt(None, deed, counts, message)
        number = transaction.journal.begin(deed, cause, reason=word)
        whole = states(transaction, changing)
        for one in changing:
            after = replace(one, archived=archived, enabled=one.enabled and not archived)
            transaction.sources.put(after)
            transaction.journal.changed(
                number,
                KIND,
                one.id,
                one.code,
                whole[one.id].texts(),
                SourceState(after, whole[one.id].serves, whole[one.id].words).texts(),
            )
        if switched := [one.id for one in changing if one.enabled and archived]:
            refresh_levels(transaction, switched)
        codes = ", ".join(one.code for one in changing)
        summary = (
            tr("Archive {codes}", codes=codes)
            if archived
            else tr("Restore {codes}", codes=codes)
        )
        transaction.journal.finish(number, summary=summary, counts=counts)
    return Receipt(number, deed, counts, message)


def _removal(transaction: Transaction, source: Source) -> Removal:
    if source.is_default:
        return Removal(source)
    found = uses(transaction.connection, source)
    named = tuple(counted(what, count) for what, count in found)
    return Removal(source, named, [count for _, count in found] == [1])
