"""Settings of the business: read and changed, for all and, where it may be, per channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.options import CHANNEL, GLOBAL, GLOBAL_OPTIONS, OPTIONS, Option
from inventory_tui.domain.product import Origin
from inventory_tui.store.database import Database, Transaction


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
    with database.read() as transaction:
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


def set_option(
    database: Database, key: str, text: str, channel: str | None = None, *, cause: Cause
) -> Receipt:
    """Set a setting, for all or for one channel; what it changes of salable changes with it.

    Raises:
        InvalidInput: The value is none for this setting, or contradicts another.
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    found = _known(key)
    try:
        value = found.parse(text.strip())
    except ValueError as problem:
        raise InvalidInput({key: f"{found.label}: {problem}"}) from None
    return _put(database, found, found.show(value), channel, cause)


def unset_option(
    database: Database, key: str, channel: str | None = None, *, cause: Cause
) -> Receipt:
    """Take a setting away: back to the value for all, or to the built-in one.

    Raises:
        Refused: There is no such setting or channel, or a channel cannot have it.
    """
    return _put(database, _known(key), None, channel, cause)


def _put(
    database: Database, found: Option, text: str | None, channel: str | None, cause: Cause
) -> Receipt:
    deed = Deed.SETTING_CHANGED
    with database.write(whole=found.affects_salable) as transaction:
        scope = _scope(transaction, found, channel)
        channel_id = scope[0] if scope else None
        before = transaction.options.stored().get((found.key, channel_id))
        if before == text:
            return Receipt(None, deed, {"changed": 0}, "Nothing changed.")
        in_force = transaction.options.value(found.key, channel_id)
        transaction.options.put(found.key, channel_id, text)
        _check_amounts(transaction, found)
        operation = transaction.journal.begin(deed, cause, reason="edited")
        transaction.journal.changed(
            operation,
            "setting",
            channel_id or 0,
            found.key,
            {found.key: before},
            {found.key: text},
        )
        value = transaction.options.value(found.key, channel_id)
        if found.affects_salable and value != in_force:
            transaction.levels.refresh(None)
        where = f" in {scope[1]}" if scope else ""
        shown = "built-in" if text is None else text or "–"
        summary = f"{found.label}{where}: {shown}"
        counts: dict[str, int | str] = {"changed": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, deed, counts, summary)


def _known(key: str) -> Option:
    found = OPTIONS.get(key.strip().lower())
    if found is None:
        keys = [one.key for one in GLOBAL_OPTIONS]
        raise Refused(
            Kind.UNKNOWN_SETTING,
            f"There is no setting {key!r}.{did_you_mean(key, keys)}",
            field="key",
        )
    if GLOBAL not in found.scopes:
        raise Refused(
            Kind.UNKNOWN_SETTING,
            f"{found.label} is set at each product: products set SKU {found.key}=VALUE.",
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
            f"{found.label} is the same for all channels; leave the channel out.",
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


def _check_amounts(transaction: Transaction, found: Option) -> None:
    """Refuse a smallest amount above the largest: nothing could be ordered."""
    smallest = transaction.options.value("min_cart_qty")
    largest = transaction.options.value("max_cart_qty")
    if found.key in ("min_cart_qty", "max_cart_qty") and smallest > largest:
        raise InvalidInput(
            {found.key: f"The fewest to order ({smallest}) is above the most ({largest})."}
        )
