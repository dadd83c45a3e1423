"""People who take turns: what one may not do is refused, changes nothing, and others may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis.stateful import rule
from sqlalchemy import text

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause
from inventory_tui.services.keeping import people
from inventory_tui.services.shipping import shipping
from inventory_tui.store.database import Database
from tests.model.people import Player
from tests.model.refusals import No
from tests.services.histories.agreement import Histories

R = TypeVar("R")

ADMIN = Player("anna", "admin")
CLERKS = (
    Player("bob", "clerk", frozenset({"berlin"})),
    Player("bob", "clerk", frozenset({"berlin", "paris"})),
    Player("bob", "clerk", frozenset({"dallas"})),
)
OTHERS = (
    Player("pia", "picker"),
    Player("pia", "picker", frozenset({"paris"})),
    Player("vera", "viewer"),
    Player("mia", "manager"),
    Player("mia", "manager", frozenset({"paris", "dallas"})),
)
OPENING = datetime(2026, 11, 20, 10, 12, tzinfo=UTC)

# every row that belongs to a source, and all it says
_ROWS = (
    "select 'item', source_id, product_id, 0, quantity || ' ' || in_stock from source_item",
    "select kind, source_id, product_id, 0, cast(quantity as text) from set_aside",
    "select 'source', id, 0, 0, enabled || eligibility from source",
    "select 'serves', source_id, channel_id, 0, '' from source_channel",
    "select 'parcel', source_id, id, 0, coalesce(cast(cancelled_by as text), '') from shipment",
    "select 'leaves', source_id, consignment_id, id, cast(quantity as text)"
    " from consignment_line where source_id is not null",
    "select 'expected', source_id, id, 0, quantity || ' ' || received || ' ' || short || ' '"
    " || draft || coalesce(cast(closed_by as text), '') from incoming",
    "select 'sent', origin_id, transfer_id, product_id, cast(returned as text)"
    " from transfer_line join transfer on transfer.id = transfer_id",
    "select 'arrived', destination_id, transfer_id, product_id,"
    " cast(received + short + lost as text)"
    " from transfer_line join transfer on transfer.id = transfer_id"
    " where received + short + lost > 0",
)
_SEEN = text(" union all ".join(_ROWS))
# rows of the consignments that were changed since an operation
_CONSIGNED = text(
    "select distinct line.consignment_id, line.source_id from consignment_line as line"
    " where line.consignment_id in (select subject_id from change"
    " where operation_id > :newest and kind = 'consignment')"
)
_NEWEST = text("select max(id) from operation")

Rows = set[tuple[Any, ...]]


PROPOSING = (shipping.create_by_algorithm,)
"""Deeds that choose sources by themselves."""


class People(Histories):
    """Three people of different roles, and a clock."""

    database: Database

    def open_shop(self, there: list[int | None]) -> None:
        self.chance = Random(repr(there))
        """Chooses whose turn it is."""
        self.by: dict[int, tuple[str, str]] = {}
        """Operation → the deed it did, or took back, and whose it was."""
        super().open_shop(there)
        self.set_clock(OPENING)
        self.database.clock = lambda: self.now
        self.codes = {1: "default", **{id: code for code, id in self.source_ids.items()}}
        self.furnish()
        self.cast = [ADMIN, self.chance.choice(CLERKS), self.chance.choice(OTHERS)]
        for one in self.cast[1:]:
            typed = {"login": one.login, "role": one.role, "sources": ",".join(one.sources)}
            people.add_person(self.database, typed, cause=Cause("anna", "anna"))
        self.seen_by = {one.login: self.database.seen_by(one.login) for one in self.cast}
        self.database = self.database.as_program()

    def furnish(self) -> None:
        """Put more into the shop, before anybody is known in it."""

    @rule()
    def wait(self) -> None:
        """Let the clock go on: minutes or days, or up to when something comes true."""
        due = [moment for moment in self.moments() if moment > self.now]
        if due and self.chance.random() < 0.4:
            self.set_clock(min(due))
        else:
            minutes = self.chance.choice((1, 5, 20, 45, 90, 600, 3000))
            self.set_clock(self.now + timedelta(minutes=minutes))

    def set_clock(self, now: datetime) -> None:
        self.now = self.shop.now = now

    def moments(self) -> Iterator[datetime]:
        """When something comes true by itself."""
        for life in self.shop.lives.values():
            yield from filter(None, (life.display, life.expires))
        yield from filter(None, (order.expires for order in self.shop.orders.values()))

    # whose turn it is -----------------------------------------------------------------

    def turn(self) -> Player:
        return self.chance.choices(self.cast, (4, 3, 2))[0]

    def do(
        self,
        deed: Callable[..., R],
        *given: Any,
        reason: str | None = None,
        takes_safety: bool = False,
        **named: Any,
    ) -> R:
        """Do a deed as whoever's turn it is; what they may not do the admin does then.

        Args:
            reason: Why, where somebody has to say.
            takes_safety: Whether it can only be done by letting safety stock go.
        """
        who = self.turn()
        if who.sources and (deed in PROPOSING or named.get("algorithm")):
            who = ADMIN  # to the others their own sources alone are proposed
        # of a bulk deed nobody knows beforehand what it takes
        override = takes_safety or any(getattr(one, "override_safety", False) for one in given)
        newest, rows = self.look(who)
        refused = False
        try:
            answer = self.as_(who, deed, *given, reason=reason, **named)
        except InventoryError as refusal:
            refused = self.is_about_rights(who, refusal)
            if not refused:
                raise
        if refused:
            assert self.look(who) == (newest, rows)
            answer = self.as_(ADMIN, deed, *given, reason=reason, **named)
        _, rows_after = self.look(who)
        touched = {self.codes[key[1]] for key in rows ^ rows_after if key[1] in self.codes}
        touched |= self.out_of_sight(who, newest)
        undone = self.by.get(given[0]) if deed.__name__ == "undo" else None
        for operation, word in self.words(newest):
            if undone is None:
                may = who.may(word, touched, override=override)
                self.by[operation] = (word, (ADMIN if refused else who).login)
            else:
                may = who.may_undo(undone[0], touched, undone[1])
                may &= not self.is_hidden(who, given[0])
                self.by[operation] = (undone[0], (ADMIN if refused else who).login)
            assert may != refused, (who, word, touched, "refused" if refused else "let through")
        return answer

    @staticmethod
    def refuses(rule: Callable[[], object]) -> bool:
        """Whether the rules do not let something be done."""
        try:
            rule()
        except No:
            return True
        return False

    def out_of_sight(self, who: Player, newest: int) -> set[str]:
        """The sources of consignments that changed and of which somebody sees no row."""
        with self.database.read() as transaction:
            rows = transaction.connection.execute(_CONSIGNED, {"newest": newest}).all()
        seen = {id for id, at in rows if at is None or self.codes[at] in who.sources}
        return {self.codes[at] for id, at in rows if at is not None and id not in seen}

    def is_hidden(self, who: Player, operation: int) -> bool:
        """Whether all that a deed moved lies out of somebody's sight."""
        deed = self.shop.done.get(operation)
        places = {source for _, source in (*deed.after, *deed.asides)} if deed else set()
        return bool(who.sources and places) and not places & who.sources

    @staticmethod
    def is_about_rights(who: Player, refusal: InventoryError) -> bool:
        """Whether a deed was refused to somebody that others may do."""
        kinds = {problem.kind for problem in refusal.problems}
        if Kind.NOT_ALLOWED in kinds:
            assert kinds == {Kind.NOT_ALLOWED}, refusal
            assert who is not ADMIN
            return True
        # what was done at sources out of sight is hidden, so it cannot be taken back
        return kinds == {Kind.UNKNOWN_OPERATION} and bool(who.sources)

    def as_(
        self, who: Player, deed: Callable[..., R], *given: Any, reason: str | None, **named: Any
    ) -> R:
        cause = Cause(who.login, who.login, reason)
        return deed(self.seen_by[who.login], *given, cause=cause, **named)

    def look(self, who: Player) -> tuple[int, Rows]:
        """The newest operation, and what is kept of every source; of an admin's, nothing."""
        with self.database.read() as transaction:
            connection = transaction.connection
            rows = connection.execute(_SEEN) if who is not ADMIN else ()
            return connection.scalar(_NEWEST) or 0, {tuple(row) for row in rows}

    def words(self, newest: int) -> list[tuple[int, str]]:
        """The deeds since an operation."""
        query = text("select id, deed from operation where id > :newest order by id")
        with self.database.read() as transaction:
            rows = transaction.connection.execute(query, {"newest": newest})
            return [(id, word) for id, word in rows]
