"""Goods that are expected, and goods on the road between sources (warehouse 1.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.model.moving import Moving
from tests.model.refusals import No
from tests.model.shelves import Rows


@dataclass
class Came:
    """What became of units of one line."""

    quantity: int = 0
    """What came, damaged units included."""
    damaged: int = 0
    short: int = 0
    lost: int = 0

    @property
    def settled(self) -> int:
        return self.quantity + self.short + self.lost


@dataclass
class Sent:
    """One product of a transfer."""

    sent: int
    received: int = 0
    damaged: int = 0
    short: int = 0
    lost: int = 0
    returned: int = 0

    @property
    def on_the_road(self) -> int:
        return self.sent - self.received - self.short - self.lost - self.returned


@dataclass
class Transfer:
    """Goods that left one source for another."""

    origin: str
    destination: str
    lines: dict[str, Sent]
    """By product."""
    cancelled: bool = False

    @property
    def on_the_road(self) -> int:
        return sum(line.on_the_road for line in self.lines.values())

    @property
    def status(self) -> str:
        if self.on_the_road:
            return "sent"
        return "cancelled" if self.cancelled else "received"


@dataclass
class Expected:
    """One line that is expected."""

    name: str
    source: str
    ordered: int
    received: int = 0
    damaged: int = 0
    short: int = 0
    draft: bool = False
    closed: bool = False

    @property
    def left(self) -> int:
        return 0 if self.closed else max(self.ordered - self.received - self.short, 0)


@dataclass
class Road(Moving):
    """What is not here yet."""

    transfers: dict[int, Transfer] = field(default_factory=dict)
    """By the numbers they were given."""
    expected: dict[int, Expected] = field(default_factory=dict)
    """By the numbers they were given."""

    def on_the_road(self, name: str) -> int:
        """What of a product lies at no source."""
        return sum(
            one.lines[name].on_the_road for one in self.transfers.values() if name in one.lines
        )

    def refuse_arrivals(self, arrivals: Sequence[tuple[str, Came]]) -> None:
        """Refuse amounts that cannot be, whatever was expected."""
        kinds = set()
        for name, came in arrivals:
            if name not in self.types and came.quantity:
                kinds.add("unknown_product")
            elif name in self.types and self.lies_nowhere(name):
                kinds.add("type_has_no_source_items")
            elif came.settled <= 0 or came.damaged > came.quantity:
                kinds.add("validation_failed")
        if kinds:
            raise No(*kinds)

    # transfers ----------------------------------------------------------------------

    def send(
        self,
        amounts: Mapping[str, int],
        ends: tuple[str, str],
        *,
        override: bool = False,
        force: bool = False,
    ) -> Transfer:
        """Put goods on the road; the caller keeps the transfer by its number."""
        rows = self.sending(amounts, ends, override=override, force=force)
        self.write(None, rows, entered=())
        lines = {name: Sent(amount) for name, amount in amounts.items()}
        return Transfer(*ends, lines)

    def sending(
        self, amounts: Mapping[str, int], ends: tuple[str, str], *, override: bool, force: bool
    ) -> Rows:
        """What putting goods on the road changes."""
        origin, _ = ends
        kinds = set()
        for name, amount in amounts.items():
            try:
                self.refuse_leaving(name, origin, amount, override)
            except No as no:
                kinds.update(no.kinds)
        if kinds:
            raise No(*kinds)
        return self.leave(amounts, origin, {}, override=override, force=force)

    def receive_transfer(self, id: int, came: Mapping[str, Came]) -> None:
        """Let arrive what did; without a word all of it."""
        transfer = self.transfers[id]
        if not transfer.on_the_road:
            raise No("not_expected")
        lines = transfer.lines
        if any(name not in lines for name in came):
            raise No("not_expected", "unknown_product")
        wanted = came or {
            name: Came(line.on_the_road) for name, line in lines.items() if line.on_the_road
        }
        self.refuse_arrivals(list(wanted.items()))
        if any(one.settled > lines[name].on_the_road for name, one in wanted.items()):
            raise No("more_than_on_the_road")
        for name, one in wanted.items():
            line = lines[name]
            line.received += one.quantity
            line.damaged += one.damaged
            line.short += one.short
            line.lost += one.lost
            self.entered[name] -= one.short + one.lost
        here = transfer.destination
        arrived = {(name, here): (one.quantity, one.damaged) for name, one in wanted.items()}
        self.arrive(arrived, inside=lines)

    def cancel_transfer(self, id: int) -> None:
        """Take back what is on the road."""
        transfer = self.transfers[id]
        if not transfer.on_the_road:
            raise No("not_expected")
        back = {
            name: line.on_the_road for name, line in transfer.lines.items() if line.on_the_road
        }
        self.refuse_arrivals([(name, Came(units)) for name, units in back.items()])
        for name, units in back.items():
            transfer.lines[name].returned += units
        transfer.cancelled = True
        here = transfer.origin
        self.arrive({(name, here): (units, 0) for name, units in back.items()}, inside=back)

    # from suppliers -----------------------------------------------------------------

    def expect(self, name: str, source: str, units: int, *, draft: bool) -> Expected:
        """Write down what is expected; the caller keeps it by its number."""
        self.refuse_arrivals([(name, Came(units))])
        return Expected(name, source, units, draft=draft)

    def reconsider(
        self, id: int, *, units: int | None, source: str | None, draft: bool | None
    ) -> bool:
        """Say of a line otherwise; return whether that changes it."""
        line = self.expected[id]
        if line.closed:
            raise No("not_expected")
        if units is not None:
            self.refuse_arrivals([(line.name, Came(units))])
        before = (line.left, line.source, line.draft)
        if units is not None:
            line.ordered = line.received + line.short + units
        line.source = line.source if source is None else source
        line.draft = line.draft if draft is None else draft
        return (line.left, line.source, line.draft) != before

    def expect_no_longer(self, id: int) -> None:
        line = self.expected[id]
        if line.closed:
            raise No("not_expected")
        if line.received or line.short:
            line.ordered, line.closed = line.received + line.short, True
        else:
            del self.expected[id]

    def receive(
        self,
        came: Mapping[int, Came | None],
        extras: Sequence[tuple[str, Came]],
        source: str | None,
    ) -> None:
        """Receive lines, and what came as well.

        Args:
            came: Line → what became of it; None: all that is left came.
            source: The only one lines may be for, and where extras come to.
        """
        lines = {id: self.expected[id] for id in came}
        wanted = {id: one or Came(lines[id].left) for id, one in came.items()}
        for id, line in lines.items():
            elsewhere = source not in (None, line.source)
            too_short = wanted[id].short and wanted[id].settled > line.left
            if line.draft or not line.left or elsewhere or too_short:
                raise No("not_expected")
            if wanted[id].lost:
                raise No("validation_failed")
        others = list(extras) if source is not None else []
        if any(one.short or one.lost for _, one in others):
            raise No("not_expected", "unknown_product")
        if not wanted and not others:
            raise No("nothing_given")
        self.refuse_arrivals([*((lines[i].name, one) for i, one in wanted.items()), *others])
        arrived: dict[tuple[str, str], Counter[str]] = {}
        for id, one in wanted.items():
            line = lines[id]
            line.received += one.quantity
            line.damaged += one.damaged
            line.short += one.short
            line.closed = not line.left
            arrived.setdefault((line.name, line.source), Counter()).update(
                quantity=one.quantity, damaged=one.damaged
            )
        for name, one in others:
            arrived.setdefault((name, str(source)), Counter()).update(
                quantity=one.quantity, damaged=one.damaged
            )
        self.arrive(
            {key: (units["quantity"], units["damaged"]) for key, units in arrived.items()}
        )
