"""What a bulk deed, or its dry run, says it did: counts, one line, and what stayed behind."""

from __future__ import annotations

from inventory_tui.domain.bulk import (
    Assign,
    BulkPlan,
    Request,
    SetMany,
    Transfer,
    Unassign,
    Verdict,
)
from inventory_tui.domain.quantity import ONE
from inventory_tui.wording import tr, trn


def counts_of(request: Request, plan: BulkPlan) -> dict[str, int | str]:
    """The counts a receipt and a dry run tell, by the words of the command line's manual."""
    counts: dict[str, int | str] = {}
    match request:
        case Assign():
            counts["assigned"] = plan.will_change
        case Unassign():
            counts["unassigned"] = plan.will_change
        case Transfer():
            counts["transferred"] = plan.will_change
            if plan.stay:
                counts["stay"] = str(plan.stay)
        case SetMany():
            counts["changed"] = plan.will_change
    counts["skipped"] = plan.skipped
    counts["blocked"] = plan.blocked
    counts["products"] = plan.changed_products
    counts["units"] = str(plan.units)
    for verdict, count in sorted(plan.rows.items()):
        if verdict not in (Verdict.CHANGE, Verdict.BLOCKED, Verdict.UNIT_DIFFERS) and count:
            counts[verdict.value] = count
    return counts


def summary_of(request: Request, plan: BulkPlan) -> str:
    """One line for people: what, how many, where."""
    units, skus = plan.units.grouped(), _skus(plan.changed_products)
    match request:
        case Assign(sources):
            return tr(
                "Assigned {sources} to {skus}, {rows:,} new rows",
                sources=", ".join(sources),
                skus=skus,
                rows=plan.will_change,
            )
        case Unassign(sources):
            return tr(
                "Unassigned {sources} from {skus}, {units} units gone",
                sources=", ".join(sources),
                skus=skus,
                units=units,
            )
        case Transfer(origin, destination):
            return tr(
                "Moved {units} units of {skus} {origin} → {destination}",
                units=units,
                skus=skus,
                origin=origin,
                destination=destination,
            )
        case SetMany(source, change=change) if change is not None:
            return tr(
                "Adjusted {skus} at {source} by {change} each",
                skus=skus,
                source=source,
                change=change.signed(),
            )
        case SetMany(source):
            return tr(
                "Set {skus} at {source}, {units} units",
                skus=skus,
                source=source,
                units=plan.units.signed(),
            )


def _skus(count: int) -> str:
    return trn("{count:,} SKU", "{count:,} SKUs", count)


def stays_of(plan: BulkPlan) -> tuple[str, ...]:
    """What of a transfer stays where it was, a sentence each; none where all goes along."""
    if not plan.stay:
        return plan.differing
    assert isinstance(plan.request, Transfer)
    what = (
        tr("not for sale")
        if plan.request.override_safety
        else tr("safety stock, or not for sale")
    )
    said = (
        tr("{units} stays at {source}: {why}.")
        if plan.stay == ONE
        else tr("{units} stay at {source}: {why}.")
    )
    stays = said.format(units=plan.stay.in_units(), source=plan.request.origin, why=what)
    return (stays, *plan.differing)
