"""Settings of the business: read and changed, for all and, where it may be, per channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.errors import (
    ChangedElsewhere,
    InvalidInput,
    Kind,
    Refused,
)
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.options import CHANNEL, GLOBAL, GLOBAL_OPTIONS, OPTIONS, Option
from inventory_tui.domain.options.agreement import contradictions
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.product import Origin
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.sourcing import previewing
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class OptionShown:
    """A setting as it is in force, for all or in one channel."""

    option: Option
    value: Any
    origin: Origin
    channel: str | None = None
    """The channel it was asked for; None: for all."""
    own: str | None = None
    """The text set at this scope itself; None where it inherits."""

    @property
    def key(self) -> str:
        """The name of the setting."""
        return self.option.key

    @property
    def text(self) -> str:
        """The value in force as people type it."""
        return self.option.show(self.value)


def options(database: Database, channel: str | None = None) -> list[OptionShown]:
    """Return every setting as it is in force.

    Without a channel they are followed by what channels set otherwise; with one, only the
    settings a channel may have are returned, as they are there.

    Raises:
        Refused: There is no such channel.
    """
    with database.read(Permission.CONFIG_VIEW) as transaction:
        if channel is not None:
            found = transaction.channels.known(channel, "channel")
            own_ones = [one for one in GLOBAL_OPTIONS if CHANNEL in one.scopes]
            return [_shown(transaction, one, (found.id, found.code)) for one in own_ones]
        stored = transaction.options.stored()
        shown = [_shown(transaction, option) for option in GLOBAL_OPTIONS]
        shown += [
            _shown(transaction, option, (one.id, one.code))
            for option in GLOBAL_OPTIONS
            for one in transaction.channels.all()
            if (option.key, one.id) in stored
        ]
        return shown


def option(database: Database, key: str, channel: str | None = None) -> OptionShown:
    """Return one setting as it is in force, for all or in one channel.

    Raises:
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    with database.read() as transaction:
        found = _known(key)
        return _shown(transaction, found, _scope(transaction, found, channel))


def value(database: Database, key: str, channel: str | None = None) -> Any:
    """Return the value of a setting that is in force, for all or in one channel.

    Raises:
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    return option(database, key, channel).value


@dataclass(frozen=True, slots=True)
class OptionEdit:
    """What a person wants of one setting, for all or in one channel."""

    key: str
    text: str | None
    """As typed; None takes it away, so that it inherits again."""
    channel: str | None = None
    seen: str | None = None
    """The text that was set at this scope when the person looked; None: none was."""
    check_seen: bool = False
    """Whether to refuse when that has changed since."""


def set_option(
    database: Database, key: str, text: str, channel: str | None = None, *, cause: Cause
) -> Receipt:
    """Set a setting, for all or for one channel; what it changes of salable changes with it.

    Raises:
        InvalidInput: The value is none for this setting, or contradicts another.
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    return change_options(database, [OptionEdit(key, text, channel)], cause=cause)


def unset_option(
    database: Database, key: str, channel: str | None = None, *, cause: Cause
) -> Receipt:
    """Take a setting away: back to the value for all, or to the built-in one.

    Raises:
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    return change_options(database, [OptionEdit(key, None, channel)], cause=cause)


def change_options(
    database: Database,
    edits: Sequence[OptionEdit],
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Change settings as one deed; what they change of salable is rewritten stock by stock.

    Args:
        progress: Told how many stocks of how many are done.
        stop: Asked before each stock.

    Raises:
        InvalidInput: A value is none for its setting, or contradicts another.
        Refused: There is no such setting or channel, or a channel cannot have it.
        ChangedElsewhere: One was changed after the person looked; nothing was written.
        Stopped: The user stopped it; nothing was written.
    """
    deed = Deed.SETTING_CHANGED
    wanted = [(_known(edit.key), edit) for edit in edits]
    texts = _texts(wanted)
    with database.write(whole=any(one.affects_salable for one, _ in wanted)) as transaction:
        changes = []
        for (found, edit), text in zip(wanted, texts, strict=True):
            scope = _scope(transaction, found, edit.channel)
            before = transaction.options.stored().get((found.key, scope[0] if scope else None))
            if edit.check_seen and before != edit.seen:
                raise ChangedElsewhere(
                    tr(
                        "{label} was changed on another terminal; nothing was saved. "
                        "Look at it again.",
                        label=found.label,
                    ),
                    field=found.key,
                )
            if before != text:
                changes.append(_Change(found, scope, before, text))
        if not changes:
            return Receipt(None, deed, {"changed": 0}, tr("Nothing changed."))
        in_force = [one.in_force(transaction) for one in changes]
        for one in changes:
            transaction.options.put(one.option.key, one.channel_id, one.after)
        _check_agreement(transaction, changes)
        operation = transaction.journal.begin(deed, cause, reason="edited")
        for one in changes:
            key = one.option.key
            transaction.journal.changed(
                operation,
                "setting",
                one.channel_id or 0,
                key,
                {key: one.before},
                {key: one.after},
            )
        if any(
            one.option.affects_salable and one.in_force(transaction) != was
            for one, was in zip(changes, in_force, strict=True)
        ):
            _refresh(transaction, progress, stop)
        summary = " · ".join(one.summary for one in changes)
        counts: dict[str, int | str] = {"changed": len(changes)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, deed, counts, summary)


