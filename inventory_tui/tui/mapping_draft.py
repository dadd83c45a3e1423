"""What a person wants of stocks, their sources and channels, before it is saved.

Sources are a wish per stock (all its codes in priority order); channels are one wish for
all stocks, because each channel sells from exactly one.  Both remember what they were typed
over, so that a change by someone else is noticed and never overwritten in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.stock import DEFAULT_STOCK_ID, Stock
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be saved of one stock; None stays as it is."""

    stock: Stock
    sources: tuple[str, ...] | None
    channels: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Someone else changed the sources of a stock that are being changed here."""

    stock: Stock
    was: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


class MappingDraft:
    """The unsaved wishes over the stocks as they are stored."""

    def __init__(self) -> None:
        self._stocks: dict[int, Stock] = {}
        self._sources: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        """Stock id → (codes it was typed over, codes wished)."""
        self._owners: dict[str, tuple[int, int]] = {}
        """Channel code → (stock it was in, stock it shall sell from)."""

    # -- what is stored -------------------------------------------------------------------

    def rebase(self, stocks: Iterable[Stock]) -> list[str]:
        """Take the stocks as they are stored now; wishes that came true are forgotten.

        Returns:
            A sentence for each wish that was dropped because someone else moved its
            channel, or deleted its stock, meanwhile.
        """
        old, self._stocks = self._stocks, {stock.id: stock for stock in stocks}
        dropped = []
        for id, (_, wished) in list(self._sources.items()):
            if id not in self._stocks:
                dropped.append(
                    tr("{name} was deleted meanwhile", name=old[id].name if id in old else id)
                )
                del self._sources[id]
            elif wished == self.stored(id):
                del self._sources[id]
        for code, (was_in, wished_in) in list(self._owners.items()):
            now = self._stored_owner(code)
            if now == was_in and wished_in in self._stocks:
                continue
            del self._owners[code]
            if now is None:
                dropped.append(tr("{name} was deleted meanwhile", name=code))
            elif now != wished_in:
                dropped.append(
                    tr("{code} sells from {name} by now", code=code, name=self._name(now))
                )
        return dropped

    def stored(self, id: int) -> tuple[str, ...]:
        """The sources a stock has, first to ship from first."""
        return tuple(link.code for link in self._stocks[id].sources)

    def _stored_owner(self, code: str) -> int | None:
        for stock in self._stocks.values():
            if any(channel.code == code for channel in stock.channels):
                return stock.id
        return None

    # -- what is wished -------------------------------------------------------------------

    def sources(self, id: int) -> tuple[str, ...]:
        """The sources a stock shall have."""
        return self._sources[id][1] if id in self._sources else self.stored(id)

    def wish_sources(self, id: int, codes: Sequence[str]) -> None:
        """Let a stock have these sources, in this order."""
        was = self._sources[id][0] if id in self._sources else self.stored(id)
        if tuple(codes) == was:
            self._sources.pop(id, None)
        else:
            self._sources[id] = (was, tuple(codes))

    def owner(self, code: str) -> int | None:
        """The stock a channel shall sell from."""
        return self._owners[code][1] if code in self._owners else self._stored_owner(code)

    def wish_owner(self, code: str, id: int) -> None:
        """Let a channel sell from this stock."""
        was = self._stored_owner(code)
        if was is None or was == id:
            self._owners.pop(code, None)
        else:
            self._owners[code] = (was, id)

    def is_moved(self, code: str) -> bool:
        """Whether a channel shall sell from another stock."""
        return code in self._owners

    def is_changed(self, id: int) -> bool:
        """Whether anything of a stock is not saved."""
        return id in self._sources or any(id in pair for pair in self._owners.values())

    def set_changed(self, id: int) -> bool:
        """Whether it shall have other sources, not merely another order."""
        return set(self.sources(id)) != set(self.stored(id))

    def place_changed(self, id: int, code: str) -> bool:
        """Whether a source is new in a stock, or at another rank than stored."""
        stored, wished = self.stored(id), self.sources(id)
        if code not in wished:
            return code in stored
        return code not in stored or stored.index(code) != wished.index(code)

    def __len__(self) -> int:
        return len(self._sources) + len(self._owners)

    def forget(self, id: int | None = None) -> None:
        """Forget all wishes, or those for one stock."""
        if id is None:
            self._sources.clear()
            self._owners.clear()
            return
        self._sources.pop(id, None)
        for code, pair in list(self._owners.items()):
            if id in pair:
                del self._owners[code]

    def lines(self) -> list[str]:
        """A line each, for the question on leaving."""
        lines = []
        for id, (was, wished) in self._sources.items():
            name = self._stocks[id].name
            if set(was) == set(wished):
                lines.append(f"{name}: {', '.join(wished)}")
            else:
                more = [f"+{code}" for code in wished if code not in was]
                fewer = [f"-{code}" for code in was if code not in wished]
                lines.append(f"{name}: {' '.join(more + fewer)}")
        for code, (was_in, wished_in) in self._owners.items():
            lines.append(f"{code}: {self._name(was_in)} → {self._name(wished_in)}")
        return lines

    def _name(self, id: int) -> str:
        return self._stocks[id].name if id in self._stocks else str(id)

    # -- saving ---------------------------------------------------------------------------

    def clashes(self) -> list[Clash]:
        """The stocks whose sources someone else changed since they were typed over."""
        return [
            Clash(self._stocks[id], was, wished, self.stored(id))
            for id, (was, wished) in self._sources.items()
            if was != self.stored(id)
        ]

    def settle(self, id: int, *, mine: bool) -> None:
        """Answer a clash: keep one's own wish over what is stored now, or drop it."""
        wished = self._sources.pop(id)[1]
        if mine:
            self.wish_sources(id, wished)

    def changes(self) -> list[Change]:
        """What to save, one stock after another; those that gain channels come first.

        A channel that goes to the Default Stock is left out by the stock it leaves, so the
        Default Stock itself needs saving only when it alone is concerned.
        """
        gaining = {to for _, to in self._owners.values() if to != DEFAULT_STOCK_ID}
        losing = {was for was, to in self._owners.values() if to == DEFAULT_STOCK_ID}
        concerned = dict.fromkeys([*gaining, *losing, *self._sources])
        changes = []
        for id in concerned:
            stock = self._stocks[id]
            codes = [
                channel.code for channel in stock.channels if self.owner(channel.code) == id
            ]
            codes += [
                code for code, (_, to) in self._owners.items() if to == id and code not in codes
            ]
            changes.append(
                Change(
                    stock,
                    self._sources[id][1] if id in self._sources else None,
                    tuple(codes) if id in gaining | losing else None,
                )
            )
        return changes

    # -- surviving a hang-up --------------------------------------------------------------

    def kept(self) -> dict[str, Any]:
        """Return the wishes as JSON can hold them; empty when there are none."""
        if not len(self):
            return {}
        return {
            "sources": {
                str(id): [list(was), list(to)] for id, (was, to) in self._sources.items()
            },
            "owners": {code: list(pair) for code, pair in self._owners.items()},
        }

    def take_up(self, kept: Mapping[str, Any]) -> list[str]:
        """Take up wishes that were kept; see `rebase` for what is returned."""
        for id, (was, to) in kept.get("sources", {}).items():
            self._sources[int(id)] = (tuple(was), tuple(to))
        for code, (was_in, to_in) in kept.get("owners", {}).items():
            self._owners[code] = (was_in, to_in)
        return self.rebase(self._stocks.values())
