"""Goods that move between sources, or come and go (spec 2.8, C5, C15, C20; warehouse 1.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from tests.model.refusals import No
from tests.model.shelves import NONE_ASIDE, Aside, Asides, Item, Place, Rows, Shelves


class Moving(Shelves):
    """Moves what lies at sources."""

    def blocks(
        self,
        name: str,
        losses: Mapping[str, int],
        moved: Mapping[str, int],
        leaving: Mapping[str, int] | None = None,
    ) -> set[str]:
        """The stocks whose promises a loss (by stock) would break.

        Args:
            moved: Source → units for sale as they would be.
            leaving: The units that leave each stock, where those differ from its loss.
        """
        product = self.product(name)
        broken = set()
        for stock, loss in losses.items():
            left = self.on_hand(stock, name) - self.set_aside(stock, name) - loss
            kept = product.kept_back if left > 0 else min(product.kept_back, 0)
            free = left - self.elsewhere(stock, name, moved)
            short = free + self.reserved[stock, name] - kept < 0
            if product.managed and (leaving or losses)[stock] > 0 and short:
                broken.add(stock)
        return broken

    # rows by hand -------------------------------------------------------------------

    def refuse_row(self, name: str, source: str, after: int) -> None:
        """Refuse a quantity that cannot be."""
        before = self.items.get((name, source), (0, False))[0]
        if self.lies_nowhere(name):
            raise No("type_has_no_source_items")
        if after < 0 or (after < before and after < self.aside(name, source).unsound):
            raise No("not_enough_in_source")

    def keep_back(self, name: str, source: str, safety: int) -> Asides:
        """What is set aside once safety stock is ``safety``."""
        if self.lies_nowhere(name):
            raise No("type_has_no_source_items")
        if (name, source) not in self.items:
            raise No("unknown_source_item")
        return {(name, source): self.aside(name, source)._replace(safety=safety)}

    def restate(self, name: str, source: str, amount: int, before: str, after: str) -> Asides:
        """What is set aside once units are in another state."""
        if (name, source) not in self.items:
            raise No("unknown_source_item")
        aside = self.aside(name, source)
        units = {
            "for_sale": self.items[name, source][0] - aside.unsound,
            "damaged": aside.damaged,
            "quality_check": aside.quality_check,
        }
        if before == after or amount <= 0:
            raise No("validation_failed")
        if amount > units[before]:
            raise No("not_enough_in_source")
        units[before] -= amount
        units[after] += amount
        now = Aside(aside.safety, units["damaged"], units["quality_check"])
        return {(name, source): now}

    # many rows ----------------------------------------------------------------------

    def unassign(self, names: list[str], sources: list[str], force: bool) -> Rows:
        """What unassigning changes: every row but those that hold promised units."""
        after: Rows = {}
        for name in names:
            rows = [
                one
                for one in sources
                if (name, one) in self.items and not self.aside(name, one).unsound
            ]
            gone = [one for one in rows if self.usable(name, one)]
            serving = {stock: self.counting(stock) for stock in self.stocks}
            losses = {
                stock: sum(self.for_sale(name, one) for one in gone if one in mine)
                for stock, mine in serving.items()
            }
            broken = self.blocks(name, losses, dict.fromkeys(gone, 0))
            for source in rows:
                serves = {stock for stock, mine in serving.items() if source in mine}
                if force or source not in gone or not serves & broken:
                    after[name, source] = None
        return after

    def transfer(
        self,
        names: list[str],
        origin: str,
        destination: str,
        unassign: bool,
        force: bool,
        override: bool = False,
    ) -> Rows:
        """What moving everything changes (C5, C20)."""
        after: Rows = {}
        for name in names:
            if (name, origin) not in self.items:
                continue
            quantity, in_stock = self.items[name, origin]
            there = self.items.get((name, destination))
            aside = self.aside(name, origin)
            stays = min(aside.unsound if override else aside.total, quantity)
            moving = quantity - stays
            if quantity == 0 and there is not None:
                if unassign:
                    after[name, origin] = None
                continue
            if stays and (unassign or not moving):
                continue
            if not force and self._takes_promised(name, origin, destination, stays, override):
                continue
            after[name, origin] = None if unassign else (stays, in_stock and stays > 0)
            after[name, destination] = (moving + (there[0] if there else 0), in_stock)
        return after

    def _takes_promised(
        self, name: str, origin: str, destination: str, stays: int, override: bool
    ) -> bool:
        """Whether moving all but what stays would break what a stock has promised."""
        quantity, in_stock = self.items[name, origin]
        there, _ = self.items.get((name, destination), (0, False))
        aside, kept_there = self.aside(name, origin), self.aside(name, destination)
        moving = quantity - stays
        # with nothing left the row is Out of Stock, and nothing of it is kept back any more
        given_up = aside.safety if override else 0
        loss = moving - given_up if stays else quantity - aside.total
        out = (loss, moving) if self.usable(name, origin) else (0, 0)
        # goods that are Out of Stock take that along, and with it what lies there already
        hidden = 0 if in_stock else self.for_sale(name, destination)
        losses, leaving = {}, {}
        for stock in self.stocks:
            mine = self.counting(stock)
            if origin in mine and destination not in mine:
                losses[stock], leaving[stock] = out
            elif destination in mine and origin not in mine:
                losses[stock] = leaving[stock] = hidden
        arrived = moving + there - kept_there.total
        moved = {
            origin: stays - aside.total if in_stock and self.enabled[origin] else 0,
            destination: arrived if in_stock and self.enabled[destination] else 0,
        }
        return bool(self.blocks(name, losses, moved, leaving))

    # some of a row ------------------------------------------------------------------

    def refuse_leaving(self, name: str, origin: str, amount: int, override: bool) -> None:
        """Refuse that so much of a row leaves its source for another."""
        if self.lies_nowhere(name):
            raise No("type_has_no_source_items", "unknown_product")
        if amount <= 0:
            raise No("validation_failed")
        if (name, origin) not in self.items:
            raise No("unknown_source_item")
        quantity, aside = self.items[name, origin][0], self.aside(name, origin)
        if amount > quantity:
            raise No("not_enough_in_source")
        if amount > quantity - aside.unsound:
            raise No("not_for_sale")
        if amount > quantity - aside.total and not override:
            raise No("safety_stock")

    def leave(
        self,
        amounts: Mapping[str, int],
        origin: str,
        arriving: Rows,
        *,
        override: bool = False,
        force: bool = False,
    ) -> Rows:
        """What is where once units have left a source, if that breaks no promise.

        Args:
            amounts: Product → units.
            arriving: The rows they arrive at, as they will be.
        """
        after: Rows = dict(arriving)
        let_go = {}
        for name, amount in amounts.items():
            quantity, in_stock = self.items[name, origin]
            left = quantity - amount
            after[name, origin] = (left, in_stock and left > 0)
            let_go[name] = self.aside(name, origin).safety if override and left else 0
        if not force:
            self.refuse_promised(after, let_go)
        return after

    def refuse_promised(self, after: Rows, let_go: Mapping[str, int]) -> None:
        """Refuse where a stock that lost units has promised more than it is left with.

        Args:
            let_go: Product that leaves → safety stock somebody with a reason lets go.
        """
        then = replace(self, items={key: row for key, row in self._after(after).items() if row})
        for name, units in let_go.items():
            product = self.product(name)
            for stock in self.stocks:
                there = then.on_hand(stock, name)
                if not product.managed or there >= self.on_hand(stock, name):
                    continue
                kept = product.kept_back if there else min(product.kept_back, 0)
                left = there - then.set_aside(stock, name) - then.elsewhere(stock, name)
                if left + units + self.reserved[stock, name] - kept < 0:
                    raise No("blocked")

    def _after(self, rows: Rows) -> Mapping[Place, Item | None]:
        return {**self.items, **rows}

    def move_some(
        self, name: str, amount: int, ends: tuple[str, str], *, override: bool, force: bool
    ) -> Rows:
        """What moving some of a row changes."""
        origin, destination = ends
        self.refuse_leaving(name, origin, amount, override)
        there = self.items.get((name, destination), (0, self.items[name, origin][1]))
        rows: Rows = {(name, destination): (there[0] + amount, there[1])}
        return self.leave({name: amount}, origin, rows, override=override, force=force)

    def convert(
        self, gone: tuple[str, int], come: tuple[str, int], source: str, force: bool
    ) -> Rows:
        """What making one product's units into another's changes.

        Args:
            gone, come: Product and units.
        """
        (name, amount), (into, result) = gone, come
        if (name, source) not in self.items:
            raise No("unknown_source_item")
        quantity, in_stock = self.items[name, source]
        if amount > max(quantity - self.aside(name, source).total, 0):
            raise No("not_enough_in_source")
        there = self.items.get((into, source), (0, in_stock))
        status = there[1] if there[0] else in_stock
        rows: Rows = {(into, source): (there[0] + result, status)}
        return self.leave({name: amount}, source, rows, force=force)

    # in and out ---------------------------------------------------------------------

    def move(
        self,
        moves: Mapping[Place, int],
        *,
        new_in_stock: bool = False,
        inside: Collection[str] = (),
    ) -> None:
        """Take goods out of rows and bring them back, with the status that follows (C15).

        Args:
            moves: (Product, source) → what comes in; below 0 what leaves.
            new_in_stock: Whether rows that are made are In Stock.
            inside: Products whose units were on the road: these did not come from outside.
        """
        for (name, source), change in moves.items():
            if change == 0:
                continue
            product = self.product(name)
            quantity, in_stock = self.items.get((name, source), (0, new_in_stock))
            quantity += change
            assert quantity >= 0
            if change > 0:
                sets = self.on("in_stock_on_cancel")
                in_stock = in_stock or (sets and quantity > product.kept_back)
            else:
                assert quantity >= self.aside(name, source).unsound
                if not product.backorders and quantity <= product.kept_back:
                    in_stock = False
            entered = None if name not in inside else ()
            self.write(None, {(name, source): (quantity, in_stock)}, entered=entered)

    def arrive(
        self, came: Mapping[Place, tuple[int, int]], *, inside: Collection[str] = ()
    ) -> None:
        """Bring in goods, some of them damaged.

        Args:
            came: Row → units that came, and how many of these are damaged.
        """
        moves = {key: units for key, (units, _) in came.items()}
        self.move(moves, new_in_stock=True, inside=inside)
        for key, (_, damaged) in came.items():
            if damaged:
                aside = self.asides.get(key, NONE_ASIDE)
                now = aside._replace(damaged=aside.damaged + damaged)
                self.write(None, {}, {key: now})
