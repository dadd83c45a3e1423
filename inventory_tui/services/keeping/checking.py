"""Doctor: every invariant recomputed and compared; kept sums repaired when asked.

What can be computed anew (the kept sums) is repaired, in one deed that the history tells.
Anything else is only named: which of two contradicting records is right, a person must say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inventory_tui.domain.checkup import Finding, Flaw, Sizes
from inventory_tui.domain.chunks import Progress, Stop, go_on
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.goods import road_auditing
from inventory_tui.store.orders import consignment_auditing
from inventory_tui.store.orders.order_auditing import OrderAudit
from inventory_tui.store.products import part_auditing, unit_auditing
from inventory_tui.store.products.product_search import list_anew
from inventory_tui.store.upkeep import file_auditing, watch_auditing
from inventory_tui.store.upkeep.auditing import ProductAudit
from inventory_tui.store.upkeep.repairing import repair_held, repair_levels
from inventory_tui.wording import tr

__all__ = ["Checkup", "Finding", "Flaw", "Sizes", "check"]

SHOWN = 10_000
"""Findings returned; the others are only counted."""
_PATIENCE_S = 0.2


@dataclass(frozen=True, slots=True)
class Checkup:
    """What doctor says."""

    findings: tuple[Finding, ...]
    """The first `SHOWN`."""
    checked: int
    """Rows that were compared."""
    found: int
    fixed: int
    sizes: Sizes
    receipt: Receipt | None = None
    """Of the repair, when there was one."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left that is not as it must be."""
        return self.found == self.fixed


def check(
    database: Database,
    *,
    fix: bool = False,
    cause: Cause | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Checkup:
    """Recompute every invariant and compare it with what is stored.

    Args:
        fix: Write wrong kept sums anew.
        cause: Who repairs; needed with ``fix``.
        progress: Told the stretches walked and all of them.

    Raises:
        Refused: ``not_allowed``.
        Stopped: ``stop`` said so; nothing was changed.
    """
    if not fix:
        with database.read(Permission.UPKEEP, whole=True) as transaction:
            walk = _Walk(database, transaction, progress, stop)
            return walk.result(walk.findings())
    if cause is None:
        raise ValueError("a repair needs a cause")
    with database.write(whole=True) as transaction:
        transaction.guard.require(Permission.UPKEEP, cause=cause)
        walk = _Walk(database, transaction, progress, stop)
        before = walk.result(walk.findings(repairing=True))
        if not walk.repaired:
            return before
        after = _Walk(database, transaction, None, stop)
        left = after.kept_sums_wrong()
        fixed = sum(walk.repaired.values()) - left
        counts: dict[str, int | str] = {
            "checked": before.checked,
            "found": before.found,
            "fixed": fixed,
        }
        operation = transaction.journal.begin(Deed.REPAIRED, cause, reason="doctor")
        flaws = [f"{flaw} {count:,}" for flaw, count in sorted(walk.repaired.items())]
        summary = tr(
            "Repaired {fixed:,} kept sums: {flaws}", fixed=fixed, flaws=", ".join(flaws)
        )
        transaction.journal.finish(operation, summary=summary, counts=counts)
        receipt = Receipt(operation, Deed.REPAIRED, counts, summary)
        return Checkup(
            before.findings, before.checked, before.found, fixed, before.sizes, receipt
        )


class _Walk:
    """One walk over everything, in one transaction."""

    def __init__(
        self,
        database: Database,
        transaction: Transaction,
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self._database, self._transaction = database, transaction
        self._progress, self._stop = progress, stop
        self._products, self._orders = ProductAudit(transaction), OrderAudit(transaction)
        self.repaired: Counter[Flaw] = Counter()

    def result(self, findings: Iterable[Finding]) -> Checkup:
        shown: list[Finding] = []
        found = 0
        for finding in findings:
            found += 1
            if len(shown) < SHOWN:
                shown.append(finding)
        sizes = file_auditing.sizes(self._database, self._transaction)
        checked = sizes.products + sizes.source_items + sizes.orders + sizes.reservations
        return Checkup(tuple(shown), checked, found, 0, sizes)

    def findings(self, *, repairing: bool = False) -> Iterator[Finding]:
        """Everything that is wrong; wrong sums of a stretch are repaired before the next."""
        with file_auditing.FileCheck(self._database) as file:
            yield from self._rows(repairing=repairing)
            while not file.is_done(within_s=_PATIENCE_S):
                go_on(self._stop)
            yield from file.findings()

    def _rows(self, *, repairing: bool) -> Iterator[Finding]:
        products, orders = self._products.stretches(), self._orders.stretches()
        steps = len(products) + len(orders) + 1
        walked = 0
        for found, repair_all in (
            # before the sums that follow from it
            (self._miscounted(), self._transaction.eligibility.recount),
            (self._unwatched(), self._transaction.product_options.watch_anew),
        ):
            if repairing and found:
                repair_all()
                self.repaired.update(finding.flaw for finding in found)
            yield from found
        for audit, stretches, repair in (
            (self._products, products, self._repair_products),
            (self._orders, orders, self._repair_held),
        ):
            for stretch in stretches:
                self._between(walked, steps)
                found = list(audit.walk(stretch))
                wrong = [finding for finding in found if finding.flaw.is_kept_sum]
                if repairing and wrong:
                    repair(wrong)
                    self.repaired.update(finding.flaw for finding in wrong)
                yield from found
                walked += 1
        self._between(walked, steps)
        yield from file_auditing.defaults(self._transaction)
        yield from file_auditing.priorities(self._transaction)
        yield from part_auditing.parts(self._transaction)
        yield from road_auditing.transfers(self._transaction)
        yield from consignment_auditing.consignments(self._transaction)
        yield from unit_auditing.units(self._transaction)
        self._between(steps, steps)

    def kept_sums_wrong(self) -> int:
        """How many kept sums are (still) wrong."""
        wrong = len(self._miscounted()) + len(self._unwatched())
        for audit, check in (
            (self._products, self._products.levels),
            (self._orders, self._orders.reservations),
        ):
            for stretch in audit.stretches():
                self._between(0, 0)
                wrong += sum(finding.flaw.is_kept_sum for finding in check(stretch))
        return wrong

    def _miscounted(self) -> list[Finding]:
        return list(file_auditing.counts(self._transaction))

    def _unwatched(self) -> list[Finding]:
        return list(watch_auditing.watches(self._transaction))

    def _between(self, walked: int, steps: int) -> None:
        go_on(self._stop)
        if self._progress is not None:
            self._progress(walked, steps)

    def _repair_products(self, wrong: list[Finding]) -> None:
        if any(finding.flaw is Flaw.KEPT_LABELS for finding in wrong):
            list_anew(self._transaction.connection)
        repair_levels(self._transaction, [finding.sku or "" for finding in wrong])

    def _repair_held(self, wrong: list[Finding]) -> None:
        repair_held(self._transaction, [finding.order or "" for finding in wrong])