def preview_options(
    database: Database, edits: Sequence[OptionEdit], stock: str
) -> tuple[Quantity, Quantity]:
    """Return what a stock can promise over all products, now and with these settings.

    Raises:
        InvalidInput: A value is none for its setting.
        Refused: There is no such setting, channel or stock.
    """
    wanted = [(_known(edit.key), edit) for edit in edits]
    texts = _texts(wanted)
    with database.read(Permission.CONFIG_VIEW) as transaction:
        changes: dict[tuple[str, int | None], str | None] = {}
        for (found, edit), text in zip(wanted, texts, strict=True):
            scope = _scope(transaction, found, edit.channel)
            changes[found.key, scope[0] if scope else None] = text
        pool = transaction.stocks.known(stock)
        sources = {link.source_id: link.enabled for link in pool.sources}
        connection = transaction.connection
        _, before = previewing.seen(connection, pool.id)
        _, after = previewing.would_see(
            connection, transaction.options.as_if(changes), pool.id, sources
        )
    return before, after


@dataclass(frozen=True, slots=True)
class _Change:
    """One setting that becomes another, at one scope."""

    option: Option
    scope: tuple[int, str] | None
    before: str | None
    after: str | None

    @property
    def channel_id(self) -> int | None:
        return self.scope[0] if self.scope else None

    @property
    def summary(self) -> str:
        label, value = self.option.label, self.after or "–"
        if self.after is None:
            value = tr("built-in")
        if self.scope:
            where = self.scope[1]
            return tr("{label} in {channel}: {value}", label=label, channel=where, value=value)
        return f"{label}: {value}"

    def in_force(self, transaction: Transaction) -> Any:
        """The value that holds at its scope now."""
        return transaction.options.value(self.option.key, self.channel_id)


def _texts(wanted: Sequence[tuple[Option, OptionEdit]]) -> list[str | None]:
    """The texts to store; every value that is none for its setting is refused at once."""
    texts: list[str | None] = []
    problems: dict[str, str] = {}
    for found, edit in wanted:
        try:
            texts.append(None if edit.text is None else found.show(found.read(edit.text)))
        except ValueError as problem:
            problems[found.key] = f"{found.label}: {problem}"
    if problems:
        raise InvalidInput(problems)
    return texts


def _refresh(
    transaction: Transaction,
    progress: Progress | None,
    stop: Stop | None,
) -> None:
    """Rewrite what every stock can promise of every product, one stock after another."""
    stocks = transaction.levels.kept()
    for done, id in enumerate(stocks):
        go_on(stop)
        if progress is not None:
            progress(done, len(stocks))
        transaction.levels.refresh(None, [id], keep_shared=False)
    transaction.levels.shared.keep(None)


def _known(key: str) -> Option:
    found = OPTIONS.get(key.strip().lower())
    if found is None:
        keys = [one.key for one in GLOBAL_OPTIONS]
        raise Refused(
            Kind.UNKNOWN_SETTING,
            tr("There is no setting {key!r}.{hint}", key=key, hint=did_you_mean(key, keys)),
            field="key",
        )
    if GLOBAL not in found.scopes:
        raise Refused(
            Kind.UNKNOWN_SETTING,
            tr(
                "{label} is set at each product: products set SKU {key}=VALUE.",
                label=found.label,
                key=found.key,
            ),
            field="key",
        )
    return found


def _scope(
    transaction: Transaction, found: Option, channel: str | None
) -> tuple[int, str] | None:
    """The id and code of the channel meant; None for all."""
    if channel is None:
        return None
    one = transaction.channels.known(channel, "channel")
    if CHANNEL not in found.scopes:
        raise Refused(
            Kind.VALIDATION_FAILED,
            tr(
                "{label} is the same for all channels; leave the channel out.",
                label=found.label,
            ),
            field="channel",
        )
    return one.id, one.code


def _shown(
    transaction: Transaction, found: Option, scope: tuple[int, str] | None = None
) -> OptionShown:
    channel_id, code = scope or (None, None)
    stored = transaction.options.stored()
    if channel_id is not None and (found.key, channel_id) in stored:
        origin = Origin.CHANNEL
    else:
        origin = Origin.GLOBAL if (found.key, None) in stored else Origin.DEFAULT
    value = transaction.options.value(found.key, channel_id)
    return OptionShown(found, value, origin, code, stored.get((found.key, channel_id)))


def _check_agreement(transaction: Transaction, changes: Sequence[_Change]) -> None:
    """Refuse settings that contradict each other; taking one away never contradicts itself."""
    by_channel: dict[int | None, set[str]] = {}
    for one in changes:
        keys = by_channel.setdefault(one.channel_id, set())
        if one.after is not None or one.option.key != "bulk_batch_size":
            keys.add(one.option.key)
    for channel_id, keys in by_channel.items():

        def value(key: str, channel_id: int | None = channel_id) -> Any:
            return transaction.options.value(key, channel_id)

        if problems := contradictions(keys, value):
            raise InvalidInput(problems)
