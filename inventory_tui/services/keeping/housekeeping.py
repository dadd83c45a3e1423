"""What the clock asks for: bookings that expired, dates that came, messages, clean-up.

Run by cron, or by whoever's program is open; by several at once it does the same work once.
An error in one task does not keep the others from being done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from inventory_tui.domain.chunks import Stop
from inventory_tui.domain.errors import InventoryError, Stopped
from inventory_tui.domain.history import SYSTEM, Cause
from inventory_tui.domain.low_stock_action import Machine
from inventory_tui.services.lowstock import answering
from inventory_tui.services.orders.cleaning import clean_when_due
from inventory_tui.services.orders.expiring import expire_bookings
from inventory_tui.services.products.status_check import check_statuses
from inventory_tui.services.reports import alert_rounds
from inventory_tui.services.reports.alert_rounds import Target
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

__all__ = [
    "TASKS",
    "Done",
    "House",
    "Task",
    "keep_house",
]


@dataclass(frozen=True, slots=True)
class House:
    """What tasks work with."""

    database: Database
    cause: Cause
    to: Sequence[Target] = ()
    """Where messages go."""
    machine: Machine | None = None
    """Where this machine lets answers to low stock go."""
    stop: Stop | None = None


@dataclass(slots=True)
class Done:
    """What was done."""

    counts: dict[str, int]
    """``expired published unpublished alerts cleaned``; answers to low stock are alerts."""
    errors: dict[str, str] = field(default_factory=dict)
    """Task → why it could not be done, or not all of it."""

    def add(self, **counts: int) -> None:
        """Count what was done."""
        for name, count in counts.items():
            self.counts[name] = self.counts.get(name, 0) + count

    @property
    def sentence(self) -> str:
        """What was done, for people."""
        words = [
            f"{count:,} {_WORDS.get(name, name)}"
            for name, count in self.counts.items()
            if count
        ]
        return tr("Housekeeping: {done}.", done=", ".join(words) or tr("nothing to do"))


_WORDS = {
    "expired": tr("expired"),
    "published": tr("published"),
    "unpublished": tr("unpublished"),
    "alerts": tr("alerts"),
    "cleaned": tr("cleaned"),
}
"""What people read for what is counted."""

Task = Callable[[House, Done], None]
"""Does one kind of work, and adds what it did."""


def keep_house(
    database: Database,
    *,
    to: Sequence[Target] = (),
    machine: Machine | None = None,
    cause: Cause | None = None,
    stop: Stop | None = None,
) -> Done:
    """Do everything the clock asks for.

    Args:
        to: Where messages go (`services.reports.alert_rounds.targets`).
        machine: Where this machine lets answers to low stock go; None: nowhere.
        cause: Who does it; None: the clock.

    Raises:
        Refused: ``not_allowed``: who asks for it is not known here.
        Stopped: ``stop`` said so; what was done until then stays.
    """
    with database.read():
        pass  # who asks is known here; what is done then is the program's own
    house = House(database.as_program(), cause or Cause(SYSTEM), to, machine, stop)
    done = Done(dict.fromkeys(("expired", "published", "unpublished", "alerts", "cleaned"), 0))
    for name, task in TASKS:
        try:
            task(house, done)
        except Stopped:
            raise
        except InventoryError as error:
            done.errors[name] = str(error)
    return done


def _bookings(house: House, done: Done) -> None:
    found = expire_bookings(house.database, cause=house.cause, stop=house.stop)
    done.add(expired=found.orders)


def _statuses(house: House, done: Done) -> None:
    found = check_statuses(house.database, cause=house.cause, stop=house.stop)
    done.add(published=found.published, unpublished=found.unpublished)


def _low_stock(house: House, done: Done) -> None:
    ran = answering.run_waiting(
        house.database, house.cause, machine=house.machine, stop=house.stop
    )
    done.add(alerts=ran.done)
    if failed := [one.sentence for one in ran.answered if one.failed]:
        done.errors["low stock"] = tr(
            "{count:,} failed: {why}", count=len(failed), why=failed[0]
        )


def _alerts(house: House, done: Done) -> None:
    ran = alert_rounds.run(
        house.database, house.to, due=True, cause=house.cause, stop=house.stop
    )
    done.add(alerts=ran.sent)
    if ran.failed:
        done.errors["alerts"] = tr(
            "{count:,} could not be delivered: {why}", count=ran.failed, why=ran.why
        )


def _clean(house: House, done: Done) -> None:
    done.add(cleaned=clean_when_due(house.database, cause=house.cause, stop=house.stop))


TASKS: tuple[tuple[str, Task], ...] = (
    ("bookings", _bookings),
    ("statuses", _statuses),
    ("low stock", _low_stock),
    ("alerts", _alerts),
    ("clean", _clean),
)
"""What is done, in this order; a task more is a line more."""
