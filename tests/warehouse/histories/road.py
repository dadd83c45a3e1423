"""Deeds on goods that are coming: from suppliers, and on the road between sources."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory_tui.domain.incoming import Came, Extra, IncomingLine
from inventory_tui.services.goods import deliveries, incoming, transfer_arrivals, transfers
from tests import model
from tests.services.histories.opening import SOURCES, sources, units
from tests.warehouse.histories.keeping import Keeping, ends, few, wares

MOST = 8
"""Transfers on the road, and lines that are expected, at once."""

ways = st.sampled_from(["whole", "whole", "part", "damaged", "short", "lost", "mixed", "wild"])
"""What becomes of units that arrive."""


def on_the_road(machine: Any) -> list[int]:
    return [id for id, one in machine.shop.transfers.items() if one.on_the_road]


def still_to_come(machine: Any) -> list[int]:
    return [id for id, one in machine.shop.expected.items() if one.left]


def came(one: model.Came) -> Came:
    """As services take it."""
    return Came(units(one.quantity), units(one.damaged), units(one.short), units(one.lost))


class Road(Keeping):
    """What is not here yet."""

    def fate(self, data: st.DataObject, left: int) -> model.Came:
        """What becomes of some of the units that are left."""
        way = data.draw(ways)
        some = data.draw(st.integers(1, max(left, 1)))
        match way:
            case "whole":
                return model.Came(left)
            case "part":
                return model.Came(some)
            case "damaged":
                return model.Came(some, data.draw(st.integers(1, some)))
            case "short":
                return model.Came(left - some, short=some)
            case "lost":
                return model.Came(left - some, lost=some)
            case "mixed":
                more = left - some
                return model.Came(some, some // 2, short=more // 2, lost=more - more // 2)
            case _:  # more than there is, or what cannot be
                wild = st.integers(0, 9)
                return model.Came(*(data.draw(wild) for _ in range(4)))

    # transfers ------------------------------------------------------------------------

    @precondition(lambda self: len(on_the_road(self)) < MOST)
    @rule(
        lines=st.dictionaries(wares, few, min_size=1, max_size=2),
        ends=ends,
        override=st.integers(0, 3),
        force=st.integers(0, 3),
    )
    def send(
        self, lines: dict[str, int], ends: tuple[str, str], override: int, force: int
    ) -> None:
        ends = self.from_hand(next(iter(lines)), ends)
        names = {self.current[slot]: amount for slot, amount in lines.items()}
        takes_safety = override == 0 and self.refuses(
            lambda: self.shop.sending(names, ends, override=False, force=force == 0)
        )
        played = self.both(
            lambda: self.shop.send(names, ends, override=override == 0, force=force == 0),
            lambda: self.do(
                transfers.send,
                list(self.named(lines).items()),
                origin=ends[0],
                destination=ends[1],
                override_safety=override == 0,
                force=force == 0,
                reason="sample" if override == 0 else None,
                takes_safety=takes_safety,
            ),
        )
        if played:
            sent, done = played
            self.shop.transfers[done.transfer.id] = sent

    @precondition(on_the_road)
    @rule(data=st.data(), all_of_it=st.booleans(), mistaken=st.integers(0, 9))
    def receive_transfer(self, data: st.DataObject, all_of_it: bool, mistaken: int) -> None:
        id = self.one_of(data, self.shop.transfers if mistaken == 0 else on_the_road(self))
        lines = self.shop.transfers[id].lines
        arrived: dict[str, model.Came] = {}
        if not all_of_it:
            for name, line in lines.items():
                if line.on_the_road and data.draw(st.integers(0, 3)):
                    arrived[name] = self.fate(data, line.on_the_road)
        asked = [(self.skus[name], came(one)) for name, one in arrived.items()]
        self.both(
            lambda: self.shop.receive_transfer(id, arrived),
            lambda: self.do(transfer_arrivals.receive, f"T{id}", asked),
        )

    @precondition(on_the_road)
    @rule(data=st.data(), mistaken=st.integers(0, 9), rare=st.integers(0, 1))
    def cancel_transfer(self, data: st.DataObject, mistaken: int, rare: int) -> None:
        if rare:
            return
        id = self.one_of(data, self.shop.transfers if mistaken == 0 else on_the_road(self))
        self.both(
            lambda: self.shop.cancel_transfer(id),
            lambda: self.do(transfer_arrivals.cancel, f"T{id}"),
        )

    # from suppliers -------------------------------------------------------------------

    @precondition(lambda self: len(still_to_come(self)) < MOST)
    @rule(slot=wares, source=sources, amount=st.integers(1, 9), draft=st.integers(0, 3))
    def expect(self, slot: str, source: str, amount: int, draft: int) -> None:
        name = self.current[slot]
        played = self.both(
            lambda: self.shop.expect(name, source, amount, draft=draft == 0),
            lambda: self.do(
                incoming.add,
                self.sku(slot),
                source,
                units(amount),
                expected=self.now.date() + timedelta(days=2),
                draft=draft == 0,
            ),
        )
        if played:
            self.shop.expected[int(played[1].counts["id"])] = played[0]

    @precondition(lambda self: self.shop.expected)
    @rule(
        data=st.data(),
        amount=st.one_of(st.none(), st.integers(1, 9)),
        source=st.one_of(st.none(), sources),
        draft=st.one_of(st.none(), st.booleans()),
    )
    def reconsider(
        self, data: st.DataObject, amount: int | None, source: str | None, draft: bool | None
    ) -> None:
        id = self.one_of(data, self.shop.expected)
        typed = {
            "quantity": None if amount is None else str(amount),
            "source": source,
            "draft": None if draft is None else "yes" if draft else "no",
        }
        given = {field: text for field, text in typed.items() if text is not None}
        played = self.both(
            lambda: self.shop.reconsider(id, units=amount, source=source, draft=draft),
            lambda: self.do(incoming.edit, id, given),
        )
        if played:
            assert played[0] == (played[1].operation is not None)

    @precondition(lambda self: self.shop.expected)
    @rule(data=st.data(), rare=st.integers(0, 2))
    def expect_no_longer(self, data: st.DataObject, rare: int) -> None:
        if rare:
            return
        id = self.one_of(data, self.shop.expected)
        self.both(lambda: self.shop.expect_no_longer(id), lambda: self.do(incoming.delete, id))

    @precondition(still_to_come)
    @rule(
        data=st.data(),
        extra=st.one_of(st.none(), st.none(), wares),
        at=st.one_of(st.none(), sources),
        mistaken=st.integers(0, 9),
    )
    def receive(
        self, data: st.DataObject, extra: str | None, at: str | None, mistaken: int
    ) -> None:
        known = {id: one for id, one in self.shop.expected.items() if one.source in SOURCES}
        fitting = [
            id
            for id in still_to_come(self)
            if id in known and at in (None, known[id].source) and not known[id].draft
        ]
        ids = sorted(known) if mistaken == 0 else fitting
        some = [id for id in ids if data.draw(st.integers(0, 2))][:3]
        arrived: dict[int, model.Came | None] = {}
        for id in some:
            whole = data.draw(st.integers(0, 2)) == 0
            arrived[id] = None if whole else self.fate(data, known[id].left)
        lines = [
            IncomingLine(id) if one is None else IncomingLine(id, came(one), rest=False)
            for id, one in arrived.items()
        ]
        others = [(extra, self.fate(data, 3))] if extra else []
        self.both(
            lambda: self.shop.receive(
                arrived, [(self.current[slot], one) for slot, one in others], at
            ),
            lambda: self.do(
                deliveries.receive,
                lines,
                [Extra(self.sku(slot), came(one)) for slot, one in others],
                source=at,
            ),
        )

    def adopt_drafts(self, rows: list[Any]) -> None:
        """Know of the deliveries the program proposed by itself."""
        names = {id: name for name, id in self.ids.items()}
        for row in rows:
            if row.id not in self.shop.expected and row.draft:
                self.shop.expected[row.id] = model.Expected(
                    names[row.product_id],
                    self.codes[row.source_id],
                    row.quantity // 10_000,
                    draft=True,
                )
